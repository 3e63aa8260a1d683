"""Who signed what, when and where, and who keeps it (handbook A7, C2 G8)."""

import datetime as dt
import zoneinfo
from functools import cached_property

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.lifecycle import Phase
from proposals.proposal import standing_checks
from proposals.proposal.models import Attachment, PhaseRecord, Row, unless
from proposals.proposal.review_dates import EARLIEST_MONTHS, LATEST_MONTHS, is_usual
from twinning import clock
from twinning.municipality.zones import our_time_zone
from twinning.records.templatetags.house import day


class Progress(models.TextChoices):
    """How far the signing is. Two ceremonies are normal, and between them it is partly signed."""

    UNSIGNED = "not_started", gettext_lazy("Not signed yet")
    PARTLY = "partial", gettext_lazy("Partly signed")
    SIGNED = "signed", gettext_lazy("Signed by both sides")


EVALUATION_COMES_LATER = gettext_lazy(
    "The evaluation cannot be on or before the day of the last signature. Give a later date, usually 6 to 24 months later."
)


class Signing(PhaseRecord):
    """The signing of one agreement."""

    phase = Phase.SIGNING
    binds = True

    originals = models.PositiveSmallIntegerField(
        gettext_lazy("number of signed originals"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text=gettext_lazy("Often two in each language, one for each side."),
    )
    holders = models.TextField(gettext_lazy("who holds them"), max_length=2000, blank=True)
    registered_with = models.CharField(
        gettext_lazy("registered with"),
        max_length=500,
        blank=True,
        help_text=gettext_lazy(
            "Such as Sister Cities International or the city archive; with the certificate’s number if there is one."
        ),
    )
    signed_copy = models.ForeignKey(Attachment, models.PROTECT, null=True, editable=False, related_name="+")

    evaluation_on = models.DateField(gettext_lazy("date of the evaluation"), null=True, blank=True)
    evaluation_reason = models.TextField(gettext_lazy("reason for another date"), max_length=2000, blank=True)
    signed_on = models.DateField(gettext_lazy("date of the last signature"), null=True, editable=False)

    class Meta:
        verbose_name = gettext_lazy("signing")
        verbose_name_plural = gettext_lazy("signings")
        constraints = [
            models.CheckConstraint(
                name="evaluation_after_last_signature",
                condition=Q(evaluation_on=None) | Q(signed_on=None) | Q(evaluation_on__gt=F("signed_on")),
                violation_error_message=EVALUATION_COMES_LATER,
            ),
            models.CheckConstraint(
                name="at_least_one_original",
                condition=Q(originals=None) | Q(originals__gte=1),
                violation_error_message=gettext_lazy(
                    "There is at least one signed original. Give their number."
                ),
            ),
        ]

    def all_signatures(self) -> "list[Signature]":
        """Everybody who is to sign; each knows this record, so that asking it costs nothing."""
        rows = list(self.signatures.all()) if self.pk else []
        for row in rows:
            row.record = self
        return rows

    def progress(self) -> Progress:
        signatures = self.all_signatures()
        if not any(signature.is_signed for signature in signatures):
            return Progress.UNSIGNED
        sides = {signature.side for signature in signatures if signature.binds}
        whole = all(signature.is_signed for signature in signatures) and sides == set(Side)
        return Progress.SIGNED if whole else Progress.PARTLY

    def last_signature_on(self) -> dt.date | None:
        return max(
            (signature.signed_on for signature in self.all_signatures() if signature.signed_on), default=None
        )

    def binds_on(self, without: "Signature | None" = None) -> dt.date:
        """The day of the first signature that binds; today as long as nobody has signed."""
        days = [
            one.signed_on for one in self.all_signatures() if one.signed_on and one.binds and one != without
        ]
        return min(days, default=clock.today())

    def kept_copy(self) -> Attachment | None:
        """The scan of the signed agreement, unless it was taken off the list of attachments."""
        copy = self.signed_copy
        return copy if copy and copy.removed_at is None else None

    def lacks(self) -> dict[str, list[str]]:
        return {
            "signatories": self._lacks_signatures(),
            "ceremony": self._lacks_ceremony(),
            "copies": self._lacks_copies(),
            "evaluation": self._lacks_evaluation(),
        }

    def _lacks_signatures(self) -> list[str]:
        signatures = self.all_signatures()
        sides = {signature.side for signature in signatures if signature.binds}
        return (
            unless(
                self.proposal.approved_on,
                _(
                    "Council’s approval of this text is not on file. Send the agreement back, so that council can decide."
                ),
            )
            + unless(Side.OURS in sides, _("Name who signs for us."))
            + unless(Side.THEIRS in sides, _("Name who signs for the other community."))
            + [gap for signature in signatures for gap in signature.lacks()]
        )

    def _lacks_ceremony(self) -> list[str]:
        ceremonies = list(self.ceremonies.all()) if self.pk else []
        if not ceremonies:
            return [_("Say how the agreement is signed: at a ceremony, on screen or by exchange of copies.")]
        return [gap for ceremony in ceremonies for gap in ceremony.lacks()]

    def _lacks_copies(self) -> list[str]:
        return (
            unless(self.originals, _("Give the number of signed originals."))
            + unless(self.holders, _("Say who holds them."))
            + unless(self.kept_copy(), _("Add a scan of the signed agreement."))
        )

    def _lacks_evaluation(self) -> list[str]:
        if not self.evaluation_on:
            return [_("Set the date of the evaluation.")]
        signed = self.last_signature_on()
        if signed is None:
            return []
        if self.evaluation_on <= signed:
            return [str(EVALUATION_COMES_LATER)]
        if is_usual(self.evaluation_on, signed) or self.evaluation_reason:
            return []
        return [
            _(
                "The evaluation is usually %(earliest)d to %(latest)d months after the last signature. Choose such a date, or give the reason for another one."
            )
            % {"earliest": EARLIEST_MONTHS, "latest": LATEST_MONTHS}
        ]


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


class Signature(Row):
    """One person's signature, expected or given. A witness binds nobody."""

    record = models.ForeignKey(Signing, models.PROTECT, related_name="signatures")
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
    signed_on = models.DateField(gettext_lazy("signed on"), null=True, blank=True)
    place = models.CharField(gettext_lazy("signed at"), max_length=200, blank=True)

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
            words.append(_("%(name)s has not signed yet, or the date is missing.") % name)
        elif wrong := self.wrong_date():
            words.append(wrong)
        if not self.place:
            words.append(_("Say where %(name)s signs.") % name)
        return words


class Mode(models.TextChoices):
    IN_PERSON = "in_person", gettext_lazy("In person")
    HYBRID = "hybrid", gettext_lazy("In person, with some on screen")
    VIRTUAL = "virtual", gettext_lazy("On screen")
    EXCHANGE = "exchange", gettext_lazy("By exchange of signed copies")


class Ceremony(Row):
    """One ceremony, here or there; a day can begin earlier on the other side of the world."""

    record = models.ForeignKey(Signing, models.PROTECT, related_name="ceremonies")
    mode = models.CharField(gettext_lazy("how"), max_length=10, choices=Mode, default=Mode.IN_PERSON)
    held_on = models.DateField(gettext_lazy("date there"), null=True, blank=True)
    held_at = models.TimeField(gettext_lazy("local time"), null=True, blank=True)
    zone = models.CharField(gettext_lazy("time zone"), max_length=64, default=our_time_zone)
    place = models.CharField(gettext_lazy("place"), max_length=200, blank=True)
    notes = models.TextField(
        gettext_lazy("notes"),
        max_length=5000,
        blank=True,
        help_text=gettext_lazy("Running order, guests, languages and interpreters."),
    )

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("ceremony")
        verbose_name_plural = gettext_lazy("ceremonies")

    def __str__(self) -> str:
        return f"{self.get_mode_display()} {self.held_on or ''}".strip()

    @cached_property
    def here(self) -> dt.datetime | None:
        """The moment on our own clocks, where theirs show another time."""
        if not self.held_on or not self.held_at:
            return None
        there = dt.datetime.combine(self.held_on, self.held_at, zoneinfo.ZoneInfo(self.zone))
        local = there.astimezone(zoneinfo.ZoneInfo(settings.TIME_ZONE))
        return local if local.replace(tzinfo=None) != there.replace(tzinfo=None) else None

    def lacks(self) -> list[str]:
        somewhere = self.place or self.mode not in {Mode.IN_PERSON, Mode.HYBRID}
        return unless(
            self.held_on, _("Give the date of the ceremony, or of the exchange of copies.")
        ) + unless(somewhere, _("Say where the ceremony takes place."))
