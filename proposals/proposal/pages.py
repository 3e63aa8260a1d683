"""What every page of a file shows around its own matter: where it is, who has the ball, what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.access import ADMINISTRATION, may_write
from proposals.lifecycle import WALK, MoveRefused, Phase, Turn, before
from proposals.proposal.forms import WhyForm
from proposals.proposal.models import PhaseRecord, Proposal, SectionState
from proposals.proposal.sections import Section, answers, lines
from twinning.accounts.access import me
from twinning.accounts.models import User
from twinning.records import history
from twinning.records.models import Document, Event
from twinning.records.templatetags.house import day

_COPIES = Document.objects.filter(template="certified_copy", issue__isnull=False)
"""A hundred certified copies would hide the papers of a file; they have a list of their own."""


def frame(proposal: Proposal, user: User, phase: str | None = None) -> dict[str, Any]:
    """The context of ``proposal/file.html``: phase bar, turn, papers, attachments, last events."""
    return {
        "proposal": proposal,
        "phase": phase,
        "steps": steps(proposal, phase),
        "turn": turn_in_words(proposal, user),
        "your_turn": proposal.awaits(user),
        "may_administer": user.has_role(*ADMINISTRATION),
        "papers": proposal.papers.exclude(document__in=_COPIES).select_related(
            "document__issue__superseded_by"
        )[:8],
        "attachments": proposal.attachments.filter(removed_at=None).select_related("upload"),
        "events": history.told(Event.objects.about(proposal)[:6]),
        "why": WhyForm(auto_id=False),
    }


def steps(proposal: Proposal, shown: str | None) -> list[dict[str, Any]]:
    """The phase bar: done, current, ahead."""
    here = Phase(proposal.phase or WALK[0])
    at = WALK.index(Phase(proposal.closed_from)) if here == Phase.CLOSED else WALK.index(here)
    found = []
    for number, phase in enumerate(WALK):
        state = (
            "done"
            if number < at
            else "ahead"
            if number > at
            else "closed"
            if here == Phase.CLOSED
            else "current"
        )
        found.append(
            {
                "number": number + 1,
                "label": phase.label,
                "state": state,
                "date": proposal.phase_since if number == at else None,
                "url": reverse(f"{phase}:page", args=[proposal.pk])
                if number <= at and phase != shown
                else None,
            }
        )
    return found


def turn_in_words(proposal: Proposal, user: User) -> str:
    """The line under the heading: who has the ball, and since when."""
    if not proposal.is_open:
        return _("Closed since %(day)s · %(standing)s") % {
            "day": day(proposal.phase_since),
            "standing": proposal.get_standing_display(),
        }
    if proposal.held_since:
        return _("On hold since %(day)s") % {"day": day(proposal.held_since)}
    # Whoever here follows up on council or the other city is not the one waited for.
    asked = proposal.awaits(user) and proposal.turn not in {Turn.COUNCIL, Turn.PARTNER}
    theirs = proposal.turn == Turn.PARTNER
    who = _("you") if asked else str(proposal.community) if theirs else proposal.get_turn_display()
    days = proposal.days_waiting
    waiting = _("Waiting for %(who)s since %(day)s") % {"who": who, "day": day(proposal.turn_since)}
    return (
        waiting + " · " + ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
        if days
        else waiting
    )


@dataclass(frozen=True)
class Reading:
    """The record of a phase as one person sees it; what its gate still asks for is read once for the whole page."""

    record: PhaseRecord
    user: User
    may_edit: bool
    states: Mapping[str, SectionState]
    gaps: Mapping[str, list[str]]

    @classmethod
    def of(cls, record: PhaseRecord, user: User) -> "Reading":
        states = SectionState.objects.of(record.proposal, record.phase)
        may_edit = not may_write(record.phase)(user, record.proposal)
        return cls(record, user, may_edit, states, record.gaps(states))

    def waiver(self, section: Section) -> str:
        """Why a section is not needed; empty if it is."""
        return self.states[section.name].waiver if section.name in self.states else ""

    def edit_url(self, section: Section) -> str | None:
        """Where a section is filled in; none for whoever may not."""
        if section.page:
            return reverse(section.page, args=[self.record.proposal.pk])
        if not self.may_edit:
            return None
        return reverse(f"{self.record.phase}:edit", args=[self.record.proposal.pk, section.name])

    def context(self) -> dict[str, Any]:
        """What both pages of a phase show."""
        proposal, phase = self.record.proposal, self.record.phase
        return frame(proposal, self.user, phase) | {
            "record": self.record,
            "phase_label": phase.label,
            "missing": [words for part in self.gaps.values() for words in part],
            "stale": self.gaps.get("standing", []),
            "may_edit": self.may_edit,
            "in_phase": proposal.phase == phase,
        }


def tasks(sections: Sequence[Section], reading: Reading) -> list[dict[str, Any]]:
    """The list of sections and what each still lacks."""
    return [_task(section, reading) for section in sections]


def _task(section: Section, reading: Reading) -> dict[str, Any]:
    state, gaps = reading.states.get(section.name), reading.gaps.get(section.name, [])
    if reading.waiver(section) and not gaps:
        word, label = "waived", _("Not needed")
    elif not gaps:
        word, label = "complete", _("Complete")
    elif not section.page and (state is None or state.version == 0):
        word, label = "not_started", _("Not started")
    else:
        word, label = "partial", ngettext("%(n)d missing", "%(n)d missing", len(gaps)) % {"n": len(gaps)}
    return {
        "label": section.title,
        "url": reading.edit_url(section),
        "state": word,
        "state_label": label,
        "detail": reading.waiver(section),
        "missing": gaps if word == "partial" else [],
    }


def summaries(sections: Sequence[Section], reading: Reading) -> list[dict[str, Any]]:
    """All answers of a phase, section by section, for reading and for checking before sending."""
    record = reading.record
    return [
        {
            "title": section.title,
            "url": reading.edit_url(section),
            "rows": [{"key": capfirst(label), "value": value} for label, value in answers(section, record)],
            "tables": [{"title": rows.title, "lines": lines(rows, record)} for rows in section.rows],
            "gaps": reading.gaps.get(section.name, []),
            "waiver": reading.waiver(section),
        }
        for section in sections
    ]


def show_phase(
    request: HttpRequest, record: PhaseRecord, sections: Sequence[Section], *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of a phase, ``<phase>/page.html``: its sections, what each still lacks, and what can be done."""
    reading = Reading.of(record, me(request))
    listed = {"tasks": tasks(sections, reading), "earlier_phase": before(record.phase)}
    return render(request, f"{record.phase}/page.html", reading.context() | listed | more, status=status)


def show_check(
    request: HttpRequest, record: PhaseRecord, sections: Sequence[Section], **more: Any
) -> HttpResponse:
    """All answers of a phase, ``<phase>/check.html``: to check before sending, to read before deciding."""
    reading = Reading.of(record, me(request))
    listed = {"summaries": summaries(sections, reading)}
    return render(request, f"{record.phase}/check.html", reading.context() | listed | more)


def note(request: HttpRequest) -> str:
    """The reason or note sent with a step, read as a form reads it. Raises ``MoveRefused`` for what cannot be kept.

    Whether a step needs a reason is for the step to say.
    """
    form = WhyForm(request.POST)
    form.fields["why"].required = False
    if not form.is_valid():
        raise MoveRefused([str(words) for errors in form.errors.values() for words in errors])
    return str(form.cleaned_data["why"])
