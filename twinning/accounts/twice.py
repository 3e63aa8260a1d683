"""A form sent twice is one wish: a second click, or Back and Send again, adds nothing.

Most steps refuse the second time by themselves, for the file has moved on. This
is for those that only add something, and would add it again.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

SECONDS = 10
"""Two equal forms from one browser within this time are one; later ones are meant."""


@contextmanager
def sent_once(request: HttpRequest) -> Iterator[bool]:
    """Whether this form is sent for the first time; if not, the person is told so.

    A step that fails inside has added nothing and may be tried again at once.
    """
    key = _key(request)
    first = cache.add(key, True, SECONDS)
    if not first:
        messages.info(request, _("This was sent twice. It is kept once."))
    try:
        yield first
    except BaseException:
        if first:
            cache.delete(key)
        raise


def _key(request: HttpRequest) -> str:
    """A hash over who sends what where; the token of the form differs each time."""
    digest = hashlib.sha256(f"{request.session.session_key} {request.path}".encode())
    for name, values in sorted(request.POST.lists()):
        if name != "csrfmiddlewaretoken":
            digest.update(repr((name, values)).encode())
    for name in sorted(request.FILES):
        file: Any = request.FILES[name]
        digest.update(repr((name, file.name, file.size)).encode())
        file.seek(0)
        for chunk in file.chunks():
            digest.update(chunk)
    return f"sent:{digest.hexdigest()}"
