"""What all stories share: the days, the people and the committee; and a file as they carry it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from agreements.agreement import actions as council
from agreements.agreement.actions import Cast
from agreements.agreement.models import Agreement, MeetingKind, Resolution, Vote
from agreements.agreement.papers import ask_for_resolution
from agreements.agreement.sections import SECTIONS as AGREEMENT
from agreements.agreement.sections import of_resolution
from agreements.evaluation.models import Evaluation
from agreements.evaluation.sections import SECTIONS as EVALUATION
from agreements.signing.models import Signing
from agreements.signing.sections import SECTIONS as SIGNING
from committees.models import Committee
from proposals.correspondence.models import Correspondence
from proposals.correspondence.sections import SECTIONS as CORRESPONDENCE
from proposals.lifecycle import Phase
from proposals.planning.models import Planning
from proposals.planning.sections import SECTIONS as PLANNING
from proposals.proposal import sections
from proposals.proposal.actions import open_file
from proposals.proposal.models import Community, PhaseRecord, Proposal, SectionState
from proposals.research.models import Research
from proposals.research.sections import SECTIONS as RESEARCH
from twinning.accounts.models import User
from twinning.demonstration.telling import Days
from twinning.municipality.models import OfficeHolder

ROOMS: dict[Phase, tuple[type[PhaseRecord], Sequence[sections.Section]]] = {
    Phase.PLANNING: (Planning, PLANNING),
    Phase.RESEARCH: (Research, RESEARCH),
    Phase.CORRESPONDENCE: (Correspondence, CORRESPONDENCE),
    Phase.AGREEMENT: (Agreement, AGREEMENT),
    Phase.SIGNING: (Signing, SIGNING),
    Phase.EVALUATION: (Evaluation, EVALUATION),
}
CHAMBERS = "Council Chambers, City Hall"

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


def _typed(section: sections.Section, record: PhaseRecord, answers: Row) -> QueryDict:
    """What a browser sends: the forms as they stand, with the answers typed over them."""
    data = QueryDict(mutable=True)
    forms = sections.Sheet(section, record).forms
    if (
        unknown := set(answers)
        - {name for form in forms for name in form.fields}
        - {rows.name for rows in section.rows}
    ):
        raise ValueError(f"Section {section.name} does not ask for {sorted(unknown)}.")
    for form in forms:
        for name in form.fields:
            _type(data, name, answers.get(name, form[name].value()))
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
