"""The resolution as a paper: its facts in words, frozen."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.agreement.council.models import Amendment, Ballot, Resolution, ResolutionState, Vote
from agreements.agreement.council.voting import Tally, tally
from agreements.agreement.models import Agreement
from agreements.agreement.text.models import TextVersion, content, content_hash
from agreements.agreement.text.papers import memorandum_facts, tag
from committees.recommendations.wording import difference
from proposals.lifecycle import Phase
from proposals.proposal.actions import ask_for_paper, issue_paper
from proposals.proposal.models import Paper, SectionState
from proposals.proposal.papers import common_facts
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.jurisdictions import Jurisdiction
from twinning.municipality.models import Municipality, Office, OfficeHolder
from twinning.records.papers import file_name, in_the_citys_language
from twinning.records.rendering import direction
from twinning.records.templatetags.house import day


@in_the_citys_language
def ask_for_resolution(resolution: Resolution, *, by: User) -> Paper:
    """Have the paper of a resolution made.

    What council carried is issued: numbered, sealed and open to anybody's
    question whether it is genuine. A draft is marked as one on every page, and
    the record of a defeated motion is a plain paper.
    """
    words = titles(resolution)
    asked: dict[str, Any] = {
        "facts": facts(resolution),
        "title": words,
        "filename": file_name(words),
        "by": by,
        "phase": Phase.AGREEMENT,
    }
    if resolution.state == ResolutionState.CARRIED:
        return issue_paper(
            resolution.proposal,
            template="resolution",
            public_title=_("Resolution %(number)s: %(title)s")
            % {"number": resolution.number, "title": resolution.title},
            key=f"resolution:{resolution.pk}",
            **asked,
        )
    template = "motion" if resolution.state == ResolutionState.DEFEATED else "resolution"
    return ask_for_paper(resolution.proposal, template=template, **asked)


def titles(resolution: Resolution) -> str:
    """What the file says it is: ``Resolution 26-001 Twinning with Mazatlán``."""
    words = {"number": resolution.number or "", "title": resolution.short_title}
    if resolution.state == ResolutionState.CARRIED:
        return _("Resolution %(number)s %(title)s") % words
    if resolution.state == ResolutionState.DEFEATED:
        return " ".join((_("Defeated motion %(number)s %(title)s") % words).split())
    return _("Draft resolution %(title)s") % words


def facts(resolution: Resolution, *, schedules: bool = True) -> dict[str, Any]:
    """Everything the paper shows. A draft is dated by its last change, so that the same draft is the same paper.

    ``schedules``: with the whole text of the agreement, which a page only names.
    """
    ours = Municipality.ours()
    rules = ours.rules
    counted = count(resolution, rules) if resolution.is_decided else None
    at = resolution.decided_at or _last_change(resolution)
    return common_facts(at) | {
        "number": resolution.number,
        "state": "draft" if not resolution.is_decided else resolution.state,
        "state_words": state_words(resolution, counted),
        "kind": resolution.kind,
        "kind_words": resolution.get_kind_display(),
        "title": resolution.title,
        "short_title": resolution.short_title,
        "file_reference": resolution.proposal.reference,
        "meeting": _meeting(resolution),
        "recitals": _recitals(resolution, rules),
        "enacting": {"bold": str(rules.enacting), "rest": f"{ours.council_style}:"},
        "operative": [
            {"text": clause.text, "sub": [line.strip() for line in clause.parts.splitlines() if line.strip()]}
            for clause in resolution.operatives.all()
        ],
        "movement": _movement(resolution),
        "vote": _vote(resolution, counted, rules) if counted else None,
        "signatures": _signatures(resolution, rules),
        "attest_words": _("Attest:") if rules.attest else None,
        "amendments": amendments(resolution),
        "schedules": _schedules(resolution, at) if schedules else [],
    }


def _last_change(resolution: Resolution) -> dt.datetime:
    states = SectionState.objects.filter(proposal=resolution.proposal, phase=Phase.AGREEMENT)
    return max([resolution.drafted_at, *(state.saved_at for state in states if state.saved_at)])


def _meeting(resolution: Resolution) -> dict[str, str] | None:
    meeting = resolution.meeting
    if meeting is None:
        return None
    return {
        "kind": meeting.get_kind_display(),
        "date_words": day(meeting.held_on),
        "date": meeting.held_on.isoformat(),
        "place": meeting.place,
        "item": resolution.item,
    }


def _recitals(resolution: Resolution, rules: Jurisdiction) -> list[dict[str, str]]:
    return [
        {
            "opening": recital.opening or str(rules.next_opening if number else rules.first_opening),
            "text": recital.text,
        }
        for number, recital in enumerate(resolution.recitals.all())
    ]


def _movement(resolution: Resolution) -> list[str]:
    words = [_("Moved by %(who)s") % {"who": resolution.mover}] if resolution.mover else []
    return words + ([_("Seconded by %(who)s") % {"who": resolution.seconder}] if resolution.seconder else [])


def count(resolution: Resolution, rules: Jurisdiction) -> Tally:
    """The tally of a decided resolution, computed again from its names."""
    return tally(resolution.ballots.values_list("vote", flat=True), rules, resolution.quorum or 0)


def state_words(resolution: Resolution, counted: Tally | None) -> str:
    """``Carried unanimously``, ``Carried as amended``, ``Defeated``; a draft has no result."""
    if counted is None:
        return ""
    if counted.carried and resolution.amended:
        return _("Carried unanimously as amended") if counted.unanimous else _("Carried as amended")
    if counted.unanimous:
        return _("Carried unanimously")
    if counted.carried:
        return _("Carried")
    return _("Defeated on a tied vote") if counted.tied else _("Defeated")


def _vote(resolution: Resolution, counted: Tally, rules: Jurisdiction) -> dict[str, Any]:
    ballots = list(resolution.ballots.select_related("member"))
    return {
        "caption": _("Recorded vote"),
        "names_printed": (rules.names_always or resolution.names_asked_for) and not rules.lists,
        "rows": [
            {
                "member": str(ballot.member),
                "vote": ballot.get_vote_display(),
                "ground": ballot.get_ground_display(),
            }
            for ballot in ballots
        ],
        "lists": [
            {"label": label, "names": _names(ballots, vote)}
            for vote, label in _lists()
            if vote != Vote.RECUSED or counted.recused
        ]
        if rules.lists
        else [],
        "totals_words": totals_words(counted),
        "totals": {
            "for": counted.votes_for,
            "against": counted.against,
            "abstained": counted.abstained,
            "recused": counted.recused,
            "absent": counted.absent,
        },
        "quorum_words": _quorum_words(resolution, counted),
    }


def _quorum_words(resolution: Resolution, counted: Tally) -> str:
    words = _("Quorum of %(quorum)d; %(present)d present")
    if resolution.relief:
        words = _("Quorum of %(quorum)d by order (%(order)s); %(present)d present")
    return words % {"quorum": counted.quorum, "present": counted.present, "order": resolution.relief}


def _lists() -> list[tuple[str, str]]:
    return [
        (Vote.FOR, _("Ayes")),
        (Vote.AGAINST, _("Noes")),
        (Vote.ABSTAINED, _("Abstain")),
        (Vote.RECUSED, _("Recused")),
        (Vote.ABSENT, _("Absent")),
    ]


def _names(ballots: list[Ballot], vote: str) -> str:
    """Names, or the word “None”: an empty list must not look forgotten (handbook B1)."""
    return ", ".join(str(ballot.member) for ballot in ballots if ballot.vote == vote) or _("None")


def totals_words(counted: Tally) -> str:
    words = [_("%(n)d for") % {"n": counted.votes_for}, _("%(n)d against") % {"n": counted.against}]
    if counted.abstained:
        words.append(
            ngettext("%(n)d abstained", "%(n)d abstained", counted.abstained) % {"n": counted.abstained}
        )
    if counted.recused:
        words.append(ngettext("%(n)d recused", "%(n)d recused", counted.recused) % {"n": counted.recused})
    if counted.absent:
        words.append(ngettext("%(n)d absent", "%(n)d absent", counted.absent) % {"n": counted.absent})
    return ", ".join(words)


def _signatures(resolution: Resolution, rules: Jurisdiction) -> list[dict[str, Any]]:
    """Presiding officer and clerk, as they were in office on the day."""
    on = resolution.meeting.held_on if resolution.meeting else clock.today()
    mayor, clerk = (
        OfficeHolder.objects.holding(Office.MAYOR, on),
        OfficeHolder.objects.holding(Office.CLERK, on),
    )
    return [
        {"name": one.name, "office": one.style, "attest": rules.attest and one is clerk}
        for one in (mayor, clerk)
        if one
    ]


def _schedules(resolution: Resolution, at: dt.datetime) -> list[dict[str, Any]]:
    """The agreement as Schedule A: the very text before council; of a draft the text as it stands."""
    if not resolution.with_text:
        return []
    version = resolution.text or _as_it_stands(resolution)
    if version is None:
        return []
    line = ""
    if resolution.state == ResolutionState.CARRIED and resolution.meeting:
        line = _("%(resolution)s of %(day)s") % {
            "resolution": resolution,
            "day": day(resolution.meeting.held_on),
        }
    told = memorandum_facts(version, standing="schedule", at=at, resolution_line=line)
    return [{"memorandum": told}]


def _as_it_stands(resolution: Resolution) -> TextVersion | None:
    """The text of a draft, not frozen; none for what was decided before texts were kept."""
    record: Agreement = Agreement.of(resolution.proposal)
    if record.pk is None or resolution.is_decided or not record.texts.exists():
        return None
    kept = content(record)
    return TextVersion(record=record, number=0, content=kept, hash=content_hash(kept))


def amendments(resolution: Resolution) -> list[dict[str, Any]]:
    """What was moved at the table at the meeting, in its order: words that were struck and added, and how council voted."""
    if resolution.meeting_id is None or resolution.is_draft:  # type: ignore[attr-defined]
        return []
    moved = resolution.amendments.filter(meeting=resolution.meeting).select_related("mover", "seconder")
    return [_amendment(one) for one in moved]


def _amendment(one: Amendment) -> dict[str, Any]:
    language = one.language or settings.LANGUAGE_CODE.split("-")[0]
    told = difference(one.before, one.after)
    counts = {"for": one.votes_for, "against": one.votes_against}
    return {
        "what_words": one.get_what_display(),
        "place": one.place,
        "carried": one.carried,
        "result_words": (
            _("Carried, %(for)d to %(against)d") if one.carried else _("Not carried, %(for)d to %(against)d")
        )
        % counts,
        "moved": [
            _("Moved by %(who)s") % {"who": one.mover},
            *([_("Seconded by %(who)s") % {"who": one.seconder}] if one.seconder else []),
        ],
        "lang": tag(language),
        "dir": direction(language),
        "pieces": [{"kind": piece.kind, "words": piece.words} for piece in told],
    }
