"""Passwords that anybody would try first at a city hall."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from twinning.municipality.models import Municipality

# ASVS 5.0 6.1.2 and 6.2.11: words of the context, besides the city's own name.
CONTEXT_WORDS = ("twinning", "sister city", "city hall", "town hall", "city council", "municipality")
LOOKALIKES = str.maketrans("0134578@$!", "oleastbasi")


def _bare(text: str) -> str:
    """Small letters and digits only, so that spaces, hyphens and accents hide nothing."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if character.isalnum())


class NotTheCityName:
    """Refuse a password that contains the City's name or a word of its work, also when written with lookalikes."""

    def words(self) -> set[str]:
        ours = Municipality.objects.first()
        names = [ours.short_name, ours.name] if ours else []
        return {bare for word in (*CONTEXT_WORDS, *names) if len(bare := _bare(word)) > 2}

    def validate(self, password: str, user: Any = None) -> None:
        forms = (_bare(password), _bare(password.casefold().translate(LOOKALIKES)))
        if any(word in form for word in self.words() for form in forms):
            raise ValidationError(
                _(
                    "The password contains the name of the municipality or of its work. Choose words that have nothing to do with city hall."
                ),
                code="password_of_the_city",
            )

    def get_help_text(self) -> str:
        return _("Your password must not contain the name of the municipality.")
