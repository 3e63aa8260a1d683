"""The signing, section by section."""

from django.utils.translation import gettext_lazy as _

from agreements.signing import forms
from agreements.signing.models import Ceremony, Signature
from proposals.proposal.sections import Rows, Section

SECTIONS = [
    Section(
        "signatories",
        _("Who signs"),
        _(
            "Everybody who signs for either side: the name in both scripts, the office as it is called at home and in English, and the date and place once it is signed."
        ),
        (),
        (Rows("signatures", _("Signatures"), _("Add another signature"), Signature, forms.SignatureForm),),
        never_waived=True,
    ),
    Section(
        "ceremony",
        _("Ceremony"),
        _("How the agreement is signed. There may be two ceremonies, one in each community."),
        (),
        (Rows("ceremonies", _("Ceremonies"), _("Add another ceremony"), Ceremony, forms.CeremonyForm),),
    ),
    Section(
        "copies",
        _("Originals and copies"),
        _("How many originals there are, who holds them and where the agreement is registered."),
        (forms.CopiesForm,),
    ),
    Section(
        "evaluation",
        _("Date of the evaluation"),
        _(
            "The relationship is evaluated for the first time 6 to 24 months after the last signature. The date is set now, so that it is not forgotten."
        ),
        (forms.EvaluationDateForm,),
        never_waived=True,
    ),
]
