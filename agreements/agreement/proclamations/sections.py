"""The draft of a proclamation, edited like a section of a form."""

from django.utils.translation import gettext_lazy as _

from agreements.agreement.proclamations import forms
from agreements.agreement.proclamations.models import Proclamation, ProclamationRecital
from proposals.proposal.sections import Rows, Section


def of_proclamation(proclamation: Proclamation) -> Section:
    """The draft of one proclamation, edited like a section of a form."""
    return Section(
        f"proclamation-{proclamation.pk}",
        _("Draft of a proclamation"),
        _(
            "The fixed words of a proclamation come by themselves. Everything here was proposed from the file and can be changed."
        ),
        (forms.MatterForm, forms.SecondForm, forms.SignForm, forms.TheirsForm),
        (
            Rows(
                "recitals",
                _("Reasons (Whereas)"),
                _("Add another reason"),
                ProclamationRecital,
                forms.ReasonForm,
            ),
        ),
        never_waived=True,
        template="agreement/proclamation_edit.html",
    )
