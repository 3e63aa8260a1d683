"""The City's twinning policy: what holds, what held and what is to come, and how it is changed."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.proposal.forms import WhyForm
from proposals.proposal.models import Kind
from twinning import clock
from twinning.accounts.access import me, roles, signed_in
from twinning.accounts.models import Role
from twinning.accounts.typed import take_kept
from twinning.dashboard.our_city import policy_actions as actions
from twinning.dashboard.our_city.policy_forms import PolicyForm, PolicySheet
from twinning.municipality.models import Municipality
from twinning.municipality.policy import Policy
from twinning.records import history
from twinning.records.models import Event
from twinning.records.templatetags.house import day

WRITERS = (Role.ADMINISTRATOR, Role.CLERK)
PAGE = "our_city:policy"
either = require_http_methods(["GET", "POST"])


@require_safe
@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """The version in force today."""
    get_object_or_404(Municipality, pk=1)
    return _show(request, Policy.in_force())


@require_safe
@signed_in
def version(request: HttpRequest, number: int) -> HttpResponse:
    """Any version: one that a score was given by stays readable."""
    return _show(request, get_object_or_404(Policy, number=number))


def _show(
    request: HttpRequest, policy: Policy, why: WhyForm | None = None, status: int = 200
) -> HttpResponse:
    versions = list(Policy.objects.latest_first())
    now, shares = Policy.in_force(), policy.shares()
    writes = me(request).has_role(*WRITERS)
    about = Event.objects.about(Municipality.ours()).filter(verb__startswith="city.policy_")
    context = {
        "policy": policy,
        "criteria": policy.criteria.all(),
        "low_below": _short(policy.low_below),
        "measures": [
            (measure, _short(measure.weight), shares.get(measure.code)) for measure in policy.measures.all()
        ],
        "caps": [cap.in_words(dict(Kind.choices)) for cap in policy.caps.all()],
        "standing": _standing(policy, now),
        "in_force": now,
        "versions": [(one, _standing(one, now)) for one in versions],
        "coming": [one for one in versions if one.is_coming and not one.withdrawn_at],
        "may_change": writes,
        "may_correct": writes and not actions.why_not(policy),
        "why": why or WhyForm(),
        "events": history.told(about[:10]),
    }
    return render(request, "our_city/policy.html", context, status=status)


def _short(number: Decimal) -> str:
    """A small number without needless noughts, as the reader writes it."""
    return number_format(number.normalize())


def _standing(policy: Policy, now: Policy) -> tuple[str, str]:
    """The state of a version as a tag shows it."""
    if policy.withdrawn_at:
        return "withdrawn", _("Withdrawn")
    if policy.pk == now.pk:
        return "active", _("In force")
    return ("waiting", _("To come")) if policy.is_coming else ("closed", _("Replaced"))


@either
@roles(*WRITERS)
def change(request: HttpRequest) -> HttpResponse:
    """A new version, written on a copy of the one that would hold last."""
    get_object_or_404(Municipality, pk=1)
    latest = Policy.objects.order_by("-number")[0]
    base = Policy.objects.standing().latest_first()[0]
    again = {"in_force_from": max(clock.today(), base.in_force_from), "resolution": "", "adopted_on": None}
    copied = {name: getattr(base, name) for name in PolicyForm.Meta.fields}
    instance = Policy(**copied | again)

    def save(sheet: PolicySheet) -> None:
        actions.change_policy(instance, sheet.lines, seen=sheet.form.seen, by=request.user)

    return _write(request, base, instance, save, latest=latest.number)


@either
@roles(*WRITERS)
def correct(request: HttpRequest, number: int) -> HttpResponse:
    """A version that does not hold yet, put right."""
    policy = get_object_or_404(Policy, number=number)
    if reason := actions.why_not(policy):
        messages.error(request, reason)
        return redirect("our_city:policy_version", number)

    def save(sheet: PolicySheet) -> None:
        actions.correct_policy(
            policy,
            sheet.lines,
            seen=sheet.form.seen,
            fields=sheet.form.changed,
            tables=sheet.changed_tables,
            by=request.user,
        )

    return _write(request, policy, policy, save)


def _write(request: HttpRequest, base: Policy, instance: Policy, save: Any, latest: int = 0) -> HttpResponse:
    """The page both have: shown, shown again with one line more, or saved."""
    if request.method != "POST":
        return _page(request, instance, PolicySheet(base, instance, take_kept(request), latest=latest))
    if add := request.POST.get("add_row"):
        return _page(request, instance, PolicySheet(base, instance, request.POST, latest=latest, add_to=add))
    sheet = PolicySheet(base, instance, request.POST, latest=latest, read=True)
    if sheet.is_valid() and sheet.form.carry_out(lambda: save(sheet)):
        messages.success(
            request,
            _("The policy is saved. It takes effect on %(day)s.") % {"day": day(instance.in_force_from)},
        )
        return redirect("our_city:policy_version", instance.number)
    if sheet.form.faster:
        sheet.say_what_stands(sheet.form.faster)
    return _page(request, instance, sheet, status=422)


def _page(request: HttpRequest, instance: Policy, sheet: PolicySheet, status: int = 200) -> HttpResponse:
    number = Policy.objects.get(pk=instance.pk).number if instance.pk else None
    back = reverse("our_city:policy_version", args=[number]) if number else reverse(PAGE)
    context = {"sheet": sheet, "number": number, "back": back}
    return render(request, "our_city/write_policy.html", context, status=status)


@require_POST
@roles(*WRITERS)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """A version that does not hold yet, taken back with a reason."""
    policy = get_object_or_404(Policy, number=number)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _show(request, policy, form, status=422)
    try:
        actions.withdraw_policy(policy, why=form.cleaned_data["why"], by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("our_city:policy_version", number)
