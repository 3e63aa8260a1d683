"""Nothing that somebody typed is lost because their session ended.

The text waits in the session without a user until that person has signed in
again, and the view of the page takes it from there.
"""

from typing import Any
from urllib.parse import urlsplit

from allauth.core.internal import ratelimit
from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from twinning import clock
from twinning.accounts.access import is_allauth, needs_sign_in

KEPT = "typed"
MOST_CHARACTERS = 1_000_000
MOST_FORMS = 3
# Whoever is not signed in fills the session table no faster than this.
RATE = "120/h/ip"


def is_autosave(request: HttpRequest) -> bool:
    """Whether a script saves in the background; it reads words, not a page."""
    return "X-Autosave" in request.headers


def keep(request: HttpRequest) -> bool:
    """Keep the posted text fields for the page they were typed on and the address they were sent to.

    False if there was nothing to keep, more than ``MOST_CHARACTERS``, or too often
    (``RATE``). Files, passwords and the form's token are left out.
    """
    data = request.POST.copy()
    for name in list(data):
        if name == "csrfmiddlewaretoken" or "password" in name.lower():
            del data[name]
    text = data.urlencode()
    nothing = not any(value.strip() for _name, values in data.lists() for value in values)
    if nothing or len(text) > MOST_CHARACTERS or _too_often(request):
        return False
    form = {
        "paths": [request.path, urlsplit(page_of(request)).path],
        "by": request.user.pk or getattr(request, "ended_for", None),
        "at": clock.now().timestamp(),
        "text": text,
    }
    request.session[KEPT] = [form, *request.session.get(KEPT, [])][:MOST_FORMS]
    return True


def _too_often(request: HttpRequest) -> bool:
    return not ratelimit.consume(request, app="twinning", action="keep", config={"keep": RATE})


def rescue(request: HttpRequest) -> bool:
    """Keep a form that was refused for a stale token, where the browser vouches that a page of ours sent it.

    Nothing is saved: the person sees their text again and sends it once more.
    """
    match = request.resolver_match
    if is_autosave(request) or not match or not needs_sign_in(match.func) or is_allauth(match.func):
        return False
    sender = request.headers.get("origin") or request.headers.get("referer", "")
    return urlsplit(sender)[:2] == (request.scheme, request.get_host()) and keep(request)


def page_of(request: HttpRequest) -> str:
    """The page a form was sent from, where it is one of ours; else the address it was sent to."""
    came_from = request.headers.get("referer", "")
    if not came_from or not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return request.path
    page = urlsplit(came_from)
    return f"{page.path}?{page.query}" if page.query else page.path


def take_kept(request: HttpRequest) -> QueryDict | None:
    """What was typed on this page before the session ended, once; None if nothing waits.

    Handed to nobody but the person whose session it was, where that is known.
    Whether they may still open the page is for the view to decide before it asks.
    """
    user: Any = request.user
    forms: list[dict[str, Any]] = request.session.get(KEPT, [])
    if not user.is_authenticated or not forms:
        return None
    mine = [form for form in forms if form["by"] in (None, user.pk)]
    here = next((form for form in mine if request.path in form["paths"]), None)
    left = [form for form in mine if form is not here]
    if left != forms:
        request.session[KEPT] = left
    return QueryDict(here["text"]) if here else None
