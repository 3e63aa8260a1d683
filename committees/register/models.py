"""Who deliberates: committees here, in the twin city and of both, what they are for, and who serves on them."""

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from twinning import clock
from twinning.accounts.models import Role
from twinning.municipality.models import Municipality
from twinning.municipality.versions import Versioned
from twinning.places.keys import key
from twinning.records.models import Document

if TYPE_CHECKING:
    from twinning.accounts.models import User

SOON = 90
"""So many days ahead a term that ends is told."""

AT_LEAST_ONE = MinValueValidator(1, _("A number of at least 1 is needed. Write one, or leave it empty."))


class Party(models.TextChoices):
    """For whom a person speaks in a body of two parties."""

    OURS = "ours", _("Our city")
    THEIRS = "theirs", _("The other city")


class CommitteeQuerySet(models.QuerySet["Committee"]):
    def visible_to(self, user: Any) -> "CommitteeQuerySet":
        """All for those who work or sit at city hall; a committee member sees the committees they serve on."""
        if not user.roles:
            return self.none()
        if user.roles - {Role.COMMITTEE}:
            return self
        return self.filter(pk__in=Membership.objects.serving().filter(user=user).values("committee"))

    def standing(self, on: dt.date | None = None) -> "CommitteeQuerySet":
        """Those that exist on a day, today if none is named; one whose first day is not known was formed before."""
        on = on or clock.today()
        formed = Q(formed_on=None) | Q(formed_on__lte=on)
        return self.filter(formed).filter(Q(ended_on=None) | Q(ended_on__gte=on))

    def ours(self) -> "CommitteeQuerySet":
        return self.filter(side=Committee.Side.OURS)

    def theirs(self) -> "CommitteeQuerySet":
        return self.filter(side=Committee.Side.THEIRS)

    def joint(self) -> "CommitteeQuerySet":
        """Bodies of both cities; not those of others, which are kept as examples."""
        return self.filter(side=Committee.Side.JOINT, first_party="")

    def of_concern(self) -> "CommitteeQuerySet":
        """Those whose seats our city fills: its own, and the joint ones."""
        return self.exclude(side=Committee.Side.THEIRS).filter(first_party="")

    def with_members(self) -> "CommitteeQuerySet":
        """With the people who serve today, read once for all rows, as ``serving``."""
        return self.prefetch_related(
            Prefetch("memberships", Membership.objects.serving().with_successor(), to_attr="serving")
        )

    def with_vacancies(self) -> "CommitteeQuerySet":
        """Standing committees on which fewer people serve today than have a seat."""
        today = clock.today()
        serves = Q(memberships__starts__lte=today) & (
            Q(memberships__ends=None) | Q(memberships__ends__gte=today)
        )
        found = self.standing().annotate(
            all_serving=Count("memberships", filter=serves),
            serving_here=Count("memberships", filter=serves & Q(memberships__side=Party.OURS)),
            serving_there=Count("memberships", filter=serves & Q(memberships__side=Party.THEIRS)),
        )
        return found.filter(
            Q(side=Committee.Side.OURS, seats_here__gt=F("all_serving"))
            | Q(side=Committee.Side.THEIRS, seats_there__gt=F("all_serving"))
            | Q(side=Committee.Side.JOINT, seats_here__gt=F("serving_here"))
            | Q(side=Committee.Side.JOINT, seats_there__gt=F("serving_there"))
        )


class Committee(Versioned):
    """A body that advises or acts in a twinning: on one side of it, or of both."""

    class Side(models.TextChoices):
        OURS = "ours", _("Ours")
        THEIRS = "theirs", _("In the other city")
        JOINT = "joint", _("Joint: both cities sit on it")

    class Kind(models.TextChoices):
        COUNCIL = "council", _("Committee of council")
        TWINNING = "twinning", _("Twinning committee")
        SUB = "sub", _("Sub-committee")
        IMPLEMENTATION = "implementation", _("Joint implementation committee")
        COORDINATION = "coordination", _("Joint coordination council")
        WORKING = "working", _("Working group for one twinning")
        SOCIETY = "society", _("Society or association")
        OTHER = "other", _("Other body")

    class Secretariat(models.TextChoices):
        OURS = "ours", _("Our city")
        THEIRS = "theirs", _("The other city")
        ROTATING = "rotating", _("Rotating: whoever hosts the next meeting")

    name = models.CharField(_("name"), max_length=200)
    side = models.CharField(_("side"), max_length=10, choices=Side, default=Side.OURS)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.COUNCIL)
    field = models.CharField(
        _("field"),
        max_length=200,
        blank=True,
        help_text=_("For a sub-committee: what it looks after, such as “water and environment”."),
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("reports to")
    )
    formed_on = models.DateField(
        _("formed on"), null=True, blank=True, help_text=_("Leave empty where the day is not known.")
    )
    ended_on = models.DateField(
        _("ended on"), null=True, blank=True, help_text=_("Leave empty while it exists.")
    )
    seats_here = models.PositiveSmallIntegerField(
        _("seats of our city"),
        null=True,
        blank=True,
        validators=[AT_LEAST_ONE],
        help_text=_("Leave empty where the number is not fixed."),
    )
    seats_there = models.PositiveSmallIntegerField(
        _("seats of the other city"),
        null=True,
        blank=True,
        validators=[AT_LEAST_ONE],
        help_text=_("Leave empty where the number is not fixed."),
    )
    quorum = models.PositiveSmallIntegerField(
        _("quorum"),
        null=True,
        blank=True,
        validators=[AT_LEAST_ONE],
        help_text=_("How many must be present to decide. Leave empty where none is fixed."),
    )
    notice_days = models.PositiveSmallIntegerField(
        _("notice of a meeting, in days"),
        default=14,
        validators=[
            MaxValueValidator(366, _("That is more than a year. Write the notice in days, such as 28."))
        ],
        help_text=_("Two weeks: 14; four weeks: 28."),
    )
    secretariat = models.CharField(
        _("secretariat"), max_length=10, choices=Secretariat, default="", blank=True
    )
    city = models.CharField(
        _("the other city"),
        max_length=200,
        blank=True,
        help_text=_("Its name, for a committee there or a joint one."),
    )
    first_party = models.CharField(
        _("first party"),
        max_length=200,
        blank=True,
        help_text=_("Only where the body belongs to two other cities and is kept as an example."),
    )
    second_party = models.CharField(
        _("second party"),
        max_length=200,
        blank=True,
        help_text=_("The other of the two. What reports to this body belongs to the same parties."),
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
            models.CheckConstraint(
                name="committee_has_two_parties_or_none",
                condition=Q(first_party="", second_party="")
                | (Q(side="joint") & ~Q(first_party="") & ~Q(second_party="")),
                violation_error_message=_(
                    "Only a joint body of two others has two parties of its own. Name both, or leave both empty."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("committees:detail", args=[self.pk])

    def clean(self) -> None:
        """What the fields say fits together, and so does the tier above.

        Called once for the form, and once more under the lock of whoever saves:
        the tier above may have moved in between.
        """
        wrong: dict[str, Any] = {}
        if self.goes_in_a_circle():
            wrong["parent"] = _("That committee reports to this one already. Choose another one or none.")
        elif self.parent is not None:
            wrong |= self._clean_below(self.parent)
        wrong = self._clean_kind() | wrong
        if self.side == self.Side.OURS and self.seats_there:
            wrong["seats_there"] = _(
                "The other city has no seat on a committee of ours. Leave this empty, or choose “joint”."
            )
        if self.side == self.Side.THEIRS and self.seats_here:
            wrong["seats_here"] = _(
                "Our city has no seat on a committee there. Leave this empty, or choose “joint”."
            )
        if self.secretariat == self.Secretariat.ROTATING and not self.is_joint:
            wrong["secretariat"] = _(
                "Only the secretariat of a joint body goes from one city to the other. Choose another answer, or “joint”."
            )
        seats = list(self.seats().values())
        if self.quorum and all(seats) and self.quorum > sum(one or 0 for one in seats):
            wrong["quorum"] = _(
                "The quorum is larger than the number of seats. Write a smaller one, or correct the seats."
            )
        if wrong:
            raise ValidationError(wrong)

    def _clean_kind(self) -> dict[str, Any]:
        """The two upper tiers of a joint body are joint, and neither stands below a sub-committee."""
        if self.kind in OF_BOTH and not self.is_joint:
            return {"side": _("A body of this kind belongs to both cities. Choose “joint”, or another kind.")}
        if self.parent is not None and not self.parent.may_be_above(self.kind):
            return {"parent": self._too_low()}
        below = self.children.filter(kind__in=OF_BOTH) if self.pk else ()
        if not all(self.may_be_above(one.kind) for one in below):
            return {
                "kind": _(
                    "A joint council or committee reports to this one, and cannot stand below it then. Let that one report to another first."
                )
            }
        return {}

    def _too_low(self) -> Any:
        if self.kind == self.Kind.COORDINATION:
            return _(
                "A coordination council is the highest tier of both cities. Choose nobody, or a committee of ours that is no sub-committee."
            )
        return _(
            "A sub-committee does not stand above a committee of this kind. Choose another one or nobody."
        )

    def may_report_to(self, above: "Committee") -> bool:
        """Whether that is where it reports now, or a body of the same cities that does not report to it."""
        if above.pk == self.parent_id:
            return True
        if self in above.chain() or not above.may_be_above(self.kind):
            return False
        if self.is_of_others or above.is_of_others:
            return self.is_of_others and above.is_of_others
        if self.is_joint or above.is_joint:
            return True
        return (self.side, key(self.city)) == (above.side, key(above.city))

    def may_be_above(self, kind: str) -> bool:
        """Whether a body of that kind can report to this one."""
        if kind in OF_BOTH and self.kind == self.Kind.SUB:
            return False
        return kind != self.Kind.COORDINATION or self.side == self.Side.OURS

    def _clean_below(self, above: "Committee") -> dict[str, Any]:
        """A committee of one city reports within it or to a joint body; below a body of others all is theirs."""
        if {self.side, above.side} == {self.Side.OURS, self.Side.THEIRS}:
            return {
                "parent": _(
                    "That committee belongs to the other side. Choose one of the same side, or a joint one."
                )
            }
        if above.is_of_others and not self.is_joint:
            return {
                "side": _(
                    "The body above belongs to two other cities. Choose “joint”, or another body above."
                )
            }
        if (self.first_party or self.second_party) and self.parties != above.parties:
            return {
                "first_party": _(
                    "A body below another belongs to the same parties. Leave both empty, or choose no body above."
                )
            }
        return {}

    def goes_in_a_circle(self) -> bool:
        """Whether somebody above it reports to it, as the rows stand now."""
        parents = dict(Committee.objects.values_list("pk", "parent"))
        above, met = self.parent_id, {self.pk}
        while above is not None and above not in met:
            met.add(above)
            above = parents.get(above)
        return above is not None

    @property
    def field_beside_name(self) -> str:
        """Its field, where the name does not say it already."""
        return "" if self.field.casefold() in self.name.casefold() else self.field

    @property
    def has_ended(self) -> bool:
        return self.ended_on is not None and self.ended_on < clock.today()

    @property
    def is_joint(self) -> bool:
        return self.side == self.Side.JOINT

    @property
    def is_of_others(self) -> bool:
        """Whether it belongs to two other cities and is kept here as an example."""
        return bool(self.first_party)

    @property
    def above(self) -> "Committee | None":
        """The tier that it reports to, and that considers what it recommends."""
        return self.parent

    def chain(self) -> list["Committee"]:
        """Itself and every tier above, the highest last."""
        tiers = [self]
        while (above := tiers[-1].parent) is not None and above not in tiers:
            tiers.append(above)
        return tiers

    @property
    def parties(self) -> tuple[str, str]:
        return self.first_party, self.second_party

    def party_name(self, side: str, *, our_name: str = "") -> str:
        """Who stands on a side: the two parties of a body of others, else our city and the other one.

        ``our_name`` saves a page with many rows from asking for it at each.
        """
        if side == Party.OURS:
            return self.first_party or our_name or Municipality.ours().short_name
        return self.second_party or self.city or _now("The other city")

    def sides(self) -> list[str]:
        """Who sits on it: one side, or both."""
        return list(Party.values) if self.is_joint else [self.side]

    def secretariat_words(self, *, our_name: str = "") -> str:
        """Who keeps the papers and calls the meetings; empty where it is not settled."""
        if self.secretariat == self.Secretariat.ROTATING:
            return _now("Rotating: whoever hosts the next meeting")
        return self.party_name(self.secretariat, our_name=our_name) if self.secretariat else ""

    def seats(self) -> dict[str, int | None]:
        """How many seats each side has that sits on it; None where the number is not fixed."""
        seats = {str(Party.OURS): self.seats_here, str(Party.THEIRS): self.seats_there}
        return {side: seats[side] for side in self.sides()}

    def open_seats(self) -> dict[str, int]:
        """Per side, how many seats nobody holds today; a committee that has ended has none."""
        if self.has_ended:
            return {}
        held = self.held()
        return {
            side: seats - held[side] for side, seats in self.seats().items() if seats and seats > held[side]
        }

    def held(self) -> "Counter[str]":
        """Per side, how many people serve today."""
        found = getattr(self, "serving", None)
        serving = self.memberships.serving() if found is None else found
        return Counter(one.side if self.is_joint else self.side for one in serving)

    def crowded(self, *, our_name: str = "") -> dict[str, str]:
        """Per side, that more people serve today than there are seats, in words."""
        if self.has_ended:
            return {}
        held = self.held()
        return {
            side: _now("%(held)d people serve for %(party)s, which has %(seats)s")
            % {
                "held": held[side],
                "party": self.party_name(side, our_name=our_name),
                "seats": ngettext("%(n)d seat", "%(n)d seats", seats) % {"n": seats},
            }
            for side, seats in self.seats().items()
            if seats and held[side] > seats
        }

    def vacancies(self, *, our_name: str = "") -> dict[str, str]:
        """Per side, the seats that nobody holds today, in words."""
        return {
            side: ngettext("%(n)d seat of %(party)s is vacant", "%(n)d seats of %(party)s are vacant", number)
            % {"n": number, "party": self.party_name(side, our_name=our_name)}
            for side, number in self.open_seats().items()
        }

    def terms_in_force(self) -> "TermsOfReference | None":
        """The terms of reference as they were adopted last."""
        return self.terms.filter(state=TermsOfReference.State.ADOPTED).first()


OF_BOTH = (Committee.Kind.IMPLEMENTATION, Committee.Kind.COORDINATION)
"""Kinds of bodies on which two cities sit."""


class TermsOfReference(Versioned):
    """What a committee is for, as one version of the text; an adopted one is never changed."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ADOPTED = "adopted", _("In force")
        REPLACED = "replaced", _("Replaced")

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="terms", verbose_name=_("committee")
    )
    number = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    text = models.TextField(_("text"), max_length=20_000)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    resolution = models.CharField(
        _("resolution"),
        max_length=60,
        blank=True,
        help_text=_("Its number, such as “2026-114”; leave empty where there was none."),
    )
    adopted_by = models.CharField(
        _("adopted by"),
        max_length=200,
        blank=True,
        help_text=_("The body that adopted them, such as “Council”."),
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        ordering = ["committee", "-number"]
        verbose_name = _("terms of reference")
        verbose_name_plural = _("terms of reference")
        constraints = [
            models.UniqueConstraint(fields=["committee", "number"], name="one_version_of_a_number"),
            models.UniqueConstraint(
                fields=["committee"], condition=Q(state="draft"), name="one_draft_of_terms_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["committee"], condition=Q(state="adopted"), name="one_version_of_terms_in_force"
            ),
            models.CheckConstraint(
                name="adopted_terms_have_a_day",
                condition=Q(state="draft", adopted_on=None) | (~Q(state="draft") & ~Q(adopted_on=None)),
            ),
        ]

    def __str__(self) -> str:
        return _now("%(committee)s, terms of reference, version %(n)d") % {
            "committee": self.committee,
            "n": self.number,
        }


class MembershipQuerySet(models.QuerySet["Membership"]):
    def serving(self, on: dt.date | None = None) -> "MembershipQuerySet":
        """Those in force on a day, today if none is named; both ends count. The chair first.

        Nobody serves longer than the committee exists.
        """
        on = on or clock.today()
        stands = Q(committee__ended_on=None) | Q(committee__ended_on__gte=on)
        return self.filter(stands, starts__lte=on).filter(Q(ends=None) | Q(ends__gte=on)).in_rank()

    def former(self, on: dt.date | None = None) -> "MembershipQuerySet":
        """Those whose term has run out, or whose committee has ended; the last first."""
        on = on or clock.today()
        over = Q(ends__lt=on) | Q(committee__ended_on__lt=on)
        return self.filter(over).order_by(F("ends").desc(nulls_first=True), "name", "pk")

    def to_come(self, on: dt.date | None = None) -> "MembershipQuerySet":
        return self.filter(starts__gt=on or clock.today()).order_by("starts", "name", "pk")

    def ending(self, within_days: int = SOON) -> "MembershipQuerySet":
        """Those who serve today, whose last day is near, and who are not appointed again; the nearest first."""
        last = clock.today() + dt.timedelta(days=within_days)
        near = self.serving().filter(~Exists(self._next_term()), ends__lte=last)
        return near.order_by("ends", "name", "pk")

    def with_successor(self) -> "MembershipQuerySet":
        """With ``renewed``: whether the same person has a later term on the committee."""
        return self.annotate(renewed=Exists(self._next_term()))

    @staticmethod
    def _next_term() -> "MembershipQuerySet":
        return Membership.objects.filter(
            committee=OuterRef("committee"), name=OuterRef("name"), starts__gt=OuterRef("ends")
        )

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
    side = models.CharField(
        _("party"),
        max_length=10,
        choices=Party,
        blank=True,
        help_text=_("On a joint body: which of the two the person speaks for."),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.MEMBER)
    user: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("signs in as"),
        help_text=_("Leave empty for people who do not use these pages."),
    )  # fmt: skip
    starts = models.DateField(_("from"), default=clock.today)
    ends = models.DateField(_("to"), null=True, blank=True, help_text=_("Leave empty while no end is known."))
    appointed_by = models.CharField(
        _("appointed by resolution"),
        max_length=60,
        blank=True,
        help_text=_("Its number, such as “2026-114”; leave empty where there was none."),
    )
    appointed_on = models.DateField(_("date of the appointment"), null=True, blank=True)

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

    @property
    def ends_soon(self) -> bool:
        """Whether the last day is within ``SOON``, and not yet past; not where it is known that the next term follows."""
        if self.ends is None or getattr(self, "renewed", False):
            return False
        return 0 <= (self.ends - clock.today()).days <= SOON

    def runs_into(self, other: "Membership") -> bool:
        """Whether the two are one person's and share a day."""
        return self.is_of_one_person_with(other) and self.shares_a_day_with(other)

    def is_of_one_person_with(self, other: "Membership") -> bool:
        """By the account that signs in, or by the name; its case and its accents do not count."""
        if self.user_id is not None and self.user_id == other.user_id:
            return True
        return _plain(self.name) == _plain(other.name)

    def shares_a_day_with(self, other: "Membership") -> bool:
        return (other.ends is None or self.starts <= other.ends) and (
            self.ends is None or other.starts <= self.ends
        )

    def after(
        self, *, ends: dt.date | None, appointed_by: str = "", appointed_on: dt.date | None = None
    ) -> "Membership":
        """The same person's next term, from the day after this one; not saved yet."""
        assert self.ends is not None
        return Membership(
            committee=self.committee,
            name=self.name,
            organisation=self.organisation,
            side=self.side,
            role=self.role,
            user=self.user,
            starts=self.ends + dt.timedelta(days=1),
            ends=ends,
            appointed_by=appointed_by,
            appointed_on=appointed_on,
        )

    def as_long_again(self) -> dt.date | None:
        """When a next term of the same length would end; in years where this one lasted whole years."""
        if self.ends is None:
            return None
        begins = self.ends + dt.timedelta(days=1)
        if (begins.month, begins.day) == (self.starts.month, self.starts.day):
            return begins.replace(year=2 * begins.year - self.starts.year) - dt.timedelta(days=1)
        return self.ends + (begins - self.starts)


def _plain(name: str) -> str:
    """A name as it is compared; what has neither letter nor figure stays as it is."""
    return key(name) or name.strip()
