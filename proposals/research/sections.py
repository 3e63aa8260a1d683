"""The research, section by section, in the words of the memo and its guide."""

from django.utils.translation import gettext_lazy as _

from proposals.proposal.sections import Section
from proposals.research import forms

SECTIONS = [
    Section(
        "candidates",
        _("Candidates"),
        _("Who is considered, how each came up, and why one is chosen and the others are not."),
        page="research:candidates",
        # Nobody remembers why a city was chosen unless it is written down at the time (handbook E1).
        never_waived=True,
    ),
    Section(
        "facts",
        _("Facts side by side"),
        _("The points in which communities should look for similarities, each with its year and its source."),
        page="research:facts",
    ),
    Section(
        "partners",
        _("Existing twinnings"),
        _("Which partners the community has already, and where that is known from."),
        (forms.PartnersForm,),
    ),
    Section(
        "diligence",
        _("Stability and due diligence"),
        _(
            "The political climate and the advisories: when they were checked, by whom, where, and what was found."
        ),
        (forms.DiligenceForm,),
        # Before council and before signing somebody looks again; what was never looked at nobody would ask for.
        never_waived=True,
        template="research/diligence.html",
    ),
    Section(
        "measures",
        _("The five measures"),
        _("What speaks for the relationship and what it costs, scored and said in words. A person decides."),
        page="research:measures",
    ),
    Section(
        "choice",
        _("Recommendation"),
        _("What staff recommend to the CAO, and on what conditions."),
        (forms.RecommendationForm,),
        never_waived=True,
    ),
]
