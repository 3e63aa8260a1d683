"""The draft of a resolution, edited like a section of a form."""

from django.utils.translation import gettext_lazy as _

from agreements.agreement.council import forms
from agreements.agreement.council.models import OperativeClause, Recital, Resolution
from proposals.proposal.sections import Rows, Section


def of_resolution(resolution: Resolution) -> Section:
    """The draft of one resolution, edited like a section of a form."""
    return Section(
        f"resolution-{resolution.pk}",
        _("Draft of a resolution"),
        _(
            "The reasons in their order, then what council decides. Everything here was proposed from the file and can be changed."
        ),
        (forms.ResolutionForm,),
        (
            Rows("recitals", _("Reasons (Whereas)"), _("Add another reason"), Recital, forms.RecitalForm),
            Rows(
                "operatives", _("Decisions"), _("Add another decision"), OperativeClause, forms.OperativeForm
            ),
        ),
        never_waived=True,
    )
