"""What council’s room answers to the phases that build on its decisions."""

from typing import Any

from django.utils.translation import gettext as _

from agreements.agreement.council import gate
from agreements.agreement.council.models import PartnerStep
from proposals.proposal.facts import answer
from proposals.proposal.models import Proposal
from twinning.records.templatetags.house import day


@answer("may_sign")
def may_sign(proposal: Proposal) -> list[str]:
    """What forbids signing now; nothing if it may be signed."""
    return gate.may_sign(proposal)


@answer("sign_warnings")
def sign_warnings(proposal: Proposal) -> list[str]:
    """What should be so before anybody signs, and is not."""
    return gate.sign_warnings(proposal)


@answer("conditions_before_signing")
def conditions_before_signing(proposal: Proposal) -> list[str]:
    """Conditions of council that are not met yet and must be before anybody signs."""
    return gate.conditions_before_signing(proposal)


@answer("partner_path")
def partner_path(proposal: Proposal) -> list[dict[str, Any]]:
    """Who approves over there, in their order, and how far that is in words."""
    return [
        {
            "body": step.body,
            "what": str(step.get_what_display()),
            "required": step.required,
            "after": step.comes_after,
            "done": step.is_done,
            "words": in_words(step),
        }
        for step in PartnerStep.objects.filter(record__proposal=proposal)
    ]


def in_words(step: PartnerStep) -> str:
    """How far a step over there is: done, or what is waited for."""
    if step.done_on:
        words = _("Done on %(day)s") % {"day": day(step.done_on)}
        return f"{words}, {step.reference}" if step.reference else words
    if step.is_late and step.expected_on:
        return _("Was expected on %(day)s and is not there yet. Ask after it.") % {
            "day": day(step.expected_on)
        }
    if step.expected_on:
        return _("Expected on %(day)s") % {"day": day(step.expected_on)}
    if step.comes_after:
        return _("Due once both sides have signed")
    return _("No day is known. Ask when it can be expected.")
