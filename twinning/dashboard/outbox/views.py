"""The outbox: every letter of the City that waits to be sent, and what became of the others."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.access import ADMINISTRATION
from proposals.correspondence.letters.preview import preview
from twinning.accounts.access import View, me, roles
from twinning.accounts.twice import sent_once
from twinning.dashboard.outbox.forms import (
    AnewForm,
    DiscardForm,
    LetterForm,
    MailForm,
    PostedForm,
    SeenForm,
    SendForm,
)
from twinning.records import covering, documents, history, outbox
from twinning.records.models import Document, Event, Outgoing, OutgoingPaper
from twinning.records.serve import send_paper


def _letters() -> QuerySet[Outgoing]:
    return Outgoing.objects.for_list()


def on_letter(view: View) -> View:
    """Hand administration the letter named by ``pk``; a step that is refused comes back as words on its page."""

    @wraps(view)
    def handed(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        letter = get_object_or_404(_letters(), pk=pk)
        try:
            return view(request, letter, *args, **kwargs)
        except outbox.Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("outbox:page", pk)

    return roles(*ADMINISTRATION)(handed)


@require_safe
@roles(*ADMINISTRATION)
def index(request: HttpRequest) -> HttpResponse:
    """Letters by what became of them; those that wait, the oldest first, if nothing else is asked for."""
    state = request.GET.get("state", Outgoing.State.WAITING)
    found = _letters()
    if state == Outgoing.State.WAITING:
        found = found.waiting()  # type: ignore[attr-defined]
    elif state in Outgoing.State.values:
        found = found.filter(state=state)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    about = outbox.about(page.object_list)
    context = {
        "page": page,
        "lines": [(letter, about.get(letter.pk)) for letter in page.object_list],
        "state": state,
        "states": Outgoing.State.choices,
    }
    return render(request, "outbox/index.html", context)


@require_safe
@on_letter
def page(request: HttpRequest, letter: Outgoing) -> HttpResponse:
    """One letter: its words, its papers, and the ways it can go."""
    return _page(request, letter)


def _page(
    request: HttpRequest, letter: Outgoing, *, status: int = 200, **in_use: forms.BaseForm
) -> HttpResponse:
    seen = {"version": letter.version}
    about = outbox.about([letter]).get(letter.pk)
    context = {
        "letter": letter,
        "about": about,
        "outdated": about.outdated if about and letter.waits else "",
        "papers": letter.papers.select_related("document"),
        "enclosed": outbox.enclosed(letter),
        "ready": letter.document is not None and letter.document.state == Document.State.READY,
        "events": history.told(Event.objects.about(letter)[:20]),
        "mail_subject": letter.notice.subject if letter.notice else covering.subject(letter),
        "mail_body": letter.notice.body if letter.notice else covering.body(letter),
        "mail_words": MailForm(instance=letter, auto_id="mail-words-%s"),
        "mail": SendForm(initial=seen, auto_id="mail-%s"),
        "posted": PostedForm(initial=seen, auto_id="posted-%s"),
        "discard": DiscardForm(initial=seen, auto_id="discard-%s"),
        "anew": AnewForm(auto_id="anew-%s"),
        "forms_with_errors": list(in_use.values()),
        **in_use,
    }
    return render(request, "outbox/page.html", context, status=status)


@require_http_methods(["GET", "POST"])
@on_letter
def edit(request: HttpRequest, letter: Outgoing) -> HttpResponse:
    """Read and change the words: look at them as a letter, keep them for later, or make a new paper of them."""
    if not letter.waits:
        raise outbox.Refused(str(outbox.SETTLED))
    about = outbox.about([letter]).get(letter.pk)
    if about and about.edit_url:
        return redirect(about.edit_url)
    form = LetterForm(request.POST or None, instance=letter)
    if "back" not in request.POST and form.is_valid():
        if "preview" in request.POST:
            return preview(request, form.instance, reverse("outbox:edit", args=[letter.pk]))
        if form.carry_out(lambda: _keep_or_write(request, form)):
            return redirect("outbox:page", letter.pk)
    context = {"form": form, "letter": letter, "about": about}
    return render(request, "outbox/edit.html", context, status=422 if _has_errors(request, form) else 200)


def _has_errors(request: HttpRequest, form: LetterForm) -> bool:
    return request.method == "POST" and "back" not in request.POST and bool(form.errors)


def _keep_or_write(request: HttpRequest, form: LetterForm) -> None:
    if "keep" in request.POST:
        outbox.keep(form.instance, seen=form.seen, by=me(request))
        messages.success(request, _("The words are kept. The letter is not final yet."))
    else:
        outbox.write(form.instance, seen=form.seen, by=me(request))


@require_safe
@on_letter
def paper(request: HttpRequest, letter: Outgoing, number: int) -> HttpResponse:
    """How far a paper is: a part of the page while it is being made, the letter's page without script."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("outbox:page", letter.pk)
    made = _paper(letter, number)
    answer = render(request, "outbox/_paper.html", {"letter": letter, "paper": made})
    if not made.document.is_open and letter.waits:
        # Now it can be sent: the page shows the ways.
        answer["HX-Refresh"] = "true"
    return answer


@require_safe
@on_letter
def download(request: HttpRequest, letter: Outgoing, number: int) -> HttpResponseBase:
    return send_paper(request, _paper(letter, number).document)


@require_POST
@on_letter
def make_again(request: HttpRequest, letter: Outgoing, number: int) -> HttpResponse:
    documents.retry(_paper(letter, number).document)
    return redirect("outbox:page", letter.pk)


def _paper(letter: Outgoing, number: int) -> OutgoingPaper:
    return get_object_or_404(letter.papers.select_related("document"), number=number)


@require_POST
@on_letter
def mail(request: HttpRequest, letter: Outgoing) -> HttpResponse:
    """Send it by e-mail, with the paper."""
    return _settle(
        request,
        letter,
        "mail",
        SendForm(request.POST, auto_id="mail-%s"),
        lambda seen, **when: outbox.send_by_mail(letter, seen=seen, by=me(request), **when),
        _("The letter is on its way by e-mail."),
    )


@require_http_methods(["GET", "POST"])
@on_letter
def mail_words(request: HttpRequest, letter: Outgoing) -> HttpResponse:
    """Change the mail that the letter goes with; its paper stays as it is."""
    if not letter.waits:
        raise outbox.Refused(str(outbox.SETTLED))
    if request.method != "POST":
        return redirect("outbox:page", letter.pk)
    form = MailForm(request.POST, instance=letter, auto_id="mail-words-%s")
    if form.is_valid() and form.carry_out(
        lambda: outbox.keep_mail(form.instance, seen=form.seen, by=me(request))
    ):
        messages.success(request, _("The words of the mail are kept."))
        return redirect("outbox:page", letter.pk)
    return _page(request, _letters().get(pk=letter.pk), status=422, mail_words=form)


@require_POST
@on_letter
def mail_again(request: HttpRequest, letter: Outgoing) -> HttpResponse:
    outbox.send_again(letter, by=me(request))
    return redirect("outbox:page", letter.pk)


@require_POST
@on_letter
def posted(request: HttpRequest, letter: Outgoing) -> HttpResponse:
    """It went by post or was handed over."""
    form = PostedForm(request.POST, auto_id="posted-%s")
    return _settle(
        request,
        letter,
        "posted",
        form,
        lambda seen, **when: outbox.sent_by_post(letter, seen=seen, by=me(request), **when),
        _("It is noted that the letter was sent."),
    )


@require_POST
@on_letter
def write_anew(request: HttpRequest, letter: Outgoing) -> HttpResponse:
    """Its mail came back: the same words for another address."""
    form = AnewForm(request.POST, auto_id="anew-%s")
    if not form.is_valid():
        return _page(request, letter, status=422, anew=form)
    with sent_once(request) as first:
        if not first:
            return redirect("outbox:index")
        anew = outbox.write_anew(letter, email=form.cleaned_data["email"], by=me(request))
    messages.success(request, _("The same words wait in the outbox for the new address. Read them first."))
    return redirect("outbox:page", anew.pk)


@require_POST
@on_letter
def throw_away(request: HttpRequest, letter: Outgoing) -> HttpResponse:
    form = DiscardForm(request.POST, auto_id="discard-%s")
    return _settle(
        request,
        letter,
        "discard",
        form,
        lambda seen, why: outbox.discard(letter, seen=seen, why=why, by=me(request)),
        _("The letter is thrown away. It stays readable here."),
    )


def _settle(
    request: HttpRequest, letter: Outgoing, name: str, form: SeenForm, act: Callable[..., None], done: str
) -> HttpResponse:
    """Take a letter out of the outbox."""
    if not form.is_valid():
        return _page(request, letter, status=422, **{name: form})
    given = dict(form.cleaned_data)
    try:
        act(given.pop("version"), **given)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _page(request, letter, status=422, **{name: form})
    messages.success(request, done)
    return redirect("outbox:page", letter.pk)
