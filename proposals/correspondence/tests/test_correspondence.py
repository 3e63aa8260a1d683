"""The correspondence phase: letter, contacts, work plan, gate and steps."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from committees.models import Committee
from proposals.correspondence import actions
from proposals.correspondence.models import (
    REPLY_TOO_EARLY,
    Confirmation,
    Contact,
    Correspondence,
    Delegation,
    FileCommittee,
    Goal,
    Message,
    Opening,
    Pilot,
    PlanAgreement,
)
from proposals.lifecycle import MoveRefused
from proposals.proposal.facts import gather
from proposals.proposal.models import Proposal, SectionState
from twinning import clock
from twinning.records import history
from twinning.records.models import Event, Notice
from twinning.testing.factories import person
from twinning.testing.files import (
    ANSWERED,
    LETTER_SENT,
    correspond,
    file_in_correspondence,
    file_in_research,
    queries,
)

pytestmark = pytest.mark.django_db

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
SECTIONS = ["letter", "contacts", "counterpart", "waters", "workplan", "agreed", "going_on"]


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield


@pytest.fixture
def file(staff, cao):
    return file_in_correspondence(staff=staff, cao=cao)


@pytest.fixture
def lettered(file):
    """The letter is written down, but has not gone."""
    Correspondence.objects.create(
        proposal=file,
        letter_from="Mayor A. Beaulieu",
        letter_to="Presidencia Municipal",
        letter_sent_on=LETTER_SENT,
        letter_how="post",
    )
    return file


@pytest.fixture
def waiting(lettered, staff):
    actions.letter_sent(lettered, by=staff)
    return lettered


@pytest.fixture
def answered(waiting):
    record = waiting.correspondence
    record.reply_received_on, record.reply_summary = dt.date(2026, 3, 2), "They are glad."
    record.save()
    return waiting


@pytest.fixture
def agreed(file):
    correspond(file)
    return file


@pytest.fixture
def with_cao(agreed, staff):
    actions.send_to_cao(agreed, by=staff)
    return agreed


def everything() -> list:
    return [
        list(Proposal.objects.values()),
        list(Correspondence.objects.values()),
        list(Message.objects.values()),
        list(SectionState.objects.values()),
        Event.objects.count(),
        Notice.objects.count(),
    ]


def where(proposal: Proposal) -> tuple[str, str]:
    return Proposal.objects.values_list("phase", "turn").get(pk=proposal.pk)


def last_words() -> str:
    return history.sentence(Event.objects.latest("seq"))


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


# verb -> the file on which it can be taken, and what is posted
STAFF_STEPS: dict[str, tuple[str, dict[str, str]]] = {
    "letter-sent": ("lettered", {}),
    "answer-received": ("answered", {}),
    "send": ("agreed", {}),
}
CAO_STEPS = {"approve": ("with_cao", {}), "return": ("with_cao", {"why": "Which budget?"})}
STEPS = STAFF_STEPS | CAO_STEPS


@pytest.fixture(params=STEPS)
def step(request):
    name, posted = STEPS[request.param]
    proposal = request.getfixturevalue(name)
    holder = request.getfixturevalue("cao" if request.param in CAO_STEPS else "staff")
    return proposal, f"/proposals/{proposal.pk}/correspondence/{request.param}/", posted, holder


# -- the gate ------------------------------------------------------------------------------


def test_an_empty_correspondence_says_what_it_needs(file):
    assert Correspondence.of(file).gaps() == {
        "letter": [
            "Say from whom the letter of introduction goes.",
            "Say to whom it goes.",
            "Say when it was sent.",
            "Say how it was sent.",
            "Say when the answer came.",
            "Say what they answered.",
        ],
        "contacts": [
            "Name a contact in the mayor’s office of the other community.",
            "Name a volunteer contact in the other community.",
            "Name our contact in the Mayor’s office.",
            "Name our volunteer contact.",
        ],
        "counterpart": ["Name the committee of the other community."],
        "waters": [
            "Give a pilot programme with its result or a visit with its report, or say why there was none."
        ],
        "workplan": [
            "Give at least one short-term goal.",
            "Give at least one long-term goal.",
            "Give our budget for the first year; 0 where none is needed.",
            "Say when the budget was agreed with the other community.",
        ],
        "agreed": ["Make a version of the work plan that both sides can agree to."],
        "going_on": ["Say since when both sides wish to go on.", "Say what shows it."],
    }


def test_a_complete_correspondence_lacks_nothing(agreed):
    assert Correspondence.of(agreed).missing() == []


@pytest.mark.parametrize("opening", [Opening.INBOUND, Opening.VISIT])
def test_without_a_letter_of_ours_words_take_its_place(file, opening):
    record = Correspondence(proposal=file, opening=opening)
    assert record.gaps()["letter"] == ["Say how the line was opened without a letter of introduction."]
    record.opening_words = "Their mayor came to our Lacombe Days."
    assert record.gaps()["letter"] == []


def test_no_money_is_an_answer(agreed):
    agreed.correspondence.budget = Decimal(0)
    assert agreed.correspondence.gaps()["workplan"] == []


def test_a_plan_changed_after_both_sides_agreed_needs_a_new_version(agreed):
    agreed.correspondence.budget = Decimal(500)
    assert agreed.correspondence.missing() == [
        "The work plan was changed after version 1. Make a new version for both sides to agree to."
    ]


@pytest.mark.parametrize(
    ("side", "words"),
    [
        ("here", "Record that our side agreed to version 1 of the work plan."),
        ("there", "Record that the other side agreed to version 1 of the work plan."),
    ],
)
def test_both_sides_agree_to_the_plan(agreed, side, words):
    PlanAgreement.objects.filter(side=side).update(withdrawn_at=SPRING)
    assert agreed.correspondence.missing() == [words]


def test_no_test_programme_needs_a_reason(client, sign_in, staff, agreed):
    Pilot.objects.update(result="")
    assert agreed.correspondence.missing() == [
        "Give a pilot programme with its result or a visit with its report, or say why there was none."
    ]
    sign_in(client, staff).post(
        f"/proposals/{agreed.pk}/correspondence/sections/waters/",
        {"waiver": "The schools know each other since 2012."},
    )
    assert Correspondence.of(agreed).missing() == []


def test_a_visit_with_its_report_is_a_test(agreed):
    Pilot.objects.all().delete()
    visit = Delegation.objects.create(
        record=agreed.correspondence, purpose="Two engineers", by=agreed.opened_by
    )
    assert len(agreed.correspondence.missing()) == 1
    visit.report = "They saw the pumping station."
    visit.save()
    assert agreed.correspondence.missing() == []


def test_their_committee_is_confirmed_or_accepted(agreed):
    Confirmation.objects.update(withdrawn_at=SPRING)
    assert agreed.correspondence.missing() == [
        "Have their committee confirmed by them, or accept it on their behalf with evidence."
    ]


def test_who_has_left_is_no_contact(agreed):
    Contact.objects.filter(side="there", place="mayor").update(left_on=ANSWERED)
    assert agreed.correspondence.missing() == ["Name a contact in the mayor’s office of the other community."]


def test_the_line_is_open_once_they_answered_and_named_somebody(lettered):
    record = Correspondence.of(lettered)
    assert record.lacks_line() == [
        "Say when the answer came.",
        "Say what they answered.",
        "Name somebody in the other community to turn to.",
    ]
    record.reply_received_on, record.reply_summary = ANSWERED, "They are glad."
    Contact.objects.create(record=record, name="E. Ruiz")
    assert record.lacks_line() == []


def test_a_goal_needs_somebody_on_each_side(agreed):
    Goal.objects.filter(term="long").update(owner_there="", due_on=None, goal_value=None, baseline=None)
    assert agreed.correspondence.gaps()["workplan"] == [
        "“School exchange” lacks a number to reach with its unit · the number today · a date · somebody there."
    ]


def test_missing_contacts_may_be_waived(client, sign_in, staff, agreed):
    Contact.objects.filter(place="volunteer").delete()
    assert len(agreed.correspondence.missing()) == 2
    sign_in(client, staff).post(
        f"/proposals/{agreed.pk}/correspondence/sections/contacts/",
        {"waiver": "Staff carry it in both cities."},
    )
    assert Correspondence.of(agreed).missing() == []


def test_a_waiver_of_the_contacts_leaves_somebody_to_turn_to(client, sign_in, staff, agreed):
    address = f"/proposals/{agreed.pk}/correspondence/"
    sign_in(client, staff).post(f"{address}sections/contacts/", {"waiver": "Staff carry it."})
    assert Correspondence.of(agreed).missing() == []
    Contact.objects.filter(side="there").delete()
    whom = "Name somebody in the other community to turn to."
    assert Correspondence.of(agreed).missing() == [whom]
    client.post(f"{address}send/")
    assert where(agreed) == ("correspondence", "staff")
    (task,) = [
        one for one in client.get(address).context["tasks"] if one["label"] == "Contacts on both sides"
    ]
    assert (task["state"], task["missing"], task["detail"]) == ("partial", [whom], "Staff carry it.")


def test_the_letter_is_never_waived_and_says_its_exceptions(client, sign_in, staff, file):
    address = f"/proposals/{file.pk}/correspondence/sections/letter/"
    page = sign_in(client, staff).get(address).content.decode()
    assert "This section is not needed" not in page
    assert "Where they wrote to us, or we met at a visit" in page
    answer = client.post(address, {"waiver": "We know them."}, follow=True)
    assert said(answer) == [
        "This section cannot be left out, whatever the reason is. Fill it in; nothing can go on without it."
    ]
    assert not SectionState.objects.filter(proposal=file, section="letter").exclude(waiver="").exists()


def test_a_reason_given_when_the_letter_could_be_waived_opens_no_line(client, sign_in, staff, agreed):
    """Files that are in the phase may carry one from before."""
    Correspondence.objects.update(reply_received_on=None)
    SectionState.objects.create(
        proposal=agreed, phase="correspondence", section="letter", version=1, waiver="We know them."
    )
    assert Correspondence.of(agreed).missing() == ["Say when the answer came."]
    page = sign_in(client, staff).get(f"/proposals/{agreed.pk}/correspondence/")
    assert (page.context["tasks"][0]["state"], page.context["line"]) == (
        "partial",
        ["Say when the answer came."],
    )


def test_the_page_says_since_when_the_line_is_open(client, sign_in, staff, agreed):
    address = f"/proposals/{agreed.pk}/correspondence/"
    open_since = "The line of communication is open since 2 March 2026."
    assert open_since in sign_in(client, staff).get(address).content.decode()
    Correspondence.objects.update(opening=Opening.VISIT, opening_words="At Lacombe Days.")
    assert "The line of communication is open: We met at a visit." in client.get(address).content.decode()


def test_the_page_says_what_the_line_still_lacks(client, sign_in, staff, lettered):
    page = sign_in(client, staff).get(f"/proposals/{lettered.pk}/correspondence/").content.decode()
    _before, _words, lacks = page.partition("The line of communication is not open yet:")
    listed = lacks[: lacks.index("</ul>")]
    assert "Say when the answer came." in listed
    assert "Name somebody in the other community to turn to." in listed


# -- the steps: they do it ---------------------------------------------------------------


def test_the_letter_goes_and_the_other_city_has_the_word(client, sign_in, staff, lettered):
    answer = sign_in(client, staff).post(f"/proposals/{lettered.pk}/correspondence/letter-sent/")
    assert (answer.status_code, answer.url) == (302, f"/proposals/{lettered.pk}/correspondence/")
    assert where(lettered) == ("correspondence", "partner")
    assert last_words() == "Sent the letter of introduction; the other city has the word"
    assert Proposal.objects.get(pk=lettered.pk).standing == "prospect"


def test_the_answer_brings_the_file_back(client, sign_in, staff, answered):
    sign_in(client, staff).post(f"/proposals/{answered.pk}/correspondence/answer-received/")
    assert (where(answered), last_words()) == (
        ("correspondence", "staff"),
        "Received the answer of the other city",
    )


def test_staff_send_the_work_plan(client, sign_in, staff, cao, agreed):
    sign_in(client, staff).post(f"/proposals/{agreed.pk}/correspondence/send/")
    assert (where(agreed), last_words()) == (("correspondence", "cao"), "Sent the work plan to the CAO")
    assert Notice.objects.latest("pk").to == cao


def test_the_cao_approves_and_the_agreement_can_be_written(client, sign_in, staff, cao, with_cao):
    answer = sign_in(client, cao).post(f"/proposals/{with_cao.pk}/correspondence/approve/", {"why": ""})
    assert (answer.status_code, answer.url) == (302, f"/proposals/{with_cao.pk}/agreement/")
    assert (where(with_cao), last_words()) == (("agreement", "staff"), "Opened the agreement phase")
    assert Notice.objects.latest("pk").to == staff


def test_the_cao_returns_it_with_a_reason(client, sign_in, staff, cao, with_cao):
    sign_in(client, cao).post(f"/proposals/{with_cao.pk}/correspondence/return/", {"why": "Which budget?"})
    assert (where(with_cao), last_words()) == (("correspondence", "staff"), "Returned the work plan")
    assert Notice.objects.latest("pk").to == staff


# -- the steps: they refuse --------------------------------------------------------------


def test_a_step_is_never_taken_by_looking(client, sign_in, step):
    _proposal, url, _posted, holder = step
    before = everything()
    assert (sign_in(client, holder).get(url).status_code, everything()) == (405, before)


def test_the_wrong_role_is_refused(client, sign_in, step):
    _proposal, url, posted, holder = step
    others = {
        role: person(role)
        for role in ("staff", "cao", "clerk", "mayor", "councillor", "administrator")
        if not holder.has_role(role)
    }
    before = everything()
    assert {
        role: sign_in(client, other).post(url, posted).status_code for role, other in others.items()
    } == dict.fromkeys(others, 403)
    assert everything() == before


def test_a_stranger_finds_no_file(client, sign_in, step):
    _proposal, url, posted, _holder = step
    before = everything()
    assert (sign_in(client, person("committee")).post(url, posted).status_code, everything()) == (404, before)


def test_a_missing_file_is_not_found(client, sign_in, step):
    proposal, url, posted, holder = step
    assert (
        sign_in(client, holder)
        .post(url.replace(f"/{proposal.pk}/", f"/{proposal.pk + 1}/"), posted)
        .status_code
        == 404
    )


@pytest.mark.parametrize("verb", STEPS)
def test_before_its_phase_nothing_happens(client, sign_in, staff, cao, verb):
    early = file_in_research(staff=staff, cao=cao)
    before = everything()
    answer = sign_in(client, cao if verb in CAO_STEPS else staff).post(
        f"/proposals/{early.pk}/correspondence/{verb}/", STEPS[verb][1]
    )
    assert (answer.status_code, everything()) == (403, before)


def test_a_letter_without_address_does_not_go(client, sign_in, staff, lettered):
    Correspondence.objects.update(letter_to="")
    before = everything()
    answer = sign_in(client, staff).post(f"/proposals/{lettered.pk}/correspondence/letter-sent/", follow=True)
    assert (said(answer), everything()) == (["Say to whom it goes."], before)


def test_the_letter_goes_once(client, sign_in, staff, waiting):
    before = everything()
    answer = sign_in(client, staff).post(f"/proposals/{waiting.pk}/correspondence/letter-sent/", follow=True)
    assert (said(answer), everything()) == (
        ["The letter of introduction has gone already. Note further messages in the log."],
        before,
    )


def test_an_answer_nobody_wrote_down_is_not_received(client, sign_in, staff, waiting):
    before = everything()
    answer = sign_in(client, staff).post(
        f"/proposals/{waiting.pk}/correspondence/answer-received/", follow=True
    )
    assert (said(answer), everything()) == (["Say when the answer came.", "Say what they answered."], before)


def test_no_answer_comes_before_a_letter(client, sign_in, staff, lettered):
    before = everything()
    answer = sign_in(client, staff).post(
        f"/proposals/{lettered.pk}/correspondence/answer-received/", follow=True
    )
    assert (said(answer), everything()) == (
        ["No answer is waited for: this file is with council staff."],
        before,
    )


def test_an_incomplete_work_plan_is_not_sent(client, sign_in, staff, lettered):
    before = everything()
    answer = sign_in(client, staff).post(f"/proposals/{lettered.pk}/correspondence/send/", follow=True)
    assert (said(answer), everything()) == (Correspondence.of(lettered).missing(), before)


@pytest.mark.parametrize("why", ["", "No\x00", "x" * 100_000])
def test_without_a_readable_reason_it_is_not_returned(client, sign_in, cao, with_cao, why):
    before = everything()
    answer = sign_in(client, cao).post(f"/proposals/{with_cao.pk}/correspondence/return/", {"why": why})
    assert (answer.status_code, everything()) == (302, before)


def test_nobody_writes_while_the_cao_reads(client, sign_in, staff, with_cao):
    before = everything()
    answer = sign_in(client, staff).post(
        f"/proposals/{with_cao.pk}/correspondence/sections/letter/", {"version": "0"}
    )
    assert (answer.status_code, everything()) == (403, before)


def test_of_two_who_act_at_once_one_is_told(staff, lettered):
    stale = Proposal.objects.get(pk=lettered.pk)
    actions.letter_sent(lettered, by=staff)
    before = everything()
    with pytest.raises(MoveRefused):
        actions.letter_sent(stale, by=staff)
    assert everything() == before


# -- bad input ------------------------------------------------------------------------------

LETTER = {
    "version": "0",
    "opening": "letter",
    "opening_words": "",
    "letter_from": "Mayor A. Beaulieu",
    "letter_to": "Presidencia Municipal",
    "letter_sent_on": "2026-02-10",
    "letter_how": "post",
    "reply_received_on": "2026-03-02",
    "reply_summary": "They are glad.",
}


def test_the_letter_is_saved(client, sign_in, staff, file):
    assert (
        sign_in(client, staff)
        .post(f"/proposals/{file.pk}/correspondence/sections/letter/", LETTER)
        .status_code
        == 302
    )
    assert Correspondence.of(file).gaps()["letter"] == []


def test_an_answer_before_the_letter_is_refused_in_words(client, sign_in, staff, file):
    answer = sign_in(client, staff).post(
        f"/proposals/{file.pk}/correspondence/sections/letter/", LETTER | {"reply_received_on": "2026-02-09"}
    )
    assert (answer.status_code, str(REPLY_TOO_EARLY) in answer.content.decode()) == (422, True)
    assert Correspondence.of(file).letter_sent_on is None


def test_the_database_refuses_it_too(lettered):
    with pytest.raises(IntegrityError), transaction.atomic():
        Correspondence.objects.update(reply_received_on=dt.date(2026, 2, 9))


@pytest.mark.parametrize(
    "wrong",
    [
        {"letter_sent_on": "2026-03-13"},
        {"letter_sent_on": "soon"},
        {"letter_sent_on": "0001-01-01"},
        {"opening": "magic"},
        {"reply_summary": "x" * 100_000},
        {"reply_summary": "a\x00b"},
        {"letter_how": "pigeon"},
    ],
    ids=str,
)
def test_what_cannot_be_read_is_kept_as_typed_and_not_saved(client, sign_in, staff, file, wrong):
    answer = sign_in(client, staff).post(
        f"/proposals/{file.pk}/correspondence/sections/letter/", LETTER | wrong
    )
    assert (answer.status_code, Correspondence.of(file).letter_from) == (422, "")
    assert (
        Correspondence.of(file).gaps()["letter"][-1]
        == "Something typed there is not saved yet, because an answer needs correcting."
    )


@pytest.mark.parametrize("amount", ["1.000,50", "-5", "1e9", "9" * 40])
def test_an_amount_that_could_be_misread_is_refused(client, sign_in, staff, file, amount):
    answer = sign_in(client, staff).post(
        f"/proposals/{file.pk}/correspondence/sections/workplan/",
        {"version": "0", "budget": amount, "budget_currency": "CAD"},
    )
    assert (answer.status_code, Correspondence.of(file).budget) == (422, None)


@pytest.mark.parametrize(
    "words",
    [
        "Playa 🏖️👩‍👩‍👧",
        "مازاتلان עיר",
        "<script>alert(1)</script>",
        "Maza\u0301tla\u0301n",
        "{{ user.password }}",
    ],
)
def test_strange_words_are_kept_as_they_are_and_shown_as_text(client, sign_in, staff, lettered, words):
    sign_in(client, staff).post(
        f"/proposals/{lettered.pk}/correspondence/sections/letter/", LETTER | {"reply_summary": words}
    )
    page = client.get(f"/proposals/{lettered.pk}/correspondence/check/").content.decode()
    assert Correspondence.objects.get().reply_summary == words
    assert words.replace("<", "&lt;").replace(">", "&gt;") in page


def test_what_they_confirmed_takes_the_place_of_what_was_planned(agreed):
    known = gather(agreed)
    assert (known["counterpart"], known["counterpart_confirmed_on"]) == (
        "Comité de Hermanamiento",
        dt.date(2026, 3, 2),
    )


# -- the pages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "check/", *(f"sections/{name}/" for name in SECTIONS)])
def test_staff_see_every_page(client, sign_in, staff, agreed, path):
    """A section with a room of its own leads there."""
    url = f"/proposals/{agreed.pk}/correspondence/{path}"
    assert sign_in(client, staff).get(url, follow=True).status_code == 200


@pytest.mark.parametrize("path", ["", "check/"])
@pytest.mark.parametrize("role", ["cao", "clerk", "mayor", "councillor", "administrator"])
def test_others_read(client, sign_in, with_cao, role, path):
    assert (
        sign_in(client, person(role)).get(f"/proposals/{with_cao.pk}/correspondence/{path}").status_code
        == 200
    )


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("file", []),
        ("lettered", ["The letter has gone: wait for the answer"]),
        ("waiting", ["Note the answer"]),
        ("answered", ["The answer is here: go on"]),
        ("agreed", []),
    ],
)
def test_the_page_offers_the_next_step(client, sign_in, staff, request, name, offered):
    proposal = request.getfixturevalue(name)
    page = sign_in(client, staff).get(f"/proposals/{proposal.pk}/correspondence/").content.decode()
    assert [
        label
        for label in (
            "The letter has gone: wait for the answer",
            "Note the answer",
            "The answer is here: go on",
        )
        if label in page
    ] == offered


def test_reading_saves_nothing(client, sign_in, staff, file):
    before = everything()
    for path in ("", "check/", "sections/letter/"):
        sign_in(client, staff).get(f"/proposals/{file.pk}/correspondence/{path}")
    assert everything() == before


@pytest.mark.parametrize("path", ["", "check/", "sections/workplan/"])
def test_the_number_of_queries_does_not_grow_with_the_lines(client, sign_in, staff, agreed, path):
    url = f"/proposals/{agreed.pk}/correspondence/{path}"
    add_one_of_each(agreed.correspondence, staff)
    few = queries(sign_in(client, staff), url)
    for _more in range(2):
        add_one_of_each(agreed.correspondence, staff)
    assert queries(client, url) == few


def add_one_of_each(record: Correspondence, by) -> None:
    Message.objects.create(record=record, on=LETTER_SENT, follow_up_on=LETTER_SENT, summary="Asked", by=by)
    Goal.objects.create(record=record, title="Visit", due_on=LETTER_SENT, owner_here="A", owner_there="B")
    Pilot.objects.create(record=record, title="Pen pals", by=by)
    theirs = Committee.objects.create(name=f"Committee {uuid.uuid4()}", side=Committee.Side.THEIRS)
    named = FileCommittee.objects.create(record=record, committee=theirs, by=by)
    Confirmation.objects.create(committee=named, on=LETTER_SENT, words="Their letter", by=by)
    Contact.objects.create(record=record, name="E. Ruiz")


# -- what the CAO reads rests while it is read -----------------------------------------------


def changes(proposal: Proposal) -> list[str]:
    """Every address that changes what the CAO reads of the rooms."""
    record = proposal.correspondence
    theirs, contact = record.committees.get().pk, record.contacts.first().pk
    said = Confirmation.objects.get().pk
    return [
        "mirror/add/",
        f"mirror/{theirs}/pair/",
        f"mirror/{theirs}/confirm/",
        f"mirror/{theirs}/accept/",
        f"mirror/{theirs}/remove/",
        f"mirror/confirmations/{said}/withdraw/",
        "contacts/new/",
        f"contacts/{contact}/correct/",
        f"contacts/{contact}/left/",
        f"contacts/{contact}/returned/",
        "waters/programmes/new/",
        "waters/delegations/new/",
        f"waters/programmes/{record.pilots.get().pk}/result/",
    ]


HERS = "ruiz@mazatlan.example"


@pytest.mark.parametrize("role", ["staff", "cao", "clerk", "mayor", "councillor", "administrator"])
@pytest.mark.parametrize("page", ["check", "mirror", "workplan"])
def test_no_page_shows_an_address_that_the_log_leaves_out(client, sign_in, agreed, role, page):
    Correspondence.objects.update(reply_summary=f"Write to {HERS}.")
    Confirmation.objects.update(words=f"Letter of {HERS}")
    PlanAgreement.objects.update(words=f"Mail of {HERS}")
    Proposal.objects.update(submitted_at=SPRING)
    shown = sign_in(client, person(role)).get(f"/proposals/{agreed.pk}/correspondence/{page}/")
    assert shown.status_code == 200
    assert (HERS in shown.content.decode()) == (role in {"staff", "cao", "clerk"})


def test_what_the_cao_reads_rests_in_words_until_it_comes_back(client, sign_in, staff, cao, with_cao):
    signed_in, before = sign_in(client, staff), everything()
    for address in changes(with_cao):
        answer = signed_in.post(f"/proposals/{with_cao.pk}/correspondence/{address}", {"why": "No."})
        assert answer.status_code == 403, address
        assert "This file is with the CAO. It can be changed when it comes back." in answer.content.decode()
    assert everything() == before
    actions.send_back(with_cao, by=cao, why="Name a chair.")
    for address in changes(with_cao):
        answer = signed_in.post(f"/proposals/{with_cao.pk}/correspondence/{address}")
        assert answer.status_code in (302, 422), address


@pytest.mark.parametrize("room", ["contacts", "mirror", "waters"])
def test_a_room_says_that_it_rests_and_offers_nothing(client, sign_in, staff, with_cao, room):
    page = sign_in(client, staff).get(f"/proposals/{with_cao.pk}/correspondence/{room}/").content.decode()
    assert "This file is with the CAO. It can be changed when it comes back." in page
    assert "/correct/" not in page and "/new/" not in page and "/withdraw/" not in page


def test_the_log_and_the_notes_go_on_while_the_cao_reads(client, sign_in, staff, with_cao):
    signed_in, start = sign_in(client, staff), f"/proposals/{with_cao.pk}/correspondence"
    said = {"on": "2026-03-11", "direction": "in", "channel": "call", "subject": "Call", "zone": "America/Edmonton"}  # fmt: skip
    signed_in.post(f"{start}/log/new/", said)
    signed_in.post(f"{start}/notes/new/", {"text": "They are in a hurry.", "audience": "internal"})
    record = with_cao.correspondence
    assert (record.messages.count(), record.notes.count()) == (1, 1)


def test_a_visit_may_happen_in_any_phase(client, sign_in, staff, cao, with_cao):
    actions.approve(with_cao, by=cao)
    page = f"/proposals/{with_cao.pk}/correspondence/waters/"
    said = {"direction": "out", "purpose": "See the school", "starts": "2026-03-01", "cost_currency": "CAD"}
    lines: dict[str, list[str]] = {"members-key": []}
    signed_in = sign_in(client, staff)
    assert "/delegations/new/" in signed_in.get(page).content.decode()
    signed_in.post(f"{page}delegations/new/", said | lines)
    assert Delegation.objects.get(record__proposal=with_cao).purpose == "See the school"
    # Whether a test is needed at all was settled at the gate.
    assert "This section is not needed" not in signed_in.get(page).content.decode()
