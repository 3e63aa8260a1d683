"""The agreement phase, section by section."""

from django.utils.translation import gettext_lazy as _

from agreements.agreement import forms
from agreements.agreement.models import AgreementText, Party
from proposals.proposal.sections import Rows, Section

SECTIONS = [
    Section(
        "terms",
        _("Parties, languages and terms"),
        _(
            "What is not prose. The clauses, the resolution and the signing copy take these answers from here."
        ),
        (forms.TermsForm,),
        (
            Rows("texts", _("Languages"), _("Add another language"), AgreementText, forms.LanguageForm),
            Rows("parties", _("Parties"), _("Add another line"), Party, forms.PartyForm),
        ),
        template="agreement/text_terms.html",
    ),
    Section(
        "text",
        _("Text of the agreement"),
        _("Clause by clause, in every language side by side. Council decides on exactly this text."),
        never_waived=True,
        page="agreement:text",
    ),
    Section(
        "agreed",
        _("Text accepted by both sides"),
        _("A version of the text that both sides said yes to. From then on it is locked."),
        page="agreement:versions",
    ),
    Section("review", _("Legal review"), _("Who read the text as a lawyer, and when."), (forms.ReviewForm,)),
    Section(
        "money", _("Money"), _("Where the money comes from, or that none is asked for."), (forms.MoneyForm,)
    ),
    Section(
        "partner",
        _("Approval over there"),
        _("Who must approve in the other city, in which order, and how far that is."),
        page="agreement:partner",
    ),
    Section(
        "request",
        _("Request for decision"),
        _(
            "The report to council, drawn from the file: what is recommended, and what council could do instead."
        ),
        page="agreement:request",
    ),
]
