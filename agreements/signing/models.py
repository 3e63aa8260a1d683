"""The signing phase: its record, its gate, and an index of the models of its rooms (handbook C2, G7 and G8)."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.signing.ceremony.models import Ceremony, CeremonyTask, Guest, Mode, RunSheetLine
from agreements.signing.originals.models import (
    Capacity,
    Original,
    Scan,
    ScanPage,
    Side,
    Signature,
    SignedMemorandum,
)
from agreements.signing.registers.models import Registration
from proposals.lifecycle import Phase
from proposals.proposal.facts import ask
from proposals.proposal.models import Attachment, PhaseRecord, unless
from proposals.proposal.review_dates import EARLIEST_MONTHS, LATEST_MONTHS, is_usual
from twinning import clock
from twinning.municipality.zones import our_time_zone  # noqa: F401  (the first migration names it here)
from twinning.records.models import Issue

__all__ = [
    "Capacity",
    "Ceremony",
    "CeremonyTask",
    "Guest",
    "Mode",
    "Original",
    "Progress",
    "Registration",
    "RunSheetLine",
    "Scan",
    "ScanPage",
    "Side",
    "Signature",
    "SignedMemorandum",
    "Signing",
]


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

    def memorandum_in_force(self) -> SignedMemorandum | None:
        """The signed memorandum that stands; none where it was withdrawn and not issued again."""
        if not self.pk:
            return None
        issued = self.memoranda.select_related("paper__document__issue")
        return issued.filter(paper__document__issue__status=Issue.Status.IN_FORCE).first()  # type: ignore[no-any-return]

    def lacks(self) -> dict[str, list[str]]:
        return {
            "signatories": self._lacks_signatures(),
            "ceremony": self._lacks_ceremony(),
            "copies": self._lacks_copies(),
            "memorandum": self._lacks_memorandum(),
            "evaluation": self._lacks_evaluation(),
        }

    def _lacks_signatures(self) -> list[str]:
        signatures = self.all_signatures()
        sides = {signature.side for signature in signatures if signature.binds}
        return (
            self._forbidden()
            + unless(Side.OURS in sides, _("Name who signs for us."))
            + unless(Side.THEIRS in sides, _("Name who signs for the other community."))
            + [gap for signature in signatures for gap in signature.lacks()]
        )

    def _forbidden(self) -> list[str]:
        """What forbids signing at all (handbook C2, G7); a file from before the resolutions were kept here has its approval only."""
        if self.proposal.approved_on and ask("approved_text", self.proposal) is not None:
            return list(ask("may_sign", self.proposal))
        words = _(
            "Council’s approval of this text is not on file. Send the agreement back, so that council can decide."
        )
        return unless(self.proposal.approved_on, words) + list(
            ask("conditions_before_signing", self.proposal)
        )

    def _lacks_ceremony(self) -> list[str]:
        ceremonies = list(self.ceremonies.all()) if self.pk else []
        if not ceremonies:
            return [_("Say how the agreement is signed: at a ceremony, on screen or by exchange of copies.")]
        return [gap for ceremony in ceremonies for gap in ceremony.lacks()]

    def _lacks_copies(self) -> list[str]:
        originals = list(self.kept_originals.all()) if self.pk else []
        return unless(originals, _("Say how many originals were signed, and who holds each."))

    def _lacks_memorandum(self) -> list[str]:
        if self.memorandum_in_force() or self.kept_copy():
            return []
        return [_("Scan the signed original, check it against the text, and issue the signed memorandum.")]

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
