"""What the notes on stability say to an enquiry: those on its country, and on the very community."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from proposals.enquiry.known import Conflict, offer
from proposals.enquiry.models import Enquiry
from proposals.enquiry.same import Same
from proposals.research.stability.models import StabilityNote
from twinning.records.templatetags.house import day


def notes(enquiry: Enquiry, same: Same) -> Iterator[Conflict]:
    """Every note that holds, with its day; one past its end says so."""
    found = StabilityNote.objects.standing().filter(country=enquiry.country)
    about = Q(community=None) | Q(community__in=same.communities)
    for note in found.filter(about).order_by("kind", "-dated", "-pk"):
        where = note.region or enquiry.country_name
        level = f" {note.get_level_display()}." if note.level is not None else ""
        words = _("%(kind)s on %(where)s, %(source)s of %(day)s:%(level)s %(words)s") % {
            "kind": note.get_kind_display(),
            "where": where,
            "source": note.source,
            "day": day(note.dated),
            "level": level,
            "words": note.words,
        }
        if note.is_past_its_end:
            words = f"{words} {_('This note is past its end.')}"
        yield Conflict(words)


offer(notes)
