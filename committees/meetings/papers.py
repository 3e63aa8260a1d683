"""What the notice of a meeting and its minutes are drawn from, frozen at the moment of asking."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from committees.meetings.models import Attendance, Meeting, MeetingPaper
from committees.register.models import Committee, Membership, Party
from committees.register.papers import head
from twinning.municipality.models import Municipality
from twinning.records import documents
from twinning.records.models import Document
from twinning.records.papers import file_name, in_the_citys_language, paragraphs
from twinning.records.templatetags.house import day

TEMPLATES = {MeetingPaper.Kind.NOTICE: "meeting_notice", MeetingPaper.Kind.MINUTES: "committee_minutes"}


@in_the_citys_language
def of(meeting: Meeting, kind: MeetingPaper.Kind, number: int, *, at: dt.datetime, by: Any) -> Document:
    """Have the notice or the minutes made as they stand now."""
    words = _("Notice of meeting") if kind == MeetingPaper.Kind.NOTICE else _("Minutes")
    named = {"kind": words, "committee": meeting.committee.name, "day": day(meeting.held_on)}
    gathered = notice(meeting) if kind == MeetingPaper.Kind.NOTICE else minutes(meeting)
    return documents.request(
        template=TEMPLATES[kind],
        facts=head(meeting.committee, Municipality.ours(), at)
        | _common(meeting)
        | gathered
        | {"kind_words": words, "dated": day(at), "number": number},
        title=_("%(kind)s: %(committee)s, %(day)s") % named,
        filename=file_name(
            _("%(kind)s %(committee)s %(day)s v%(number)d")
            % (named | {"day": meeting.held_on.isoformat(), "number": number})
        ),
        by=by,
    )


def _common(meeting: Meeting) -> dict[str, Any]:
    return {
        "committee": meeting.committee.name,
        "facts": [
            [label, value]
            for label, value in (
                (_("When"), meeting.when),
                _here(meeting),
                (_("How"), str(meeting.get_mode_display())),
                (_("Where"), meeting.place),
                (_("Host"), meeting.host_name),
                (_("Secretariat"), meeting.secretariat),
            )
            if value
        ],
        "agenda": [
            {"title": item.title, "presented_by": item.presented_by, "detail": paragraphs(item.detail)}
            for item in meeting.agenda.all()
        ],
    }


def _here(meeting: Meeting) -> tuple[str, str]:
    """The time on our clocks, named as what it is on the paper of both; nothing where our city has no part."""
    committee = meeting.committee
    if committee.side == Committee.Side.OURS:
        return _("On our clocks"), meeting.here
    if not committee.is_joint or committee.is_of_others:
        return "", ""
    return _("On the clocks of %(city)s") % {"city": committee.party_name(Party.OURS)}, meeting.here


def notice(meeting: Meeting) -> dict[str, Any]:
    """Who is invited to what, and how many days ahead."""
    committee, sent_on = meeting.committee, meeting.notice_sent_on
    serving = list(committee.memberships.serving(meeting.held_on))
    # Somebody on a joint body for whom no party is written yet is invited, too.
    benches = [(committee.party_name(side), side) for side in Party] if committee.is_joint else []
    named = {side for _label, side in benches}
    return {
        "invited": [
            {"label": label, "people": people}
            for label, side in [*benches, (_("Members"), None)]
            if (
                people := [
                    _member(one) for one in serving if (one.side if one.side in named else None) == side
                ]
            )
        ],
        "short": meeting.short_notice(sent_on) if sent_on else "",
        "short_why": meeting.short_notice_why,
    }


def minutes(meeting: Meeting) -> dict[str, Any]:
    """Who came, what was dealt with, what was written down, and whether it is approved."""
    came = list(meeting.attendance.select_related("membership"))
    approved = meeting.minutes_approved_on
    return {
        "attendance": [
            {"label": str(state.label), "people": people}
            for state in Attendance.State
            if (people := [_person(one) for one in came if one.membership and one.state == state])
        ],
        "guests": [_person(one) for one in came if one.membership is None],
        "quorum": meeting.quorum_in_words,
        "text": paragraphs(meeting.minutes),
        "decisions": [
            {
                "number": made.recommendation.number,
                "title": made.recommendation.title,
                "decision": str(made.get_decision_display()),
                "wording": paragraphs(made.wording),
                "reason": made.reason,
            }
            for made in meeting.decisions.select_related("recommendation")
        ],
        "next_meeting": _next(meeting),
        "approved": _("Approved by the committee on %(day)s") % {"day": day(approved)} if approved else "",
        "draft": "" if approved else _("Draft: the committee has not approved these minutes yet."),
    }


def _person(one: Attendance) -> str:
    if one.membership:
        return _member(one.membership)
    return f"{one.name} ({one.organisation})" if one.organisation else one.name


def _member(one: Membership) -> str:
    """A name with the office on the committee and whom the person speaks for."""
    named = one.name if one.role == Membership.Role.MEMBER else f"{one.name}, {one.get_role_display()}"
    return f"{named} ({one.organisation})" if one.organisation else named


def _next(meeting: Meeting) -> str:
    coming = (
        meeting.committee.meetings.taking_place()
        .filter(held_on__gt=meeting.held_on)
        .order_by("held_on", "held_at")
        .first()
    )
    if coming is not None:
        return str(coming.when)
    if meeting.next_due:
        return _("to be planned, by %(day)s") % {"day": day(meeting.next_due)}
    return ""
