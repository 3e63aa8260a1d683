"""The correspondence, section by section, in the words of the guide."""

from django.utils.translation import gettext_lazy as _

from proposals.correspondence import forms
from proposals.correspondence.models import Contact, Goal
from proposals.proposal.sections import Rows, Section

SECTIONS = [
    Section(
        "letter",
        _("Letter of introduction"),
        _(
            "It goes from one mayor to the other, says who we are and why we are interested, and names somebody to turn to."
        ),
        (forms.OpeningForm, forms.LetterForm),
    ),
    Section(
        "contacts",
        _("Contacts on both sides"),
        _(
            "A contact in the mayor’s office and a volunteer contact, there and here: protocol asks for symmetry."
        ),
        (),
        (Rows("contacts", _("Contacts"), _("Add another contact"), Contact, forms.ContactForm),),
    ),
    Section(
        "workplan",
        _("Work plan and first-year budget"),
        _(
            "Short and long-term goals that both sides agreed on, with a target, a date and somebody on each side, and what the first year costs."
        ),
        (forms.BudgetForm,),
        (Rows("goals", _("Goals"), _("Add another goal"), Goal, forms.GoalForm),),
    ),
    Section(
        "counterpart",
        _("Counterpart, test and the will to go on"),
        _(
            "Their committee is confirmed, the waters were tested, and both sides wish to go on to an agreement."
        ),
        (forms.CounterpartForm,),
    ),
]
