"""How a recommendation travels from tier to tier. Refusals are ``ValidationError`` in words; every verb leaves an event."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from committees.meetings.models import Meeting
from committees.recommendations.models import (
    NEEDS_REASON,
    Recommendation,
    Step,
    TierDecision,
    Verdict,
    council,
)
from committees.register.models import Committee
from twinning import clock
from twinning.municipality.numbering import next_number
from twinning.municipality.versions import labels
from twinning.records import history
from twinning.records.claims import claim
from twinning.records.templatetags.house import day

NUMBERS = "R {yyyy}-{seq}"

State = Recommendation.State

history.sentences(
    {
        "recommendation.begun": gettext_lazy("Began the recommendation"),
        "recommendation.amended": gettext_lazy("Changed: %(fields)s"),
        "recommendation.decided": gettext_lazy("Noted what a tier decided on %(on)s: %(decision)s"),
    }
)


class Next:
    """Stands for the tier that follows by the rules, where nobody names another."""


NEXT = Next()


@dataclass(frozen=True)
class Said:
    """What a tier decided: the wording in full, the day, and where that was."""

    wording: str
    on: dt.date
    meeting: Meeting | None = None
    resolution: str = ""
    reason: str = ""


# -- beginning ------------------------------------------------------------------------------


@transaction.atomic
def begin(recommendation: Recommendation, *, about: models.Model | None = None, by: Any) -> None:
    """Begin a recommendation in its committee, where it lies until that committee decides."""
    committee = Committee.objects.select_for_update().get(pk=recommendation.origin_id)
    _require_standing(committee, clock.today())
    _require_begun(recommendation.begun_on)
    recommendation.number = next_number("recommendation", NUMBERS, recommendation.begun_on)
    recommendation.lies_since = recommendation.begun_on
    recommendation.at, recommendation.state = committee, State.UNDER_WAY
    recommendation.subject = about
    recommendation.save(force_insert=True)
    history.record(recommendation, "recommendation.begun", by=by, committee=committee.pk)


@transaction.atomic
def amend(
    recommendation: Recommendation,
    *,
    seen: int,
    fields: Iterable[str],
    about: models.Model | None,
    by: Any,
) -> None:
    """Change what nobody has decided on yet; afterwards the wording is changed by the tiers alone."""
    stored = _lock(recommendation)
    if stored.decisions.exists():
        raise ValidationError(
            _(
                "A tier has decided on this wording. Change it together with the next decision, where both stay readable."
            )
        )
    fields = list(fields)
    if about != stored.subject:
        recommendation.subject = about
        fields += ["content_type", "object_id"]
    if "begun_on" in fields:
        _require_begun(recommendation.begun_on)
        recommendation.lies_since = recommendation.begun_on
        fields.append("lies_since")
    if not fields:
        return
    recommendation.save_if_unchanged(seen=seen, fields=fields)
    told = [name for name in fields if name not in ("object_id", "lies_since")]
    history.record(recommendation, "recommendation.amended", by=by, fields=labels(Recommendation, told))


def _require_begun(on: dt.date) -> None:
    if on > clock.today():
        raise ValidationError(
            {"begun_on": _("This day is still to come. Give the day on which it was brought up.")}
        )


# -- what fits -----------------------------------------------------------------------------------


def steps(recommendation: Recommendation) -> list[Step]:
    """Everything that may be done where it lies now, the way forward first."""
    if not recommendation.is_open:
        return []
    here = recommendation.at
    return [
        *_onward(here),
        *_back(recommendation),
        Step(Verdict.NOTED, here, to=here, to_council=here is None),
        Step(Verdict.WITHDRAWN, recommendation.origin),
    ]


def _onward(here: Committee | None) -> list[Step]:
    """Up to the tier above; at the top a decision. What a top of ours does not decide goes to council."""
    if here is not None and here.parent is not None:
        return [Step(Verdict.RECOMMENDED, here, to=here.parent)]
    onward = []
    if here is None or decides_itself(here):
        onward = [Step(Verdict.ADOPTED, here), Step(Verdict.DECLINED, here)]
    if here is not None and not _is_theirs_alone(here):
        onward.append(Step(Verdict.RECOMMENDED, here, to_council=True))
    return onward


def decides_itself(committee: Committee) -> bool:
    """Whether a committee is the top of its tiers and decides: a coordination council, or a top of others.

    Every other one of ours advises council, and so does a joint one.
    """
    return committee.parent is None and (
        committee.kind == Committee.Kind.COORDINATION or _is_theirs_alone(committee)
    )


def _is_theirs_alone(committee: Committee) -> bool:
    """Whether our council has nothing to do with it."""
    return committee.side == Committee.Side.THEIRS or committee.is_of_others


def _back(recommendation: Recommendation) -> list[Step]:
    """Down to the tier that sent it here; where it began there is none below."""
    below = tier_below(recommendation)
    return [Step(Verdict.RETURNED, recommendation.at, to=below)] if below else []


def tier_below(recommendation: Recommendation) -> Committee | None:
    """The committee whose recommendation brought it where it lies: each return takes the last one off."""
    way: list[Committee] = []
    for made in recommendation.decisions.select_related("committee"):
        if made.decision == Verdict.RECOMMENDED and made.committee is not None:
            way.append(made.committee)
        elif made.decision == Verdict.RETURNED:
            way.pop()
    return way[-1] if way else None


# -- deciding ------------------------------------------------------------------------------------------


@transaction.atomic
def decide(
    recommendation: Recommendation,
    verdict: Verdict | str,
    *,
    tier: Committee | None,
    said: Said,
    to: Committee | Next | None = NEXT,
    seen: int | None = None,
    by: Any,
) -> TierDecision:
    """Put on record what a tier decided, and pass the recommendation to where it lies then.

    ``tier``: who decided; None is our council. ``to``: where it goes, None for
    council; left out, the rules say. ``seen``: the version that the person was
    looking at. Refused are a tier where it does not lie, a tier beyond the next
    one, a day before the decision below, and a second decision on the same step.
    """
    stored = _lock(recommendation)
    _require_unchanged(stored, recommendation.version if seen is None else seen)
    step = _require_step(stored, Verdict(verdict), tier, to)
    said = _require_sense(stored, step, said)
    made = TierDecision.objects.create(
        recommendation=stored, committee=step.tier, decision=step.verdict, wording=said.wording, on=said.on,
        meeting=said.meeting, resolution=said.resolution.strip(), reason=said.reason.strip(), by=by,
    )  # fmt: skip
    _pass_on(stored, step, said)
    history.record(
        stored,
        "recommendation.decided",
        by=by,
        remark=said.reason.strip(),
        on=said.on,
        decision=str(made.get_decision_display()),
        committee=step.tier.pk if step.tier else None,
        tier_decision=made.pk,
    )
    recommendation.refresh_from_db()
    return made


def _pass_on(stored: Recommendation, step: Step, said: Said) -> None:
    """Compare-and-set: whoever was faster has decided, and this decision goes with the transaction."""
    changes: dict[str, Any] = {"version": stored.version + 1}
    match step.verdict:
        case Verdict.RECOMMENDED:
            changes |= {"at": step.to, "wording": said.wording, "lies_since": said.on}
            changes["state"] = State.AT_COUNCIL if step.to_council else State.UNDER_WAY
        case Verdict.RETURNED:
            changes |= {"at": step.to, "state": State.RETURNED, "lies_since": said.on}
        case Verdict.ADOPTED:
            changes |= {"at": None, "state": State.ADOPTED, "wording": said.wording, "lies_since": said.on}
        case Verdict.DECLINED:
            changes |= {"at": None, "state": State.DECLINED, "lies_since": said.on}
        case Verdict.WITHDRAWN:
            changes |= {"at": None, "state": State.WITHDRAWN, "lies_since": said.on}
    if not claim(Recommendation.objects.filter(pk=stored.pk, version=stored.version), **changes):
        _require_unchanged(Recommendation.objects.get(pk=stored.pk), stored.version)


# -- what is refused --------------------------------------------------------------------------------------


def _lock(recommendation: Recommendation) -> Recommendation:
    """The recommendation as it stands now, held until the transaction ends."""
    found = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    found.at = Committee.objects.select_related("parent").get(pk=found.at_id) if found.at_id else None
    return found


def _require_unchanged(stored: Recommendation, seen: int) -> None:
    if stored.version == seen:
        return
    last = stored.decisions.select_related("by", "committee").last()
    if last is None:
        words = _("Somebody changed this recommendation after you opened it.")
    else:
        words = _("%(who)s has meanwhile noted for %(tier)s, of %(day)s: %(decision)s.") % {
            "who": last.by,
            "tier": last.tier,
            "day": day(last.on),
            "decision": last.get_decision_display(),
        }
    raise ValidationError(
        _("%(words)s Yours was not kept. Open the recommendation anew, and decide on it as it lies now.")
        % {"words": words}
    )


def _require_step(
    stored: Recommendation, verdict: Verdict, tier: Committee | None, to: Committee | Next | None
) -> Step:
    """The step as the rules know it; anything else is refused with where it lies and where it can go."""
    if not stored.is_open:
        raise ValidationError(
            _("This recommendation was settled on %(day)s: %(state)s. Begin a new one.")
            % {"day": day(stored.lies_since), "state": stored.get_state_display()}
        )
    fitting = [one for one in steps(stored) if one.verdict == verdict]
    if verdict != Verdict.WITHDRAWN and tier != stored.at:
        raise ValidationError(
            _(
                "It does not lie with %(tier)s: it has lain with %(where)s since %(day)s. Only there can it be decided on."
            )
            % {"tier": tier or council(), "where": stored.lies_at, "day": day(stored.lies_since)}
        )
    if not fitting:
        raise ValidationError(_cannot(stored, verdict))
    (step,) = fitting
    if not isinstance(to, Next) and verdict in (Verdict.RECOMMENDED, Verdict.RETURNED):
        _require_next_tier(stored, step, to)
    if step.verdict == Verdict.RECOMMENDED and step.to is not None:
        _require_standing(step.to, clock.today())
    return step


def _cannot(stored: Recommendation, verdict: Verdict) -> str:
    """Why a verdict does not fit where it lies."""
    where = {"where": stored.lies_at}
    match verdict:
        case Verdict.RECOMMENDED:
            return (
                _(
                    "There is no tier above %(where)s. Adopt the recommendation there, decline it or return it."
                )
                % where
            )
        case Verdict.RETURNED:
            return (
                _(
                    "The recommendation began with %(where)s, so there is no tier below. Change its wording or withdraw it."
                )
                % where
            )
        case _decision:
            return _("%(where)s is not the highest tier and does not decide. Recommend it on to the tier above, or return it.") % where  # fmt: skip


def _require_next_tier(stored: Recommendation, step: Step, to: Committee | None) -> None:
    meant = council() if to is None else to.name
    if to == step.to and (to is not None or step.to_council):
        return
    raise ValidationError(
        _("From %(where)s it goes to %(next)s and not past it to %(meant)s. Choose the next tier.")
        % {"where": stored.lies_at, "next": step.to_name, "meant": meant}
    )


def _require_sense(stored: Recommendation, step: Step, said: Said) -> Said:
    """The wording, the day, the meeting and the reason as the step needs them; what a tier leaves alone stays as it was."""
    problems: dict[str, str] = {}
    if step.verdict in NEEDS_REASON and not said.reason.strip():
        problems["reason"] = _("A reason is missing. Say in a sentence why, so that those below can read it.")
    elif not said.reason.strip() and said.meeting is not None and step.verdict != Verdict.NOTED:
        problems |= _quorum_unexplained(said.meeting)
    if step.verdict == Verdict.ADOPTED and step.tier is None and not said.resolution.strip():
        problems["resolution"] = _(
            "The number of council’s resolution is missing. Give it as the clerk assigned it."
        )
    if (words := _wrong_day(stored, said)) or (words := _ended_before(step, said)):
        problems["on"] = words
    if said.meeting is not None and (words := _wrong_meeting(step, said, said.meeting)):
        problems["meeting"] = words
    wording = said.wording.strip()
    if step.verdict not in (Verdict.RECOMMENDED, Verdict.ADOPTED):
        wording = stored.wording
    elif not wording:
        problems["wording"] = _("The wording is missing. Write in full what was decided.")
    if problems:
        raise ValidationError(problems)
    return Said(wording, said.on, said.meeting, said.resolution, said.reason)


def _quorum_unexplained(meeting: Meeting) -> dict[str, str]:
    if meeting.reaches_quorum is not False:
        return {}
    words = _("%(quorum)s Say in a sentence why it was decided nevertheless.")
    return {"reason": words % {"quorum": meeting.quorum_in_words}}


def _wrong_day(stored: Recommendation, said: Said) -> str:
    if said.on > clock.today():
        return _("This day is still to come. Give the day on which it was decided.")
    last = stored.decisions.select_related("committee").last()
    if last is not None and said.on < last.on:
        return _(
            "%(tier)s decided on %(day)s, and what follows cannot be earlier. Give that day or a later one."
        ) % {
            "tier": last.tier,
            "day": day(last.on),
        }
    if last is None and said.on < stored.begun_on:
        return _(
            "The recommendation was begun on %(day)s. Give that day or a later one, or correct the day on which it was begun."
        ) % {"day": day(stored.begun_on)}
    return ""


def _wrong_meeting(step: Step, said: Said, meeting: Meeting) -> str:
    if meeting.committee != step.tier:
        return _("That is a meeting of another committee. Choose one of the tier that decided.")
    if meeting.is_called_off:
        return _("That meeting was called off. Choose the one at which it was decided.")
    if not meeting.has_begun:
        return _("That meeting has not been held yet. Choose the one at which it was decided.")
    if meeting.held_on != said.on:
        return _("That meeting was on %(day)s. Give its day as the day of the decision.") % {
            "day": day(meeting.held_on)
        }
    return ""


def _ended_before(step: Step, said: Said) -> str:
    """A committee that has ended decides nothing more; what began in it can still be withdrawn."""
    tier = step.tier
    if tier is None or step.verdict == Verdict.WITHDRAWN or not tier.ended_on or said.on <= tier.ended_on:
        return ""
    return _(
        "%(committee)s ended on %(day)s and decided nothing after that day. Give a day before, or withdraw the recommendation."
    ) % {"committee": tier, "day": day(tier.ended_on)}


def lies_with(committee: Committee) -> str:
    """Which recommendations wait for a committee, in words, for whoever ends it; nothing if none does."""
    numbers = list(committee.recommendations_here.order_by("number").values_list("number", flat=True))
    if not numbers:
        return ""
    return ngettext(
        "A recommendation still lies with this committee: %(numbers)s. Note what was decided on it, or withdraw it.",
        "Recommendations still lie with this committee: %(numbers)s. Note what was decided on them, or withdraw them.",
        len(numbers),
    ) % {"numbers": ", ".join(numbers)}


def _require_standing(committee: Committee, on: dt.date) -> None:
    if committee.ended_on and committee.ended_on < on:
        raise ValidationError(
            _(
                "%(committee)s ended on %(day)s. Change whom the tier below reports to, or return the recommendation."
            )
            % {"committee": committee, "day": day(committee.ended_on)}
        )
