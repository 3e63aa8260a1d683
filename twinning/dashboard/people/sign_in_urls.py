"""The pages of django-allauth that this house uses, each with who may use it.

Left out on purpose: changing one's own address, which is how an administrator
finds a person.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as usersessions
from django.urls import path, re_path

from twinning.accounts.access import anyone, signed_in
from twinning.dashboard.people.views import SignInView, own_account

urlpatterns = [
    path("login/", anyone(SignInView.as_view()), name="account_login"),
    path("logout/", anyone(account.logout), name="account_logout"),
    # Says that nobody registers themselves; the mail to an unknown address needs the name.
    path("signup/", anyone(account.signup), name="account_signup"),
    path("inactive/", anyone(account.account_inactive), name="account_inactive"),
    path("reauthenticate/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", own_account(account.password_change), name="account_change_password"),
    path("password/set/", own_account(account.password_set), name="account_set_password"),
    path("password/reset/", anyone(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", anyone(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        anyone(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        anyone(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", own_account(mfa.index), name="mfa_index"),
    path("2fa/authenticate/", anyone(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", own_account(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", own_account(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", own_account(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", own_account(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        own_account(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        own_account(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("2fa/webauthn/", own_account(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", own_account(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("2fa/webauthn/login/", anyone(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path(
        "2fa/webauthn/reauthenticate/",
        own_account(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/",
        own_account(webauthn.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path("2fa/webauthn/keys/<int:pk>/edit/", own_account(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("sessions/", own_account(usersessions.list_usersessions), name="usersessions_list"),
]
