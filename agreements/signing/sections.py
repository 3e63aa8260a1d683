"""The signing, section by section."""

from django.utils.translation import gettext_lazy as _

from agreements.signing import forms
from proposals.proposal.sections import Section

SECTIONS = [
    Section(
        "signatories",
        _("Who signs"),
        _(
            "Everybody who signs for either side: the name in both scripts, the office as it is called at home and in English, by what authority, and when and where it was signed."
        ),
        never_waived=True,
        page="signing:signatures",
    ),
    Section(
        "ceremony",
        _("Ceremony"),
        _(
            "How the agreement is signed, in which order, with whom. There may be two ceremonies, one in each community."
        ),
        page="signing:ceremonies",
    ),
    Section(
        "copies",
        _("Originals"),
        _("How many originals were signed, in which languages, and who holds each."),
        page="signing:originals",
    ),
    Section(
        "memorandum",
        _("Signed memorandum"),
        _(
            "The scan of the signed original, checked page by page against the text, and issued under the City’s seal."
        ),
        page="signing:memorandum",
    ),
    Section(
        "evaluation",
        _("Date of the evaluation"),
        _(
            "The relationship is evaluated for the first time 6 to 24 months after the last signature. The date is set now, so that it is not forgotten."
        ),
        (forms.EvaluationDateForm,),
        never_waived=True,
        template="signing/ceremony_evaluation.html",
    ),
]
