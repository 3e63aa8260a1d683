"""Pages of the agreement’s text: the clauses side by side, one clause, what raises a hand, and what is said of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.agreement.models import Agreement
from agreements.agreement.text import clauses, library, minor, overview, papers
from agreements.agreement.text.actions import frozen_keys
from agreements.agreement.text.flags import BY_NAME, seen_words
from agreements.agreement.text.forms import AddForm, ClauseForm, CommentForm, FirstDraftForm, MinorForm
from agreements.agreement.text.models import LANGUAGES, Clause, ClauseComment, ClauseKind, Side, Style
from agreements.agreement.text.papers import tag
from proposals.access import (
    ADMINISTRATION,
    View,
    holds,
    in_phase,
    may_read,
    may_write,
    on_proposal,
    on_the_move,
    refused,
)
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.models import Proposal
from proposals.proposal.pages import frame
from twinning import clock
from twinning.accounts.access import me
from twinning.accounts.models import Role
from twinning.accounts.twice import sent_once
from twinning.accounts.typed import take_kept
from twinning.municipality.versions import ChangedMeanwhile
from twinning.records.rendering import direction

NAMES = dict(LANGUAGES)
may_edit = may_write(Phase.AGREEMENT)
keeps = holds(*ADMINISTRATION)
while_open = in_phase(Phase.AGREEMENT, Phase.SIGNING)
after_the_vote = in_phase(Phase.SIGNING)
edits_slightly = holds(Role.STAFF, Role.CLERK, Role.CAO)
either = require_http_methods(["GET", "POST"])


def ends_on(page: str) -> Any:
    """A step that is refused ends on this page of the file, with the words."""

    def decorate(view: View) -> View:
        def carried(request: HttpRequest, proposal: Proposal, **more: Any) -> Any:
            try:
                return view(request, proposal, **more)
            except MoveRefused as refusal:
                return refused(request, refusal, back=reverse(page, args=[proposal.pk]))

        carried.__name__, carried.__doc__ = view.__name__, view.__doc__
        return carried

    return decorate


ends_here = ends_on("agreement:text")


def show(
    request: HttpRequest, proposal: Proposal, template: str, status: int = 200, **more: Any
) -> HttpResponse:
    """A page of the text in the frame of its file."""
    context = frame(proposal, me(request), Phase.AGREEMENT) | {
        "may_edit": not may_edit(me(request), proposal),
        "may_keep": not keeps(me(request), proposal) and not while_open(me(request), proposal),
    }
    return render(request, template, context | more, status=status)


# -- the whole text ------------------------------------------------------------------------------


@require_safe
@on_proposal(may_read)
def text(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """The clauses in their order, every language side by side, with what is to be done next."""
    return _text(request, proposal, FirstDraftForm(_written(), _languages(proposal)), CommentForm())


def _text(
    request: HttpRequest,
    proposal: Proposal,
    draft_form: FirstDraftForm,
    comment_form: CommentForm,
    status: int = 200,
) -> HttpResponse:
    record = Agreement.of(proposal)
    found = overview.lines(record, overview.clauses_of(record), frozen_keys(record))
    standing = [line for line in found if not line.clause.left_out]
    locked, may_write_now = record.why_locked, not may_edit(me(request), proposal)
    return show(
        request,
        proposal,
        "agreement/text_page.html",
        status,
        record=record,
        texts=list(record.texts.all()) if record.pk else [],
        standing=standing,
        left_out=[line for line in found if line.clause.left_out],
        hands=sum(len(line.open_flags) for line in standing),
        unchecked=sum(tongue.may_check for line in standing for tongue in line.tongues),
        unnamed=_unnamed(record),
        # Who cannot unlock it is not told to.
        locked=locked if may_write_now else "",
        may_change=may_write_now and not locked,
        next_step=overview.next_step(record, found) if may_write_now else None,
        draft_form=draft_form,
        comment_form=comment_form,
        comments=_comments(request, record, None),
        review=_review_words(record),
        may_edit_slightly=not edits_slightly(me(request), proposal)
        and not after_the_vote(me(request), proposal)
        and minor.is_delegated(proposal),
    )  # fmt: skip


def _unnamed(record: Agreement) -> list[str]:
    """The languages in which a side has no name yet; until somebody names it, its name in another stands there."""
    named = {(party.side, party.language) for party in record.parties.all()} if record.pk else set()
    texts = record.texts.all() if record.pk else []
    return [
        str(text.get_language_display())
        for text in texts
        if not {(side, text.language) for side in Side.values} <= named
    ]


def _languages(proposal: Proposal) -> list[str]:
    record = Agreement.of(proposal)
    return [text.language for text in record.texts.all()] if record.pk else []


def _written() -> dict[str, set[str]]:
    """Style → languages in which the library has it."""
    found: dict[str, set[str]] = {style: set() for style in Style.values}
    for wording in library.standing():
        found[wording.style].add(wording.language)
    return found


def _review_words(record: Agreement) -> str:
    """Where the lawyer read an earlier text, in words."""
    if record.legal_reviewed_on is None or record.review_holds:
        return ""
    return _("%(who)s read an earlier text as a lawyer. What was changed since, no lawyer has read.") % {
        "who": record.legal_reviewer
    }


@require_POST
@on_proposal(may_edit)
@ends_here
def first_draft(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Propose a whole text from the library, the terms and the facts of the file."""
    form = FirstDraftForm(_written(), _languages(proposal), request.POST)
    if not form.is_valid():
        return _text(request, proposal, form, CommentForm(), status=422)
    clauses.propose(proposal, style=form.cleaned_data["style"], languages=form.languages, by=me(request))
    messages.success(
        request, _("The first draft is there. Read it clause by clause; every word can be changed.")
    )
    return redirect("agreement:text", proposal.pk)


@require_safe
@on_proposal(may_read)
def read(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """The text as it stands, to be read and printed."""
    record = Agreement.of(proposal)
    if record.pk is None:
        raise Http404(_("There is no text yet."))
    return show(request, proposal, "agreement/text_read.html", facts=papers.draft_facts(record), version=None)


@require_POST
@on_proposal(keeps, while_open)
@ends_here
def draft_paper(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Have the draft made as a paper."""
    record = Agreement.of(proposal)
    if record.pk is None or not record.clauses.filter(left_out=False).exists():
        raise MoveRefused(_("There is no text yet. Write it first, or take clauses from the library."))
    paper = papers.ask_for_draft(record, by=me(request))
    return redirect("proposal:paper", proposal.pk, paper.pk)


# -- one clause ------------------------------------------------------------------------------------


def _clause(proposal: Proposal, key: uuid.UUID) -> Clause:
    found = [one for one in overview.clauses_of(Agreement.of(proposal)) if one.pk == key]
    if not found:
        raise Http404(_("There is no such clause. It may have been removed."))
    return found[0]


@require_safe
@on_proposal(may_read)
def clause(request: HttpRequest, proposal: Proposal, key: uuid.UUID) -> HttpResponse:
    """One clause in all languages side by side: written here by whoever may, read by the others."""
    found = _clause(proposal, key)
    kept = take_kept(request)
    form = ClauseForm(found, _languages(proposal), kept)
    conflict = kept is not None and form.data.get("version") != str(found.version)
    if conflict:
        form.renew(found.version)
    return _show_clause(request, proposal, found, form, 409 if conflict else 200, conflict=conflict)


def _show_clause(
    request: HttpRequest, proposal: Proposal, found: Clause, form: ClauseForm, status: int = 200, **more: Any
) -> HttpResponse:
    record = Agreement.of(proposal)
    languages = _languages(proposal)
    line = overview.line(found, languages, "", frozen=found.key in frozen_keys(record))
    locked, may_write_now = record.why_locked, not may_edit(me(request), proposal)
    context = {
        "clause": found,
        "line": line,
        "form": form,
        "locked": locked if may_write_now else "",
        "may_change": may_write_now and not locked,
        "seen": seen_words(found),
        "saved_at": max((text.at for text in found.texts.all()), default=None),
        "comments": _comments(request, record, found),
        "comment_form": CommentForm(),
        "conflict": False,
    }
    return show(request, proposal, "agreement/text_clause.html", status, **(context | more))


@require_POST
@on_proposal(may_edit)
def save_clause(request: HttpRequest, proposal: Proposal, key: uuid.UUID) -> HttpResponse:
    """Keep a clause: by the button, or while somebody types. Nobody overwrites another one's words unseen."""
    quietly = bool(request.headers.get("X-Autosave"))
    found = next((one for one in overview.clauses_of(Agreement.of(proposal)) if one.pk == key), None)
    if found is None:
        return _gone(request, proposal, quietly)
    form = ClauseForm(found, _languages(proposal), request.POST)
    if not form.is_valid():
        if quietly:
            words = _("Not saved: something still needs correcting. Press “Save” to see what.")
            return JsonResponse({"words": words}, status=422)
        return _show_clause(request, proposal, found, form, 422)
    given = form.cleaned_data
    try:
        saved = clauses.save(
            proposal, key, form.texts, kind=given["kind"], numbered=given["numbered"], seen=form.seen,
            by=me(request), quietly=quietly,
        )  # fmt: skip
    except ChangedMeanwhile:
        return _changed_meanwhile(request, proposal, key, form, quietly)
    except MoveRefused as refusal:
        if quietly:
            return JsonResponse({"words": " ".join(refusal.reasons), "url": request.path}, status=409)
        form.add_error(None, refusal.reasons)
        return _show_clause(request, proposal, found, form, 422)
    if quietly:
        at = date_format(timezone.localtime(clock.now()), "H:i")
        words = _("Saved %(time)s") % {"time": at}
        return JsonResponse({"saved": at, "version": saved.version, "errors": 0, "words": words})
    messages.success(request, _("The clause is saved."))
    return redirect(f"{reverse('agreement:text', args=[proposal.pk])}#clause-{key}")


def _changed_meanwhile(
    request: HttpRequest, proposal: Proposal, key: uuid.UUID, form: ClauseForm, quietly: bool
) -> HttpResponse:
    """Both texts side by side; what was typed stays in the form, and saving again is a decision."""
    url = reverse("agreement:clause", args=[proposal.pk, key])
    if quietly:
        words = _(
            "Somebody else has saved this clause in the meantime. Your text is still here: press “Save” to compare."
        )
        return JsonResponse({"words": words, "url": url}, status=409)
    found = _clause(proposal, key)
    form.renew(found.version)
    return _show_clause(request, proposal, found, form, 409, conflict=True)


def _gone(request: HttpRequest, proposal: Proposal, quietly: bool) -> HttpResponse:
    """The clause was removed while somebody wrote in it: their words are shown, so that nothing is lost."""
    if quietly:
        return JsonResponse(
            {"words": str(clauses.GONE), "url": reverse("agreement:text", args=[proposal.pk])}, status=409
        )
    typed = [
        {
            "name": NAMES[one],
            "lang": tag(one),
            "dir": direction(one),
            "heading": request.POST.get(f"heading_{one}", ""),
            "words": request.POST.get(f"words_{one}", ""),
        }
        for one in _languages(proposal)
    ]
    return show(request, proposal, "agreement/text_gone.html", 409, typed=typed)


@either
@on_proposal(may_edit)
@ends_here
def add_clause(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """A clause more: looked at as the library has it for this file, then put at the end."""
    chosen = request.POST if request.method == "POST" else request.GET
    form = AddForm(chosen if "kind" in chosen else None)
    kind, style = AddForm.base_fields["kind"].initial, AddForm.base_fields["style"].initial
    wrong = form.is_bound and not form.is_valid()
    if form.is_bound and not wrong:
        kind, style = form.cleaned_data["kind"], form.cleaned_data["style"]
    if request.method == "POST" and not wrong:
        with sent_once(request) as first:
            if first:
                added = clauses.add(proposal, kind=kind, style=style, by=me(request))
                messages.success(
                    request,
                    _(
                        "The clause stands at the end. Move it to its place, and change what is to be changed."
                    ),
                )
                return redirect("agreement:clause", proposal.pk, added.pk)
        return redirect("agreement:text", proposal.pk)
    context = {
        "form": form,
        "preview": _preview(proposal, kind, style) if style else [],
        "kind": ClauseKind(kind),
        "style": style,
    }
    return show(request, proposal, "agreement/text_add.html", 422 if wrong else 200, **context)


def _preview(proposal: Proposal, kind: str, style: str) -> list[dict[str, Any]]:
    """The clause of the library in each language of the agreement, filled in for this file."""
    record, found = Agreement.of(proposal), []
    for language in _languages(proposal) or ["en"]:
        wording = library.newest(kind, style, language)
        heading, words = clauses.filled(record, wording) if wording else ("", "")
        found.append(
            {
                "name": NAMES[language], "lang": tag(language), "dir": direction(language), "wording": wording,
                "heading": heading, "words": words,
            }
        )  # fmt: skip
    return found


@require_POST
@on_proposal(may_edit)
@ends_here
def arrange(request: HttpRequest, proposal: Proposal, key: uuid.UUID, how: str) -> HttpResponse:
    """Up, down, left out, taken in again, or removed."""
    by = me(request)
    if how in ("up", "down"):
        clauses.move(proposal, key, up=how == "up", by=by)
    elif how in ("out", "in"):
        clauses.leave_out(proposal, key, out=how == "out", by=by)
    else:
        clauses.remove(proposal, key, by=by)
        messages.success(request, _("The clause is removed."))
        return redirect("agreement:text", proposal.pk)
    return redirect(f"{reverse('agreement:text', args=[proposal.pk])}#clause-{key}")


@require_POST
@on_proposal(keeps, while_open)
@ends_here
def check_clause(
    request: HttpRequest, proposal: Proposal, key: uuid.UUID, language: str, version: int
) -> HttpResponse:
    """Somebody held a translation against its source and found it right."""
    try:
        checked = clauses.check(
            proposal, key, language, seen=version, by=me(request), on=timezone.localdate(clock.now())
        )
    except ChangedMeanwhile as faster:
        raise MoveRefused(
            _("The clause was changed after you looked at it. Read it again before you say that it is right.")
        ) from faster
    if checked.by_id == me(request).pk:  # type: ignore[attr-defined]
        messages.warning(
            request,
            _("It is noted, but you wrote these words yourself. Better have somebody else read them too."),
        )
    else:
        messages.success(request, _("It is noted that you checked the translation."))
    return redirect(f"{reverse('agreement:text', args=[proposal.pk])}#clause-{key}")


@require_POST
@on_proposal(keeps, while_open)
@ends_here
def answer_flag(request: HttpRequest, proposal: Proposal, key: uuid.UUID, flag: str) -> HttpResponse:
    """Why a clause that raised a hand stands as it does."""
    if flag not in BY_NAME:
        raise Http404(_("There is no such flag."))
    words, seen = request.POST.get("words", ""), request.POST.get("seen", "")
    if len(words) > 2_000:
        raise MoveRefused(
            _("This has more than 2,000 characters. Say it more shortly; go back to find your words.")
        )
    clauses.answer_flag(proposal, key, flag, words=words, seen=seen, by=me(request))
    messages.success(request, _("Your answer is on record. It holds for the words as they stand."))
    return redirect(f"{reverse('agreement:text', args=[proposal.pk])}#clause-{key}")


# -- comments ----------------------------------------------------------------------------------------


def _comments(request: HttpRequest, record: Agreement, about: Clause | None) -> list[ClauseComment]:
    """What was said of a clause, or of the whole text; among ourselves means: administration."""
    if record.pk is None:
        return []
    found = record.comments.filter(clause=about).select_related("by", "settled_by")
    if keeps(me(request), record.proposal):
        found = found.filter(audience=ClauseComment.Audience.PARTNER)
    return list(found)


@require_POST
@on_proposal(keeps, while_open)
@ends_here
def comment(request: HttpRequest, proposal: Proposal, key: uuid.UUID | None = None) -> HttpResponse:
    """Say something of a clause, or of the whole text."""
    about = _clause(proposal, key) if key else None
    form = CommentForm(request.POST)
    if not form.is_valid():
        if about is not None:
            stands = ClauseForm(about, _languages(proposal))
            return _show_clause(request, proposal, about, stands, 422, comment_form=form)
        return _text(request, proposal, FirstDraftForm(_written(), _languages(proposal)), form, status=422)
    given = form.cleaned_data
    with sent_once(request) as first:
        if first:
            clauses.comment(
                proposal, words=given["words"], audience=given["audience"], by=me(request), clause=about
            )
            messages.success(request, _("Your comment is kept."))
    if about is not None:
        return redirect(f"{reverse('agreement:clause', args=[proposal.pk, about.pk])}#comments")
    return redirect(f"{reverse('agreement:text', args=[proposal.pk])}#comments")


@require_POST
@on_proposal(keeps, on_the_move)
def settle_comment(request: HttpRequest, proposal: Proposal, comment: int) -> HttpResponse:
    """A comment is dealt with."""
    found = get_object_or_404(ClauseComment, pk=comment, record__proposal=proposal)
    found.record.proposal = proposal
    clauses.settle(found, by=me(request))
    if found.clause_id:  # type: ignore[attr-defined]
        return redirect(f"{reverse('agreement:clause', args=[proposal.pk, found.clause_id])}#comments")  # type: ignore[attr-defined]
    return redirect(f"{reverse('agreement:text', args=[proposal.pk])}#comments")


# -- minor edits after the vote ------------------------------------------------------------------------


@either
@on_proposal(edits_slightly, after_the_vote)
@ends_here
def minor_edit(request: HttpRequest, proposal: Proposal, key: uuid.UUID | None = None) -> HttpResponse:
    """Change a clause after council's vote, where its resolution lets an officer do so."""
    resolution = minor.delegating(proposal)
    record = Agreement.of(proposal)
    if key is None:
        found = overview.lines(record, overview.clauses_of(record), set())
        standing = [line for line in found if not line.clause.left_out]
        return show(request, proposal, "agreement/text_minor.html", resolution=resolution, standing=standing)
    one = _clause(proposal, key)
    form = MinorForm(
        one, _languages(proposal), request.POST if request.method == "POST" else take_kept(request)
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                version = minor.edit(
                    proposal,
                    key,
                    form.texts,
                    who=given["who"],
                    why=given["why"],
                    seen=form.seen,
                    by=me(request),
                )
            except ChangedMeanwhile:
                one = _clause(proposal, key)
                form.renew(one.version)
                form.add_error(
                    None,
                    _(
                        "Somebody else changed this clause after you opened it. Compare it with the text, then save again."
                    ),
                )
                status = 409
            except MoveRefused as refusal:
                form.add_error(None, refusal.reasons)
            else:
                messages.success(
                    request, _("Version %(n)d is frozen under the resolution.") % {"n": version.number}
                )
                messages.warning(
                    request,
                    _(
                        "Both sides accepted an earlier version. Have the new one accepted before anybody signs."
                    ),
                )
                return redirect("agreement:versions", proposal.pk)
    line = overview.line(one, _languages(proposal), "")
    return show(
        request,
        proposal,
        "agreement/text_minor_edit.html",
        status,
        resolution=resolution,
        form=form,
        line=line,
    )
