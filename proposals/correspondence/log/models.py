"""Everything that went between the two communities, in one story; and what only we say among ourselves (handbook A5)."""

import datetime as dt
import zoneinfo
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy

from proposals.correspondence.channels import Channel
from proposals.correspondence.contacts.models import Contact
from twinning import clock
from twinning.municipality.versions import Versioned
from twinning.municipality.zones import our_time_zone
from twinning.places.keys import key
from twinning.records import languages
from twinning.records.models import IncomingMail, Outgoing, Upload

if TYPE_CHECKING:
    from proposals.correspondence.models import Correspondence

NOON = dt.time(12)

FOLLOW_UP_TOO_EARLY = gettext_lazy("The day to ask again is before the message itself. Give a later day.")


class MessageQuerySet(models.QuerySet["Message"]):
    def by_people(self) -> "MessageQuerySet":
        """Without what a machine sent by itself, such as “out of office”: it answers nothing."""
        return self.exclude(Q(mail__is_automatic=True) | Q(mail__is_bounce=True))

    def that_arrived(self) -> "MessageQuerySet":
        """Without letters of ours whose mail came back."""
        return self.exclude(outgoing__how=Outgoing.How.MAIL, outgoing__notice__bounced_at__isnull=False)

    def that_count(self) -> "MessageQuerySet":
        """What tells whose turn it is: written by people, and not come back."""
        return self.by_people().that_arrived()

    def with_settled(self) -> "MessageQuerySet":
        """Each with ``settled``: whether a later message, in whichever direction, has settled what was to be followed up."""
        return self.annotate(settled=Exists(self._later()))

    @staticmethod
    def _later() -> "MessageQuerySet":
        newer = Message.objects.that_count().filter(record=OuterRef("record"))
        same = Q(moment_at=OuterRef("moment_at"), pk__gt=OuterRef("pk"))
        return newer.filter(Q(moment_at__gt=OuterRef("moment_at")) | same)

    def unsettled(self) -> "MessageQuerySet":
        """Those to be followed up, and nothing came since."""
        return self.that_arrived().filter(~Exists(self._later())).exclude(follow_up_on=None)

    def overdue(self) -> "MessageQuerySet":
        return self.unsettled().filter(follow_up_on__lt=clock.today())

    def with_address(self) -> "MessageQuerySet":
        """In whose words an e-mail address may stand."""
        held = Q(subject__contains="@") | Q(summary__contains="@") | Q(words__contains="@")
        return self.filter(held | Q(sender__contains="@"))

    def with_words(self, words: str) -> "MessageQuerySet":
        """Whose subject, summary, full text or sender has all the words, or whose contact is called so; accents and capitals do not count."""
        contacts = Contact.objects.filter(messages__in=self).distinct()
        names = [(one.pk, key(f"{one.name} {one.native_name}")) for one in contacts]
        found = self
        for word in words.split():
            if plain := key(word):
                named = [pk for pk, name in names if plain in name]
                found = found.filter(Q(folded__contains=plain) | Q(contact__in=named))
            else:  # signs alone, such as an emoji
                raw = Q(subject__contains=word) | Q(summary__contains=word) | Q(words__contains=word)
                found = found.filter(raw | Q(sender__contains=word))
        return found


class Message(Versioned):
    """One message, call, meeting or visit: ours, theirs, or of both. What came by mail keeps its own words for ever."""

    class Direction(models.TextChoices):
        OUT = "out", gettext_lazy("From us")
        IN = "in", gettext_lazy("From them")
        BOTH = "both", gettext_lazy("Together")

    record: "models.ForeignKey[Correspondence, Correspondence]" = models.ForeignKey(
        "proposals.Correspondence", models.PROTECT, related_name="messages", editable=False
    )
    on = models.DateField(gettext_lazy("date"))
    time = models.TimeField(gettext_lazy("time"), null=True, blank=True)
    zone = models.CharField(gettext_lazy("time zone"), max_length=64, default=our_time_zone)
    # What the order of messages follows, on whichever clocks they were dated.
    moment_at = models.DateTimeField(editable=False)
    direction = models.CharField(
        gettext_lazy("who wrote or spoke"), max_length=4, choices=Direction, default=Direction.IN
    )
    channel = models.CharField(gettext_lazy("how"), max_length=7, choices=Channel, default=Channel.EMAIL)
    sender = models.CharField(gettext_lazy("from whom"), max_length=300, blank=True)
    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=gettext_lazy("with which contact"),
    )
    language = models.CharField(gettext_lazy("language"), max_length=60, blank=True)
    subject = models.CharField(gettext_lazy("subject"), max_length=300, blank=True)
    summary = models.TextField(gettext_lazy("in short"), max_length=5_000, blank=True)
    words = models.TextField(gettext_lazy("full text"), blank=True, editable=False)
    # What is searched: subject, summary, full text and sender without accents and capitals.
    folded = models.TextField(blank=True, editable=False)
    follow_up_on = models.DateField(gettext_lazy("ask again on"), null=True, blank=True)
    outgoing = models.OneToOneField(
        Outgoing, models.PROTECT, null=True, editable=False, related_name="of_message"
    )
    mail = models.OneToOneField(
        IncomingMail, models.PROTECT, null=True, editable=False, related_name="of_message"
    )
    # Nobody, where it came in by mail.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-moment_at", "-pk"]
        verbose_name = gettext_lazy("message")
        verbose_name_plural = gettext_lazy("messages")
        constraints = [
            models.CheckConstraint(
                name="follow_up_not_before_message",
                condition=Q(follow_up_on=None) | Q(follow_up_on__gte=F("on")),
                violation_error_message=FOLLOW_UP_TOO_EARLY,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_direction_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it together with what the search reads and what the order follows."""
        self.folded = key(f"{self.subject} {self.summary} {self.sender} {self.words}")
        changed = kwargs.get("update_fields")
        if changed is not None:
            kwargs["update_fields"] = changed = {*changed, "folded"}
        if changed is None or changed & {"on", "time", "zone"}:
            for name in ("on", "time"):
                setattr(self, name, self._meta.get_field(name).to_python(getattr(self, name)))  # type: ignore[union-attr]
            self.moment_at = self.moment or self._without_hour()
            if changed is not None:
                changed.add("moment_at")
        super().save(*args, **kwargs)

    def _without_hour(self) -> dt.datetime:
        """The middle of its day, as nobody wrote down the hour; but not after it was entered, nor before what was entered ahead of it."""
        zone = zoneinfo.ZoneInfo(self.zone)
        begins, ends = (
            dt.datetime.combine(day, dt.time(), zone) for day in (self.on, self.on + dt.timedelta(days=1))
        )
        noon = dt.datetime.combine(self.on, NOON, zone)
        if begins <= self.at < noon:
            noon = self.at
        before = Message.objects.filter(record=self.record_id, moment_at__gte=begins, moment_at__lt=ends)
        if self.pk:
            before = before.filter(pk__lt=self.pk)
        return max(noon, before.aggregate(last=models.Max("moment_at"))["last"] or noon)

    @property
    def is_written_elsewhere(self) -> bool:
        """Whether it came in by mail or is a letter of ours: its words stay as they were sent."""
        return self.mail_id is not None or self.outgoing_id is not None

    @property
    def fixed(self) -> frozenset[str]:
        """The fields that nobody corrects, because the mail or the letter itself says so."""
        if not self.is_written_elsewhere:
            return frozenset()
        said = {"direction", "channel", "sender", "subject"}
        undated = self.mail is not None and self.mail.sent_at is None
        return frozenset(said if undated else said | {"on", "time", "zone"})

    @property
    def moment(self) -> dt.datetime | None:
        """When it was, where its time is known: on the clocks of its own zone."""
        if self.time is None:
            return None
        return dt.datetime.combine(self.on, self.time, zoneinfo.ZoneInfo(self.zone))

    @property
    def came_back_at(self) -> dt.datetime | None:
        """When the mail of a letter of ours came back; nothing where it arrived, or went by post since."""
        letter = self.outgoing
        return letter.notice.bounced_at if letter and letter.came_back and letter.notice else None

    @property
    def is_elsewhere(self) -> bool:
        """Whether its time is told on other clocks than ours."""
        return self.zone != our_time_zone()

    @property
    def clocks(self) -> str:
        """Whose clocks its time is told on: MDT for ours, the name of the zone for others, as PST is Manila's too."""
        if self.moment is None:
            return ""
        return self.zone.replace("_", " ") if self.is_elsewhere else self.moment.tzname() or ""


class MessageFile(models.Model):
    """What belongs to a message: its original, a translation, an enclosure."""

    class Part(models.TextChoices):
        ORIGINAL = "original", gettext_lazy("Original")
        TRANSLATION = "translation", gettext_lazy("Translation")
        ENCLOSURE = "enclosure", gettext_lazy("Enclosure")

    message = models.ForeignKey(Message, models.PROTECT, related_name="files")
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="+")
    part = models.CharField(gettext_lazy("what it is"), max_length=11, choices=Part, default=Part.ORIGINAL)
    language = models.CharField(gettext_lazy("language"), max_length=10, blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.upload.name

    @property
    def language_name(self) -> str:
        return languages.language_name(self.language)


class Note(Versioned):
    """What we note among ourselves. Who reads it is settled when it is written, and editing never widens it."""

    class Audience(models.TextChoices):
        INTERNAL = "internal", gettext_lazy("Administration only")
        FILE = "file", gettext_lazy("Everybody who may read this file")

    record: "models.ForeignKey[Correspondence, Correspondence]" = models.ForeignKey(
        "proposals.Correspondence", models.PROTECT, related_name="notes", editable=False
    )
    audience = models.CharField(
        gettext_lazy("who may read it"), max_length=8, choices=Audience, default=Audience.INTERNAL
    )
    text = models.TextField(gettext_lazy("note"), max_length=5_000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=clock.now, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = gettext_lazy("note")
        verbose_name_plural = gettext_lazy("notes")

    def __str__(self) -> str:
        return self.text[:60]
