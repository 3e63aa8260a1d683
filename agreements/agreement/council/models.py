"""Council’s decisions: motions, votes by name, what was changed at the table, and what follows (handbook B1, C3)."""

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.agreement.text.models import LANGUAGES, AgreementText, TextVersion
from proposals.lifecycle import MoveRefused, Phase, lock
from proposals.proposal.models import Proposal, Row, unless
from twinning import clock
from twinning.municipality.models import OfficeHolder
from twinning.municipality.versions import AppendOnly, Versioned
from twinning.records.models import Upload
from twinning.records.templatetags.house import day

if TYPE_CHECKING:
    from agreements.agreement.models import Agreement


class MeetingKind(models.TextChoices):
    REGULAR = "regular", gettext_lazy("Regular council meeting")
    SPECIAL = "special", gettext_lazy("Special council meeting")


class Meeting(models.Model):
    """A meeting of council at which decisions are taken, in public and with a quorum (handbook C3)."""

    kind = models.CharField(
        gettext_lazy("kind of meeting"), max_length=10, choices=MeetingKind, default=MeetingKind.REGULAR
    )
    held_on = models.DateField(gettext_lazy("date"))
    place = models.CharField(gettext_lazy("place"), max_length=200, blank=True)

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "held_on"],
                name="one_meeting_of_a_kind_per_day",
                violation_error_message=gettext_lazy("There is a meeting of this kind on that day already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {day(self.held_on)}"


class ResolutionKind(models.TextChoices):
    """What a resolution is for: several in the life of one relationship (handbook, finding 3)."""

    EXPLORE = "explore", gettext_lazy("Explore a relationship")
    INTENT = "intent", gettext_lazy("Authorise a letter of intent")
    INVITE = "invite", gettext_lazy("Invite the other city")
    ACCEPT = "accept", gettext_lazy("Accept an invitation")
    ESTABLISH = "establish", gettext_lazy("Establish the relationship")
    AUTHORISE = "authorise", gettext_lazy("Authorise the signature")
    RENEW = "renew", gettext_lazy("Renew the agreement")
    SUSPEND = "suspend", gettext_lazy("Suspend the relationship")
    REINSTATE = "reinstate", gettext_lazy("Reinstate the relationship")
    TERMINATE = "terminate", gettext_lazy("End the relationship")
    COMMITTEE = "committee", gettext_lazy("Create a committee")
    AMEND = "amend", gettext_lazy("Amend the agreement")
    PROCLAIM = "proclaim", gettext_lazy("Proclaim a day or a week")
    VIEW = "view", gettext_lazy("Express a view")


OPENING = {ResolutionKind.ESTABLISH, ResolutionKind.AUTHORISE}
"""The kinds that open the signing when they are carried (handbook C2, G7)."""


class ResolutionState(models.TextChoices):
    DRAFT = "draft", gettext_lazy("Draft")
    AGENDA = "agenda", gettext_lazy("On the agenda")
    TABLED = "tabled", gettext_lazy("Tabled")
    POSTPONED = "postponed", gettext_lazy("Postponed")
    REFERRED = "referred", gettext_lazy("Referred")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")
    RECEIVED = "received", gettext_lazy("Received for information")
    CARRIED = "carried", gettext_lazy("Carried")
    DEFEATED = "defeated", gettext_lazy("Defeated")


DECIDED = {ResolutionState.CARRIED, ResolutionState.DEFEATED}
ENDED = DECIDED | {ResolutionState.WITHDRAWN, ResolutionState.RECEIVED}
COMES_BACK = (ResolutionState.TABLED, ResolutionState.POSTPONED, ResolutionState.REFERRED)
"""Council put it off; it can be taken up again."""
SET_ASIDE = (*COMES_BACK, ResolutionState.WITHDRAWN, ResolutionState.RECEIVED)


DEALT_WITH_MEANWHILE = gettext_lazy(
    "Somebody else has dealt with this resolution in the meantime. Open it again to see its state."
)
ONE_OPENS_AT_A_TIME = gettext_lazy(
    "Another resolution that would open the signing is before council. Wait for its decision, or take it off the agenda first."
)
LONGEST_TITLE, LONGEST_SHORT_TITLE = 300, 100


class ResolutionQuerySet(models.QuerySet["Resolution"]):
    def drafts(self) -> "ResolutionQuerySet":
        return self.filter(state=ResolutionState.DRAFT)

    def on_the_agenda(self) -> "ResolutionQuerySet":
        return self.filter(state=ResolutionState.AGENDA)

    def numbered(self) -> "ResolutionQuerySet":
        return self.exclude(number=None)

    def in_files_of(self, proposals: "models.QuerySet[Proposal]") -> "ResolutionQuerySet":
        return self.filter(proposal__in=proposals)

    def for_list(self) -> "ResolutionQuerySet":
        return self.select_related("proposal__community", "meeting").order_by("-meeting__held_on", "-pk")


class Resolution(models.Model):
    """A motion before council, from draft to decision. The result is computed from names, never typed."""

    phase = Phase.AGREEMENT

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="resolutions")
    kind = models.CharField(
        gettext_lazy("what it decides"),
        max_length=12,
        choices=ResolutionKind,
        default=ResolutionKind.ESTABLISH,
    )
    title = models.CharField(gettext_lazy("title"), max_length=LONGEST_TITLE)
    short_title = models.CharField(
        gettext_lazy("short title"),
        max_length=LONGEST_SHORT_TITLE,
        help_text=gettext_lazy("For the foot of the page and the name of the file."),
    )
    with_text = models.BooleanField(gettext_lazy("the text of the agreement is Schedule A"), default=True)
    delegates_minor_edits = models.BooleanField(
        gettext_lazy("lets an officer make minor edits"),
        default=False,
        help_text=gettext_lazy(
            "Otherwise a text that is changed after the vote goes back to council, whatever the change."
        ),
    )
    delegate = models.CharField(
        gettext_lazy("which officer"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("Such as the Chief Administrative Officer."),
    )

    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="resolutions")
    item = models.CharField(gettext_lazy("item on the agenda"), max_length=20, blank=True)

    state = models.CharField(
        gettext_lazy("state"),
        max_length=10,
        choices=ResolutionState,
        default=ResolutionState.DRAFT,
        editable=False,
    )
    number = models.CharField(gettext_lazy("number"), max_length=40, null=True, unique=True, editable=False)
    mover = models.ForeignKey(OfficeHolder, models.PROTECT, null=True, editable=False, related_name="+")
    seconder = models.ForeignKey(OfficeHolder, models.PROTECT, null=True, editable=False, related_name="+")
    names_asked_for = models.BooleanField(
        gettext_lazy("a recorded vote was asked for"), default=False, editable=False
    )
    quorum = models.PositiveSmallIntegerField(null=True, editable=False)
    text_hash = models.CharField(max_length=64, blank=True, editable=False)
    # The very text that was put before council; after an amendment at the table, the amended one.
    text = models.ForeignKey(
        TextVersion, models.PROTECT, null=True, editable=False, related_name="resolutions"
    )
    amended = models.BooleanField(gettext_lazy("amended at the table"), default=False, editable=False)
    referred_to = models.CharField(gettext_lazy("referred to"), max_length=200, blank=True, editable=False)
    # The order by which fewer members than the quorum could decide (MGA s. 168).
    relief = models.CharField(gettext_lazy("quorum by order"), max_length=300, blank=True, editable=False)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    drafted_at = models.DateTimeField(default=clock.now, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = gettext_lazy("resolution")
        verbose_name_plural = gettext_lazy("resolutions")
        constraints = [
            models.CheckConstraint(
                name="number_only_when_decided",
                condition=Q(number=None) | Q(state__in=["carried", "defeated"]),
            ),
            models.CheckConstraint(
                name="carried_has_a_number", condition=~Q(state="carried") | ~Q(number=None)
            ),
            models.CheckConstraint(
                name="decided_has_meeting_and_mover",
                condition=~Q(state__in=["carried", "defeated"]) | (~Q(meeting=None) & ~Q(mover=None)),
            ),
            models.CheckConstraint(
                name="mover_does_not_second",
                condition=Q(mover=None) | Q(seconder=None) | ~Q(mover=models.F("seconder")),
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(state="agenda", kind__in=["establish", "authorise"]),
                name="one_opening_resolution_before_council",
                violation_error_message=ONE_OPENS_AT_A_TIME,
            ),
        ]

    def __str__(self) -> str:
        return _("Resolution %(number)s") % {"number": self.number} if self.number else self.title

    @property
    def is_draft(self) -> bool:
        return self.state == ResolutionState.DRAFT

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED

    @property
    def result(self) -> str:
        """The state in a word, as lists show it: what was changed at the table is carried as amended."""
        if self.state == ResolutionState.CARRIED and self.amended:
            return _("Carried as amended")
        return str(self.get_state_display())

    @property
    def comes_back(self) -> bool:
        return self.state in COMES_BACK

    @property
    def opens_signing(self) -> bool:
        return self.kind in OPENING

    def lock(self) -> None:
        """Of two people who deal with it at once, one waits here. Raises ``MoveRefused`` for the second."""
        lock(self.proposal)
        if Resolution.objects.select_for_update().get(pk=self.pk).state != self.state:
            raise MoveRefused(str(DEALT_WITH_MEANWHILE))

    def lacks(self) -> list[str]:
        """What a draft needs before it goes on an agenda."""
        return (
            unless(
                self.operatives.exists(),
                _("The resolution decides nothing yet. Add at least one numbered clause."),
            )
            + unless(
                self.with_text or not self.opens_signing,
                _(
                    "What opens the signing approves the text that is signed. Tick that the agreement is Schedule A."
                ),
            )
            + unless(
                not self.with_text or AgreementText.objects.filter(record__proposal=self.proposal).exists(),
                _("There is no text of the agreement yet that could be Schedule A."),
            )
            + unless(
                self.delegate or not self.delegates_minor_edits, _("Say which officer may make minor edits.")
            )
        )


class Recital(Row):
    """One WHEREAS: a reason, in its order."""

    record = models.ForeignKey(Resolution, models.PROTECT, related_name="recitals")
    opening = models.CharField(
        gettext_lazy("opening word"),
        max_length=40,
        blank=True,
        help_text=gettext_lazy("Only where it differs from “Whereas”."),
    )
    text = models.TextField(gettext_lazy("reason"), max_length=3000)

    def __str__(self) -> str:
        return self.text[:60]


class OperativeClause(Row):
    """One numbered decision, with lettered parts if it has any."""

    record = models.ForeignKey(Resolution, models.PROTECT, related_name="operatives")
    text = models.TextField(
        gettext_lazy("decision"),
        max_length=5000,
        help_text=gettext_lazy(
            "Goes on from “the Council …”, such as “approves the agreement in Schedule A;”."
        ),
    )
    parts = models.TextField(
        gettext_lazy("parts"),
        max_length=5000,
        blank=True,
        help_text=gettext_lazy("One per line; they are lettered (a), (b), (c)."),
    )

    def __str__(self) -> str:
        return self.text[:60]


class Vote(models.TextChoices):
    FOR = "for", gettext_lazy("For")
    AGAINST = "against", gettext_lazy("Against")
    ABSTAINED = "abstained", gettext_lazy("Abstained")
    RECUSED = "recused", gettext_lazy("Recused (left the room)")
    ABSENT = "absent", gettext_lazy("Absent")


class Ground(models.TextChoices):
    """Why a member who is present does not vote (handbook C3)."""

    PECUNIARY = "pecuniary", gettext_lazy("pecuniary interest")
    CONFLICT = "conflict", gettext_lazy("other conflict of interest")
    HEARING = "hearing", gettext_lazy("missed the public hearing")
    OTHER = "other", gettext_lazy("other ground")


class Ballot(models.Model):
    """How one member of council voted."""

    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="ballots")
    member = models.ForeignKey(OfficeHolder, models.PROTECT, related_name="+")
    vote = models.CharField(max_length=10, choices=Vote)
    ground = models.CharField(max_length=10, choices=Ground, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["resolution", "member"], name="one_ballot_per_member"),
            models.CheckConstraint(
                name="ground_only_of_abstention",
                condition=Q(ground="") | Q(vote__in=["abstained", "recused"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_vote_display()}"


class Amendment(AppendOnly):
    """A change moved at the table, carried or not, with what stood before and what stands since."""

    class What(models.TextChoices):
        TITLE = "title", gettext_lazy("Title")
        RECITAL = "recital", gettext_lazy("Reason (Whereas)")
        OPERATIVE = "operative", gettext_lazy("Decision")
        AGREEMENT = "agreement", gettext_lazy("Clause of the agreement")

    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="amendments")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="+")
    what = models.CharField(gettext_lazy("what is changed"), max_length=10, choices=What)
    # The key of the recital, operative or clause, also of one that was added; empty for the title and for one that was not.
    row = models.UUIDField(null=True, editable=False)
    language = models.CharField(gettext_lazy("language"), max_length=10, choices=LANGUAGES, blank=True)
    place = models.CharField(gettext_lazy("place"), max_length=200, blank=True)
    before = models.TextField(gettext_lazy("before"), blank=True)
    after = models.TextField(gettext_lazy("after"), max_length=60_000, blank=True)
    mover = models.ForeignKey(
        OfficeHolder, models.PROTECT, related_name="+", verbose_name=gettext_lazy("moved by")
    )
    seconder = models.ForeignKey(OfficeHolder, models.PROTECT, null=True, related_name="+")
    votes_for = models.PositiveSmallIntegerField(gettext_lazy("for"))
    votes_against = models.PositiveSmallIntegerField(gettext_lazy("against"))
    carried = models.BooleanField(gettext_lazy("carried"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="amendment_result_follows_from_votes",
                condition=Q(carried=True, votes_for__gt=models.F("votes_against"))
                | Q(carried=False, votes_for__lte=models.F("votes_against")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.after[:60]}"


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def open(self) -> "ObligationQuerySet":
        return self.filter(state=Obligation.State.OPEN)

    def before_signing(self) -> "ObligationQuerySet":
        return self.open().filter(before_signing=True)

    def to_look_at(self, until: dt.date) -> "ObligationQuerySet":
        """Open ones that somebody is to look at by a day, of files that are worked on."""
        return self.open().filter(supervised_on__lte=until).exclude(proposal__phase=Phase.CLOSED)

    def in_files_of(self, proposals: "models.QuerySet[Proposal]") -> "ObligationQuerySet":
        return self.filter(proposal__in=proposals)


class Obligation(Versioned):
    """A condition that council attached: somebody owes something by a day, and somebody looks at it (handbook C3)."""

    class State(models.TextChoices):
        OPEN = "open", gettext_lazy("Open")
        MET = "met", gettext_lazy("Met")
        RELEASED = "released", gettext_lazy("Released")

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="obligations", editable=False)
    resolution = models.ForeignKey(
        Resolution, models.PROTECT, null=True, editable=False, related_name="obligations"
    )
    words = models.TextField(gettext_lazy("what is owed"), max_length=3000)
    owner = models.CharField(
        gettext_lazy("who owes it"), max_length=200, help_text=gettext_lazy("A person or an office.")
    )
    due_on = models.DateField(gettext_lazy("by when"), null=True, blank=True)
    supervised_on = models.DateField(
        gettext_lazy("looked at on"),
        help_text=gettext_lazy("The day on which somebody checks whether it is met."),
    )
    before_signing = models.BooleanField(gettext_lazy("must be met before anybody signs"), default=False)
    state = models.CharField(
        gettext_lazy("state"), max_length=8, choices=State, default=State.OPEN, editable=False
    )
    settled_on = models.DateField(gettext_lazy("on"), null=True, editable=False)
    settled_words = models.TextField(gettext_lazy("how"), max_length=3000, blank=True, editable=False)
    evidence = models.ForeignKey(Upload, models.PROTECT, null=True, editable=False, related_name="+")
    released_by = models.ForeignKey(
        Resolution, models.PROTECT, null=True, editable=False, related_name="releases"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = ["supervised_on", "pk"]
        verbose_name = gettext_lazy("obligation")
        verbose_name_plural = gettext_lazy("obligations")
        constraints = [
            models.CheckConstraint(
                name="settled_obligation_says_when_and_how",
                condition=Q(state="open") | (Q(settled_on__isnull=False) & ~Q(settled_words="")),
            ),
            models.CheckConstraint(
                name="obligation_released_by_a_resolution",
                condition=Q(state="released", released_by__isnull=False)
                | (~Q(state="released") & Q(released_by=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.words[:60]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < clock.today()

    @property
    def to_look_at(self) -> bool:
        return self.is_open and self.supervised_on <= clock.today()


class PartnerStep(Versioned):
    """Somebody over there who must approve, consent or be told, and when they did (handbook, finding 10)."""

    class What(models.TextChoices):
        APPROVES = "approves", gettext_lazy("Approves the text")
        EMPOWERS = "empowers", gettext_lazy("Lets the mayor sign")
        CONSENTS = "consents", gettext_lazy("Consents")
        IS_TOLD = "told", gettext_lazy("Must be told beforehand")
        REGISTERS = "registers", gettext_lazy("Registers it afterwards")
        TOLD_AFTER = "told_after", gettext_lazy("Must be told afterwards")

    record: "models.ForeignKey[Agreement, Agreement]" = models.ForeignKey(
        "agreements.Agreement", models.PROTECT, related_name="partner_steps", editable=False
    )
    order = models.PositiveSmallIntegerField(default=0, editable=False)
    body = models.CharField(
        gettext_lazy("who"), max_length=300, help_text=gettext_lazy("Such as their council or a ministry.")
    )
    what = models.CharField(gettext_lazy("what they do"), max_length=10, choices=What, default=What.APPROVES)
    required = models.BooleanField(gettext_lazy("without it their side may not sign"), default=True)
    note = models.CharField(
        gettext_lazy("why they are asked"),
        max_length=500,
        blank=True,
        help_text=gettext_lazy("The law or the custom, and where that is written."),
    )
    expected_on = models.DateField(gettext_lazy("expected on"), null=True, blank=True)
    done_on = models.DateField(gettext_lazy("done on"), null=True, blank=True)
    reference = models.CharField(gettext_lazy("number or reference"), max_length=200, blank=True)
    words = models.TextField(gettext_lazy("how we know"), max_length=3000, blank=True)
    evidence = models.ForeignKey(
        Upload, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = gettext_lazy("step of their approval")
        verbose_name_plural = gettext_lazy("steps of their approval")

    def __str__(self) -> str:
        return self.body

    @property
    def is_done(self) -> bool:
        return self.done_on is not None

    @property
    def comes_after(self) -> bool:
        """Whether it is due only once both sides have signed."""
        return self.what in (self.What.REGISTERS, self.What.TOLD_AFTER)

    @property
    def is_late(self) -> bool:
        return not self.is_done and self.expected_on is not None and self.expected_on < clock.today()
