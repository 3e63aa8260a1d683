"""What the file proposes for a request for decision. Nothing here is written before somebody takes it over."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.agreement.council.models import DECIDED, ENDED, OPENING, Resolution
from agreements.agreement.package.models import Money, RequestForDecision
from agreements.agreement.text.flags import raised
from committees.recommendations.models import Recommendation
from proposals.proposal.discretion import discreet
from proposals.proposal.facts import ask, gather
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.models import Municipality, Statute
from twinning.records.languages import language_name
from twinning.records.papers import in_the_citys_language
from twinning.records.templatetags.house import day, money, number

if TYPE_CHECKING:
    from agreements.agreement.models import Agreement

Known = dict[str, Any]


@in_the_citys_language
def proposed(record: "Agreement", *, by: User) -> dict[str, Any]:
    """Every field that the file has words for, without e-mail addresses of people."""
    known = gather(record.proposal)
    found = {name: write(record, known) for name, write in WRITERS.items()}
    found |= _money(record, known) | {"prepared_by": by.name}
    limits = RequestForDecision._meta
    return {
        name: value[: limits.get_field(name).max_length] if isinstance(value, str) else value  # type: ignore[union-attr]
        for name, value in discreet(found).items()
        if value not in ("", None)
    }


@in_the_citys_language
def options(record: "Agreement") -> list[dict[str, Any]]:
    """What council could do: as recommended, with changes, or nothing."""
    place = {"place": record.proposal.community}
    return [
        {
            "title": _("Pass the resolution as drafted"),
            "words": _("Signing can be prepared at once. The text is the one that both sides accepted."),
            "recommended": True,
        },
        {
            "title": _("Ask for changes first"),
            "words": _(
                "Council says what it wants changed. %(place)s must accept the changed text, and the matter comes back to council."
            )
            % place,
            "recommended": False,
        },
        {
            "title": _("Do nothing"),
            "words": _(
                "No relationship is entered and no money is spent. %(place)s is told; what was begun together ends."
            )
            % place,
            "recommended": False,
        },
    ]


def draft_of(proposal: Proposal) -> Resolution | None:
    """The resolution that the request is about: the newest that opens the signing and is not decided."""
    return proposal.resolutions.filter(kind__in=OPENING).exclude(state__in=ENDED).order_by("-pk").first()


def _subject(record: "Agreement", known: Known) -> str:
    proposal = record.proposal
    return _("%(kind)s: %(place)s") % {
        "kind": proposal.get_kind_display(),
        "place": proposal.community.full_name,
    }


def _origin(record: "Agreement", known: Known) -> str:
    proposal = record.proposal
    found = [
        _("%(origin)s. The file %(reference)s was opened on %(day)s.")
        % {
            "origin": proposal.get_origin_display(),
            "reference": proposal.reference,
            "day": day(proposal.opened_at),
        }
    ]
    if sponsor := known.get("sponsor"):
        found.append(_("Sponsor: %(who)s.") % {"who": sponsor})
    if earlier := proposal.earlier:
        found.append(_("There was an earlier file, %(reference)s.") % {"reference": earlier.reference})
    return " ".join(found)


def _authority(record: "Agreement", known: Known) -> str:
    wanted = (Statute.Purpose.MUNICIPAL, Statute.Purpose.PROCEDURE, Statute.Purpose.SIGNING)
    found = Statute.objects.filter(purpose__in=wanted)
    return "\n".join(f"{one.get_purpose_display()}: {one}" for one in found if one.in_force(clock.today()))


def _strategic(record: "Agreement", known: Known) -> str:
    return "\n".join(known[name] for name in ("plan_reference", "city_objectives") if known.get(name))


def _recommendation(record: "Agreement", known: Known) -> str:
    resolution = draft_of(record.proposal)
    if resolution is None:
        return ""
    clauses = "\n".join(
        f"{at}. {clause.text}" for at, clause in enumerate(resolution.operatives.all(), start=1)
    )
    return _("That Council pass the resolution “%(title)s”, by which it:") % {"title": resolution.title} + (
        f"\n{clauses}" if clauses else ""
    )


def _summary(record: "Agreement", known: Known) -> str:
    proposal = record.proposal
    found = [
        _(
            "Council is asked to decide on a relationship with %(place)s: %(kind)s. Both sides have worked out one text, in %(languages)s."
        )
        % {
            "place": proposal.community.full_name,
            "kind": proposal.get_kind_display(),
            "languages": _languages(record),
        }
        if record.pk and record.texts.exists()
        else _("Council is asked to decide on a relationship with %(place)s: %(kind)s.")
        % {"place": proposal.community.full_name, "kind": proposal.get_kind_display()}
    ]
    if purpose := known.get("purpose"):
        found.append(_("Its purpose: %(words)s") % {"words": purpose})
    return "\n".join(found)


def _languages(record: "Agreement") -> str:
    *others, last = [language_name(text.language) for text in record.texts.all()]
    return (
        _("%(languages)s and %(last)s") % {"languages": ", ".join(others), "last": last} if others else last
    )


def _previous(record: "Agreement", known: Known) -> str:
    """Earlier resolutions of this file, each with its number and result."""
    decided = record.proposal.resolutions.filter(state__in=DECIDED).select_related("meeting").order_by("pk")
    lines = [
        _("%(number)s, %(day)s: %(title)s. %(result)s.")
        % {
            "number": one.number or _("without a number"),
            "day": day(one.meeting.held_on) if one.meeting else "",
            "title": one.title,
            "result": one.get_state_display(),
        }
        for one in decided
    ]
    return "\n".join(lines) or _("None in this file.")


def _background(record: "Agreement", known: Known) -> str:
    proposal, ours = record.proposal, Municipality.ours()
    found = []
    if why := known.get("why_chosen"):
        found.append(_("Why %(place)s was chosen: %(words)s") % {"place": proposal.community, "words": why})
    theirs = known.get("population") or proposal.community.population
    if theirs and ours.population:
        found.append(
            _("%(theirs)s has %(n)s residents, %(ours)s has %(m)s.")
            % {
                "theirs": proposal.community,
                "n": number(theirs),
                "ours": ours.short_name,
                "m": number(ours.population),
            }
        )
    if counterpart := known.get("counterpart"):
        found.append(_("A committee carries it there: %(name)s.") % {"name": counterpart})
    found += [
        _("Tried already: %(title)s. %(result)s") % {"title": one["title"], "result": one["result"]}
        for one in known.get("pilots", [])
    ]
    return "\n\n".join(found)


def _discussion(record: "Agreement", known: Known) -> str:
    if not record.pk:
        return ""
    found = [
        f"{label}: {value}."
        for label, value in (
            (_("Term"), _term(record)),
            (_("Ending"), record.get_ending_display()),
            (_("Takes effect"), record.get_entry_display()),
            (_("Costs"), record.get_costs_display()),
            (_("Nature"), record.get_binding_display()),
        )
        if value
    ]
    if plan := known.get("work_plan"):
        goals = ", ".join(goal["title"] for goal in plan["goals"])
        found.append(
            _("The work plan (version %(n)d) that both sides agreed to has these goals: %(goals)s.")
            % {"n": plan["number"], "goals": goals}
        )
    return "\n".join(found)


def _term(record: "Agreement") -> str:
    if record.term_rule == "years" and record.term_years:
        return ngettext("%(n)d year", "%(n)d years", record.term_years) % {"n": record.term_years}
    return record.term_event or record.get_term_rule_display()


def _consultation(record: "Agreement", known: Known) -> str:
    """Who was asked here and there: committees’ recommendations, our lawyer, the other side’s own path."""
    found = [
        _("%(committee)s: %(title)s (%(state)s).")
        % {"committee": one.origin, "title": one.title, "state": one.get_state_display()}
        for one in Recommendation.objects.about(record.proposal).select_related("origin").order_by("pk")
    ]
    if record.legal_reviewer and record.legal_reviewed_on:
        found.append(
            _("Legal review by %(who)s on %(day)s.")
            % {"who": record.legal_reviewer, "day": day(record.legal_reviewed_on)}
        )
    for step in record.partner_steps.all() if record.pk else []:
        done = _("done on %(day)s") % {"day": day(step.done_on)} if step.done_on else _("still to come")
        found.append(f"{step.body}: {step.get_what_display()}, {done}.")
    return "\n".join(found)


def _risk(record: "Agreement", known: Known) -> str:
    """What was found about the country, and where a clause of the text raised a hand."""
    return "\n".join([*ask("diligence", record.proposal), *flagged(record)])


def flagged(record: "Agreement") -> list[str]:
    """Clauses of the text that raised a hand, each with what was answered."""
    if not record.pk:
        return []
    languages = [text.language for text in record.texts.all()]
    clauses = record.clauses.filter(left_out=False).prefetch_related("texts", "flag_answers")
    found = []
    for one in (one for clause in clauses for one in raised(clause, languages)):
        words = _("%(flag)s, in the clause “%(clause)s”: “%(words)s”.") % {
            "flag": one.flag.label,
            "clause": one.clause,
            "words": one.found,
        }
        found.append(f"{words} {one.answer.words}" if one.answer else words)
    return found


def _communications(record: "Agreement", known: Known) -> str:
    return _(
        "%(place)s is told of the decision by letter. The public learns of it from the minutes, and from a notice in both languages once both sides have agreed on the day."
    ) % {"place": record.proposal.community}


def _timing(record: "Agreement", known: Known) -> str:
    found = []
    if expected := [
        step
        for step in (record.partner_steps.all() if record.pk else [])
        if step.expected_on and not step.is_done
    ]:
        found += [
            _("%(body)s is expected to decide on %(day)s.")
            % {"body": step.body, "day": day(step.expected_on)}
            for step in expected
        ]
    found.append(_("Signing can be prepared as soon as council has decided."))
    if months := known.get("review_months"):
        found.append(
            ngettext(
                "The relationship is evaluated within %(n)d month of signing.",
                "The relationship is evaluated within %(n)d months of signing.",
                months,
            )
            % {"n": months}
        )
    return "\n".join(found)


def _money_words(record: "Agreement", known: Known) -> str:
    """The planned budget by year, what the first year of the work plan costs, and where it comes from."""
    found = [
        _("%(year)s: %(amount)s in money")
        % {"year": line["year"], "amount": money(line["money"], line["currency"])}
        + (
            _(", and %(amount)s in kind") % {"amount": money(line["in_kind"], line["currency"])}
            if line["in_kind"]
            else ""
        )
        for line in known.get("money", [])
    ]
    budget = known.get("work_plan", {}).get("content", {}).get("budget", {})
    if amount := budget.get("budget"):
        found.append(
            _("First year of the work plan: %(amount)s")
            % {"amount": money(Decimal(amount), budget.get("budget_currency") or "CAD")}
        )
    return "\n".join(found)


def _money(record: "Agreement", known: Known) -> dict[str, Any]:
    """No money, where neither the planning nor the work plan has any; else the first year’s sum. Whether it is budgeted a person says."""
    lines = known.get("money", [])
    if not lines:
        planned = known.get("work_plan", {}).get("content", {}).get("budget", {})
        amount = Decimal(planned.get("budget") or 0)
        if not amount:
            return {"money": Money.NONE}
        lines = [{"money": amount, "currency": planned.get("budget_currency") or "CAD"}]
    return {
        "amount": lines[0]["money"],
        "currency": lines[0]["currency"],
        "account": record.budget_source.strip().split("\n")[0],
    }


WRITERS: dict[str, Callable[["Agreement", Known], str]] = {
    "subject": _subject,
    "origin": _origin,
    "authority": _authority,
    "strategic": _strategic,
    "recommendation": _recommendation,
    "summary": _summary,
    "previous": _previous,
    "background": _background,
    "discussion": _discussion,
    "consultation": _consultation,
    "risk": _risk,
    "communications": _communications,
    "timing": _timing,
    "money_words": _money_words,
}
