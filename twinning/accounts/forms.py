"""Forms of django-allauth that are stricter here."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthForm
from allauth.mfa.totp.internal.auth import TOTP


class ActivateTOTPForm(AllauthForm):
    """The code that sets an authenticator app up counts as used: it signs nobody in afterwards (ASVS 5.0 6.5.1)."""

    def clean_code(self) -> str:
        code = super().clean_code()
        if not TOTP(Authenticator(user=self.user))._mark_code_used(code):
            raise get_adapter().validation_error("incorrect_code")
        return code
