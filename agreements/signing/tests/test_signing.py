"""Who signed what, when and where: drafts, gates, the signed copy, completing, going back."""

import datetime as dt
import io
from functools import cache

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from agreements.signing import actions
from agreements.signing.models import Ceremony, Progress, Signature, Signing
from agreements.signing.sections import SECTIONS
from proposals import lifecycle
from proposals.lifecycle import MoveRefused, Phase, Standing, Turn
from proposals.proposal.actions import step_back
from proposals.proposal.models import Proposal
from proposals.proposal.sections import find, waive
from twinning import clock
from twinning.records import uploads
from twinning.records.models import Event, Notice
from twinning.testing.factories import file_in, fill_in, person

pytestmark = pytest.mark.django_db

TODAY = dt.datetime(2026, 11, 2, 18, 0, tzinfo=dt.UTC)
OURS, THEIRS = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"


CHECK = "Check both dates on the papers themselves; reports in the press are sometimes wrong by a year."


@pytest.fixture(autouse=True)
def _a_day_in_november():
    with clock.at(TODAY):
        yield


@pytest.fixture
def proposal(lacombe, staff):
    return file_in(Phase.SIGNING, by=staff)


def signatures(**changed):
    """Our mayor in January, theirs in March: two ceremonies."""
    rows = {
        f"signatures-{OURS}-side": "ours", f"signatures-{OURS}-name": "A. Beaulieu", f"signatures-{OURS}-office": "Mayor",
        f"signatures-{OURS}-capacity": "head", f"signatures-{OURS}-signed_on": "2026-01-20", f"signatures-{OURS}-place": "Lacombe",
        f"signatures-{THEIRS}-side": "theirs", f"signatures-{THEIRS}-name": "Luis Ibarra", f"signatures-{THEIRS}-office": "Mayor",
        f"signatures-{THEIRS}-native_office": "Presidente Municipal", f"signatures-{THEIRS}-capacity": "head",
        f"signatures-{THEIRS}-signed_on": "2026-03-05", f"signatures-{THEIRS}-place": "Mazatlán",
    }  # fmt: skip
    return {
        "signatures-key": [OURS, THEIRS],
        **rows,
        **{name.replace("OURS", OURS).replace("THEIRS", THEIRS): value for name, value in changed.items()},
    }


CEREMONY = {
    "ceremonies-key": [OURS], f"ceremonies-{OURS}-mode": "in_person", f"ceremonies-{OURS}-held_on": "2026-03-05", f"ceremonies-{OURS}-held_at": "14:30",
    f"ceremonies-{OURS}-zone": "America/Mazatlan", f"ceremonies-{OURS}-place": "Teatro Ángela Peralta", f"ceremonies-{OURS}-notes": "Two anthems.",
}  # fmt: skip
COPIES = {"originals": "4", "holders": "Two with the clerk, two in Mazatlán.", "registered_with": ""}


def write(proposal, name, answers, by):
    return fill_in(Signing.of(Proposal.objects.get(pk=proposal.pk)), SECTIONS, name, answers, by=by)


def errors(outcome):
    return [words for form in outcome.sheet.all_forms for found in form.errors.values() for words in found]


def scan():
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "png")
    return SimpleUploadedFile("signed.png", picture.getvalue(), content_type="image/png")


@cache
def checked_scan():
    """Looked at once for all tests that only need a scan to be there."""
    return uploads.check(scan())


def fill(proposal, by):
    for name, answers in (
        ("signatories", signatures()),
        ("ceremony", CEREMONY),
        ("copies", COPIES),
        ("evaluation", {"evaluation_on": "2027-03-05"}),
    ):
        outcome = write(proposal, name, answers, by)
        assert (outcome.word, errors(outcome)) == ("saved", [])
    actions.keep_signed_copy(proposal, checked_scan(), by=by)


def url(name, proposal, *more):
    return reverse(f"signing:{name}", args=[proposal.pk, *more])


# -- the gate -------------------------------------------------------------------------


def test_an_empty_signing_says_what_it_lacks_and_reading_saves_nothing(client, proposal, clerk, sign_in):
    page = sign_in(client, clerk).get(url("check", proposal))
    assert page.context["missing"] == [
        "Name who signs for us.",
        "Name who signs for the other community.",
        "Say how the agreement is signed: at a ceremony, on screen or by exchange of copies.",
        "Give the number of signed originals.",
        "Say who holds them.",
        "Add a scan of the signed agreement.",
        "Set the date of the evaluation.",
    ]
    assert Signing.objects.count() == 0


def test_between_two_ceremonies_it_is_partly_signed(client, proposal, clerk, sign_in):
    write(
        proposal,
        "signatories",
        signatures(**{"signatures-THEIRS-signed_on": "", "signatures-THEIRS-place": ""}),
        clerk,
    )
    record = Signing.of(proposal)
    assert record.progress() == Progress.PARTLY
    assert record.lacks()["signatories"] == [
        "Luis Ibarra has not signed yet, or the date is missing.",
        "Say where Luis Ibarra signs.",
    ]
    assert (
        '<span class="tag tag-partial">Partly signed</span>'
        in sign_in(client, clerk).get(url("page", proposal)).content.decode()
    )


def test_a_witness_binds_nobody(proposal, clerk):
    write(proposal, "signatories", signatures(**{"signatures-THEIRS-capacity": "witness"}), clerk)
    assert Signing.of(proposal).progress() == Progress.PARTLY
    assert Signing.of(proposal).lacks()["signatories"] == ["Name who signs for the other community."]


def test_nobody_signs_before_council_has_approved(proposal, clerk):
    outcome = write(
        proposal, "signatories", signatures(**{"signatures-THEIRS-signed_on": "2025-03-05"}), clerk
    )
    assert outcome.word == "kept"
    assert errors(outcome) == [
        f"Luis Ibarra cannot have signed on 5 March 2025: council approved the agreement on 12 January 2026 (Resolution 26-001). {CHECK}"
    ]
    assert Signature.objects.count() == 0
    assert (
        "Something typed there is not saved yet, because an answer needs correcting."
        in Signing.of(proposal).missing()
    )


def test_signing_on_the_day_of_the_vote_is_allowed(proposal, clerk):
    assert (
        write(proposal, "signatories", signatures(**{"signatures-OURS-signed_on": "2026-01-12"}), clerk).word
        == "saved"
    )


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


def test_a_signature_is_not_recorded_before_it_is_given(proposal, clerk):
    outcome = write(
        proposal, "signatories", signatures(**{"signatures-THEIRS-signed_on": "2026-11-03"}), clerk
    )
    assert errors(outcome) == [
        "3 November 2026 has not come yet. Record the signature when it has been given."
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
    write(proposal, "signatories", signatures(**{"signatures-THEIRS-signed_on": "2026-10-20"}), clerk)
    record = Signing.of(proposal)
    assert record.missing() == [refusal]
    record.signed_on = dt.date(2026, 10, 20)
    with pytest.raises(IntegrityError), transaction.atomic():
        record.save()


def test_no_original_is_refused_by_form_and_database(proposal, clerk):
    assert write(proposal, "copies", COPIES | {"originals": "0"}, clerk).word == "kept"
    with pytest.raises(IntegrityError), transaction.atomic():
        Signing.objects.update_or_create(proposal=proposal, defaults={"originals": 0})


def test_a_ceremony_needs_its_place_only_where_people_meet(proposal, clerk):
    write(
        proposal,
        "ceremony",
        CEREMONY | {f"ceremonies-{OURS}-place": "", f"ceremonies-{OURS}-held_on": ""},
        clerk,
    )
    assert Signing.of(proposal).lacks()["ceremony"] == [
        "Give the date of the ceremony, or of the exchange of copies.",
        "Say where the ceremony takes place.",
    ]
    write(
        proposal,
        "ceremony",
        CEREMONY | {f"ceremonies-{OURS}-place": "", f"ceremonies-{OURS}-mode": "virtual"},
        clerk,
    )
    assert Signing.of(proposal).lacks()["ceremony"] == []


def test_a_ceremony_is_told_on_our_clocks(client, proposal, clerk, sign_in):
    write(
        proposal,
        "ceremony",
        CEREMONY | {f"ceremonies-{OURS}-zone": "Asia/Tokyo", f"ceremonies-{OURS}-held_at": "09:00"},
        clerk,
    )
    text = sign_in(client, clerk).get(url("page", proposal)).content.decode()
    assert "09:00 on 5 March 2026 (Asia/Tokyo) is 4 March 2026, 17:00 MST on our clocks." in text


def test_an_unknown_time_zone_and_an_unreadable_time_are_refused(proposal, clerk):
    outcome = write(
        proposal,
        "ceremony",
        CEREMONY | {f"ceremonies-{OURS}-zone": "../../etc/passwd", f"ceremonies-{OURS}-held_at": "half two"},
        clerk,
    )
    assert errors(outcome) == [
        "This time cannot be read. Write hours and minutes, such as 14:30.",
        "“../../etc/passwd” cannot be chosen here. Choose from the list.",
    ]
    assert Ceremony.objects.count() == 0


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
    changed = {"signatures-THEIRS-native_name": name, "signatures-THEIRS-native_office": f"⟨{name}⟩"}
    assert write(proposal, "signatories", signatures(**changed), clerk).word == "saved"
    kept = Signature.objects.get(key=THEIRS)
    assert (kept.native_name, kept.native_office) == (name, f"⟨{name}⟩")
    text = sign_in(client, clerk).get(url("page", proposal)).content.decode()
    assert text.count(f"<bdi>{name}</bdi>") == 1
    assert text.count(f"<bdi>⟨{name}⟩</bdi> (Mayor)") == 1


def test_html_is_shown_as_it_was_typed(client, proposal, clerk, sign_in):
    write(
        proposal, "signatories", signatures(**{"signatures-THEIRS-name": "<script>alert(1)</script>"}), clerk
    )
    for name in ("page", "check"):
        text = sign_in(client, clerk).get(url(name, proposal)).content.decode()
        assert "<script>alert(1)" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


@pytest.mark.parametrize("name", ["x" * 100_000, "nul\x00l", ""], ids=["long", "nul", "none"])
def test_what_cannot_be_a_name_is_kept_as_typed_and_not_stored(client, proposal, clerk, sign_in, name):
    page = sign_in(client, clerk).post(
        url("edit", proposal, "signatories"), {"version": 0} | signatures(**{"signatures-THEIRS-name": name})
    )
    assert page.status_code == 422
    assert Signature.objects.count() == 0


# -- the signed copy ------------------------------------------------------------------


def test_the_scan_is_kept_and_an_earlier_one_leaves_the_list(client, proposal, clerk, sign_in):
    sign_in(client, clerk)
    for _n in range(2):
        assert client.post(url("signed_copy", proposal), {"file": scan()}).status_code == 302
    kept = proposal.attachments.filter(removed_at=None)
    assert [(one.about, one.phase, one.upload.name) for one in kept] == [
        ("Signed agreement with Mazatlán", "signing", "signed.png")
    ]
    assert Signing.of(proposal).kept_copy() == kept.get()
    assert Event.objects.about(proposal).filter(verb="file.attached").count() == 2
    assert client.get(url("page", proposal)).status_code == 200


def test_a_scan_taken_off_the_list_is_missing_again(client, proposal, clerk, sign_in):
    fill(proposal, clerk)
    sign_in(client, clerk).post(
        reverse("proposal:detach", args=[proposal.pk, Signing.of(proposal).signed_copy_id])
    )
    assert Signing.of(proposal).missing() == ["Add a scan of the signed agreement."]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (None, "No file was chosen. Choose the file to add."),
        (SimpleUploadedFile("signed.pdf", b""), "The file is empty. Choose a file with something in it."),
        (SimpleUploadedFile("signed.pdf", b"<html>%PDF-1.7"), "The file is not what its name says."),
        (SimpleUploadedFile("signed.txt", b"We agree."), "Files of this kind are not taken here."),
    ],
)
def test_what_is_no_scan_is_refused_in_words(client, proposal, clerk, sign_in, file, words):
    page = sign_in(client, clerk).post(url("signed_copy", proposal), {"file": file} if file else {})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert proposal.attachments.count() == 0


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
    write(proposal, "copies", COPIES | {"holders": ""}, clerk)
    before = Event.objects.count()
    answer = sign_in(client, clerk).post(url("complete", proposal), follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["Say who holds them."]
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


STEPS = ["complete", "back_to_agreement", "signed_copy"]


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
    assert (
        sign_in(client, person(role)).post(url(step, proposal), {"why": "Now.", "file": scan()}).status_code
        == 403
    )
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


@pytest.mark.parametrize("section", [section.name for section in SECTIONS])
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
    fill(proposal, clerk)
    record = Signing.of(proposal)
    record.signatures.all().delete()
    record.ceremonies.all().delete()
    for n in range(rows):
        Signature.objects.create(record=record, name=f"Person {n}", signed_on=dt.date(2026, 3, n + 1))
        Ceremony.objects.create(
            record=record, held_on=dt.date(2026, 3, n + 1), held_at=dt.time(9), zone="Asia/Tokyo"
        )
    sign_in(client, clerk).get(url("page", proposal))
    with django_assert_num_queries(QUERIES):
        assert client.get(url("page", proposal)).status_code == 200


QUERIES = 23
