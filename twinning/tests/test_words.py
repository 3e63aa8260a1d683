"""Django's own sentences about forms are said as ours are: what is wrong, and how to put it right."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import gettext, ngettext, override

FOLDER = Path(settings.BASE_DIR) / "locale" / "en" / "LC_MESSAGES"
with (FOLDER / "django.po").open("rb") as _file:
    SENTENCES = [message for message in read_po(_file, locale="en") if message.id]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("message", SENTENCES, ids=lambda message: str(message.id)[:40])
def test_every_sentence_is_compiled_and_spoken_in_every_kind_of_english(language, message):
    with override(language):
        if message.pluralizable:
            one, many = message.id
            assert (ngettext(one, many, 1), ngettext(one, many, 2)) == message.string
        else:
            assert gettext(message.id) == message.string


@pytest.mark.parametrize("message", SENTENCES, ids=lambda message: str(message.id)[:40])
def test_every_sentence_has_two_parts(message):
    words = message.string[0] if message.pluralizable else message.string
    assert len([part for part in words.replace("name@example.ca", "").split(". ") if part]) == 2
