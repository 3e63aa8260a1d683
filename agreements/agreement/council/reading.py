"""What the pages of a resolution show beside its words."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from agreements.agreement.council import drafting
from agreements.agreement.council.models import Amendment, Resolution
from agreements.agreement.models import Agreement
from agreements.agreement.text.models import LANGUAGES
from twinning.records.models import Issue
from twinning.records.templatetags.house import day

What = Amendment.What


@dataclass(frozen=True)
class Line:
    """One thing that can be changed at the table, and the addresses at which it is."""

    label: str
    words: str
    links: list[tuple[str, str]]


@dataclass(frozen=True)
class Group:
    """What belongs together: the title, the reasons, the decisions, the clauses of the agreement."""

    title: str
    lines: list[Line] = field(default_factory=list)
    add: list[tuple[str, str]] = field(default_factory=list)


def what_can_be_changed(resolution: Resolution) -> list[Group]:
    """Everything of a resolution, and of the agreement in its schedule, that council can change at the table."""
    change = _("Change or strike")
    reasons = [
        Line(_("Reason %(n)d") % {"n": number}, one.text, [(change, _url(resolution, What.RECITAL, one.key))])
        for number, one in enumerate(resolution.recitals.all(), 1)
    ]
    decisions = [
        Line(
            _("Decision %(n)d") % {"n": number},
            one.text,
            [(change, _url(resolution, What.OPERATIVE, one.key))],
        )
        for number, one in enumerate(resolution.operatives.all(), 1)
    ]
    title = Line(_("Title"), resolution.title, [(_("Change"), _url(resolution, What.TITLE))])
    groups = [
        Group(_("Title"), [title]),
        Group(_("Reasons (Whereas)"), reasons, [(_("Add a reason"), _url(resolution, What.RECITAL))]),
        Group(_("Decisions"), decisions, [(_("Add a decision"), _url(resolution, What.OPERATIVE))]),
    ]
    return groups + ([_clauses(resolution)] if resolution.with_text else [])


def _clauses(resolution: Resolution) -> Group:
    record: Agreement = Agreement.of(resolution.proposal)
    names = dict(LANGUAGES)
    languages = list(record.texts.values_list("language", flat=True))
    lines = []
    for number, clause in enumerate(record.clauses.filter(left_out=False).prefetch_related("texts"), 1):
        written = {text.language: text for text in clause.texts.all()}
        source = written.get(languages[0])
        links = [
            (str(names[language]), _url(resolution, What.AGREEMENT, clause.key, language=language))
            for language in languages
        ]
        heading = (source.heading if source else "") or str(clause.get_kind_display())
        words = _("Clause %(n)d: %(heading)s") % {"n": number, "heading": heading}
        lines.append(Line(words, Truncator(source.words).chars(160) if source else "", links))
    add = [
        (
            _("Add a clause, %(language)s") % {"language": names[language]},
            _url(resolution, What.AGREEMENT, language=language),
        )
        for language in languages
    ]
    return Group(_("The agreement in Schedule A"), lines, add)


def _url(resolution: Resolution, what: str, row: Any = None, **more: str) -> str:
    asked = {"what": str(what)} | ({"row": str(row)} if row else {}) | more
    return f"{reverse('agreement:amend', args=[resolution.proposal_id, resolution.pk])}?{urlencode(asked)}"


def how_many(resolution: Resolution, what: str) -> int:
    """Behind how many others something new can stand."""
    if what == What.RECITAL:
        return resolution.recitals.count()
    if what == What.OPERATIVE:
        return resolution.operatives.count()
    if what == What.AGREEMENT:
        record: Agreement = Agreement.of(resolution.proposal)
        return record.clauses.filter(left_out=False).count() if record.pk else 0
    return 0


def amended_in_words(amendment: Amendment) -> str:
    """What became of a change, as the clerk is told."""
    if not amendment.carried:
        return _("The change did not carry; it is on record, and everything stands as it did.")
    if amendment.what == What.AGREEMENT:
        return _(
            "The change carried. Council now decides on the changed text; the other side must accept it again."
        )
    return _("The change carried and is made.")


def delegation_to_add(resolution: Resolution) -> str:
    """The decision that a draft should hold if it lets an officer make minor edits, unless one speaks of them."""
    if not (resolution.is_draft and resolution.delegates_minor_edits and resolution.delegate):
        return ""
    words: str = drafting.delegation(resolution)
    standing = resolution.operatives.filter(text__icontains=resolution.delegate)
    if any(clause.text.rstrip(".;") == words.rstrip(".;") for clause in standing):
        return ""
    return words


def schedule(resolution: Resolution) -> dict[str, Any] | None:
    """The agreement that is its Schedule A: its titles, and the version that is before council, if one is."""
    if not resolution.with_text:
        return None
    names = dict(LANGUAGES)
    if resolution.text is not None:
        told = resolution.text.content["languages"]
        texts = [{"language": str(names[one["language"]]), "title": one["title"]} for one in told]
    else:
        record: Agreement = Agreement.of(resolution.proposal)
        texts = [
            {"language": str(one.get_language_display()), "title": one.title}
            for one in (record.texts.all() if record.pk else [])
        ]
    return {"version": resolution.text, "texts": texts, "url": _version_url(resolution)}


def _version_url(resolution: Resolution) -> str:
    if resolution.text is None:
        return reverse("agreement:text", args=[resolution.proposal_id])
    return reverse("agreement:version", args=[resolution.proposal_id, resolution.text.number])


def as_council_saw_it(resolution: Resolution) -> list[dict[str, str]]:
    """The packages that were put before council with this resolution, the newest first."""
    return [
        {
            "words": _("Package %(n)d of %(day)s") % {"n": package.number, "day": day(package.at)},
            "url": reverse("agreement:package", args=[resolution.proposal_id, package.number]),
        }
        for package in resolution.packages.filter(purpose="council")
    ]


def issue_of(resolution: Resolution) -> Issue | None:
    """The paper of a carried resolution that holds, once it was issued."""
    found: Issue | None = (
        Issue.objects.filter(key=f"resolution:{resolution.pk}")
        .select_related("document")
        .order_by("-edition")
        .first()
    )
    return found
