"""Enquiries: who asks the City for a relationship, about whom, and what became of it (handbook A1, C4).

An enquiry is the door before the first phase of a file. It is never thrown
away: who was declined is found again when the same community asks later.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from proposals.proposal.models import COUNTRIES, Community, Proposal
from proposals.proposal.names import identity
from twinning import clock
from twinning.municipality.policy import Criterion, Policy
from twinning.municipality.versions import AppendOnly, Versioned
from twinning.places.countries import country_name
from twinning.places.keys import key as name_key
from twinning.records import languages
from twinning.records.models import Outgoing, Upload

SAME_TEXT_WITHIN = dt.timedelta(days=30)
"""The same words from the same person within this time are one enquiry, however often they are sent."""


class Standing(models.TextChoices):
    """What became of an enquiry so far."""

    NEW = "new", gettext_lazy("New")
    SCREENING = "screening", gettext_lazy("Under screening")
    HELD = "held", gettext_lazy("On hold")
    OPENED = "opened", gettext_lazy("Proposal opened")
    DECLINED = "declined", gettext_lazy("Declined")
    RECEIVED = "received", gettext_lazy("Received for information")


OPEN = (Standing.NEW, Standing.SCREENING, Standing.HELD)
"""Where somebody here still has something to do."""

WAYS: dict[str, frozenset[str]] = {
    Standing.NEW: frozenset({"screening", "held", "opened", "declined", "received"}),
    Standing.SCREENING: frozenset({"screening", "held", "opened", "declined", "received"}),
    Standing.HELD: frozenset({"screening", "held", "opened", "declined", "received"}),
    # Taken up again when the same community comes back with something new.
    Standing.DECLINED: frozenset({"screening"}),
    Standing.RECEIVED: frozenset({"screening"}),
    Standing.OPENED: frozenset(),
}


class Door(models.TextChoices):
    STAFF = "staff", gettext_lazy("Entered by staff")
    PUBLIC = "public", gettext_lazy("Public form")


class Direction(models.TextChoices):
    """The two doors of intake (handbook A1)."""

    INBOUND = "inbound", gettext_lazy("They ask us")
    OUTBOUND = "outbound", gettext_lazy("Our own idea")


class Channel(models.TextChoices):
    LETTER = "letter", gettext_lazy("Letter")
    EMAIL = "email", gettext_lazy("E-mail")
    CALL = "call", gettext_lazy("Telephone call")
    VISIT = "visit", gettext_lazy("Visit or meeting")
    FORM = "form", gettext_lazy("Public form")
    DEPUTY = "deputy", gettext_lazy("Through a member of parliament")
    COUNCIL = "council", gettext_lazy("Through the Mayor or a councillor")
    BODY = "body", gettext_lazy("Through an embassy or association")


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def open(self) -> "EnquiryQuerySet":
        return self.filter(standing__in=OPEN)

    def waiting(self) -> "EnquiryQuerySet":
        """Those that somebody has to do something about now: open, and not on hold until a later day."""
        later = Q(standing=Standing.HELD, held_until__gt=clock.today())
        return self.open().exclude(later).order_by("received_on", "pk")

    def unacknowledged(self) -> "EnquiryQuerySet":
        return self.filter(acknowledged_on=None, direction=Direction.INBOUND)

    def acknowledged_late(self) -> "EnquiryQuerySet":
        """Not acknowledged by the day that the policy sets, whether that was done later or is still to be done."""
        still = Q(acknowledged_on=None, acknowledgement_due__lt=clock.today())
        return self.filter(still | Q(acknowledged_on__gt=F("acknowledgement_due")))

    def in_standing(self, standing: str) -> "EnquiryQuerySet":
        return self.filter(standing=standing)

    def of_year(self, year: int) -> "EnquiryQuerySet":
        return self.filter(received_on__year=year)

    def with_words(self, words: str) -> "EnquiryQuerySet":
        """Whose number, community, sender or wish contains the words; a community's name in any spelling."""
        return self.filter(
            Q(number__icontains=words)
            | Q(community_name__icontains=words)
            | Q(community_key__contains=name_key(words) or words)
            | Q(region__icontains=words)
            | Q(asker_name__icontains=words)
            | Q(organisation__icontains=words)
            | Q(wish__icontains=words)
        )

    def publicly_since(self, moment: dt.datetime) -> "EnquiryQuerySet":
        """What came through the form for the public since a moment, the oldest first."""
        return self.filter(door=Door.PUBLIC, received_at__gt=moment).order_by("received_at", "pk")

    def about(self, community: Community) -> "EnquiryQuerySet":
        """Those about a community: its place, or a name that it has or had."""
        match = Q(place=community.place_id) if community.place_id else Q(pk=None)
        called: Any
        for called in [community, *community.former_names.all()]:  # type: ignore[attr-defined]
            match |= Q(community_key=identity(called.name), country=called.country)
        return self.filter(match)

    def for_list(self) -> "EnquiryQuerySet":
        return self.select_related("proposal").order_by("-received_on", "-pk")


class Enquiry(Versioned):
    """Somebody asks, on a day, about a relationship between our city and a community."""

    number = models.CharField(gettext_lazy("number"), max_length=30, unique=True, editable=False)
    door = models.CharField(gettext_lazy("door"), max_length=6, choices=Door, editable=False)
    direction = models.CharField(
        gettext_lazy("who had the idea"), max_length=8, choices=Direction, default=Direction.INBOUND
    )
    channel = models.CharField(
        gettext_lazy("how it came"), max_length=8, choices=Channel, default=Channel.LETTER
    )
    via = models.CharField(
        gettext_lazy("through whom"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy(
            "The member of parliament, councillor or association, where it came through one."
        ),
    )
    received_on = models.DateField(gettext_lazy("received on"), default=clock.today)
    received_at = models.DateTimeField(default=clock.now, editable=False)

    asker_name = models.CharField(gettext_lazy("name"), max_length=200)
    asker_office = models.CharField(gettext_lazy("office"), max_length=200, blank=True)
    organisation = models.CharField(
        gettext_lazy("organisation or community group"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("The city hall, association or group of residents behind it."),
    )
    email = models.EmailField(gettext_lazy("e-mail address"), blank=True)
    postal_address = models.TextField(gettext_lazy("postal address"), max_length=500, blank=True)
    language = models.CharField(
        gettext_lazy("language"), max_length=10, choices=languages.CHOICES, default="en"
    )

    place = models.ForeignKey(
        "places.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("place on the map"),
    )
    place_by_name = models.BooleanField(
        gettext_lazy("found by its name, to be confirmed"), default=False, editable=False
    )
    community_name = models.CharField(gettext_lazy("name of the community"), max_length=200)
    community_key = models.CharField(max_length=200, editable=False)
    region = models.CharField(gettext_lazy("region, state or province"), max_length=200, blank=True)
    country = models.CharField(gettext_lazy("country"), max_length=2, choices=COUNTRIES)
    wish = models.TextField(gettext_lazy("what they wish"), max_length=10_000)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    consented = models.BooleanField(gettext_lazy("agreed to what is kept"), default=False, editable=False)

    acknowledgement_due = models.DateField(gettext_lazy("acknowledge by"), null=True, editable=False)
    acknowledged_on = models.DateField(gettext_lazy("acknowledged on"), null=True, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    # Written by actions only, by compare-and-set; save() leaves them alone.
    standing = models.CharField(
        gettext_lazy("standing"), max_length=10, choices=Standing, default=Standing.NEW, editable=False
    )
    held_until = models.DateField(gettext_lazy("on hold until"), null=True, editable=False)
    reason = models.TextField(gettext_lazy("reason"), max_length=5_000, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, related_name="enquiries", editable=False
    )

    DECISION: ClassVar[frozenset[str]] = frozenset(
        {"standing", "held_until", "reason", "decided_by", "decided_at", "proposal"}
    )
    objects = EnquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        verbose_name = gettext_lazy("enquiry")
        verbose_name_plural = gettext_lazy("enquiries")
        constraints = [
            models.CheckConstraint(
                name="enquiry_opened_has_its_file",
                condition=Q(standing="opened", proposal__isnull=False)
                | (~Q(standing="opened") & Q(proposal=None)),
            ),
            models.CheckConstraint(
                name="enquiry_held_until_a_day",
                condition=Q(standing="held", held_until__isnull=False)
                | (~Q(standing="held") & Q(held_until=None)),
            ),
            models.CheckConstraint(
                name="enquiry_declined_says_why", condition=~Q(standing="declined") | ~Q(reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["standing", "-received_on"], name="enquiry_standing"),
            models.Index(fields=["country", "community_key"], name="enquiry_community"),
            models.Index(fields=["door", "received_at"], name="enquiry_door"),
            models.Index(fields=["fingerprint", "received_at"], name="enquiry_same_text"),
        ]

    def __str__(self) -> str:
        return f"{self.community_name} ({self.number})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save what was asked; never what was decided, or a correction would take back a decision."""
        self.community_key = identity(self.community_name)[:200]
        if not self._state.adding:
            asked = kwargs.get("update_fields") or self._asked()
            kwargs["update_fields"] = [*asked, *(["community_key"] if "community_name" in asked else [])]
        super().save(*args, **kwargs)

    def _asked(self) -> list[str]:
        return [
            field.name
            for field in self._meta.concrete_fields
            if not field.primary_key and field.name not in self.DECISION
        ]

    def get_absolute_url(self) -> str:
        return reverse("enquiry:page", args=[self.pk])

    @property
    def country_name(self) -> str:
        return country_name(self.country)

    @property
    def full_name(self) -> str:
        """The community with its region and country."""
        return ", ".join(part for part in (self.community_name, self.region, self.country_name) if part)

    @property
    def language_name(self) -> str:
        return languages.language_name(self.language)

    @property
    def is_open(self) -> bool:
        return self.standing in OPEN

    @property
    def acknowledgement_is_late(self) -> bool:
        due = self.acknowledgement_due
        return self.acknowledged_on is None and due is not None and due < clock.today()

    @property
    def hold_is_over(self) -> bool:
        return self.held_until is not None and self.held_until <= clock.today()


class Decision(AppendOnly):
    """What was decided about an enquiry, by whom and why. A later decision stands beside it and replaces none."""

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="decisions")
    standing = models.CharField(gettext_lazy("standing"), max_length=10, choices=Standing)
    reason = models.TextField(gettext_lazy("reason"), max_length=5_000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    on = models.DateField(gettext_lazy("decided on"))
    until = models.DateField(gettext_lazy("on hold until"), null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["standing", "on"], name="decision_of_a_year")]

    def __str__(self) -> str:
        return f"{self.get_standing_display()}, {self.on}"


class Original(AppendOnly):
    """What the public form brought, word for word; corrections by staff stand beside it, in the enquiry."""

    WORDS: ClassVar[tuple[str, ...]] = (
        "asker_name", "organisation", "email", "language", "community_name", "region", "country", "wish",
    )  # fmt: skip

    enquiry = models.OneToOneField(Enquiry, models.PROTECT, related_name="original")
    words = models.JSONField()

    def __str__(self) -> str:
        return self.enquiry.number

    @property
    def corrected(self) -> dict[str, str]:
        """What reads otherwise today, as it came, by name of the field."""
        return {name: came for name, came in self.words.items() if came != getattr(self.enquiry, name)}


def fingerprint(parts: Iterable[str]) -> str:
    """A hash over words that does not see capitals, accents, spaces or punctuation."""
    said = "\n".join(name_key(part) or part.strip() for part in parts)
    return hashlib.sha256(said.encode()).hexdigest()


class EnquiryFile(models.Model):
    """What came with an enquiry: the letter itself, a brochure, a list of supporters."""

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="attachments")
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.upload.name


class Letter(models.Model):
    """A letter of ours that answers an enquiry; its words and its way lie in the outbox."""

    class Kind(models.TextChoices):
        ACKNOWLEDGED = "acknowledged", gettext_lazy("We have received it")
        OPENED = "opened", gettext_lazy("A proposal is opened")
        HELD = "held", gettext_lazy("It is on hold")
        DECLINED = "declined", gettext_lazy("We decline")
        RECEIVED = "received", gettext_lazy("Received for information")

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="letters")
    outgoing = models.OneToOneField(Outgoing, models.PROTECT, related_name="of_enquiry")
    kind = models.CharField(gettext_lazy("what it says"), max_length=12, choices=Kind)
    # What it tells of; none for a receipt.
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="letters")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.enquiry.number}: {self.get_kind_display()}"

    @property
    def fits(self) -> bool:
        """Whether it says what holds: the decision it tells of is the last one, a receipt comes before any outcome."""
        if self.kind == self.Kind.ACKNOWLEDGED:
            return self.enquiry.is_open
        decided = self.decision is not None and self.decision.at == self.enquiry.decided_at
        return decided and self.kind == self.enquiry.standing


class Screening(Versioned):
    """An enquiry held against one version of the City's policy. Once finished it is never changed."""

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="screenings", editable=False)
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="screenings", editable=False)
    impression = models.TextField(
        gettext_lazy("overall impression"),
        max_length=5_000,
        blank=True,
        help_text=gettext_lazy(
            "What speaks for it and what against it, in a few sentences. The checklist decides nothing."
        ),
    )
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    started_at = models.DateTimeField(default=clock.now, editable=False)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    finished_at = models.DateTimeField(null=True, editable=False)
    # What was computed and shown when it was finished, in words: files and policies change afterwards.
    findings = models.JSONField(default=list, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enquiry"], condition=Q(finished_at=None), name="one_screening_under_way"
            ),
            models.CheckConstraint(
                name="screening_finished_by_somebody",
                condition=Q(finished_at=None, finished_by=None)
                | Q(finished_at__isnull=False, finished_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enquiry.number}: {self.policy}"


class Answer(models.TextChoices):
    YES = "yes", gettext_lazy("Yes")
    NO = "no", gettext_lazy("No")
    UNKNOWN = "unknown", gettext_lazy("Not known")


class ScreeningAnswer(models.Model):
    """The answer to one question of the policy's checklist."""

    screening = models.ForeignKey(Screening, models.PROTECT, related_name="answers")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=7, choices=Answer)
    note = models.CharField(gettext_lazy("note"), max_length=1_000, blank=True)

    class Meta:
        ordering = ["criterion__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["screening", "criterion"], name="one_answer_per_question")
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_answer_display()}"
