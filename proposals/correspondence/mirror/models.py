"""Which committees carry a relationship, and that each of ours has its counterpart there (the guide; handbook A2, G5)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy

from committees.models import Committee, Membership
from proposals.correspondence.channels import Channel
from twinning import clock
from twinning.records.models import Upload

if TYPE_CHECKING:
    from proposals.correspondence.models import Correspondence


NO_EVIDENCE = gettext_lazy(
    "What is accepted on their behalf needs evidence. Attach the letter, the list of members or the minutes."
)


class FileCommitteeQuerySet(models.QuerySet["FileCommittee"]):
    def standing(self) -> "FileCommitteeQuerySet":
        """Those that carry the relationship today; without what was taken off the file."""
        return self.filter(removed_at=None)

    def here(self) -> "FileCommitteeQuerySet":
        """Ours."""
        return self.standing().filter(committee__side=Committee.Side.OURS)

    def there(self) -> "FileCommitteeQuerySet":
        """The other community's."""
        return self.standing().filter(committee__side=Committee.Side.THEIRS)

    def read_whole(self) -> "FileCommitteeQuerySet":
        """With who serves on each today and what was said of each, read once for all rows."""
        serving = Prefetch(
            "committee__memberships", Membership.objects.serving().select_related("committee"), "serving"
        )
        said = Prefetch("confirmations", Confirmation.objects.select_related("evidence", "by"))
        whole = self.standing().select_related("committee", "mirrors__committee")
        return whole.prefetch_related(serving, said)

    def confirmed(self) -> "FileCommitteeQuerySet":
        """Those of the other community that it confirmed, or that were accepted on its behalf."""
        standing = Confirmation.objects.filter(withdrawn_at=None)
        return self.there().filter(confirmations__in=standing).distinct()


class FileCommittee(models.Model):
    """A committee that carries this relationship: one of ours, its counterpart, or a joint body."""

    record: "models.ForeignKey[Correspondence, Correspondence]" = models.ForeignKey(
        "proposals.Correspondence", models.PROTECT, related_name="committees"
    )
    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="of_files", verbose_name=gettext_lazy("committee")
    )
    mirrors = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mirrored_by",
        verbose_name=gettext_lazy("is the counterpart of"),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=clock.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = FileCommitteeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["record", "committee"], name="committee_once_per_file"),
            models.CheckConstraint(
                name="committee_does_not_mirror_itself", condition=Q(mirrors=None) | ~Q(mirrors=F("pk"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.committee)

    @property
    def is_theirs(self) -> bool:
        return self.committee.side == Committee.Side.THEIRS

    @property
    def confirmation(self) -> "Confirmation | None":
        """What was said of it last and not taken back; None while nothing stands."""
        return next((said for said in self.confirmations.all() if said.withdrawn_at is None), None)


class Confirmation(models.Model):
    """That a counterpart exists: said by them, or accepted on their behalf with evidence. Never changed; taken back with a reason."""

    class Way(models.TextChoices):
        CONFIRMED = "confirmed", gettext_lazy("Confirmed by them")
        ACCEPTED = "accepted", gettext_lazy("Accepted on their behalf")

    committee = models.ForeignKey(FileCommittee, models.PROTECT, related_name="confirmations")
    way = models.CharField(gettext_lazy("how it stands"), max_length=9, choices=Way, default=Way.CONFIRMED)
    channel = models.CharField(gettext_lazy("by"), max_length=7, choices=Channel, default=Channel.POST)
    on = models.DateField(gettext_lazy("on"))
    words = models.CharField(
        gettext_lazy("who said what"),
        max_length=1_000,
        help_text=gettext_lazy("Such as: letter of their secretary with the list of members."),
    )
    evidence = models.ForeignKey(
        Upload, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=gettext_lazy("evidence")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="accepted_counterpart_has_evidence",
                condition=~Q(way="accepted") | Q(evidence__isnull=False),
                violation_error_message=NO_EVIDENCE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee}, {self.get_way_display()}"
