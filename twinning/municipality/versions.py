"""Two people at the same row: the second is told, and nobody's work is overwritten in silence.

A form carries the version it was opened with; saving asks for that version
under a lock and refuses when somebody else was faster.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override


class ChangedMeanwhile(Exception):
    """Somebody else saved the row after the form was opened. ``current`` is what stands now."""

    def __init__(self, current: "Versioned") -> None:
        super().__init__(str(current))
        self.current = current


class Versioned(models.Model):
    """A row that counts how often it was changed."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save_if_unchanged(self, *, seen: int, fields: Iterable[str]) -> None:
        """Write the fields if the stored row still has version ``seen``; raises ``ChangedMeanwhile`` otherwise."""
        with transaction.atomic():
            current = type(self)._default_manager.select_for_update().get(pk=self.pk)
            if current.version != seen:
                raise ChangedMeanwhile(current)
            self.version = seen + 1
            self.save(update_fields=[*fields, "version"])


class AppendOnly(models.Model):
    """A row that is written once and stays."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ``TypeError`` for a row that is there already."""
        if not self._state.adding:
            raise TypeError("This row is written once. Add another one instead.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises ``TypeError``: what was decided or said stays."""
        raise TypeError("This row stays. Add another one instead.")


def day_input() -> forms.DateInput:
    """A date as browsers pick one."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class VersionedForm(forms.ModelForm):
    """A form that remembers which version of the row it was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    mark_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        for field in self.fields.values():
            field.show_hidden_initial = (
                False  # what counts as changed is measured at the row, not at a hidden copy
            )
            if isinstance(field.widget, forms.RadioSelect) and field.required:
                field.choices = [choice for choice in field.choices if choice[0] != ""]  # type: ignore[attr-defined]

    @property
    def _fields(self) -> list[str]:
        return list(self._meta.fields or ())

    @property
    def seen(self) -> int:
        """The version the person was looking at; 0, which no row has, if the form does not say."""
        return self.cleaned_data["version"] or 0

    @property
    def changed(self) -> list[str]:
        """The model's fields that now hold something else, by name."""
        return [name for name in self.changed_data if name in self._fields]

    def carry_out(self, action: Callable[[], Any]) -> bool:
        """Do what the form asks for. False: it was refused, and the form says why and keeps what was typed."""
        try:
            action()
        except ChangedMeanwhile as faster:
            self._refuse_stale(faster.current)
        except ValidationError as refusal:
            self.add_error(None, refusal)
        return not self.errors

    def _refuse_stale(self, current: Versioned) -> None:
        """Say that somebody was faster and what stands now; the next save is made knowingly."""
        now = forms.models.model_to_dict(current, fields=self._fields)
        differing = [
            _("%(label)s now reads: %(value)s")
            % {"label": self.fields[name].label, "value": self._in_words(current, name)}
            for name in self._fields
            if self.fields[name].has_changed(now.get(name), self[name].data)
        ]
        words = _(
            "Somebody else changed this after you opened it, so yours was not saved. Compare, correct your entries below, and save again."
        )
        self.add_error(None, [words, *differing])
        renewed: Any = self.data.copy()  # type: ignore[attr-defined]
        renewed[self.add_prefix("version")] = current.version
        self.data = renewed

    @staticmethod
    def _in_words(current: Versioned, name: str) -> Any:
        shown = getattr(current, f"get_{name}_display", None)
        value = shown() if shown else getattr(current, name)
        return _("nothing") if value in (None, "") else value


def labels(model: type[models.Model], fields: Iterable[str]) -> str:
    """The names of fields as people read them, for the record."""
    with override(settings.LANGUAGE_CODE):
        return ", ".join(str(model._meta.get_field(name).verbose_name) for name in fields)  # type: ignore[union-attr]
