"""Who is asking: people who sign in, and the roles they hold from a date to a date."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from twinning import clock


class Role(models.TextChoices):
    """The hats that a small city hall really has; one person may wear several."""

    STAFF = "staff", _("Council staff")
    CAO = "cao", _("Chief Administrative Officer")
    CLERK = "clerk", _("Clerk")
    MAYOR = "mayor", _("Mayor")
    COUNCILLOR = "councillor", _("Councillor")
    COMMITTEE = "committee", _("Committee member")
    ADMINISTRATOR = "administrator", _("Administrator")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, password: str | None = None, **more: Any) -> "User":
        """Register a person; without a password they can only come in by a reset link."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, **more)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user

    def with_roles(self) -> "list[User]":
        """Everybody with their roles of today, in two queries however many they are."""
        held = models.Prefetch("appointments", Appointment.objects.effective(), to_attr="held")
        people: list[Any] = list(self.prefetch_related(held))
        for user in people:
            user.roles = frozenset(appointment.role for appointment in user.held)
        return people

    def holding(self, *roles: str) -> "models.QuerySet[User]":
        """Everybody who works here today and holds one of the roles."""
        held = Appointment.objects.effective().filter(role__in=roles)
        return self.filter(is_active=True, appointments__in=held).distinct()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in by e-mail. Never deleted: the record names them for decades."""

    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={
            "unique": _(
                "Somebody with this e-mail address is already registered. Give them the role instead."
            )
        },
    )
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(_("registered"), default=clock.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            # Sign-in and password reset look an address up as it stands, so only one spelling may stand.
            models.CheckConstraint(
                name="email_is_in_small_letters",
                condition=Q(email=Lower("email")),
                violation_error_message=_(
                    "The e-mail address has capital letters. Write it in small letters."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held today; read once per request, so a change holds from the next click."""
        return frozenset(self.appointments.effective().values_list("role", flat=True))

    def has_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def roles_in_words(self) -> str:
        return ", ".join(str(role.label) for role in Role if role in self.roles)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def effective(self, on: dt.date | None = None) -> "AppointmentQuerySet":
        """Those in force on a day, today if none is named; both ends count, the day it was taken away does not."""
        on = on or clock.today()
        return self.filter(
            Q(ends=None) | Q(ends__gte=on), Q(withdrawn_on=None) | Q(withdrawn_on__gt=on), starts__lte=on
        )


class Appointment(models.Model):
    """One role held by one person from a date, and to a date if the end is known.

    A role that is taken away before its last day keeps its dates and says when.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    starts = models.DateField(_("from"), default=clock.today)
    ends = models.DateField(_("to"), null=True, blank=True, help_text=_("Leave empty while no end is known."))
    withdrawn_on = models.DateField(_("taken away on"), null=True, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["user", "starts"]
        verbose_name = _("role of a person")
        verbose_name_plural = _("roles of people")
        constraints = [
            models.CheckConstraint(
                name="appointment_ends_after_it_starts",
                condition=Q(ends=None) | Q(ends__gte=F("starts")),
                violation_error_message=_("The last day is before the first. Put the later date in “to”."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    @property
    def is_over(self) -> bool:
        return self.withdrawn_on is not None or (self.ends is not None and self.ends < clock.today())

    @property
    def is_to_come(self) -> bool:
        return not self.is_over and self.starts > clock.today()


class SignIn(models.Model):
    """One attempt to sign in. Only ever added; shown to the person and to administrators.

    An attempt for an address that nobody has is kept without the address: people
    type passwords into the wrong field.
    """

    class Outcome(models.TextChoices):
        SIGNED_IN = "signed_in", _("Signed in")
        REFUSED = "refused", _("Refused")

    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="sign_ins")
    at = models.DateTimeField(default=clock.now)
    ip = models.GenericIPAddressField(_("network address"))
    outcome = models.CharField(max_length=10, choices=Outcome)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        indexes = [models.Index(fields=["user", "-at"], name="sign_in_of_user")]

    def __str__(self) -> str:
        return f"{self.user} {self.outcome} {self.at:%Y-%m-%d %H:%M}"
