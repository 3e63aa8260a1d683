"""From a drafted proclamation to the issued one; none of it changes what the relationship is (handbook B2)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.agreement.council.models import ResolutionState
from agreements.agreement.proclamations import drafting, papers
from agreements.agreement.proclamations.formulae import FORMULAE
from agreements.agreement.proclamations.models import DEALT_WITH_MEANWHILE, Proclamation, ProclamationRecital
from proposals.lifecycle import MoveRefused, lock
from proposals.proposal.models import Proposal, SectionState, unless
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.models import Office, OfficeHolder
from twinning.records import history
from twinning.records.claims import claim
from twinning.records.issued import actions as issued
from twinning.records.templatetags.house import day

history.sentences(
    {
        "proclamation.drafted": gettext_lazy("Drafted the proclamation “%(title)s”"),
        "proclamation.again": gettext_lazy("Drafted the proclamation “%(title)s” again"),
        "proclamation.dropped": gettext_lazy("Threw away the draft of the proclamation “%(title)s”"),
        "proclamation.issued": gettext_lazy("Issued the proclamation “%(title)s”"),
        "proclamation.withdrawn": gettext_lazy("Withdrew the proclamation “%(title)s”"),
    }
)

State = Proclamation.State
AHEAD = dt.timedelta(days=366)
"""How long before its day a proclamation may be issued."""


@transaction.atomic
def draft(proposal: Proposal, *, kind: str, form: str, by: User) -> Proclamation:
    """Begin a proclamation, with its words and reasons proposed from the file."""
    lock(proposal)
    made = drafting.proposed(proposal, kind, form)
    made.by = by
    made.save()
    drafting.write_reasons(made)
    history.record(proposal, "proclamation.drafted", by=by, title=made.title, proclamation=made.pk)
    return made


@transaction.atomic
def again(
    proclamation: Proclamation, *, starts: dt.date | None = None, ends: dt.date | None = None, by: User
) -> Proclamation:
    """Draft a proclamation of earlier anew, for other days; who is in office now signs it. Raises ``MoveRefused``."""
    if proclamation.is_draft:
        raise MoveRefused(_("This is a draft. Change its dates there; it need not be proclaimed again."))
    if starts and ends and ends < starts:
        raise MoveRefused(_("The time ends before it begins. Exchange or correct the two dates."))
    lock(proclamation.proposal)
    made = Proclamation.objects.get(pk=proclamation.pk)
    recitals = list(proclamation.recitals.all())
    made.pk, made._state.adding = None, True
    made.version, made.state, made.paper, made.proclaimed_on = 1, State.DRAFT, None, None
    made.starts, made.ends, made.by, made.at = starts, ends, by, clock.now()
    if made.officer not in OfficeHolder.objects.in_office():
        made.officer, made.capacity, made.office_2 = OfficeHolder.objects.holding(Office.MAYOR), "", ""
    made.save()
    ProclamationRecital.objects.bulk_create(
        ProclamationRecital(record=made, order=one.order, text=one.text, text_2=one.text_2)
        for one in recitals
    )
    history.record(
        made.proposal,
        "proclamation.again",
        by=by,
        title=made.title,
        proclamation=made.pk,
        earlier=proclamation.pk,
    )
    return made


@transaction.atomic
def drop(proclamation: Proclamation, *, by: User) -> None:
    """Throw a draft away: nobody outside has seen it. Raises ``MoveRefused`` for anything else."""
    proclamation.lock()
    if not proclamation.is_draft:
        raise MoveRefused(
            _(
                "Only a draft can be thrown away. Withdraw what was issued; it then says so on its public page."
            )
        )
    proposal, title, pk = proclamation.proposal, proclamation.title, proclamation.pk
    SectionState.objects.filter(
        proposal=proclamation.proposal, section=f"proclamation-{proclamation.pk}"
    ).delete()
    proclamation.recitals.all().delete()
    proclamation.delete()
    history.record(proposal, "proclamation.dropped", by=by, title=title, proclamation=pk)


@transaction.atomic
def issue(proclamation: Proclamation, *, by: User) -> Proclamation:
    """The clerk issues it: numbered and sealed. It changes nothing in the relationship.

    Raises ``MoveRefused`` in words for all that it lacks.
    """
    proclamation.lock()
    if not proclamation.is_draft:
        raise MoveRefused(str(DEALT_WITH_MEANWHILE))
    current = Proclamation.objects.select_related("resolution__meeting", "officer").get(pk=proclamation.pk)
    current.proposal = proclamation.proposal
    if missing := lacks(current):
        raise MoveRefused(missing)
    paper = papers.ask_for_issue(current, by=by)
    _change(current, State.DRAFT, state=State.ISSUED, paper=paper)
    history.record(
        current.proposal,
        "proclamation.issued",
        by=by,
        title=current.title,
        proclamation=current.pk,
        resolution=current.resolution_id,  # type: ignore[attr-defined]
    )
    return current


@transaction.atomic
def withdraw(proclamation: Proclamation, *, by: User, why: str, words: str) -> None:
    """Take an issued proclamation back; its public page then says so in ``words``. Raises ``MoveRefused``."""
    proclamation.lock()
    if proclamation.state != State.ISSUED or proclamation.paper is None:
        raise MoveRefused(_("Only an issued proclamation can be withdrawn."))
    try:
        issued.withdraw(proclamation.paper.document.issue, by=by, why=why, words=words)
    except issued.Refused as refusal:
        raise MoveRefused(str(refusal)) from refusal
    _change(proclamation, State.ISSUED, state=State.WITHDRAWN)
    history.record(
        proclamation.proposal,
        "proclamation.withdrawn",
        by=by,
        remark=why,
        title=proclamation.title,
        proclamation=proclamation.pk,
    )


def _change(proclamation: Proclamation, seen: str, **changes: object) -> None:
    if not claim(Proclamation.objects.filter(pk=proclamation.pk, state=seen), **changes):
        raise MoveRefused(str(DEALT_WITH_MEANWHILE))
    for name, value in changes.items():
        setattr(proclamation, name, value)


# -- what it lacks ----------------------------------------------------------------------------------


def lacks(proclamation: Proclamation) -> list[str]:
    """What stands between a draft and its issue, in words."""
    typed = SectionState.objects.filter(
        proposal=proclamation.proposal, section=f"proclamation-{proclamation.pk}"
    ).exclude(typed={})
    return [
        *unless(
            not typed.exists(),
            _("Something typed in the draft is not saved yet, because an answer needs correcting."),
        ),
        *_lacks_law(proclamation),
        *_lacks_time(proclamation),
        *_lacks_officer(proclamation),
        *_lacks_their_signatory(proclamation),
        *_lacks_words(proclamation),
    ]


def _lacks_law(proclamation: Proclamation) -> list[str]:
    """A relationship is proclaimed by the number of a carried resolution of the same file; a day needs none."""
    if not proclamation.of_relationship:
        return []
    found = proclamation.resolution
    if found is None or found.proposal_id != proclamation.proposal_id:
        return [
            _(
                "A relationship is proclaimed by a resolution of council, for it is council that creates it. Name the resolution."
            )
        ]
    if found.state != ResolutionState.CARRIED:
        return [
            _(
                "Council has not carried “%(title)s” yet. The relationship can be proclaimed when the resolution has its number."
            )
            % {"title": found.title}
        ]
    if found.kind not in drafting.PROCLAIMS:
        return [
            _("“%(title)s” does not establish the relationship. Name the resolution that does.")
            % {"title": found.title}
        ]
    return []


def _lacks_time(proclamation: Proclamation) -> list[str]:
    found = []
    if not proclamation.of_relationship and proclamation.starts is None:
        found.append(_("The day is missing. Give the day that is proclaimed, or the first one."))
    if proclamation.kind == Proclamation.Kind.WEEK and proclamation.ends is None:
        found.append(_("The last day is missing. Give the day with which the time ends."))
    on = proclamation.proclaimed_on
    if on is None:
        return [*found, _("The date is missing. Give the day on which it is proclaimed.")]
    resolution = proclamation.resolution
    decided = resolution.meeting.held_on if resolution and resolution.number and resolution.meeting else None
    if proclamation.of_relationship and decided and on < decided:
        words = _(
            "It is dated %(on)s, and council decided on %(decided)s. Date it on that day or after: a proclamation creates nothing."
        )
        found.append(words % {"on": day(on), "decided": day(decided)})
    if on > clock.today() + AHEAD:
        found.append(_("It is dated more than a year ahead. Correct the date."))
    return found


def _lacks_officer(proclamation: Proclamation) -> list[str]:
    """Who signs must hold an office on that very day; whoever is not the Mayor says in which capacity."""
    officer, on = proclamation.officer, proclamation.proclaimed_on
    found = unless(proclamation.place, _("The place is missing. Say where it is proclaimed."))
    if officer is None:
        return [*found, _("Nobody signs for us yet. Choose who does.")]
    if on and not OfficeHolder.objects.in_office(on).filter(pk=officer.pk).exists():
        words = _(
            "%(who)s does not hold that office on %(day)s. Choose who does, or correct the terms of office in “Our city”."
        )
        found.append(words % {"who": officer, "day": day(on)})
    if officer.office != Office.MAYOR and not proclamation.capacity:
        words = _("%(who)s is not the Mayor. Say in which capacity they sign, such as “Acting Mayor”.")
        found.append(words % {"who": officer})
    return found


def _lacks_their_signatory(proclamation: Proclamation) -> list[str]:
    if not proclamation.is_joint:
        return []
    named = proclamation.their_name or proclamation.their_native_name
    office = proclamation.their_office or proclamation.their_native_office
    return unless(
        named and office,
        _("A joint proclamation needs who signs for the other city. Give the name and the office."),
    )


def _lacks_words(proclamation: Proclamation) -> list[str]:
    recitals = list(proclamation.recitals.all())
    found = unless(recitals, _("It gives no reason yet. Add one, better two to six."))
    if not proclamation.language_2:
        return found
    named = {"language": proclamation.get_language_2_display()}
    if proclamation.language_2 == proclamation.language:
        return [*found, _("Both languages are the same. Choose another second language, or none.")]
    if not (proclamation.title_2.strip() and proclamation.words_2.strip()):
        found.append(_("The title and what is proclaimed are missing in %(language)s.") % named)
    if missing := sum(not recital.text_2.strip() for recital in recitals):
        words = _("%(n)d of %(all)d reasons are missing in %(language)s.")
        found.append(words % {"n": missing, "all": len(recitals), **named})
    written = (proclamation.opening_2, proclamation.formula_2, proclamation.witness_2)
    if proclamation.language_2 not in FORMULAE and not all(words.strip() for words in written):
        words = _(
            "We know no official formulae in %(language)s. Write “Whereas”, “Now therefore …” and “In witness whereof …” in it."
        )
        found.append(words % named)
    if "{number}" not in proclamation.formula_2 and proclamation.formula_2 and proclamation.of_relationship:
        words = _(
            "“Now therefore …” in %(language)s does not name the resolution. Write {number} where its number belongs."
        )
        found.append(words % named)
    return found
