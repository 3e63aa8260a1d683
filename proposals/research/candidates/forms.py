"""Deciding about several candidates at once, and choosing one."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.lifecycle import REASON_MISSING
from proposals.proposal import portfolio
from proposals.proposal.fields import long_text
from proposals.proposal.models import Candidate
from proposals.research.candidates.actions import BEYOND_MISSING, DECIDED


class DecideForm(forms.Form):
    """What becomes of the candidates that are ticked.

    A tick says which candidate and where it stood when the page was made: a
    decision never lands on what somebody else has decided in the meantime.
    """

    candidates = forms.MultipleChoiceField(
        label=gettext_lazy("candidates"),
        error_messages={
            "required": gettext_lazy("No candidate is ticked. Tick those that the decision is about."),
            "invalid_choice": gettext_lazy(
                "Somebody else has decided on one of these in the meantime, or it is not on this list. Look at the list again, then tick anew."
            ),
        },
    )
    standing = forms.ChoiceField(
        label=gettext_lazy("what becomes of those ticked"),
        choices=[
            (standing, standing.label)
            for standing in (Candidate.Standing.SHORT, Candidate.Standing.LONG, Candidate.Standing.NOT_CHOSEN)
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("It is not said what becomes of them. Choose one of the three.")
        },
    )
    why = forms.CharField(
        label=gettext_lazy("reason"),
        help_text=gettext_lazy(
            "Needed for “not chosen”, and to take back a decision. It stays readable for ever, beside each of those ticked."
        ),
        max_length=5_000,
        required=False,
        widget=long_text(3, 5_000),
    )

    def __init__(self, *args: Any, listed: Iterable[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listed = {tick(candidate): candidate for candidate in listed}
        self.fields["candidates"].choices = [(value, str(one)) for value, one in self.listed.items()]  # type: ignore[attr-defined]

    @property
    def ticked(self) -> set[str]:
        """The ticks as they were sent, to be shown again."""
        return set(self.data.getlist("candidates")) if self.is_bound else set()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        ticked = [self.listed[value] for value in cleaned.get("candidates", [])]
        needed = cleaned.get("standing") == Candidate.Standing.NOT_CHOSEN or any(
            one.standing in DECIDED for one in ticked
        )
        if needed and not cleaned.get("why") and "why" not in self.errors:
            self.add_error("why", REASON_MISSING)
        return cleaned

    @property
    def meant(self) -> list[Candidate]:
        return [self.listed[value] for value in self.cleaned_data["candidates"]]


def tick(candidate: Candidate) -> str:
    return f"{candidate.pk}:{candidate.standing}"


class ChooseForm(forms.Form):
    """Why this candidate, and where it stood when the page was made; beyond a limit of the policy also why that."""

    why = forms.CharField(
        label=gettext_lazy("why this community"),
        help_text=gettext_lazy("It stands in the research report, and stays readable for ever."),
        max_length=5_000,
        widget=long_text(4, 5_000),
        error_messages={"required": REASON_MISSING},
    )
    beyond = forms.CharField(
        label=gettext_lazy("why the City goes beyond the limit"),
        max_length=5_000,
        widget=long_text(3, 5_000),
        error_messages={"required": BEYOND_MISSING},
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, candidate: Candidate) -> None:
        super().__init__(data, initial={"seen": candidate.standing})
        self.candidate = candidate
        reached = portfolio.reached(candidate.proposal, candidate.community)
        if reached:
            self.fields["beyond"].help_text = " ".join(reached)
        else:
            del self.fields["beyond"]

    def clean_seen(self) -> str:
        seen = str(self.cleaned_data["seen"])
        if seen != self.candidate.standing:
            raise ValidationError(
                _("Somebody else has decided on %(name)s in the meantime. Look at where it stands now.")
                % {"name": self.candidate}
            )
        return seen
