"""Committees: list, detail, and the pages of those who keep them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from committees.register import actions
from committees.register.forms import CommitteeForm, EndForm, MembershipForm
from committees.register.models import Committee, Membership
from twinning import clock
from twinning.accounts.access import roles, signed_in
from twinning.accounts.models import Role
from twinning.records import history
from twinning.records.models import Event

KEEPERS = (Role.STAFF, Role.CLERK)


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """All committees that the person may see, ours first."""
    committees = Committee.objects.visible_to(request.user).with_members()
    return render(request, "committees/list.html", {"committees": committees, "may_keep": may_keep(request)})


def may_keep(request: HttpRequest) -> bool:
    return request.user.has_role(*KEEPERS)  # type: ignore[union-attr]


@require_safe
@signed_in
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One committee: what it is for, who serves, who served, and its history."""
    committee = get_object_or_404(
        Committee.objects.visible_to(request.user).select_related("parent").with_members(), pk=pk
    )
    facts = {
        "committee": committee,
        "parent": Committee.objects.visible_to(request.user).filter(children=committee).first(),
        "children": Committee.objects.visible_to(request.user).filter(parent=committee),
        "terms": committee.terms_in_force(),
        "to_come": committee.memberships.to_come(),
        "former": committee.memberships.former(),
        "events": history.told(Event.objects.about(committee)[:10]),
        "may_keep": may_keep(request),
    }
    return render(request, "committees/detail.html", facts)


@require_http_methods(["GET", "POST"])
@roles(*KEEPERS)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a committee."""
    form = CommitteeForm(request.POST or None)
    if form.is_valid() and form.carry_out(lambda: actions.open_committee(form.instance, by=request.user)):
        return redirect(form.instance)
    return render(request, "committees/new.html", {"form": form})


@require_http_methods(["GET", "POST"])
@roles(*KEEPERS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of a committee."""
    committee = get_object_or_404(Committee, pk=pk)
    name = committee.name
    form = CommitteeForm(request.POST or None, instance=committee)
    if form.is_valid() and form.carry_out(
        lambda: actions.amend(committee, seen=form.seen, fields=form.changed, by=request.user)
    ):
        return redirect(committee)
    return render(request, "committees/edit.html", {"committee": committee, "name": name, "form": form})


@require_http_methods(["GET", "POST"])
@roles(*KEEPERS)
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody serve on a committee."""
    committee = get_object_or_404(Committee, pk=pk)
    form = MembershipForm(request.POST or None, instance=Membership(committee=committee))
    if form.is_valid() and form.carry_out(lambda: actions.appoint(form.instance, by=request.user)):
        return redirect(committee)
    return render(request, "committees/appoint.html", {"committee": committee, "form": form})


@require_http_methods(["GET", "POST"])
@roles(*KEEPERS)
def correct_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right what is written of somebody's service."""
    membership = get_object_or_404(Membership.objects.select_related("committee"), pk=pk)
    name = membership.name
    form = MembershipForm(request.POST or None, instance=membership)
    if form.is_valid() and form.carry_out(
        lambda: actions.correct_membership(membership, seen=form.seen, fields=form.changed, by=request.user)
    ):
        return redirect(membership.committee)
    return render(
        request, "committees/correct_membership.html", {"membership": membership, "name": name, "form": form}
    )


@require_http_methods(["GET", "POST"])
@roles(*KEEPERS)
def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """Name somebody's last day on a committee."""
    membership = get_object_or_404(Membership.objects.select_related("committee"), pk=pk)
    form = EndForm(
        request.POST or None, instance=membership, initial={"ends": membership.ends or clock.today()}
    )
    if form.is_valid() and form.carry_out(
        lambda: actions.end_membership(
            membership, ends=form.cleaned_data["ends"], seen=form.seen, by=request.user
        )
    ):
        return redirect(membership.committee)
    return render(request, "committees/end_membership.html", {"membership": membership, "form": form})
