"""A letter shown as it will look, before anything is final; what was typed travels along."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from twinning.records.models import Outgoing

NOT_CARRIED = {"csrfmiddlewaretoken", "preview", "keep", "back"}


def preview(request: HttpRequest, letter: Outgoing, url: str) -> HttpResponse:
    """The page that looks like the letter. ``url``: where the words came from and go back to."""
    carried = [
        (name, value) for name, values in request.POST.lists() if name not in NOT_CARRIED for value in values
    ]
    return render(request, "outbox/preview.html", {"letter": letter, "carried": carried, "url": url})
