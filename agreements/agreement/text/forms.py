"""Forms of the agreement's text."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.agreement.text.actions import NEEDS_EVIDENCE, STILL_TO_COME
from agreements.agreement.text.models import (
    LANGUAGES,
    LONGEST_CLAUSE,
    Acceptance,
    Clause,
    ClauseComment,
    ClauseKind,
    Side,
    Style,
    TextVersion,
)
from agreements.agreement.text.papers import tag
from proposals.proposal.fields import DayField, keep_long_words, long_text, speak_plainly
from twinning import clock
from twinning.records.rendering import direction
from twinning.records.uploads import UploadField

NAMES = dict(LANGUAGES)


class Plain(forms.Form):
    """A form in our words, which cuts nothing off."""

    mark_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        speak_plainly(self)
        keep_long_words(self)


class ClauseForm(Plain):
    """One clause in all languages of the agreement, side by side."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    kind = forms.ChoiceField(label=gettext_lazy("what it is about"), choices=ClauseKind.choices)
    numbered = forms.BooleanField(label=gettext_lazy("is numbered"), required=False)

    def __init__(self, clause: Clause, languages: Iterable[str], *args: Any, **kwargs: Any) -> None:
        self.clause, self.languages = clause, list(languages)
        stood = {text.language: text for text in clause.texts.all()}
        initial = {"version": clause.version, "kind": clause.kind, "numbered": clause.numbered}
        for language in self.languages:
            text = stood.get(language)
            initial |= {
                f"heading_{language}": text.heading if text else "",
                f"words_{language}": text.words if text else "",
            }
        super().__init__(*args, initial=initial, **kwargs)
        for language in self.languages:
            self._ask(language)
        keep_long_words(self)

    def _ask(self, language: str) -> None:
        written = {"lang": tag(language), "dir": direction(language)}
        facts = {"language": NAMES[language]}
        self.fields[f"heading_{language}"] = forms.CharField(
            label=_("Heading in %(language)s") % facts,
            max_length=200,
            required=False,
            widget=forms.TextInput(attrs=dict(written)),
        )
        self.fields[f"words_{language}"] = forms.CharField(
            label=_("Text in %(language)s") % facts,
            max_length=LONGEST_CLAUSE,
            required=False,
            strip=False,
            widget=forms.Textarea(attrs=written | {"rows": 12}),
        )

    @property
    def tongues(self) -> list[dict[str, Any]]:
        """Heading and text of each language, as the page sets them side by side."""
        return [
            {
                "language": language,
                "name": NAMES[language],
                "heading": self[f"heading_{language}"],
                "words": self[f"words_{language}"],
            }
            for language in self.languages
        ]

    @property
    def texts(self) -> dict[str, tuple[str, str]]:
        given = self.cleaned_data
        return {one: (given[f"heading_{one}"], given[f"words_{one}"]) for one in self.languages}

    @property
    def seen(self) -> int:
        """The version of the clause that the person was looking at; 0, which none has, if the form does not say."""
        return self.cleaned_data.get("version") or 0

    def renew(self, version: int) -> None:
        """Somebody was faster: the next save is made knowingly."""
        renewed: Any = self.data.copy()  # type: ignore[attr-defined]
        renewed["version"] = version
        self.data = renewed


class MinorForm(ClauseForm):
    """A minor edit after council's vote: every language is needed, and who made it, and why."""

    who = forms.CharField(
        label=gettext_lazy("who makes it"),
        max_length=200,
        help_text=gettext_lazy("Name and office of the officer whom council lets make minor edits."),
    )
    why = forms.CharField(
        label=gettext_lazy("what is changed, and why"),
        max_length=280,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"], self.fields["numbered"]
        for language in self.languages:
            self.fields[f"words_{language}"].required = True
            self.fields[f"words_{language}"].error_messages["required"] = _(
                "This language is empty. An edit is made in every language of the agreement."
            )


class AddForm(Plain):
    """Which clause, and how much it says; an empty one is written from nothing."""

    kind = forms.ChoiceField(
        label=gettext_lazy("what it is about"), choices=ClauseKind.choices, initial=ClauseKind.PURPOSE
    )
    style = forms.ChoiceField(
        label=gettext_lazy("taken from the library"),
        choices=[*Style.choices, ("", gettext_lazy("No, an empty clause"))],
        required=False,
        initial=Style.PLAIN,
    )


class FirstDraftForm(Plain):
    """A whole text from the library: how much it says, and in which languages."""

    style = forms.ChoiceField(
        label=gettext_lazy("How much it says"),
        choices=[
            (Style.CEREMONIAL, gettext_lazy("Ceremonial: a few sentences")),
            (Style.PLAIN, gettext_lazy("Plain: about eight clauses")),
            (Style.PRECISE, gettext_lazy("Precise: about sixteen clauses")),
        ],
        widget=forms.RadioSelect,
        initial=Style.PLAIN,
    )

    def __init__(
        self, written: Mapping[str, Iterable[str]], chosen: list[str], *args: Any, **kwargs: Any
    ) -> None:
        """``written``: style → languages in which the library has it. ``chosen``: those of the agreement."""
        super().__init__(*args, **kwargs)
        self.written, self.chosen = written, chosen
        known = {language for languages in written.values() for language in languages}
        if not chosen:
            self.fields["languages"] = forms.MultipleChoiceField(
                label=_("Languages"),
                choices=[(code, name) for code, name in LANGUAGES if code in known],
                widget=forms.CheckboxSelectMultiple,
                initial=["en"],
                help_text=_("The first one is the source of the others. More can be added with the terms."),
                error_messages={"required": _("No language is chosen. Choose at least one.")},
            )

    @property
    def languages(self) -> list[str]:
        return self.chosen or list(self.cleaned_data["languages"])


class FreezeForm(Plain):
    why = forms.CharField(
        label=gettext_lazy("What was changed, and why"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CommentForm(forms.ModelForm):
    """A comment is internal unless its writer says otherwise."""

    class Meta:
        model = ClauseComment
        fields = ["words", "audience"]
        widgets = {"words": long_text(3, 5_000), "audience": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        audience: Any = self.fields["audience"]
        audience.choices = [choice for choice in audience.choices if choice[0]]
        speak_plainly(self)
        keep_long_words(self)


class AcceptForm(forms.ModelForm):
    """When a side said yes, who said it, and what shows it. Only the other side's yes can be given on its behalf, with evidence."""

    mark_optional = True

    on = DayField(
        label=gettext_lazy("accepted on"),
        error_messages={
            "required": gettext_lazy("The day is missing. Give the day on which they accepted it.")
        },
    )
    file = UploadField(label=gettext_lazy("evidence"), required=False)

    class Meta:
        model = Acceptance
        fields = ["way", "on", "person", "words"]
        widgets = {
            "way": forms.RadioSelect,
            "words": long_text(3, 2_000),
            "person": forms.TextInput(attrs={"dir": "auto"}),
        }

    def __init__(self, *args: Any, version: TextVersion, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.version, self.side = version, side
        if side == Side.OURS:
            del self.fields["way"], self.fields["file"]
        else:
            way: Any = self.fields["way"]
            way.choices = [choice for choice in way.choices if choice[0]]
        speak_plainly(self)
        keep_long_words(self)

    def clean_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["on"]
        if on > clock.today():
            raise ValidationError(str(STILL_TO_COME))
        return on

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        behalf = cleaned.get("way") == Acceptance.Way.BEHALF
        if behalf and not cleaned.get("file") and "file" not in self.errors:
            self.add_error("file", str(NEEDS_EVIDENCE))
        return cleaned

    def validate_constraints(self) -> None:
        """The row is made by the action, which looks at all of them under a lock."""


class WordingForm(Plain):
    """A new version of a clause of the library."""

    heading = forms.CharField(
        label=gettext_lazy("Heading"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    words = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
    )
    note = forms.CharField(
        label=gettext_lazy("What was changed, and why"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=32_000)


class NewWordingForm(Plain):
    """Which clause is written next in the library."""

    kind = forms.ChoiceField(label=gettext_lazy("clause"), choices=ClauseKind.choices)
    style = forms.ChoiceField(label=gettext_lazy("style"), choices=Style.choices)
    language = forms.ChoiceField(label=gettext_lazy("language"), choices=LANGUAGES)


class CheckedForm(Plain):
    who = forms.CharField(label=gettext_lazy("who checked it"), max_length=200)
