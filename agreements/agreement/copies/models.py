"""Certified true copies of carried resolutions (handbook B8)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from agreements.agreement.council.models import Resolution
from proposals.proposal.models import Paper
from twinning import clock
from twinning.municipality.models import OfficeHolder
from twinning.municipality.versions import AppendOnly


class CertifiedCopyQuerySet(models.QuerySet["CertifiedCopy"]):
    def for_list(self) -> "CertifiedCopyQuerySet":
        return self.select_related("resolution__meeting", "certifier", "reissue_of", "paper__document__issue")


class CertifiedCopy(AppendOnly):
    """One numbered copy for one recipient, certified by an officer in office on its date. It is written once."""

    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="copies")
    number = models.PositiveSmallIntegerField(gettext_lazy("copy number"))
    recipient = models.CharField(gettext_lazy("recipient"), max_length=300)
    certifier = models.ForeignKey(
        OfficeHolder, models.PROTECT, related_name="+", verbose_name=gettext_lazy("certified by")
    )
    on = models.DateField(gettext_lazy("date"))
    place = models.CharField(gettext_lazy("place"), max_length=200)
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="+")
    reissue_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="reissues", verbose_name=gettext_lazy("replaces copy")
    )
    reason = models.CharField(gettext_lazy("why it is issued again"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = CertifiedCopyQuerySet.as_manager()

    class Meta:
        ordering = ["resolution", "number"]
        verbose_name = gettext_lazy("certified true copy")
        verbose_name_plural = gettext_lazy("certified true copies")
        constraints = [
            models.UniqueConstraint(fields=["resolution", "number"], name="one_certified_copy_per_number"),
            models.CheckConstraint(name="reissue_has_a_reason", condition=Q(reissue_of=None) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.resolution}, {self.number}"

    @property
    def in_force(self) -> bool:
        """Whether its paper still holds: it was neither replaced nor withdrawn."""
        return bool(self.paper.document.issue.in_force)
