"""The letters of a file: the City's wordings as versioned data, and what was made of them (handbook B4)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy

from proposals.correspondence.contacts.models import Contact
from proposals.correspondence.log.models import Message
from twinning import clock
from twinning.records.languages import language_name
from twinning.records.models import Outgoing

if TYPE_CHECKING:
    from proposals.correspondence.models import Correspondence


class Kind(models.TextChoices):
    INTRODUCTION = "introduction", gettext_lazy("Letter of introduction")
    INVITATION = "invitation", gettext_lazy("Invitation")
    ACCEPTANCE = "acceptance", gettext_lazy("Acceptance")
    INTENT = "intent", gettext_lazy("Letter of intent")
    THANKS = "thanks", gettext_lazy("Thanks")
    CONDOLENCE = "condolence", gettext_lazy("Condolence")
    REFUSAL = "refusal", gettext_lazy("Courteous refusal")
    REMINDER = "reminder", gettext_lazy("Reminder")


class Wording(models.Model):
    """How a kind of letter reads in one language: one version. What a letter was made with is never changed."""

    kind = models.CharField(gettext_lazy("letter"), max_length=12, choices=Kind)
    language = models.CharField(gettext_lazy("language"), max_length=10)
    number = models.PositiveSmallIntegerField(gettext_lazy("version"))
    subject = models.CharField(gettext_lazy("subject"), max_length=200)
    # [{"name": …, "text": …, "optional": …}] in the order of the letter.
    blocks = models.JSONField(gettext_lazy("blocks"))
    checked_by = models.CharField(
        gettext_lazy("checked by a speaker of the language"), max_length=200, blank=True
    )
    note = models.CharField(gettext_lazy("what was changed, and why"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["kind", "language", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "language", "number"], name="one_wording_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.language}, {self.number}"

    @property
    def language_name(self) -> str:
        return language_name(self.language)

    @property
    def needs_a_check(self) -> bool:
        """Whether it is in a language that is not the City's, and no speaker of it has read it."""
        return not self.checked_by and self.language != settings.LANGUAGE_CODE.split("-")[0]


class FileLetter(models.Model):
    """A letter of a file; its words as they are sent and its way lie in the outbox."""

    record: "models.ForeignKey[Correspondence, Correspondence]" = models.ForeignKey(
        "proposals.Correspondence", models.PROTECT, related_name="letters", editable=False
    )
    outgoing = models.OneToOneField(Outgoing, models.PROTECT, related_name="of_file", editable=False)
    kind = models.CharField(gettext_lazy("letter"), max_length=12, choices=Kind)
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="letters", editable=False)
    wording_2 = models.ForeignKey(Wording, models.PROTECT, null=True, related_name="+", editable=False)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="letters")
    # A letter of intent is signed by authority of a resolution where the policy says so (handbook B4, Halifax).
    resolution = models.CharField(gettext_lazy("resolution"), max_length=60, blank=True)
    resolved_on = models.DateField(gettext_lazy("adopted on"), null=True, blank=True)
    # What a reminder reminds of.
    about = models.ForeignKey(Message, models.PROTECT, null=True, related_name="reminders", editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = gettext_lazy("letter")
        verbose_name_plural = gettext_lazy("letters")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.record.proposal}"


class Block(models.Model):
    """One part of a letter while it is composed, in one or two languages."""

    letter = models.ForeignKey(FileLetter, models.PROTECT, related_name="blocks")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    optional = models.BooleanField(default=True)
    left_out = models.BooleanField(gettext_lazy("leave out"), default=False)
    text = models.TextField(max_length=5_000, blank=True)
    text_2 = models.TextField(max_length=5_000, blank=True)

    class Meta:
        ordering = ["letter", "order"]
        constraints = [models.UniqueConstraint(fields=["letter", "order"], name="block_once_in_a_letter")]

    def __str__(self) -> str:
        return self.name
