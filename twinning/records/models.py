"""What the city keeps: events, documents, uploads, notices."""

import datetime as dt

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from twinning import clock


class Remark(models.Model):
    """The words somebody gave as a reason.

    Kept beside the chain, not in it: a reason may name a person, and personal
    values must stay where the law lets them be corrected.
    """

    text = models.TextField(_("reason"), max_length=5000)

    def __str__(self) -> str:
        return self.text


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, *subjects: models.Model) -> "EventQuerySet":
        """The history of the given objects together, newest first."""
        match = Q(pk__in=[])
        for subject in subjects:
            match |= Q(content_type=ContentType.objects.get_for_model(subject), object_id=subject.pk)
        return self.filter(match).select_related("actor", "remark").order_by("-seq")


class Event(models.Model):
    """One thing that happened, for ever: append-only, each row sealed with the one before.

    The database itself refuses to change or delete a row. Written only by
    ``history.record``, read by ``history.sentence``.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")
    verb = models.CharField(max_length=60)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    remark = models.OneToOneField(Remark, models.PROTECT, null=True, related_name="event")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["seq"]
        indexes = [models.Index(fields=["content_type", "object_id", "-seq"], name="event_of_subject")]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"


class ChainHead(models.Model):
    """Where the chain of events ends now; the one row that appending waits for."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"


class Document(models.Model):
    """A paper made by us: its frozen facts, and the file made of them once.

    The row is the queue. It is complete or failed, and a finished one never
    changes; see ``documents`` for what moves it from state to state.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be made")
        RENDERING = "rendering", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be made")

    fingerprint = models.CharField(max_length=64)
    template = models.CharField(max_length=60)
    template_version = models.CharField(max_length=64)
    title = models.CharField(_("title"), max_length=300)
    filename = models.CharField(_("file name"), max_length=200)
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    woken_at = models.DateTimeField(null=True)
    reason = models.TextField(_("why it could not be made"), blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True)
    rendered_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"], condition=~Q(state="failed"), name="one_paper_of_the_same_facts"
            ),
            models.CheckConstraint(
                name="ready_paper_has_a_file", condition=~Q(state="ready") | ~Q(sha256="")
            ),
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="document_queue")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RENDERING)


class Upload(models.Model):
    """A file somebody gave us, checked and kept under its hash; never served from a public folder."""

    name = models.CharField(_("file name"), max_length=200)
    kind = models.CharField(_("kind of file"), max_length=10)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """A message to one person. A row before it is a mail, so that no mail server's failure loses it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Could not be sent")

    key = models.CharField(max_length=200, unique=True)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=clock.now)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "next_try"], name="notice_queue")]

    def __str__(self) -> str:
        return self.subject


def lease(seconds: float) -> dt.datetime:
    """The moment until which a worker may hold a row."""
    return clock.now() + dt.timedelta(seconds=seconds)
