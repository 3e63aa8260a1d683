"""What a person proves besides the password."""

from allauth.mfa.models import Authenticator

from twinning.accounts.models import User

# Recovery codes alone are none: they only replace a lost one.
KINDS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def factors_of(user: User) -> list[int]:
    """The authenticator apps and passkeys that a person has set up, by their ids."""
    return sorted(Authenticator.objects.filter(user=user, type__in=KINDS).values_list("pk", flat=True))
