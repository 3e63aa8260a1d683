"""Who may do what with a file: one table, predicates that give their reason, one decorator.

A predicate answers with the reason why not, or with nothing. The decorator
fetches the file from ``visible_to(user)`` (404), asks (403 with the reason) and
hands the file to the view; a step refused later comes back as a message.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from proposals.lifecycle import MoveRefused, Phase, Turn
from proposals.proposal.models import Proposal
from twinning.accounts.access import View, me, say
from twinning.accounts.models import Role, User

WRITERS: dict[str, set[Role]] = {
    Phase.PLANNING: {Role.STAFF},
    Phase.RESEARCH: {Role.STAFF},
    Phase.CORRESPONDENCE: {Role.STAFF},
    Phase.AGREEMENT: {Role.STAFF, Role.CLERK},
    Phase.SIGNING: {Role.CLERK, Role.STAFF},
    Phase.EVALUATION: {Role.STAFF},
    Phase.CLOSED: set(),
}
"""Who writes in a phase."""

ADMINISTRATION = (Role.STAFF, Role.CAO, Role.CLERK)
"""Who keeps a file as a whole, in whatever phase it is."""

WRITING_TURNS = {Turn.STAFF, Turn.CLERK, Turn.PARTNER}
"""While the CAO or council has the file, what they are reading must not change."""

Predicate = Callable[[User, Proposal], str]


def may_read(user: User, proposal: Proposal) -> str:
    return ""


def holds(*roles: Role) -> Predicate:
    """Only holders of one of the roles, in whatever phase the file is."""

    def predicate(user: User, proposal: Proposal) -> str:
        if user.has_role(*roles):
            return ""
        return _("This is for: %(roles)s.") % {"roles": ", ".join(str(role.label) for role in roles)}

    predicate.who_may = ", ".join(roles)  # type: ignore[attr-defined]
    return predicate


def in_phase(*phases: Phase) -> Predicate:
    """Only while the file is in one of the phases and not on hold."""

    def predicate(user: User, proposal: Proposal) -> str:
        if proposal.phase not in phases:
            return _("This file is now in another phase: %(phase)s.") % {
                "phase": proposal.get_phase_display()
            }
        return on_the_move(user, proposal)

    predicate.who_may = f"in {', '.join(phases)}"  # type: ignore[attr-defined]
    return predicate


def on_the_move(user: User, proposal: Proposal) -> str:
    return _("This file is on hold. Take it off hold first.") if proposal.held_since else ""


def may_write(phase: Phase) -> Predicate:
    """Writers of a phase, while the file is in it and nobody is deciding on it."""

    def predicate(user: User, proposal: Proposal) -> str:
        if not user.has_role(*WRITERS[phase]):
            return holds(*sorted(WRITERS[phase]))(user, proposal)
        if reason := in_phase(phase)(user, proposal):
            return reason
        if proposal.turn not in WRITING_TURNS:
            return _("This file is with %(who)s. It can be changed when it comes back.") % {
                "who": proposal.get_turn_display()
            }
        return ""

    predicate.who_may = f"{', '.join(sorted(WRITERS[phase]))} while writing in {phase}"  # type: ignore[attr-defined]
    return predicate


def has_the_ball(*roles: Role) -> Predicate:
    """Holders of the roles, while it is their turn."""

    def predicate(user: User, proposal: Proposal) -> str:
        if reason := holds(*roles)(user, proposal):
            return reason
        return (
            ""
            if proposal.awaits(user)
            else _("It is not your turn: this file is with %(who)s.") % {"who": proposal.get_turn_display()}
        )

    predicate.who_may = f"{', '.join(roles)} on their turn"  # type: ignore[attr-defined]
    return predicate


def on_proposal(*predicates: Predicate) -> Callable[[View], View]:
    """Hand the view the file named by ``pk`` in the URL, if the user may see it and all predicates agree."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
            visible = Proposal.objects.visible_to(me(request)).select_related("community")
            proposal = get_object_or_404(visible, pk=pk)
            for predicate in predicates:
                if reason := predicate(me(request), proposal):
                    return _refuse(request, reason)
            try:
                return view(request, proposal, *args, **kwargs)
            except MoveRefused as refusal:
                return refused(request, refusal, back=Proposal.objects.get(pk=pk).phase_url)

        words = "; ".join(getattr(predicate, "who_may", predicate.__name__) for predicate in predicates)
        return say(guarded, words or "whoever may see the file")

    return decorate


def refused(request: HttpRequest, refusal: MoveRefused, *, back: str) -> HttpResponseBase:
    """The answer to a step that was refused: its words, on the page where the matter stands now."""
    if request.headers.get("X-Autosave"):
        return _refuse(request, " ".join(refusal.reasons))
    for words in refusal.reasons:
        messages.error(request, words)
    return redirect(back)


def _refuse(request: HttpRequest, reason: str) -> JsonResponse:
    """In words: as an answer to saving while typing, else as the page that says so."""
    if request.headers.get("X-Autosave"):
        return JsonResponse({"words": reason}, status=409)
    raise PermissionDenied(reason)
