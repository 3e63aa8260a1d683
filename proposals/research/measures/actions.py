"""How assessments begin, are closed, opened again and brought together; each step with an event."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.lifecycle import MoveRefused, Phase, lock, require_reason
from proposals.proposal.models import Candidate, SectionState
from proposals.research.measures.models import CLOSED, Assessment, Evidence, Score
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.policy import Measure, Policy
from twinning.records import history
from twinning.records.claims import claim

history.sentences(
    {
        "assessment.begun": gettext_lazy("Began an own assessment of %(name)s"),
        "assessment.agreed": gettext_lazy("Began the agreed assessment of %(name)s"),
        "assessment.settled": gettext_lazy("Brought the assessments of %(name)s together in the agreed one"),
        "assessment.renewed": gettext_lazy(
            "Went over to policy version %(version)s with an assessment of %(name)s"
        ),
        "assessment.finished": gettext_lazy("Closed an own assessment of %(name)s"),
        "assessment.concluded": gettext_lazy("Closed the agreed assessment of %(name)s"),
        "assessment.reopened": gettext_lazy("Opened an assessment of %(name)s again"),
    }
)


def section_name(assessment: Assessment) -> str:
    """Under which name the section machinery keeps how far an assessment is."""
    return f"assessment-{assessment.pk}"


@transaction.atomic
def begin(candidate: Candidate, *, by: User) -> Assessment:
    """Begin one's own assessment. Raises ``MoveRefused`` if one has begun it already."""
    lock(candidate.proposal)
    if candidate.assessments.filter(by=by, settled=False).exists():  # type: ignore[attr-defined]
        raise MoveRefused(
            _("You have begun to assess %(name)s already. Go on with that one.") % {"name": candidate}
        )
    return _begin(candidate, by=by)


@transaction.atomic
def begin_agreed(candidate: Candidate, *, by: User) -> Assessment:
    """Begin the assessment that counts at once, without own ones before it. Raises ``MoveRefused`` if there is one."""
    lock(candidate.proposal)
    if candidate.assessments.settled().exists():  # type: ignore[attr-defined]
        raise MoveRefused(
            _("The agreed assessment of %(name)s has begun already. Go on with that one.")
            % {"name": candidate}
        )
    return _begin(candidate, by=by, settled=True)


def _begin(candidate: Candidate, *, by: User, settled: bool = False) -> Assessment:
    policy = Policy.in_force()
    assessment = Assessment.objects.create(candidate=candidate, by=by, policy=policy, settled=settled)
    Score.objects.bulk_create(
        Score(assessment=assessment, measure=measure) for measure in policy.measures.all()
    )
    verb = "assessment.agreed" if settled else "assessment.begun"
    history.record(candidate.proposal, verb, by=by, **_facts(assessment), version=policy.number)
    return assessment


@transaction.atomic
def settle(candidate: Candidate, *, by: User) -> Assessment:
    """Begin the agreed assessment from the closed own ones, or put them into what is still empty in it.

    Everybody's words are put together under their names. A score is taken only
    where all gave the same on the same scale; the others stay empty, for people
    to settle. Raises ``MoveRefused`` where there is nothing to bring together.
    """
    lock(candidate.proposal)
    own = list(
        Assessment.objects.for_reading()
        .filter(candidate=candidate, settled=False)
        .exclude(finished_at=None)
        .order_by("finished_at", "pk")
    )
    if not own:
        raise MoveRefused(
            _("Nobody has closed an assessment yet. Close at least one, or begin the agreed one at once.")
        )
    agreed = Assessment.objects.settled().filter(candidate=candidate).first()
    if agreed is None:
        agreed = _begin(candidate, by=by, settled=True)
    elif agreed.finished_at:
        raise MoveRefused(_("The agreed assessment is closed. Open it again first, with a reason."))
    if not _fill(agreed, own):
        raise MoveRefused(
            _("Every measure of the agreed assessment has an answer already. Change it there by hand.")
        )
    _take_evidence(agreed, own)
    _newer(agreed, by=by)
    # Names stand in the remark, which can be corrected; what the event itself says stands for ever.
    history.record(
        candidate.proposal,
        "assessment.settled",
        by=by,
        remark=" · ".join(str(one.by) for one in own),
        **_facts(agreed),
        assessors=[one.by_id for one in own],  # type: ignore[attr-defined]
    )
    return agreed


def _fill(agreed: Assessment, own: Sequence[Assessment]) -> bool:
    """Fill the measures of the agreed assessment that nobody has answered yet; False: there are none."""
    empty = [
        score
        for score in agreed.scores.select_related("measure")  # type: ignore[attr-defined]
        if score.score is None and not score.narrative and not score.waiver
    ]
    for score in empty:
        given = [
            (one, theirs)
            for one in own
            for theirs in one.scores.all()  # type: ignore[attr-defined]
            if theirs.measure.code == score.measure.code
        ]
        waivers = [(one.by, theirs.waiver) for one, theirs in given if theirs.waiver]
        if given and len(waivers) == len(given):
            score.waiver = _under_names(waivers, "; ")[:1_000]
        else:
            words = [(one.by, theirs.waiver or theirs.narrative) for one, theirs in given]
            score.narrative = _under_names(words, "\n\n")
            score.score = _same_score(agreed, given)
        score.save()
    return bool(empty)


def _under_names(words: Iterable[tuple[User, str]], between: str) -> str:
    """What several said, each under their name."""
    said = [(who, text.strip()) for who, text in words if text.strip()]
    return between.join(f"{who}: {text}" for who, text in said)


def _same_score(agreed: Assessment, given: Sequence[tuple[Assessment, Score]]) -> int | None:
    """The score that all gave; none where they differ, left one out, or scored on another scale."""
    scores = {theirs.score if not theirs.waiver else None for _one, theirs in given}
    scales = {scale(one.policy) for one, _theirs in given} | {scale(agreed.policy)}
    return scores.pop() if len(scores) == 1 and len(scales) == 1 else None


def scale(policy: Policy) -> tuple[int, int]:
    """Both ends of a policy's scale."""
    return policy.scale_lowest, policy.scale_highest


def _take_evidence(agreed: Assessment, own: Iterable[Assessment]) -> None:
    measures = {measure.code: measure for measure in agreed.policy.measures.all()}
    kept = {_rests_on(line) for line in agreed.evidence.select_related("measure")}  # type: ignore[attr-defined]
    order = len(kept)
    for one in own:
        for line in one.evidence.all():  # type: ignore[attr-defined]
            if line.measure.code in measures and _rests_on(line) not in kept:
                kept.add(_rests_on(line))
                Evidence.objects.create(
                    record=agreed,
                    order=(order := order + 1),
                    measure=measures[line.measure.code],
                    words=line.words,
                    attachment=line.attachment,
                    data_point=line.data_point,
                )


def _rests_on(line: Evidence) -> tuple[str, str, int | None, int | None]:
    return line.measure.code, line.words, line.attachment_id, line.data_point_id


@transaction.atomic
def renew(assessment: Assessment, *, by: User) -> None:
    """Go over to the policy in force with an assessment that is not closed yet.

    Words and evidence of measures that both versions have stay; scores only if
    the scale is the same. What was written on a measure that is no longer asked
    for stands in the history. Raises ``MoveRefused`` if there is no newer version.
    """
    assessment.lock()
    policy = Policy.in_force()
    if policy.pk == assessment.policy_id:
        raise MoveRefused(
            _("This assessment is made with the policy in force already. Go on with it as it is.")
        )
    before = {score.measure.code: score for score in assessment.scores.select_related("measure")}  # type: ignore[attr-defined]
    measures = {measure.code: measure for measure in policy.measures.all()}
    same_scale = scale(policy) == scale(assessment.policy)
    dropped = _dropped(assessment, before, measures)
    for line in assessment.evidence.select_related("measure"):  # type: ignore[attr-defined]
        if line.measure.code in measures:
            line.measure = measures[line.measure.code]
            line.save(update_fields=["measure"])
        else:
            line.delete()
    assessment.scores.all().delete()  # type: ignore[attr-defined]
    Score.objects.bulk_create(
        _over(assessment, before.get(code), measure, same_scale) for code, measure in measures.items()
    )
    if not claim(Assessment.objects.filter(pk=assessment.pk, finished_at=None), policy=policy):
        raise MoveRefused(str(CLOSED))
    assessment.policy = policy
    _newer(assessment, by=by)
    history.record(
        assessment.proposal,
        "assessment.renewed",
        by=by,
        remark=dropped,
        **_facts(assessment),
        version=policy.number,
    )


def _over(assessment: Assessment, old: Score | None, measure: Measure, same_scale: bool) -> Score:
    new = Score(assessment=assessment, measure=measure)
    if old is not None:
        new.narrative, new.waiver = old.narrative, old.waiver
        new.score = old.score if same_scale else None
    return new


def _dropped(assessment: Assessment, before: dict[str, Score], measures: dict[str, Measure]) -> str:
    """What was written on measures that the newer version does not have."""
    found = []
    for code, score in before.items():
        if code not in measures:
            lines = [str(line) for line in assessment.evidence.filter(measure=score.measure)]  # type: ignore[attr-defined]
            said = [str(score.score or ""), score.narrative, score.waiver, *lines]
            words = " · ".join(part.strip() for part in said if part.strip())
            if words:
                found.append(f"{score.measure.title}: {words}")
    return "\n".join(found)


@transaction.atomic
def finish(assessment: Assessment, *, by: User) -> None:
    """Close an assessment. Raises ``MoveRefused`` while a measure lacks its score, its words or a reason to leave it out."""
    assessment.lock()
    missing = Assessment.objects.for_reading().get(pk=assessment.pk).lacks()
    state = SectionState.objects.of(assessment.proposal, Phase.RESEARCH).get(section_name(assessment))
    if state is not None and state.typed:
        missing.append(
            _("Something typed there is not saved yet, because an answer needs correcting. Correct it first.")
        )
    if missing:
        raise MoveRefused(missing)
    open_one = Assessment.objects.filter(pk=assessment.pk, finished_at=None)
    if not claim(open_one, finished_at=clock.now(), finished_by=by):
        raise MoveRefused(str(CLOSED))
    _newer(assessment, by=by)
    verb = "assessment.concluded" if assessment.settled else "assessment.finished"
    history.record(assessment.proposal, verb, by=by, **_facts(assessment))


@transaction.atomic
def reopen(assessment: Assessment, *, by: User, why: str) -> None:
    """Open a closed assessment again, with the reason. It keeps its policy."""
    require_reason(why)
    lock(assessment.proposal)
    closed = Assessment.objects.filter(pk=assessment.pk).exclude(finished_at=None)
    if not claim(closed, finished_at=None, finished_by=None):
        raise MoveRefused(_("This assessment is open already. Go on with it."))
    history.record(
        assessment.proposal, "assessment.reopened", by=by, remark=why.strip(), **_facts(assessment)
    )


def _newer(assessment: Assessment, *, by: User) -> None:
    """Tell whoever still has the page open that what they see is older than what is kept."""
    states = SectionState.objects.filter(
        proposal=assessment.proposal, phase=Phase.RESEARCH, section=section_name(assessment)
    )
    claim(states, version=F("version") + 1, typed={}, saved_at=clock.now(), saved_by=by)


def _facts(assessment: Assessment) -> dict[str, Any]:
    """What every event about an assessment says: which one, and of whom."""
    return {
        "assessment": assessment.pk,
        "candidate": assessment.candidate_id,
        "name": str(assessment.candidate),
    }
