"""The form of the agreement phase, and the one of a resolution."""

from django.utils.translation import gettext_lazy as _

from agreements.agreement import forms
from agreements.agreement.models import AgreementText, OperativeClause, Recital, Resolution
from proposals.proposal.sections import Rows, Section

SECTIONS = [
    Section(
        "text",
        _("Text of the agreement"),
        _("The same agreement in each language it is to be signed in. Council decides on exactly this text."),
        (),
        (Rows("texts", _("Languages"), _("Add another language"), AgreementText, forms.TextForm),),
        never_waived=True,
    ),
    Section("review", _("Legal review"), _("Who read the text as a lawyer, and when."), (forms.ReviewForm,)),
    Section(
        "money", _("Money"), _("Where the money comes from, or that none is asked for."), (forms.MoneyForm,)
    ),
    Section(
        "partner",
        _("Approval over there"),
        _("Who must approve in the other city, and how far that is."),
        (forms.PartnerForm,),
    ),
    Section(
        "request",
        _("Request for decision"),
        _("What is recommended to council, and what council could do instead."),
        (forms.RequestForm,),
    ),
]


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
