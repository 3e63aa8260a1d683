"""When committees meet: what was announced, what is dealt with, who came, and what was written down."""

import datetime as dt
import zoneinfo
from typing import Any

from babel.dates import get_timezone_gmt, get_timezone_name
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext, ngettext, to_locale
from django.utils.translation import gettext_lazy as _

from committees.register.models import Committee, Membership, Party
from twinning import clock
from twinning.municipality.versions import Versioned
from twinning.municipality.zones import our_time_zone
from twinning.records.models import Document, Upload
from twinning.records.templatetags.house import day

_YEAR = _("The year of this date cannot be right. Write it with four figures, such as 2026-03-12.")
A_DAY = [MinValueValidator(dt.date(1900, 1, 1), _YEAR), MaxValueValidator(dt.date(2200, 12, 31), _YEAR)]
"""What a day of a meeting or a decision keeps to; a slip of the hand is told at once."""


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: Any) -> "MeetingQuerySet":
        """Meetings of the committees that a person may see."""
        return self.filter(committee__in=Committee.objects.visible_to(user))

    def of_concern(self) -> "MeetingQuerySet":
        """Without those of bodies of others, which are kept as examples."""
        return self.filter(committee__first_party="")

    def taking_place(self) -> "MeetingQuerySet":
        """Without those that were called off."""
        return self.filter(called_off_on=None)

    def to_come(self) -> "MeetingQuerySet":
        """Those that have not begun, the nearest first."""
        return self.taking_place().exclude(self._has_begun()).order_by("held_on", "held_at", "pk")

    def past(self) -> "MeetingQuerySet":
        """Those that have begun, the latest first."""
        return self.taking_place().filter(self._has_begun()).order_by("-held_on", "-held_at", "-pk")

    def _has_begun(self) -> Q:
        """By the clocks where it meets; only those of the days around today have to be looked at one by one."""
        # Two places on Earth are never further apart on the calendar.
        first, last = clock.today() - dt.timedelta(days=2), clock.today() + dt.timedelta(days=2)
        near = self.filter(held_on__range=(first, last))
        return Q(held_on__lt=first) | Q(pk__in=[one.pk for one in near if one.has_begun])

    def past_and_today(self) -> "MeetingQuerySet":
        """Up to today, the latest first."""
        return self.taking_place().filter(held_on__lte=clock.today()).order_by("-held_on", "-held_at", "-pk")

    def with_minutes(self) -> "MeetingQuerySet":
        return self.exclude(minutes="", minutes_upload=None)

    def next_due(self) -> "MeetingQuerySet":
        """The last meeting of each committee that set a day for the next one, while none is planned; the nearest day first."""
        later = Meeting.objects.taking_place().filter(
            committee=OuterRef("committee"), held_on__gt=OuterRef("held_on")
        )
        return (
            self.past()
            .exclude(next_due=None)
            .filter(Q(committee__ended_on=None) | Q(committee__ended_on__gte=clock.today()))
            .exclude(Exists(later))
            .order_by("next_due", "pk")
        )

    def for_list(self) -> "MeetingQuerySet":
        return self.select_related("committee").order_by("-held_on", "-held_at", "-pk")


class Meeting(Versioned):
    """One meeting of a committee, planned or held, or called off with a reason."""

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        HYBRID = "hybrid", _("In person, with some on screen")
        ONLINE = "online", _("On screen")

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="meetings", verbose_name=_("committee"), editable=False
    )
    held_on = models.DateField(_("day"), validators=A_DAY)
    held_at = models.TimeField(_("time"))
    zone = models.CharField(_("time zone"), max_length=64, default=our_time_zone)
    mode = models.CharField(_("how"), max_length=10, choices=Mode, default=Mode.IN_PERSON)
    place = models.CharField(
        _("place"),
        max_length=300,
        blank=True,
        help_text=_("The room and its address; on screen, how one gets in."),
    )
    host = models.CharField(_("host"), max_length=10, choices=Party, blank=True)
    short_notice_why = models.TextField(_("reason for the short notice"), max_length=2_000, blank=True)
    notice_sent_on = models.DateField(_("notice sent on"), null=True, editable=False)
    minutes = models.TextField(_("minutes"), max_length=50_000, blank=True)
    minutes_upload = models.ForeignKey(
        Upload,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("minutes as a file"),
        editable=False,
    )
    minutes_approved_on = models.DateField(_("minutes approved on"), null=True, editable=False)
    next_due = models.DateField(
        _("the next meeting is due by"),
        null=True,
        blank=True,
        validators=A_DAY,
        help_text=_("Only where the committee set a day without planning the meeting yet."),
    )
    called_off_on = models.DateField(_("called off on"), null=True, editable=False)
    called_off_why = models.TextField(
        _("why it was called off"), max_length=2_000, blank=True, editable=False
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-held_at", "-pk"]
        verbose_name = _("meeting of a committee")
        verbose_name_plural = _("meetings of committees")
        constraints = [
            models.CheckConstraint(
                name="meeting_called_off_says_why",
                condition=Q(called_off_on=None) | ~Q(called_off_why=""),
            ),
            models.CheckConstraint(
                name="approved_minutes_are_there",
                condition=Q(minutes_approved_on=None) | ~Q(minutes="") | Q(minutes_upload__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["committee", "held_on"], name="meeting_of_committee")]

    def __str__(self) -> str:
        return gettext("%(committee)s, %(day)s") % {"committee": self.committee, "day": day(self.held_on)}

    def get_absolute_url(self) -> str:
        return reverse("committees:meeting", args=[self.pk])

    def clean(self) -> None:
        """A next meeting is later than this one, and the clocks there show this time on this day."""
        if self.held_on and self.next_due and self.next_due <= self.held_on:
            raise ValidationError(
                {
                    "next_due": gettext(
                        "This is not after the meeting itself. Choose a later day, or leave it empty."
                    )
                }
            )
        if self.held_on and self.held_at and self.zone and not self._is_on_the_clock():
            raise ValidationError(
                {
                    "held_at": gettext(
                        "The clocks there skip this time on that day, as summer time begins. Choose an earlier or a later time."
                    )
                }
            )

    def _is_on_the_clock(self) -> bool:
        there_and_back = self.starts_at.astimezone(dt.UTC).astimezone(self.starts_at.tzinfo)
        return there_and_back.replace(tzinfo=None) == self.starts_at.replace(tzinfo=None)

    # -- when ------------------------------------------------------------------------

    @property
    def starts_at(self) -> dt.datetime:
        """The moment it begins, with its zone."""
        return dt.datetime.combine(self.held_on, self.held_at, zoneinfo.ZoneInfo(self.zone))

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= clock.now()

    @property
    def is_called_off(self) -> bool:
        return self.called_off_on is not None

    @property
    def was_held(self) -> bool:
        return self.has_begun and not self.is_called_off

    @property
    def is_to_come(self) -> bool:
        return not self.has_begun and not self.is_called_off

    @property
    def state(self) -> str:
        return "withdrawn" if self.is_called_off else "done" if self.has_begun else "open"

    @property
    def state_in_words(self) -> str:
        if self.is_called_off:
            return gettext("Called off")
        return gettext("Held") if self.has_begun else gettext("Planned")

    @property
    def time_in_words(self) -> str:
        """The time on the clocks there, with their zone: “14:00 Central Africa Time (GMT+02:00)”."""
        return _clock_time(self.starts_at)

    @property
    def when(self) -> str:
        return gettext("%(day)s, %(time)s") % {"day": day(self.held_on), "time": self.time_in_words}

    @property
    def here(self) -> str:
        """Day and time on our own clocks, where theirs show another time; else nothing."""
        local = self.starts_at.astimezone(zoneinfo.ZoneInfo(our_time_zone()))
        if local.replace(tzinfo=None) == self.starts_at.replace(tzinfo=None):
            return ""
        return gettext("%(day)s, %(time)s") % {"day": day(local.date()), "time": _clock_time(local)}

    # -- who ---------------------------------------------------------------------------

    @property
    def host_name(self) -> str:
        return self.committee.party_name(self.host) if self.host else ""

    @property
    def secretariat(self) -> str:
        """Who keeps the papers of this meeting, in words; nothing where nobody is named for it."""
        kept = self.committee.secretariat
        if kept != Committee.Secretariat.ROTATING:
            return self.committee.party_name(kept) if kept else ""
        if not self.host:
            return gettext("It rotates, and is with whoever hosts this meeting: that is not settled yet")
        return gettext("%(party)s, which hosts this meeting") % {"party": self.host_name}

    @property
    def asks_for_a_host(self) -> bool:
        """Whether the secretariat goes with the host, and nobody is named for it before it begins."""
        rotates = self.committee.secretariat == Committee.Secretariat.ROTATING
        return rotates and not self.host and self.is_to_come

    # -- notice --------------------------------------------------------------------------

    def notice_left(self, on: dt.date) -> int:
        """So many days are left between a day and the meeting."""
        return (self.held_on - on).days

    def short_notice(self, on: dt.date) -> str:
        """In words, with both numbers, that a notice on that day comes later than the committee asks; nothing if it does not."""
        asked, left = self.committee.notice_days, self.notice_left(on)
        if left >= asked:
            return ""
        asks = ngettext("The committee asks for %(n)d day", "The committee asks for %(n)d days", asked) % {
            "n": asked
        }
        if left < 0:
            return gettext("%(asks)s; the meeting was before that day.") % {"asks": asks}
        return gettext("%(asks)s; this leaves %(left)d.") % {"asks": asks, "left": left}

    @property
    def notice_day(self) -> dt.date:
        """The last day on which a notice is in time."""
        return self.held_on - dt.timedelta(days=self.committee.notice_days)

    # -- minutes ----------------------------------------------------------------------------

    @property
    def has_minutes(self) -> bool:
        return bool(self.minutes) or self.minutes_upload_id is not None

    @property
    def minutes_state(self) -> str:
        return "approved" if self.minutes_approved_on else "draft" if self.has_minutes else "not_started"

    @property
    def minutes_in_words(self) -> str:
        if self.minutes_approved_on:
            return gettext("Approved on %(day)s") % {"day": day(self.minutes_approved_on)}
        return gettext("Not approved yet") if self.has_minutes else gettext("Not written yet")

    # -- attendance and quorum -------------------------------------------------------------------

    @cached_property
    def present(self) -> int:
        """How many members were present; guests do not count."""
        return sum(
            1 for one in self.attendance.all() if one.membership_id and one.state == Attendance.State.PRESENT
        )

    @cached_property
    def members(self) -> int:
        """How many people served on the committee on that day."""
        return self.committee.memberships.serving(self.held_on).count()

    @property
    def reaches_quorum(self) -> bool | None:
        """Whether enough members were present to decide; None where no quorum is fixed or nobody noted who came."""
        if self.committee.quorum is None or not self.attendance.all():
            return None
        return self.present >= self.committee.quorum

    @property
    def quorum_in_words(self) -> str:
        """Who came and whether that is enough, with the numbers; nothing while nobody noted it."""
        if not self.attendance.all():
            return ""
        numbers = {"present": self.present, "all": self.members, "needed": self.committee.quorum}
        came = gettext("%(present)d of %(all)d members were present") % numbers
        if self.reaches_quorum is None:
            return gettext("%(came)s; no quorum is fixed for this committee.") % {"came": came}
        if self.reaches_quorum:
            return gettext("The quorum was reached: %(came)s, %(needed)d are needed.") % (
                numbers | {"came": came}
            )
        return gettext("The quorum was not reached: %(came)s, %(needed)d are needed.") % (
            numbers | {"came": came}
        )


def _clock_time(moment: dt.datetime) -> str:
    locale = to_locale(get_language() or "en")
    named, offset = get_timezone_name(moment, locale=locale), get_timezone_gmt(moment, locale=locale)
    zone = named if named == offset else f"{named} ({offset})"
    return f"{moment:%H:%M} {zone}"


class AgendaItem(models.Model):
    """One thing that a meeting deals with."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda")
    order = models.PositiveSmallIntegerField(default=0, editable=False)
    title = models.CharField(_("what it is about"), max_length=300)
    presented_by = models.CharField(_("presented by"), max_length=200, blank=True)
    detail = models.TextField(_("note"), max_length=2_000, blank=True)

    class Meta:
        ordering = ["meeting", "order", "pk"]
        verbose_name = _("item of an agenda")
        verbose_name_plural = _("items of an agenda")

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Whether a member came, or that a guest did."""

    class State(models.TextChoices):
        PRESENT = "present", _("Present")
        EXCUSED = "excused", _("Excused")
        ABSENT = "absent", _("Absent")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    membership = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="attendance", verbose_name=_("member")
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    state = models.CharField(_("came"), max_length=10, choices=State, default=State.PRESENT)

    class Meta:
        ordering = ["meeting", "pk"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "membership"], name="a_member_attends_once"),
            models.CheckConstraint(
                name="attendance_of_a_member_or_a_guest",
                condition=Q(membership=None) & ~Q(name="") | Q(membership__isnull=False, name=""),
            ),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        return self.membership.name if self.membership else self.name


class MeetingPaper(models.Model):
    """A notice or the minutes as a paper; each version stays readable beside the ones after it."""

    class Kind(models.TextChoices):
        NOTICE = "notice", _("Notice with the agenda")
        MINUTES = "minutes", _("Minutes")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="papers")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField(_("version"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["meeting", "kind", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "kind", "number"], name="one_paper_of_a_meeting_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.number})"

    @classmethod
    def next_number(cls, meeting: Meeting, kind: str) -> int:
        last: int | None = cls.objects.filter(meeting=meeting, kind=kind).aggregate(last=Max("number"))[
            "last"
        ]
        return (last or 0) + 1
