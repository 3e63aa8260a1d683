"""The register of committees: its list, the page of one, its terms of reference, and the pages of those who keep it."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from committees.meetings import reading as meetings
from committees.recommendations import reading as recommendations
from committees.register import actions, papers, reading
from committees.register.forms import (
    AdoptForm,
    AgainForm,
    CommitteeForm,
    EndForm,
    TermsForm,
    membership_form,
)
from committees.register.models import SOON, Committee, Membership, TermsOfReference
from twinning import clock
from twinning.accounts.access import me, roles, signed_in
from twinning.accounts.models import Role
from twinning.accounts.twice import sent_once
from twinning.records import history
from twinning.records.models import Event
from twinning.records.serve import send_paper

KEEPERS = (Role.STAFF, Role.CLERK)
LINES = 10


def may_keep(request: HttpRequest) -> bool:
    return me(request).has_role(*KEEPERS)


# -- reading -------------------------------------------------------------------


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Every committee that the person may see, ours first, tier under tier."""
    register = reading.Register(me(request))
    context = {
        "groups": register.groups(),
        "ended": register.ended(),
        "days": SOON,
        "may_keep": may_keep(request),
    }
    return render(request, "committees/list.html", context)


@require_safe
@signed_in
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One committee: who serves, what it is for, to whom it reports, and its history."""
    committee = get_object_or_404(
        Committee.objects.visible_to(me(request)).select_related("parent").with_members(), pk=pk
    )
    our_name = reading.our_name()
    benches = reading.benches(committee, our_name)
    versions = list(committee.terms.select_related("document"))
    facts = {
        "committee": committee,
        "benches": benches,
        "vacancies": [bench.vacancy for bench in benches if bench.vacancy],
        "crowded": list(committee.crowded(our_name=our_name).values()),
        "ending": [one for one in committee.serving if one.ends_soon],  # type: ignore[attr-defined]
        "days": SOON,
        "to_come": committee.memberships.to_come(),
        "former": committee.memberships.former(),
        "terms": next((one for one in versions if one.state == TermsOfReference.State.ADOPTED), None),
        "draft": next((one for one in versions if one.state == TermsOfReference.State.DRAFT), None),
        "earlier": [one for one in versions if one.state == TermsOfReference.State.REPLACED],
        "composition": papers.composition(committee, our_name=our_name),
        "tiers": reading.ladder(committee, me(request)),
        "meetings": meetings.of_committee(committee),
        "recommendations": recommendations.of_committee(committee, me(request)),
        "events": history.told(Event.objects.about(committee)[:LINES]),
        "may_keep": may_keep(request),
    }
    return render(request, "committees/detail.html", facts)


# -- the committee itself ----------------------------------------------------------


@require_http_methods(["GET", "POST"])
@roles(*KEEPERS)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a committee, below another one if the address names it."""
    above = Committee.objects.filter(pk=_number(request.GET.get("below", ""))).first()
    form = CommitteeForm(request.POST or None, instance=_below(above))
    if form.is_valid():
        with sent_once(request) as first:
            if not first:
                return redirect("committees:index")
            if form.carry_out(lambda: actions.open_committee(form.instance, by=me(request))):
                return redirect(form.instance)
    return _show(request, "committees/new.html", form, above=above)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _below(above: Committee | None) -> Committee:
    """A committee as one below another usually is."""
    if above is None:
        return Committee()
    return Committee(
        parent=above,
        side=above.side,
        city=above.city,
        kind=Committee.Kind.SUB,
        notice_days=above.notice_days,
        secretariat=above.secretariat,
        first_party=above.first_party,
        second_party=above.second_party,
    )


@require_http_methods(["GET", "POST"])
@roles(*KEEPERS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of a committee."""
    committee = get_object_or_404(Committee, pk=pk)
    name = committee.name
    form = CommitteeForm(request.POST or None, instance=committee)
    if form.is_valid() and form.carry_out(
        lambda: actions.amend(committee, seen=form.seen, fields=form.changed, by=me(request))
    ):
        return redirect(committee)
    return _show(request, "committees/edit.html", form, committee=committee, name=name)


def _show(request: HttpRequest, template: str, form: Any, **more: Any) -> HttpResponse:
    return render(request, template, {"form": form} | more, status=422 if form.errors else 200)


# -- people ------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@roles(*KEEPERS)
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody serve on a committee."""
    committee = get_object_or_404(Committee, pk=pk)
    form = membership_form(request.POST or None, Membership(committee=committee))
    if form.is_valid() and form.carry_out(lambda: actions.appoint(form.instance, by=me(request))):
        return redirect(committee)
    return _show(request, "committees/appoint.html", form, committee=committee)


def _membership(pk: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("committee"), pk=pk)


@require_http_methods(["GET", "POST"])
@roles(*KEEPERS)
def correct_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right what is written of somebody's service."""
    membership = _membership(pk)
    name = membership.name
    form = membership_form(request.POST or None, membership)
    if form.is_valid() and form.carry_out(
        lambda: actions.correct_membership(membership, seen=form.seen, fields=form.changed, by=me(request))
    ):
        return redirect(membership.committee)
    return _show(request, "committees/correct_membership.html", form, membership=membership, name=name)


@require_http_methods(["GET", "POST"])
@roles(*KEEPERS)
def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """Name somebody's last day on a committee."""
    membership = _membership(pk)
    form = EndForm(
        request.POST or None, instance=membership, initial={"ends": membership.ends or clock.today()}
    )
    if form.is_valid() and form.carry_out(
        lambda: actions.end_membership(
            membership, ends=form.cleaned_data["ends"], seen=form.seen, by=me(request)
        )
    ):
        return redirect(membership.committee)
    return _show(request, "committees/end_membership.html", form, membership=membership)


@require_http_methods(["GET", "POST"])
@roles(*KEEPERS)
def appoint_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Renew a term from the day after it ends."""
    membership = _membership(pk)
    if membership.ends is None:
        messages.info(request, _("This term has no end, so nothing follows it. End it first."))
        return redirect(membership.committee)
    again = membership.after(ends=membership.as_long_again())
    form = AgainForm(request.POST or None, instance=again)
    if form.is_valid() and form.carry_out(
        lambda: actions.appoint_again(
            membership,
            ends=form.cleaned_data["ends"],
            resolution=form.cleaned_data["appointed_by"],
            appointed_on=form.cleaned_data["appointed_on"],
            by=me(request),
        )
    ):
        return redirect(membership.committee)
    return _show(request, "committees/appoint_again.html", form, membership=membership, again=again)


# -- terms of reference ----------------------------------------------------------------


def _terms() -> QuerySet[TermsOfReference]:
    return TermsOfReference.objects.select_related("committee__parent", "document")


def _seen(request: HttpRequest, pk: int) -> TermsOfReference:
    """Terms of a committee that the person may see; any others are not found."""
    seen = Committee.objects.visible_to(me(request))
    return get_object_or_404(_terms().filter(committee__in=seen), pk=pk)


@require_safe
@signed_in
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """One version of the terms: who adopted it, its words, its paper."""
    version = _seen(request, pk)
    after = version.committee.terms.filter(number=version.number + 1, adopted_on__isnull=False).first()
    context = {"terms": version, "after": after, "may_keep": may_keep(request)}
    return render(request, "committees/terms.html", context)


@require_http_methods(["GET", "POST"])
@roles(*KEEPERS)
def write_terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next version from the words in force, or go on with the draft that there is."""
    committee = get_object_or_404(Committee, pk=pk)
    draft = committee.terms.filter(state=TermsOfReference.State.DRAFT).first()
    if draft is None:
        in_force = committee.terms_in_force()
        draft = TermsOfReference(committee=committee, text=in_force.text if in_force else "")
    begun = draft.pk is not None
    form = TermsForm(request.POST or None, instance=draft)

    def keep() -> None:
        if begun:
            actions.revise_terms(draft, seen=form.seen, by=me(request))
        else:
            form.instance = actions.draft_terms(committee, form.cleaned_data["text"], by=me(request))

    if form.is_valid() and ((begun and not form.changed) or form.carry_out(keep)):
        return redirect("committees:terms", form.instance.pk)
    return _show(request, "committees/write_terms.html", form, committee=committee, begun=begun)


@require_http_methods(["GET", "POST"])
@roles(*KEEPERS)
def adopt_terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft in force: on which day, by which resolution or body."""
    draft = get_object_or_404(_terms(), pk=pk)
    if draft.state != TermsOfReference.State.DRAFT:
        messages.info(request, _("These terms are adopted already. Write a new draft to change them."))
        return redirect("committees:terms", pk)
    form = AdoptForm(request.POST or None, instance=draft)
    if form.is_valid() and form.carry_out(
        lambda: actions.adopt_terms(
            draft,
            on=form.cleaned_data["adopted_on"],
            resolution=form.cleaned_data["resolution"],
            body=form.cleaned_data["adopted_by"],
            seen=form.seen,
            by=me(request),
        )
    ):
        return redirect("committees:terms", pk)
    return _show(request, "committees/adopt_terms.html", form, terms=draft)


@require_safe
@signed_in
def terms_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the paper is: a part of the page while it is being made, the page without script."""
    version = _seen(request, pk)
    if version.document is None or not request.htmx:  # type: ignore[attr-defined]
        return redirect("committees:terms", pk)
    context = {"terms": version, "may_keep": may_keep(request)}
    return render(request, "committees/_terms_paper.html", context)


@require_safe
@signed_in
def download_terms(request: HttpRequest, pk: int) -> HttpResponseBase:
    version = _seen(request, pk)
    if version.document is None:
        return redirect("committees:terms", pk)
    return send_paper(request, version.document)


@require_POST
@roles(*KEEPERS)
def make_terms_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the paper made where there is none yet, or try again."""
    version = get_object_or_404(_terms(), pk=pk)
    if version.state == TermsOfReference.State.DRAFT:
        messages.info(request, _("A draft has no paper yet. Adopt it first."))
    else:
        actions.paper_again(version, by=me(request))
    return redirect("committees:terms", pk)
