"""Enquiries inside the house: entering, screening, limits, conflicts, outcomes, letters, the year."""

import csv
import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from proposals import lifecycle
from proposals.enquiry import actions, papers, same, screening, yearly
from proposals.enquiry.models import Enquiry, Letter, Screening, ScreeningAnswer, fingerprint
from proposals.enquiry.tests.conftest import SPRING, screen, written
from proposals.lifecycle import MoveRefused, Phase, Standing
from proposals.proposal.actions import open_file
from proposals.proposal.models import Community, Proposal
from proposals.proposal.names import identity
from twinning import clock
from twinning.municipality.policy import Cap, Criterion, Policy
from twinning.municipality.versions import ChangedMeanwhile
from twinning.records import documents, history
from twinning.records.models import Event, Notice, Outgoing, Upload
from twinning.records.templatetags.house import day
from twinning.records.tests import hostile
from twinning.testing import pdf
from twinning.testing.factories import file_in, person
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

LATER = "2026-06-01"
NOT_ON_THE_MAP = (
    "Not on the map yet, so the lists of twinnings cannot be asked. Choose its place from the list."
)


def page_of(enquiry) -> str:
    return f"/enquiries/{enquiry.pk}/"


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def everything() -> list:
    return [
        list(Enquiry.objects.values()),
        list(Screening.objects.values()),
        list(ScreeningAnswer.objects.values()),
        Proposal.objects.count(),
        Outgoing.objects.count(),
        Upload.objects.count(),
        Notice.objects.count(),
        Event.objects.count(),
    ]


def last_words() -> str:
    return history.sentence(Event.objects.latest("seq"))


def cap(what="held", kind="", limit=1, years=None) -> Cap:
    policy = Policy.in_force()
    return Cap.objects.create(
        policy=policy, order=policy.caps.count(), what=what, kind=kind, limit=limit, years=years
    )


def partner(name="Rikubetsu", country="JP", *, by, standing=Standing.SISTER, approved_on=None) -> Proposal:
    """A relationship that the City has."""
    file = open_file(Community(name=name, country=country), by=by, kind="sister", origin="staff")
    lifecycle.change_standing(file, standing, by=by)
    Proposal.objects.filter(pk=file.pk).update(approved_on=approved_on)
    return file


# -- five questions to each step ---------------------------------------------------------------------

FORM = {
    "direction": "inbound", "channel": "letter", "via": "", "received_on": "2026-03-02", "asker_name": "高橋 美咲",
    "asker_office": "市長", "organisation": "高崎市役所", "email": "takahashi@takasaki.example", "postal_address": "",
    "language": "ja", "community_name": "Takasaki", "region": "Gunma", "country": "JP", "wish": "Something better.",
    "version": "1",
}  # fmt: skip

STEPS = {
    "correct/": ("enquiry", FORM, "staff"),
    "acknowledged/": ("enquiry", {"on": "2026-03-10"}, "clerk"),
    "screen/": ("enquiry", {}, "staff"),
    "open/": ("screened", {"kind": "sister", "origin": "letter"}, "cao"),
    "hold/": ("enquiry", {"until": LATER, "why": "After the election."}, "staff"),
    "decline/": ("enquiry", {"why": "No group of residents stands behind it."}, "cao"),
    "receive/": ("enquiry", {"why": ""}, "staff"),
    "letters/acknowledged/": ("enquiry", {}, "clerk"),
}
DID = {
    "correct/": "Corrected: postal address, what they wish",
    "acknowledged/": "Noted that the enquiry was acknowledged",
    "screen/": "Began to screen the enquiry against the policy",
    "open/": "Opened the proposal 11/154/2026-1",
    "hold/": "Put the enquiry on hold",
    "decline/": "Declined the enquiry",
    "receive/": "Received the enquiry for information",
    "letters/acknowledged/": "Prepared a letter in the outbox",
}
NOT_FOR = {"correct/": "mayor", "acknowledged/": "councillor", "letters/acknowledged/": "member"}
ONLY_POST = {"acknowledged/", "screen/", "letters/acknowledged/"}


@pytest.fixture(params=STEPS)
def step(request):
    name, posted, holder = STEPS[request.param]
    return request.param, request.getfixturevalue(name), posted, request.getfixturevalue(holder)


def test_a_step_does_it(client, sign_in, step):
    name, enquiry, posted, holder = step
    answer = sign_in(client, holder).post(page_of(enquiry) + name, posted)
    assert answer.status_code == 302
    assert last_words() == DID[name]
    assert Event.objects.latest("seq").actor == holder


def test_a_step_is_not_taken_by_a_link(client, sign_in, step):
    name, enquiry, _posted, holder = step
    before = everything()
    answer = sign_in(client, holder).get(page_of(enquiry) + name)
    assert answer.status_code == (405 if name in ONLY_POST else 200)
    assert everything() == before


def test_a_step_refuses_the_wrong_role(client, sign_in, request, step):
    name, enquiry, posted, _holder = step
    other = request.getfixturevalue(NOT_FOR.get(name, "clerk"))
    before = everything()
    answer = sign_in(client, other).post(page_of(enquiry) + name, posted)
    assert (answer.status_code, everything()) == (403, before)


def test_a_step_refuses_a_missing_enquiry(client, sign_in, step):
    name, enquiry, posted, holder = step
    before = everything()
    answer = sign_in(client, holder).post(f"/enquiries/{enquiry.pk + 1}/{name}", posted)
    assert (answer.status_code, everything()) == (404, before)


@pytest.mark.parametrize("name", ["open/", "hold/", "decline/", "receive/"])
def test_an_outcome_refuses_what_has_become_a_file_and_changes_nothing(
    client, sign_in, screened, staff, name
):
    actions.open_proposal(screened, by=staff, kind="sister", origin="letter")
    before = everything()
    answer = sign_in(client, staff).post(page_of(screened) + name, STEPS[name][1], follow=True)
    assert said(answer) == [
        words for words in said(answer) if words.startswith("This enquiry cannot go from “Proposal opened”")
    ]
    assert (len(said(answer)), everything()) == (1, before)


@pytest.mark.parametrize(
    ("name", "posted", "words"),
    [
        ("decline/", {"why": " "}, "A reason is missing."),
        ("hold/", {"until": "2026-03-12", "why": "Later."}, "This day is over or is today."),
        ("hold/", {"until": "soon", "why": "Later."}, ""),
        ("open/", {"kind": "marriage", "origin": "letter"}, ""),
        ("correct/", FORM | {"country": "Atlantis"}, ""),
        ("correct/", FORM | {"received_on": "2026-03-13"}, "This day is still to come."),
    ],
)
def test_bad_input_is_said_and_changes_nothing(client, sign_in, screened, staff, name, posted, words):
    before = everything()
    answer = sign_in(client, staff).post(page_of(screened) + name, posted)
    errors = " ".join(str(one) for found in answer.context["form"].errors.values() for one in found)
    assert (answer.status_code, words in errors, bool(errors), everything()) == (422, True, True, before)


def test_a_colleague_who_was_faster_is_not_overwritten(client, sign_in, enquiry, staff):
    enquiry.wish = "Theirs"
    actions.correct(enquiry, seen=1, fields=["wish"], names="what they wish", by=staff)
    before = everything()
    answer = sign_in(client, staff).post(f"{page_of(enquiry)}correct/", FORM)
    assert "Somebody else changed this after you opened it" in answer.text
    assert (answer.status_code, everything()) == (422, before)


def test_of_two_decisions_the_second_is_told(enquiry, staff, cao):
    other = Enquiry.objects.get()
    actions.hold(enquiry, dt.date(2026, 6, 1), by=staff, why="Later.")
    before = everything()
    with pytest.raises(MoveRefused, match="in the meantime"):
        actions.decline(other, by=cao, why="No.")
    assert everything() == before


# -- entering ----------------------------------------------------------------------------------------------


def test_staff_enter_a_letter_with_its_files(client, sign_in, staff):
    sign_in(client, staff)
    answer = client.post(
        "/enquiries/new/", FORM | {"file_1": SimpleUploadedFile("letter.pdf", hostile.pdf())}, follow=True
    )
    enquiry = Enquiry.objects.get()
    assert (enquiry.number, enquiry.door, enquiry.entered_by, enquiry.standing) == (
        "E2026-001",
        "staff",
        staff,
        "new",
    )
    assert (enquiry.acknowledgement_due, enquiry.acknowledged_on) == (dt.date(2026, 3, 12), None)
    assert enquiry.attachments.get().upload.by == staff
    assert "高橋 美咲" in answer.text
    assert Notice.objects.count() == 0


def test_sent_twice_it_is_entered_once(client, sign_in, staff):
    sign_in(client, staff)
    for _time in range(2):
        client.post("/enquiries/new/", FORM)
    assert Enquiry.objects.count() == 1


def test_our_own_idea_is_acknowledged_to_nobody(staff):
    enquiry = actions.enter(written(direction="outbound"), by=staff)
    assert (enquiry.acknowledgement_due, papers.kinds(enquiry)) == (None, [])


def test_the_day_to_acknowledge_by_is_the_policys(staff):
    Policy.objects.update(acknowledgement_days=5)
    enquiry = actions.enter(written(), by=staff)
    assert enquiry.acknowledgement_due == dt.date(2026, 3, 7)
    assert enquiry.acknowledgement_is_late


def test_a_file_may_follow_later_and_be_fetched(client, sign_in, enquiry, clerk):
    sign_in(client, clerk)
    client.post(f"{page_of(enquiry)}attach/", {"file": SimpleUploadedFile("map.pdf", hostile.pdf())})
    file = enquiry.attachments.get()
    answer = client.get(f"{page_of(enquiry)}files/{file.pk}/")
    assert (answer.status_code, b"".join(answer.streaming_content)[:5]) == (200, b"%PDF-")
    assert client.get(f"/enquiries/{enquiry.pk + 1}/files/{file.pk}/").status_code == 404
    refused = client.post(f"{page_of(enquiry)}attach/", {"file": SimpleUploadedFile("x.exe", b"MZ")})
    assert (refused.status_code, enquiry.attachments.count()) == (422, 1)


@pytest.mark.parametrize("role", ["mayor", "councillor", "member", "administrator"])
@pytest.mark.parametrize(
    "url",
    [
        "/enquiries/",
        "/enquiries/new/",
        "/enquiries/years/2026/",
        "/enquiries/years/2026/table/",
        "/enquiries/1/",
        "/outbox/",
    ],
)
def test_enquiries_are_for_administration(client, sign_in, request, role, url):
    assert sign_in(client, request.getfixturevalue(role)).get(url).status_code == 403


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("City of Sedona", "SEDONA"),
        ("Mazatlan", "Mazatlán"),
        ("The Town of Banff", "banff"),
        ("Aix-en-Provence", "aix en provence"),
    ],
)
def test_a_name_is_the_same_in_any_spelling(one, other):
    assert identity(one) == identity(other)


def test_other_names_are_others():
    assert len({identity(name) for name in ("Cityville", "Village", "高崎市", "العقبة")}) == 4
    assert fingerprint(["a", "b"]) != fingerprint(["a b", ""])


# -- screening -----------------------------------------------------------------------------------------------


def checklist(found: Screening, answer="yes", **more) -> dict:
    return (
        {f"answer_{one.pk}": answer for one in found.policy.criteria.all()}
        | {"version": found.version, "impression": ""}
        | more
    )


def test_the_checklist_is_kept_and_finished(client, sign_in, enquiry, staff):
    found = actions.start_screening(enquiry, by=staff)
    url = f"{page_of(enquiry)}screenings/{found.pk}/"
    first = found.policy.criteria.first()
    sign_in(client, staff)
    client.post(
        url,
        {
            f"answer_{first.pk}": "unknown",
            f"note_{first.pk}": "Ask Ottawa.",
            "impression": "",
            "version": 1,
            "keep": "1",
        },
    )
    assert found.answers.values_list("answer", "note").get() == ("unknown", "Ask Ottawa.")
    answer = client.post(url, {"impression": "", "version": 2, "finish": "1"}, follow=True)
    left = found.policy.criteria.count() - 1
    assert said(answer)[1:] == [
        f"{left} questions have no answer. Answer them; “not known” is an answer, too."
    ]
    found.refresh_from_db()
    client.post(url, checklist(found, finish="1"))
    found.refresh_from_db()
    assert (found.finished_by, found.finished_at) == (staff, SPRING)
    assert last_words() == f"Finished the screening: {left + 1} yes, 0 no, 0 not known"


def test_what_a_policy_says_is_text_and_no_markup(client, sign_in, enquiry, staff):
    found = actions.start_screening(enquiry, by=staff)
    Criterion.objects.filter(policy=found.policy).update(help="<b>Think</b> of visas & mail.")
    text = sign_in(client, staff).get(f"{page_of(enquiry)}screenings/{found.pk}/").text
    assert "&lt;b&gt;Think&lt;/b&gt; of visas &amp; mail." in text
    assert "<b>Think" not in text


def test_a_finished_screening_stays_and_keeps_its_policy(client, sign_in, screened, staff):
    found, policy = screened.screenings.get(), Policy.in_force()
    newer = Policy.objects.create(
        number=2, title="Stricter", in_force_from=dt.date(2026, 3, 12), lowest_words="a", highest_words="b"
    )
    Criterion.objects.create(policy=newer, question="Is it near?")
    assert Policy.in_force() == newer
    before = everything()
    answer = sign_in(client, staff).post(
        f"{page_of(screened)}screenings/{found.pk}/", checklist(found, "no"), follow=True
    )
    assert said(answer) == [
        "This screening is finished and stays as it is. Screen the enquiry again instead."
    ]
    assert everything() == before
    assert policy.title in client.get(f"{page_of(screened)}screenings/{found.pk}/").text
    again = actions.start_screening(screened, by=staff)
    assert (again.policy, found.policy, screened.screenings.count()) == (newer, policy, 2)


def test_one_screening_is_under_way_at_a_time(enquiry, staff, cao):
    assert actions.start_screening(enquiry, by=staff) == actions.start_screening(
        Enquiry.objects.get(), by=cao
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Screening.objects.create(enquiry=enquiry, policy=Policy.in_force(), started_by=cao)


def test_a_note_asks_for_its_answer_and_two_people_are_told(client, sign_in, enquiry, staff):
    found = actions.start_screening(enquiry, by=staff)
    first = found.policy.criteria.first()
    url = f"{page_of(enquiry)}screenings/{found.pk}/"
    sign_in(client, staff)
    answer = client.post(url, {f"note_{first.pk}": "Hm.", "impression": "", "version": 1})
    assert (answer.status_code, "The note has no answer." in answer.text) == (422, True)
    actions.save_answers(found, {}, "Theirs", seen=1, by=staff)
    answer = client.post(url, checklist(found, version=1))
    assert (answer.status_code, "Somebody else changed this" in answer.text, found.answers.count()) == (
        422,
        True,
        0,
    )
    with pytest.raises(ChangedMeanwhile):
        actions.save_answers(found, {}, "Mine", seen=1, by=staff)


def test_the_clerk_reads_a_finished_screening_and_not_one_under_way(client, sign_in, enquiry, staff, clerk):
    found = actions.start_screening(enquiry, by=staff)
    url = f"{page_of(enquiry)}screenings/{found.pk}/"
    sign_in(client, clerk)
    assert said(client.get(url, follow=True)) == [
        "This screening is under way. It can be read when it is finished."
    ]
    screen(Enquiry.objects.get(), by=staff)
    assert client.get(url).status_code == 200


# -- limits --------------------------------------------------------------------------------------------------


def words_of(enquiry, kind="") -> list[tuple[str, bool]]:
    return [(limit.words, limit.reached) for limit in screening.limits(enquiry, Policy.in_force(), kind)]


def test_limits_say_the_numbers_behind_them(enquiry, staff):
    partner("Rikubetsu", "JP", by=staff)
    partner("Duluth", "US", by=staff, standing=Standing.DORMANT)
    partner("Sedona", "US", by=staff, standing=Standing.FRIENDSHIP)
    file_in(Phase.PLANNING, by=staff)
    cap(kind="sister", limit=3)
    cap(limit=3)
    cap("per_country", limit=1)
    assert words_of(enquiry) == [
        ("2 of at most 3 sister cities; one more is in preparation.", False),
        ("3 of at most 3 relationships; one more is in preparation.", True),
        ("1 of at most 1 relationship in one country (Japan).", True),
    ]


def test_new_ones_count_from_the_day_of_councils_approval(enquiry, staff):
    partner("Old", "US", by=staff, approved_on=dt.date(2021, 3, 12))
    partner("New", "US", by=staff, approved_on=dt.date(2021, 3, 13))
    cap("new", limit=1, years=5)
    assert words_of(enquiry) == [("1 of at most 1 new relationship within 5 years.", True)]


def test_a_friendship_that_became_a_twinning_counts_once(enquiry, staff):
    partner("Sedona", "US", by=staff, standing=Standing.FRIENDSHIP)
    with clock.at(SPRING + dt.timedelta(days=1)):
        partner("City of Sedona", "US", by=staff)
    cap(limit=5)
    assert words_of(enquiry) == [("1 of at most 5 relationships.", False)]


def test_ended_and_declined_ones_do_not_count(enquiry, staff, cao):
    partner("Gone", "US", by=staff, standing=Standing.CONCLUDED)
    lifecycle.close(file_in(Phase.PLANNING, by=staff), Standing.REFUSED, by=cao, why="No.")
    cap(limit=5)
    assert words_of(enquiry) == [("0 of at most 5 relationships.", False)]


def test_without_a_limit_nothing_is_said(enquiry):
    assert words_of(enquiry) == []


# -- conflicts -------------------------------------------------------------------------------------------------


def test_what_the_house_knows_of_the_same_community_is_told(client, sign_in, staff, cao):
    earlier = actions.enter(
        written(received_on=dt.date(2023, 5, 3), community_name="City of TAKASAKI"), by=staff
    )
    actions.decline(earlier, by=cao, why="There was no group of residents.")
    file = partner("Takasaki", by=staff, standing=Standing.EXPLORATORY)
    partner("Rikubetsu", by=staff, approved_on=dt.date(1986, 7, 1))
    actions.enter(written(country="US"), by=staff)
    enquiry = actions.enter(written(), by=staff)
    told = [(conflict.words, conflict.url) for conflict in screening.conflicts(enquiry)]
    assert told == [
        ("There is a file about this community: 11/154/2026-1, Planning, Exploratory.", file.phase_url),
        (
            "The same community was asked about on 3 May 2023 (E2026-001), declined: There was no group of residents.",
            page_of(earlier),
        ),
        (
            "The same sender wrote on 2 March 2026 about Takasaki, Gunma, United States (E2026-002): New.",
            f"/enquiries/{enquiry.pk - 1}/",
        ),
        (
            "We have a partner in Japan: Rikubetsu, Sister city since 1 July 1986.",
            Proposal.objects.get(community__name="Rikubetsu").phase_url,
        ),
        (NOT_ON_THE_MAP, f"{page_of(enquiry)}correct/"),
    ]
    shown = sign_in(client, staff).get(page_of(enquiry)).text
    assert "declined: There was no group of residents." in shown


def test_what_was_shown_stays_with_the_screening(enquiry, staff):
    partner("Rikubetsu", by=staff)
    limit = cap(limit=1)
    screen(enquiry, by=staff)
    Cap.objects.filter(pk=limit.pk).update(limit=9)
    found = enquiry.screenings.get().findings
    assert [(one["what"], one.get("reached")) for one in found] == [
        ("limit", True),
        ("conflict", None),
        ("conflict", None),
    ]
    assert found[0]["words"] == "1 of at most 1 relationship."


# -- outcomes ----------------------------------------------------------------------------------------------------


def test_everything_carries_over_into_the_file(client, sign_in, screened, staff):
    actions.attach(screened, SimpleUploadedFile("letter.pdf", hostile.pdf()), by=staff)
    sign_in(client, staff)
    assert client.get(f"{page_of(screened)}open/").context["form"]["origin"].value() == "letter"
    answer = client.post(
        f"{page_of(screened)}open/", {"kind": "friendship", "origin": "letter", "why": "Good."}
    )
    file = Proposal.objects.get()
    assert answer.url == f"/proposals/{file.pk}/planning/"
    assert (file.community.name, file.community.region, file.community.country) == ("Takasaki", "Gunma", "JP")
    assert (file.kind, file.origin, file.opened_by) == ("friendship", "letter", staff)
    assert file.attachments.get().upload == screened.attachments.get().upload
    assert file.candidates.get().came_up == f"Enquiry E2026-001 of {day(screened.received_on)}"
    assert list(file.enquiries.all()) == [screened]
    screened.refresh_from_db()
    assert (screened.standing, screened.proposal, screened.reason) == ("opened", file, "Good.")
    assert Event.objects.about(file)[0].facts == {"number": "E2026-001", "enquiry": screened.pk}


def test_a_closed_file_about_the_same_community_is_the_earlier_one(screened, staff, cao):
    earlier = open_file(Community(name="Takasaki", country="JP"), by=staff, kind="sister", origin="staff")
    lifecycle.close(earlier, Standing.REFUSED, by=cao, why="No.")
    later = actions.open_proposal(screened, by=staff, kind="sister", origin="letter")
    assert (later.earlier, later.community) == (earlier, earlier.community)


@pytest.mark.parametrize(
    ("region", "same"), [("Gunma", True), ("Gunma Prefecture", True), ("", True), ("Hokkaido", False)]
)
def test_a_namesake_in_another_region_is_another_community(screened, staff, region, same):
    community = Community(name="Takasaki", region=region, country="JP")
    earlier = open_file(community, by=staff, kind="sister", origin="staff")
    later = actions.open_proposal(screened, by=staff, kind="sister", origin="letter")
    assert (later.community == earlier.community) is same


def test_a_community_that_was_merged_leads_to_its_successor(screened, staff):
    into = Community.objects.create(name="Great Takasaki", country="JP")
    old = Community(name="Takasaki", country="JP", successor=into, succeeded_on=dt.date(2026, 1, 1))
    open_file(old, by=staff, kind="sister", origin="staff")
    later = actions.open_proposal(screened, by=staff, kind="sister", origin="letter")
    assert later.community == into


def test_no_file_is_opened_about_our_own_city(staff, lacombe):
    ours = actions.enter(
        written(community_name=lacombe.short_name, region=lacombe.province, country="CA"), by=staff
    )
    screen(ours, by=staff)
    before = everything()
    with pytest.raises(MoveRefused, match="our own city"):
        actions.open_proposal(ours, by=staff, kind="sister", origin="letter")
    assert everything() == before


def test_without_a_screening_no_file_is_opened(client, sign_in, enquiry, staff):
    before = everything()
    answer = sign_in(client, staff).post(f"{page_of(enquiry)}open/", STEPS["open/"][1], follow=True)
    assert said(answer) == [
        "The screening is not finished. Answer its questions first; “not known” is an answer, too."
    ]
    assert everything() == before


def test_beyond_a_limit_the_reason_is_asked_for_and_nothing_else(client, sign_in, screened, staff):
    partner("Rikubetsu", by=staff)
    cap(kind="sister", limit=1)
    sign_in(client, staff)
    url, given = f"{page_of(screened)}open/", {"kind": "sister", "origin": "letter"}
    before = everything()
    answer = client.post(url, given)
    assert answer.context["form"].errors == {
        "cap_reason": [
            "1 of at most 1 sister city. Say why the City goes beyond this limit, so that it can be read later."
        ]
    }
    assert (answer.status_code, everything()) == (422, before)
    with pytest.raises(MoveRefused):
        actions.open_proposal(screened, by=staff, **given)
    assert everything() == before
    assert client.post(url, given | {"cap_reason": "Council decided so on 9 March."}).status_code == 302
    file = Proposal.objects.latest("pk")
    assert Event.objects.about(file)[0].remark.text == "Council decided so on 9 March."


def test_a_limit_of_another_kind_asks_for_nothing(screened, staff):
    partner("Rikubetsu", by=staff)
    cap(kind="sister", limit=1)
    assert actions.open_proposal(screened, by=staff, kind="friendship", origin="letter").kind == "friendship"


def test_on_hold_it_leaves_the_desk_until_its_day(enquiry, staff):
    actions.hold(enquiry, dt.date(2026, 6, 1), by=staff, why="After the election.")
    assert list(Enquiry.objects.waiting()) == []
    with clock.at(dt.datetime(2026, 6, 1, 18, tzinfo=dt.UTC)):
        assert list(Enquiry.objects.waiting()) == [enquiry]
        assert Enquiry.objects.get().hold_is_over


def test_a_declined_one_is_taken_up_again_by_a_new_screening(enquiry, staff, cao):
    actions.decline(enquiry, by=cao, why="No.")
    with pytest.raises(MoveRefused):
        actions.receive(enquiry, by=cao)
    actions.start_screening(enquiry, by=staff)
    assert Enquiry.objects.get().standing == "screening"


def test_a_corrected_day_moves_the_day_to_acknowledge_by(client, sign_in, enquiry, staff):
    sign_in(client, staff)
    client.post(f"{page_of(enquiry)}correct/", FORM | {"received_on": "2026-03-05"})
    enquiry.refresh_from_db()
    assert enquiry.acknowledgement_due == dt.date(2026, 3, 15)
    client.post(f"{page_of(enquiry)}correct/", FORM | {"direction": "outbound", "version": "2"})
    enquiry.refresh_from_db()
    assert enquiry.acknowledgement_due is None


def test_a_correction_takes_back_no_decision(enquiry, staff, cao):
    old = Enquiry.objects.get()
    actions.decline(enquiry, by=cao, why="No.")
    old.save()
    assert Enquiry.objects.values_list("standing", "reason").get() == ("declined", "No.")


@pytest.mark.parametrize(
    "wrong",
    [
        {"standing": "opened"},
        {"standing": "held"},
        {"standing": "declined", "reason": ""},
        {"held_until": dt.date(2026, 6, 1)},
    ],
)
def test_the_database_refuses_an_outcome_without_what_belongs_to_it(enquiry, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Enquiry.objects.filter(pk=enquiry.pk).update(**wrong)


# -- letters -------------------------------------------------------------------------------------------------------


def decided(enquiry, kind, *, by):
    if kind == "opened":
        screen(enquiry, by=by)
        actions.open_proposal(enquiry, by=by, kind="sister", origin="letter")
    elif kind == "held":
        actions.hold(enquiry, dt.date(2026, 6, 1), by=by, why="Council is elected in May.")
    elif kind == "declined":
        actions.decline(enquiry, by=by, why="No group of residents stands behind it.")
    elif kind == "received":
        actions.receive(enquiry, by=by)


SAYS = {
    "acknowledged": "It has arrived safely and is kept under our number E2026-001.",
    "opened": "The matter now has a file of its own, 11/154/2026-1,",
    "held": "We shall look at it again on 1 June 2026, without your having to ask. Council is elected in May.",
    "declined": "The reason is this: No group of residents stands behind it.",
    "received": "It was read with interest and received for information.",
}


@pytest.mark.parametrize("kind", SAYS)
def test_every_outcome_has_its_letter_and_the_paper_says_it(enquiry, staff, kind):
    decided(enquiry, kind, by=staff)
    assert kind in papers.kinds(enquiry)
    letter = actions.prepare_letter(enquiry, kind, by=staff)
    assert letter == actions.prepare_letter(enquiry, kind, by=staff)
    from twinning.records import outbox

    documents.make(outbox.write(letter, seen=letter.version, by=staff).pk)
    letter.document.refresh_from_db()
    assert letter.document.reason == ""
    read = pdf.text(documents.path_of(letter.document.sha256))
    assert SAYS[kind] in read
    for words in (
        "高橋 美咲",
        "市長",
        "高崎市役所",
        "高松町35-1",
        "Lacombe, 12 March 2026",
        "Our reference: E2026-001",
        "Dear 高橋 美咲,",
        "R. Whitlock",
        "Chief Administrative Officer",
    ):
        assert words in read
    assert (
        "Thank you for your letter of 2 March 2026 about a relationship between the City of Lacombe and Takasaki, Gunma, Japan."
        in read
    )


def test_a_letter_that_does_not_fit_is_refused(client, sign_in, enquiry, staff):
    before = everything()
    answer = sign_in(client, staff).post(f"{page_of(enquiry)}letters/declined/", follow=True)
    assert said(answer) == ["This letter does not fit what was decided. Choose another one."]
    answer = client.post(f"{page_of(enquiry)}letters/love/", follow=True)
    assert (len(said(answer)), everything()) == (1, before)


def test_a_letter_goes_although_a_colleague_acknowledged_before(client, sign_in, enquiry, staff, clerk):
    from twinning.records import outbox

    letter = actions.prepare_letter(enquiry, "acknowledged", by=staff)
    documents.make(outbox.write(letter, seen=1, by=staff).pk)
    actions.acknowledge(enquiry, dt.date(2026, 3, 10), by=clerk)
    sign_in(client, staff)
    client.post(f"/outbox/{letter.pk}/posted/", {"version": letter.version, "on": "2026-03-11"})
    enquiry.refresh_from_db()
    assert (Outgoing.objects.get().state, enquiry.acknowledged_on) == ("sent", dt.date(2026, 3, 10))


def test_a_letter_that_went_acknowledges_the_enquiry(client, sign_in, enquiry, staff):
    from twinning.records import outbox

    letter = actions.prepare_letter(enquiry, "acknowledged", by=staff)
    documents.make(outbox.write(letter, seen=1, by=staff).pk)
    sign_in(client, staff)
    client.post(f"/outbox/{letter.pk}/posted/", {"version": letter.version, "on": "2026-03-11"})
    enquiry.refresh_from_db()
    assert enquiry.acknowledged_on == dt.date(2026, 3, 11)
    assert Letter.objects.get().outgoing.state == "sent"


# -- the list and the year ------------------------------------------------------------------------------------------


def listed(client, **asked) -> list[str]:
    return [enquiry.number for enquiry in client.get("/enquiries/", asked).context["page"]]


def test_the_list_is_filtered_by_its_address(client, sign_in, staff, cao):
    actions.enter(written(received_on=dt.date(2025, 12, 1)), by=staff)
    actions.decline(
        actions.enter(written(community_name="Mazatlán", country="MX"), by=staff), by=cao, why="No."
    )
    actions.hold(
        actions.enter(written(asker_name="ليلى حداد"), by=staff), dt.date(2026, 6, 1), by=staff, why="Later."
    )
    sign_in(client, staff)
    assert listed(client) == ["E2026-003", "E2026-002", "E2026-001"]
    assert listed(client, standing="declined") == ["E2026-002"]
    assert listed(client, standing="waiting") == ["E2026-001"]
    assert listed(client, standing="nonsense") == ["E2026-003", "E2026-002", "E2026-001"]
    assert listed(client, year="2025") == ["E2026-001"]
    assert listed(client, year="9" * 30) == ["E2026-003", "E2026-002", "E2026-001"]
    assert listed(client, words="mazatlan") == ["E2026-002"]
    assert listed(client, words="ليلى") == ["E2026-003"]
    assert listed(client, words="E2026-001") == ["E2026-001"]
    assert listed(client, words="\x00%_") == []


def test_the_year_says_how_many_came_and_what_became_of_them(client, sign_in, staff, cao):
    actions.decline(actions.enter(written(), by=staff), by=cao, why="No group of residents.")
    actions.receive(
        actions.enter(written(channel="call", country="MX", community_name="Mérida"), by=staff), by=cao
    )
    actions.ask(written(channel="form", email="a@example.org"))
    actions.enter(written(received_on=dt.date(2025, 12, 1)), by=staff)
    told = yearly.report(2026)
    assert told["count"] == 3
    assert [(row["label"], row["count"]) for row in told["doors"]] == [
        ("Entered by staff", 2),
        ("Public form", 1),
    ]
    assert [(row["label"], row["count"]) for row in told["countries"]] == [("Japan", 2), ("Mexico", 1)]
    assert [(row["value"], row["count"]) for row in told["standings"]] == [
        ("new", 1),
        ("declined", 1),
        ("received", 1),
    ]
    page = sign_in(client, staff).get("/enquiries/years/2026/")
    assert "No group of residents." in page.text
    assert client.get("/enquiries/years/1999/").status_code == 200
    assert client.get("/enquiries/years/99999/").status_code == 404


def test_the_table_runs_nothing_in_a_spreadsheet(client, sign_in, staff, cao):
    formula = '=HYPERLINK("http://example.org","x")'
    enquiry = actions.enter(written(community_name=formula, region="+1 O"), by=staff)
    actions.decline(enquiry, by=cao, why="\t=1")
    answer = sign_in(client, staff).get("/enquiries/years/2026/table/")
    assert answer["Content-Disposition"] == 'attachment; filename="enquiries-2026.csv"'
    _head, row = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (row[0], row[4], row[5], row[11]) == (
        "E2026-001",
        f"'{formula}",
        "'+1 O",
        "2026-03-12 Declined: =1",
    )


def test_the_table_names_nobody_who_asked(client, sign_in, enquiry, staff):
    table = sign_in(client, staff).get("/enquiries/years/2026/table/").content.decode("utf-8-sig")
    for words in (
        enquiry.asker_name,
        enquiry.organisation,
        enquiry.email,
        enquiry.wish,
        enquiry.postal_address,
    ):
        assert words not in table
    assert "Takasaki" in table


# -- the same number of queries for one row and for three ---------------------------------------------------------------


def one_more(number, *, staff, cao):
    enquiry = actions.enter(written(wish=f"Wish {number}"), by=staff)
    actions.attach(enquiry, SimpleUploadedFile("a.pdf", hostile.pdf()), by=staff)
    actions.decline(enquiry, by=cao, why="No.")
    actions.prepare_letter(enquiry, "declined", by=staff)
    partner(f"Partner {number}", by=staff)
    return enquiry


@pytest.mark.parametrize(
    "url", ["/enquiries/", "/enquiries/years/2026/", "/enquiries/years/2026/table/", "/outbox/", "first"]
)
def test_one_row_and_three_take_as_many_queries(client, sign_in, staff, cao, url):
    sign_in(client, staff)
    cap(limit=2)
    first = one_more(0, staff=staff, cao=cao)
    one_more(1, staff=staff, cao=cao)
    url = page_of(first) if url == "first" else url
    few = queries(client, url)
    for number in range(2, 5):
        one_more(number, staff=staff, cao=cao)
    assert queries(client, url) == few


def test_the_desk_says_what_waits_at_the_door(client, sign_in, enquiry, staff):
    actions.prepare_letter(enquiry, "acknowledged", by=staff)
    sign_in(client, staff)
    text = client.get("/").text
    assert "/enquiries/?standing=waiting" in text
    assert "/outbox/" in text
    sign_in(client, person("councillor"))
    assert "/enquiries/" not in client.get("/").text


# -- places and what sources know of them ---------------------------------------------------------------------------------


@pytest.fixture
def takasaki(db):
    from twinning.places.models import Place, PlaceName

    place = Place.objects.create(
        id=1851002, name="Takasaki", region="Gunma", country="JP", latitude=36.3, longitude=139.0, timezone="Asia/Tokyo", population=370_000
    )  # fmt: skip
    PlaceName.objects.create(place=place, key="takasaki", name="Takasaki", population=370_000)
    PlaceName.objects.create(place=place, key="高崎", name="高崎", population=370_000)
    return place


def test_a_place_is_found_by_its_name_without_a_script(client, sign_in, staff, takasaki):
    given = FORM | {"place": "takasaki", "community_name": "", "region": "", "country": ""}
    answer = sign_in(client, staff).post("/enquiries/new/", given)
    enquiry = Enquiry.objects.get()
    assert answer.status_code == 302
    assert (enquiry.place, enquiry.full_name) == (takasaki, "Takasaki, Gunma, Japan")


def test_a_place_of_another_country_or_no_place_is_said(client, sign_in, staff, takasaki):
    sign_in(client, staff)
    wrong = client.post("/enquiries/new/", FORM | {"place": "takasaki", "country": "MX"})
    assert wrong.context["form"].errors["country"] == [
        "Takasaki lies in another country. Choose its country, or leave this empty."
    ]
    none = client.post("/enquiries/new/", FORM | {"place": "Nowhere", "community_name": "", "country": ""})
    assert list(none.context["form"].errors) == ["place"]
    empty = client.post("/enquiries/new/", FORM | {"community_name": "", "country": ""})
    assert list(empty.context["form"].errors) == ["community_name", "country"]
    assert Enquiry.objects.count() == 0


def test_a_place_is_matched_later_and_found_again_by_it(client, sign_in, enquiry, staff, takasaki):
    other = actions.enter(written(place=takasaki, community_name="高崎市"), by=staff)
    client_answer = sign_in(client, staff).post(
        f"{page_of(enquiry)}correct/",
        FORM | {"place": "takasaki", "postal_address": enquiry.postal_address, "wish": enquiry.wish},
    )
    enquiry.refresh_from_db()
    assert (client_answer.status_code, enquiry.place, enquiry.version) == (302, takasaki, 2)
    assert list(same.enquiries(enquiry, same.of(enquiry))) == [other]


def test_another_place_brings_its_own_name(client, sign_in, staff, takasaki):
    from twinning.places.models import Place

    maebashi = Place.objects.create(
        id=1857843, name="Maebashi", region="Gunma", country="JP", latitude=36.4, longitude=139.1, timezone="Asia/Tokyo"
    )  # fmt: skip
    entered = actions.enter(written(place=takasaki), by=staff)
    given = FORM | {"place": maebashi.pk}
    assert sign_in(client, staff).post(f"{page_of(entered)}correct/", given).status_code == 302
    entered.refresh_from_db()
    assert (entered.place, entered.full_name) == (maebashi, "Maebashi, Gunma, Japan")


def test_known_partners_are_told(enquiry, staff, takasaki, lacombe):
    from twinning.atlas.models import Twinning
    from twinning.places.models import Place

    edmonton = Place.objects.create(
        id=5946768, name="Edmonton", region="Alberta", country="CA", latitude=53.5, longitude=-113.5, timezone="America/Edmonton"
    )  # fmt: skip
    Twinning.objects.create(
        place_a=takasaki, place_b=edmonton, name_a="Takasaki", country_a="JP", name_b="Edmonton", country_b="CA", as_of=dt.date(2026, 1, 2)
    )  # fmt: skip
    lacombe.place = edmonton
    lacombe.save()
    assert [one.words for one in screening.conflicts(enquiry)] == [NOT_ON_THE_MAP]
    enquiry.place = takasaki
    assert [one.words for one in screening.conflicts(enquiry)] == [
        "Takasaki already has a partner in our country: Edmonton (Alberta). Known partners of Takasaki: At least 1 entered by hand; no list is imported yet."
    ]


def test_the_fields_by_hand_are_open_where_they_are_used(client, sign_in, enquiry, staff):
    sign_in(client, staff)
    assert (
        '<details class="help" open><summary>Not in the list?'
        in client.get(f"{page_of(enquiry)}correct/").text
    )
    assert '<details class="help"><summary>Not in the list?' in client.get("/enquiries/new/").text
