"""Error pages: what happened and what to do, in plain words; never a trace."""

import logging
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from twinning.accounts import typed

logger = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke here: the page and the log carry the same incident number."""
    incident = uuid.uuid4().hex[:8]
    logger.error("Incident %s at %s", incident, request.path)
    return render(request, "500.html", {"incident": incident}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is no longer good: most often one has signed in anew in another tab meanwhile."""
    if typed.rescue(request):
        messages.warning(
            request,
            _(
                "The page had been open since before you signed in, so nothing was saved. What you typed is here again: save it now."
            ),
        )
        return redirect(typed.page_of(request))
    words = _(
        "This form is no longer valid, most likely because the page was open for very long. Go back, copy what you wrote, open the page anew and send it again."
    )
    return render(request, "403.html", {"exception": words}, status=403)
