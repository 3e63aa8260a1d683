"""The planning form, section by section, in the words of the memo."""

from django.utils.translation import gettext_lazy as _

from proposals.planning import forms
from proposals.planning.models import Activity, BudgetLine, InterestedPerson
from proposals.proposal.sections import Rows, Section

SECTIONS = [
    Section(
        "communities",
        _("The two communities and who asks"),
        _(
            "The potential twin community, who sponsors the proposal, and the interested persons in that community and in ours."
        ),
        (forms.CommunityForm, forms.KindForm, forms.SponsorForm),
        (
            Rows(
                "people",
                _("Interested persons"),
                _("Add another person"),
                InterestedPerson,
                forms.InterestedPersonForm,
            ),
        ),
        never_waived=True,
    ),
    Section(
        "purpose",
        _("Purpose and the City’s objectives"),
        _("What the relationship is for, and how it may further the City’s objectives."),
        (forms.PurposeForm,),
        never_waived=True,
    ),
    Section(
        "committee",
        _("Committee and its counterpart"),
        _(
            "The twinning committee’s terms of reference, and confirmation that a commensurate committee exists in the twin."
        ),
        (forms.ProposalCommitteeForm, forms.CommitteeForm),
    ),
    Section(
        "agreement",
        _("Objectives and terms of the agreement"),
        _("What the twinning agreement is to achieve, and on what terms."),
        (forms.AgreementForm,),
    ),
    Section(
        "activities",
        _("Activities and targets"),
        _(
            "Plans for cooperative activities and opportunities, each with a tangible target, a date and somebody who sees to it."
        ),
        (),
        (Rows("activities", _("Activities"), _("Add another activity"), Activity, forms.ActivityForm),),
    ),
    Section(
        "budget",
        _("Budget"),
        _(
            "What the initiative requires, year by year. Twinning incurs costs even if it is limited to hosting each other’s delegations."
        ),
        (),
        (Rows("budget", _("Budget lines"), _("Add another line"), BudgetLine, forms.BudgetLineForm),),
    ),
    Section(
        "review",
        _("Reporting, review and renewal"),
        _("How the activities are reported on, and when the relationship is reviewed and renewed."),
        (forms.ReviewForm,),
    ),
]
