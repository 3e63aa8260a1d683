"""The file itself: the community it is about, where it stands, what is kept in it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from babel import Locale
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Membership
from proposals.lifecycle import TASKS, Phase, Standing, Turn, lock
from proposals.proposal import standing_checks
from twinning import clock
from twinning.accounts.models import Role, User
from twinning.places.countries import country_name
from twinning.records.models import Document, Upload

COUNTRIES = sorted(
    (
        (code, name)
        for code, name in Locale("en").territories.items()
        if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
    ),
    key=lambda pair: pair[1],
)
"""ISO 3166 codes with their English names, from the Unicode CLDR."""

TURN_ROLES: dict[str, set[str]] = {
    Turn.STAFF: {Role.STAFF},
    Turn.CAO: {Role.CAO},
    Turn.CLERK: {Role.CLERK},
    # Council decides; the clerk is who records it.
    Turn.COUNCIL: {Role.CLERK},
    Turn.COMMITTEE: {Role.COMMITTEE},
    # Somebody here has to ask again when the other city is silent.
    Turn.PARTNER: {Role.STAFF},
}
STILL_AFTER = dt.timedelta(days=30)
"""A file whose ball has lain this long with somebody stands still."""


class Community(models.Model):
    """A town, district, county or nation on the other side."""

    name = models.CharField(gettext_lazy("name of the community"), max_length=200)
    native_name = models.CharField(
        gettext_lazy("name in its own language and script"), max_length=200, blank=True
    )
    region = models.CharField(gettext_lazy("region, state or province"), max_length=200, blank=True)
    # Empty only for a search, which may span the world.
    country = models.CharField(gettext_lazy("country"), max_length=2, choices=COUNTRIES, blank=True)
    country_label = models.CharField(
        gettext_lazy("country as it is to be printed"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("Only where the usual name is disputed or differs; say in the file why."),
    )
    population = models.PositiveIntegerField(gettext_lazy("population"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(
        gettext_lazy("year of that figure"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1800), MaxValueValidator(2200)],
    )

    place = models.ForeignKey(
        "places.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("place on the map"),
        help_text=gettext_lazy(
            "Empty for a district, county or nation that the table of places does not have."
        ),
    )
    is_search = models.BooleanField(
        gettext_lazy("stands for a partner who is still looked for"), default=False, editable=False
    )
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="predecessors",
        verbose_name=gettext_lazy("merged into"),
    )
    succeeded_on = models.DateField(gettext_lazy("merged on"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = gettext_lazy("community")
        verbose_name_plural = gettext_lazy("communities")
        constraints = [
            models.CheckConstraint(
                name="community_lies_in_a_country",
                condition=Q(is_search=True) | ~Q(country=""),
                violation_error_message=gettext_lazy("The country is missing. Choose it from the list."),
            ),
            models.CheckConstraint(
                name="community_is_not_its_own_successor", condition=~Q(successor=models.F("pk"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def country_name(self) -> str:
        """The printed label, else the country's name in the reader's language."""
        if self.country_label:
            return self.country_label
        locale = Locale.parse(translation.to_locale(translation.get_language() or "en"))
        return locale.territories.get(self.country, self.country)

    @property
    def full_name(self) -> str:
        """The community with its region and country, such as “Mazatlán, Sinaloa, Mexico”; a search by its title."""
        if self.is_search:
            return self.name
        return ", ".join(part for part in (self.name, self.region, self.country_name) if part)


class FormerName(models.Model):
    """What a community was called before: a partner that was renamed or merged keeps its history."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="former_names")
    name = models.CharField(gettext_lazy("name"), max_length=200)
    native_name = models.CharField(
        gettext_lazy("name in its own language and script"), max_length=200, blank=True
    )
    region = models.CharField(gettext_lazy("region, state or province"), max_length=200, blank=True)
    country = models.CharField(gettext_lazy("country"), max_length=2, choices=COUNTRIES)
    until = models.DateField(gettext_lazy("until"))
    why = models.CharField(gettext_lazy("why it changed"), max_length=500)

    class Meta:
        ordering = ["-until", "-pk"]
        verbose_name = gettext_lazy("former name")
        verbose_name_plural = gettext_lazy("former names")

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """The name with its region and country, as it was then."""
        return ", ".join(part for part in (self.name, self.region, country_name(self.country)) if part)


class Kind(models.TextChoices):
    """What the City seeks to enter (handbook A0: relationship types)."""

    SISTER = "sister", gettext_lazy("Twinning (sister city)")
    FRIENDSHIP = "friendship", gettext_lazy("Friendship city")
    PARTNER = "partner", gettext_lazy("Partner city")


class Origin(models.TextChoices):
    """How a proposal came up (handbook A1: two doors)."""

    MAYOR = "mayor", gettext_lazy("An enquiry by the Mayor")
    COUNCIL = "council", gettext_lazy("A motion of council")
    STAFF = "staff", gettext_lazy("An idea of staff")
    RESIDENTS = "residents", gettext_lazy("A request by residents")
    LETTER = "letter", gettext_lazy("A letter from the other city")
    VISIT = "visit", gettext_lazy("A visit")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: User) -> "ProposalQuerySet":
        """The only door to files: administration sees all, council what was sent, a committee its own."""
        if user.has_role(Role.STAFF, Role.CAO, Role.CLERK, Role.ADMINISTRATOR):
            return self.all()
        sent = self.exclude(submitted_at=None)
        if user.has_role(Role.MAYOR, Role.COUNCILLOR):
            return sent
        if user.has_role(Role.COMMITTEE):
            return sent.filter(
                committee__in=Membership.objects.serving().filter(user=user).values("committee")
            )
        return self.none()

    def open(self) -> "ProposalQuerySet":
        return self.exclude(phase=Phase.CLOSED)

    def held(self) -> "ProposalQuerySet":
        return self.exclude(held_since=None)

    def moving(self) -> "ProposalQuerySet":
        """Open and not on hold."""
        return self.open().filter(held_since=None)

    def with_turn(self, *turns: str) -> "ProposalQuerySet":
        return self.moving().filter(turn__in=turns)

    def waiting_for(self, user: User) -> "ProposalQuerySet":
        """Where a person's roles have the ball, the longest wait first; not where the other city has it."""
        turns = [turn for turn, roles in TURN_ROLES.items() if turn != Turn.PARTNER and user.has_role(*roles)]
        return self.visible_to(user).with_turn(*turns).order_by("turn_since")

    def standing_still(self, since: dt.timedelta = STILL_AFTER) -> "ProposalQuerySet":
        """Where the ball has lain too long; a signed relationship only once its evaluation is due."""
        living = Q(phase=Phase.EVALUATION, turn=Turn.STAFF, evaluation_due__gte=clock.today())
        return self.moving().filter(turn_since__lt=clock.now() - since).exclude(living).order_by("turn_since")

    def in_phase(self, phase: str) -> "ProposalQuerySet":
        return self.filter(phase=phase)

    def with_words(self, words: str) -> "ProposalQuerySet":
        """Whose community, place or reference contains the words; a community's former names count, and what it became part of."""
        called = Q(name__icontains=words) | Q(native_name__icontains=words)
        communities = Community.objects.filter(called | Q(region__icontains=words))
        formerly = FormerName.objects.filter(called)
        return self.filter(
            Q(community__in=communities.values("pk"))
            | Q(community__in=formerly.values("community"))
            | Q(community__successor__in=communities.values("pk"))
            | Q(reference__icontains=words)
        )

    def asking_for_money(self, year: int) -> "ProposalQuerySet":
        """Open files whose budget asks for money in a year."""
        lines = {"planning__budget_lines__year": year, "planning__budget_lines__in_kind": False}
        return self.open().filter(**lines).distinct()

    def per_phase(self) -> "models.QuerySet[Proposal, dict[str, Any]]":
        """How many files are in each phase and, of those not on hold, the longest wait and the next evaluation."""
        moving = Q(held_since=None)
        return (
            self.order_by()
            .values("phase")
            .annotate(
                count=Count("pk"),
                since=Min("turn_since", filter=moving),
                due=Min("evaluation_due", filter=moving),
            )
        )

    def for_list(self) -> "ProposalQuerySet":
        return self.select_related("community").order_by("-opened_at", "-pk")


class Proposal(models.Model):
    """One file: a twinning from the first idea to its end, and everything kept about it."""

    reference = models.CharField(gettext_lazy("file reference"), max_length=60, unique=True, editable=False)
    community = models.ForeignKey(
        Community, models.PROTECT, related_name="proposals", verbose_name=gettext_lazy("community")
    )
    kind = models.CharField(
        gettext_lazy("kind of relationship"), max_length=12, choices=Kind, default=Kind.SISTER
    )
    origin = models.CharField(
        gettext_lazy("how it came up"), max_length=12, choices=Origin, default=Origin.STAFF
    )
    committee = models.ForeignKey(
        "committees.Committee",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=gettext_lazy("twinning committee"),
    )
    earlier = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="later",
        verbose_name=gettext_lazy("earlier proposal"),
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, editable=False)
    approved_on = models.DateField(gettext_lazy("approved by council on"), null=True, editable=False)
    approval = models.CharField(gettext_lazy("approved by"), max_length=60, blank=True, editable=False)
    evaluation_due = models.DateField(gettext_lazy("evaluation due on"), null=True, editable=False)

    # Written by lifecycle only; save() leaves them alone.
    phase = models.CharField(
        gettext_lazy("phase"), max_length=16, choices=Phase, default=Phase.PLANNING, editable=False
    )
    phase_since = models.DateTimeField(default=clock.now, editable=False)
    standing = models.CharField(
        gettext_lazy("standing"), max_length=12, choices=Standing, default=Standing.PROSPECT, editable=False
    )
    standing_since = models.DateTimeField(default=clock.now, editable=False)
    turn = models.CharField(
        gettext_lazy("whose turn"), max_length=10, choices=Turn, default=Turn.STAFF, editable=False
    )
    turn_since = models.DateTimeField(default=clock.now, editable=False)
    held_since = models.DateTimeField(null=True, editable=False)
    closed_from = models.CharField(max_length=16, choices=Phase, blank=True, editable=False)

    LIFECYCLE: ClassVar[frozenset[str]] = frozenset(
        {
            "phase",
            "phase_since",
            "standing",
            "standing_since",
            "turn",
            "turn_since",
            "held_since",
            "closed_from",
        }
    )
    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = gettext_lazy("proposal")
        verbose_name_plural = gettext_lazy("proposals")
        constraints = [
            models.CheckConstraint(
                name="closed_file_has_no_ball", condition=~Q(phase="closed") | Q(turn="nobody")
            ),
            models.CheckConstraint(
                name="closed_file_is_not_held", condition=~Q(phase="closed") | Q(held_since=None)
            ),
        ]
        indexes = [
            models.Index(fields=["phase", "turn", "turn_since"], name="proposal_turn"),
            models.Index(fields=["-opened_at", "-id"], name="proposal_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.community} ({self.reference})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the file's own facts; never where it is, or a form would roll back somebody's move."""
        if not self._state.adding and "update_fields" not in kwargs:
            kwargs["update_fields"] = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and field.name not in self.LIFECYCLE
            ]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("proposal:page", args=[self.pk])

    @property
    def phase_url(self) -> str:
        """The page of the phase the file is in."""
        name = "proposal:page" if self.phase == Phase.CLOSED else f"{self.phase}:page"
        return reverse(name, args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.phase != Phase.CLOSED

    @property
    def task(self) -> str:
        """What whoever has the ball is asked to do."""
        return str(TASKS.get((self.phase, self.turn), ""))

    @property
    def days_waiting(self) -> int:
        """Days of the calendar at city hall since the turn passed, as a reader counts them."""
        return (clock.today() - timezone.localdate(self.turn_since)).days

    @property
    def stands_still(self) -> bool:
        if not self.is_open or self.held_since or self.is_lived:
            return False
        return clock.now() - self.turn_since > STILL_AFTER

    @property
    def is_lived(self) -> bool:
        """Signed, and its evaluation lies ahead: nobody waits for anything."""
        due = self.evaluation_due
        return (
            self.phase == Phase.EVALUATION
            and self.turn == Turn.STAFF
            and due is not None
            and due >= clock.today()
        )

    def awaits(self, user: User) -> bool:
        """Whether one of the person's roles has the ball."""
        return self.is_open and not self.held_since and user.has_role(*TURN_ROLES.get(self.turn, set()))


AMOUNT_BELOW_ZERO = gettext_lazy("An amount cannot be less than zero. Write it without the minus sign.")


def unless(given: Any, words: str) -> list[str]:
    """The words for a gap; none where the answer is given."""
    return [] if given else [words]


class PhaseRecord(models.Model):
    """What one phase wrote into the file, and what its gate still lacks.

    ``lacks()`` names the gaps per section; a section that was waived with a
    reason lacks nothing; which ones cannot be waived stands in the phase's ``sections``.
    """

    phase: ClassVar[Phase]
    binds: ClassVar[bool] = False
    """Whether the City binds itself at the end of the phase: what was looked up long ago must then still hold."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="%(class)s")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.phase.label}: {self.proposal}"

    @classmethod
    def of(cls, proposal: Proposal) -> Any:
        """The record of a file; an unsaved, empty one while nobody has written in the phase."""
        record = cls.objects.filter(proposal=proposal).first() or cls()  # type: ignore[attr-defined]
        # The caller's own file: what a step changes in it the caller sees, and what the caller saw the step compares.
        record.proposal = proposal
        return record

    def lock(self) -> None:
        """Let nobody move the file while something is written here. Raises ``MoveRefused`` if somebody did."""
        lock(self.proposal)

    def lacks(self) -> dict[str, list[str]]:
        """Section name -> what is missing there, in words."""
        raise NotImplementedError

    def gaps(self, states: "Mapping[str, SectionState] | None" = None) -> dict[str, list[str]]:
        """What is missing per section, with what was waived or typed wrongly taken into account.

        ``states``: those of this record's sections, where the caller has read them already.
        """
        if states is None:
            states = SectionState.objects.of(self.proposal, self.phase)
        gaps = {}
        for name, words in self.lacks().items():
            state = states.get(name)
            gaps[name] = [] if state is not None and state.waiver else list(words)
            if state is not None and state.typed:
                gaps[name].append(
                    _("Something typed there is not saved yet, because an answer needs correcting.")
                )
        if self.binds and self.proposal.phase == self.phase:
            gaps["standing"] = [
                found.linked() for found in standing_checks.stale(self.proposal, self.binds_on())
            ]
        return gaps

    def binds_on(self) -> dt.date:
        """The day on which the City binds itself; today, unless the phase knows better."""
        return clock.today()

    def missing(self) -> list[str]:
        """What the gate of this phase still asks for, in words for the user."""
        return [words for part in self.gaps().values() for words in part]


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def listed(self) -> "CandidateQuerySet":
        """As a page lists them: the chosen one, the short list, the long list, those not chosen; then by name."""
        places = {standing: place for place, standing in enumerate(Candidate.Standing)}
        order = models.Case(*(models.When(standing=word, then=place) for word, place in places.items()))
        return self.select_related("community__place", "decided_by").order_by(order, "community__name", "pk")

    def chosen(self) -> "CandidateQuerySet":
        return self.filter(standing=Candidate.Standing.CHOSEN)


class Candidate(models.Model):
    """A community that a file considers; why it was chosen, or not, stays readable for ever (handbook A3, E1).

    Where it stands is written by ``proposals.research.candidates.actions`` only, with an event each time.
    """

    class Standing(models.TextChoices):
        CHOSEN = "chosen", gettext_lazy("Chosen")
        SHORT = "short", gettext_lazy("Short list")
        LONG = "long", gettext_lazy("Long list")
        NOT_CHOSEN = "not_chosen", gettext_lazy("Not chosen")

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="candidates")
    community = models.ForeignKey(Community, models.PROTECT, related_name="candidacies")
    came_up = models.CharField(
        gettext_lazy("how it came up"),
        max_length=500,
        blank=True,
        help_text=gettext_lazy("Such as a letter, a resident with family there, a search over all places."),
    )
    standing = models.CharField(
        gettext_lazy("standing"), max_length=10, choices=Standing, default=Standing.LONG, editable=False
    )
    reason = models.TextField(gettext_lazy("reason"), max_length=5_000, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=clock.now, editable=False)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = gettext_lazy("candidate")
        verbose_name_plural = gettext_lazy("candidates")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "community"], name="community_is_a_candidate_once"),
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(standing="chosen"), name="one_candidate_is_chosen"
            ),
            models.CheckConstraint(
                name="a_choice_has_its_reason",
                condition=Q(standing__in=["short", "long"]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.community)


class SectionStateQuerySet(models.QuerySet["SectionState"]):
    def of(self, proposal: Proposal, phase: str) -> dict[str, "SectionState"]:
        return {
            state.section: state
            for state in self.filter(proposal=proposal, phase=phase).select_related("saved_by")
        }


class SectionState(models.Model):
    """How far one section of a phase's form is: its version, what is typed but not yet right, why it is not needed."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="section_states")
    phase = models.CharField(max_length=16, choices=Phase)
    section = models.CharField(max_length=30)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    typed = models.JSONField(default=dict, blank=True)
    waiver = models.TextField(gettext_lazy("why this section is not needed"), max_length=1000, blank=True)

    objects = SectionStateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "phase", "section"], name="one_state_per_section")
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.phase} {self.section}"


class Row(models.Model):
    """A line of a table inside a section. Its key is made where it is typed, so saving twice is saving once."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    order = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
        ordering = ["order", "key"]


class Attachment(models.Model):
    """A file of somebody else's, kept in the proposal."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="attachments")
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="+")
    phase = models.CharField(max_length=16, choices=Phase)
    about = models.CharField(gettext_lazy("what it is"), max_length=200)
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.about


class Paper(models.Model):
    """A document of ours, kept in the file it was made for."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="papers")
    document = models.ForeignKey(Document, models.PROTECT, related_name="papers")
    phase = models.CharField(max_length=16, choices=Phase)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "document"], name="paper_once_per_file")]

    def __str__(self) -> str:
        return str(self.document)
