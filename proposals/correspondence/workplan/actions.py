"""Versions of the work plan, and that both sides agree to one (the guide; handbook A5, G4, G5)."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.correspondence.models import Correspondence, PlanAgreement, PlanVersion
from proposals.correspondence.workplan import papers
from proposals.correspondence.workplan.models import IN_SECOND, as_written_now, content
from proposals.lifecycle import MoveRefused, lock, require_reason
from proposals.proposal.models import Proposal, SectionState, unless
from twinning import clock
from twinning.accounts.models import User
from twinning.records import history, uploads
from twinning.records.claims import claim
from twinning.records.templatetags.house import day

history.sentences(
    {
        "workplan.version": gettext_lazy("Made version %(number)d of the work plan"),
        "workplan.agreed_here": gettext_lazy("Recorded that our side agreed to version %(number)d of the work plan"),
        "workplan.agreed_there": gettext_lazy(
            "Recorded that the other side agreed to version %(number)d of the work plan"
        ),
        "workplan.accepted_there": gettext_lazy(
            "Accepted version %(number)d of the work plan on behalf of the other side, with evidence"
        ),
        "workplan.withdrawn_here": gettext_lazy("Took back that our side agreed to version %(number)d of the work plan"),
        "workplan.withdrawn_there": gettext_lazy(
            "Took back that the other side agreed to version %(number)d of the work plan"
        ),
    }
)  # fmt: skip

Side, Way = PlanAgreement.Side, PlanAgreement.Way

LONG_AGO = dt.timedelta(days=5 * 365 + 2)
STILL_TO_COME = gettext_lazy("This day is still to come. Give the day on which it happened.")
NEEDS_EVIDENCE = gettext_lazy(
    "What is accepted on their behalf needs evidence. Attach the letter, the e-mail or the minutes."
)
OURS_IS_SAID = gettext_lazy("Our own side is not accepted on its behalf. Record who agreed here, and when.")


# -- versions ----------------------------------------------------------------------------------


def lacks_for_a_version(record: Correspondence) -> list[str]:
    """What the draft still needs before it can be a version; a reason why no plan is needed makes none of it.

    The budget's day is left to the gate: it is often agreed along with the version itself.
    """
    words = record.lacks_goals() + record.lacks_budget() + _lacks_of_a_draft(record)
    state = SectionState.objects.of(record.proposal, record.phase).get("workplan")  # type: ignore[attr-defined]
    if state is not None and state.typed:
        words.append(_("Something typed in the draft is not saved yet, because an answer needs correcting."))
    return words


def _lacks_of_a_draft(record: Correspondence) -> list[str]:
    """What hinders a new version and no old one: days that have passed, and words in a language that nobody named."""
    goals, today = list(record.goals.all()), clock.today()
    words = [
        _("“%(goal)s”: its day has passed. Give a day that is still to come.") % {"goal": goal.title[:60]}
        for goal in goals
        if goal.due_on is not None and goal.due_on < today
    ]
    second = record.budget_terms_2 or any(getattr(goal, name) for goal in goals for name in IN_SECOND)
    return words + unless(
        record.plan_language_2 or not second,
        _("Something is written in a second language. Choose which one, at the top of the draft."),
    )


@transaction.atomic
def make_version(proposal: Proposal, *, by: User) -> PlanVersion:
    """Freeze the draft as the next version, with its paper; both sides agree to that one anew.

    Raises ``MoveRefused`` while the draft is incomplete, or says what the newest version says.
    """
    lock(proposal)
    record = Correspondence.of(proposal)
    if missing := lacks_for_a_version(record):
        raise MoveRefused(missing)
    newest, now = record.plans.first(), content(record)
    if newest is not None and as_written_now(newest.content) == now:
        raise MoveRefused(
            _(
                "The draft says what version %(number)d says, so there is nothing new to agree to. Change the draft first."
            )
            % {"number": newest.number}
        )
    number = newest.number + 1 if newest else 1
    plan = PlanVersion.objects.create(record=record, number=number, content=now, by=by)
    history.record(proposal, "workplan.version", by=by, number=number, plan=plan.pk)
    plan.document = papers.work_plan(plan, by=by).document
    plan.save(update_fields=["document"])
    return plan


# -- agreement ---------------------------------------------------------------------------------


def refuse_unless_open(plan: PlanVersion, side: str) -> None:
    """Whether a side can agree to this version now. Raises ``MoveRefused`` with the reasons why not."""
    record = plan.record
    newest = record.plans.first()
    if newest is not None and newest.number != plan.number:
        raise MoveRefused(
            _("Version %(old)d was replaced by version %(new)d. Have both sides agree to version %(new)d.")
            % {"old": plan.number, "new": newest.number}
        )
    standing = plan.agreements.filter(side=side, withdrawn_at=None).first()
    if standing is not None:
        raise MoveRefused(_already(standing))
    if missing := record.lacks_line():
        raise MoveRefused(
            [_("The line of communication is not open yet, so nobody can have agreed."), *missing]
        )


def _already(standing: PlanAgreement) -> str:
    facts = {"number": standing.plan.number, "day": day(standing.on)}
    if standing.side == Side.HERE:
        words = _("Our side agreed to version %(number)d on %(day)s. Take that back first if it was not so.")
    else:
        words = _(
            "The other side agreed to version %(number)d on %(day)s. Take that back first if it was not so."
        )
    return words % facts


def why_not_on(plan: PlanVersion, on: dt.date) -> str:
    """Why a side cannot have agreed on this day; nothing if it can.

    A plan may be agreed on paper, or at a meeting, before it is made a version here.
    """
    if on > clock.today():
        return str(STILL_TO_COME)
    made = timezone.localdate(plan.at)
    if made - on > LONG_AGO:
        return _(
            "This day is more than five years before version %(number)d was made, on %(day)s. Correct the year, or have both sides agree anew."
        ) % {"number": plan.number, "day": day(made)}
    return ""


@transaction.atomic
def agree(
    plan: PlanVersion,
    *,
    side: str,
    on: dt.date,
    channel: str,
    words: str,
    by: User,
    evidence: Any = None,
    way: str = Way.AGREED,
) -> PlanAgreement:
    """Record that one side agreed to the newest version; ``evidence`` is a file that somebody gave us.

    Raises ``MoveRefused`` for an older version, a side that has agreed already, or
    while the line of communication is not open (G4); ``ValidationError`` for a day
    that cannot be, and for what is accepted on their behalf without evidence.
    """
    proposal = plan.record.proposal
    lock(proposal)
    refuse_unless_open(plan, side)
    if why_not := why_not_on(plan, on):
        raise ValidationError(why_not)
    if way == Way.ACCEPTED and side == Side.HERE:
        raise ValidationError(str(OURS_IS_SAID))
    if way == Way.ACCEPTED and evidence is None:
        raise ValidationError(str(NEEDS_EVIDENCE))
    agreement = PlanAgreement(
        plan=plan, side=side, way=way, channel=channel, on=on, words=words.strip(), by=by,
        evidence=None if evidence is None else uploads.accept(evidence, by=by),
    )  # fmt: skip
    agreement.full_clean(exclude=["evidence"])  # looked at above, with words of its own
    agreement.save(force_insert=True)
    verb = f"workplan.{'accepted' if way == Way.ACCEPTED else 'agreed'}_{side}"
    history.record(
        proposal, verb, by=by, number=plan.number, plan=plan.pk, agreement=agreement.pk, on=on, channel=channel
    )  # fmt: skip
    return agreement


@transaction.atomic
def withdraw(agreement: PlanAgreement, *, why: str, by: User) -> None:
    """Take back, with the reason, that a side agreed; what was recorded stays readable.

    Raises ``MoveRefused`` without a reason, or if somebody took it back already.
    """
    require_reason(why)
    proposal = agreement.plan.record.proposal
    lock(proposal)
    standing = PlanAgreement.objects.filter(pk=agreement.pk, withdrawn_at=None)
    if not claim(standing, withdrawn_at=clock.now()):
        raise MoveRefused(_("Somebody else has taken this back already. Look at the page again."))
    history.record(
        proposal,
        f"workplan.withdrawn_{agreement.side}",
        by=by,
        remark=why,
        number=agreement.plan.number,
        agreement=agreement.pk,
    )
