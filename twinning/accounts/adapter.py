"""What django-allauth does differently in this house."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from twinning.accounts.models import SignIn, User

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Nobody registers themselves, every attempt to sign in is kept, and mail that fails is said."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Administrators register people; see the people pages."""
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        SignIn.objects.create(user=user, ip=self.get_client_ip(request), outcome=SignIn.Outcome.SIGNED_IN)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Keep a refused attempt. The same work is done for a known and an unknown address."""
        user = User.objects.filter(email=str(credentials.get("email", "")).lower()).first()
        ip = self.get_client_ip(request)
        SignIn.objects.create(user=user, ip=ip, outcome=SignIn.Outcome.REFUSED)
        logger.warning("A sign-in from %s was refused (person %s).", ip, user.pk if user else "unknown")

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Ask for the password once more. Addresses stand on the person here, not in allauth's own table."""
        again = self.authenticate(self.request, email=user.email, password=password)
        return again is not None and again.pk == user.pk

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once; a mail server that does not answer is a sentence on the page, not a broken page."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            logger.exception("The mail %s could not be sent.", template_prefix)
            messages.error(
                self.request,
                _(
                    "The e-mail could not be sent: the mail server does not answer. Try again in a few minutes."
                ),
            )
