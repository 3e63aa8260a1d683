"""Where a signed relationship is registered: Sister Cities International and others (handbook A7, B3)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from twinning import clock
from twinning.municipality.versions import Versioned
from twinning.records.models import Document, Outgoing, Upload

if TYPE_CHECKING:
    from agreements.signing.models import Signing

CERTIFICATE_BEFORE_PACKET = gettext_lazy(
    "The certificate is dated before the packet was sent. Correct one of the two days."
)


class Registration(Versioned):
    """The packet for one register: what was sent when, and the certificate that came back."""

    class Register(models.TextChoices):
        SCI = "sci", gettext_lazy("Sister Cities International")
        ARCHIVE = "archive", gettext_lazy("City archive")
        OTHER = "other", gettext_lazy("Another register")

    record: "models.ForeignKey[Signing, Signing]" = models.ForeignKey(
        "agreements.Signing", models.PROTECT, related_name="registrations", editable=False
    )
    register = models.CharField(
        gettext_lazy("register"), max_length=8, choices=Register, default=Register.SCI
    )
    name = models.CharField(
        gettext_lazy("its name"), max_length=300, blank=True, help_text=gettext_lazy("For another register.")
    )
    outgoing = models.OneToOneField(
        Outgoing, models.PROTECT, null=True, editable=False, related_name="registration"
    )
    # What goes with the mail: the signed memorandum, certified copies.
    papers = models.ManyToManyField(
        Document, blank=True, related_name="+", verbose_name=gettext_lazy("papers that go with it")
    )
    sent_on = models.DateField(gettext_lazy("sent on"), null=True, blank=True)
    certificate_number = models.CharField(
        gettext_lazy("number of the certificate"), max_length=200, blank=True
    )
    certificate_on = models.DateField(gettext_lazy("certificate received on"), null=True, blank=True)
    certificate = models.ForeignKey(Upload, models.PROTECT, null=True, editable=False, related_name="+")
    notes = models.TextField(gettext_lazy("notes"), max_length=2000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = gettext_lazy("registration")
        verbose_name_plural = gettext_lazy("registrations")
        constraints = [
            models.CheckConstraint(
                name="another_register_has_a_name",
                condition=~Q(register="other") | ~Q(name=""),
                violation_error_message=gettext_lazy(
                    "The name of the register is missing. Write it as it calls itself."
                ),
            ),
            models.CheckConstraint(
                name="certificate_comes_after_the_packet",
                condition=Q(sent_on=None) | Q(certificate_on=None) | Q(certificate_on__gte=F("sent_on")),
                violation_error_message=CERTIFICATE_BEFORE_PACKET,
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.get_register_display())
