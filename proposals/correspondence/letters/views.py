"""Pages of the letters of a file: which there are, a new one, and one block by block."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from proposals.access import may_read, on_proposal
from proposals.correspondence.access import may_keep
from proposals.correspondence.letters import actions, wordings
from proposals.correspondence.letters.forms import NewLetterForm, SheetForm
from proposals.correspondence.letters.models import FileLetter, Kind, Wording
from proposals.correspondence.letters.preview import preview
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.models import Proposal
from proposals.proposal.pages import frame
from twinning.accounts.access import me
from twinning.accounts.twice import sent_once
from twinning.municipality.models import Office, OfficeHolder
from twinning.municipality.policy import Policy
from twinning.records import outbox
from twinning.records.languages import language_name
from twinning.records.models import Outgoing


def _show(
    request: HttpRequest, proposal: Proposal, template: str, status: int = 200, **more: Any
) -> HttpResponse:
    context = frame(proposal, me(request), Phase.CORRESPONDENCE) | {
        "may_keep": not may_keep(me(request), proposal)
    }
    return render(request, template, context | more, status=status)


@require_safe
@on_proposal(may_read)
def letters(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Every letter of the file, the newest first: to whom, and how far it has come."""
    found = FileLetter.objects.filter(record__proposal=proposal).select_related(
        "outgoing__notice", "wording", "wording_2"
    )
    reminds = any(one.kind == Kind.REMINDER and one.outgoing.waits for one in found)
    went = any(one.outgoing.state == Outgoing.State.SENT for one in found)
    return _show(
        request, proposal, "correspondence/letters.html", letters=found, may_remind=went and not reminds
    )


@require_http_methods(["GET", "POST"])
@on_proposal(may_keep)
def new_letter(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Which letter, in which languages, to whom; the words are proposed on the next page."""
    known = wordings.standing()
    form = NewLetterForm(proposal, known, request.POST or None, initial=_proposed(request))
    if form.is_valid():
        given = form.cleaned_data
        with sent_once(request) as first:
            if first:
                letter = actions.compose(
                    proposal,
                    kind=given["kind"],
                    language=given["language"],
                    language_2=given["language_2"],
                    contact=given["contact"],
                    to=form.addressee,
                    signer=given["signer"],
                    enclosures=given["enclosures"],
                    by=me(request),
                )
                return redirect("correspondence:letter", proposal.pk, letter.pk)
        return redirect("correspondence:letters", proposal.pk)
    there = form.fields["contact"].queryset.exists()  # type: ignore[attr-defined]
    context = {"form": form, "wordings": known, "knows_nobody": not there}
    return _show(request, proposal, "correspondence/letters_new.html", 422 if form.errors else 200, **context)


def _proposed(request: HttpRequest) -> dict[str, Any]:
    mayor = OfficeHolder.objects.holding(Office.MAYOR)
    return {
        "kind": request.GET.get("kind", Kind.INTRODUCTION),
        "language": "en",
        "signer": mayor.pk if mayor else None,
    }


@require_http_methods(["GET", "POST"])
@on_proposal(may_keep)
def letter(request: HttpRequest, proposal: Proposal, letter: int) -> HttpResponse:
    """One letter block by block: looked at as it will be, kept for later, or made."""
    found = FileLetter.objects.select_related(
        "outgoing__notice", "wording", "wording_2", "contact", "record", "about__outgoing"
    )
    one = get_object_or_404(found, pk=letter, record__proposal=proposal)
    one.record.proposal = proposal
    if not one.outgoing.waits:
        raise MoveRefused(str(outbox.SETTLED))
    form = SheetForm(one, request.POST or None)
    read = request.method == "POST" and "back" not in request.POST
    if read and form.is_valid():
        if "preview" in request.POST:
            return preview(
                request, form.instance, reverse("correspondence:letter", args=[proposal.pk, one.pk])
            )
        if form.carry_out(lambda: _keep_or_write(request, one, form)):
            return redirect("outbox:page", one.outgoing.pk)
    return _show(
        request,
        proposal,
        "correspondence/letters_edit.html",
        422 if read and form.errors else 200,
        form=form,
        letter=one,
        unchecked=_unchecked(one),
        in_other_words=_in_other_words(one),
        needs_resolution=one.kind == Kind.INTENT and Policy.in_force().intent_needs_resolution,
    )


def _keep_or_write(request: HttpRequest, letter: FileLetter, form: SheetForm) -> None:
    try:
        if "keep" in request.POST:
            actions.keep(letter, form.blocks, seen=form.seen, by=me(request))
            messages.success(request, _("The words are kept. The letter is not final yet."))
        else:
            actions.write(letter, form.blocks, seen=form.seen, by=me(request))
    except outbox.Refused as refusal:
        raise MoveRefused(str(refusal)) from refusal


def _in_other_words(letter: FileLetter) -> str:
    """The languages of the letter that a reminder reminds of and is not written in itself, in words; empty for none."""
    sent = letter.about.outgoing if letter.kind == Kind.REMINDER and letter.about else None
    if sent is None:
        return ""
    own = {letter.outgoing.language, letter.outgoing.language_2}
    missing = [code for code in (sent.language, sent.language_2) if code and code not in own]
    return ", ".join(language_name(code) for code in missing)


def _unchecked(letter: FileLetter) -> list[Wording]:
    """The wordings it was made with, in a language that is not the City's, that no speaker of it has read."""
    return [wording for wording in (letter.wording, letter.wording_2) if wording and wording.needs_a_check]
