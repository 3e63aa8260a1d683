"""Error pages: what happened and what to do, in plain words; never a trace."""

import logging
import uuid
from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from twinning.accounts import typed

logger = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke here: the page and the log carry the same incident number."""
    incident = uuid.uuid4().hex[:8]
    logger.error("Incident %s at %s", incident, request.path)
    try:
        return render(request, "500.html", {"incident": incident}, status=500)
    except Exception:
        # What broke may be what every page needs, such as the database: then without our city and the way around.
        logger.exception("Incident %s broke the page around it, too", incident)
        return HttpResponse(render_to_string("500.html", {"incident": incident}), status=500)


def explain_wrong_method(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give the empty answer to a wrong method words: a form that was refused leaves its address in the browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        page = render(request, "405.html", status=response.status_code)
        page["Allow"] = response["Allow"]
        return page

    return middleware


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
    return render(request, "csrf.html", status=403)
