"""“Is this paper genuine?”: the public page of every issued paper, and taking a paper back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from twinning.accounts.access import anyone, me, roles
from twinning.accounts.limits import seconds_to_wait
from twinning.accounts.models import Role
from twinning.municipality.models import Municipality
from twinning.records.issued import actions
from twinning.records.issued.forms import CodeForm, WithdrawForm, plain_code
from twinning.records.issued.models import Issue
from twinning.records.models import Document

LOOKED_UP = "30/m/ip,200/h/ip"
"""How often one address may ask for a paper by its code, known or not."""


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@anyone
def genuine(request: HttpRequest) -> HttpResponse:
    """Ask about a paper: by its code."""
    if not Municipality.objects.filter(pk=1).exists():
        return redirect("dashboard:desk")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect("issued:page", form.cleaned_data["code"])
    return _public(request, "issued/genuine.html", {"form": form}, status=422 if form.errors else 200)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@anyone
def page(request: HttpRequest, code: str) -> HttpResponse:
    """What the record says of one paper."""
    if seconds := seconds_to_wait(request, "issued-code", LOOKED_UP):
        return _wait(request, seconds)
    issue = Issue.objects.public().for_page().filter(code=plain_code(code)[:100]).first()
    if issue is None:
        return _public(request, "issued/unknown.html", {"form": CodeForm()}, status=404)
    return _public(request, "issued/page.html", {"issue": issue})


def _wait(request: HttpRequest, seconds: int) -> HttpResponse:
    answer = _public(request, "issued/wait.html", {"seconds": seconds}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def _public(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page for strangers: no search engine lists it, and no address of it is told to other sites."""
    answer = render(request, template, context, status=status)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@require_safe
@anyone
def root_certificate(request: HttpRequest) -> HttpResponseBase:
    """The certificate that vouches for the City's own seal."""
    return redirect("issued:genuine")


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
