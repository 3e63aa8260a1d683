"""Long forms in sections: how one is filled in, saved, kept and compared.

Every phase describes its form as a list of ``Section``; this module does the
rest, for all phases alike. A draft may have gaps. What cannot be read yet is
kept as it was typed. Of two people in one section nobody overwrites the other
unseen: each save names the version it started from.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms import BaseForm, BoundField, ChoiceField, DateField, ModelChoiceField, ModelForm
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.lifecycle import Phase
from proposals.proposal.fields import speak_plainly
from proposals.proposal.models import Proposal, Row, SectionState
from twinning import clock
from twinning.accounts.models import User
from twinning.records import history
from twinning.records.claims import claim
from twinning.records.templatetags.house import day

NOT_TYPED = {"csrfmiddlewaretoken", "version", "add_row", "save"}
QUIET_FOR = dt.timedelta(minutes=30)
"""Saves of one person in one section within this time are one line of history."""

history.sentences(
    {
        "section.saved": gettext_lazy("Wrote in “%(title)s”"),
        "section.waived": gettext_lazy("Said why “%(title)s” is not needed"),
        "section.needed": gettext_lazy("“%(title)s” is needed after all"),
    }
)


class Filled(Protocol):
    """What a section fills in: the record of a phase, or a draft resolution."""

    pk: Any

    @property
    def phase(self) -> Phase: ...
    @property
    def proposal(self) -> Proposal: ...
    def lock(self) -> None: ...


@dataclass(frozen=True)
class Rows:
    """A table in a section: what one line is, and the form for it."""

    name: str
    title: str | Promise
    add: str | Promise
    model: type[Row]
    form: type[ModelForm]


@dataclass(frozen=True)
class Section:
    """One page of a phase's form.

    ``forms`` are model forms; each says by ``target(record)`` which row of the
    database it fills in, the phase's record itself if it has no such method.
    ``never_waived``: its answers are needed whatever reason somebody gives.
    ``page``: the URL name of a page of its own on which its matter is entered;
    it takes the file. Such a section has no forms here. ``template``: for a
    section whose forms are set out differently.
    """

    name: str
    title: str | Promise
    lead: str | Promise = ""
    forms: tuple[type[ModelForm], ...] = ()
    rows: tuple[Rows, ...] = ()
    never_waived: bool = False
    page: str = ""
    template: str = "proposal/section.html"


def find(sections: Sequence[Section], name: str) -> Section:
    for section in sections:
        if section.name == name:
            return section
    raise Http404(_("There is no such section."))


def _stored(rows: Rows, record: Filled) -> models.QuerySet[Any]:
    """The lines that are kept for a record; every kind of line points to its record by this name."""
    of_record: dict[str, Any] = {"record": record}
    return rows.model._default_manager.filter(**of_record)


class Table:
    """The lines of one ``Rows``, bound to what was typed or to what is stored."""

    def __init__(self, rows: Rows, record: Filled, data: QueryDict | None, blank: int = 0) -> None:
        self.rows, self.record = rows, record
        stored = {row.key: row for row in self._stored()} if record.pk else {}
        if data is None:
            keys = list(stored) + [uuid.uuid4() for _n in range(blank or (not stored))]
        else:
            keys = in_place(rows.name, _keys(data.getlist(f"{rows.name}-key")), data) + [
                uuid.uuid4() for _n in range(blank)
            ]
        self.forms = [self._form(key, stored.get(key), data) for key in keys]
        self.gone = [row for key, row in stored.items() if key not in keys]

    def _stored(self) -> models.QuerySet[Any]:
        return _stored(self.rows, self.record)

    def _form(self, key: uuid.UUID, row: Row | None, data: QueryDict | None) -> ModelForm:
        prefix = f"{self.rows.name}-{key}"
        known = data is not None and any(name.startswith(f"{prefix}-") for name in data)
        instance = row or self.rows.model(key=key)
        instance.record = self.record  # type: ignore[attr-defined]  # so that a line can be compared with the rest of the file
        form = self.rows.form(
            data if known else None,
            prefix=prefix,
            instance=instance,
            empty_permitted=row is None,
            use_required_attribute=False,
        )
        speak_plainly(form)
        form.key = key  # type: ignore[attr-defined]
        form.removed = bool(data and data.get(f"{prefix}-remove"))  # type: ignore[attr-defined]
        return form

    @property
    def blank_form(self) -> ModelForm:
        """The pattern that a script copies for one line more."""
        instance = self.rows.model()
        instance.record = self.record  # type: ignore[attr-defined]  # what may be chosen can depend on it
        form = self.rows.form(
            prefix=f"{self.rows.name}-__key__", instance=instance, use_required_attribute=False
        )
        speak_plainly(form)
        form.key = "__key__"  # type: ignore[attr-defined]
        return form

    @property
    def kept(self) -> list[ModelForm]:
        return [form for form in self.staying if not form.empty_permitted or form.has_changed()]

    @property
    def staying(self) -> list[ModelForm]:
        """The lines that were not ticked for removal."""
        return [form for form in self.forms if not form.removed]  # type: ignore[attr-defined]

    @property
    def changed(self) -> bool:
        return (
            bool(self.gone)
            or any(form.has_changed() for form in self.kept)
            or len(self.staying) < len(self.forms)
        )

    def is_valid(self) -> bool:
        # A list, not a generator: every line shall find its own errors.
        return all([form.is_valid() for form in self.kept])  # noqa: C419

    def save(self) -> None:
        kept = self.kept
        self._stored().exclude(key__in=[form.key for form in kept]).delete()  # type: ignore[attr-defined]
        for order, form in enumerate(kept):
            row = form.save(commit=False)
            row.record, row.order = self.record, order
            row.save()


def _keys(typed: list[str]) -> list[uuid.UUID]:
    """The keys of the lines that were sent; what is no key is left out, as no form of ours sends it."""
    keys: list[uuid.UUID] = []
    for text in typed[:500]:
        try:
            key = uuid.UUID(text)
        except ValueError:
            continue
        if key not in keys:
            keys.append(key)
    return keys


Key = TypeVar("Key")


def in_place(name: str, keys: list[Key], data: QueryDict) -> list[Key]:
    """The lines in the order of the places typed beside them; without script there is no other way to move one."""

    def place(at: int) -> float:
        typed_place = data.get(f"{name}-{keys[at]}-position", "")
        if not typed_place.isdecimal() or len(typed_place) > 3 or int(typed_place) == at + 1:
            return at + 1
        # Half a place further than the line it takes the place of, on the side it comes from.
        return int(typed_place) + (0.5 if int(typed_place) > at + 1 else -0.5)

    return [keys[at] for at in sorted(range(len(keys)), key=place)]


class Sheet:
    """A section as it is being filled in: its forms and its tables."""

    def __init__(
        self, section: Section, record: Filled, data: QueryDict | None = None, add_to: str = ""
    ) -> None:
        self.section, self.record, self.data = section, record, data
        self.forms = [
            form(data, instance=target(form, record), use_required_attribute=False) for form in section.forms
        ]
        for form in self.forms:
            speak_plainly(form)
        self.tables = [Table(rows, record, data, blank=int(rows.name == add_to)) for rows in section.rows]

    def is_valid(self) -> bool:
        return all([form.is_valid() for form in self.forms] + [table.is_valid() for table in self.tables])

    @property
    def all_forms(self) -> list[BaseForm]:
        return [*self.forms, *(form for table in self.tables for form in table.kept)]

    @property
    def errors(self) -> int:
        return sum(len(form.errors) for form in self.all_forms)

    @property
    def changed(self) -> list[str]:
        """Names of fields and tables that differ from what is stored."""
        return [name for form in self.forms for name in form.changed_data] + [
            table.rows.name for table in self.tables if table.changed
        ]

    def save(self) -> None:
        """Write each form's own fields and no others: the rest may be somebody else's newer words.

        What a form fills in beside its fields it names in ``also_writes``.
        """
        for form in self.forms:
            instance = form.save(commit=False)
            if form.changed_data:
                instance.save(update_fields=[*(form._meta.fields or ()), *getattr(form, "also_writes", ())])
        for table in self.tables:
            table.save()


def target(form: type[ModelForm], record: Filled) -> models.Model:
    """The row that a form of a section fills in."""
    return form.target(record) if hasattr(form, "target") else cast(models.Model, record)


def answers(section: Section, record: Filled) -> list[tuple[str, str]]:
    """The section's single answers as (question, answer), for checking and for papers."""
    return [pair for form in section.forms for pair in _answers(form(instance=target(form, record)))]


def lines(rows: Rows, record: Filled) -> list[list[tuple[str, str]]]:
    """The lines of a table, each as (column, value)."""
    if not record.pk:
        return []
    return [_answers(rows.form(instance=row)) for row in _stored(rows, record)]


def _answers(form: ModelForm) -> list[tuple[str, str]]:
    return [(str(bound.label), in_words(form, bound.name)) for bound in form if not bound.is_hidden]


def in_words(form: ModelForm, name: str) -> str:
    """A stored value as its reader would write it."""
    value = getattr(form.instance, name)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if hasattr(form.instance, f"get_{name}_display"):
        return str(getattr(form.instance, f"get_{name}_display")())
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, int) and "year" in name:
        return str(value)
    return str(localize(value))


# -- saving ---------------------------------------------------------------------------


@dataclass
class Outcome:
    """What became of a save: ``saved``, ``kept`` (typed, but something cannot be read yet) or ``conflict``."""

    word: str
    state: SectionState
    sheet: Sheet

    @property
    def words(self) -> str:
        at = date_format(timezone.localtime(self.state.saved_at), "H:i") if self.state.saved_at else ""
        if self.word == "saved":
            return _("Saved %(time)s") % {"time": at}
        if self.word == "kept":
            return _("Kept as typed %(time)s. Something still needs correcting.") % {"time": at}
        return _(
            "%(who)s has saved this section in the meantime. Your text is still here: press “Save” to compare."
        ) % {"who": self.state.saved_by}


@transaction.atomic
def save(record: Filled, section: Section, data: QueryDict, *, by: User, quietly: bool = False) -> Outcome:
    """Save one section as far as it can be read, if nobody else saved it since ``data["version"]``.

    ``quietly`` is the saving that goes on while somebody types: it makes at
    most one line of history in half an hour. Raises ``MoveRefused`` if the file
    was sent on meanwhile: whoever has it now must not read other words than were sent.
    """
    record.lock()
    proposal = record.proposal
    SectionState.objects.get_or_create(proposal=proposal, phase=record.phase, section=section.name)
    state = SectionState.objects.select_for_update().get(
        proposal=proposal, phase=record.phase, section=section.name
    )
    if record.pk is None:
        record, _made = type(record).objects.get_or_create(proposal=proposal)  # type: ignore[attr-defined]
    sheet = Sheet(section, record, data)
    if str(state.version) != data.get("version", ""):
        return Outcome("conflict", state, sheet)
    valid, changed = sheet.is_valid(), sheet.changed
    if valid:
        sheet.save()
    news = bool(changed) and not (
        quietly and state.saved_by_id == by.pk and state.saved_at and clock.now() - state.saved_at < QUIET_FOR
    )
    _mark(state, by=by, typed={} if valid else typed(data))
    if news:
        history.record(
            proposal,
            "section.saved",
            by=by,
            title=str(section.title),
            phase=record.phase,
            section=section.name,
            fields=changed,
        )
    return Outcome("saved" if valid else "kept", state, sheet)


def _mark(state: SectionState, *, by: User, **changes: Any) -> None:
    changes |= {"version": state.version + 1, "saved_at": clock.now(), "saved_by": by}
    claim(SectionState.objects.filter(pk=state.pk, version=state.version), **changes)
    for name, value in changes.items():
        setattr(state, name, value)


def written_elsewhere(proposal: Proposal, phase: Phase, name: str, *, by: User | None) -> None:
    """Answers of a section were written by a step beside its form.

    Whoever has the form open would write the empty answers back; to them it has changed meanwhile.
    """
    state, _made = SectionState.objects.get_or_create(proposal=proposal, phase=phase, section=name)
    rows = SectionState.objects.filter(pk=state.pk, version=state.version)
    claim(rows, version=state.version + 1, saved_at=clock.now(), saved_by=by)


@transaction.atomic
def waive(record: Filled, section: Section, *, by: User, why: str) -> None:
    """Say why a section is not needed, or with an empty reason that it is needed after all.

    Raises ``ValidationError`` for a section that is always needed, and ``MoveRefused`` as ``save`` does.
    """
    if section.never_waived and why:
        raise ValidationError(
            _(
                "This section cannot be left out, whatever the reason is. Fill it in; nothing can go on without it."
            )
        )
    record.lock()
    proposal = record.proposal
    state, _made = SectionState.objects.get_or_create(
        proposal=proposal, phase=record.phase, section=section.name
    )
    claim(SectionState.objects.filter(pk=state.pk), waiver=why.strip())
    history.record(
        proposal,
        "section.waived" if why.strip() else "section.needed",
        by=by,
        remark=why,
        title=str(section.title),
    )


def typed(data: QueryDict) -> dict[str, list[str]]:
    """What was typed, as it was typed, so that it can be shown again.

    Without NUL, which PostgreSQL keeps neither in text nor in JSON; no form accepts it either.
    """
    return {
        name: [text.replace("\x00", "") for text in data.getlist(name)]
        for name in data
        if name not in NOT_TYPED and "\x00" not in name
    }


def retyped(kept: dict[str, list[str]]) -> QueryDict | None:
    """What was kept, as if it were sent again."""
    if not kept:
        return None
    data = QueryDict(mutable=True)
    for name, values in kept.items():
        data.setlist(name, values)
    return data


def differences(mine: Sheet, theirs: Sheet) -> Iterator[tuple[str, str, str]]:
    """Where what I typed differs from what is stored now: (question, mine, theirs).

    Forms that ask the same of several things have a ``title`` each, which stands before the question.
    """
    for my_form, their_form in zip(mine.forms, theirs.forms, strict=True):
        for name in my_form.fields:
            own, other = str(my_form[name].value() or ""), str(their_form[name].value() or "")
            if own.strip() != other.strip():
                question = ": ".join(
                    str(part) for part in (getattr(my_form, "title", ""), my_form[name].label) if part
                )
                yield question, own, in_words(their_form, name)
    for my_table, their_table in zip(mine.tables, theirs.tables, strict=True):
        own_lines, other_lines = _typed_lines(my_table), _typed_lines(their_table)
        if own_lines != other_lines:
            yield str(my_table.rows.title), "\n".join(own_lines), "\n".join(other_lines)


def _as_read(bound: BoundField) -> str:
    """What was typed or chosen, with labels for codes and days written out; what cannot be read stays as typed."""
    value, field = bound.value(), bound.field
    if isinstance(field, DateField):
        try:
            return day(field.to_python(value))
        except ValidationError:
            return str(value)
    if isinstance(field, ChoiceField) and not isinstance(field, ModelChoiceField):
        return str(dict(cast(Any, field.choices)).get(value, value or ""))
    return str(value or "")


def _typed_lines(table: Table) -> list[str]:
    return [" · ".join(_as_read(form[name]) for name in form.fields) for form in table.kept or table.forms]
