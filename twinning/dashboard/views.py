"""The first page of each role, and the register of council's decisions."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreements.agreement.council.models import Resolution, ResolutionState
from proposals.proposal.models import Proposal
from twinning.accounts.access import me, signed_in
from twinning.dashboard import desk as parts
from twinning.municipality.models import Municipality


@require_safe
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for me, what stands still, what is due, how much is asked for."""
    user = me(request)
    seen = Proposal.objects.visible_to(user)
    years, ours = parts.money_by_year(seen), Municipality.objects.filter(pk=1).first()
    context = {
        "waiting": parts.first(Proposal.objects.waiting_for(user)),
        "still": parts.first(seen.standing_still()),
        "due": parts.due(seen, user),
        "cities": parts.between_cities(seen, user),
        "vacancies": parts.vacancies(user),
        "phases": parts.phases(seen),
        "years": years,
        "bars": parts.bars(years, ours.currency) if ours else [],
        "meeting": parts.next_meeting(),
        "door": parts.at_the_door(user),
        "recommended": parts.recommended(user),
        "is_staff": user.has_role("staff"),
    }
    return render(request, "dashboard/desk.html", context)


@require_safe
@signed_in
def council(request: HttpRequest) -> HttpResponse:
    """All resolutions and motions, newest first: what council decided, and what is before it."""
    found = Resolution.objects.in_files_of(Proposal.objects.visible_to(me(request))).for_list()
    state = request.GET.get("state", "")
    if state in ResolutionState.values:
        found = found.filter(state=state)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(
        request, "dashboard/council.html", {"page": page, "state": state, "states": ResolutionState.choices}
    )
