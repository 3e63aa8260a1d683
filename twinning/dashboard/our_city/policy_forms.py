"""The twinning policy on one page: its own facts, and three tables whose lines can be added, removed and moved."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.proposal.fields import DayField, PastDayField, speak_plainly
from proposals.proposal.models import Kind
from proposals.proposal.sections import in_place
from twinning.municipality.policy import Cap, Criterion, Line, Measure, Policy
from twinning.municipality.versions import Versioned, VersionedForm

MOST_LINES = 60
KEY = re.compile(r"[0-9a-z-]{1,40}")


def _number(width: int = 4) -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "decimal", "class": f"numeric width-{width}"})


def _two_lines() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 2})


class ShortDecimalField(forms.DecimalField):
    """A small number, shown without needless noughts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=5, decimal_places=2, min_value=0, widget=_number(), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class PolicyForm(VersionedForm):
    """What a policy says beside its tables. For a new version it remembers which one was the latest."""

    in_force_from = DayField(
        label=gettext_lazy("takes effect on"),
        help_text=gettext_lazy("Today or later: what was decided before stays."),
    )
    adopted_on = PastDayField(label=gettext_lazy("adopted on"), required=False)
    low_below = ShortDecimalField(
        label=gettext_lazy("a total below this warns"),
        help_text=gettext_lazy("A low total warns and blocks nothing: people decide."),
    )

    class Meta:
        model = Policy
        fields = [
            "title",
            "reference",
            "in_force_from",
            "resolution",
            "adopted_on",
            "scale_lowest",
            "lowest_words",
            "scale_highest",
            "highest_words",
            "low_below",
            "diligence_days",
            "acknowledgement_days",
            "intent_needs_resolution",
        ]
        widgets = {
            "reference": forms.TextInput(attrs={"class": "width-20"}),
            "resolution": forms.TextInput(attrs={"class": "width-12"}),
            "scale_lowest": _number(),
            "scale_highest": _number(),
            "diligence_days": _number(),
            "acknowledgement_days": _number(),
        }

    def __init__(self, *args: Any, latest: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = latest
        self.faster: Policy | None = None
        if latest:
            self.initial["version"] = latest
        speak_plainly(self)

    def _refuse_stale(self, current: Versioned) -> None:
        super()._refuse_stale(current)
        assert isinstance(current, Policy)
        self.faster = current
        if self.latest:
            self.data[self.add_prefix("version")] = current.number  # type: ignore[index]


class CriterionForm(forms.ModelForm):
    mark_optional = True

    class Meta:
        model = Criterion
        fields = ["question", "help"]
        widgets = {"help": _two_lines()}


class MeasureForm(forms.ModelForm):
    mark_optional = True
    weight = ShortDecimalField(label=gettext_lazy("weight"), initial=1)

    class Meta:
        model = Measure
        fields = ["title", "weight", "help"]
        widgets = {"help": _two_lines()}


class CapForm(forms.ModelForm):
    mark_optional = True
    kind = forms.ChoiceField(
        label=gettext_lazy("kind of relationship"),
        choices=[("", gettext_lazy("Any kind")), *Kind.choices],
        required=False,
    )

    class Meta:
        model = Cap
        fields = ["what", "kind", "limit", "years"]
        widgets = {"limit": _number(), "years": _number()}


@dataclass(frozen=True)
class Rows:
    """One table of the policy."""

    name: str
    title: str | Promise
    add: str | Promise
    form: type[forms.ModelForm]

    @property
    def model(self) -> type[Line]:
        model: type[Line] = self.form._meta.model
        return model


ROWS = (
    Rows("measures", gettext_lazy("Measures"), gettext_lazy("Add a measure"), MeasureForm),
    Rows("criteria", gettext_lazy("Checklist for enquiries"), gettext_lazy("Add a question"), CriterionForm),
    Rows("caps", gettext_lazy("Limits"), gettext_lazy("Add a limit"), CapForm),
)


class Table:
    """The lines of one table: as stored, as sent, or as typed so far.

    ``read``: what was sent is read and judged; otherwise it is only shown again,
    as when somebody asks for one line more. The key of a measure's line is its code.
    """

    def __init__(
        self, rows: Rows, stored: Iterable[Line], data: QueryDict | None, *, read: bool, blank: int = 0
    ) -> None:
        self.rows, self.data, self.read = rows, data, read
        lines = {getattr(line, "code", "") or f"line-{line.pk}": line for line in stored}
        keys = list(lines)
        if data is not None:
            keys = in_place(rows.name, _keys(data.getlist(f"{rows.name}-key")), data)
        self.stored = lines
        self.forms = [self._form(key) for key in keys] + [self._new() for _n in range(blank)]

    def _form(self, key: str) -> Any:
        prefix, line = f"{self.rows.name}-{key}", self.stored.get(key)
        new = self.rows.model()
        if isinstance(new, Measure) and line is not None:
            new.code = key
        initial = {} if line is None else forms.models.model_to_dict(line)
        if self.data is not None and not self.read:
            initial.update(typed(self.rows.form, self.data, prefix))
        form: Any = self.rows.form(
            self.data if self.read else None,
            prefix=prefix,
            instance=new,
            initial=initial,
            empty_permitted=line is None,
            use_required_attribute=False,
        )
        form.key, form.removed = key, bool(self.data and self.data.get(f"{prefix}-remove"))
        speak_plainly(form)
        return form

    def _empty(self, key: str = "") -> Any:
        key = key or str(uuid.uuid4())
        form: Any = self.rows.form(
            prefix=f"{self.rows.name}-{key}", empty_permitted=True, use_required_attribute=False
        )
        form.key, form.removed = key, False
        speak_plainly(form)
        return form

    def _new(self) -> Any:
        """One line more, where the person goes on typing."""
        form = self._empty()
        next(iter(form.fields.values())).widget.attrs["autofocus"] = True
        return form

    @property
    def blank_form(self) -> Any:
        """The pattern that a script copies for one line more."""
        return self._empty("__key__")

    @property
    def kept(self) -> list[Any]:
        """The lines that stay: not ticked for removal, and not left empty."""
        return [
            form
            for form in self.forms
            if not form.removed and (not form.empty_permitted or form.has_changed())
        ]

    def is_valid(self) -> bool:
        # A list, not a generator: every line shall find its own errors.
        return all([form.is_valid() for form in self.kept])  # noqa: C419

    @property
    def lines(self) -> list[Line]:
        return [form.save(commit=False) for form in self.kept]

    @property
    def changed(self) -> bool:
        """Whether the lines, or their order, differ from what is stored."""
        return [form.key for form in self.kept] != list(self.stored) or any(
            form.has_changed() for form in self.kept
        )


def typed(form: type[forms.ModelForm], data: QueryDict, prefix: str = "") -> dict[str, Any]:
    """What was typed into a form, to be shown again without being judged; a box that is not ticked sends nothing."""
    names = {name: f"{prefix}-{name}" if prefix else name for name in form.base_fields}
    found: dict[str, Any] = {name: str(data[sent]) for name, sent in names.items() if sent in data}
    ticks = [name for name, field in form.base_fields.items() if isinstance(field, forms.BooleanField)]
    return found | {name: names[name] in data for name in ticks}


def _keys(typed: list[str]) -> list[str]:
    """The keys of the lines that were sent, each once; what is no key is left out."""
    return list(dict.fromkeys(key for key in typed if KEY.fullmatch(key)))[:MOST_LINES]


class PolicySheet:
    """The whole policy as it is being written: one form and three tables.

    ``policy`` is the version whose lines are the start; ``instance`` the one that is
    written, the same where it is corrected.
    """

    def __init__(
        self,
        policy: Policy,
        instance: Policy,
        data: QueryDict | None = None,
        *,
        latest: int = 0,
        read: bool = False,
        add_to: str = "",
    ) -> None:
        self.form = PolicyForm(data if read else None, instance=instance, latest=latest)
        if data is not None and not read:
            self.form.initial.update(typed(PolicyForm, data))
        self.tables = [
            Table(rows, getattr(policy, rows.name).all(), data, read=read, blank=int(rows.name == add_to))
            for rows in ROWS
        ]

    @property
    def all_forms(self) -> list[Any]:
        return [self.form, *(form for table in self.tables for form in table.kept)]

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(table.is_valid() for table in self.tables)])

    @property
    def lines(self) -> list[Line]:
        return [line for table in self.tables for line in table.lines]

    @property
    def changed_tables(self) -> list[str]:
        return [str(table.rows.title) for table in self.tables if table.changed]

    def say_what_stands(self, current: Policy) -> None:
        """After somebody else was faster: what their tables say where they differ from what was typed here."""
        for table in self.tables:
            theirs = [str(line) for line in getattr(current, table.rows.name).all()]
            if theirs != [str(line) for line in table.lines]:
                words = _("%(label)s now reads: %(value)s")
                self.form.add_error(
                    None, words % {"label": table.rows.title, "value": " · ".join(theirs) or _("nothing")}
                )
