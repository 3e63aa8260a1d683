"""What stands between a request and a view: the session, the text, the second factor."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from twinning.accounts import sessions, typed
from twinning.accounts.access import is_allauth, needs_sign_in
from twinning.accounts.second_factor import factors_of

type_of_view = Callable[..., HttpResponse]
GetResponse = Callable[[HttpRequest], HttpResponse]

# Where somebody without a second factor may go: to set one up, and out.
UNTIL_SECOND_FACTOR = frozenset(
    [
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_reauthenticate",
        "account_logout",
    ]
)


def end_stale_sessions(get_response: GetResponse) -> GetResponse:
    """End, at the next click, a session that may not go on; see ``sessions``."""

    def middleware(request: HttpRequest) -> HttpResponse:
        someone = request.session.get(SESSION_KEY)
        if someone and (words := sessions.why_it_ends(request)):
            request.session.flush()
            request.user = AnonymousUser()
            request.ended_for = int(someone)  # type: ignore[attr-defined]
            messages.warning(request, str(words))
        response = get_response(request)
        match = request.resolver_match
        if request.method == "POST" and match and not needs_sign_in(match.func):
            sessions.note_sign_in(request)
        elif request.method == "POST" and match and is_allauth(match.func):
            sessions.note_own_factors(request)
        return response

    return middleware


def keep_what_was_typed(get_response: GetResponse) -> GetResponse:
    """Keep what somebody sends whose session has ended, and ask them to sign in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: type_of_view, args: Any, kwargs: Any) -> HttpResponse | None:
        if (
            request.method != "POST"
            or request.user.is_authenticated
            or not needs_sign_in(view)
            or is_allauth(view)
        ):
            return None
        if typed.is_autosave(request):
            words = _(
                "Not saved: you are no longer signed in. Your text stays here: press Save, sign in, and it is kept."
            )
            return JsonResponse({"words": words}, status=401)
        if typed.keep(request):
            messages.info(
                request,
                _(
                    "You are signed out. What you typed is kept: sign in, and it is there again for you to save."
                ),
            )
        else:
            messages.warning(
                request, _("You are signed out, and nothing was saved. Sign in, then do it again.")
            )
        return redirect_to_login(typed.page_of(request))

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def require_second_factor(get_response: GetResponse) -> GetResponse:
    """Let nobody in on a password alone, where the installation asks for more (``SECOND_FACTOR_REQUIRED``)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: type_of_view, args: Any, kwargs: Any) -> HttpResponse | None:
        user: Any = request.user
        if not settings.SECOND_FACTOR_REQUIRED or not user.is_authenticated or not needs_sign_in(view):
            return None
        match = request.resolver_match
        if (match and match.view_name in UNTIL_SECOND_FACTOR) or factors_of(user):
            return None
        words = _(
            "A password alone is not enough here. Set up an authenticator app or a passkey first; it takes two minutes."
        )
        if typed.is_autosave(request):
            return JsonResponse({"words": words}, status=403)
        messages.warning(request, words)
        return redirect("mfa_index")

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware
