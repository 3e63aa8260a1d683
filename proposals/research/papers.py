"""The research report: what a CAO puts before council, gathered and frozen."""

import hashlib
import json
import re
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.lifecycle import MoveRefused, Phase, lock
from proposals.proposal.actions import ask_for_paper, try_paper_again
from proposals.proposal.models import Candidate, Paper, Proposal
from proposals.proposal.papers import common_facts
from proposals.research import chapters
from proposals.research.measures import overview
from proposals.research.measures.models import Assessment
from proposals.research.models import Research
from proposals.research.stability.models import StabilityNote
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.models import Municipality
from twinning.records.models import Document
from twinning.records.papers import file_name, in_the_citys_language
from twinning.records.templatetags.house import day

LONG = 14_000
"""So many characters of facts fill about seven pages; from there on a table of contents helps."""


@transaction.atomic
@in_the_citys_language
def report(proposal: Proposal, *, by: User) -> Paper:
    """Have the research report made, as its next version.

    As long as nothing that it tells has changed, the last version is the report
    and is returned; one that could not be made is tried again. Raises
    ``MoveRefused`` while there is no candidate to report on.
    """
    # Two who ask at once get the same version.
    lock(proposal)
    record = Research.of(proposal)
    if record.leading is None:
        raise MoveRefused(_("There is no candidate to report on yet. Put at least one on the list."))
    told = content(record)
    content_hash = _hash(told)
    last = Paper.objects.filter(proposal=proposal, document__template="research_report").first()
    if last is not None and last.document.facts["content_hash"] == content_hash:
        if last.document.state == Document.State.FAILED:
            try_paper_again(last, by=by)
        return last
    version = last.document.facts["version"] + 1 if last else 1
    now = clock.now()
    facts = common_facts(now) | told | {
        "version": version,
        "dated": day(now),
        "content_hash": content_hash,
        "standing": _standing(proposal, version, day(now), last, by),
    }  # fmt: skip
    title = told["short_title"]
    if version > 1:
        title = _("%(title)s, version %(n)d") % {"title": title, "n": version}
    return ask_for_paper(
        proposal,
        template="research_report",
        facts=facts,
        title=title,
        filename=file_name(
            _("Research report %(reference)s %(community)s v%(n)d")
            % {
                "reference": proposal.reference.replace("/", "-"),
                "community": proposal.community,
                "n": version,
            }
        ),
        by=by,
        phase=Phase.RESEARCH,
    )


def _hash(told: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True, cls=DjangoJSONEncoder).encode()).hexdigest()


def _standing(proposal: Proposal, version: int, dated: str, last: Paper | None, by: User) -> list[str]:
    """Whose report it is, of which day, and what it replaces."""
    words = {"n": version, "day": dated}
    if last is not None:
        words |= {"old": last.document.facts["version"], "old_day": last.document.facts["dated"]}
        stands = _("Version %(n)d of %(day)s, replaces version %(old)d of %(old_day)s") % words
    else:
        stands = _("Version %(n)d of %(day)s") % words
    return [
        stands,
        _("File %(reference)s") % {"reference": proposal.reference},
        _("Prepared for the CAO by %(who)s") % {"who": by.name},
    ]


def content(record: Research) -> dict[str, Any]:
    """Everything the report tells, without the day it is made on, so that it can be seen whether anything changed."""
    proposal, candidate = record.proposal, record.leading
    assert candidate is not None
    ours = Municipality.objects.select_related("place").get(pk=1)
    community, sources = candidate.community, chapters.Sources()
    # In the order of the report, which is the order in which the sources are numbered.
    told: dict[str, Any] = {
        "reference": proposal.reference,
        "kind_words": _("Research report"),
        "title": _title(record, candidate),
        "native_title": chapters.native_name(community) if _is_about_one(record, candidate) else None,
        "short_title": _("Research report: %(community)s") % {"community": proposal.community},
        "relationship": proposal.get_kind_display(),
        "candidates": chapters.candidates(record),
        "map": chapters.map_of(ours, community),
        "comparison": chapters.comparison(ours, community, sources),
        "likeness": chapters.likenesses(ours, community),
        "partners": chapters.partners(record, ours, community, sources),
        "stability": chapters.stability(record, ours, community, sources),
        "measures": chapters.measures(candidate),
        "costs": (budget := overview.costs(proposal, ours)),
        "costs_basis": _costs_basis(ours),
        "left_out": {name: chapters.said(why) for name, why in chapters.left_out(record).items()},
        "not_known": chapters.not_known(record, candidate, ours, budget),
    }
    told["sources"] = sources.listed()
    told["summary"] = _summary(record, candidate, told)
    told["with_contents"] = _length(told | {"map": None}) > LONG
    return told


def _length(told: Any) -> int:
    return len(json.dumps(told, ensure_ascii=False, cls=DjangoJSONEncoder))


def _is_about_one(record: Research, candidate: Candidate) -> bool:
    return candidate.standing == Candidate.Standing.CHOSEN or len(record.candidates) == 1


def _title(record: Research, candidate: Candidate) -> str:
    place = {"place": candidate.community.full_name}
    if candidate.standing == Candidate.Standing.CHOSEN:
        return _("Why %(place)s?") % place
    if _is_about_one(record, candidate):
        return _("Research on %(place)s") % place
    return _("Candidates for a partner city")


def _costs_basis(ours: Municipality) -> str:
    if not ours.population:
        return _("Per resident cannot be said: the population of our city is not entered.")
    of_year = f" ({ours.population_year})" if ours.population_year else ""
    return _("Per resident: divided by the %(n)s residents of %(city)s%(of_year)s. What is given in kind is valued apart from money; staff time may stand in either.") % {
        "n": overview.number(ours.population), "city": ours.short_name, "of_year": of_year,
    }  # fmt: skip


# -- the summary: drawn from the data, nothing invented -----------------------------------------


def _summary(record: Research, candidate: Candidate, told: dict[str, Any]) -> dict[str, Any]:
    speaks_for, against, between = _scores_in_short(candidate)
    notes = list(StabilityNote.objects.about(candidate.community))
    against += _in_short([note for note in notes if note.warns])
    if told["partners"]["notice"]:
        against.append(chapters.said_in_one(told["partners"]["notice"]))
    return {
        "sentences": _what_is_proposed(record, candidate),
        "reason": chapters.said(candidate.reason) if candidate.reason else [],
        "recommendation": chapters.said(record.recommendation),
        "speaks_for": speaks_for,
        "against": against,
        "between": between,
        "assessed": _agreed(candidate) is not None,
        "noted": _in_short([note for note in notes if note.must_be_weighed and not note.warns]),
        "nothing_noted": not notes and not told["partners"]["notice"],
        "open": _open(len(record.missing())),
    }


def _open(missing: int) -> str:
    if not missing:
        return ""
    return ngettext(
        "One thing is missing before the research can be closed; it is named under “What is not known”.",
        "%(n)d things are missing before the research can be closed; they are named under “What is not known”.",
        missing,
    ) % {"n": missing}


def _what_is_proposed(record: Research, candidate: Candidate) -> list[str]:
    considered = len(record.candidates)
    words = {
        "name": candidate.community.full_name,
        "n": considered,
        "kind": record.proposal.get_kind_display(),
    }
    if candidate.standing != Candidate.Standing.CHOSEN:
        first = ngettext(
            "No candidate is chosen yet. %(name)s is the only one on the list, and this report is about it.",
            "No candidate is chosen yet. Of %(n)d on the list %(name)s stands first, and this report is about it.",
            considered,
        )
    elif considered == 1:
        first = _("%(name)s is chosen; no other candidate was on the list.")
    else:
        first = _("%(name)s is chosen out of %(n)d candidates.")
    return [first % words, _("Sought: %(kind)s.") % words]


def _scores_in_short(candidate: Candidate) -> tuple[list[Any], list[Any], list[Any]]:
    """The agreed scores above, below and in the middle of the scale, each with the first sentence of its words."""
    above: list[Any] = []
    below: list[Any] = []
    middle: list[Any] = []
    agreed = _agreed(candidate)
    for line in overview.lines(agreed) if agreed else []:
        if line.value is None:
            continue
        half = (line.policy.scale_lowest + line.policy.scale_highest) / 2
        into = above if line.value > half else below if line.value < half else middle
        words = f"{line.score.measure.title}: {line.figure}."
        into.append(chapters.said_in_one(f"{words} {first_sentence(line.score.narrative)}"))
    return above, below, middle


def _agreed(candidate: Candidate) -> Assessment | None:
    """The agreed assessment once it is closed; until then it may still change, and some still judge for themselves."""
    closed = Assessment.objects.settled().exclude(finished_at=None)
    return closed.for_reading().filter(candidate=candidate).first()


def _in_short(notes: list[StabilityNote]) -> list[Any]:
    """Each note in a sentence: a warning with its level, any other with its first words."""
    return [chapters.said_in_one(note_in_short(note)) for note in notes]


def note_in_short(note: StabilityNote) -> str:
    """A note in a sentence: what it is, of which day, for where, and what it says."""
    words = _("%(kind)s of %(day)s for %(where)s: %(says)s") % {
        "kind": note.get_kind_display(),
        "day": day(note.dated),
        "where": note.region or note.community or note.get_country_display(),
        "says": first_sentence(note.words) if note.level is None else note.get_level_display(),
    }
    if note.exceptions:
        return words.rstrip(".") + _(", with exceptions; see the chapter on stability.")
    return words if words.endswith((".", "!", "?", "…", "。")) else f"{words}."


def first_sentence(text: str, most: int = 240) -> str:
    """The first sentence of a text, cut at a word where it is very long."""
    # An initial before a name, as in “K. Dube”, ends no sentence.
    first = re.split(r"(?<=[。！？])|(?<=\w\w[.!?؟])\s", " ".join(text.split()), maxsplit=1)[0]
    return first if len(first) <= most else f"{first[:most].rsplit(' ', 1)[0]} …"
