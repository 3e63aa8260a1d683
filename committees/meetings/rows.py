"""Lines of a form, which people add, move and take away: with script as ``partials/_rows.html`` does, and without."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.forms import ModelForm
from django.http import QueryDict
from django.utils.functional import Promise

KEY = re.compile(r"[0-9a-f-]{1,36}")
MOST = 200


@dataclass(frozen=True)
class Rows:
    """What the lines are called, and the form for one."""

    name: str
    title: str | Promise
    add: str | Promise
    form: type[ModelForm]


class Lines:
    """The lines bound to what was typed, else to what is stored; they are kept all together."""

    def __init__(self, rows: Rows, stored: Iterable[models.Model], data: QueryDict | None) -> None:
        self.rows = rows
        if data is None:
            self.forms = [self._form(_new_key(), None, row) for row in stored] or [self._form(_new_key())]
            return
        keys = in_place(rows.name, _keys(data, rows.name), data)
        self.forms = [self._form(key, data) for key in keys]
        if data.get("add_row") == rows.name:
            self.forms.append(self._form(_new_key()))

    def _form(self, key: str, data: QueryDict | None = None, row: models.Model | None = None) -> ModelForm:
        form = self.rows.form(
            data,
            prefix=f"{self.rows.name}-{key}",
            instance=row,
            empty_permitted=True,
            use_required_attribute=False,
        )
        form.key, form.title = key, str(self.rows.title)  # type: ignore[attr-defined]
        form.removed = bool(data and data.get(f"{form.prefix}-remove"))  # type: ignore[attr-defined]
        return form

    @property
    def blank_form(self) -> ModelForm:
        """The pattern that a script copies for one line more."""
        return self._form("__key__")

    @property
    def kept(self) -> list[ModelForm]:
        """The lines with something in them that were not ticked for removal."""
        return [form for form in self.forms if form.has_changed() and not form.removed]  # type: ignore[attr-defined]

    def is_valid(self) -> bool:
        # A list, not a generator: every line shall find its own errors.
        return all([form.is_valid() for form in self.kept])  # noqa: C419

    def instances(self) -> list[Any]:
        """What was typed, one unsaved row for each line."""
        return [form.save(commit=False) for form in self.kept]


def _new_key() -> str:
    return str(uuid.uuid4())


def _keys(data: QueryDict, name: str) -> list[str]:
    """The keys of the lines that were sent, each once; what is no key is left out, as no form of ours sends it."""
    return list(dict.fromkeys(key for key in data.getlist(f"{name}-key")[:MOST] if KEY.fullmatch(key)))


def in_place(name: str, keys: list[str], data: QueryDict) -> list[str]:
    """The lines in the order of the places typed beside them; without script there is no other way to move one."""
    places: dict[str, float] = {}
    for place, key in enumerate(keys, start=1):
        typed = data.get(f"{name}-{key}-position", "")
        wanted = int(typed) if typed.isdecimal() and len(typed) < 4 else place
        # A line that moves down goes behind the one whose place it takes, one that moves up before it.
        places[key] = wanted + (0.5 if wanted > place else -0.5 if wanted < place else 0)
    return sorted(keys, key=places.__getitem__)
