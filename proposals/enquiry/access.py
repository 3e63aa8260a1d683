"""Who may do what with enquiries: administration reads and enters them, staff and the CAO decide."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from proposals.access import refused
from proposals.enquiry.models import Enquiry
from proposals.lifecycle import MoveRefused
from twinning.accounts.access import View, roles
from twinning.accounts.models import Role

DECIDERS = (Role.STAFF, Role.CAO)


def on_enquiry(*allowed: Role) -> Callable[[View], View]:
    """Hand the view the enquiry named by ``pk``; a step that is refused comes back as words on its page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def handed(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
            found = Enquiry.objects.select_related("place", "proposal", "decided_by", "entered_by")
            enquiry = get_object_or_404(found, pk=pk)
            try:
                return view(request, enquiry, *args, **kwargs)
            except MoveRefused as refusal:
                return refused(request, refusal, back=enquiry.get_absolute_url())

        return roles(*allowed)(handed)

    return decorate
