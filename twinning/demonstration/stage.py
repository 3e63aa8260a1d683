"""What all stories share: the days, the people and the committee; and a file as they carry it."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from agreements.agreement.council import actions as council
from agreements.agreement.council import partner
from agreements.agreement.council.actions import Cast
from agreements.agreement.council.models import MeetingKind, Resolution, Vote
from agreements.agreement.council.papers import ask_for_resolution
from agreements.agreement.council.sections import of_resolution
from agreements.agreement.models import Agreement, PartnerStep
from agreements.agreement.package import actions as package
from agreements.agreement.package.sections import REQUEST
from agreements.agreement.sections import SECTIONS as AGREEMENT
from agreements.agreement.text import actions as text
from agreements.agreement.text.models import Side, TextVersion
from agreements.evaluation.models import Evaluation
from agreements.evaluation.sections import SECTIONS as EVALUATION
from agreements.signing.ceremony import actions as ceremonies
from agreements.signing.models import Ceremony, Original, ScanPage, Signature, Signing
from agreements.signing.originals import actions as originals
from agreements.signing.sections import SECTIONS as SIGNING
from committees.models import Committee
from committees.register.actions import open_committee
from proposals.correspondence.contacts import actions as contacts
from proposals.correspondence.log import actions as log
from proposals.correspondence.mirror import actions as mirror
from proposals.correspondence.models import (
    Channel,
    Confirmation,
    Contact,
    Correspondence,
    Message,
    Pilot,
    PlanAgreement,
    ProtocolNote,
)
from proposals.correspondence.sections import SECTIONS as CORRESPONDENCE
from proposals.correspondence.waters import actions as waters
from proposals.correspondence.workplan import actions as workplan
from proposals.lifecycle import Phase
from proposals.planning.models import Planning
from proposals.planning.sections import SECTIONS as PLANNING
from proposals.proposal import sections
from proposals.proposal.actions import open_file
from proposals.proposal.models import Community, PhaseRecord, Proposal, SectionState
from proposals.research.candidates import actions as candidates
from proposals.research.comparison import actions as comparison
from proposals.research.comparison.models import DataPoint
from proposals.research.comparison.prefill import prefill
from proposals.research.measures import actions as measures
from proposals.research.measures.forms import section_of as assessment_section
from proposals.research.measures.models import Assessment
from proposals.research.models import Research
from proposals.research.sections import SECTIONS as RESEARCH
from proposals.research.stability import actions as stability
from twinning import clock
from twinning.accounts.models import User
from twinning.demonstration.telling import Days
from twinning.municipality.models import OfficeHolder
from twinning.places.models import Place
from twinning.records import uploads

ROOMS: dict[Phase, tuple[type[PhaseRecord], Sequence[sections.Section]]] = {
    Phase.PLANNING: (Planning, PLANNING),
    Phase.RESEARCH: (Research, RESEARCH),
    Phase.CORRESPONDENCE: (Correspondence, CORRESPONDENCE),
    Phase.AGREEMENT: (Agreement, AGREEMENT),
    Phase.SIGNING: (Signing, SIGNING),
    Phase.EVALUATION: (Evaluation, EVALUATION),
}
CHAMBERS = "Council Chambers, City Hall"

BEYOND = "Council has said that it wants to hear of it all the same; it decides with the limit before it."
"""Kept only where a limit of the policy is reached."""

PLACES = {
    "Lacombe": 6035615,
    "Aqaba": 250774,
    "Canmore": 5914894,
    "Grande Prairie": 5964347,
    "Petrozavodsk": 509820,
    "Duluth": 5024719,
    "Mazatlán": 3996322,
    "Muntinlupa": 1699076,
    "Musina": 8030223,
    "Rikubetsu": 2128407,
    "San Miguel de Allende": 3985344,
    "Sedona": 5313667,
    "Takasaki": 1851002,
    "Vashkivtsi": 690428,
    "Bucerías": 4016734,
    "Compostela": 4013085,
    "Ensenada": 4006702,
    "Escuinapa de Hidalgo": 4006622,
    "Loreto": 3998287,
    "Puerto Vallarta": 3991328,
    "San Blas": 3987544,
    "San Felipe": 3987224,
    "Santa Rosalía": 3983805,
    "Todos Santos": 3981432,
    "Tomatlán": 3981391,
    "Topolobampo": 3981345,
}
"""The places of the stories by their number in GeoNames: names alone would not tell them apart."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class People:
    """One person for each role, and a colleague."""

    staff: User
    colleague: User
    cao: User
    clerk: User
    mayor: User
    councillor: User
    member: User
    administrator: User


@dataclass(frozen=True)
class Stage:
    days: Days
    people: People
    committee: Committee

    @staticmethod
    def community(**facts: Any) -> Community:
        """A community, not saved yet, with its place on the map where the table of places is loaded."""
        return Community(place=Stage.place(facts["name"]), **facts)

    @staticmethod
    def place(name: str) -> Place | None:
        """The place of that name which the stories mean; none where the table of places is not loaded."""
        return Place.objects.filter(pk=PLACES[name]).first()


class File:
    """One file, filled in by the same forms and moved by the same actions that people use."""

    def __init__(self, community: Community, *, by: User, kind: str, origin: str) -> None:
        self.writer = by
        self.proposal: Proposal = open_file(community, by=by, kind=kind, origin=origin)

    def fill(self, phase: Phase, sheets: Mapping[str, Row], *, by: User | None = None) -> None:
        """Answer sections as a browser would send them; lists are tables. Raises ``ValueError`` if a form does not take it."""
        for name, answers in sheets.items():
            record, section = self._room(phase, name)
            self._save(record, section, answers, by or self.writer)

    def edit(self, resolution: Resolution, answers: Row, *, by: User | None = None) -> None:
        """Change the draft of a resolution; tables that are not given are left out of it."""
        self._save(resolution, of_resolution(resolution), answers, by or self.writer)  # type: ignore[arg-type]

    def waive(self, phase: Phase, why: str, *names: str) -> None:
        """Say why sections are not needed."""
        for name in names:
            record, section = self._room(phase, name)
            sections.waive(record, section, by=self.writer, why=why)

    # -- research --------------------------------------------------------------------------

    def know(
        self,
        values: Iterable[tuple[str, str, str]],
        *,
        source: str,
        year: int,
        tie: str = "",
        by: User | None = None,
    ) -> None:
        """Enter values of the comparison: topic, what is known of them, and the same with us where it is said.

        What was said of us for an earlier file is not said again.
        """
        for side in (None, self.proposal.community):
            prefill(side, by=by or self.writer, proposal=self.proposal)
        said = set(DataPoint.objects.of(None).exclude(words="").values_list("topic", "words"))
        for topic, theirs, here in values:
            for community, words in ((self.proposal.community, theirs), (None, here)):
                if words and (community or (topic, words) not in said):
                    point = DataPoint(
                        community=community, topic=topic, words=words, source=source, year=year, tie=tie
                    )
                    comparison.enter_value(self.proposal, point, by=by or self.writer)

    def choose(self, why: str) -> None:
        """Choose the one candidate of the file."""
        candidates.choose(self.proposal.candidates.get(), by=self.writer, why=why, beyond=BEYOND)  # type: ignore[attr-defined]

    def look_again(self, *, by: User | None = None) -> None:
        """Confirm that what was found about the political climate still holds."""
        stability.confirm_check(self.proposal, by=by or self.writer)

    def score(self, scores: Mapping[str, tuple[int, str]], *, close: bool = True) -> None:
        """Score the measures for the one candidate, and close the assessment."""
        candidate = self.proposal.candidates.get()  # type: ignore[attr-defined]
        assessment = measures.begin_agreed(candidate, by=self.writer)
        answers = {
            f"{code}-{name}": value
            for code, given in scores.items()
            for name, value in zip(("score", "narrative"), given, strict=True)
        }
        self._save(assessment, assessment_section(assessment), answers, self.writer)  # type: ignore[arg-type]
        if close:
            measures.finish(Assessment.objects.get(pk=assessment.pk), by=self.writer)

    def _room(self, phase: Phase, name: str) -> tuple[PhaseRecord, sections.Section]:
        record_class, all_sections = ROOMS[phase]
        return record_class.of(self.proposal), sections.find(all_sections, name)

    def _save(self, record: PhaseRecord, section: sections.Section, answers: Row, by: User) -> None:
        state = SectionState.objects.filter(
            proposal=self.proposal, phase=record.phase, section=section.name
        ).first()
        data = _typed(section, record, answers)
        data["version"] = str(state.version if state else 0)
        outcome = sections.save(record, section, data, by=by)
        if outcome.word != "saved":
            errors = [form.errors.as_text() for form in outcome.sheet.all_forms if form.errors]
            raise ValueError(f"{self.proposal.community}, {section.name}: {outcome.word} {errors}")

    # -- both sides ------------------------------------------------------------------------

    def know_people(self, *people: Row) -> None:
        """Write down contacts on either side, each confirmed on that day."""
        for facts in people:
            contact = Contact(**facts)
            if contact.basis == Contact.Basis.CONSENT:
                contact.consent_on = clock.today()
            contacts.add(self.proposal, contact, by=self.writer)
            contacts.confirm(contact, by=self.writer)

    def customs(self, source: str, **lines: str) -> None:
        """Write lines of the partner's protocol card: topic and what is customary."""
        for topic, words in lines.items():
            note = ProtocolNote(topic=topic, words=words, source=source, source_on=clock.today())
            contacts.write_line(self.proposal, note, by=self.writer)

    def find_counterpart(self, ours: Committee, name: str, *, on: dt.date, words: str) -> Committee:
        """Their committee stands beside ours, and they confirm it."""
        theirs = Committee(
            name=name,
            side=Committee.Side.THEIRS,
            kind=Committee.Kind.TWINNING,
            city=self.proposal.community.name,
            formed_on=on,
        )
        open_committee(theirs, by=self.writer)
        left = mirror.link(self.proposal, ours, by=self.writer)
        right = mirror.link(self.proposal, theirs, by=self.writer, mirrors=left)
        mirror.confirm(
            right, way=Confirmation.Way.CONFIRMED, on=on, channel=Channel.EMAIL, words=words, by=self.writer
        )
        return theirs

    def try_out(self, title: str, **facts: Any) -> None:
        """A pilot programme with its result."""
        waters.add_pilot(self.proposal, Pilot(title=title, **facts), by=self.writer)

    def agree_on_plan(self, *, here: str, there: str) -> None:
        """Freeze the work plan as a version, to which both sides agree that day; ``here`` and ``there`` say what shows it."""
        plan = workplan.make_version(self.proposal, by=self.writer)
        for side, words in ((PlanAgreement.Side.HERE, here), (PlanAgreement.Side.THERE, there)):
            workplan.agree(
                plan, side=side, on=clock.today(), channel=Channel.EMAIL, words=words, by=self.writer
            )

    def note(
        self, on: dt.date, direction: str, channel: str, summary: str, *, by: User | None = None, **facts: Any
    ) -> Message:
        """A line of the log."""
        message = Message(on=on, direction=direction, channel=channel, summary=summary, **facts)
        log.note_message(self.proposal, message, by=by or self.writer)
        return message

    # -- agreement ------------------------------------------------------------------------

    def write_text(self, languages: text.Written) -> None:
        """Write the agreement in all its languages, clause by clause."""
        text.write(self.proposal, languages, by=self.writer)

    def accept_text(self, *, here: str, there: str, on: dt.date) -> TextVersion:
        """Freeze the text as it stands; ``here`` and ``there`` are the people who accepted it for their side."""
        version = text.freeze(self.proposal, by=self.writer)
        for side, person in ((Side.OURS, here), (Side.THEIRS, there)):
            text.accept(version, side=side, on=on, person=person, by=self.writer)
        return version

    def partner_steps(self, *steps: Row) -> None:
        """Say who must approve over there."""
        record = Agreement.of(self.proposal)
        for facts in steps:
            partner.add(PartnerStep(record=record, **facts), by=self.writer)

    def request(self, answers: Row, options: Sequence[Row]) -> None:
        """Write the request for decision, with what council could do."""
        request = package.begin(self.proposal, by=self.writer)
        self._save(request, REQUEST, {**answers, "options": options}, self.writer)  # type: ignore[arg-type]

    # -- council ---------------------------------------------------------------------------

    def put_on_agenda(self, resolution: Resolution, held_on: dt.date, item: str, *, by: User) -> None:
        council.put_on_agenda(
            resolution, kind=MeetingKind.REGULAR, held_on=held_on, place=CHAMBERS, item=item, by=by
        )

    def vote(self, resolution: Resolution, *, mover: str, by: User, **others: Sequence[str]) -> None:
        """Council votes by name: everybody for it, except those named, such as ``against=["T. Cardinal"]``."""
        assert resolution.meeting is not None
        members = list(OfficeHolder.objects.on_council(resolution.meeting.held_on))
        votes = {name: vote for vote, names in others.items() for name in names}
        cast = [Cast(member, votes.get(member.name, Vote.FOR)) for member in members]
        moved = next(member for member in members if member.name == mover)
        council.record_vote(resolution, cast, mover=moved, seconder=None, names_asked_for=True, by=by)
        ask_for_resolution(resolution, by=by)

    # -- signing ---------------------------------------------------------------------------

    def plan_ceremony(self, *, by: User, **facts: Any) -> Ceremony:
        """A ceremony with the order of proceedings that its way proposes."""
        return ceremonies.plan(self.proposal, Ceremony(**facts), by=by)

    def name_signatories(self, *people: Row, by: User) -> None:
        """Say who is to sign; ours sign under council's resolution."""
        for facts in people:
            authority = originals.authority_of(self.proposal) if facts["side"] == "ours" else ""
            originals.name_signatory(
                self.proposal, Signature(**({"authority": authority} | dict(facts))), by=by
            )

    def signed_by(self, name: str, *, on: dt.date, place: str, by: User, **facts: Any) -> None:
        """Somebody signed by hand; ``evidence_words`` say how we know where it is the other side."""
        signature = Signature.objects.select_related("record__proposal__community").get(
            record__proposal=self.proposal, name=name
        )
        for field, value in ({"signed_on": on, "place": place} | facts).items():
            setattr(signature, field, value)
        originals.record_signature(signature, seen=signature.version, by=by)

    def keep_originals(self, *rows: Row, by: User) -> None:
        """The originals in their order, each with who holds it."""
        for facts in rows:
            originals.keep_original(self.proposal, Original(**facts), by=by)

    def issue_memorandum(self, scan: UploadedFile, *, by: User) -> None:
        """Scan the first original, hold every page against the text, and issue the signed memorandum."""
        kept = originals.add_scan(
            self.proposal,
            [uploads.check(scan)],
            original=Original.objects.filter(record__proposal=self.proposal).first(),
            by=by,
        )
        for number, page in enumerate(kept.pages.all(), start=1):
            page.finding = ScanPage.Finding.AGREES
            originals.find(page, number=number, seen=page.version, by=by)
        originals.issue_memorandum(self.proposal, by=by)


def _typed(section: sections.Section, record: PhaseRecord, answers: Row) -> QueryDict:
    """What a browser sends: the forms as they stand, with the answers typed over them."""
    data = QueryDict(mutable=True)
    forms = sections.Sheet(section, record).forms
    if (
        unknown := set(answers)
        - {form.add_prefix(name) for form in forms for name in form.fields}
        - {rows.name for rows in section.rows}
    ):
        raise ValueError(f"Section {section.name} does not ask for {sorted(unknown)}.")
    for form in forms:
        for name in form.fields:
            typed = form.add_prefix(name)
            _type(data, typed, answers.get(typed, form[name].value()))
    for rows in section.rows:
        _type_lines(data, rows, answers.get(rows.name, ()))
    return data


def _type_lines(data: QueryDict, rows: sections.Rows, lines: Sequence[Row]) -> None:
    for line in lines:
        key = str(uuid.uuid4())
        data.appendlist(f"{rows.name}-key", key)
        form = rows.form(instance=rows.model())
        if unknown := set(line) - set(form.fields):
            raise ValueError(f"A line of {rows.name} does not ask for {sorted(unknown)}.")
        for name in form.fields:
            _type(data, f"{rows.name}-{key}-{name}", line.get(name, form[name].value()))


def _type(data: QueryDict, name: str, value: Any) -> None:
    """A box that is not ticked and a question without an answer are not sent."""
    if value not in (None, "", False):
        data[name] = value.isoformat() if isinstance(value, dt.date) else str(getattr(value, "pk", value))
