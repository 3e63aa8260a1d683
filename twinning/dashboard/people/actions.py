"""Who may come in and as what: every change is on record, and refusals say how to put it right.

All raise ``ValidationError`` with words, and change nothing when they do.
"""

import datetime as dt
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinning import clock
from twinning.accounts.models import Appointment, Role, User
from twinning.records import history
from twinning.records.notices import notify

history.sentences(
    {
        "accounts.registered": gettext_lazy("Registered"),
        "accounts.changed": gettext_lazy("Corrected: %(fields)s"),
        "accounts.invited": gettext_lazy("Sent a link to choose a password"),
        "accounts.role_given": gettext_lazy("Gave the role “%(label)s” from %(starts)s"),
        "accounts.role_given_until": gettext_lazy("Gave the role “%(label)s” from %(starts)s to %(ends)s"),
        "accounts.role_withdrawn": gettext_lazy("Took away the role “%(label)s”"),
        "accounts.deactivated": gettext_lazy("Closed the account"),
        "accounts.reactivated": gettext_lazy("Opened the account again"),
    }
)


@transaction.atomic
def register(email: str, name: str, *, by: User | None, password: str | None = None) -> User:
    """Register a person, without a role yet. ``by`` is nobody for the first administrator."""
    user = User.objects.create_user(email, name, password)
    history.record(user, "accounts.registered", by=by)
    return user


@transaction.atomic
def correct(user: User, *, name: str, email: str, by: User) -> None:
    """Correct a name or an address; nothing is recorded where nothing changed."""
    user = _locked(user)
    wanted = {"name": name, "email": email.lower()}
    changed = [field for field, value in wanted.items() if getattr(user, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(user, field, wanted[field])
    user.full_clean(exclude=["password"])
    user.save(update_fields=changed)
    labels = {"name": _("name"), "email": _("e-mail address")}
    history.record(user, "accounts.changed", by=by, fields=", ".join(labels[field] for field in changed))


@transaction.atomic
def give_role(
    user: User, role: str, starts: dt.date, ends: dt.date | None = None, *, by: User | None
) -> Appointment:
    """Appoint a person from a day, to a day if the end is known; the same role never twice at a time."""
    user = _locked(user)
    same = user.appointments.filter(Q(ends=None) | Q(ends__gte=starts), role=role, withdrawn_on=None)
    if ends:
        same = same.filter(starts__lte=ends)
    label = str(Role(role).label)
    if same.exists():
        raise ValidationError(
            _(
                "%(name)s already holds the role “%(role)s” in that time. Take that one away first, or choose other dates."
            )
            % {"name": user.name, "role": label}
        )
    appointment = Appointment(user=user, role=role, starts=starts, ends=ends)
    appointment.full_clean()
    appointment.save()
    verb = "accounts.role_given_until" if ends else "accounts.role_given"
    history.record(
        user, verb, by=by, appointment=appointment.pk, role=role, label=label, starts=starts, ends=ends
    )
    return appointment


@transaction.atomic
def withdraw_role(appointment: Appointment, *, by: User, why: str) -> None:
    """Take a role away now, with a reason; sessions that rest on it end at the next click."""
    user = _locked(appointment.user)
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if appointment.is_over:
        raise ValidationError(_("This role has already ended. Nothing is left to do."))
    if user == by and appointment.role == Role.ADMINISTRATOR:
        raise ValidationError(
            _("You cannot take the role of administrator from yourself. Ask another administrator to do it.")
        )
    appointment.withdrawn_on = clock.today()
    appointment.save(update_fields=["withdrawn_on"])
    history.record(
        user,
        "accounts.role_withdrawn",
        by=by,
        remark=why,
        appointment=appointment.pk,
        role=appointment.role,
        label=str(appointment.get_role_display()),
    )


@transaction.atomic
def deactivate(user: User, *, by: User, why: str) -> None:
    """Let a person no longer sign in; their open sessions end at the next click."""
    user = _locked(user)
    if user == by:
        raise ValidationError(_("You cannot close your own account. Ask another administrator to do it."))
    if not user.is_active:
        raise ValidationError(_("This account is already closed. Nothing is left to do."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    history.record(user, "accounts.deactivated", by=by, remark=why)


@transaction.atomic
def reactivate(user: User, *, by: User) -> None:
    """Let a person sign in again, with the roles they still hold."""
    user = _locked(user)
    if user.is_active:
        raise ValidationError(_("This account is already open. Nothing is left to do."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    history.record(user, "accounts.reactivated", by=by)


@transaction.atomic
def invite(user: User, *, by: User) -> None:
    """Send a person a link with which they choose their password, valid for ``PASSWORD_RESET_TIMEOUT``."""
    user = _locked(user)
    if not user.is_active:
        raise ValidationError(_("This account is closed. Open it again before you send a link."))
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"}).replace(
        "UID-KEY", key
    )
    days = settings.PASSWORD_RESET_TIMEOUT // 86_400
    # One link a minute: a second click on the button sends no second mail.
    notify(
        user,
        "invitation",
        key=f"accounts.invited:{clock.now():%Y%m%d%H%M}",
        by=by,
        link=settings.SITE_URL + path,
        days=days,
    )
    history.record(user, "accounts.invited", by=by)


def _locked(user: User) -> Any:
    """The person as they stand now; whoever changes them at the same moment waits."""
    return User.objects.select_for_update().get(pk=user.pk)
