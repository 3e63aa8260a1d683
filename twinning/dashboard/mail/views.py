"""Mail that came in: what nobody could match waits here for a person, and nothing is lost."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from proposals.access import ADMINISTRATION
from proposals.correspondence.log.incoming import file_by_hand
from proposals.proposal.models import Proposal
from twinning.accounts.access import View, me, roles
from twinning.accounts.twice import sent_once
from twinning.dashboard.mail.forms import PutForm, SetAsideForm
from twinning.records import history
from twinning.records.incoming import actions
from twinning.records.models import Event, IncomingMail, Outgoing
from twinning.records.serve import send_raw_mail, send_upload

MOST_FOUND = 12
"""Files shown for some words; more are found with more words."""

State = IncomingMail.State
STATES = [state for state in State.choices if state[0] != State.NEW]


def _mails() -> QuerySet[IncomingMail]:
    return IncomingMail.objects.select_related("of_message__record__proposal__community", "settled_by")


def on_mail(view: View) -> View:
    """Hand administration the mail named by ``pk``; a step that is refused comes back as words on its page."""

    @wraps(view)
    def handed(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        mail = get_object_or_404(_mails(), pk=pk)
        try:
            return view(request, mail, *args, **kwargs)
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("mail:page", pk)

    return roles(*ADMINISTRATION)(handed)


@require_safe
@roles(*ADMINISTRATION)
def index(request: HttpRequest) -> HttpResponse:
    """Mails by what became of them; those that wait, the oldest first, if nothing else is asked for."""
    state = request.GET.get("state", State.UNMATCHED)
    found = _mails().annotate(file_count=Count("files")).order_by("-received_at", "-pk")
    if state == State.UNMATCHED:
        found = found.filter(state=state).order_by("received_at", "pk")
    elif state in State.values:
        found = found.filter(state=state)
    context = {
        "page": Paginator(found, 50).get_page(request.GET.get("page")),
        "state": state,
        "states": STATES,
        "is_set_up": bool(settings.MAIL_IN_ADDRESS),
        "address": settings.MAIL_IN_ADDRESS,
    }
    return render(request, "mail/index.html", context)


@require_safe
@on_mail
def page(request: HttpRequest, mail: IncomingMail) -> HttpResponse:
    """One mail in plain words, and what can be done with it."""
    return _page(request, mail)


def _page(
    request: HttpRequest, mail: IncomingMail, *, status: int = 200, **in_use: forms.Form
) -> HttpResponse:
    words = " ".join(request.GET.get("words", "").replace("\x00", "").split())[:200]
    message = getattr(mail, "of_message", None)
    context = {
        "mail": mail,
        "files": mail.files.select_related("upload"),
        "file": message.record.proposal if message else None,
        "letter": Outgoing.objects.filter(notice=mail.bounced_id).first() if mail.bounced_id else None,
        "words": words,
        "found": _found(request, words) if words and not message else [],
        "may_put": mail.state in (State.UNMATCHED, State.ASIDE),
        "waits": mail.state == State.UNMATCHED,
        "aside": SetAsideForm(auto_id="aside-%s"),
        "events": history.told(Event.objects.about(mail)[:20]),
        "forms_with_errors": list(in_use.values()),
        **in_use,
    }
    return render(request, "mail/page.html", context, status=status)


def _found(request: HttpRequest, words: str) -> list[Proposal]:
    """Files whose community, place or reference contains the words, the open ones first."""
    found = Proposal.objects.visible_to(me(request)).with_words(words).select_related("community")  # type: ignore[attr-defined]
    return sorted(found.order_by("-opened_at")[:MOST_FOUND], key=lambda one: one.phase == "closed")


@require_safe
@on_mail
def raw(request: HttpRequest, mail: IncomingMail) -> HttpResponseBase:
    """The mail as it came in, for whoever must look closer."""
    return send_raw_mail(request, mail)


@require_safe
@on_mail
def file(request: HttpRequest, mail: IncomingMail, number: int) -> HttpResponseBase:
    """A file that came with the mail and was kept."""
    found = mail.files.select_related("upload").filter(number=number).first()
    if found is None or found.upload is None:
        raise Http404
    return send_upload(request, found.upload)


@require_POST
@on_mail
def put(request: HttpRequest, mail: IncomingMail) -> HttpResponse:
    """It belongs to this file."""
    form = PutForm(request.POST, auto_id="put-%s")

    def act() -> None:
        message = file_by_hand(mail, form.cleaned_data["proposal"], by=me(request))
        messages.success(
            request, _("The mail is in the log of %(file)s.") % {"file": message.record.proposal}
        )

    return _act(request, mail, "put", form, act)


@require_POST
@on_mail
def set_aside(request: HttpRequest, mail: IncomingMail) -> HttpResponse:
    """It belongs to no file."""
    form = SetAsideForm(request.POST, auto_id="aside-%s")

    def act() -> None:
        actions.set_aside(mail, form.cleaned_data["why"], by=me(request))
        messages.success(request, _("The mail is set aside. It stays readable here."))

    return _act(request, mail, "aside", form, act)


def _act(
    request: HttpRequest, mail: IncomingMail, name: str, form: forms.Form, act: Callable[[], None]
) -> HttpResponse:
    if not form.is_valid():
        return _page(request, mail, status=422, **{name: form})
    with sent_once(request) as first:
        if first:
            act()
    return redirect("mail:page", mail.pk)
