"""Every view says who may use it; a test walks the URLs and fails on one that does not.

The sentence stands on the view as ``who_may``.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from twinning.accounts.models import Role, User

View = Callable[..., HttpResponseBase]


def say(view: View, who_may: str) -> View:
    """Write on a view who may use it."""
    view.who_may = who_may  # type: ignore[attr-defined]
    return view


def needs_sign_in(view: View) -> bool:
    """Django's own rule (``LoginRequiredMiddleware``): everything that does not say otherwise."""
    return getattr(view, "login_required", True)


def is_allauth(view: View) -> bool:
    return view.__module__.startswith("allauth.")


def anyone(view: View) -> View:
    """Open to people who are not signed in."""
    return say(login_not_required(view), "anyone")


def signed_in(view: View) -> View:
    """Open to everybody who is signed in; the view itself shows only what they may see."""
    return say(view, "signed in")


def me(request: HttpRequest) -> User:
    """Whoever is asking, in a view that its decorator keeps for people who are signed in."""
    return cast(User, request.user)


def roles(*allowed: Role) -> Callable[[View], View]:
    """Open to holders of one of the roles; others read which role it takes."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_role(*allowed):  # type: ignore[union-attr]
                needed = ", ".join(str(role.label) for role in allowed)
                raise PermissionDenied(_("This page is for: %(roles)s.") % {"roles": needed})
            return view(request, *args, **kwargs)

        return say(guarded, ", ".join(allowed))

    return decorate
