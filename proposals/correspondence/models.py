"""How the two communities found each other and what they agreed to do (handbook A4, A5; gates G4 and G5)."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.lifecycle import Phase
from proposals.proposal.models import AMOUNT_BELOW_ZERO, PhaseRecord, Row, unless
from twinning import clock

REPLY_TOO_EARLY = gettext_lazy("The answer came before the letter was sent. Correct one of the two dates.")
FOLLOW_UP_TOO_EARLY = gettext_lazy("The day to ask again is before the message itself. Give a later day.")


class Opening(models.TextChoices):
    """How the line of communication was opened (G4 names the two exceptions)."""

    LETTER = "letter", gettext_lazy("We sent a letter of introduction")
    INBOUND = "inbound", gettext_lazy("They wrote to us")
    VISIT = "visit", gettext_lazy("We met at a visit")


class Channel(models.TextChoices):
    POST = "post", gettext_lazy("Letter by post")
    EMAIL = "email", gettext_lazy("E-mail")
    HAND = "hand", gettext_lazy("Handed over")
    CALL = "call", gettext_lazy("Telephone")
    ONLINE = "online", gettext_lazy("Online meeting")
    VISIT = "visit", gettext_lazy("Visit")
    OTHER = "other", gettext_lazy("Other")


LETTER_CHANNELS = [
    (channel.value, channel.label) for channel in (Channel.POST, Channel.EMAIL, Channel.HAND, Channel.OTHER)
]


class Correspondence(PhaseRecord):
    """The correspondence of one file."""

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
    budget_agreed_on = models.DateField(gettext_lazy("agreed with them on"), null=True, blank=True)

    counterpart = models.CharField(gettext_lazy("their committee"), max_length=200, blank=True)
    counterpart_confirmed_on = models.DateField(gettext_lazy("confirmed by them on"), null=True, blank=True)
    counterpart_how = models.CharField(
        gettext_lazy("how it was confirmed"),
        max_length=500,
        blank=True,
        help_text=gettext_lazy("Such as a letter, a list of members, a meeting."),
    )
    test_programme = models.TextField(
        gettext_lazy("test programme and its result"),
        max_length=5_000,
        blank=True,
        help_text=gettext_lazy(
            "To test the waters: a pen pal exchange, an exchange of practice between the two administrations."
        ),
    )
    test_waiver = models.TextField(gettext_lazy("or why there was none"), max_length=2_000, blank=True)
    go_on_agreed_on = models.DateField(gettext_lazy("both sides wish to go on, since"), null=True, blank=True)
    go_on_evidence = models.TextField(
        gettext_lazy("what shows it"),
        max_length=5_000,
        blank=True,
        help_text=gettext_lazy("On their side and on ours: a letter, minutes, a statement at a meeting."),
    )

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
            "workplan": self._lacks_goals() + self._lacks_budget(),
            "counterpart": self._lacks_counterpart(),
        }

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

    def _lacks_contacts(self) -> list[str]:
        named = set(self.contacts.values_list("side", "place")) if self.pk else set()
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

    def _lacks_goals(self) -> list[str]:
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

    def _lacks_budget(self) -> list[str]:
        return unless(
            self.budget is not None, _("Give our budget for the first year; 0 where none is needed.")
        ) + unless(self.budget_agreed_on, _("Say when the budget was agreed with the other community."))

    def _lacks_counterpart(self) -> list[str]:
        return (
            unless(self.counterpart, _("Name the committee of the other community."))
            + unless(self.counterpart_confirmed_on, _("Say when it was confirmed."))
            + unless(self.counterpart_how, _("Say how it was confirmed."))
            + unless(
                self.test_programme or self.test_waiver,
                _("Describe the test programme, or say why there was none."),
            )
            + unless(self.go_on_agreed_on, _("Say since when both sides wish to go on."))
            + unless(self.go_on_evidence, _("Say what shows it."))
        )


class Contact(Row):
    """Who speaks for a side. Protocol asks for symmetry: an office and a volunteer, here and there."""

    class Side(models.TextChoices):
        HERE = "here", gettext_lazy("Here")
        THERE = "there", gettext_lazy("In the other community")

    class Place(models.TextChoices):
        MAYOR = "mayor", gettext_lazy("Mayor’s office")
        VOLUNTEER = "volunteer", gettext_lazy("Volunteer")
        OTHER = "other", gettext_lazy("Other")

    record = models.ForeignKey(Correspondence, models.PROTECT, related_name="contacts")
    side = models.CharField(gettext_lazy("where"), max_length=5, choices=Side, default=Side.THERE)
    place = models.CharField(gettext_lazy("as what"), max_length=9, choices=Place, default=Place.MAYOR)
    name = models.CharField(gettext_lazy("name"), max_length=200)
    office = models.CharField(gettext_lazy("office or organisation"), max_length=200, blank=True)
    email = models.EmailField(gettext_lazy("e-mail address"), blank=True)

    def __str__(self) -> str:
        return self.name


class Goal(Row):
    """A goal of the joint work plan, with somebody on each side who sees to it."""

    class Term(models.TextChoices):
        SHORT = "short", gettext_lazy("Short-term")
        LONG = "long", gettext_lazy("Long-term")

    record = models.ForeignKey(Correspondence, models.PROTECT, related_name="goals")
    term = models.CharField(gettext_lazy("short or long"), max_length=5, choices=Term, default=Term.SHORT)
    title = models.CharField(gettext_lazy("goal"), max_length=300)
    target = models.CharField(gettext_lazy("target"), max_length=300, blank=True)
    due_on = models.DateField(gettext_lazy("by when"), null=True, blank=True)
    owner_here = models.CharField(gettext_lazy("who sees to it here"), max_length=200, blank=True)
    owner_there = models.CharField(gettext_lazy("who sees to it there"), max_length=200, blank=True)

    def __str__(self) -> str:
        return self.title

    def lacks(self) -> list[str]:
        return (
            unless(self.target, _("a target"))
            + unless(self.due_on, _("a date"))
            + unless(self.owner_here, _("somebody here"))
            + unless(self.owner_there, _("somebody there"))
        )


class MessageQuerySet(models.QuerySet["Message"]):
    def unsettled(self) -> "MessageQuerySet":
        """Those to be followed up: the next message, in whichever direction, settles the matter."""
        newer = Message.objects.filter(record=OuterRef("record")).filter(
            Q(on__gt=OuterRef("on")) | Q(on=OuterRef("on"), pk__gt=OuterRef("pk"))
        )
        return self.exclude(follow_up_on=None).filter(~Exists(newer))

    def overdue(self) -> "MessageQuerySet":
        return self.unsettled().filter(follow_up_on__lt=clock.today())


class Message(models.Model):
    """One message in the log, ours or theirs. Written down once and not changed afterwards."""

    class Direction(models.TextChoices):
        OUT = "out", gettext_lazy("From us")
        IN = "in", gettext_lazy("From them")

    record = models.ForeignKey(Correspondence, models.PROTECT, related_name="messages")
    on = models.DateField(gettext_lazy("date"))
    direction = models.CharField(
        gettext_lazy("who wrote or spoke"), max_length=3, choices=Direction, default=Direction.IN
    )
    channel = models.CharField(gettext_lazy("how"), max_length=6, choices=Channel, default=Channel.EMAIL)
    language = models.CharField(gettext_lazy("language"), max_length=60, blank=True)
    summary = models.TextField(gettext_lazy("in short"), max_length=5_000)
    follow_up_on = models.DateField(gettext_lazy("ask again on"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = gettext_lazy("message")
        verbose_name_plural = gettext_lazy("messages")
        constraints = [
            models.CheckConstraint(
                name="follow_up_not_before_message",
                condition=Q(follow_up_on=None) | Q(follow_up_on__gte=F("on")),
                violation_error_message=FOLLOW_UP_TOO_EARLY,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_direction_display()}"
