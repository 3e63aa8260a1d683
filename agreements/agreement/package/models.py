"""What council is asked to decide, and what it saw when it did (handbook B5, C2 G6)."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.agreement.text.models import TextVersion
from proposals.lifecycle import Phase, lock
from proposals.proposal.models import AMOUNT_BELOW_ZERO, Proposal, Row, unless
from twinning import clock
from twinning.municipality.versions import AppendOnly
from twinning.records.models import Document

if TYPE_CHECKING:
    from agreements.agreement.models import Agreement


class Money(models.TextChoices):
    """How the decision stands to the budget (handbook B5)."""

    NONE = "none", gettext_lazy("No money is asked for")
    BUDGETED = "budgeted", gettext_lazy("Within the approved budget")
    SUPPLEMENTARY = "supplementary", gettext_lazy("Needs a supplementary amount")


class RequestForDecision(models.Model):
    """The report to council: drawn from the file, and every word of it can be changed."""

    phase = Phase.AGREEMENT

    record: "models.OneToOneField[Agreement, Agreement]" = models.OneToOneField(
        "agreements.Agreement", models.PROTECT, related_name="request"
    )
    subject = models.CharField(gettext_lazy("subject"), max_length=300, blank=True)
    report_number = models.CharField(gettext_lazy("report number"), max_length=60, blank=True)
    department = models.CharField(gettext_lazy("department"), max_length=200, blank=True)
    prepared_by = models.CharField(gettext_lazy("prepared by"), max_length=200, blank=True)
    contact = models.CharField(gettext_lazy("contact"), max_length=200, blank=True)
    origin = models.TextField(
        gettext_lazy("origin"),
        max_length=3000,
        blank=True,
        help_text=gettext_lazy("The motion, letter or visit it goes back to."),
    )
    authority = models.TextField(gettext_lazy("legislative authority"), max_length=3000, blank=True)
    strategic = models.TextField(gettext_lazy("link to the strategic plan"), max_length=3000, blank=True)
    recommendation = models.TextField(
        gettext_lazy("recommendation to council"), max_length=10_000, blank=True
    )
    summary = models.TextField(gettext_lazy("summary"), max_length=5000, blank=True)
    previous = models.TextField(gettext_lazy("previous council action"), max_length=5000, blank=True)
    background = models.TextField(gettext_lazy("background"), max_length=20_000, blank=True)
    discussion = models.TextField(gettext_lazy("discussion"), max_length=20_000, blank=True)
    consultation = models.TextField(gettext_lazy("consultation"), max_length=5000, blank=True)
    money = models.CharField(gettext_lazy("financial implication"), max_length=13, choices=Money, blank=True)
    amount = models.DecimalField(
        gettext_lazy("amount"), max_digits=11, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(gettext_lazy("currency"), max_length=3, default="CAD")
    account = models.CharField(gettext_lazy("account or reserve"), max_length=200, blank=True)
    money_words = models.TextField(gettext_lazy("about the money"), max_length=5000, blank=True)
    risk = models.TextField(gettext_lazy("risks"), max_length=5000, blank=True)
    communications = models.TextField(gettext_lazy("communications"), max_length=5000, blank=True)
    timing = models.TextField(gettext_lazy("timing"), max_length=3000, blank=True)

    class Meta:
        verbose_name = gettext_lazy("request for decision")
        verbose_name_plural = gettext_lazy("requests for decision")
        constraints = [
            models.CheckConstraint(
                name="request_amount_not_negative",
                condition=Q(amount=None) | Q(amount__gte=Decimal(0)),
                violation_error_message=AMOUNT_BELOW_ZERO,
            ),
        ]

    def __str__(self) -> str:
        return self.subject or str(self.record)

    @classmethod
    def of(cls, record: "Agreement") -> "RequestForDecision":
        """The request of a file; an unsaved, empty one while nobody has begun it."""
        found = cls.objects.filter(record=record).first() if record.pk else None
        request = found or cls(record=record)
        # The caller's own file: what a step changes in it the caller sees.
        request.record = record
        return request

    @property
    def proposal(self) -> Proposal:
        return self.record.proposal

    def lock(self) -> None:
        """Let nobody move the file while something is written here. Raises ``MoveRefused`` if somebody did."""
        lock(self.proposal)

    @property
    def asks_for_money(self) -> bool:
        return self.money in (Money.BUDGETED, Money.SUPPLEMENTARY)

    def lacks(self) -> list[str]:
        return (
            unless(self.recommendation, _("Write what is recommended to council."))
            + unless(
                self.pk and self.options.count() >= 2,
                _("Give council at least two options, one of them to do nothing."),
            )
            + unless(self.money, _("Say what it means for the budget."))
            + unless(
                not self.asks_for_money or self.amount is not None, _("Give the amount that is asked for.")
            )
        )


class RequestOption(Row):
    """What council could do, including to do nothing."""

    record = models.ForeignKey(RequestForDecision, models.PROTECT, related_name="options")
    title = models.CharField(gettext_lazy("option"), max_length=300)
    words = models.TextField(gettext_lazy("what speaks for it and against it"), max_length=5000, blank=True)
    recommended = models.BooleanField(gettext_lazy("is recommended"), default=False)

    def __str__(self) -> str:
        return self.title


class CouncilPackage(AppendOnly):
    """What was put before somebody to decide on, frozen with its hashes, and opened years later as it was."""

    class For(models.TextChoices):
        CAO = "cao", gettext_lazy("For the CAO")
        COUNCIL = "council", gettext_lazy("For council")

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="packages", editable=False)
    number = models.PositiveSmallIntegerField(gettext_lazy("number"))
    purpose = models.CharField(max_length=8, choices=For)
    text = models.ForeignKey(TextVersion, models.PROTECT, null=True, related_name="+")
    resolution = models.ForeignKey(
        "agreements.Resolution", models.PROTECT, null=True, related_name="packages"
    )
    # The one PDF with all parts.
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    # As ``freezing`` writes them: [{"kind": "whole", "title": …, "sha256": of its facts}, {"kind": "part", "part": "request", "title": …,
    # "sha256": of its facts, "document": pk}, {"kind": "attachment", "title": …, "name": …, "sha256": of the file, "upload": pk}].
    parts = models.JSONField(encoder=DjangoJSONEncoder)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-number"]
        verbose_name = gettext_lazy("council package")
        verbose_name_plural = gettext_lazy("council packages")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="one_council_package_per_number")
        ]

    def __str__(self) -> str:
        return _("Council package %(n)d") % {"n": self.number}

    @property
    def for_council(self) -> bool:
        return self.purpose == self.For.COUNCIL
