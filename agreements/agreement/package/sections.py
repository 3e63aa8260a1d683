"""The request for decision, edited like a section of a form."""

from django.utils.translation import gettext_lazy as _

from agreements.agreement.package import forms
from agreements.agreement.package.models import RequestOption
from proposals.proposal.sections import Rows, Section

REQUEST = Section(
    "request",
    _("Request for decision"),
    _("The report to council. What the file proposed stands in it, and every word can be changed."),
    (
        forms.HeadForm,
        forms.AskedForm,
        forms.GroundsForm,
        forms.MatterForm,
        forms.MoneyForm,
        forms.OutlookForm,
    ),
    (Rows("options", _("What council could do"), _("Add another option"), RequestOption, forms.OptionForm),),
    never_waived=True,
    template="agreement/package_edit.html",
)
