"""Signing in to a demonstration: one click per role, and no password to look after."""

from typing import Any

from django.conf import settings

from twinning.accounts.models import Role, User
from twinning.municipality.models import Municipality

# Reserved for documentation (RFC 2606): no real person's address ends so.
RESERVED = ".example"


def is_on() -> bool:
    """Only where the installation and its data both say so."""
    return settings.DEMONSTRATION and Municipality.objects.filter(demonstration=True).exists()


def is_shared(user: Any) -> bool:
    """Whether anybody may sign in as this person, so that nobody may change how."""
    return settings.DEMONSTRATION and user.is_authenticated and user.email.endswith(RESERVED)


def accounts_for_page() -> list[dict[str, str]]:
    """What the sign-in page offers: everybody in the demonstration who holds a role; nothing elsewhere."""
    if not is_on():
        return []
    found = [
        user
        for user in User.objects.with_roles()
        if user.is_active and user.email.endswith(RESERVED) and user.roles
    ]
    found.sort(key=lambda user: min(list(Role).index(Role(role)) for role in user.roles))
    return [
        {"email": user.email, "name": user.name, "role_words": user.roles_in_words, "note": ""}
        for user in found
    ]
