"""What the city keeps: events, documents, uploads, notices."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from twinning import clock
from twinning.municipality.versions import Versioned
from twinning.records.incoming.models import IncomingFile, IncomingMail, MailboxPosition
from twinning.records.issued.models import Issue

__all__ = [
    "ChainHead",
    "Document",
    "Event",
    "IncomingFile",
    "IncomingMail",
    "Issue",
    "MailboxPosition",
    "Notice",
    "Outgoing",
    "OutgoingPaper",
    "Remark",
    "Upload",
    "lease",
]


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
    # Nobody, where it came through the form for the public.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """A message to one person. A row before it is a mail, so that no mail server's failure loses it.

    It goes to somebody who has an account, or to an address; a paper may go with it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Could not be sent")

    key = models.CharField(max_length=200, unique=True)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="notices")
    address = models.EmailField(blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=clock.now)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    # Its name among all mails of the world, by which answers and bounces find it.
    message_id = models.CharField(max_length=300, blank=True)
    reply_to = models.EmailField(blank=True)
    bounced_at = models.DateTimeField(null=True)
    bounce_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="notice_goes_to_a_person_or_an_address",
                condition=Q(to=None) & ~Q(address="") | Q(to__isnull=False, address=""),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_try"], name="notice_queue"),
            models.Index(fields=["address", "created_at"], name="notice_to_address"),
            models.Index(fields=["message_id"], name="notice_by_message_id"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def goes_to(self) -> str:
        """The address it is sent to: of somebody with an account, the one they have then."""
        return self.to.email if self.to else self.address


class NoticePaper(models.Model):
    """A paper that goes with a mail beside the letter itself."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="enclosed")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "number"], name="one_enclosed_paper_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.notice} ({self.number})"


class OutgoingQuerySet(models.QuerySet["Outgoing"]):
    def waiting(self) -> "OutgoingQuerySet":
        """Those that lie in the outbox, the oldest first."""
        return self.filter(state=Outgoing.State.WAITING).order_by("created_at", "pk")

    def for_list(self) -> "OutgoingQuerySet":
        return self.select_related("document", "notice", "settled_by", "created_by")


class Outgoing(Versioned):
    """A letter of the City in the outbox: nothing leaves the house until somebody sends it.

    The words stay editable until then, and each time they are final they make
    a paper of their own. Where it stands is written by ``outbox`` only.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("In the outbox")
        SENT = "sent", _("Sent")
        DISCARDED = "discarded", _("Thrown away")

    class How(models.TextChoices):
        MAIL = "mail", _("By e-mail")
        POST = "post", _("By post or by hand")

    reference = models.CharField(_("our reference"), max_length=60)
    to_name = models.CharField(_("to"), max_length=200)
    to_office = models.CharField(_("office or organisation"), max_length=300, blank=True)
    to_address = models.TextField(_("postal address"), max_length=500, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language of the letter"), max_length=10, default="en")
    dated = models.DateField(_("date of the letter"), default=clock.today)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(
        _("text"),
        max_length=10_000,
        help_text=_("From the salutation to the closing words; an empty line begins a new paragraph."),
    )
    language_2 = models.CharField(_("second language"), max_length=10, blank=True)
    subject_2 = models.CharField(_("subject in the second language"), max_length=200, blank=True)
    body_2 = models.TextField(_("text in the second language"), max_length=10_000, blank=True)
    signer = models.CharField(_("who signs"), max_length=200)
    signer_office = models.CharField(_("office of whoever signs"), max_length=200, blank=True)
    signer_office_2 = models.CharField(
        _("the same office in the second language"), max_length=200, blank=True
    )
    enclosures = models.TextField(
        _("enclosures"),
        max_length=1_000,
        blank=True,
        help_text=_("What goes with the letter; one to a line."),
    )
    # Blank: proposed from the letter (records.covering).
    mail_subject = models.CharField(_("subject of the mail"), max_length=200, blank=True)
    mail_body = models.TextField(_("words of the mail"), max_length=5_000, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, editable=False, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING, editable=False)
    how = models.CharField(_("how it was sent"), max_length=4, choices=How, blank=True, editable=False)
    settled_on = models.DateField(_("sent or thrown away on"), null=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    notice = models.OneToOneField(Notice, models.PROTECT, null=True, editable=False, related_name="letter")
    ask_again_on = models.DateField(_("ask again on"), null=True, editable=False)

    WORDS = (
        "to_name", "to_office", "to_address", "email", "dated", "language", "subject", "body",
        "language_2", "subject_2", "body_2", "signer", "signer_office", "signer_office_2", "enclosures",
    )  # fmt: skip
    """What people may write; the rest follows from what they do."""

    parts: Sequence[tuple[str, str]] | None = None
    """What the text is put together from while it is edited, each part with its name; not stored here."""

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.CheckConstraint(
                name="letter_sent_says_how_and_what",
                condition=~Q(state="sent")
                | (~Q(how="") & Q(settled_on__isnull=False, document__isnull=False)),
            ),
            models.CheckConstraint(
                name="letter_mailed_has_its_mail", condition=~Q(how="mail") | Q(notice__isnull=False)
            ),
            models.CheckConstraint(
                name="letter_second_language_has_its_text",
                condition=~Q(language_2="") | Q(subject_2="", body_2="", signer_office_2=""),
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="outbox")]

    def __str__(self) -> str:
        return self.subject

    @property
    def waits(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_final(self) -> bool:
        """Whether its words have been made into a paper."""
        return self.document_id is not None

    @property
    def mail_failed(self) -> bool:
        """Whether it was sent by mail and no mail server took it."""
        return self.notice is not None and self.notice.state == Notice.State.FAILED

    @property
    def came_back(self) -> bool:
        """Whether it was sent by mail, a mail server gave it back, and it has not gone by post since; the reason is the notice's ``bounce_reason``."""
        by_mail = self.how == self.How.MAIL
        return by_mail and self.notice is not None and self.notice.bounced_at is not None


class OutgoingPaper(models.Model):
    """One paper version of a letter; the last one is what is sent, the ones before stay readable."""

    outgoing = models.ForeignKey(Outgoing, models.PROTECT, related_name="papers")
    document = models.ForeignKey(Document, models.PROTECT, related_name="letters")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["outgoing", "number"], name="one_paper_per_version_of_a_letter")
        ]

    def __str__(self) -> str:
        return f"{self.outgoing} ({self.number})"


def lease(seconds: float) -> dt.datetime:
    """The moment until which a worker may hold a row."""
    return clock.now() + dt.timedelta(seconds=seconds)
