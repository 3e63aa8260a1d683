"""Who signed what, when and where; the originals, their scan, and the signed memorandum (handbook A7, C2 G8)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.proposal import standing_checks
from proposals.proposal.models import Paper, Row
from twinning import clock
from twinning.municipality.versions import AppendOnly, Versioned
from twinning.municipality.zones import our_time_zone
from twinning.records.models import Upload
from twinning.records.templatetags.house import day

if TYPE_CHECKING:
    from agreements.signing.models import Signing


class Side(models.TextChoices):
    OURS = "ours", gettext_lazy("For us")
    THEIRS = "theirs", gettext_lazy("For them")


class Capacity(models.TextChoices):
    """By what right somebody signs (handbook A7)."""

    HEAD = "head", gettext_lazy("As head")
    DEPUTY = "deputy", gettext_lazy("As deputy")
    ACTING = "acting", gettext_lazy("Acting")
    PRO_TEM = "pro_tem", gettext_lazy("Pro tempore")
    AUTHORISED = "authorised", gettext_lazy("By authority")
    WITNESS = "witness", gettext_lazy("As witness")


class Signature(Row, Versioned):
    """One person's signature, expected or given. A witness binds nobody."""

    class How(models.TextChoices):
        INK = "ink", gettext_lazy("By hand, on paper")
        SCREEN = "screen", gettext_lazy("On screen, here")

    record: "models.ForeignKey[Signing, Signing]" = models.ForeignKey(
        "agreements.Signing", models.PROTECT, related_name="signatures"
    )
    side = models.CharField(gettext_lazy("side"), max_length=6, choices=Side, default=Side.OURS)
    name = models.CharField(gettext_lazy("name"), max_length=200)
    native_name = models.CharField(gettext_lazy("name in its own script"), max_length=200, blank=True)
    office = models.CharField(gettext_lazy("office, in English"), max_length=200, blank=True)
    native_office = models.CharField(
        gettext_lazy("office in its own language"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("Such as “Presidente Municipal” for a mayor in Mexico."),
    )
    capacity = models.CharField(
        gettext_lazy("capacity"), max_length=12, choices=Capacity, default=Capacity.HEAD
    )
    authority = models.CharField(
        gettext_lazy("authority"),
        max_length=300,
        blank=True,
        help_text=gettext_lazy("What lets this person sign, such as “Resolution 26-014 of council”."),
    )
    signed_on = models.DateField(gettext_lazy("signed on"), null=True, blank=True)
    signed_at = models.TimeField(gettext_lazy("local time"), null=True, blank=True)
    zone = models.CharField(gettext_lazy("time zone"), max_length=64, default=our_time_zone)
    place = models.CharField(gettext_lazy("signed at"), max_length=200, blank=True)
    how = models.CharField(gettext_lazy("how"), max_length=6, choices=How, default=How.INK)
    # What shows that somebody signed whom we did not see sign: words, and a file where there is one.
    evidence_words = models.CharField(
        gettext_lazy("how we know"),
        max_length=500,
        blank=True,
        help_text=gettext_lazy("Such as: signed before our clerk’s eyes, or their letter of 6 March."),
    )
    evidence = models.ForeignKey(Upload, models.PROTECT, null=True, editable=False, related_name="+")
    # Why a signature counts that was given before their side had approved.
    reason = models.TextField(gettext_lazy("reason"), max_length=2000, blank=True)
    # Who signed on screen, at which moment, and the hash of the text that was before their eyes.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    moment = models.DateTimeField(null=True, editable=False)
    text_hash = models.CharField(max_length=64, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta(Row.Meta):
        constraints = [
            models.CheckConstraint(
                name="signed_on_screen_by_a_person",
                condition=~Q(how="screen")
                | Q(signed_on=None)
                | (Q(user__isnull=False) & Q(moment__isnull=False) & ~Q(text_hash="")),
            ),
            models.CheckConstraint(
                name="only_we_sign_on_our_screen", condition=~Q(how="screen") | Q(side="ours")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def binds(self) -> bool:
        return self.capacity != Capacity.WITNESS

    @property
    def is_signed(self) -> bool:
        return self.signed_on is not None

    def clean(self) -> None:
        if words := self.wrong_date():
            raise ValidationError({"signed_on": words})
        if self.signed_on and self.binds:
            earlier = self.record.binds_on(without=self)
            if due := standing_checks.stale(self.record.proposal, min(self.signed_on, earlier)):
                # Not under the day itself: the list of what needs attention links to a field, these to their own pages.
                raise ValidationError([found.linked() for found in due])

    def wrong_date(self) -> str:
        """Why this person cannot have signed on that day. Nobody signs before council has decided (handbook C2)."""
        if not self.signed_on:
            return ""
        if self.signed_on > clock.today():
            return _("%(day)s has not come yet. Record the signature when it has been given.") % {
                "day": day(self.signed_on)
            }
        proposal = self.record.proposal
        if proposal.approved_on and self.signed_on < proposal.approved_on:
            return _(
                "%(name)s cannot have signed on %(day)s: council approved the agreement on %(approved)s (%(approval)s). Check both dates on the papers themselves; reports in the press are sometimes wrong by a year."
            ) % {
                "name": self.name,
                "day": day(self.signed_on),
                "approved": day(proposal.approved_on),
                "approval": proposal.approval,
            }
        return ""

    def lacks(self) -> list[str]:
        name = {"name": self.name[:60]}
        words = []
        if not self.office:
            words.append(_("Give the office of %(name)s.") % name)
        if not self.signed_on:
            words.append(_("%(name)s has not signed yet.") % name)
        elif wrong := self.wrong_date():
            words.append(wrong)
        if self.signed_on and not self.place:
            words.append(_("Say where %(name)s signed.") % name)
        return words


class Original(Versioned):
    """One of the originals that were signed, and where it is."""

    record: "models.ForeignKey[Signing, Signing]" = models.ForeignKey(
        "agreements.Signing", models.PROTECT, related_name="kept_originals", editable=False
    )
    number = models.PositiveSmallIntegerField(gettext_lazy("number"))
    languages = models.CharField(gettext_lazy("languages"), max_length=200, blank=True)
    holder = models.CharField(gettext_lazy("who holds it"), max_length=300)
    kept_at = models.CharField(
        gettext_lazy("where it is kept"),
        max_length=300,
        blank=True,
        help_text=gettext_lazy("Such as the vault of the clerk, shelf 4."),
    )
    received_on = models.DateField(gettext_lazy("in their hands since"), null=True, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = gettext_lazy("original")
        verbose_name_plural = gettext_lazy("originals")
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="one_original_per_number")]

    def __str__(self) -> str:
        return _("Original %(n)d") % {"n": self.number}


class Scan(Versioned):
    """The pictures of one signed original, page by page. A newer one takes its place; the old one stays readable."""

    record: "models.ForeignKey[Signing, Signing]" = models.ForeignKey(
        "agreements.Signing", models.PROTECT, related_name="scans", editable=False
    )
    original = models.ForeignKey(Original, models.PROTECT, null=True, blank=True, related_name="scans")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)
    # A deviation from the approved text that was found and accepted, with the reason that the certificate page prints.
    accepted_deviation = models.TextField(
        gettext_lazy("why it is accepted all the same"), max_length=3000, blank=True
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = gettext_lazy("scan")
        verbose_name_plural = gettext_lazy("scans")

    def __str__(self) -> str:
        return _("Scan of %(day)s") % {"day": day(self.at)}


class ScanPage(Versioned):
    """One page of a scan, and what somebody found who held it against the text."""

    class Finding(models.TextChoices):
        AGREES = "agrees", gettext_lazy("Agrees with the text")
        DIFFERS = "differs", gettext_lazy("Differs from the text")

    scan = models.ForeignKey(Scan, models.PROTECT, related_name="pages", editable=False)
    order = models.PositiveSmallIntegerField(default=0, editable=False)
    upload = models.ForeignKey(Upload, models.PROTECT, editable=False, related_name="+")
    page_in_upload = models.PositiveSmallIntegerField(default=1, editable=False)
    picture = models.CharField(max_length=64, editable=False)
    thumbnail = models.CharField(max_length=64, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    # In quarter turns, clockwise.
    turns = models.PositiveSmallIntegerField(default=0, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    finding = models.CharField(gettext_lazy("finding"), max_length=8, choices=Finding, blank=True)
    words = models.TextField(gettext_lazy("what differs"), max_length=2000, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["scan", "order", "pk"]
        constraints = [
            models.CheckConstraint(name="page_turns_by_quarters", condition=Q(turns__lte=3)),
            models.CheckConstraint(
                name="a_finding_has_somebody_who_found_it",
                condition=Q(finding="") | (Q(checked_by__isnull=False) & Q(checked_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="what_differs_is_said", condition=~Q(finding="differs") | ~Q(words="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scan}, {self.order + 1}"


class SignedMemorandum(AppendOnly):
    """The signed memorandum as it was issued: scan, transcript and certificate page under one seal."""

    record: "models.ForeignKey[Signing, Signing]" = models.ForeignKey(
        "agreements.Signing", models.PROTECT, related_name="memoranda"
    )
    number = models.PositiveSmallIntegerField(gettext_lazy("number"))
    scan = models.ForeignKey(Scan, models.PROTECT, null=True, related_name="+")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-number"]
        verbose_name = gettext_lazy("signed memorandum")
        verbose_name_plural = gettext_lazy("signed memoranda")
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="one_memorandum_per_number")]

    def __str__(self) -> str:
        return str(self.paper)
