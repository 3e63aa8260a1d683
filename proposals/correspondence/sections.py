"""The correspondence, section by section, in the words of the guide."""

from django.utils.translation import gettext_lazy as _

from proposals.correspondence import forms
from proposals.correspondence.models import Goal
from proposals.proposal.sections import Rows, Section

SECTIONS = [
    Section(
        "letter",
        _("Letter of introduction"),
        _(
            "It goes from one mayor to the other, says who we are and why we are interested, and names somebody to turn to. Where they wrote to us, or we met at a visit, choose that below and say how it came about: then no letter is needed."
        ),
        (forms.OpeningForm, forms.LetterForm),
        never_waived=True,
    ),
    Section(
        "contacts",
        _("Contacts on both sides"),
        _(
            "A contact in the mayor’s office and a volunteer contact, there and here: protocol asks for symmetry."
        ),
        page="correspondence:contacts",
    ),
    Section(
        "counterpart",
        _("Committees and their counterparts"),
        _("Who carries the relationship here, who there, and that they confirmed it."),
        page="correspondence:mirror",
    ),
    Section(
        "waters",
        _("Testing the waters"),
        _("A small programme or a visit before either side binds itself, and what came of it."),
        page="correspondence:waters",
    ),
    Section(
        "workplan",
        _("Work plan and first-year budget"),
        _(
            "Short and long-term goals, each with a number to reach, a date and somebody on each side, and what the first year costs."
        ),
        (forms.LanguageForm, forms.BudgetForm),
        (Rows("goals", _("Goals"), _("Add another goal"), Goal, forms.GoalForm),),
        template="correspondence/workplan_section.html",
    ),
    Section(
        "agreed",
        _("Work plan agreed by both sides"),
        _("A version of the work plan that both sides said yes to. It becomes the annex of the agreement."),
        page="correspondence:workplan",
    ),
    Section(
        "going_on",
        _("The will to go on"),
        _("Both sides wish to go on to an agreement."),
        (forms.GoingOnForm,),
    ),
]
