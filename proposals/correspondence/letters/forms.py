"""What people fill in to begin a letter, and to edit it block by block."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.correspondence.letters import filling
from proposals.correspondence.letters.actions import Addressee, bodies, parts
from proposals.correspondence.letters.models import Block, FileLetter, Kind, Wording
from proposals.correspondence.models import Contact
from proposals.proposal.fields import DayField, PastDayField, keep_long_words, long_text, speak_plainly
from proposals.proposal.models import Proposal
from twinning.municipality.models import OfficeHolder
from twinning.municipality.versions import Versioned, VersionedForm
from twinning.records.languages import CHOICES, language_name
from twinning.records.models import Outgoing

MOST_IN_A_BLOCK = 5_000
NO_EMAIL = gettext_lazy("This is no e-mail address. Write it like name@example.ca, or leave it empty.")


def _auto(rows: int = 0) -> forms.Widget:
    if rows:
        return forms.Textarea(attrs={"dir": "auto", "rows": rows})
    return forms.TextInput(attrs={"dir": "auto"})


class ContactField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return ", ".join(part for part in (obj.name, obj.office) if part)


class NewLetterForm(forms.Form):
    """Which letter, in which languages, to whom, signed by whom."""

    mark_optional = True
    lacks_wording = False

    kind = forms.ChoiceField(label=gettext_lazy("Letter"), choices=Kind.choices)
    language = forms.ChoiceField(label=gettext_lazy("Language"))
    language_2 = forms.ChoiceField(
        label=gettext_lazy("Second language"),
        required=False,
        help_text=gettext_lazy("The two languages stand side by side on the paper."),
    )
    contact = ContactField(
        queryset=Contact.objects.none(), label=gettext_lazy("To this contact"), required=False
    )
    to_name = forms.CharField(
        label=gettext_lazy("Or to somebody else: name"), max_length=200, required=False, widget=_auto()
    )
    to_office = forms.CharField(
        label=gettext_lazy("Office or organisation"),
        max_length=300,
        required=False,
        widget=_auto(2),
        help_text=gettext_lazy("In both languages on a line each, where there are two."),
    )
    to_address = forms.CharField(
        label=gettext_lazy("Postal address"), max_length=500, required=False, widget=_auto(3)
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        error_messages={"invalid": NO_EMAIL},
    )
    signer = forms.ModelChoiceField(queryset=OfficeHolder.objects.none(), label=gettext_lazy("Who signs"))
    enclosures = forms.CharField(
        label=gettext_lazy("Enclosures"),
        max_length=1_000,
        required=False,
        widget=_auto(2),
        help_text=gettext_lazy("What goes with the letter; one to a line."),
    )

    def __init__(self, proposal: Proposal, wordings: Iterable[Wording], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        self.there = {(wording.kind, wording.language) for wording in wordings}
        languages = sorted(
            {(code, language_name(code)) for _kind, code in self.there},
            key=lambda pair: (pair[0] != "en", pair[1]),
        )
        fields["language"].choices = languages
        fields["language_2"].choices = [("", _("None: the letter has one language")), *languages]
        fields["contact"].queryset = (
            Contact.objects.filter(record__proposal=proposal).current().there()  # type: ignore[attr-defined]
        )
        fields["contact"].empty_label = _("Nobody of the list")
        fields["signer"].queryset = OfficeHolder.objects.in_office().order_by("-office", "seat", "pk")
        speak_plainly(self)
        keep_long_words(self)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        kind = cleaned.get("kind")
        for name in ("language", "language_2"):
            code = cleaned.get(name)
            if kind and code and (kind, code) not in self.there:
                self.add_error(name, self._no_wording(kind, code))
        if cleaned.get("language_2") and cleaned["language_2"] == cleaned.get("language"):
            self.add_error(
                "language_2", _("Both texts would have the same language. Choose another one, or none.")
            )
        if (
            not cleaned.get("contact")
            and not cleaned.get("to_name", "").strip()
            and "to_name" not in self.errors
        ):
            self.add_error("to_name", _("Nobody is named. Choose a contact, or write a name."))
        return cleaned

    def _no_wording(self, kind: str, code: str) -> str:
        known = sorted(language_name(other) for one, other in self.there if one == kind)
        self.lacks_wording = True
        return _(
            "There is no wording of this letter in %(language)s yet. Choose another language (%(known)s), or write the wording first."
        ) % {"language": language_name(code), "known": ", ".join(known)}

    @property
    def addressee(self) -> Addressee | None:
        """Whom the letter goes to as typed; none where it is the contact as it stands in the list."""
        given = self.cleaned_data
        typed = {name: given[name].strip() for name in ("to_name", "to_office", "to_address", "email")}
        if not any(typed.values()):
            return None
        listed = Addressee.of(given["contact"]) if given["contact"] else Addressee("")
        return Addressee(
            name=typed["to_name"] or listed.name,
            office=typed["to_office"] or listed.office,
            address=typed["to_address"] or listed.address,
            email=typed["email"] or listed.email,
        )


class SheetForm(VersionedForm):
    """One letter: its frame, and its blocks in one or two languages beside each other."""

    mark_optional = False

    dated = DayField(label=gettext_lazy("date of the letter"))
    # What the words were when the page was opened, so that only what changed since is told.
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Outgoing
        fields = [
            "to_name",
            "to_office",
            "to_address",
            "email",
            "dated",
            "subject",
            "subject_2",
            "signer",
            "signer_office",
            "signer_office_2",
            "enclosures",
        ]
        widgets = {
            "to_name": _auto(),
            "to_office": _auto(2),
            "to_address": _auto(3),
            "subject": _auto(2),
            "subject_2": _auto(2),
            "signer": _auto(),
            "signer_office": _auto(),
            "signer_office_2": _auto(),
            "enclosures": _auto(2),
        }
        error_messages = {"email": {"invalid": NO_EMAIL}}

    def __init__(self, letter: FileLetter, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, instance=letter.outgoing, **kwargs)
        self.letter, self.blocks = letter, list(letter.blocks.all())
        self.names = {
            "": language_name(letter.outgoing.language),
            "_2": language_name(letter.outgoing.language_2) if letter.outgoing.language_2 else "",
        }
        for block in self.blocks:
            self._add(block)
        if not letter.outgoing.language_2:
            for name in ("subject_2", "signer_office_2"):
                del self.fields[name]
        if letter.kind == Kind.INTENT:
            self._ask_for_the_resolution()
        speak_plainly(self)
        keep_long_words(self)
        self.initial["opened"] = _prints_of(self._stored(letter.outgoing))

    @property
    def _fields(self) -> list[str]:
        return [name for name in super()._fields if name in self.fields]

    def _add(self, block: Block) -> None:
        for ending, language in (
            ("", self.letter.outgoing.language),
            ("_2", self.letter.outgoing.language_2),
        ):
            if language:
                text = getattr(block, f"text{ending}")
                box = long_text(max(2, min(12, len(text) // 60 + 1)), MOST_IN_A_BLOCK)
                box.attrs |= {"dir": "auto", "lang": language}
                self.fields[f"text{ending}-{block.order}"] = forms.CharField(
                    label=f"{block.name}, {self.names[ending]}",
                    initial=text,
                    required=False,
                    max_length=MOST_IN_A_BLOCK,
                    widget=box,
                )
        if block.optional:
            self.fields[f"left_out-{block.order}"] = forms.BooleanField(
                label=_("Leave out"), initial=block.left_out, required=False
            )

    def _ask_for_the_resolution(self) -> None:
        self.fields["resolution"] = forms.CharField(
            label=_("number of the resolution"), initial=self.letter.resolution, required=False, max_length=60
        )
        self.fields["resolved_on"] = PastDayField(
            label=_("adopted on"), initial=self.letter.resolved_on, required=False
        )

    def rows(self) -> list[tuple[Block, list[Any], Any, list[str]]]:
        """The blocks as the page shows them: the texts, the tick where there is one, and what the file says for us."""
        ours, asked = filling.own_words(self.letter.record.proposal), self._asked()
        return [
            (
                block,
                [
                    self[name]
                    for name in (f"text-{block.order}", f"text_2-{block.order}")
                    if name in self.fields
                ],
                self[f"left_out-{block.order}"] if block.optional else None,
                [words for name, words in ours.items() if name in asked.get(block.name, ())],
            )
            for block in self.blocks
        ]

    def _asked(self) -> dict[str, set[str]]:
        """The placeholders of each block, by its name."""
        found: dict[str, set[str]] = {}
        for wording in (self.letter.wording, self.letter.wording_2):
            for block in wording.blocks if wording else ():
                found.setdefault(block["name"], set()).update(filling.PLACEHOLDER.findall(block["text"]))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in {"subject", "subject_2"} & cleaned.keys():
            cleaned[name] = " ".join(cleaned[name].split())
        if not self.errors:
            self._take_over(cleaned)
        return cleaned

    def _take_over(self, cleaned: dict[str, Any]) -> None:
        """Put what was typed into the blocks and the letter; saving is for the action."""
        for block in self.blocks:
            for name in ("text", "text_2", "left_out"):
                if (given := f"{name}-{block.order}") in self.fields:
                    value = cleaned[given]
                    setattr(block, name, value if name == "left_out" else value.strip())
        if self.letter.kind == Kind.INTENT:
            self.letter.resolution = cleaned["resolution"].strip()
            self.letter.resolved_on = cleaned["resolved_on"]
        self.letter.outgoing.body, self.letter.outgoing.body_2 = bodies(self.blocks)
        self.letter.outgoing.parts = parts(self.letter, self.blocks)

    def _refuse_stale(self, current: Versioned) -> None:
        """Say what somebody else changed since this was opened, each at its place; untouched words are not blamed."""
        words = _(
            "Somebody else changed this after you opened it, so yours was not saved. Compare, correct your entries below, and save again."
        )
        self.add_error(None, words)
        now, opened = self._stored(current), self._opened()
        for name, value in now.items():
            typed = str(self[name].data or "").replace("\r\n", "\n").strip()
            if opened.get(name) != _print_of(value) and typed != value:
                self.add_error(name, _("It now reads: %(value)s") % {"value": value or _("nothing")})
        renewed: Any = self.data.copy()  # type: ignore[attr-defined]
        renewed["version"], renewed["opened"] = current.version, _prints_of(now)
        self.data = renewed

    def _stored(self, current: Any) -> dict[str, str]:
        """What stands in the database now, by the name of its field."""
        found = {
            name: value.isoformat() if isinstance(value, dt.date) else str(value or "")
            for name in self._fields
            for value in (getattr(current, name),)
        }
        for block in Block.objects.filter(letter=self.letter):
            for part in ("text", "text_2"):
                if (name := f"{part}-{block.order}") in self.fields:
                    found[name] = getattr(block, part)
        return {name: value.replace("\r\n", "\n").strip() for name, value in found.items()}

    def _opened(self) -> dict[str, str]:
        """The fingerprints of the words that were opened; none where the page did not send them."""
        try:
            sent = json.loads(self.data.get("opened", ""))
        except ValueError:
            return {}
        return sent if isinstance(sent, dict) else {}


def _print_of(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _prints_of(stored: dict[str, str]) -> str:
    return json.dumps({name: _print_of(value) for name, value in stored.items()})


class WordingForm(forms.Form):
    """The subject of a wording, and what was changed."""

    mark_optional = True

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200, widget=_auto(2))
    note = forms.CharField(
        label=gettext_lazy("What was changed, and why"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=32_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self)
        keep_long_words(self)


class WordingBlockForm(forms.Form):
    """One block of a wording."""

    mark_optional = True

    name = forms.CharField(label=gettext_lazy("Name of the block"), max_length=60)
    text = forms.CharField(label=gettext_lazy("Text"), max_length=MOST_IN_A_BLOCK, widget=_auto(4))
    optional = forms.BooleanField(label=gettext_lazy("May be left out"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self)
        keep_long_words(self)


class WordingBlocks(forms.BaseFormSet):
    """The blocks of a wording in their order; one line is always free for a new one."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Place")
        form.fields["ORDER"].widget.attrs["class"] = "numeric width-4"
        form.fields["DELETE"].label = _("Take this block out")

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """What was typed, as a wording keeps it."""
        return [
            {
                "name": " ".join(form.cleaned_data["name"].split()),
                "text": form.cleaned_data["text"].replace("\r\n", "\n").strip(),
                "optional": form.cleaned_data["optional"],
            }
            for form in self.ordered_forms
        ]


BlockFormSet = forms.formset_factory(
    WordingBlockForm,
    formset=WordingBlocks,
    extra=1,
    can_delete=True,
    can_order=True,
    max_num=40,
    absolute_max=60,
)


class CheckedForm(forms.Form):
    who = forms.CharField(
        label=gettext_lazy("Checked by"),
        max_length=200,
        help_text=gettext_lazy("Somebody who speaks the language as their own, with office or organisation."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self)


class NewWordingForm(forms.Form):
    """A kind of letter in a language that has no wording yet."""

    kind = forms.ChoiceField(label=gettext_lazy("Letter"), choices=Kind.choices)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=CHOICES)
