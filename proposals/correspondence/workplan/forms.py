"""The form in which it is recorded that a side agreed to a version of the work plan."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from proposals.correspondence.models import PlanAgreement, PlanVersion
from proposals.correspondence.rooms import Grouped
from proposals.correspondence.workplan.actions import NEEDS_EVIDENCE, why_not_on
from proposals.proposal.fields import DayField, keep_long_words, long_text, speak_plainly
from twinning.records.uploads import UploadField


class AgreeForm(Grouped, forms.ModelForm):
    """When and how one side agreed, who said so, and what shows it.

    Only for the other side it can be accepted on its behalf, and then with evidence.
    """

    mark_optional = True

    on = DayField(
        label=gettext_lazy("agreed on"),
        help_text=gettext_lazy(
            "The day on which they agreed, on paper or at a meeting; it may be before the day of the version here."
        ),
        error_messages={"required": gettext_lazy("The day is missing. Give the day on which they agreed.")},
    )
    file = UploadField(label=gettext_lazy("evidence"), required=False)

    class Meta:
        model = PlanAgreement
        fields = ["way", "on", "channel", "words"]
        widgets = {"way": forms.RadioSelect, "words": long_text(3, 1_000)}
        error_messages = {
            "words": {
                "required": gettext_lazy(
                    "This is missing. Say who agreed and what shows it, such as the minutes of that day."
                )
            }
        }

    def __init__(self, *args: Any, plan: PlanVersion, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan, self.side = plan, side
        if side == PlanAgreement.Side.HERE:
            del self.fields["way"]
        keep_long_words(self)
        speak_plainly(self)

    @property
    def grouping(self) -> Any:  # type: ignore[override]
        asked = [name for name in ("way", "on", "channel", "words", "file") if name in self.fields]
        return ((gettext_lazy("Who agreed, when and how"), asked),)

    @property
    def way(self) -> str:
        return self.cleaned_data.get("way") or PlanAgreement.Way.AGREED

    def clean_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["on"]
        if why_not := why_not_on(self.plan, on):
            raise ValidationError(why_not)
        return on

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        accepted = cleaned.get("way") == PlanAgreement.Way.ACCEPTED
        if accepted and not cleaned.get("file") and "file" not in self.errors:
            self.add_error("file", NEEDS_EVIDENCE)
        return cleaned
