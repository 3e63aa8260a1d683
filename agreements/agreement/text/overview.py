"""What the page of the text shows: every clause in every language, its lights and flags, and what to do next."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.agreement.models import Agreement
from agreements.agreement.text.clauses import Light, light
from agreements.agreement.text.filling import BLANK
from agreements.agreement.text.flags import Raised, raised
from agreements.agreement.text.models import LANGUAGES, Clause, ClauseText, FlagAnswer
from agreements.agreement.text.papers import tag
from twinning.records.papers import paragraphs
from twinning.records.rendering import direction

LONG = 900
"""Of a longer clause the page shows the beginning, and the rest on demand."""
NAMES = dict(LANGUAGES)


@dataclass(frozen=True)
class Tongue:
    """A clause in one language, as the page shows it."""

    language: str
    lang: str
    direction: str
    name: str
    text: ClauseText | None
    light: Light
    may_check: bool

    @property
    def paragraphs(self) -> list[list[str]]:
        return paragraphs(self.text.words) if self.text else []

    @property
    def is_long(self) -> bool:
        return self.text is not None and len(self.text.words) > LONG

    @property
    def beginning(self) -> str:
        return self.text.words[:LONG].rsplit(None, 1)[0] if self.text else ""


@dataclass(frozen=True)
class Line:
    """One clause with its number, texts, lights and flags."""

    clause: Clause
    number: str
    tongues: list[Tongue]
    flags: list[Raised]
    frozen: bool

    @property
    def title(self) -> str:
        heading = next((one.text.heading for one in self.tongues if one.text and one.text.heading), "")
        return heading or str(self.clause.get_kind_display())

    @property
    def kind_words(self) -> str:
        """What the clause is about, where its title does not say that already."""
        words = str(self.clause.get_kind_display())
        return "" if words == self.title else words

    @property
    def open_flags(self) -> list[Raised]:
        return [one for one in self.flags if one.answer is None]


def clauses_of(record: Agreement) -> list[Clause]:
    """Every clause with all that a page shows of it, in a fixed number of queries."""
    if record.pk is None:
        return []
    open_comments = Count("comments", filter=Q(comments__settled_at=None))
    answers = Prefetch("flag_answers", FlagAnswer.objects.select_related("by"))
    return list(
        record.clauses.annotate(open_comments=open_comments)
        .prefetch_related("texts", answers)
        .order_by("order", "key")
    )


def lines(record: Agreement, clauses: list[Clause], frozen: set[Any]) -> list[Line]:
    """The clauses of the text in their order, numbered as its paper numbers them."""
    languages = [text.language for text in record.texts.all()] if record.pk else []
    found, number = [], 0
    for clause in clauses:
        if not clause.left_out:
            number += clause.numbered
        shown = str(number) if clause.numbered and not clause.left_out else ""
        found.append(line(clause, languages, shown, frozen=clause.key in frozen))
    return found


def line(clause: Clause, languages: list[str], number: str, *, frozen: bool = False) -> Line:
    written = {text.language: text for text in clause.texts.all()}
    source = written.get(languages[0]) if languages else None
    tongues = []
    for at, language in enumerate(languages):
        shown = light(source, written.get(language), language, is_source=at == 0)
        tongues.append(
            Tongue(
                language, tag(language), direction(language), str(NAMES[language]), written.get(language), shown,
                may_check=at > 0 and shown.state in ("waiting", "not_started") and source is not None and bool(source.words),
            )
        )  # fmt: skip
    return Line(clause, number, tongues, raised(clause, languages), frozen)


@dataclass(frozen=True)
class Step:
    """What to do next with the text, and where."""

    words: str
    action: str
    url: str


def next_step(record: Agreement, found: list[Line]) -> Step | None:
    """The one thing to do next; none while nothing is written, for then the page itself asks for a first draft."""
    proposal = record.proposal
    standing = [one for one in found if not one.clause.left_out]
    if not standing:
        return None

    def at_clause(one: Line) -> str:
        return reverse("agreement:clause", args=[proposal.pk, one.clause.pk])

    gaps = [one for one in standing if any(tongue.light.state == "failed" for tongue in one.tongues)]
    if gaps:
        words = ngettext(
            "%(n)d clause is missing in a language.", "%(n)d clauses are missing in a language.", len(gaps)
        )
        return Step(
            words % {"n": len(gaps)},
            _("Write “%(clause)s”") % {"clause": gaps[0].title[:60]},
            at_clause(gaps[0]),
        )
    blank = [one for one in standing if any(_has_blank(tongue.text) for tongue in one.tongues)]
    if blank:
        words = ngettext(
            "%(n)d clause has a blank to fill in.", "%(n)d clauses have blanks to fill in.", len(blank)
        )
        return Step(
            words % {"n": len(blank)},
            _("Fill in “%(clause)s”") % {"clause": blank[0].title[:60]},
            at_clause(blank[0]),
        )
    versions = reverse("agreement:versions", args=[proposal.pk])
    version = record.current_version()
    behind = [one for one in standing if any(tongue.light.state == "waiting" for tongue in one.tongues)]
    if behind and not record.acceptances():
        words = ngettext(
            "%(n)d clause was changed after it was translated. Change the translation too, or say that you checked it.",
            "%(n)d clauses were changed after they were translated. Change the translations too, or say that you checked them.",
            len(behind),
        )
        return Step(
            words % {"n": len(behind)},
            _("Look at “%(clause)s”") % {"clause": behind[0].title[:60]},
            at_clause(behind[0]),
        )
    if version is None:
        return Step(
            _("The text is whole. Freeze it as a version that both sides can accept."),
            _("Go to the versions"),
            versions,
        )
    if len(record.acceptances()) < 2:
        words = _("Version %(n)d is what the text says now. Both sides are to accept it.")
        return Step(words % {"n": version.number}, _("Record who accepted it"), versions)
    return Step(
        _("Both sides have accepted version %(n)d.") % {"n": version.number},
        _("Back to the agreement"),
        reverse("agreement:page", args=[proposal.pk]),
    )


def _has_blank(text: ClauseText | None) -> bool:
    return text is not None and BLANK.search(f"{text.heading} {text.words}") is not None
