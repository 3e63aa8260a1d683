"""The run sheet of a ceremony as a paper for whoever has a part in it; it names guests, so it is for administration."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.signing.ceremony import clocks
from agreements.signing.ceremony.models import Ceremony, Guest
from agreements.signing.ceremony.reading import Counts, Room, counts, room
from proposals.proposal.facts import ask
from proposals.proposal.papers import common_facts
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.models import Municipality
from twinning.records import documents
from twinning.records.models import Document
from twinning.records.papers import direction_of, file_name, in_the_citys_language, without_overrides
from twinning.records.templatetags.house import day


@in_the_citys_language
def run_sheet(ceremony: Ceremony, *, by: User) -> Document:
    """Have the run sheet made as the ceremony is planned now; the same plan is the same paper."""
    told, proposal = facts(ceremony), ceremony.proposal
    if same := _as_printed(ceremony, told):
        return same
    return documents.request(
        template="run_sheet",
        facts=told,
        title=told["title"],
        filename=file_name(
            _("Run sheet %(reference)s %(community)s")
            % {"reference": proposal.reference.replace("/", "-"), "community": proposal.community}
        ),
        by=by,
    )


def _as_printed(ceremony: Ceremony, told: dict[str, Any]) -> Document | None:
    printed = ceremony.printed
    if printed is None or printed.state == Document.State.FAILED:
        return None
    return printed if _content(printed.facts) == _content(told) else None


def _content(told: dict[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in told.items() if name not in ("frozen_at", "as_of")}


@in_the_citys_language
def is_outdated(ceremony: Ceremony) -> bool:
    """Whether the plan has changed since the run sheet was made."""
    return ceremony.printed is not None and _content(ceremony.printed.facts) != _content(facts(ceremony))


def facts(ceremony: Ceremony) -> dict[str, Any]:
    """Everything the paper shows, in words of the City's language; the guests in the order of precedence."""
    proposal, ours, now = ceremony.proposal, Municipality.ours(), clock.now()
    found, guests = room(ceremony, ours), list(ceremony.guests.all())
    return common_facts(now) | {
        "kind_words": _("Run sheet"),
        "title": _("Signing ceremony: %(ours)s and %(theirs)s")
        % {"ours": ours.short_name, "theirs": proposal.community},
        "short_title": _("Run sheet"),
        "reference": proposal.reference,
        "as_of": _("As planned on %(day)s. A working paper, not issued.") % {"day": day(now)},
        "private": _("It names guests. Keep it among those who run the ceremony."),
        "clocks": [
            {"where": _said(face.where), "day": face.day, "hours": face.hours, "zone": capfirst(face.zone_words)}
            for face in found.faces
        ],
        "without_hours": ""
        if found.faces
        else (clocks.weekday(ceremony.held_on) if ceremony.held_on else _("The day is not set yet.")),
        "details": _details(ceremony),
        "columns": [face.where for face in found.faces],
        "order": [
            {
                "number": point.number,
                "hours": point.hours,
                "minutes": "" if point.line.minutes is None else str(point.line.minutes),
                "what": _said(point.line.what),
                "who": _said(point.line.who),
                "notes": _said(point.line.notes),
            }
            for point in found.points
        ],
        "minutes": _length(found),
        "protocol": _protocol(ceremony),
        "contacts": [one | {"name": _said(one["name"]), "office": _said(one["office"])} for one in _contacts(ceremony, ours)],
        "guests": [_guest(number, guest) for number, guest in enumerate(guests, 1)],
        "counted": _counted(counts(guests)),
        "tasks": [
            {"what": _said(task.what), "owner": _said(task.owner), "due": day(task.due_on)}
            for task in found.tasks
            if task.done_on is None
        ],
    }  # fmt: skip


def _said(words: str) -> dict[str, str]:
    """Words of any script with the direction they run in."""
    words = without_overrides(words).strip()
    return {"text": words, "dir": direction_of(words)}


def _details(ceremony: Ceremony) -> list[dict[str, Any]]:
    given = (
        (_("How"), str(ceremony.get_mode_display())),
        (_("Where"), ceremony.place),
        (_("Master of ceremonies"), ceremony.host),
        (_("Languages"), ceremony.languages),
        (_("Interpreters"), ceremony.interpreters),
        (_("Public"), _("Open to the public") if ceremony.public else _("By invitation only")),
        (_("Shown at"), ceremony.livestream),
    )
    return [{"label": label, "lines": [_said(words)]} for label, words in given if words]


def _protocol(ceremony: Ceremony) -> list[dict[str, Any]]:
    given = (
        (_("Flags and anthems"), ceremony.flags),
        (_("Precedence and seats"), ceremony.seating),
        (_("Gifts"), ceremony.gifts),
        (_("Press and photographs"), ceremony.press),
        (_("Notes"), ceremony.notes),
    )
    return [
        {"label": label, "lines": [_said(line) for line in words.splitlines() if line.strip()]}
        for label, words in given
        if words.strip()
    ]


def _contacts(ceremony: Ceremony, ours: Municipality) -> list[dict[str, str]]:
    """Who is reached on the day, here and there."""
    names = {"here": ours.short_name, "there": str(ceremony.proposal.community)}
    return [
        {
            "side": names[one["side"]],
            "name": one["name"],
            "office": one["office"] or one["place"],
            "phone": one["phone"],
            "email": one["email"],
        }
        for one in ask("people", ceremony.proposal)
    ]


def _guest(number: int, guest: Guest) -> dict[str, Any]:
    return {
        "number": number,
        "name": _said(guest.name),
        "office": _said(guest.office),
        "party": str(guest.get_party_display()),
        "people": guest.people,
        "reply": str(guest.get_reply_display()),
        "notes": _said(guest.notes),
    }


def _counted(found: Counts) -> str:
    total = found.total
    if not total.invitations:
        return ""
    return _("%(people)s on the list: %(coming)d come, %(declined)d do not, %(waiting)d have not answered.") % {
        "people": ngettext("%(n)d person", "%(n)d people", total.people) % {"n": total.people},
        "coming": total.coming,
        "declined": total.declined,
        "waiting": total.waiting + total.uninvited,
    }  # fmt: skip


def _length(found: Room) -> str:
    if not found.minutes:
        return ""
    return ngettext("%(n)d minute in all", "%(n)d minutes in all", found.minutes) % {"n": found.minutes}
