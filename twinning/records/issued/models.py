"""Papers that the City stands by: numbered, sealed, and answered for on a public page."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from twinning import clock

CODE_LENGTH = 26
"""Letters of a code; 26 of 32 signs are 130 bits, more than anybody can walk through."""

GROUPS = (4, 4, 5, 4, 4, 5)


class IssueQuerySet(models.QuerySet["Issue"]):
    def public(self) -> "IssueQuerySet":
        """Those whose paper is made and sealed; of the others nobody outside learns that they exist."""
        return self.filter(document__state="ready").exclude(sealed_at=None)

    def for_page(self) -> "IssueQuerySet":
        return self.select_related("document", "superseded_by__document")


class Issue(models.Model):
    """One paper as the City issued it: its number, the code of its public page, and whether it still holds.

    The paper itself never changes; whether it holds is written by
    ``issued.actions``, what was sealed by ``documents.make``.
    """

    class Status(models.TextChoices):
        IN_FORCE = "in_force", _("In force")
        SUPERSEDED = "superseded", _("Superseded")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    document = models.OneToOneField("records.Document", models.PROTECT, related_name="issue")
    # What it is the paper of, such as "resolution:12"; each time its facts change it is another edition.
    key = models.CharField(max_length=200)
    edition = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(_("number"), max_length=40, unique=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    public_title = models.CharField(_("title for everybody"), max_length=300)
    issued_on = models.DateField(_("issued on"), default=clock.today)

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.IN_FORCE)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="supersedes")
    status_words = models.TextField(_("what everybody reads about it"), max_length=500, blank=True)
    status_on = models.DateField(_("since"), null=True)

    sealed_at = models.DateTimeField(_("sealed"), null=True)
    sealed_by = models.CharField(_("sealed by"), max_length=200, blank=True)
    # SHA-256 of the certificate that it was sealed with.
    certificate = models.CharField(max_length=64, blank=True)
    timestamped = models.BooleanField(_("with a time stamp"), default=False)
    seal_note = models.CharField(max_length=300, blank=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("issued paper")
        verbose_name_plural = _("issued papers")
        constraints = [
            models.UniqueConstraint(fields=["key", "edition"], name="issue_edition_once"),
            models.CheckConstraint(
                name="issue_superseded_by_another",
                condition=Q(status="superseded", superseded_by__isnull=False) & ~Q(superseded_by=F("id"))
                | ~Q(status="superseded") & Q(superseded_by=None),
            ),
            models.CheckConstraint(
                name="issue_withdrawn_says_why", condition=~Q(status="withdrawn") | ~Q(status_words="")
            ),
            models.CheckConstraint(
                name="issue_says_since_when",
                condition=Q(status="in_force", status_on=None)
                | ~Q(status="in_force") & Q(status_on__isnull=False),
            ),
            models.CheckConstraint(
                name="issue_sealed_with_a_certificate",
                condition=Q(sealed_at=None, certificate="") | Q(sealed_at__isnull=False) & ~Q(certificate=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.public_title}"

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("issued:page", args=[self.code])

    @property
    def in_force(self) -> bool:
        return self.status == self.Status.IN_FORCE

    @property
    def is_public(self) -> bool:
        """Whether its paper is made and sealed, so that its page can be shown."""
        return self.sealed_at is not None and self.document.state == "ready"

    @property
    def code_in_groups(self) -> str:
        """The code as it is printed and read out."""
        return in_groups(self.code)


def in_groups(code: str) -> str:
    """A code in groups that an eye can hold."""
    parts, at = [], 0
    for length in GROUPS:
        parts.append(code[at : at + length])
        at += length
    return "-".join(parts)
