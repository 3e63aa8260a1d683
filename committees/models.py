"""Who deliberates: committees here and in the twin city, and the people who serve on them."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from twinning import clock
from twinning.accounts.models import Role
from twinning.municipality.versions import Versioned

if TYPE_CHECKING:
    from twinning.accounts.models import User


class CommitteeQuerySet(models.QuerySet["Committee"]):
    def visible_to(self, user: Any) -> "CommitteeQuerySet":
        """All for those who work or sit at city hall; a committee member sees the committees they serve on."""
        if not user.roles:
            return self.none()
        if user.roles - {Role.COMMITTEE}:
            return self
        return self.filter(pk__in=Membership.objects.serving().filter(user=user).values("committee"))

    def standing(self, on: dt.date | None = None) -> "CommitteeQuerySet":
        """Those that exist on a day, today if none is named."""
        on = on or clock.today()
        return self.filter(formed_on__lte=on).filter(Q(ended_on=None) | Q(ended_on__gte=on))

    def ours(self) -> "CommitteeQuerySet":
        return self.filter(side=Committee.Side.OURS)

    def theirs(self) -> "CommitteeQuerySet":
        return self.filter(side=Committee.Side.THEIRS)

    def with_members(self) -> "CommitteeQuerySet":
        """With the people who serve today, read once for all rows, as ``serving``."""
        return self.prefetch_related(Prefetch("memberships", Membership.objects.serving(), to_attr="serving"))


class Committee(Versioned):
    """A body that advises or acts in a twinning, on one side of it."""

    class Side(models.TextChoices):
        OURS = "ours", _("Ours")
        THEIRS = "theirs", _("In the other city")

    class Kind(models.TextChoices):
        COUNCIL = "council", _("Committee of council")
        WORKING = "working", _("Working group for one twinning")
        SOCIETY = "society", _("Society or association")
        OTHER = "other", _("Other body")

    name = models.CharField(_("name"), max_length=200)
    side = models.CharField(_("side"), max_length=10, choices=Side, default=Side.OURS)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.COUNCIL)
    terms_of_reference = models.TextField(_("terms of reference"), max_length=20_000, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("reports to")
    )
    formed_on = models.DateField(_("formed on"), default=clock.today)
    ended_on = models.DateField(
        _("ended on"), null=True, blank=True, help_text=_("Leave empty while it exists.")
    )

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        ordering = ["side", "name", "pk"]
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        constraints = [
            models.CheckConstraint(
                name="committee_ends_after_it_is_formed",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("formed_on")),
                violation_error_message=_(
                    "The committee ends before it was formed. Put the later date in “ended on”."
                ),
            ),
            models.CheckConstraint(
                name="committee_not_under_itself",
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                violation_error_message=_("A committee cannot report to itself. Choose another one or none."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("committees:detail", args=[self.pk])

    def clean(self) -> None:
        above = self.parent
        while above is not None:
            if self.pk and above.pk == self.pk:
                raise ValidationError(
                    {"parent": _("That committee reports to this one already. Choose another one or none.")}
                )
            above = above.parent

    @property
    def has_ended(self) -> bool:
        return self.ended_on is not None and self.ended_on < clock.today()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def serving(self, on: dt.date | None = None) -> "MembershipQuerySet":
        """Those in force on a day, today if none is named; both ends count. The chair first."""
        on = on or clock.today()
        return self.filter(starts__lte=on).filter(Q(ends=None) | Q(ends__gte=on)).in_rank()

    def former(self, on: dt.date | None = None) -> "MembershipQuerySet":
        return self.filter(ends__lt=on or clock.today()).order_by("-ends", "name", "pk")

    def to_come(self, on: dt.date | None = None) -> "MembershipQuerySet":
        return self.filter(starts__gt=on or clock.today()).order_by("starts", "name", "pk")

    def not_ended(self, on: dt.date | None = None) -> "MembershipQuerySet":
        """Those that serve or will serve."""
        return self.filter(Q(ends=None) | Q(ends__gte=on or clock.today()))

    def in_rank(self) -> "MembershipQuerySet":
        ranks = [models.When(role=role, then=rank) for rank, role in enumerate(Membership.Role.values)]
        return self.order_by(models.Case(*ranks, output_field=models.IntegerField()), "name", "pk")


class Membership(Versioned):
    """One person's service on a committee, from a date and to a date if the end is known."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("Chair")
        VICE_CHAIR = "vice_chair", _("Vice-chair")
        SECRETARY = "secretary", _("Secretary")
        MEMBER = "member", _("Member")

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="memberships", verbose_name=_("committee")
    )
    name = models.CharField(_("name"), max_length=200)
    organisation = models.CharField(
        _("organisation"),
        max_length=200,
        blank=True,
        help_text=_("Whom the person speaks for, such as “Chamber of Commerce”."),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.MEMBER)
    user: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("signs in as"),
        help_text=_("Leave empty for people who do not use these pages."),
    )  # fmt: skip
    starts = models.DateField(_("from"), default=clock.today)
    ends = models.DateField(_("to"), null=True, blank=True, help_text=_("Leave empty while no end is known."))

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["committee", "starts", "pk"]
        verbose_name = _("membership of a committee")
        verbose_name_plural = _("memberships of committees")
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(ends=None) | Q(ends__gte=F("starts")),
                violation_error_message=_("The last day is before the first. Put the later date in “to”."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display()}"
