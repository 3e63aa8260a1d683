"""Pages of the stability of a candidate: what was found about the country and the community, and what is due again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.access import ADMINISTRATION, holds, in_phase, may_read, may_write, on_proposal
from proposals.lifecycle import WALK, Phase
from proposals.proposal.fields import number_named
from proposals.proposal.models import Candidate, Proposal
from proposals.proposal.pages import frame
from proposals.proposal.pages import note as why
from proposals.research.access import with_candidate
from proposals.research.models import Research
from proposals.research.stability import actions, checks, reading
from proposals.research.stability.forms import CorrectNoteForm, NoteForm
from proposals.research.stability.models import StabilityNote
from twinning.accounts.access import me
from twinning.accounts.twice import sent_once
from twinning.accounts.typed import take_kept
from twinning.atlas.governance import indicators_of
from twinning.municipality.policy import Policy

keeps = holds(*ADMINISTRATION)
is_open = in_phase(*WALK)
"""In every phase, also while somebody decides: a new warning does not wait until a file comes back."""


def _page(candidate: Candidate, anchor: str = "") -> str:
    return reverse("research:stability", args=[candidate.proposal.pk, candidate.pk]) + anchor


def _note(candidate: Candidate, pk: int) -> StabilityNote:
    """A standing note that is shown for this candidate; any other is not found."""
    return get_object_or_404(StabilityNote.objects.about(candidate.community), pk=pk)


def _frame(request: HttpRequest, candidate: Candidate, **more: Any) -> dict[str, Any]:
    context = frame(candidate.proposal, me(request), Phase.RESEARCH)
    return context | {"candidate": candidate, "community": candidate.community} | more


# -- reading ---------------------------------------------------------------------------


@require_safe
@on_proposal(may_read)
@with_candidate(_page)
def stability(request: HttpRequest, candidate: Candidate) -> HttpResponse:
    """Everything that was noted for one candidate, the country's indicators, and what must be looked at again."""
    user, proposal = me(request), candidate.proposal
    record = Research.of(proposal)
    policy = Policy.in_force()
    notes = reading.read(candidate.community, policy.diligence_days)
    is_leading = record.leading is not None and record.leading.pk == candidate.pk
    facts = {
        "groups": reading.groups(notes),
        "nothing_on": reading.nothing_on(notes),
        "due": [read for read in notes if read.due],
        "days": policy.diligence_days,
        "record": record,
        "check_is_old": checks.why_old(record) if is_leading and record.check_is_old else "",
        "is_leading": is_leading,
        "editions": indicators_of(candidate.community.country),
        "others": [one for one in record.candidates if one.pk != candidate.pk],
        "may_keep": not (keeps(user, proposal) or is_open(user, proposal)),
        "may_write": not may_write(Phase.RESEARCH)(user, proposal),
    }
    return render(request, "research/stability.html", _frame(request, candidate, **facts))


@require_safe
@on_proposal(may_read)
def stability_of_leading(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """The way here from where no candidate is named."""
    leading = Research.of(proposal).leading
    if leading is None:
        messages.info(request, _("There is no candidate yet. Put one on the list first."))
        return redirect("research:candidates", proposal.pk)
    return redirect("research:stability", proposal.pk, leading.pk)


# -- writing ------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@on_proposal(keeps, is_open)
@with_candidate(_page)
def new_note(request: HttpRequest, candidate: Candidate) -> HttpResponse:
    """Write down something new."""
    data = request.POST if request.method == "POST" else take_kept(request)
    form = NoteForm(
        data,
        instance=StabilityNote(),
        about=candidate.community,
        initial={"kind": request.GET.get("kind", "")},
    )
    if request.method == "POST" and form.is_valid():
        with sent_once(request) as first:
            if first:
                actions.write_note(candidate.proposal, form.instance, by=me(request))
                messages.success(request, _("The note is kept."))
        return redirect(_page(candidate, f"#{form.instance.kind}"))
    return _form(request, candidate, form)


@require_http_methods(["GET", "POST"])
@on_proposal(keeps, is_open)
@with_candidate(_page)
def correct_note(request: HttpRequest, candidate: Candidate, note: int) -> HttpResponse:
    """Put right what a note says, or bring it up to date."""
    standing = _note(candidate, note)
    data = request.POST if request.method == "POST" else take_kept(request)
    form = CorrectNoteForm(data, instance=standing, about=candidate.community)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carry_out(
            lambda: actions.correct_note(
                candidate.proposal,
                standing,
                seen=form.seen,
                fields=form.changed,
                looked_again=form.cleaned_data["looked_again"],
                by=me(request),
            )
        )
    ):
        messages.success(request, _("The note is corrected."))
        return redirect(_page(candidate, f"#note-{standing.pk}"))
    return _form(request, candidate, form, standing=standing)


def _form(
    request: HttpRequest, candidate: Candidate, form: NoteForm, standing: StabilityNote | None = None
) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = _frame(request, candidate, form=form, standing=standing)
    return render(request, "research/note.html", context, status=status)


@require_POST
@on_proposal(keeps, is_open)
@with_candidate(_page)
def confirm_note(request: HttpRequest, candidate: Candidate, note: int) -> HttpResponse:
    """I looked again today, and it still says so."""
    standing = _note(candidate, note)
    past = actions.confirm_note(
        candidate.proposal, standing, seen=number_named(request.POST.get("version", "")), by=me(request)
    )
    messages.success(request, _("It is on record that you looked again today and it still holds."))
    if past:
        messages.info(
            request,
            _("Its end had passed and is taken away. If the source names a new one, correct the note."),
        )
    return redirect(_page(candidate, f"#note-{standing.pk}"))


@require_POST
@on_proposal(keeps, is_open)
@with_candidate(_page)
def withdraw_note(request: HttpRequest, candidate: Candidate, note: int) -> HttpResponse:
    """Take back a note that does not hold any more, with the reason."""
    standing = _note(candidate, note)
    actions.withdraw_note(
        candidate.proposal,
        standing,
        seen=number_named(request.POST.get("version", "")),
        by=me(request),
        why=why(request),
    )
    messages.success(request, _("The note is taken back. Your reason is in the history."))
    return redirect(_page(candidate))


@require_POST
@on_proposal(keeps, is_open)
@with_candidate(_page)
def confirm_check(request: HttpRequest, candidate: Candidate) -> HttpResponse:
    """I looked again today at the climate and the advisories, and what was found still holds."""
    actions.confirm_check(candidate.proposal, by=me(request))
    messages.success(request, _("It is on record that you looked again today and it still holds."))
    return redirect(_page(candidate, "#check"))
