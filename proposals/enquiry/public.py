"""The door for everybody: no account, no script, no cookie, and no use for robots."""

import math
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from proposals.enquiry import actions
from proposals.enquiry.forms import AskForm
from proposals.enquiry.models import Enquiry
from twinning import clock
from twinning.accounts.access import anyone
from twinning.accounts.limits import seconds_to_wait
from twinning.municipality.models import Municipality, Statute

TRIES = "40/h/ip"
"""How often one address may send the form at all, with mistakes in it or not."""

TAKEN = "5/h/ip,10/d/ip"
"""How many enquiries are taken from one address."""

SENT = signing.Signer(salt="proposals.enquiry.sent")
"""Signs the address of a receipt; without a time in it, so that the same enquiry has one address."""


class ForgetFiles(FileUploadHandler):
    """Read past every file: the text of a form that is not taken is shown again, its files are not looked at."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Drop a chunk."""
        return None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Nothing is left of it."""
        return None


# Nobody's authority is used here, so there is nothing to forge; the signed token in the form
# says that it came from our page, and people whose browser keeps no cookies can ask, too.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
@anyone
def ask(request: HttpRequest) -> HttpResponse:
    """Ask the City about a relationship."""
    if not Municipality.objects.filter(pk=1).exists():
        return redirect("dashboard:desk")
    if request.method != "POST":
        return _show(request, AskForm())
    if seconds := seconds_to_wait(request, "enquiry-try", TRIES):
        request.upload_handlers = [ForgetFiles(request)]
        return _wait(request, seconds)
    form = AskForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form, status=422)
    if seconds := seconds_to_wait(request, "enquiry", TAKEN):
        return _wait(request, seconds)
    try:
        enquiry = actions.ask(form.save(commit=False), form.given_files)
    except actions.TooMany as many:
        return _wait(request, many.seconds)
    return redirect("enquiry:asked", SENT.sign_object(enquiry.pk))


def _wait(request: HttpRequest, seconds: int) -> HttpResponse:
    """Not now: how long to wait, with everything that was typed."""
    typed: dict[str, Any] = {name: value for name, value in request.POST.items() if name != "token"}
    answer = _show(request, AskForm(initial=typed), status=429, wait=in_words(seconds))
    answer["Retry-After"] = str(seconds)
    return answer


def in_words(seconds: int) -> str:
    """A time to wait, rounded up: minutes below two hours, then hours."""
    minutes = math.ceil(seconds / 60)
    if minutes < 120:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    return _("%(n)d hours") % {"n": math.ceil(minutes / 60)}


def _show(request: HttpRequest, form: AskForm, *, status: int = 200, wait: str = "") -> HttpResponse:
    privacy = [
        law for law in Statute.objects.filter(purpose=Statute.Purpose.PRIVACY) if law.in_force(clock.today())
    ]
    return render(
        request,
        "enquiry/ask.html",
        {"form": form, "ours": Municipality.ours(), "privacy": privacy[:1], "wait": wait},
        status=status,
    )


@require_safe
@anyone
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """The enquiry is here: its number, and what happens next."""
    try:
        pk = SENT.unsign_object(token)
    except signing.BadSignature:
        raise Http404(_("There is no such page.")) from None
    enquiry = Enquiry.objects.filter(pk=pk).first()
    if enquiry is None:
        raise Http404(_("There is no such page."))
    context = {"enquiry": enquiry, "ours": Municipality.ours(), "receipt": actions.receipt(enquiry)}
    return render(request, "enquiry/asked.html", context)
