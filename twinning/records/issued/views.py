"""“Is this paper genuine?”: the public page of every issued paper, and taking a paper back."""

import math
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from twinning.accounts.access import anyone, me, roles
from twinning.accounts.limits import seconds_to_wait
from twinning.accounts.models import Role
from twinning.municipality.models import Municipality
from twinning.records import certificates
from twinning.records.issued import actions, checking
from twinning.records.issued.forms import CodeForm, FileForm, WithdrawForm, plain_code
from twinning.records.issued.models import Issue
from twinning.records.models import Document
from twinning.records.templatetags.house import day, moment

LOOKED_UP = "30/m/ip,200/h/ip"
"""How often one address may ask for a paper by its code, known or not."""

HELD_AGAINST = "10/m/ip,60/h/ip"
"""How often one address may bring a file."""


# Nobody's authority is used on these pages and nothing is changed, so there is nothing to forge;
# and people whose browser keeps no cookies can ask, too.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@anyone
def genuine(request: HttpRequest) -> HttpResponse:
    """Ask about a paper: by its code, or by its file."""
    if not Municipality.objects.filter(pk=1).exists():
        return redirect("dashboard:desk")
    if request.method != "POST":
        return _ask(request)
    fingerprint = checking.take_in(request)
    if "code" not in request.POST:
        return _hold_against(request, fingerprint, "issued/genuine.html")
    form = CodeForm(request.POST)
    if form.is_valid():
        return redirect("issued:page", form.cleaned_data["code"])
    return _ask(request, form=form, status=422)


def _ask(request: HttpRequest, *, form: CodeForm | None = None, status: int = 200) -> HttpResponse:
    return _public(request, "issued/genuine.html", {"form": form or CodeForm()}, status=status)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@anyone
def page(request: HttpRequest, code: str) -> HttpResponse:
    """What the record says of one paper; a file can be held against it."""
    if seconds := seconds_to_wait(request, "issued-code", LOOKED_UP):
        return _wait(request, seconds)
    # One question for codes that are unknown and for papers that are not out yet: nobody can tell them apart.
    issue = Issue.objects.public().for_page().filter(code=plain_code(code)[:100].replace("\0", "")).first()
    if issue is None:
        return _public(request, "issued/unknown.html", {"form": CodeForm()}, status=404)
    if request.method == "POST":
        return _hold_against(request, checking.take_in(request), "issued/page.html", issue)
    return _public(request, "issued/page.html", {"issue": issue, "rows": _rows(issue)})


def _rows(issue: Issue) -> list[dict[str, Any]]:
    """What everybody may know of a paper."""
    rows = [
        (_("Number"), issue.number),
        (_("Issued on"), day(issue.issued_on)),
        (_("Sealed by"), issue.sealed_by),
        (_("Sealed on"), _sealed_on(issue)),
        (_("Time stamp"), _time_stamp(issue)),
        (_("Size of the file"), filesizeformat(issue.document.size)),
        (_("SHA-256 of the file"), _long(issue.document.sha256)),
        (_("SHA-256 of the seal’s certificate"), _long(issue.certificate)),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def _sealed_on(issue: Issue) -> str:
    """The real moment, which in the demonstration is later than the day that is told."""
    if settings.DEMONSTRATION and timezone.localdate(issue.sealed_at) != issue.issued_on:
        return _("%(moment)s, when this demonstration was made") % {"moment": moment(issue.sealed_at)}
    return moment(issue.sealed_at)


def _time_stamp(issue: Issue) -> str:
    if issue.timestamped:
        return _("An independent authority vouches for the time in the seal.")
    return _("None; the time is that of the City’s own clock.")


def _long(digest: str) -> SafeString:
    return format_html('<span class="file-number">{}</span>', digest)


def _hold_against(
    request: HttpRequest, fingerprint: checking.Fingerprint, template: str, issue: Issue | None = None
) -> HttpResponse:
    if seconds := seconds_to_wait(request, "issued-file", HELD_AGAINST):
        return _wait(request, seconds)
    form = FileForm(request.POST, request.FILES)
    context: dict[str, Any] = {"form": CodeForm(), "file_form": form, "file_forms": [form]}
    if issue is not None:
        context |= {"issue": issue, "rows": _rows(issue)}
    if not form.is_valid():
        return _public(request, template, context, status=422)
    finding = checking.look_at(form.cleaned_data["file"], fingerprint.of("file"), issue)
    return _public(request, template, context | {"finding": finding, "file_form": FileForm()})


def _wait(request: HttpRequest, seconds: int) -> HttpResponse:
    answer = _public(request, "issued/wait.html", {"minutes": math.ceil(seconds / 60)}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def _public(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page for strangers: no search engine lists it, and no address of it is told to other sites."""
    root = certificates.root()
    given: dict[str, Any] = {
        "finding": None,
        "file_form": FileForm(),
        "file_forms": [],
        "root": root,
        "root_fingerprint": certificates.fingerprint(root) if root else "",
    }
    answer = render(request, template, given | context, status=status)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@require_safe
@anyone
def root_certificate(request: HttpRequest) -> HttpResponseBase:
    """The certificate that vouches for the City's own seal, for whoever wants their reader to trust it."""
    root = certificates.root()
    if root is None:
        return redirect("issued:genuine")
    answer = HttpResponse(root.public_bytes(Encoding.DER), content_type="application/pkix-cert")
    answer["Content-Disposition"] = content_disposition_header(
        True, f"{certificates.common_name(root)}.cer".replace(":", "")
    )
    return answer


@require_http_methods(["GET", "POST"])
@roles(Role.CLERK)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a paper back, with words for everybody."""
    issue = get_object_or_404(Issue.objects.for_page().filter(document__state=Document.State.READY), pk=pk)
    about: Any = actions.subject_of(issue) or issue
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            actions.withdraw(issue, by=me(request), **form.cleaned_data)
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The paper %(number)s is withdrawn.") % {"number": issue.number})
        return redirect(about.get_absolute_url())
    return render(
        request,
        "issued/withdraw.html",
        {"issue": issue, "back": about.get_absolute_url(), "form": form},
        status=422 if form.errors else 200,
    )
