"""Pages of the contacts on both sides, and of the protocol card of the partner."""

import uuid
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.access import ADMINISTRATION, may_read, may_write, on_proposal, refused
from proposals.correspondence.access import being_read, may_change, may_keep
from proposals.correspondence.contacts import actions, hours, protocol, reading
from proposals.correspondence.contacts.forms import ContactForm, LeaveForm, ProtocolForm
from proposals.correspondence.models import Contact, Correspondence, ProtocolNote
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.days import zone_of
from proposals.proposal.fields import number_named
from proposals.proposal.models import Community, Proposal, SectionState
from proposals.proposal.pages import frame
from twinning import clock
from twinning.accounts.access import View, me
from twinning.accounts.twice import sent_once
from twinning.accounts.typed import take_kept
from twinning.municipality.models import Municipality
from twinning.municipality.zones import our_time_zone
from twinning.places.zones import zone_name


def _page(proposal: Proposal, anchor: str = "") -> str:
    return reverse("correspondence:contacts", args=[proposal.pk]) + anchor


def with_contact(view: View) -> View:
    """Hand the view a contact of this file; a step that is refused ends on the page of the contacts."""

    @wraps(view)
    def handed(request: HttpRequest, proposal: Proposal, contact: str) -> HttpResponseBase:
        try:
            named = get_object_or_404(Contact, pk=uuid.UUID(contact), record__proposal=proposal)
        except ValueError as error:
            raise Http404(_("There is no such contact.")) from error
        named.record.proposal = proposal
        try:
            return view(request, named)
        except MoveRefused as refusal:
            return refused(request, refusal, back=_page(proposal, f"#contact-{named.pk}"))

    return handed


def _frame(request: HttpRequest, proposal: Proposal, **more: Any) -> dict[str, Any]:
    return frame(proposal, me(request), Phase.CORRESPONDENCE) | more


# -- contacts --------------------------------------------------------------------------------


@require_safe
@on_proposal(may_read)
def contacts(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Who speaks for each side, whom to ask again, and when they can speak with each other."""
    user, ours = me(request), Municipality.ours()
    record = Correspondence.of(proposal)
    everybody = reading.people(record)
    current = [one for one in everybody if one.is_current]
    waivers = SectionState.objects.of(proposal, Phase.CORRESPONDENCE)
    facts = {
        "columns": reading.columns(proposal, everybody, ours),
        "unsure": [one for one in current if one.confirm_again],
        "baseless": [one for one in everybody if one.is_reachable and not one.has_basis],
        "talks": reading.talks(everybody, proposal.community),
        "closed": reading.holidays_of_both(proposal.community, ours).today(
            ours.short_name, str(proposal.community)
        ),
        "clocks": _clocks(proposal.community, ours),
        "leave": LeaveForm(initial={"on": clock.today()}, auto_id=False),
        "may_see": user.has_role(*ADMINISTRATION),
        "may_keep": not may_keep(user, proposal),
        "may_change": not may_change(user, proposal),
        "rests": "" if may_keep(user, proposal) else being_read(proposal),
        "may_waive": not may_write(Phase.CORRESPONDENCE)(user, proposal),
        "waiver": waivers["contacts"].waiver if "contacts" in waivers else "",
    }
    return render(request, "correspondence/contacts.html", _frame(request, proposal, **facts))


def _clocks(community: Community, ours: Municipality) -> list[dict[str, str]]:
    """What time it is, here and there."""
    zones = {ours.short_name: our_time_zone(), str(community): zone_of(community)}
    return [
        {"where": where, "time": hours.clock_now(zone), "zone": zone_name(zone, clock.today())}
        for where, zone in zones.items()
        if zone
    ]


@require_http_methods(["GET", "POST"])
@on_proposal(may_change)
def new_contact(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Enter somebody; ``side`` and ``place`` in the address come from the gap that is to be closed."""
    side = request.GET.get("side", "")
    side = side if side in Contact.Side.values else Contact.Side.THERE
    place = request.GET.get("place", "")
    initial = {
        "side": side,
        "place": place if place in Contact.Place.values else "",
        "zone": our_time_zone() if side == Contact.Side.HERE else zone_of(proposal.community),
    }
    data = request.POST if request.method == "POST" else take_kept(request)
    form = ContactForm(data, instance=Contact(), initial=initial)
    if request.method == "POST" and form.is_valid():
        with sent_once(request) as first:
            if first and not form.carry_out(lambda: actions.add(proposal, form.instance, by=me(request))):
                return _form(request, proposal, form)
        if first:
            messages.success(request, _("The contact is kept."))
        return redirect(_page(proposal, f"#{form.instance.side}"))
    return _form(request, proposal, form)


@require_http_methods(["GET", "POST"])
@on_proposal(may_change)
@with_contact
def correct_contact(request: HttpRequest, contact: Contact) -> HttpResponse:
    """Put right what is kept of somebody; with that somebody has made sure of it again."""
    proposal, name = contact.record.proposal, contact.name
    data = request.POST if request.method == "POST" else take_kept(request)
    form = ContactForm(data, instance=contact)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carry_out(
            lambda: actions.correct(proposal, contact, seen=form.seen, fields=form.changed, by=me(request))
        )
    ):
        messages.success(request, _("The contact is corrected."))
        return redirect(_page(proposal, f"#contact-{contact.pk}"))
    return _form(request, proposal, form, name=name)


def _form(request: HttpRequest, proposal: Proposal, form: ContactForm, name: str = "") -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = _frame(request, proposal, form=form, name=name)
    return render(request, "correspondence/contact.html", context, status=status)


@require_POST
@on_proposal(may_keep)
@with_contact
def confirm_contact(request: HttpRequest, contact: Contact) -> HttpResponse:
    """All of it still holds."""
    actions.confirm(contact, by=me(request), seen=number_named(request.POST.get("version", "")))
    messages.success(request, _("It is on record that you made sure today."))
    return redirect(_page(contact.record.proposal, f"#contact-{contact.pk}"))


@require_POST
@on_proposal(may_change)
@with_contact
def contact_left(request: HttpRequest, contact: Contact) -> HttpResponse:
    """Somebody is no longer a contact since a day."""
    form = LeaveForm(request.POST)
    if not form.is_valid():
        raise MoveRefused([str(words) for words in form.errors["on"]])
    actions.leave(
        contact,
        on=form.cleaned_data["on"],
        by=me(request),
        seen=number_named(request.POST.get("version", "")),
    )
    messages.success(request, _("The day is kept. Letters and messages of that time still name the person."))
    return redirect(_page(contact.record.proposal, f"#contact-{contact.pk}"))


@require_POST
@on_proposal(may_change)
@with_contact
def contact_returned(request: HttpRequest, contact: Contact) -> HttpResponse:
    """Somebody is a contact after all."""
    actions.come_back(contact, by=me(request), seen=number_named(request.POST.get("version", "")))
    messages.success(request, _("The person is among the contacts again."))
    return redirect(_page(contact.record.proposal, f"#contact-{contact.pk}"))


# -- the protocol card --------------------------------------------------------------------------


@require_safe
@on_proposal(may_read)
def protocol_card(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """What to know before meeting the partner, and the holidays of both places."""
    user, community, ours = me(request), proposal.community, Municipality.ours()
    record = Correspondence.of(proposal)
    lines = protocol.card(community)
    facts = {
        "community": community,
        "lines": lines,
        "gaps": sum(1 for line in lines if line.note is None),
        "days": (days := reading.holidays_of_both(community, ours)),
        "rows": days.rows(),
        "ours": ours,
        "clocks": _clocks(community, ours),
        "today": clock.today(),
        "addressed": [
            one for one in reading.people(record) if one.is_current and one.side == Contact.Side.THERE
        ],
        "may_keep": not may_keep(user, proposal),
    }
    return render(request, "correspondence/protocol.html", _frame(request, proposal, **facts))


@require_http_methods(["GET", "POST"])
@on_proposal(may_keep)
def protocol_line(request: HttpRequest, proposal: Proposal, topic: str) -> HttpResponseBase:
    """Write or correct one line of the card."""
    if topic not in ProtocolNote.Topic.values:
        raise Http404(_("There is no such line on the card."))
    known = ProtocolNote.objects.filter(community=proposal.community, topic=topic).first()
    note = known or ProtocolNote(community=proposal.community, topic=topic)
    data = request.POST if request.method == "POST" else take_kept(request)
    form = ProtocolForm(data, instance=note)
    if request.method == "POST" and form.is_valid():
        try:
            saved = form.carry_out(lambda: _save_line(request, proposal, form, known))
        except MoveRefused as refusal:
            form.add_error(None, refusal.reasons)
            saved = False
        if saved:
            messages.success(request, _("The line is kept."))
            return redirect(reverse("correspondence:protocol", args=[proposal.pk]) + f"#{topic}")
    status = 422 if request.method == "POST" else 200
    context = _frame(request, proposal, form=form, note=note, known=known)
    return render(request, "correspondence/protocol_line.html", context, status=status)


def _save_line(
    request: HttpRequest, proposal: Proposal, form: ProtocolForm, known: ProtocolNote | None
) -> None:
    if known is None:
        actions.write_line(proposal, form.instance, by=me(request))
    else:
        actions.correct_line(proposal, known, seen=form.seen, fields=form.changed, by=me(request))
