"""How long a session lasts, decided here and not in the browser.

It ends after an hour without a click, after a working day in any case, and at
the next click after a role, the account, the password or the second factor was
taken away (ASVS 5.0 7.3.1, 7.3.2, 7.4.2, 7.4.3, 8.3.2).
"""

from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twinning import clock
from twinning.accounts.models import User
from twinning.accounts.second_factor import factors_of

WATCH = "watch"
# A session row is not written at each click, only when this many seconds have passed.
SEEN_EVERY = min(60, settings.SESSION_IDLE_SECONDS // 10)

IDLE = _("You were signed out because nothing happened for a while. Sign in again to go on.")
TOO_LONG = _(
    "You were signed out because you had been signed in for a whole working day. Sign in again to go on."
)
DEMOTED = _(
    "You were signed out because one of your roles has ended. Sign in again to go on with the roles you hold now."
)
DEACTIVATED = _("This account may no longer sign in. Ask an administrator of your municipality.")
PASSWORD_CHANGED = _(
    "You were signed out because your password was changed elsewhere. Sign in with the new one."
)
FACTOR_CHANGED = _(
    "You were signed out because your second factor was changed elsewhere. Sign in again to go on."
)


def begin(user: User) -> dict[str, Any]:
    """What a session remembers of the moment it began."""
    now = clock.now().timestamp()
    return {"began": now, "seen": now, "roles": sorted(user.roles), "factors": factors_of(user)}


def why_it_ends(request: HttpRequest) -> str | Promise:
    """Words if the session in the request may not go on, else nothing; notes that it was used."""
    someone = request.session[SESSION_KEY]
    user: Any = request.user
    if not user.is_authenticated:
        active = User.objects.filter(pk=someone, is_active=True).exists()
        return PASSWORD_CHANGED if active else DEACTIVATED
    if WATCH not in request.session:
        request.session[WATCH] = begin(user)
    return _broken_rule(user, request.session[WATCH]) or _note_use(request, user)


def _broken_rule(user: User, watch: dict[str, Any]) -> str | Promise:
    now = clock.now().timestamp()
    if now - watch["began"] >= settings.SESSION_COOKIE_AGE:
        return TOO_LONG
    if now - watch["seen"] >= settings.SESSION_IDLE_SECONDS:
        return IDLE
    if not user.roles.issuperset(watch["roles"]):
        return DEMOTED
    if factors_of(user) != watch["factors"]:
        return FACTOR_CHANGED
    return ""


def _note_use(request: HttpRequest, user: User) -> str:
    watch, now, roles = request.session[WATCH], clock.now().timestamp(), sorted(user.roles)
    if now - watch["seen"] >= SEEN_EVERY or roles != watch["roles"]:
        request.session[WATCH] = {**watch, "seen": now, "roles": roles}
    return ""


def note_sign_in(request: HttpRequest) -> None:
    """Let a session begin with the sign-in and not with the first click after it."""
    user: Any = request.user
    if user.is_authenticated and WATCH not in request.session:
        request.session[WATCH] = begin(user)


def note_own_factors(request: HttpRequest) -> None:
    """Where somebody changed their own second factor, let this one session go on."""
    user: Any = request.user
    if user.is_authenticated and WATCH in request.session:
        factors = factors_of(user)
        if factors != request.session[WATCH]["factors"]:
            request.session[WATCH] = {**request.session[WATCH], "factors": factors}
