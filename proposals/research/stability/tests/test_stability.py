"""Notes on stability: writing, correcting, looking again, taking back, and what the gates ask for."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from agreements.agreement import actions as steps
from agreements.agreement.council import actions as council
from agreements.agreement.council.models import Meeting, Resolution
from agreements.agreement.models import Agreement
from agreements.signing import actions as signing
from agreements.signing.models import Signature, Signing
from agreements.signing.originals import actions as originals
from proposals.lifecycle import WALK, MoveRefused, Phase, hold
from proposals.proposal.models import Candidate, Community, Proposal, SectionState
from proposals.research.models import Research
from proposals.research.stability import actions
from proposals.research.stability.models import StabilityNote
from twinning import clock
from twinning.municipality.models import OfficeHolder
from twinning.municipality.versions import ChangedMeanwhile
from twinning.records import history
from twinning.records.models import Event
from twinning.testing.factories import file_in
from twinning.testing.files import agree_on_text, queries, write_agreement

pytestmark = pytest.mark.django_db

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 12)
Kind, Level = StabilityNote.Kind, StabilityNote.Level


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield


@pytest.fixture
def file(staff):
    return file_in(Phase.RESEARCH, by=staff)


@pytest.fixture
def candidate(file):
    return file.candidates.get()


@pytest.fixture
def advisory(file, staff):
    return noted(file, staff)


def noted(file, by, **more):
    """The advisory of October on Sinaloa, as the Government of Canada worded it."""
    facts = {
        "country": "MX",
        "kind": Kind.ADVISORY,
        "level": Level.NON_ESSENTIAL,
        "region": "Sinaloa",
        "words": "Avoid non-essential travel.",
        "exceptions": "Centro Histórico and Zona Dorada of Mazatlán, if by air or sea.",
        "source": "Government of Canada, travel advisory for Mexico",
        "dated": dt.date(2025, 10, 7),
    }
    note = StabilityNote(**(facts | more))
    actions.write_note(file, note, by=by)
    return note


def page(candidate, *rest) -> str:
    start = f"/proposals/{candidate.proposal_id}/research/candidates/{candidate.pk}/stability/"
    return start + "".join(f"{part}/" for part in rest)


def typed(**more) -> dict[str, str]:
    facts = {
        "kind": "advisory",
        "level": "2",
        "community": "",
        "region": "Sinaloa",
        "words": "Avoid non-essential travel.",
        "exceptions": "",
        "source": "Government of Canada",
        "dated": "2026-03-01",
        "valid_until": "",
    }
    return facts | more


def retyped(note, **more) -> dict[str, str]:
    facts = {
        "kind": note.kind,
        "level": str(note.level),
        "region": note.region,
        "words": note.words,
        "exceptions": note.exceptions,
        "source": note.source,
        "dated": note.dated.isoformat(),
        "version": str(note.version),
    }
    return facts | more


def everything() -> list:
    return [
        list(StabilityNote.objects.values()),
        list(Research.objects.values()),
        list(SectionState.objects.values()),
        Event.objects.count(),
    ]


def last_words() -> str:
    return history.sentence(Event.objects.latest("seq"))


def words_of(answer) -> str:
    return " ".join(" ".join(answer.content.decode().split()).split("<main")[1:])


# -- writing ----------------------------------------------------------------------------


def test_a_note_is_kept_with_who_looked_and_when(client, sign_in, staff, candidate):
    answer = sign_in(client, staff).post(page(candidate, "new"), typed(exceptions="Zona Dorada"))
    assert (answer.status_code, answer.url) == (302, page(candidate) + "#advisory")
    note = StabilityNote.objects.get()
    assert (note.country, note.community, note.level, note.exceptions) == (
        "MX",
        None,
        Level.NON_ESSENTIAL,
        "Zona Dorada",
    )
    assert (note.reviewed_by, note.reviewed_on) == (staff, TODAY)
    assert last_words() == "Noted on stability: Travel advisory"


def test_a_note_may_be_about_the_community_alone(client, sign_in, staff, candidate):
    sign_in(client, staff).post(page(candidate, "new"), typed(community=str(candidate.community_id)))
    assert StabilityNote.objects.get().community == candidate.community


def test_a_note_cannot_be_about_somebody_elses_community(client, sign_in, staff, candidate):
    other = Community.objects.create(name="Culiacán", country="MX")
    answer = sign_in(client, staff).post(page(candidate, "new"), typed(community=str(other.pk)))
    assert (answer.status_code, StabilityNote.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"words": " "}, "What it says is missing."),
        ({"source": ""}, "without it the note cannot stand here"),
        ({"dated": ""}, "The date is missing."),
        ({"dated": "2026-03-13"}, "This day is still to come."),
        ({"dated": "31 February"}, "This date cannot be read."),
        ({"level": ""}, "The level is missing."),
        ({"level": "7"}, "Choose"),
        ({"kind": ""}, "This is missing."),
        ({"kind": "rumour"}, "Choose"),
        ({"valid_until": "2026-02-01"}, "This note would end before its date."),
        ({"words": "x" * 5_001}, "5"),
        ({"words": "No\x00"}, "There is a character in it that cannot be kept."),
    ],
)
def test_a_note_that_cannot_be_read_is_refused_and_nothing_typed_is_lost(
    client, sign_in, staff, candidate, wrong, said
):
    before = everything()
    answer = sign_in(client, staff).post(page(candidate, "new"), typed(exceptions="Zona Dorada") | wrong)
    assert (answer.status_code, everything()) == (422, before)
    assert "Zona Dorada" in words_of(answer)
    assert said in answer.context["form"].errors.as_text()


def test_a_level_belongs_to_an_advisory_alone(client, sign_in, staff, candidate):
    sign_in(client, staff).post(page(candidate, "new"), typed(kind="press"))
    assert StabilityNote.objects.get().level is None


def test_a_note_sent_twice_is_kept_once(client, sign_in, staff, candidate):
    browser = sign_in(client, staff)
    browser.post(page(candidate, "new"), typed())
    browser.post(page(candidate, "new"), typed())
    assert StabilityNote.objects.count() == 1


def test_what_was_typed_waits_for_whoever_signs_in_again(client, sign_in, staff, candidate):
    client.post(page(candidate, "new"), typed(words="Not to be lost"))
    answer = sign_in(client, staff).get(page(candidate, "new"))
    assert "Not to be lost" in words_of(answer)


# -- who may ------------------------------------------------------------------------------


@pytest.mark.parametrize("rest", [("new",), ("check",)])
def test_council_reads_and_does_not_write(client, sign_in, councillor, candidate, rest):
    browser = sign_in(client, councillor)
    assert browser.get(page(candidate)).status_code == 200
    assert browser.post(page(candidate, *rest), typed()).status_code == 403


@pytest.mark.parametrize("step", ["", "confirm", "withdraw"])
def test_council_changes_no_note(client, sign_in, councillor, candidate, advisory, step):
    before = everything()
    url = page(candidate, advisory.pk, *([step] if step else []))
    answer = sign_in(client, councillor).post(url, {"version": "1", "why": "Because"})
    assert (answer.status_code, everything()) == (403, before)


@pytest.mark.parametrize("phase", [Phase.AGREEMENT, Phase.SIGNING])
def test_administration_looks_again_in_every_open_phase(client, sign_in, staff, cao, clerk, phase):
    file = file_in(phase, by=staff)
    note = noted(file, staff)
    for at, person in enumerate((staff, cao, clerk), 1):
        answer = sign_in(client, person).post(
            page(file.candidates.get(), note.pk, "confirm"), {"version": str(at)}
        )
        note.refresh_from_db()
        assert (answer.status_code, note.reviewed_by) == (302, person)


def test_a_note_on_another_country_is_not_found(client, sign_in, staff, candidate, file):
    note = noted(file, staff, country="JP")
    assert sign_in(client, staff).get(page(candidate, note.pk)).status_code == 404
    assert client.post(page(candidate, note.pk, "confirm"), {"version": "1"}).status_code == 404


def test_a_note_on_a_community_stays_with_it_when_its_country_is_put_right(staff, candidate, file):
    here, there = noted(file, staff), noted(file, staff, community=candidate.community)
    assert set(StabilityNote.objects.about(candidate.community)) == {here, there}
    candidate.community.country = "GT"
    candidate.community.save()
    assert list(StabilityNote.objects.about(candidate.community)) == [there]


def test_a_candidate_of_another_file_is_not_found(client, sign_in, staff, candidate):
    other = file_in(Phase.RESEARCH, by=staff, name="Culiacán").candidates.get()
    url = f"/proposals/{candidate.proposal_id}/research/candidates/{other.pk}/stability/"
    assert sign_in(client, staff).get(url).status_code == 404


def test_a_file_on_hold_is_left_alone(client, sign_in, staff, cao, candidate, advisory, file):
    hold(file, by=cao, why="Waiting for the election")
    before = everything()
    answer = sign_in(client, staff).post(page(candidate, advisory.pk, "confirm"), {"version": "1"})
    assert (answer.status_code, everything()) == (403, before)


# -- correcting ------------------------------------------------------------------------------


def test_a_correction_is_kept_and_told(client, sign_in, clerk, candidate, advisory):
    with clock.at(SPRING + dt.timedelta(days=5)):
        answer = sign_in(client, clerk).post(
            page(candidate, advisory.pk), retyped(advisory, level="3", looked_again="on")
        )
        assert answer.url == page(candidate) + f"#note-{advisory.pk}"
    advisory.refresh_from_db()
    assert (advisory.level, advisory.reviewed_by, advisory.version) == (Level.ALL_TRAVEL, clerk, 2)
    assert advisory.reviewed_on == dt.date(2026, 3, 17)
    assert last_words() == "Corrected a note on stability (Travel advisory): level of the advisory"
    said = Event.objects.latest("seq").remark.text
    assert said == "Before that it said: level of the advisory: Avoid non-essential travel"


def test_a_slip_of_the_pen_makes_a_note_no_younger(client, sign_in, clerk, staff, candidate, advisory):
    with clock.at(SPRING + dt.timedelta(days=5)):
        sign_in(client, clerk).post(page(candidate, advisory.pk), retyped(advisory, region="Sinaloa state"))
    advisory.refresh_from_db()
    assert (advisory.region, advisory.reviewed_by, advisory.reviewed_on) == ("Sinaloa state", staff, TODAY)


def test_the_second_of_two_is_shown_what_stands_now(client, sign_in, staff, clerk, candidate, advisory):
    mine = retyped(advisory, words="Mine", looked_again="on")
    sign_in(client, clerk).post(
        page(candidate, advisory.pk), retyped(advisory, words="Theirs", looked_again="on")
    )
    before = everything()
    answer = sign_in(client, staff).post(page(candidate, advisory.pk), mine)
    assert (answer.status_code, everything()) == (422, before)
    assert "Mine" in words_of(answer)
    assert "What it says now reads: Theirs" in words_of(answer)


def test_saving_an_old_copy_raises(file, staff, advisory):
    with pytest.raises(ChangedMeanwhile):
        actions.correct_note(file, advisory, seen=9, fields=["words"], looked_again=True, by=staff)


# -- looking again ------------------------------------------------------------------------------


def test_one_click_says_that_somebody_looked_again(client, sign_in, staff, cao, candidate, advisory):
    with clock.at(SPRING + dt.timedelta(days=100)):
        assert advisory.is_due(90)
        browser = sign_in(client, cao)
        assert "due again" in words_of(browser.get(page(candidate)))
        browser.post(page(candidate, advisory.pk, "confirm"), {"version": "1"})
        assert "due again" not in words_of(browser.get(page(candidate)))
    advisory.refresh_from_db()
    assert (advisory.reviewed_by, advisory.version) == (cao, 2)
    assert last_words() == "Looked again at a note on stability, and it still holds: Travel advisory"


@pytest.mark.parametrize("version", ["", "2", "-1", "one", "9" * 40])
def test_nobody_confirms_what_was_changed_after_they_read_it(
    client, sign_in, staff, candidate, advisory, version
):
    before = everything()
    answer = sign_in(client, staff).post(
        page(candidate, advisory.pk, "confirm"), {"version": version}, follow=True
    )
    assert everything() == before
    assert "Somebody else has changed this note in the meantime." in words_of(answer)


def test_an_end_that_has_passed_is_taken_away_by_looking_again(client, sign_in, staff, candidate, file):
    note = noted(file, staff, valid_until=TODAY - dt.timedelta(days=1))
    assert note.is_due(90)
    sign_in(client, staff).post(page(candidate, note.pk, "confirm"), {"version": "1"})
    note.refresh_from_db()
    assert (note.valid_until, note.is_due(90)) == (None, False)
    assert Event.objects.latest("seq").facts["was_valid_until"] == "2026-03-11"


@pytest.mark.parametrize(("days", "due"), [(90, False), (91, True)])
def test_a_note_is_due_when_it_is_older_than_the_policy_says(advisory, days, due):
    with clock.at(SPRING + dt.timedelta(days=days)):
        assert advisory.is_due(90) is due


# -- taking back ------------------------------------------------------------------------------


def test_a_note_is_taken_back_with_its_reason(client, sign_in, staff, candidate, advisory):
    sign_in(client, staff).post(
        page(candidate, advisory.pk, "withdraw"), {"version": "1", "why": "The advisory was lifted."}
    )
    assert "Avoid non-essential" not in words_of(client.get(page(candidate)))
    event = Event.objects.latest("seq")
    assert (history.sentence(event), event.remark.text) == (
        "Took back a note on stability: Travel advisory",
        "The advisory was lifted.",
    )


@pytest.mark.parametrize(
    "sent", [{"version": "1"}, {"version": "1", "why": "  "}, {"version": "8", "why": "Old"}]
)
def test_a_note_is_not_taken_back_without_a_reason_or_unread(
    client, sign_in, staff, candidate, advisory, sent
):  # fmt: skip
    before = everything()
    answer = sign_in(client, staff).post(page(candidate, advisory.pk, "withdraw"), sent, follow=True)
    assert (everything(), len(answer.context["messages"])) == (before, 1)


# -- the page -----------------------------------------------------------------------------------


def test_the_page_shows_the_level_the_region_the_exceptions_and_who_looked(
    client, sign_in, staff, candidate, advisory
):
    text = words_of(sign_in(client, staff).get(page(candidate)))
    for words in (
        "Avoid non-essential travel",
        "Mexico: Sinaloa",
        "Zona Dorada",
        "7 October 2025",
        staff.name,
    ):
        assert words in text  # fmt: skip


def test_a_note_on_the_country_stands_with_every_candidate_there(client, sign_in, staff, file, advisory):
    culiacan = Community.objects.create(name="Culiacán", country="MX")
    hamm = Community.objects.create(name="Hamm", country="DE")
    others = [Candidate.objects.create(proposal=file, community=one) for one in (culiacan, hamm)]
    noted(file, staff, community=file.community, words="Only on the coast")
    browser = sign_in(client, staff)
    shown = [words_of(browser.get(page(one))) for one in others]
    assert ["Zona Dorada" in text for text in shown] == [True, False]
    assert not any("Only on the coast" in text for text in shown)


def test_what_nobody_may_write_is_not_offered(client, sign_in, councillor, candidate, advisory):
    text = words_of(sign_in(client, councillor).get(page(candidate)))
    assert "<form" not in text
    assert page(candidate, "new") not in text


def test_the_page_takes_as_many_queries_for_forty_notes_as_for_two(client, sign_in, staff, candidate, file):
    browser = sign_in(client, staff)
    for _n in range(2):
        noted(file, staff)
    few = queries(browser, page(candidate))
    for _n in range(38):
        noted(file, staff, kind=Kind.PRESS, level=None)
    for number in range(43):
        there = Community.objects.create(name=f"Town {number}", country="MX")
        Candidate.objects.create(proposal=file, community=there)
    assert queries(browser, page(candidate)) == few


def test_the_way_without_a_name_leads_to_the_leading_candidate(client, sign_in, staff, file, candidate):
    answer = sign_in(client, staff).get(f"/proposals/{file.pk}/research/stability/")
    assert answer.url == page(candidate)


def test_without_a_candidate_the_way_leads_to_the_list(client, sign_in, staff, file):
    Candidate.objects.all().delete()
    answer = sign_in(client, staff).get(f"/proposals/{file.pk}/research/stability/")
    assert answer.url == f"/proposals/{file.pk}/research/candidates/"


# -- the check as a whole ---------------------------------------------------------------------------


def checked(file, days_ago: int) -> Research:
    return Research.objects.create(
        proposal=file, checked_on=TODAY - dt.timedelta(days=days_ago), checked_by="K. Dube", finding="Calm."
    )


def test_one_click_renews_the_check(client, sign_in, cao, file, candidate):
    record = checked(file, 120)
    SectionState.objects.create(proposal=file, phase="research", section="diligence", version=4, saved_by=cao)
    answer = sign_in(client, cao).post(page(candidate, "check"))
    assert answer.url == page(candidate) + "#check"
    record.refresh_from_db()
    assert (record.checked_on, record.checked_by, record.check_is_old) == (TODAY, cao.name, False)
    assert SectionState.objects.get().version == 5  # whoever has the form open is told
    event = Event.objects.latest("seq")
    assert event.facts["was_checked_on"] == (TODAY - dt.timedelta(days=120)).isoformat()
    assert event.facts["was_written_by"] == cao.pk
    assert event.remark.text == "Before that checked on 12 November 2025 by K. Dube."
    assert last_words().startswith("Looked again at the political climate")


def test_nothing_is_confirmed_where_nothing_was_checked(client, sign_in, staff, candidate):
    before = everything()
    answer = sign_in(client, staff).post(page(candidate, "check"), follow=True)
    assert everything() == before
    assert "There is no check of the political climate to confirm yet." in words_of(answer)


# -- before council and before signing ---------------------------------------------------------------


@pytest.mark.parametrize("record", [Agreement, Signing])
@pytest.mark.parametrize(("days_ago", "asked"), [(90, 0), (91, 1)])
def test_the_gates_ask_for_a_check_that_is_young_enough(staff, record, days_ago, asked):
    file = file_in(record.phase, by=staff)
    checked(file, days_ago)
    assert len(record.of(file).gaps()["standing"]) == asked


@pytest.mark.parametrize("record", [Agreement, Signing])
def test_the_gates_ask_for_notes_that_are_young_enough(staff, record):
    file = file_in(record.phase, by=staff)
    note = noted(file, staff)
    assert record.of(file).gaps()["standing"] == []
    with clock.at(SPRING + dt.timedelta(days=91)):
        words = record.of(file).gaps()["standing"]
        assert words == [
            (
                "Travel advisory (Government of Canada, travel advisory for Mexico): last reviewed on 12 March 2026. "
                f'<a href="{page(file.candidates.get())}#note-{note.pk}">Look again and confirm it.</a>'
            )
        ]
        actions.confirm_note(file, note, seen=1, by=staff)
        assert record.of(file).gaps()["standing"] == []


@pytest.mark.parametrize("record", [Agreement, Signing])
def test_a_file_without_a_research_is_not_held_up(staff, record):
    assert record.of(file_in(record.phase, by=staff)).gaps()["standing"] == []


def test_a_gate_asks_only_while_the_file_stands_before_it(staff):
    file = file_in(Phase.EVALUATION, by=staff)
    checked(file, 500)
    assert "standing" not in Agreement.of(file).gaps()
    assert "standing" not in Signing.of(file).gaps()


def test_the_source_of_a_note_is_no_way_into_the_page(staff):
    file = file_in(Phase.SIGNING, by=staff)
    noted(file, staff, source="<script>alert(1)</script>")
    with clock.at(SPRING + dt.timedelta(days=91)):
        assert "<script>" not in Signing.of(file).gaps()["standing"][0]


def test_the_signing_is_refused_in_words_with_the_way_to_the_page(client, sign_in, clerk, staff):
    file = file_in(Phase.SIGNING, by=staff)
    checked(file, 91)
    with pytest.raises(MoveRefused, match="last checked on 11 December 2025"):
        signing.complete(file, by=clerk)
    answer = sign_in(client, clerk).post(f"/proposals/{file.pk}/signing/complete/", follow=True)
    assert f'href="{page(file.candidates.get())}#check"' in words_of(answer)
    assert file.__class__.objects.get(pk=file.pk).phase == Phase.SIGNING


def test_a_check_that_was_never_made_is_due_where_the_file_was_researched(staff):
    file = file_in(Phase.AGREEMENT, by=staff)
    Research.objects.create(proposal=file)
    (words,) = Agreement.of(file).gaps()["standing"]
    assert words.startswith("Nobody has checked the political climate and the advisories. <a href=")


def test_a_check_that_was_left_out_while_that_was_allowed_holds_nobody_up(staff):
    file = file_in(Phase.AGREEMENT, by=staff)
    Research.objects.create(proposal=file)
    SectionState.objects.create(proposal=file, phase="research", section="diligence", waiver="In a hurry.")
    assert Agreement.of(file).gaps()["standing"] == []


def test_the_check_cannot_be_left_out(client, sign_in, staff, file):
    section = f"/proposals/{file.pk}/research/sections/diligence/"
    answer = sign_in(client, staff).post(section, {"waiver": "In a hurry."}, follow=True)
    assert "cannot be left out" in words_of(answer)
    assert not SectionState.objects.exclude(waiver="").exists()


def test_a_check_left_out_before_is_asked_for_again_at_the_gate(file):
    SectionState.objects.create(proposal=file, phase="research", section="diligence", waiver="In a hurry.")
    assert "Say what was found." in Research.of(file).gaps()["diligence"]


# -- the day on which the City binds itself --------------------------------------------------------------


def sign(file, day: dt.date, by) -> None:
    """The clerk records our mayor's signature."""
    row = Signature.objects.filter(record__proposal=file).first()
    if row is None:
        row = originals.name_signatory(
            file, Signature(side="ours", name="A. Beaulieu", office="Mayor"), by=by
        )
    row.record.proposal, row.signed_on, row.place = file, day, "Lacombe"
    originals.record_signature(row, seen=row.version, by=by)


def test_a_signature_is_asked_about_when_its_day_is_entered(staff, clerk):
    file = file_in(Phase.SIGNING, by=staff)
    checked(file, 91)
    with pytest.raises(ValidationError) as refused:
        sign(file, TODAY, clerk)
    assert f'href="{page(file.candidates.get())}#check"' in refused.value.messages[0]
    actions.confirm_check(file, by=clerk)
    sign(file, TODAY, clerk)
    assert Signature.objects.get().signed_on == TODAY


def test_a_signature_is_measured_on_its_own_day_however_late_it_is_recorded(staff, clerk):
    file = file_in(Phase.SIGNING, by=staff)
    checked(file, 91)
    sign(file, TODAY - dt.timedelta(days=1), clerk)
    with clock.at(SPRING + dt.timedelta(days=200)):
        assert Signing.of(file).gaps()["standing"] == []
        originals.take_back_signature(Signature.objects.get(), why="Wrong place.", by=clerk)
        sign(file, TODAY - dt.timedelta(days=1), clerk)
    assert Signature.objects.get().is_signed


@pytest.mark.parametrize(("kind", "asked"), [("authorise", True), ("explore", False)])
def test_a_meeting_that_was_put_off_for_months_asks_before_the_vote_counts(staff, clerk, kind, asked):
    file, resolution = before_council(staff, clerk, kind)
    late = TODAY + dt.timedelta(days=91)
    Meeting.objects.update(held_on=late)
    with clock.at(SPRING + dt.timedelta(days=91)):
        if asked:
            with pytest.raises(MoveRefused, match="last checked on 12 March 2026"):
                vote(resolution, "for", clerk)
            actions.confirm_check(Proposal.objects.get(pk=file.pk), by=staff)
        vote(resolution, "for", clerk)
    assert resolution.state == "carried"


def test_the_minutes_of_a_past_meeting_are_measured_on_its_day(staff, clerk):
    _file, resolution = before_council(staff, clerk, "authorise")
    with clock.at(SPRING + dt.timedelta(days=200)):
        vote(resolution, "for", clerk)
    assert resolution.state == "carried"


def test_what_council_turns_down_needs_no_young_check(staff, clerk):
    _file, resolution = before_council(staff, clerk, "authorise")
    Meeting.objects.update(held_on=TODAY + dt.timedelta(days=91))
    with clock.at(SPRING + dt.timedelta(days=91)):
        vote(resolution, "against", clerk)
    assert resolution.state == "defeated"


def before_council(staff, clerk, kind: str):
    """A resolution on today's agenda, in a file that was checked today."""
    file = file_in(Phase.AGREEMENT, by=staff)
    with_a_text(file)
    checked(file, 0)
    resolution = council.draft(file, kind, by=clerk)
    version = Agreement.of(file).current_version()
    meeting = Meeting.objects.create(kind="regular", held_on=TODAY, place="City Hall")
    text = Agreement.of(file).text_hash if resolution.with_text else ""
    Resolution.objects.filter(pk=resolution.pk).update(
        state="agenda",
        meeting=meeting,
        item="7.1",
        text_hash=text,
        text=version if resolution.with_text else None,
    )
    Proposal.objects.filter(pk=file.pk).update(turn="council")
    return file, resolution


def vote(resolution, word: str, by) -> None:
    resolution = _again(resolution)
    members = list(OfficeHolder.objects.on_council(resolution.meeting.held_on))
    cast = [council.Cast(member, word) for member in members]
    council.record_vote(resolution, cast, mover=members[0], seconder=None, names_asked_for=False, by=by)


def _again(resolution):
    """The resolution as the next request reads it."""
    resolution.refresh_from_db()
    resolution.proposal.refresh_from_db()
    return resolution


def with_a_text(file) -> Agreement:
    record = write_agreement(file, by=file.opened_by)
    agree_on_text(record, by=file.opened_by)
    return record


def test_the_way_to_the_cao_and_to_council_is_refused_in_words(staff, clerk):
    file = file_in(Phase.AGREEMENT, by=staff)
    with_a_text(file)
    resolution = council.draft(file, "authorise", by=clerk)
    checked(file, 91)
    before = everything()
    with pytest.raises(MoveRefused, match="last checked on 11 December 2025"):
        steps.send_to_cao(file, by=staff)
    with pytest.raises(MoveRefused, match="last checked on 11 December 2025"):
        council.put_on_agenda(
            resolution, kind="regular", held_on=TODAY, place="City Hall", item="7.1", by=clerk
        )
    assert everything() == before


def test_a_resolution_that_binds_nobody_needs_no_young_check(staff, clerk):
    file = file_in(Phase.AGREEMENT, by=staff)
    checked(file, 91)
    resolution = council.draft(file, "explore", by=clerk)
    council.put_on_agenda(resolution, kind="regular", held_on=TODAY, place="", item="7.1", by=clerk)
    assert resolution.state == "agenda"


@pytest.mark.parametrize("phase", [*WALK])
def test_the_page_opens_in_every_phase(client, sign_in, staff, phase):
    file = file_in(phase, by=staff)
    assert sign_in(client, staff).get(page(file.candidates.get())).status_code == 200


def test_the_country_is_printed_as_the_file_says(client, sign_in, staff, file, candidate, advisory):
    file.community.country_label = "United Mexican States"
    file.community.save()
    assert "United Mexican States: Sinaloa" in words_of(sign_in(client, staff).get(page(candidate)))


def test_the_page_of_the_phase_says_what_is_due(client, sign_in, clerk, staff):
    file = file_in(Phase.AGREEMENT, by=staff)
    checked(file, 91)
    text = words_of(sign_in(client, clerk).get(f"/proposals/{file.pk}/agreement/"))
    assert "Before the City binds itself, this must be looked at again." in text
