"""Nothing that somebody typed is lost because their session ended.

The text waits in the session without a user until that person has signed in
again, and the view of the page takes it from there.
"""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from twinning import clock

KEPT = "typed"
MOST_CHARACTERS = 1_000_000
MOST_FORMS = 3


def keep(request: HttpRequest) -> bool:
    """Keep the posted text fields for the page they were typed on and the address they were sent to.

    False if there was nothing to keep or more than ``MOST_CHARACTERS``.
    Files, passwords and the form's token are left out.
    """
    data = request.POST.copy()
    for name in list(data):
        if name == "csrfmiddlewaretoken" or "password" in name.lower():
            del data[name]
    text = data.urlencode()
    if (
        not any(value.strip() for _name, values in data.lists() for value in values)
        or len(text) > MOST_CHARACTERS
    ):
        return False
    form = {
        "paths": [request.path, urlsplit(page_of(request)).path],
        "by": getattr(request, "ended_for", None),
        "at": clock.now().timestamp(),
        "text": text,
    }
    request.session[KEPT] = [form, *request.session.get(KEPT, [])][:MOST_FORMS]
    return True


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
