"""What every page shows around itself: our city, the way to the other pages, whether it is a demonstration."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from proposals.access import ADMINISTRATION
from twinning.accounts.models import Role
from twinning.municipality.models import Municipality


def house(request: HttpRequest) -> dict[str, Any]:
    ours = Municipality.objects.filter(pk=1).first()
    return {"our": ours, "nav": _nav(request), "demonstration": bool(ours and ours.demonstration)}


def _nav(request: HttpRequest) -> list[dict[str, Any]]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    entries = [
        (_("Your desk"), reverse("dashboard:desk")),
        (_("Proposals"), reverse("proposal:index")),
        (_("Council"), reverse("dashboard:council")),
        (_("Committees"), reverse("committees:index")),
    ]
    if user.has_role(*ADMINISTRATION):
        entries.insert(1, (_("Enquiries"), reverse("enquiry:index")))
    if user.has_role(Role.STAFF, Role.ADMINISTRATOR):
        entries.append((_("Data"), reverse("atlas:index")))
    if user.has_role(Role.ADMINISTRATOR):
        entries += [(_("Our city"), reverse("our_city:page")), (_("People"), reverse("accounts:people"))]
    return [
        {
            "label": label,
            "url": url,
            "current": request.path == url or (url != "/" and request.path.startswith(url)),
        }
        for label, url in entries
    ]
