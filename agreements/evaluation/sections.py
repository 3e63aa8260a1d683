"""The evaluation, section by section."""

from django.utils.translation import gettext_lazy as _

from agreements.evaluation import forms
from agreements.evaluation.models import Result
from proposals.proposal.sections import Rows, Section

SECTIONS = [
    Section(
        "plan",
        _("What is evaluated"),
        _("The time that is looked at, and what is to be found out."),
        (forms.PlanForm,),
    ),
    Section(
        "done",
        _("Activities and results"),
        _("What took place, beside what was planned. An activity that did not take place belongs here too."),
        (),
        (Rows("results", _("Activities"), _("Add another activity"), Result, forms.ResultForm),),
        template="evaluation/done.html",
    ),
    Section(
        "findings",
        _("Findings"),
        _(
            "What was found, by whom and when; how both communities see it; what it cost and what was learned."
        ),
        (forms.FindingsForm,),
        never_waived=True,
    ),
    Section(
        "recommendation",
        _("Recommendation"),
        _("What council is advised to decide, and why."),
        (forms.RecommendationForm,),
        never_waived=True,
    ),
]
