"""The agreement's text and council's decisions on it (handbook A6, B1, B3, C3)."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.lifecycle import MoveRefused, Phase, lock
from proposals.proposal.models import PhaseRecord, Proposal, Row
from twinning import clock
from twinning.municipality.models import OfficeHolder
from twinning.records.templatetags.house import day

LANGUAGES = [
    ("en", gettext_lazy("English")), ("fr", gettext_lazy("French")), ("es", gettext_lazy("Spanish")), ("pt", gettext_lazy("Portuguese")),
    ("de", gettext_lazy("German")), ("it", gettext_lazy("Italian")), ("pl", gettext_lazy("Polish")), ("uk", gettext_lazy("Ukrainian")),
    ("ru", gettext_lazy("Russian")), ("el", gettext_lazy("Greek")), ("ar", gettext_lazy("Arabic")), ("he", gettext_lazy("Hebrew")),
    ("ja", gettext_lazy("Japanese")), ("ko", gettext_lazy("Korean")), ("zh-hans", gettext_lazy("Chinese (simplified)")),
    ("zh-hant", gettext_lazy("Chinese (traditional)")), ("nl", gettext_lazy("Dutch")), ("sv", gettext_lazy("Swedish")),
    ("fi", gettext_lazy("Finnish")), ("tl", gettext_lazy("Filipino")), ("vi", gettext_lazy("Vietnamese")),
]  # fmt: skip


class Agreement(PhaseRecord):
    """What must be ready before council can decide (handbook C2, G6)."""

    phase = Phase.AGREEMENT
    binds = True

    legal_reviewer = models.CharField(
        gettext_lazy("reviewed by"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("Who looked at the text as a lawyer."),
    )
    legal_reviewed_on = models.DateField(gettext_lazy("reviewed on"), null=True, blank=True)
    budget_source = models.TextField(
        gettext_lazy("where the money comes from"),
        max_length=5000,
        blank=True,
        help_text=gettext_lazy("The budget line or reserve, or that no money is asked for."),
    )
    partner_approval = models.TextField(
        gettext_lazy("who must approve over there"),
        max_length=5000,
        blank=True,
        help_text=gettext_lazy(
            "Such as their council, a province or a national association; and how far that is."
        ),
    )
    partner_approved_on = models.DateField(gettext_lazy("approved over there on"), null=True, blank=True)
    options = models.TextField(
        gettext_lazy("options for council"),
        max_length=10_000,
        blank=True,
        help_text=gettext_lazy("Including to do nothing."),
    )
    recommendation = models.TextField(
        gettext_lazy("recommendation to council"), max_length=10_000, blank=True
    )
    signed_off_text = models.CharField(max_length=64, blank=True, editable=False)
    signed_off_at = models.DateTimeField(null=True, editable=False)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = gettext_lazy("agreement")
        verbose_name_plural = gettext_lazy("agreements")

    def lacks(self) -> dict[str, list[str]]:
        given = [
            (
                "review",
                self.legal_reviewer and self.legal_reviewed_on,
                _("Have the text reviewed by a lawyer, and give the name and date."),
            ),
            ("money", self.budget_source, _("Say where the money comes from.")),
            ("partner", self.partner_approval, _("Say who must approve over there.")),
            ("request", self.recommendation, _("Write what is recommended to council.")),
        ]
        gaps = {name: [] if there else [words] for name, there, words in given}
        return {"text": self._lacks_text()} | gaps | {"resolution": self._lacks_resolution()}

    def _lacks_text(self) -> list[str]:
        texts = list(self.texts.all()) if self.pk else []
        if not texts:
            return [_("Write the text of the agreement, in every language it is to be signed in.")]
        return [
            _("The agreement’s text in %(language)s is empty.") % {"language": text.get_language_display()}
            for text in texts
            if not text.body.strip()
        ]

    def _lacks_resolution(self) -> list[str]:
        if self.proposal.resolutions.filter(kind__in=OPENING).exclude(state__in=ENDED).exists():
            return []
        return [_("Draft the resolution that establishes the relationship or authorises the signature.")]

    @property
    def text_hash(self) -> str:
        """SHA-256 over the whole text in all its languages; what council decides on is this very text."""
        texts = (
            [[text.language, text.title, text.body] for text in self.texts.order_by("language")]
            if self.pk
            else []
        )
        return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest()


class AgreementText(Row):
    """The agreement in one language."""

    record = models.ForeignKey(Agreement, models.PROTECT, related_name="texts")
    language = models.CharField(gettext_lazy("language"), max_length=10, choices=LANGUAGES, default="en")
    title = models.CharField(gettext_lazy("title"), max_length=300)
    body = models.TextField(
        gettext_lazy("text"),
        max_length=60_000,
        blank=True,
        help_text=gettext_lazy("An empty line begins a new clause."),
    )

    def __str__(self) -> str:
        return self.title


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


OPENING = {ResolutionKind.ESTABLISH, ResolutionKind.AUTHORISE}
"""The kinds that open the signing when they are carried (handbook C2, G7)."""


class ResolutionState(models.TextChoices):
    DRAFT = "draft", gettext_lazy("Draft")
    AGENDA = "agenda", gettext_lazy("On the agenda")
    TABLED = "tabled", gettext_lazy("Tabled")
    POSTPONED = "postponed", gettext_lazy("Postponed")
    REFERRED = "referred", gettext_lazy("Referred")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")
    CARRIED = "carried", gettext_lazy("Carried")
    DEFEATED = "defeated", gettext_lazy("Defeated")


DECIDED = {ResolutionState.CARRIED, ResolutionState.DEFEATED}
ENDED = DECIDED | {ResolutionState.WITHDRAWN}
COMES_BACK = (ResolutionState.TABLED, ResolutionState.POSTPONED, ResolutionState.REFERRED)
"""Council put it off; it can be taken up again."""
SET_ASIDE = (*COMES_BACK, ResolutionState.WITHDRAWN)


DEALT_WITH_MEANWHILE = gettext_lazy(
    "Somebody else has dealt with this resolution in the meantime. Open it again to see its state."
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
        recitals = (
            []
            if self.operatives.exists()
            else [_("The resolution decides nothing yet. Add at least one numbered clause.")]
        )
        if (
            self.opens_signing
            and self.with_text
            and not AgreementText.objects.filter(record__proposal=self.proposal).exists()
        ):
            recitals.append(_("There is no text of the agreement yet that could be Schedule A."))
        return recitals


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
                name="ground_only_of_abstention", condition=Q(ground="") | Q(vote="abstained")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_vote_display()}"
