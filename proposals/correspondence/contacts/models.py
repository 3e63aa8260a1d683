"""The people on both sides, and what to know before meeting them (handbook A4; the guide asks for symmetry)."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from proposals.proposal.models import Community, Row
from twinning import clock
from twinning.municipality.versions import Versioned
from twinning.records.languages import language_name

if TYPE_CHECKING:
    from proposals.correspondence.models import Correspondence

CONFIRM_AGAIN_AFTER = dt.timedelta(days=365)
"""People change office and address; after a year somebody asks again (our own figure)."""


BASIS_MISSING = gettext_lazy(
    "An e-mail address, a telephone number and a postal address are kept only if it is said why we may. Choose one of the two, or take them out."
)
CONSENT_UNDATED = gettext_lazy("It is not said when the person agreed. Give the day.")
PUBLISHED_NOWHERE = gettext_lazy(
    "It is not said where the office publishes this. Give the address of the page."
)
HALF_THE_HOURS = gettext_lazy("Only one of the two hours is given. Give both, or neither.")
HOURS_BACKWARDS = gettext_lazy("The hours end before they begin. Put the later one in “to”.")
HOURS_WITHOUT_ZONE = gettext_lazy("Hours mean nothing without a time zone. Choose the one they are told in.")


class ContactQuerySet(models.QuerySet["Contact"]):
    def current(self) -> "ContactQuerySet":
        """Those who are still there."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=clock.today()))

    def gone(self) -> "ContactQuerySet":
        return self.filter(left_on__lte=clock.today())

    def here(self) -> "ContactQuerySet":
        return self.filter(side=Contact.Side.HERE)

    def there(self) -> "ContactQuerySet":
        return self.filter(side=Contact.Side.THERE)


class Contact(Row, Versioned):
    """Who speaks for a side. Protocol asks for symmetry: an office and a volunteer, here and there."""

    class Side(models.TextChoices):
        HERE = "here", gettext_lazy("Here")
        THERE = "there", gettext_lazy("In the other community")

    class Place(models.TextChoices):
        HEAD = "head", gettext_lazy("Mayor or highest official")
        MAYOR = "mayor", gettext_lazy("Mayor’s office")
        VOLUNTEER = "volunteer", gettext_lazy("Volunteer")
        CHAIR = "chair", gettext_lazy("Chair of the committee")
        OTHER = "other", gettext_lazy("Other")

    class Basis(models.TextChoices):
        """Why we may keep how somebody is reached (Alberta's Protection of Privacy Act asks for a purpose and a notice)."""

        CONSENT = "consent", gettext_lazy("The person agreed")
        OFFICE = "office", gettext_lazy("Published by their office")

    record: "models.ForeignKey[Correspondence, Correspondence]" = models.ForeignKey(
        "proposals.Correspondence", models.PROTECT, related_name="contacts"
    )
    side = models.CharField(gettext_lazy("where"), max_length=5, choices=Side, default=Side.THERE)
    place = models.CharField(gettext_lazy("as what"), max_length=9, choices=Place, default=Place.MAYOR)
    signs = models.BooleanField(gettext_lazy("signs the agreement for this side"), default=False)
    name = models.CharField(gettext_lazy("name in Latin letters"), max_length=200)
    native_name = models.CharField(
        gettext_lazy("name in the script of the person’s own language"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("Where it differs, such as 山田 太郎 or Олена Коваль."),
    )
    honorific = models.CharField(
        gettext_lazy("title before the name"),
        max_length=60,
        blank=True,
        help_text=gettext_lazy("Such as Ms., Dr., Lic., Her Worship."),
    )
    office = models.CharField(gettext_lazy("office or organisation"), max_length=200, blank=True)
    native_office = models.CharField(
        gettext_lazy("office in their language"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("Such as Presidenta Municipal."),
    )
    salutation = models.CharField(
        gettext_lazy("form of address"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("How a letter begins, such as “Estimada Presidenta Ruiz:”."),
    )
    language = models.CharField(gettext_lazy("language"), max_length=10, blank=True)
    email = models.EmailField(gettext_lazy("e-mail address"), blank=True)
    phone = models.CharField(gettext_lazy("telephone"), max_length=60, blank=True)
    postal_address = models.TextField(gettext_lazy("postal address"), max_length=500, blank=True)
    zone = models.CharField(gettext_lazy("time zone"), max_length=64, blank=True)
    reachable_from = models.TimeField(gettext_lazy("reachable from"), null=True, blank=True)
    reachable_to = models.TimeField(gettext_lazy("to"), null=True, blank=True)
    in_office_from = models.DateField(gettext_lazy("in office from"), null=True, blank=True)
    in_office_to = models.DateField(gettext_lazy("to"), null=True, blank=True)
    basis = models.CharField(gettext_lazy("why we may keep this"), max_length=7, choices=Basis, blank=True)
    consent_on = models.DateField(gettext_lazy("agreed on"), null=True, blank=True)
    consent_how = models.CharField(
        gettext_lazy("how, or where it is published"),
        max_length=300,
        blank=True,
        help_text=gettext_lazy("Such as an e-mail of that day, or the address of the page."),
    )
    confirmed_on = models.DateField(gettext_lazy("last confirmed on"), null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    left_on = models.DateField(gettext_lazy("no longer a contact since"), null=True, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("contact")
        verbose_name_plural = gettext_lazy("contacts")
        constraints = [
            models.CheckConstraint(
                name="contact_in_office_to_after_from",
                condition=Q(in_office_from=None)
                | Q(in_office_to=None)
                | Q(in_office_to__gte=F("in_office_from")),
                violation_error_message=gettext_lazy(
                    "The term of office ends before it begins. Put the later date in “to”."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    PRIVATE = ("email", "phone", "postal_address")
    """How somebody is reached: kept only with a basis, and shown to administration alone."""

    def clean(self) -> None:
        """How somebody is reached is kept only with a basis; hours come in pairs. For the form, and once more for whoever saves."""
        wrong: dict[str, Any] = {**self._lacks_basis(), **self._odd_hours()}
        if wrong:
            raise ValidationError(wrong)

    def _lacks_basis(self) -> dict[str, Any]:
        if self.has_basis:
            return {}
        if self.basis == self.Basis.CONSENT:
            return {"consent_on": CONSENT_UNDATED}
        if self.basis == self.Basis.OFFICE:
            return {"consent_how": PUBLISHED_NOWHERE}
        return {"basis": BASIS_MISSING} if self.is_reachable else {}

    def _odd_hours(self) -> dict[str, Any]:
        begins, ends = self.reachable_from, self.reachable_to
        if (begins is None) != (ends is None):
            return {"reachable_to" if ends is None else "reachable_from": HALF_THE_HOURS}
        if begins is not None and ends is not None and ends <= begins:
            return {"reachable_to": HOURS_BACKWARDS}
        if begins is not None and not self.zone:
            return {"zone": HOURS_WITHOUT_ZONE}
        return {}

    @property
    def is_reachable(self) -> bool:
        """Whether an address or a number is kept."""
        return any(getattr(self, name) for name in self.PRIVATE)

    @property
    def has_basis(self) -> bool:
        """Whether it is said why this may be kept: consent with its day, or where the office publishes it."""
        if self.basis == self.Basis.CONSENT:
            return self.consent_on is not None
        return self.basis == self.Basis.OFFICE and bool(self.consent_how)

    @property
    def language_in_words(self) -> str:
        return language_name(self.language)

    @property
    def zone_in_words(self) -> str:
        """The zone as people read it, such as “America/Mexico City”."""
        return self.zone.replace("_", " ")

    @property
    def term_is_over(self) -> bool:
        """Whether the term of office has run out while they are still a contact."""
        return self.is_current and self.in_office_to is not None and self.in_office_to < clock.today()

    @property
    def is_current(self) -> bool:
        return self.left_on is None or self.left_on > clock.today()

    @property
    def confirm_again(self) -> bool:
        """Whether nobody has made sure for a year that this still holds."""
        return self.is_current and (
            self.confirmed_on is None or self.confirmed_on < clock.today() - CONFIRM_AGAIN_AFTER
        )


class ProtocolNote(Versioned):
    """One line of the protocol card of a partner: what is customary there, and where we know it from."""

    class Topic(models.TextChoices):
        NAMES = "names", gettext_lazy("Order of names")
        TITLES = "titles", gettext_lazy("Titles and forms of address")
        FLAG = "flag", gettext_lazy("Flag")
        ANTHEM = "anthem", gettext_lazy("Anthem")
        GIFTS = "gifts", gettext_lazy("Gift customs")
        INTERPRETER = "interpreter", gettext_lazy("Interpreter")
        SENSITIVE = "sensitive", gettext_lazy("Sensitive terms and maps")
        AVOID = "avoid", gettext_lazy("What to avoid")
        OTHER = "other", gettext_lazy("Also good to know")

    community = models.ForeignKey(
        Community,
        models.PROTECT,
        related_name="protocol",
        editable=False,
        verbose_name=gettext_lazy("partner"),
    )
    topic = models.CharField(gettext_lazy("about"), max_length=12, choices=Topic, editable=False)
    words = models.TextField(gettext_lazy("what is customary"), max_length=3_000)
    source = models.CharField(
        gettext_lazy("source"),
        max_length=500,
        help_text=gettext_lazy("Who told us, or the address of the page."),
    )
    source_on = models.DateField(gettext_lazy("as of"), default=clock.today)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["community", "topic"]
        verbose_name = gettext_lazy("line of the protocol card")
        verbose_name_plural = gettext_lazy("lines of the protocol card")
        constraints = [
            models.UniqueConstraint(fields=["community", "topic"], name="one_protocol_line_per_topic")
        ]

    def __str__(self) -> str:
        return f"{self.community}: {self.get_topic_display()}"
