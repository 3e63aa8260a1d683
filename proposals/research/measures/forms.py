"""The page of one assessment: a form for each measure of its policy, and the lines of evidence."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.proposal.fields import long_text
from proposals.proposal.models import Attachment
from proposals.proposal.sections import Rows, Section
from proposals.research.comparison.models import DataPoint
from proposals.research.measures.actions import section_name
from proposals.research.measures.models import Assessment, Evidence, Score
from twinning.municipality.policy import Measure, Policy

FEW = 10
"""Scales of at most this many steps are shown as choices, longer ones as a box for a number."""


def scale_in_words(policy: Policy) -> str:
    """Both ends of the scale and what they mean."""
    return _("from %(lowest)d (%(lowest_words)s) to %(highest)d (%(highest_words)s)") % {
        "lowest": policy.scale_lowest,
        "lowest_words": policy.lowest_words,
        "highest": policy.scale_highest,
        "highest_words": policy.highest_words,
    }


def score_field(policy: Policy) -> forms.Field:
    """A score on the policy's scale and nothing else."""
    off_scale = _("This score is not on the scale. Choose a whole number %(scale)s.") % {
        "scale": scale_in_words(policy)
    }
    steps = range(policy.scale_lowest, policy.scale_highest + 1)
    if len(steps) <= FEW:
        ends = {policy.scale_lowest: policy.lowest_words, policy.scale_highest: policy.highest_words}
        choices = [(step, f"{step} – {ends[step]}" if step in ends else str(step)) for step in steps]
        return forms.TypedChoiceField(
            label=_("score"),
            choices=[("", _("No score yet")), *choices],
            coerce=int,
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": off_scale},
        )
    return forms.IntegerField(
        label=_("score"),
        min_value=policy.scale_lowest,
        max_value=policy.scale_highest,
        required=False,
        help_text=scale_in_words(policy),
        widget=forms.TextInput(attrs={"class": "numeric width-4", "inputmode": "numeric"}),
        error_messages={"invalid": off_scale, "min_value": off_scale, "max_value": off_scale},
    )


class ScoreForm(forms.ModelForm):
    """One measure; a class of its own is made for each, see ``form_for``."""

    measure: ClassVar[Measure]
    title: ClassVar[str]

    class Meta:
        model = Score
        fields = ["score", "narrative", "waiver"]
        widgets = {
            "narrative": long_text(4),
            "waiver": forms.TextInput(attrs={"data-maxlength": 1_000}),
        }
        help_texts = {
            "waiver": gettext_lazy(
                "Only where this measure says nothing here; it then needs neither score nor words."
            )
        }

    @classmethod
    def target(cls, record: Assessment) -> Score:
        """The row of this measure."""
        return next(
            score
            for score in record.scores.all()  # type: ignore[attr-defined]
            if score.measure_id == cls.measure.pk
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["score"] = score_field(self.measure.policy)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("waiver") and cleaned.get("score") is not None:
            self.add_error(
                "waiver",
                _(
                    "This measure has a score and a reason to leave it out. Take back the score, or empty the reason."
                ),
            )
        return cleaned


def form_for(measure: Measure) -> type[ScoreForm]:
    """The form for one measure; its code tells its fields from those of the others."""
    return type(
        "ScoreForm", (ScoreForm,), {"measure": measure, "title": measure.title, "prefix": measure.code}
    )


class EvidenceForm(forms.ModelForm):
    """One line of evidence; what can be chosen is what this file holds."""

    class Meta:
        model = Evidence
        fields = ["measure", "words", "attachment", "data_point"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (rows, labels) in _offered(self.instance.record).items():
            field: Any = self.fields[name]
            # The list is read once for all lines; what is sent is looked up in the rows.
            field.queryset = rows
            field.choices = [("", _("Choose…") if field.required else _("None")), *labels]


def _offered(record: Assessment) -> dict[str, tuple[QuerySet[Any], list[tuple[int, str]]]]:
    """Measures, files and values that evidence may name, with their labels."""
    if not hasattr(record, "_offered"):
        # What was corrected since stays what a line rests on, until somebody chooses anew.
        named = record.evidence.exclude(data_point=None).values("data_point")  # type: ignore[attr-defined]
        points = (
            DataPoint.objects.ever_of(None, record.candidate.community)
            .filter(Q(withdrawn_at=None) | Q(pk__in=named))
            .select_related("community")
        )
        kept: dict[str, QuerySet[Any]] = {
            "measure": record.policy.measures.all(),
            "attachment": Attachment.objects.filter(proposal=record.proposal, removed_at=None),
            "data_point": points,
        }
        record._offered = {  # type: ignore[attr-defined]
            name: (rows, [(row.pk, _label(row)) for row in rows]) for name, rows in kept.items()
        }
    return record._offered  # type: ignore[attr-defined, no-any-return]


def _label(row: Any) -> str:
    if isinstance(row, DataPoint):
        whose = row.community or _("Ours")
        words = f"{whose} · {row}"[:120]
        return _("%(value)s (no longer stands)") % {"value": words} if row.withdrawn_at else words
    return str(row)


def section_of(assessment: Assessment) -> Section:
    """The page of one assessment, as the section machinery fills it in."""
    measures = [score.measure for score in assessment.scores.all()]  # type: ignore[attr-defined]
    return Section(
        section_name(assessment),
        _("The five measures"),
        forms=tuple(form_for(measure) for measure in measures),
        rows=(
            Rows(
                "evidence",
                gettext_lazy("What the scores rest on"),
                gettext_lazy("Add evidence"),
                Evidence,
                EvidenceForm,
            ),
        ),
        never_waived=True,
        template="research/assess.html",
    )
