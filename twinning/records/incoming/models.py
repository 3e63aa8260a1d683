"""Mail that came in: what was sent, kept as it was, and what could be read of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from twinning import clock

TROUBLES = {
    "no_date": _("The mail does not say when it was written; the day on which it came in is shown."),
    "wrong_date": _(
        "The date in the mail cannot be right (%(detail)s); the day on which it came in is shown."
    ),
    "no_sender": _("The mail does not say who sent it."),
    "two_senders": _("The mail names more than one sender (%(detail)s); the first one is shown."),
    "charset": _(
        "The mail does not say truly in which characters it is written. It was read as %(detail)s; some signs may be wrong."
    ),
    "replaced": _(
        "Some signs could not be read and are shown as �. The mail called its characters %(detail)s."
    ),
    "html": _("The mail was a web page without a plain text; its words were taken out of it."),
    "encrypted": _("The mail is encrypted. Ask the sender to send it again without encryption."),
    "damaged": _("The mail is damaged or was cut off on its way; something may be missing."),
    "long_text": _("The text is longer than what is shown here; all of it is in the mail as it came in."),
    "many_files": _(
        "The mail has more files than are taken from one mail; the others are in the mail as it came in."
    ),
    "winmail": _("A file winmail.dat of Microsoft Outlook was unpacked."),
    "winmail_unreadable": _("A file winmail.dat of Microsoft Outlook could not be unpacked."),
}
"""What was wrong with a mail, in words for its page."""


class IncomingMailQuerySet(models.QuerySet["IncomingMail"]):
    def unmatched(self) -> "IncomingMailQuerySet":
        """Those that wait for a person, the oldest first."""
        return self.filter(state=IncomingMail.State.UNMATCHED).order_by("received_at", "pk")


class IncomingMail(models.Model):
    """One mail that came in, kept under the hash of its bytes; written by ``incoming.actions`` only.

    Whatever it says of itself is said by a stranger. It is shown as plain text.
    """

    class State(models.TextChoices):
        NEW = "new", _("New")
        FILED = "filed", _("Filed")
        UNMATCHED = "unmatched", _("Not matched")
        ASIDE = "aside", _("Set aside")

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    received_at = models.DateTimeField(_("came in"), default=clock.now)

    message_id = models.CharField(max_length=500, blank=True)
    in_reply_to = models.CharField(max_length=500, blank=True)
    references = models.JSONField(default=list, blank=True)
    sender_name = models.CharField(_("sender"), max_length=200, blank=True)
    sender_address = models.CharField(_("address of the sender"), max_length=320, blank=True)
    recipients = models.JSONField(default=list, blank=True)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    # Empty where the mail has no date that can be read; then received_at counts.
    sent_at = models.DateTimeField(_("written"), null=True)
    sent_offset = models.CharField(max_length=6, blank=True)
    text = models.TextField(_("text"), blank=True)
    troubles = models.JSONField(default=list, blank=True)

    is_automatic = models.BooleanField(_("sent by a machine"), default=False)
    is_bounce = models.BooleanField(_("says that a mail of ours did not arrive"), default=False)
    bounced_address = models.CharField(max_length=320, blank=True)
    bounce_reason = models.TextField(blank=True)
    bounced = models.ForeignKey("records.Notice", models.PROTECT, null=True, related_name="bounces")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    reason = models.TextField(_("reason"), blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = IncomingMailQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mails")
        constraints = [
            models.CheckConstraint(
                name="mail_set_aside_has_a_reason", condition=~Q(state="aside") | ~Q(reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["state", "received_at"], name="mail_by_state"),
            models.Index(fields=["message_id"], name="mail_by_message_id"),
        ]

    def __str__(self) -> str:
        return self.subject or str(_("(no subject)"))

    @property
    def dated_at(self) -> Any:
        """When it was written, or when it came in where it does not say."""
        return self.sent_at or self.received_at

    @property
    def sender(self) -> str:
        """Name and address as one line; either may be missing."""
        if self.sender_name and self.sender_address:
            return f"{self.sender_name} <{self.sender_address}>"
        return self.sender_name or self.sender_address or str(_("Unknown sender"))

    @property
    def answers(self) -> list[str]:
        """The mails it says it answers, the nearest first."""
        return list(dict.fromkeys(name for name in [self.in_reply_to, *reversed(self.references)] if name))

    def troubles_in_words(self) -> list[str]:
        return [
            str(TROUBLES[code]) % {"detail": detail} for code, detail in self.troubles if code in TROUBLES
        ]


class IncomingFile(models.Model):
    """A file that came with a mail: kept, or listed with the reason why it was not."""

    mail = models.ForeignKey(IncomingMail, models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100, blank=True)
    upload = models.ForeignKey("records.Upload", models.PROTECT, null=True, related_name="+")
    refused = models.TextField(_("why it was not kept"), blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["mail", "number"], name="files_of_a_mail_are_numbered"),
            models.CheckConstraint(
                name="file_of_a_mail_is_kept_or_refused",
                condition=Q(upload=None) & ~Q(refused="") | Q(upload__isnull=False, refused=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MailboxPosition(models.Model):
    """How far a mailbox was read; the mailbox itself is left as it is."""

    mailbox = models.CharField(max_length=300)
    uid_validity = models.PositiveBigIntegerField()
    last_uid = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "uid_validity"], name="one_position_per_mailbox")
        ]

    def __str__(self) -> str:
        return f"{self.mailbox} {self.last_uid}"
