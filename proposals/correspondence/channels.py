"""The ways in which two communities speak with each other."""

from django.db import models
from django.utils.translation import gettext_lazy


class Channel(models.TextChoices):
    POST = "post", gettext_lazy("Letter by post")
    EMAIL = "email", gettext_lazy("E-mail")
    HAND = "hand", gettext_lazy("Handed over")
    CALL = "call", gettext_lazy("Telephone")
    ONLINE = "online", gettext_lazy("Online meeting")
    MEETING = "meeting", gettext_lazy("Meeting")
    VISIT = "visit", gettext_lazy("Visit")
    OTHER = "other", gettext_lazy("Other")


LETTER_CHANNELS = [
    (channel.value, channel.label) for channel in (Channel.POST, Channel.EMAIL, Channel.HAND, Channel.OTHER)
]
