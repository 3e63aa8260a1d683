"""The research, section by section, in the words of the memo and its guide."""

from django.utils.translation import gettext_lazy as _

from proposals.proposal.sections import Rows, Section
from proposals.research import forms
from proposals.research.models import ExistingPartner, Fact

SECTIONS = [
    Section(
        "facts",
        _("Facts about the community"),
        _(
            "The seven points in which communities should look for similarities, each with its source, and the partners it has already."
        ),
        (forms.PopulationForm, forms.PartnersForm),
        (
            Rows(
                "existing",
                _("Existing partners, one by one"),
                _("Add another partner"),
                ExistingPartner,
                forms.ExistingPartnerForm,
            ),
            Rows("facts", _("What is known"), _("Add another fact"), Fact, forms.FactForm),
        ),
    ),
    Section(
        "measures",
        _("Costs and benefits"),
        _(
            "The five measures by which a twinning is weighed, each in words and with a rating. No sum is made of them: a person decides."
        ),
        (forms.MeasuresForm,),
    ),
    Section(
        "diligence",
        _("Due diligence"),
        _(
            "The political climate and the advisories: when they were checked, by whom, where, and what was found."
        ),
        (forms.DiligenceForm,),
    ),
    Section(
        "choice",
        _("The choice"),
        _("Why this community and no other, and what staff recommend."),
        (forms.ChoiceForm,),
        # Nobody remembers why a city was chosen unless it is written down at the time (handbook E1).
        never_waived=True,
    ),
]
