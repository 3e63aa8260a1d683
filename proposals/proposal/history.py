"""The sentences of the file itself."""

from django.utils.translation import gettext_lazy as _

from twinning.records import history

history.sentences(
    {
        "file.opened": _("Opened the file"),
        "file.attached": _("Added “%(name)s”"),
        "file.detached": _("Removed “%(name)s” from the list of attachments"),
        "file.paper": _("Asked for the paper “%(title)s”"),
    }
)
