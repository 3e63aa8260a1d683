"""The chapters of the research report as plain facts: what is known, from where, as of when, and what is not known."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.proposal.models import Candidate, Community, SectionState
from proposals.research.candidates import alike
from proposals.research.comparison.models import Coverage, DataPoint, Topic
from proposals.research.measures import overview
from proposals.research.measures.models import Assessment
from proposals.research.models import Research
from proposals.research.sections import SECTIONS
from proposals.research.stability.models import StabilityNote
from twinning.atlas import likeness
from twinning.atlas.governance import EditionOfCountry, indicators_of
from twinning.atlas.partners import Partner, known_partners, newest_import
from twinning.municipality.models import Municipality
from twinning.municipality.policy import Policy
from twinning.places import maps
from twinning.records.papers import direction_of, told
from twinning.records.templatetags.house import day, number

MOST_PARTNERS = 40
"""More partners than this are counted, not listed; the application has them all."""

MOST_COLUMNS = 3
"""More assessors than this do not fit beside each other; their scores are told measure by measure."""

type_of_facts = dict[str, Any]


@dataclass
class Sources:
    """The numbered list of sources: a source has the same number wherever it is named."""

    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, source: str) -> int | None:
        """The number of a source, a new one where it is named for the first time; none for an empty one."""
        source = " ".join(source.split())
        if not source:
            return None
        return self.numbers.setdefault(source, len(self.numbers) + 1)

    def listed(self) -> list[type_of_facts]:
        return [{"number": number, **said_in_one(source)} for source, number in self.numbers.items()]


# -- words in any script -------------------------------------------------------------------


def said(text: str) -> list[dict[str, str]]:
    """A text in somebody's own words as paragraphs, each with the direction it runs in."""
    return [said_in_one(line) for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


def said_in_one(text: str) -> dict[str, str]:
    return {"text": text.strip(), "dir": direction_of(text)}


LANGUAGES = [
    ("HIRAGANA", "ja"), ("KATAKANA", "ja"), ("HANGUL", "ko"), ("HEBREW", "he"), ("THAI", "th"),
    ("ARABIC", "ar"), ("GREEK", "el"),
]  # fmt: skip
"""Scripts that say what language a name is in, or near enough to set it."""
ARABIC_SCRIPT = {"IR": "fa", "AF": "fa", "PK": "ur"}
HAN = {
    "JP": "ja",
    "CN": "zh-Hans",
    "SG": "zh-Hans",
    "TW": "zh-Hant",
    "HK": "zh-HK",
    "MO": "zh-Hant",
    "KR": "ko",
}


def native_name(community: Community) -> dict[str, str] | None:
    """The name in its own script, with language and direction to set it in; none where it is the same name."""
    name = community.native_name.strip()
    if not name or name == community.name:
        return None
    return told(name, _language(name, community.country))


def _language(name: str, country: str) -> str:
    names = [unicodedata.name(sign, "") for sign in name]
    for script, language in LANGUAGES:
        if any(one.startswith(script) for one in names):
            return ARABIC_SCRIPT.get(country, language) if language == "ar" else language
    if any(one.startswith("CJK") for one in names):
        return HAN.get(country, "zh-Hans")
    return ""


def name_of(community: Community) -> type_of_facts:
    """A community as the report names it: name, name in its own script, where it lies."""
    where = ", ".join(part for part in (community.region, community.country_name) if part)
    return {"name": community.name, "native": native_name(community), "where": where}


# -- candidates ------------------------------------------------------------------------------


def candidates(record: Research) -> type_of_facts:
    """Who was considered: the leading one with the reason, all others with theirs."""
    leading = record.leading
    others = [one for one in record.candidates if one is not leading]
    return {
        "leading": _candidate(leading) if leading else None,
        "others": [_candidate(one) for one in others],
        "never_listed": said(record.others),
    }


def _candidate(candidate: Candidate) -> type_of_facts:
    decided = ""
    if candidate.decided_at:
        decided = _("%(who)s, %(day)s") % {"who": candidate.decided_by, "day": day(candidate.decided_at)}
    community = candidate.community
    population = ""
    if community.population:
        population = _("population %(number)s") % {"number": number(community.population)}
        if community.population_year:
            population += f" ({community.population_year})"
    return name_of(community) | {
        "came_up": said(candidate.came_up),
        "standing": candidate.get_standing_display(),
        "chosen": candidate.standing == Candidate.Standing.CHOSEN,
        "reason": said(candidate.reason),
        "decided": decided,
        "population": population,
    }


# -- comparison --------------------------------------------------------------------------------


def comparison(ours: Municipality, community: Community, sources: Sources) -> type_of_facts:
    """The points of the memo and its guide, ours and theirs beside each other, each value with its source."""
    by_side: dict[bool, dict[str, list[DataPoint]]] = {True: defaultdict(list), False: defaultdict(list)}
    points = list(DataPoint.objects.of(None, community).select_related("confirmed_by"))
    for point in points:
        by_side[point.community_id is None][point.topic].append(point)
    here, there = by_side[True], by_side[False]
    rows = [
        {
            "topic": str(topic.label),
            "ours": [_value(point, sources) for point in here[topic]],
            "theirs": [_value(point, sources) for point in there[topic]],
        }
        for topic in Topic
        if here[topic] or there[topic]
    ]
    empty = [str(topic.label) for topic in Topic if not here[topic] and not there[topic]]
    return {
        "ours": ours.short_name,
        "theirs": str(community),
        "rows": rows,
        "empty": " · ".join(empty),
        "coverage": [
            {
                "name": name,
                "words": str(Coverage(one for one in points if (one.community_id is None) == mine)),
            }
            for name, mine in ((ours.short_name, True), (str(community), False))
        ],
    }


def _value(point: DataPoint, sources: Sources) -> type_of_facts:
    parts = [point.get_tie_display() if point.tie else "", point.qualifier, str(point.year or "")]
    if point.lacks_year:
        parts.append(_("year not given"))
    if point.awaits_confirmation:
        parts.append(_("not confirmed"))
    return {
        "value": said(point.value),
        "note": " · ".join(part for part in parts if part),
        "unknown": point.unknown,
        "source": sources.number(point.source),
    }


def likenesses(ours: Municipality, community: Community) -> type_of_facts:
    """Each likeness in its place among real twinnings, or why none can be told."""
    if ours.place is None or community.place is None:
        missing = str(community) if ours.place else ours.short_name
        return {
            "sentences": [],
            "basis": _("Likeness is not measured: %(name)s has no place on the map yet.") % {"name": missing},
        }
    found = alike.likenesses(ours, community)
    if not found:
        return {"sentences": [], "basis": likeness.nothing_yet()}
    newest = max(one.as_of for one in found)
    return {
        "sentences": [capfirst(str(one)) + "." for one in found],
        "basis": _(
            "Counted among the twinnings known to the City as of %(day)s. It shows how usual a likeness is, not how good."
        )
        % {"day": day(newest)},
    }


def map_of(ours: Municipality, community: Community) -> type_of_facts | None:
    """The two places on the outline of the land and the shortest way between them; none where one has no place."""
    if ours.place is None or community.place is None:
        return None
    drawn = maps.draw([(1, community.place)], home=ours.place, lines=True)
    return drawn | {
        "inner_width": drawn["width"] - 2,
        "inner_height": drawn["height"] - 2,
    }


# -- existing twinnings --------------------------------------------------------------------------


def partners(record: Research, ours: Municipality, community: Community, sources: Sources) -> type_of_facts:
    """What the imported lists know, ours and our country's first, and what the file says itself."""
    facts: type_of_facts = {
        "words": _("Without a place on the map the imported lists cannot be asked about %(name)s.")
        % {"name": community},
        "notice": "",
        "rows": [],
        "more": "",
        "gone": [],
        "told": said(record.partners),
        "told_source": sources.number(record.partners_source),
    }
    if community.place is None:
        return facts
    known = known_partners(community.place, ours.place)
    more = len(known.found) - MOST_PARTNERS
    return facts | {
        "words": known.words,
        "notice": known.notice,
        "rows": [_partner(one, sources) for one in known.found[:MOST_PARTNERS]],
        "more": ngettext("One more is not listed here.", "%(n)d more are not listed here.", more)
        % {"n": more}
        if more > 0
        else "",
        "gone": [
            _partner(one, sources)
            | {"state": one.twinning.get_state_display(), "reason": one.twinning.reason}
            for one in known.gone
        ],
    }


def _partner(partner: Partner, sources: Sources) -> type_of_facts:
    known = partner.twinning
    numbers = [sources.number(source.strip()) for source in known.listed_in]
    return {
        "name": partner.name,
        "where": partner.where,
        "near": partner.nearness_words,
        "year": str(known.year or ""),
        "confidence": known.get_confidence_display(),
        "sources": [number for number in numbers if number is not None],
    }


# -- stability -------------------------------------------------------------------------------------


def stability(record: Research, ours: Municipality, community: Community, sources: Sources) -> type_of_facts:
    """The check of the political climate, every note with its dates, and the indicators of governance."""
    policy = Policy.in_force()
    notes = list(StabilityNote.objects.about(community))
    return {
        "checked": _("Checked on %(day)s by %(who)s.")
        % {"day": day(record.checked_on), "who": record.checked_by or _("nobody named")}
        if record.checked_on
        else "",
        "old": _("This check is older than the %(days)d days that the policy allows.")
        % {"days": policy.diligence_days}
        if record.check_is_old
        else "",
        "finding": said(record.finding),
        "checked_sources": [
            found
            for line in record.checked_sources.splitlines()
            if (found := sources.number(line)) is not None
        ],
        "notes": [_note(note, policy.diligence_days, sources) for note in notes],
        "governance": governance(ours, community, sources),
    }


def _note(note: StabilityNote, days: int, sources: Sources) -> type_of_facts:
    where = str(note.community) if note.community else note.get_country_display()
    held = _("Source of %(dated)s, reviewed by %(who)s on %(day)s") % {
        "dated": day(note.dated), "who": note.reviewed_by, "day": day(note.reviewed_on),
    }  # fmt: skip
    if note.valid_until:
        held += ", " + _("valid until %(day)s") % {"day": day(note.valid_until)}
    return {
        "kind": note.get_kind_display(),
        "level": note.get_level_display() if note.level is not None else "",
        "applies_to": f"{where}: {note.region}" if note.region else where,
        "words": said(note.words),
        "exceptions": said(note.exceptions),
        "held": held + ".",
        "due": note.is_due(days),
        "source": sources.number(note.source),
    }


def governance(ours: Municipality, community: Community, sources: Sources) -> type_of_facts | None:
    """The newest edition's latest figures, theirs and, from the same edition, ours; none where nothing is imported."""
    theirs = _newest(community.country)
    if theirs is None:
        return None
    home = ours.place.country if ours.place else ""
    same = next((one for one in indicators_of(home) if one.edition == theirs.edition), None) if home else None
    our_figures = {one.dimension: _figure(one) for one in same.series} if same else {}
    source = _("World Bank, Worldwide Governance Indicators, edition of %(edition)s") % {
        "edition": theirs.edition
    }
    return {
        "caption": _("Worldwide Governance Indicators, edition of %(edition)s") % {"edition": theirs.edition},
        "method": theirs.method,
        "theirs": community.country_name,
        "ours": ours.country if same else "",
        "rows": [
            {
                "label": capfirst(one.label),
                "theirs": _figure(one),
                "ours": our_figures.get(one.dimension, "–") if same else "",
            }
            for one in theirs.series
        ],
        "source": sources.number(source),
    }


def _newest(country: str) -> EditionOfCountry | None:
    return next(iter(indicators_of(country)), None)


def _figure(series: Any) -> str:
    """An estimate with its margin and year: “−0.62 ± 0.33 (2024)”."""
    latest = series.latest
    return f"{_signed(latest.estimate)} ± {latest.margin:.2f} ({latest.year})"


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


# -- measures ----------------------------------------------------------------------------------------


def measures(candidate: Candidate) -> type_of_facts:
    """The agreed assessment with its chart, and what each assessor had given."""
    found = list(Assessment.objects.for_reading().filter(candidate=candidate))
    agreed = next((one for one in found if one.settled), None)
    if agreed is None or agreed.finished_at is None:
        return {"state": state_of_open(agreed), "rows": [], "chart": None}
    own = [one for one in found if not one.settled and one.finished_at]
    given = {row["title"]: row for row in overview.side_by_side(own)}
    policy = agreed.policy
    return {
        "state": _("Agreed and closed by %(who)s on %(day)s.") % {"who": agreed.finished_by, "day": day(agreed.finished_at)},
        "scale": _("Scored from %(lowest)d, “%(lowest_words)s”, to %(highest)d, “%(highest_words)s”, by policy version %(version)d (%(set_by)s).")
        % {
            "lowest": policy.scale_lowest, "lowest_words": policy.lowest_words, "highest": policy.scale_highest,
            "highest_words": policy.highest_words, "version": policy.number, "set_by": policy.set_by,
        },
        "chart": overview.chart(agreed),
        "mean": overview.mean_in_words(agreed),
        "low": _("The policy calls a mean below %(low)s low. It warns and decides nothing.") % {"low": number(policy.low_below)}
        if agreed.is_low
        else "",
        "assessors": [str(one.by) for one in own],
        "in_columns": len(own) <= MOST_COLUMNS,
        "rows": [_measure(line, given, own) for line in overview.lines(agreed)],
    }  # fmt: skip


def state_of_open(agreed: Assessment | None) -> str:
    """Why no scores are told. Whoever still scores is not to read what others gave."""
    if agreed is None:
        return _("No agreed assessment has been written yet.")
    return _(
        "The agreed assessment is not closed yet. Its scores are told once it is closed, so that each judges for themselves."
    )


def _measure(line: overview.Line, given: dict[str, Any], own: list[Assessment]) -> type_of_facts:
    title = line.score.measure.title
    cells = given[title]["cells"] if title in given else []
    return {
        "title": title,
        "share": line.share,
        "figure": line.figure or (_("left out") if line.score.waiver else _("no score")),
        "words": line.words,
        "waiver": said(line.score.waiver),
        "narrative": said(line.score.narrative),
        "evidence": [said_in_one(str(one)) for one in line.evidence],
        "given": [cell["words"] for cell in cells] or [_("not asked")] * len(own),
        "named": [f"{cell['who']} {cell['words']}" for cell in cells],
        "apart": given[title]["apart"] if title in given else "",
    }


# -- what is not known -----------------------------------------------------------------------------------


def not_known(
    record: Research, candidate: Candidate, ours: Municipality, budget: list[type_of_facts]
) -> list[type_of_facts]:
    """Everything that was asked and has no answer, or none that a person stands for."""
    community = candidate.community
    groups: list[tuple[str, Iterable[str]]] = [
        (_("What the research still needs before it can be closed"), record.missing()),
        (_("Left out of the research, with the reason"), _left_out(record, candidate)),
        *_values_not_known(ours, community),
        (_("Existing twinnings"), _partners_not_known(community)),
        (_("Stability"), _stability_not_known(record, community)),
        (_("Notes on stability that must be looked at again"), _notes_due(record)),
        (_("Costs"), [] if budget else [_("The planning has no budget, so nothing is known of the costs.")]),
    ]
    return [
        {"title": title, "lines": kept}
        for title, words in groups
        if (kept := [line for line in words if line])
    ]


def left_out(record: Research) -> dict[str, str]:
    """Section name -> why the section as a whole was left out."""
    states = SectionState.objects.of(record.proposal, record.phase)
    return {
        section.name: " ".join(state.waiver.split())
        for section in SECTIONS
        if (state := states.get(section.name)) is not None and state.waiver.strip()
    }


def _left_out(record: Research, candidate: Candidate) -> list[str]:
    """The sections and the measures that were left out."""
    titles = {section.name: str(section.title) for section in SECTIONS}
    found = [(titles[name], why) for name, why in left_out(record).items()]
    closed = Assessment.objects.settled().exclude(finished_at=None).for_reading()
    agreed = closed.filter(candidate=candidate).first()
    found += [
        (line.score.measure.title, " ".join(line.score.waiver.split()))
        for line in (overview.lines(agreed) if agreed else [])
        if line.score.waiver
    ]
    return [_("%(what)s: %(why)s") % {"what": what, "why": why} for what, why in found]


def _values_not_known(ours: Municipality, community: Community) -> list[tuple[str, list[str]]]:
    points = list(DataPoint.objects.of(None, community))
    groups = []
    for name, mine in ((str(community), False), (ours.short_name, True)):
        found = [point for point in points if (point.community_id is None) == mine]
        coverage = Coverage(found)
        unconfirmed = sorted({str(one.get_topic_display()) for one in found if one.awaits_confirmation})
        undated = sorted({str(one.get_topic_display()) for one in found if one.lacks_year})
        groups += [
            (_("%(name)s: looked for and not found") % {"name": name}, [_labels(coverage.unknown)]),
            (_("%(name)s: nobody has looked yet") % {"name": name}, [_labels(coverage.open)]),
            (
                _("%(name)s: taken from a data set, confirmed by nobody") % {"name": name},
                [" · ".join(unconfirmed)],
            ),
            (_("%(name)s: the year of the value is not given") % {"name": name}, [" · ".join(undated)]),
        ]
    return [*groups, (_("Population"), _population_not_known(ours, community, points))]


def _population_not_known(ours: Municipality, community: Community, points: list[DataPoint]) -> list[str]:
    """Figures that cannot be computed, because somebody's population is not known."""
    counted = {point.community_id for point in points if point.topic == Topic.POPULATION and point.number}
    names = [
        name for pk, name in ((None, ours.short_name), (community.pk, str(community))) if pk not in counted
    ]
    lines = []
    if names:
        lines.append(
            _("No figure is entered for %(names)s, so the two populations are not held against each other.")
            % {"names": " · ".join(names)}
        )
    if not ours.population:
        lines.append(
            _("The population of %(name)s is not entered, so costs per resident are not known.")
            % {"name": ours.short_name}
        )
    return lines


def _partners_not_known(community: Community) -> list[str]:
    lines = []
    if newest_import() is None:
        lines.append(_("No list of known twinnings is imported, so no list was asked about partners."))
    if community.place is None:
        lines.append(
            _("%(name)s has no place on the map, so no list could be asked about its partners.")
            % {"name": community}
        )
    return lines


def _stability_not_known(record: Research, community: Community) -> list[str]:
    lines = []
    if record.checked_on is None:
        lines.append(_("The political climate and the advisories have not been checked."))
    elif record.check_is_old:
        lines.append(
            _("The political climate and the advisories were last checked on %(day)s, longer ago than the policy allows; what holds today is not known.")
            % {"day": day(record.checked_on)}
        )  # fmt: skip
    if _newest(community.country) is None:
        lines.append(
            _("No governance indicators are imported for %(country)s.") % {"country": community.country_name}
        )
    return lines


def _notes_due(record: Research) -> list[str]:
    return [
        _("%(kind)s, source of %(day)s") % {"kind": note.get_kind_display(), "day": day(note.dated)}
        for note in record.notes_due()
    ]


def _labels(topics: Iterable[Topic]) -> str:
    return " · ".join(str(topic.label) for topic in topics)
