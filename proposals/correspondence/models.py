"""How the two communities found each other and what they agreed to do (handbook A4, A5; gates G4 and G5)."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.correspondence.channels import LETTER_CHANNELS, Channel
from proposals.correspondence.contacts.models import Contact, ProtocolNote
from proposals.correspondence.letters.models import Block, FileLetter, Wording
from proposals.correspondence.log.models import Message, MessageFile, Note
from proposals.correspondence.mirror.belonging import own
from proposals.correspondence.mirror.models import Confirmation, FileCommittee
from proposals.correspondence.waters.models import Delegate, Delegation, Pilot
from proposals.correspondence.workplan.models import Goal, PlanAgreement, PlanVersion
from proposals.lifecycle import Phase
from proposals.proposal.models import AMOUNT_BELOW_ZERO, PhaseRecord, SectionState, unless
from twinning.records.templatetags.house import day

__all__ = [
    "Block",
    "Channel",
    "Confirmation",
    "Contact",
    "Correspondence",
    "Delegate",
    "Delegation",
    "FileCommittee",
    "FileLetter",
    "Goal",
    "Message",
    "MessageFile",
    "Note",
    "Pilot",
    "PlanAgreement",
    "PlanVersion",
    "ProtocolNote",
    "Wording",
]

REPLY_TOO_EARLY = gettext_lazy("The answer came before the letter was sent. Correct one of the two dates.")


class Opening(models.TextChoices):
    """How the line of communication was opened (G4 names the two exceptions)."""

    LETTER = "letter", gettext_lazy("We sent a letter of introduction")
    INBOUND = "inbound", gettext_lazy("They wrote to us")
    VISIT = "visit", gettext_lazy("We met at a visit")


class Correspondence(PhaseRecord):
    """The correspondence of one file: the line that was opened, and what both sides came to.

    Its rooms keep the rest: ``contacts``, ``mirror``, ``log``, ``letters``,
    ``waters``, ``workplan``.
    """

    phase = Phase.CORRESPONDENCE

    opening = models.CharField(
        gettext_lazy("how the line was opened"), max_length=8, choices=Opening, default=Opening.LETTER
    )
    opening_words = models.TextField(
        gettext_lazy("how it came about"),
        max_length=5_000,
        blank=True,
        help_text=gettext_lazy(
            "Only where no letter of introduction was needed: who wrote or met whom, and when."
        ),
    )
    letter_from = models.CharField(
        gettext_lazy("from"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("Name and office, usually the Mayor."),
    )
    letter_to = models.CharField(
        gettext_lazy("to"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("Name and office; the letter goes from one mayor to the other."),
    )
    letter_sent_on = models.DateField(gettext_lazy("sent on"), null=True, blank=True)
    letter_how = models.CharField(
        gettext_lazy("how it was sent"), max_length=6, choices=LETTER_CHANNELS, blank=True
    )
    reply_received_on = models.DateField(gettext_lazy("answer received on"), null=True, blank=True)
    reply_summary = models.TextField(gettext_lazy("what they answered"), max_length=5_000, blank=True)

    budget = models.DecimalField(
        gettext_lazy("our budget for the first year"), max_digits=11, decimal_places=2, null=True, blank=True
    )
    budget_currency = models.CharField(gettext_lazy("currency"), max_length=3, default="CAD")
    budget_terms = models.TextField(gettext_lazy("who pays for what"), max_length=5_000, blank=True)
    budget_terms_2 = models.TextField(
        gettext_lazy("who pays for what, in the second language"), max_length=5_000, blank=True
    )
    plan_language_2 = models.CharField(
        gettext_lazy("second language of the plan"),
        max_length=10,
        blank=True,
        help_text=gettext_lazy("Leave it empty where one language is enough."),
    )
    budget_agreed_on = models.DateField(gettext_lazy("agreed with them on"), null=True, blank=True)

    go_on_agreed_on = models.DateField(gettext_lazy("both sides wish to go on, since"), null=True, blank=True)
    go_on_evidence = models.TextField(
        gettext_lazy("what shows it"),
        max_length=5_000,
        blank=True,
        help_text=gettext_lazy("On their side and on ours: a letter, minutes, a statement at a meeting."),
    )
    # In the address that mail to this file is sent to; nobody guesses it, and no two files share it.
    mail_key = models.CharField(max_length=12, unique=True, null=True, editable=False)

    class Meta:
        verbose_name = gettext_lazy("correspondence")
        verbose_name_plural = gettext_lazy("correspondence")
        constraints = [
            models.CheckConstraint(
                name="reply_not_before_letter",
                condition=Q(letter_sent_on=None)
                | Q(reply_received_on=None)
                | Q(reply_received_on__gte=F("letter_sent_on")),
                violation_error_message=REPLY_TOO_EARLY,
            ),
            models.CheckConstraint(
                name="first_year_budget_not_negative",
                condition=Q(budget=None) | Q(budget__gte=Decimal(0)),
                violation_error_message=AMOUNT_BELOW_ZERO,
            ),
        ]

    def lacks(self) -> dict[str, list[str]]:
        return {
            "letter": self.lacks_letter() + self.lacks_answer(),
            "contacts": self._lacks_contacts(),
            "counterpart": self._lacks_counterpart(),
            "waters": self._lacks_test(),
            "workplan": self.lacks_goals() + self.lacks_budget() + self._lacks_its_day(),
            "agreed": self._lacks_agreed_plan(),
            "going_on": unless(self.go_on_agreed_on, _("Say since when both sides wish to go on."))
            + unless(self.go_on_evidence, _("Say what shows it.")),
        }

    def gaps(self, states: Mapping[str, SectionState] | None = None) -> dict[str, list[str]]:
        """Whatever reasons were given, what opens the line stays asked for: letter and answer, and whom to turn to (G4)."""
        gaps = super().gaps(states)
        if self.proposal.phase == self.phase:
            gaps["letter"] = gaps["letter"] or self.lacks_letter() + self.lacks_answer()
            gaps["contacts"] = gaps["contacts"] or self._lacks_whom()
        return gaps

    # -- the line is open (G4) -------------------------------------------------------------

    def lacks_line(self) -> list[str]:
        """What is missing until the line of communication is open: the letter, its answer, and whom to turn to (G4)."""
        return self.lacks_letter() + self.lacks_answer() + self._lacks_whom()

    def _lacks_whom(self) -> list[str]:
        there = self.pk and self.contacts.there().current().exists()
        return unless(there, _("Name somebody in the other community to turn to."))

    def line_in_words(self) -> str:
        """Since when the line of communication is open, where the day is known, or how it was opened (G4)."""
        if self.opening == Opening.LETTER:
            return _("The line of communication is open since %(day)s.") % {
                "day": day(self.reply_received_on)
            }
        return _("The line of communication is open: %(how)s.") % {"how": self.get_opening_display()}

    def lacks_letter(self) -> list[str]:
        """What is not yet known of the letter itself, or of what took its place."""
        if self.opening != Opening.LETTER:
            return unless(
                self.opening_words, _("Say how the line was opened without a letter of introduction.")
            )
        return (
            unless(self.letter_from, _("Say from whom the letter of introduction goes."))
            + unless(self.letter_to, _("Say to whom it goes."))
            + unless(self.letter_sent_on, _("Say when it was sent."))
            + unless(self.letter_how, _("Say how it was sent."))
        )

    def lacks_answer(self) -> list[str]:
        if self.opening != Opening.LETTER:
            return []
        return unless(self.reply_received_on, _("Say when the answer came.")) + unless(
            self.reply_summary, _("Say what they answered.")
        )

    # -- both sides are ready for an agreement (G5) ----------------------------------------

    def _lacks_contacts(self) -> list[str]:
        named = set(self.contacts.current().values_list("side", "place")) if self.pk else set()
        wanted = {
            (Contact.Side.THERE, Contact.Place.MAYOR): _(
                "Name a contact in the mayor’s office of the other community."
            ),
            (Contact.Side.THERE, Contact.Place.VOLUNTEER): _(
                "Name a volunteer contact in the other community."
            ),
            (Contact.Side.HERE, Contact.Place.MAYOR): _("Name our contact in the Mayor’s office."),
            (Contact.Side.HERE, Contact.Place.VOLUNTEER): _("Name our volunteer contact."),
        }
        return [words for pair, words in wanted.items() if pair not in named]

    def _lacks_counterpart(self) -> list[str]:
        """Theirs, confirmed; where a committee of ours carries the file, the one that stands beside it."""
        there = self.committees.there().select_related("committee") if self.pk else ()
        theirs = own(there, self.proposal.community)
        if not theirs:
            return [_("Name the committee of the other community.")]
        confirmed = self.committees.confirmed().filter(pk__in=[one.pk for one in theirs])
        if not confirmed.exists():
            return [_("Have their committee confirmed by them, or accept it on their behalf with evidence.")]
        return unless(
            not self._is_carried_here() or confirmed.filter(mirrors__in=self.committees.here()).exists(),
            _(
                "The committee that is confirmed is the counterpart of none of ours. Pair it with one of ours, or have its counterpart confirmed."
            ),
        )

    def _is_carried_here(self) -> bool:
        """Whether a committee of ours is on the file, or named by the planning and not taken off."""
        planned = self.proposal.committee
        if self.committees.here().exists():
            return True
        return planned is not None and not self.committees.filter(committee=planned).exists()

    def _lacks_test(self) -> list[str]:
        tried = self.pk and (
            self.pilots.exclude(result="").exists()
            or self.delegations.exclude(report="", report_file=None).exists()
        )
        return unless(
            tried,
            _(
                "Give a pilot programme with its result or a visit with its report, or say why there was none."
            ),
        )

    def lacks_goals(self) -> list[str]:
        goals = list(self.goals.all()) if self.pk else []
        terms = {goal.term for goal in goals}
        words = unless(Goal.Term.SHORT in terms, _("Give at least one short-term goal.")) + unless(
            Goal.Term.LONG in terms, _("Give at least one long-term goal.")
        )
        return words + [
            _("“%(goal)s” lacks %(what)s.") % {"goal": goal.title[:60], "what": " · ".join(goal.lacks())}
            for goal in goals
            if goal.lacks()
        ]

    def lacks_budget(self) -> list[str]:
        return unless(
            self.budget is not None, _("Give our budget for the first year; 0 where none is needed.")
        )

    def _lacks_its_day(self) -> list[str]:
        return unless(self.budget_agreed_on, _("Say when the budget was agreed with the other community."))

    def _lacks_agreed_plan(self) -> list[str]:
        newest = self.plans.first() if self.pk else None
        if newest is None:
            return [_("Make a version of the work plan that both sides can agree to.")]
        return newest.lacks()
