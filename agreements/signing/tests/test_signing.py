"""The gate of the signing, completing it and going back."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.agreement.council.models import Obligation
from agreements.signing import actions
from agreements.signing.ceremony import actions as ceremonies
from agreements.signing.models import Ceremony, Original, Progress, Signature, Signing
from agreements.signing.originals import actions as originals
from agreements.signing.sections import SECTIONS
from proposals import lifecycle
from proposals.lifecycle import MoveRefused, Phase, Standing, Turn
from proposals.proposal.actions import step_back
from proposals.proposal.models import Proposal
from proposals.proposal.sections import find, waive
from twinning import clock
from twinning.records.models import Event, Notice
from twinning.testing.factories import file_in, fill_in, person

pytestmark = pytest.mark.django_db

TODAY = dt.datetime(2026, 11, 2, 18, 0, tzinfo=dt.UTC)
ZONE = "America/Mazatlan"


CHECK = "Check both dates on the papers themselves; reports in the press are sometimes wrong by a year."


@pytest.fixture(autouse=True)
def _a_day_in_november():
    with clock.at(TODAY):
        yield


@pytest.fixture
def proposal(lacombe, staff):
    return file_in(Phase.SIGNING, by=staff)


def sign(proposal, *, ours="2026-01-20", theirs="2026-03-05", by):
    """Our mayor in January, theirs in March: two ceremonies. A day that is empty is still to come."""
    for side, name, on, place in (
        ("ours", "A. Beaulieu", ours, "Lacombe"),
        ("theirs", "Luis Ibarra", theirs, "Mazatlán"),
    ):
        row = Signature.objects.filter(record__proposal=proposal, side=side).first()
        if row is None:
            row = originals.name_signatory(proposal, Signature(side=side, name=name, office="Mayor"), by=by)
        if on:
            row.record.proposal = proposal
            row.signed_on, row.place = dt.date.fromisoformat(on), place
            row.evidence_words = "Before our clerk’s eyes."
            originals.record_signature(row, seen=row.version, by=by)


def write(proposal, name, answers, by):
    return fill_in(Signing.of(Proposal.objects.get(pk=proposal.pk)), SECTIONS, name, answers, by=by)


def errors(outcome):
    return [words for form in outcome.sheet.all_forms for found in form.errors.values() for words in found]


def fill(proposal, by):
    """Everything that the gate asks for; the scan comes by post."""
    sign(proposal, by=by)
    ceremonies.plan(
        proposal, Ceremony(held_on=dt.date(2026, 3, 5), place="Teatro Ángela Peralta", zone=ZONE), by=by
    )
    originals.keep_original(proposal, Original(languages="English, Spanish", holder="The clerk"), by=by)
    record = Signing.of(proposal)
    waive(record, find(SECTIONS, "memorandum"), by=by, why="The scan comes by post.")
    assert write(proposal, "evaluation", {"evaluation_on": "2027-03-05"}, by).word == "saved"


def url(name, proposal, *more):
    return reverse(f"signing:{name}", args=[proposal.pk, *more])


# -- the gate -------------------------------------------------------------------------


def test_an_empty_signing_says_what_it_lacks_and_reading_saves_nothing(client, proposal, clerk, sign_in):
    page = sign_in(client, clerk).get(url("check", proposal))
    assert page.context["missing"] == [
        "Name who signs for us.",
        "Name who signs for the other community.",
        "Say how the agreement is signed: at a ceremony, on screen or by exchange of copies.",
        "Say how many originals were signed, and who holds each.",
        "Scan the signed original, check it against the text, and issue the signed memorandum.",
        "Set the date of the evaluation.",
    ]
    assert Signing.objects.count() == 0


def test_between_two_ceremonies_it_is_partly_signed(client, proposal, clerk, sign_in):
    sign(proposal, theirs="", by=clerk)
    record = Signing.of(proposal)
    assert record.progress() == Progress.PARTLY
    assert record.lacks()["signatories"] == [
        "Luis Ibarra has not signed yet.",
    ]
    assert (
        '<span class="tag tag-partial">Partly signed</span>'
        in sign_in(client, clerk).get(url("page", proposal)).content.decode()
    )


def test_a_witness_binds_nobody(proposal, clerk):
    sign(proposal, by=clerk)
    Signature.objects.filter(side="theirs").update(capacity="witness")
    assert Signing.of(proposal).progress() == Progress.PARTLY
    assert Signing.of(proposal).lacks()["signatories"] == ["Name who signs for the other community."]


def test_nobody_signs_before_council_has_approved(proposal, clerk):
    with pytest.raises(ValidationError) as refused:
        sign(proposal, theirs="2025-03-05", by=clerk)
    assert refused.value.messages == [
        f"Luis Ibarra cannot have signed on 5 March 2025: council approved the agreement on 12 January 2026 (Resolution 26-001). {CHECK}"
    ]


def test_signing_on_the_day_of_the_vote_is_allowed(proposal, clerk):
    sign(proposal, ours="2026-01-12", theirs="", by=clerk)
    assert Signature.objects.filter(signed_on=dt.date(2026, 1, 12)).count() == 1


def test_a_condition_of_council_closes_the_gate_until_it_is_met(proposal, clerk):
    fill(proposal, clerk)
    owed = Obligation.objects.create(
        proposal=proposal,
        words="The society is registered.",
        owner="Twinning Committee",
        supervised_on=dt.date(2026, 12, 1),
        before_signing=True,
        by=clerk,
    )
    assert Signing.of(proposal).missing() == [
        "A condition of council is not met yet: The society is registered (Twinning Committee)"
    ]
    owed.state, owed.settled_on, owed.settled_words = "met", dt.date(2026, 11, 1), "Registered."
    owed.save()
    assert Signing.of(proposal).missing() == []


def test_a_signature_that_became_too_early_closes_the_gate_and_no_reason_opens_it(proposal, clerk):
    fill(proposal, clerk)
    proposal.approved_on, proposal.approval = dt.date(2026, 2, 9), "Resolution 26-007"
    proposal.save()
    assert Signing.of(proposal).missing() == [
        f"A. Beaulieu cannot have signed on 20 January 2026: council approved the agreement on 9 February 2026 (Resolution 26-007). {CHECK}"
    ]
    with pytest.raises(ValidationError):
        waive(Signing.of(proposal), find(SECTIONS, "signatories"), by=clerk, why="It is urgent.")


def test_without_an_approval_on_file_the_gate_stays_closed(proposal, clerk):
    fill(proposal, clerk)
    proposal.approved_on, proposal.approval = None, ""
    proposal.save()
    assert Signing.of(proposal).missing() == [
        "Council’s approval of this text is not on file. Send the agreement back, so that council can decide."
    ]


@pytest.mark.parametrize(
    ("evaluation_on", "reason", "words"),
    [
        (
            "2026-09-04",
            "",
            [
                "The evaluation is usually 6 to 24 months after the last signature. Choose such a date, or give the reason for another one."
            ],
        ),
        ("2026-09-05", "", []),
        ("2028-03-05", "", []),
        (
            "2028-03-06",
            "",
            [
                "The evaluation is usually 6 to 24 months after the last signature. Choose such a date, or give the reason for another one."
            ],
        ),
        ("2030-01-01", "The first exchange is in 2029.", []),
    ],
)
def test_the_evaluation_is_6_to_24_months_after_the_last_signature_or_says_why(
    proposal, clerk, evaluation_on, reason, words
):
    fill(proposal, clerk)
    write(proposal, "evaluation", {"evaluation_on": evaluation_on, "evaluation_reason": reason}, clerk)
    assert Signing.of(proposal).missing() == words


def test_an_evaluation_before_the_last_signature_is_refused_by_form_gate_and_database(proposal, clerk):
    fill(proposal, clerk)
    refusal = "The evaluation cannot be on or before the day of the last signature. Give a later date, usually 6 to 24 months later."
    assert errors(write(proposal, "evaluation", {"evaluation_on": "2026-03-05"}, clerk)) == [refusal]
    write(proposal, "evaluation", {"evaluation_on": "2026-10-01"}, clerk)
    theirs = Signature.objects.get(side="theirs")
    originals.take_back_signature(theirs, why="The day was wrong.", by=clerk)
    sign(proposal, ours="", theirs="2026-10-20", by=clerk)
    record = Signing.of(proposal)
    assert record.missing() == [refusal]
    record.signed_on = dt.date(2026, 10, 20)
    with pytest.raises(IntegrityError), transaction.atomic():
        record.save()


def test_a_ceremony_needs_its_place_only_where_people_meet(proposal, clerk):
    ceremony = ceremonies.plan(proposal, Ceremony(zone=ZONE), by=clerk)
    assert Signing.of(proposal).lacks()["ceremony"] == [
        "Give the date of the ceremony, or of the exchange of copies.",
        "Say where the ceremony takes place.",
    ]
    ceremony.mode, ceremony.held_on = "virtual", dt.date(2026, 3, 5)
    ceremony.save()
    assert Signing.of(proposal).lacks()["ceremony"] == []


# -- what people type -----------------------------------------------------------------

NAMES = [
    "大村 市長 園田 裕史",
    "Ὀλυμπία Μπάρκα",
    "אָב״י בן־גוריון",
    "محمد الفاتح",
    "Олександр Ставіцький",
    "Zoë\u0301 👩🏽‍⚖️",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_and_offices_in_any_script_survive(client, proposal, clerk, sign_in, name):
    row = Signature(
        side="theirs", name="Luis Ibarra", office="Mayor", native_name=name, native_office=f"⟨{name}⟩"
    )
    originals.name_signatory(proposal, row, by=clerk)
    text = sign_in(client, clerk).get(url("page", proposal)).content.decode()
    assert text.count(f"<bdi>{name}</bdi>") == 1
    assert text.count(f"<bdi>⟨{name}⟩</bdi> (Mayor)") == 1


def test_html_is_shown_as_it_was_typed(client, proposal, clerk, sign_in):
    originals.name_signatory(proposal, Signature(side="theirs", name="<script>alert(1)</script>"), by=clerk)
    for name in ("page", "check"):
        text = sign_in(client, clerk).get(url(name, proposal)).content.decode()
        assert "<script>alert(1)" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


# -- steps ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "standing"),
    [("sister", Standing.SISTER), ("friendship", Standing.FRIENDSHIP), ("partner", Standing.PARTNER)],
)
def test_completing_establishes_the_relationship_and_hands_on_the_evaluation(
    client, lacombe, staff, clerk, sign_in, kind, standing
):
    proposal = file_in(Phase.SIGNING, by=staff, kind=kind)
    fill(proposal, clerk)
    answer = sign_in(client, clerk).post(url("complete", proposal))
    assert (answer.status_code, answer["Location"]) == (302, reverse("evaluation:page", args=[proposal.pk]))
    proposal.refresh_from_db()
    assert (proposal.phase, proposal.turn, proposal.standing, proposal.evaluation_due) == (
        Phase.EVALUATION,
        Turn.STAFF,
        standing,
        dt.date(2027, 3, 5),
    )
    assert Signing.of(proposal).signed_on == dt.date(2026, 3, 5)
    told = [event.verb for event in Event.objects.about(proposal).order_by("seq")][-2:]
    assert told == ["signing.completed", "phase.evaluation"]
    assert Notice.objects.filter(to=staff).count() == 1


def test_a_signing_with_gaps_is_not_completed(client, proposal, clerk, sign_in):
    fill(proposal, clerk)
    originals.remove_original(Original.objects.get(), by=clerk)
    before = Event.objects.count()
    answer = sign_in(client, clerk).post(url("complete", proposal), follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "Say how many originals were signed, and who holds each."
    ]
    proposal.refresh_from_db()
    assert (
        proposal.phase,
        proposal.evaluation_due,
        Signing.of(proposal).signed_on,
        Event.objects.count(),
    ) == (Phase.SIGNING, None, None, before)


def test_a_changed_text_goes_back_to_council_with_the_reason(client, proposal, clerk, sign_in):
    sign_in(client, clerk).post(
        url("back_to_agreement", proposal), {"why": "Mazatlán asks for another article 4."}
    )
    proposal.refresh_from_db()
    assert (proposal.phase, proposal.turn, proposal.approved_on, proposal.approval) == (
        Phase.AGREEMENT,
        Turn.STAFF,
        None,
        "",
    )
    event = Event.objects.about(proposal).order_by("-seq").first()
    assert (event.verb, event.remark.text) == ("back.agreement", "Mazatlán asks for another article 4.")


@pytest.mark.parametrize("why", ["", "   ", "nul\x00l", "x" * 100_000], ids=["none", "blank", "nul", "long"])
def test_without_a_readable_reason_nothing_goes_back(client, proposal, clerk, sign_in, why):
    before = Event.objects.count()
    sign_in(client, clerk).post(url("back_to_agreement", proposal), {"why": why})
    proposal.refresh_from_db()
    assert (proposal.phase, proposal.approval, Event.objects.count()) == (
        Phase.SIGNING,
        "Resolution 26-001",
        before,
    )


def test_going_back_from_the_list_of_one_clerk_and_completing_by_another_leaves_one_of_both(proposal, clerk):
    fill(proposal, clerk)
    mine, theirs = Proposal.objects.get(pk=proposal.pk), Proposal.objects.get(pk=proposal.pk)
    actions.complete(mine, by=clerk)
    with pytest.raises(MoveRefused):
        step_back(theirs, by=clerk, why="Too late.")
    proposal.refresh_from_db()
    assert (proposal.phase, proposal.approval) == (Phase.EVALUATION, "Resolution 26-001")


STEPS = ["complete", "back_to_agreement"]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_refuses_get_strangers_and_missing_files(client, proposal, clerk, member, sign_in, step):
    assert sign_in(client, clerk).get(url(step, proposal)).status_code == 405
    assert client.post(reverse(f"signing:{step}", args=[proposal.pk + 1])).status_code == 404
    assert sign_in(client, member).post(url(step, proposal)).status_code == 404
    client.logout()
    assert client.post(url(step, proposal)).status_code == 302
    proposal.refresh_from_db()
    assert proposal.phase == Phase.SIGNING


@pytest.mark.parametrize(
    ("step", "role"),
    [("complete", "staff"), *((step, role) for step in STEPS for role in ("cao", "mayor", "councillor"))],
)
def test_a_step_refuses_the_wrong_role(client, proposal, clerk, sign_in, step, role):
    fill(proposal, clerk)
    before = Event.objects.count()
    assert sign_in(client, person(role)).post(url(step, proposal), {"why": "Now."}).status_code == 403
    proposal.refresh_from_db()
    assert (proposal.phase, Event.objects.count()) == (Phase.SIGNING, before)


@pytest.mark.parametrize("step", [*STEPS, "edit"])
def test_nothing_is_signed_in_another_phase_or_on_hold(client, lacombe, staff, clerk, sign_in, step):
    sign_in(client, clerk)
    early, held = file_in(Phase.AGREEMENT, by=staff), file_in(Phase.SIGNING, by=staff, name="Omura")
    lifecycle.hold(held, by=clerk, why="Elections there.")
    more = ["signatories"] if step == "edit" else []
    assert client.post(url(step, early, *more), {"why": "Now."}).status_code == 403
    assert client.post(url(step, held, *more), {"why": "Now."}).status_code == 403
    assert Signing.objects.count() == 0


# -- pages ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["staff", "clerk", "cao", "mayor"])
def test_everybody_who_may_read_reads_all_pages(client, proposal, clerk, sign_in, role):
    fill(proposal, clerk)
    sign_in(client, person(role))
    assert [client.get(url(name, proposal)).status_code for name in ("page", "check")] == [200, 200]


def test_only_the_clerk_is_offered_to_complete(client, proposal, staff, clerk, sign_in):
    fill(proposal, clerk)
    assert (
        "Both sides have signed</button>"
        in sign_in(client, clerk).get(url("check", proposal)).content.decode()
    )
    assert (
        "Both sides have signed</button>"
        not in sign_in(client, staff).get(url("check", proposal)).content.decode()
    )


@pytest.mark.parametrize("section", [section.name for section in SECTIONS if not section.page])
def test_every_section_opens_empty_and_filled(client, proposal, clerk, sign_in, section):
    sign_in(client, clerk)
    assert client.get(url("edit", proposal, section)).status_code == 200
    fill(proposal, clerk)
    assert client.get(url("edit", proposal, section)).status_code == 200


def test_an_unknown_section_is_not_found(client, proposal, clerk, sign_in):
    assert sign_in(client, clerk).get(url("edit", proposal, "seating")).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_asks_the_same_number_of_questions_for_one_signature_and_for_three(
    client, proposal, clerk, sign_in, django_assert_num_queries, rows
):
    record = Signing.objects.create(proposal=proposal)
    for n in range(rows):
        Signature.objects.create(record=record, name=f"Person {n}", signed_on=dt.date(2026, 3, n + 1))
        Ceremony.objects.create(
            record=record, held_on=dt.date(2026, 3, n + 1), held_at=dt.time(9), zone="Asia/Tokyo"
        )
    sign_in(client, clerk).get(url("page", proposal))
    with django_assert_num_queries(QUERIES):
        assert client.get(url("page", proposal)).status_code == 200


QUERIES = 31
