"""What a proposal says before anybody has been asked: the contents the CAO's memo names (handbook A2)."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.lifecycle import Phase
from proposals.proposal.models import AMOUNT_BELOW_ZERO, PhaseRecord, Row, unless

YES_NO_UNKNOWN = [
    (True, gettext_lazy("Yes")),
    (False, gettext_lazy("No")),
    (None, gettext_lazy("Not known yet")),
]


class Planning(PhaseRecord):
    """The planning form of one file."""

    phase = Phase.PLANNING

    sponsor = models.CharField(
        gettext_lazy("sponsor"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("The organisation or person that stands behind the proposal here."),
    )
    sponsor_contact = models.CharField(
        gettext_lazy("contact person of the sponsor"), max_length=200, blank=True
    )
    council_sponsor = models.CharField(
        gettext_lazy("member of council who supports it"), max_length=200, blank=True
    )

    purpose = models.TextField(
        gettext_lazy("purpose"),
        max_length=10_000,
        blank=True,
        help_text=gettext_lazy("What the relationship is to bring to residents of both communities."),
    )
    city_objectives = models.TextField(
        gettext_lazy("how it furthers the City’s objectives"), max_length=10_000, blank=True
    )
    plan_reference = models.CharField(gettext_lazy("place in the strategic plan"), max_length=200, blank=True)

    committee_terms = models.TextField(
        gettext_lazy("terms of reference of the twinning committee"),
        max_length=20_000,
        blank=True,
        help_text=gettext_lazy(
            "Its task, its members and how they are chosen, how often it meets and to whom it reports."
        ),
    )
    counterpart_exists = models.BooleanField(
        gettext_lazy("Does a commensurate committee exist in the other community?"),
        null=True,
        choices=YES_NO_UNKNOWN,
    )
    counterpart = models.CharField(gettext_lazy("name of that committee"), max_length=200, blank=True)
    counterpart_confirmed_on = models.DateField(gettext_lazy("confirmed by them on"), null=True, blank=True)

    agreement_objectives = models.TextField(
        gettext_lazy("objectives of the agreement"), max_length=10_000, blank=True
    )
    agreement_terms = models.TextField(
        gettext_lazy("terms of the agreement"),
        max_length=10_000,
        blank=True,
        help_text=gettext_lazy(
            "What each side would undertake, who pays for what, how the agreement can be ended."
        ),
    )
    term_years = models.PositiveSmallIntegerField(
        gettext_lazy("term in years"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text=gettext_lazy("Leave empty for an agreement without an end."),
    )

    reporting = models.TextField(
        gettext_lazy("reporting"),
        max_length=10_000,
        blank=True,
        help_text=gettext_lazy("Who reports to whom on the activities, how often and on what."),
    )
    review_months = models.PositiveSmallIntegerField(
        gettext_lazy("months from signing to the first review"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=gettext_lazy("Usually 6 to 24."),
    )
    renewal = models.TextField(
        gettext_lazy("renewal"),
        max_length=10_000,
        blank=True,
        help_text=gettext_lazy(
            "How the relationship is renewed, changed or brought to an end after a review."
        ),
    )

    class Meta:
        verbose_name = gettext_lazy("planning")
        verbose_name_plural = gettext_lazy("planning")

    def lacks(self) -> dict[str, list[str]]:
        return {
            "communities": self._lacks_people(),
            "purpose": unless(self.purpose, _("Say what the relationship is for."))
            + unless(self.city_objectives, _("Say how it furthers the City’s objectives.")),
            "committee": self._lacks_committee(),
            "agreement": unless(self.agreement_objectives, _("Give the objectives of the agreement."))
            + unless(self.agreement_terms, _("Give the terms of the agreement.")),
            "activities": self._lacks_activities(),
            "budget": unless(
                self.pk and self.budget_lines.exists(),
                _("Give the budget, at least one line; a line in kind counts."),
            ),
            "review": unless(self.reporting, _("Say how the activities are reported on."))
            + unless(self.review_months, _("Say when the relationship is reviewed."))
            + unless(self.renewal, _("Say how it is renewed.")),
        }

    def _lacks_people(self) -> list[str]:
        sides = set(self.people.values_list("side", flat=True)) if self.pk else set()
        return (
            unless(self.sponsor, _("Name the sponsor."))
            + unless(
                InterestedPerson.Side.HERE in sides,
                _("Name at least one interested person in our community."),
            )
            # While the partner is looked for, nobody there can be named.
            + unless(
                InterestedPerson.Side.THERE in sides or self.proposal.community.is_search,
                _("Name at least one interested person in the other community."),
            )
        )

    def _lacks_committee(self) -> list[str]:
        words = unless(self.committee_terms, _("Give the committee’s terms of reference."))
        if self.counterpart_exists is None:
            return [*words, _("Find out whether a commensurate committee exists in the other community.")]
        if self.counterpart_exists:
            words += unless(self.counterpart, _("Name the committee of the other community."))
        return words

    def _lacks_activities(self) -> list[str]:
        rows = list(self.activities.all()) if self.pk else []
        if not rows:
            return [_("Give at least one cooperative activity.")]
        return [
            _("“%(activity)s” lacks %(what)s.")
            % {"activity": row.title[:60], "what": " · ".join(row.lacks())}
            for row in rows
            if row.lacks()
        ]


class InterestedPerson(Row):
    """Somebody who wants the link, here or there."""

    class Side(models.TextChoices):
        HERE = "here", gettext_lazy("Here")
        THERE = "there", gettext_lazy("In the other community")

    record = models.ForeignKey(Planning, models.PROTECT, related_name="people")
    side = models.CharField(gettext_lazy("where"), max_length=5, choices=Side, default=Side.HERE)
    name = models.CharField(gettext_lazy("name"), max_length=200)
    organisation = models.CharField(gettext_lazy("organisation"), max_length=200, blank=True)
    contact = models.CharField(gettext_lazy("e-mail or telephone"), max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class Activity(Row):
    """A cooperative plan with its tangible target: the memo asks for both."""

    record = models.ForeignKey(Planning, models.PROTECT, related_name="activities")
    title = models.CharField(gettext_lazy("activity"), max_length=300)
    target = models.CharField(
        gettext_lazy("tangible target"),
        max_length=300,
        blank=True,
        help_text=gettext_lazy("Something that can be counted, such as “12 students each way”."),
    )
    due_on = models.DateField(gettext_lazy("by when"), null=True, blank=True)
    owner = models.CharField(gettext_lazy("who sees to it"), max_length=200, blank=True)

    def __str__(self) -> str:
        return self.title

    def lacks(self) -> list[str]:
        return (
            unless(self.target, _("a tangible target"))
            + unless(self.due_on, _("a date"))
            + unless(self.owner, _("somebody who sees to it"))
        )


class BudgetLineQuerySet(models.QuerySet["BudgetLine"]):
    def totals(self) -> list[dict[str, Any]]:
        """Sums by year and currency; what is given in kind is counted apart from money."""
        money, in_kind = Sum("amount", filter=Q(in_kind=False)), Sum("amount", filter=Q(in_kind=True))
        return list(
            self.order_by("year", "currency")
            .values("year", "currency")
            .annotate(money=money, in_kind=in_kind)
        )

    def costs(self) -> list[dict[str, Any]]:
        """Sums by year and currency: money, what is given in kind, and how much of both is staff time."""
        sums = {
            "money": Q(in_kind=False),
            "in_kind": Q(in_kind=True),
            "staff": Q(category=BudgetLine.Category.STAFF),
        }
        amounts = {name: Coalesce(Sum("amount", filter=which), Decimal(0)) for name, which in sums.items()}
        rows: Any = self.order_by("year", "currency").values("year", "currency").annotate(**amounts)
        return list(rows)


class BudgetLine(Row):
    """What one year costs in one category, and who pays."""

    class Category(models.TextChoices):
        TRAVEL = "travel", gettext_lazy("Travel")
        HOSTING = "hosting", gettext_lazy("Hosting delegations")
        EXCHANGE = "exchange", gettext_lazy("Exchanges")
        EVENTS = "events", gettext_lazy("Events and ceremonies")
        GIFTS = "gifts", gettext_lazy("Gifts")
        TRANSLATION = "translation", gettext_lazy("Translation and interpreting")
        STAFF = "staff", gettext_lazy("Staff time")
        COMMUNICATION = "communication", gettext_lazy("Communication")
        OTHER = "other", gettext_lazy("Other")

    class Source(models.TextChoices):
        LEVY = "levy", gettext_lazy("Taxes")
        RESERVE = "reserve", gettext_lazy("Reserve")
        HOTEL_TAX = "hotel_tax", gettext_lazy("Hotel tax")
        GRANT = "grant", gettext_lazy("Grant")
        DONATION = "donation", gettext_lazy("Donations and sponsors")
        PARTICIPANTS = "participants", gettext_lazy("Participants")
        PARTNER = "partner", gettext_lazy("The other community")

    record = models.ForeignKey(Planning, models.PROTECT, related_name="budget_lines")
    year = models.PositiveSmallIntegerField(
        gettext_lazy("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    category = models.CharField(
        gettext_lazy("for what"), max_length=20, choices=Category, default=Category.HOSTING
    )
    amount = models.DecimalField(gettext_lazy("amount"), max_digits=11, decimal_places=2)
    currency = models.CharField(gettext_lazy("currency"), max_length=3, default="CAD")
    source = models.CharField(gettext_lazy("paid from"), max_length=20, choices=Source, default=Source.LEVY)
    in_kind = models.BooleanField(gettext_lazy("in kind"), default=False)

    objects = BudgetLineQuerySet.as_manager()

    class Meta(Row.Meta):
        constraints = [
            models.CheckConstraint(
                name="budget_amount_not_negative",
                condition=Q(amount__gte=Decimal(0)),
                violation_error_message=AMOUNT_BELOW_ZERO,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_category_display()} {self.amount} {self.currency}"
