"""Meetings: notice in time, who came, minutes after and not before, and that a refusal says why and changes nothing."""

import datetime as dt
import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from committees.meetings import actions, reading
from committees.meetings.models import AgendaItem, Attendance, Meeting, MeetingPaper
from committees.meetings.tests.conftest import meeting_on
from committees.models import Committee, Recommendation
from committees.recommendations import actions as recommendations
from committees.register import actions as register
from twinning import clock
from twinning.municipality.versions import ChangedMeanwhile
from twinning.records.models import Document, Event
from twinning.records.rendering import render_paper
from twinning.testing import pdf
from twinning.testing.factories import person
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

PRESENT, EXCUSED, ABSENT = Attendance.State


def url(name: str, *args) -> str:
    return reverse(f"committees:{name}", args=args)


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.get(pk=meeting.pk)


def refused(words: str):
    return pytest.raises(ValidationError, match=words)


PLANNED = {
    "held_on": "2026-05-20",
    "held_at": "14:00",
    "zone": "America/Edmonton",
    "mode": "in_person",
    "place": "Room 2",
    "short_notice_why": "",
}


# -- notice ------------------------------------------------------------------------------------


def test_less_notice_than_asked_needs_a_reason_with_both_numbers(client, sign_in, clerk, committee):
    data = PLANNED | {"held_on": "2026-03-24"}
    answer = sign_in(client, clerk).post(url("new_meeting", committee.pk), data)
    assert answer.status_code == 422
    assert "The committee asks for 28 days; this leaves 12." in answer.content.decode()
    assert Meeting.objects.count() == 0
    answer = client.post(
        url("new_meeting", committee.pk), data | {"short_notice_why": "The guests come then."}
    )
    assert answer.status_code == 302
    page = client.get(Meeting.objects.get().get_absolute_url()).content.decode()
    assert "The committee asks for 28 days; this leaves 12." in page and "The guests come then." in page


def test_enough_notice_needs_none(client, sign_in, clerk, committee):
    answer = sign_in(client, clerk).post(url("new_meeting", committee.pk), PLANNED)
    made = Meeting.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    assert made.when == "20 May 2026, 14:00 Mountain Daylight Time (GMT-06:00)"


def test_the_notice_is_put_on_record_with_its_paper(planned, clerk):
    actions.send_notice(planned, on=dt.date(2026, 3, 10), seen=1, by=clerk)
    assert fresh(planned).notice_sent_on == dt.date(2026, 3, 10)
    assert MeetingPaper.objects.get(meeting=planned).kind == "notice"


def test_a_late_notice_says_why_or_is_refused(planned, clerk):
    with clock.at(dt.datetime(2026, 5, 10, 16, tzinfo=dt.UTC)):
        with refused("asks for 28 days; this leaves 10"):
            actions.send_notice(planned, on=dt.date(2026, 5, 10), seen=1, by=clerk)
        assert fresh(planned).notice_sent_on is None
        actions.send_notice(
            planned, on=dt.date(2026, 5, 10), why="The room was free only then.", seen=1, by=clerk
        )
    event = Event.objects.about(planned).get(verb="meeting.notice_sent")
    assert event.remark.text == "The room was free only then."
    assert (event.facts["left"], event.facts["asked"]) == (10, 28)


@pytest.mark.parametrize(
    ("on", "words"), [(dt.date(2026, 3, 13), "still to come"), (dt.date(2026, 3, 4), "after the meeting")]
)
def test_a_notice_is_not_sent_tomorrow_nor_after_the_meeting(held, clerk, on, words):
    with refused(words):
        actions.send_notice(held, on=on, seen=1, by=clerk)


def test_moving_a_meeting_nearer_asks_for_a_reason(planned, clerk):
    planned.held_on = dt.date(2026, 3, 20)
    with refused("this leaves 8"):
        actions.amend(planned, seen=1, fields=["held_on"], by=clerk)


def test_the_reason_for_a_short_notice_is_not_taken_away(committee, clerk):
    meeting = meeting_on(committee, dt.date(2026, 3, 24), short_notice_why="The guests come then.")
    actions.plan(meeting, by=clerk)
    meeting.short_notice_why = ""
    with refused("this leaves 12"):
        actions.amend(meeting, seen=1, fields=["short_notice_why"], by=clerk)


def test_what_was_held_is_not_moved_into_the_future(held, clerk, members):
    actions.note_attendance(held, {members[0]: PRESENT}, seen=1, by=clerk)
    held.held_on = dt.date(2026, 5, 20)
    with refused("It is on record that this meeting was held"):
        actions.amend(held, seen=2, fields=["held_on"], by=clerk)


def test_a_meeting_at_which_something_was_decided_keeps_its_day(held, committee, clerk):
    recommendation = Recommendation(
        origin=committee, title="A visit", wording="That we go.", begun_on=held.held_on
    )
    recommendations.begin(recommendation, by=clerk)
    said = recommendations.Said("That we go.", held.held_on, held)
    recommendations.decide(recommendation, "recommended", tier=committee, said=said, by=clerk)
    held.held_on = dt.date(2026, 3, 4)
    with refused("Decisions on recommendations are on record for this day"):
        actions.amend(held, seen=1, fields=["held_on"], by=clerk)


def test_a_meeting_outside_the_life_of_its_committee_is_refused(committee, clerk):
    with refused("was formed on 12 January 2026"):
        actions.plan(meeting_on(committee, dt.date(2026, 1, 11)), by=clerk)
    Committee.objects.filter(pk=committee.pk).update(ended_on=dt.date(2026, 4, 30))
    with refused("ended on 30 April 2026"):
        actions.plan(meeting_on(committee, dt.date(2026, 5, 20)), by=clerk)


# -- when ---------------------------------------------------------------------------------------------


def test_a_time_elsewhere_is_told_on_our_clocks_too(committee):
    meeting = meeting_on(committee, dt.date(2026, 6, 3), zone="Africa/Harare", held_at=dt.time(9))
    assert meeting.time_in_words == "09:00 Central Africa Time (GMT+02:00)"
    assert meeting.here == "3 June 2026, 01:00 Mountain Daylight Time (GMT-06:00)"
    assert meeting_on(committee, dt.date(2026, 6, 3)).here == ""


def test_a_time_that_the_clocks_skip_is_refused(committee):
    with refused("The clocks there skip this time"):
        meeting_on(committee, dt.date(2026, 3, 8), held_at=dt.time(2, 30)).full_clean()


@pytest.mark.parametrize("day", [dt.date(202, 6, 3), dt.date(2620, 6, 3)])
def test_a_year_that_cannot_be_right_is_refused(committee, day):
    with refused("The year of this date cannot be right"):
        meeting_on(committee, day).full_clean()


# -- agenda ------------------------------------------------------------------------------------------------


def agenda(*titles: str) -> dict:
    data = {"version": "1", "agenda-key": [f"a{at}" for at, _title in enumerate(titles)]}
    return data | {f"agenda-a{at}-title": title for at, title in enumerate(titles)}


def test_the_agenda_is_kept_in_its_order_without_empty_lines(client, sign_in, clerk, planned):
    data = agenda("Work plan", "", "Visit in June") | {"agenda-a2-position": "1"}
    assert sign_in(client, clerk).post(url("meeting_agenda", planned.pk), data).status_code == 302
    assert [item.title for item in planned.agenda.all()] == ["Visit in June", "Work plan"]


def test_an_item_without_a_title_is_refused_and_stays_typed(client, sign_in, clerk, planned):
    data = agenda("") | {"agenda-a0-detail": "To be discussed"}
    answer = sign_in(client, clerk).post(url("meeting_agenda", planned.pk), data)
    assert answer.status_code == 422
    assert "What it is about is missing" in answer.content.decode()
    assert "To be discussed" in answer.content.decode()


def test_one_more_line_keeps_nothing_yet(client, sign_in, clerk, planned):
    answer = sign_in(client, clerk).post(
        url("meeting_agenda", planned.pk), agenda("Work plan") | {"add_row": "agenda"}
    )
    assert answer.status_code == 200
    assert answer.content.decode().count('name="agenda-key"') == 3  # two lines and the pattern
    assert AgendaItem.objects.count() == 0


def test_two_who_write_one_agenda(client, sign_in, clerk, staff, planned):
    actions.set_agenda(planned, [AgendaItem(title="Of the other")], seen=1, by=staff)
    answer = sign_in(client, clerk).post(url("meeting_agenda", planned.pk), agenda("Mine"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Of the other" in page and "Mine" in page
    assert [item.title for item in planned.agenda.all()] == ["Of the other"]


# -- who came -----------------------------------------------------------------------------------------------


def test_who_came_and_whether_that_was_enough(held, members, clerk):
    chair, member, _gone = members
    actions.note_attendance(
        held, {chair: PRESENT, member: PRESENT}, [Attendance(name="A guest", organisation="Library")], seen=1, by=clerk
    )  # fmt: skip
    assert fresh(held).quorum_in_words == "The quorum was reached: 2 of 2 members were present, 2 are needed."
    actions.note_attendance(held, {chair: PRESENT, member: EXCUSED}, seen=2, by=clerk)
    assert (
        fresh(held).quorum_in_words
        == "The quorum was not reached: 1 of 2 members were present, 2 are needed."
    )
    assert Attendance.objects.count() == 2


def test_without_a_quorum_only_the_numbers_are_told(held, members, clerk):
    Committee.objects.update(quorum=None)
    actions.note_attendance(held, {members[0]: PRESENT}, seen=1, by=clerk)
    assert fresh(held).quorum_in_words == (
        "1 of 2 members were present; no quorum is fixed for this committee."
    )


def test_somebody_whose_term_did_not_run_that_day_is_refused(held, members, clerk):
    with refused(
        "O. Ruiz serves from 12 January 2026 to 28 February 2026, which does not include 3 March 2026"
    ):
        actions.note_attendance(held, {members[2]: PRESENT}, seen=1, by=clerk)
    assert Attendance.objects.count() == 0 and fresh(held).version == 1


def test_somebody_of_another_committee_is_refused(held, members, clerk):
    other = Committee(name="Arts", formed_on=dt.date(2026, 1, 12))
    register.open_committee(other, by=clerk)
    stranger = members[0]
    stranger.committee = other
    with refused("does not serve on this committee"):
        actions.note_attendance(held, {stranger: PRESENT}, seen=1, by=clerk)


def test_the_form_offers_those_who_served_that_day_only(client, sign_in, clerk, held, members):
    page = sign_in(client, clerk).get(url("meeting_attendance", held.pk)).content.decode()
    assert "E. Wójcik" in page and "O. Ruiz" not in page
    data = {"version": "1", f"member-{members[0].pk}": "present", f"member-{members[2].pk}": "present"}
    assert client.post(url("meeting_attendance", held.pk), data).status_code == 302
    assert [one.called for one in Attendance.objects.all()] == ["B. Tremblay"]


def test_a_meeting_is_not_moved_to_where_somebody_present_did_not_serve(held, members, clerk):
    actions.note_attendance(held, {members[0]: PRESENT}, seen=1, by=clerk)
    type(members[0]).objects.filter(pk=members[0].pk).update(starts=dt.date(2026, 2, 20))
    held.held_on = dt.date(2026, 2, 10)
    with refused("B. Tremblay serves from 20 February 2026"):
        actions.amend(held, seen=2, fields=["held_on"], by=clerk)


def test_before_it_begins_only_excuses_are_noted(planned, members, clerk):
    with refused("still to come"):
        actions.note_attendance(planned, {members[0]: PRESENT}, seen=1, by=clerk)
    actions.note_attendance(planned, {members[0]: EXCUSED}, seen=1, by=clerk)
    assert Attendance.objects.get().state == EXCUSED


# -- minutes ------------------------------------------------------------------------------------------------------


def test_minutes_before_the_meeting_are_refused(client, sign_in, planned, clerk):
    answer = sign_in(client, clerk).post(
        url("meeting_minutes", planned.pk), {"version": "1", "minutes": "All agreed."}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This meeting has not been held" in page and "All agreed." in page
    assert fresh(planned).minutes == ""


def test_minutes_are_text_or_a_file(client, sign_in, held, clerk):
    client = sign_in(client, clerk)
    answer = client.post(url("meeting_minutes", held.pk), {"version": "1", "minutes": ""})
    assert answer.status_code == 422 and "The minutes are missing" in answer.content.decode()
    import pikepdf

    made = pikepdf.new()
    made.add_blank_page()
    from io import BytesIO

    content = BytesIO()
    made.save(content)
    file = SimpleUploadedFile("minutes.pdf", content.getvalue(), "application/pdf")
    assert client.post(url("meeting_minutes", held.pk), {"version": "1", "file": file}).status_code == 302
    assert client.get(url("minutes_file", held.pk))["Content-Type"] == "application/pdf"


def test_approved_minutes_are_made_into_a_paper_and_never_change(held, clerk):
    held.minutes = "The work plan was read."
    actions.write_minutes(held, seen=1, by=clerk)
    with refused("Minutes cannot be approved before the meeting of 3 March 2026"):
        actions.approve_minutes(fresh(held), on=dt.date(2026, 3, 2), seen=2, by=clerk)
    actions.approve_minutes(fresh(held), on=dt.date(2026, 3, 12), seen=2, by=clerk)
    assert (
        MeetingPaper.objects.get().document.facts["approved"] == "Approved by the committee on 12 March 2026"
    )
    held = fresh(held)
    held.minutes = "Something else."
    for again in (
        lambda: actions.write_minutes(held, seen=3, by=clerk),
        lambda: actions.set_agenda(held, [], seen=3, by=clerk),
        lambda: actions.note_attendance(held, {}, seen=3, by=clerk),
        lambda: actions.approve_minutes(held, on=dt.date(2026, 3, 12), seen=3, by=clerk),
    ):
        with refused("were approved on 12 March 2026"):
            again()
    assert fresh(held).minutes == "The work plan was read."


def test_there_is_nothing_to_approve_before_it_is_written(held, clerk):
    with refused("no minutes to approve"):
        actions.approve_minutes(held, on=dt.date(2026, 3, 12), seen=1, by=clerk)


def test_two_who_write_the_minutes(held, clerk, staff):
    held.minutes = "First."
    actions.write_minutes(held, seen=1, by=clerk)
    late = fresh(held)
    late.minutes = "Second."
    with pytest.raises(ChangedMeanwhile):
        actions.write_minutes(late, seen=1, by=staff)
    assert fresh(held).minutes == "First."


# -- calling off ------------------------------------------------------------------------------------------------------


def test_a_meeting_is_called_off_with_a_reason(client, sign_in, planned, clerk):
    client = sign_in(client, clerk)
    assert (
        client.post(url("call_off_meeting", planned.pk), {"version": "1", "called_off_why": " "}).status_code
        == 422
    )
    client.post(
        url("call_off_meeting", planned.pk), {"version": "1", "called_off_why": "The roads are closed."}
    )
    assert "The roads are closed." in client.get(planned.get_absolute_url()).content.decode()
    with refused("was called off on 12 March 2026"):
        actions.make_notice(planned, by=clerk)
    assert Meeting.objects.to_come().count() == 0


def test_what_was_held_is_not_called_off(held, clerk):
    with refused("has begun already"):
        actions.call_off(held, why="No.", seen=1, by=clerk)


# -- what comes next -----------------------------------------------------------------------------------------------------


def test_a_next_meeting_that_nobody_planned_is_told(held, committee, clerk, members):
    held.minutes, held.next_due = "Done.", dt.date(2026, 6, 1)
    actions.write_minutes(held, seen=1, by=clerk)
    assert reading.of_committee(committee)["due"] == held
    assert reading.to_be_planned(clerk, dt.date(2026, 6, 1)) == [held]
    actions.plan(meeting_on(committee, dt.date(2026, 5, 20)), by=clerk)
    assert reading.of_committee(committee)["due"] is None
    assert reading.to_be_planned(clerk, dt.date(2026, 6, 1)) == []


def test_the_desk_shows_the_next_meetings_but_not_those_of_others(client, sign_in, staff, planned, clerk):
    client = sign_in(client, staff)
    page = client.get(reverse("dashboard:desk")).content.decode()
    assert "Meeting: Twinning Committee" in page and "14:00 Mountain Daylight Time" in page
    Committee.objects.update(side="joint", first_party="Beitbridge", second_party="Musina")
    assert "Meeting: Twinning Committee" not in client.get(reverse("dashboard:desk")).content.decode()


# -- who may -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["cao", "mayor", "councillor", "member", "administrator"])
def test_others_keep_no_meetings(request, client, sign_in, role, planned):
    client = sign_in(client, request.getfixturevalue(role))
    for name in ("edit_meeting", "meeting_agenda", "meeting_notice", "meeting_attendance", "meeting_minutes"):
        assert client.get(url(name, planned.pk)).status_code == 403


def test_a_member_reads_the_meetings_of_their_own_committees_only(client, sign_in, member, planned, members):
    client = sign_in(client, member)
    pages = [planned.get_absolute_url(), url("meetings", planned.committee_id)]
    assert {client.get(page).status_code for page in pages} == {404}
    type(members[0]).objects.filter(pk=members[0].pk).update(user=member)
    assert {client.get(page).status_code for page in pages} == {200}


def test_the_list_takes_the_same_queries_for_any_number(client, sign_in, clerk, committee, members):
    client = sign_in(client, clerk)
    for month in range(3):
        actions.plan(meeting_on(committee, dt.date(2026, 5 + month, 20)), by=clerk)
    few = queries(client, url("meetings", committee.pk))
    for day in range(1, 43):
        actions.plan(meeting_on(committee, dt.date(2026, 9, 1) + dt.timedelta(days=day)), by=clerk)
    assert queries(client, url("meetings", committee.pk)) == few


# -- papers -----------------------------------------------------------------------------------------------------------------------


def draw(paper: MeetingPaper, folder):
    target = folder / f"{paper.pk}.pdf"
    render_paper(paper.document.template, paper.document.facts, title=paper.document.title, target=target)
    return target


def test_the_notice_as_a_paper(planned, members, clerk, tmp_path):
    items = [AgendaItem(title="Work plan", presented_by="B. Tremblay"), AgendaItem(title="نابلس and us")]
    actions.set_agenda(planned, items, seen=1, by=clerk)
    drawn = draw(actions.make_notice(planned, by=clerk), tmp_path)
    said = pdf.text(drawn)
    for words in (
        "Notice of meeting",
        "20 May 2026, 14:00 Mountain Daylight Time",
        "Work plan",
        "E. Wójcik",
        "Room 2",
    ):
        assert words in said
    assert "O. Ruiz" not in said
    assert [text for tag, text in pdf.structure(drawn) if tag == "" and "Twinning Committee" in text]


def body_with_a_meeting(clerk, **more) -> tuple[Committee, Meeting]:
    body = Committee(name="Water Forum", kind="twinning", **more)
    register.open_committee(body, by=clerk)
    meeting = meeting_on(body, dt.date(2026, 5, 20))
    actions.plan(meeting, by=clerk)
    return body, meeting


@pytest.mark.parametrize(
    ("more", "head"),
    [
        ({"side": "joint", "city": "Mazatlán"}, "Lacombe and Mazatlán"),
        ({"side": "joint", "first_party": "Beitbridge", "second_party": "Musina"}, "Beitbridge and Musina"),
        ({"side": "theirs", "city": "Mazatlán"}, "Mazatlán"),
        ({"side": "joint"}, "Water Forum"),
    ],
)
def test_papers_of_bodies_that_are_not_ours_alone_stand_under_their_parties(clerk, more, head):
    body, meeting = body_with_a_meeting(clerk, **more)
    terms = register.draft_terms(body, "What it is for.", by=clerk)
    register.adopt_terms(terms, on=dt.date(2026, 3, 2), body="Both", seen=1, by=clerk)
    for document in (actions.make_notice(meeting, by=clerk).document, terms.document):
        named = document.facts["municipality"]
        assert (named["name"], named["office_line"], named["crest"]) == (head, "", None)


def test_our_own_committee_keeps_our_letterhead(planned, clerk, lacombe):
    named = actions.make_notice(planned, by=clerk).document.facts["municipality"]
    assert (named["name"], named["office_line"]) == (lacombe.name, lacombe.office_line)
    assert named["crest"] == "crest.svg" if lacombe.demonstration else not lacombe.crest


def test_our_city_does_not_stand_on_the_paper_of_others(clerk, lacombe, tmp_path):
    _body, meeting = body_with_a_meeting(clerk, side="joint", first_party="Beitbridge", second_party="Musina")
    meeting.zone = "Africa/Harare"
    actions.amend(meeting, seen=1, fields=["zone"], by=clerk)
    said = pdf.text(draw(actions.make_notice(meeting, by=clerk), tmp_path))
    assert "Lacombe" not in said and "clocks" not in said and "Mountain" not in said and "and Musina" in said


# -- what has begun, and who hosts ---------------------------------------------------------------


def test_what_has_begun_today_is_not_to_come(committee, members, clerk):
    """It is 10:00 in Lacombe, and the same day's evening in Mazatlán’s east."""
    begun = meeting_on(committee, dt.date(2026, 3, 12), held_at=dt.time(9))
    later = meeting_on(committee, dt.date(2026, 3, 12), held_at=dt.time(11), short_notice_why="Guests.")
    abroad = meeting_on(committee, dt.date(2026, 3, 13), held_at=dt.time(4, 30), zone="Pacific/Auckland")
    for meeting in (begun, later, abroad):
        actions.plan(meeting, by=clerk)
    assert list(Meeting.objects.to_come()) == [later]
    assert list(Meeting.objects.past()) == [abroad, begun]
    assert reading.of_committee(committee)["coming"] == [later]
    assert reading.coming(clerk, dt.date(2026, 4, 1)) == [later]


def test_the_other_party_is_proposed_as_host_and_the_place_left_open(client, sign_in, clerk):
    body, meeting = body_with_a_meeting(clerk, side="joint", city="Mazatlán", secretariat="rotating")
    page = sign_in(client, clerk).get(meeting.get_absolute_url()).content.decode()
    assert "No host is named." in page
    meeting.host = "ours"
    actions.amend(meeting, seen=meeting.version, fields=["host"], by=clerk)
    assert "No host is named." not in client.get(meeting.get_absolute_url()).content.decode()
    form = client.get(url("new_meeting", body.pk)).context["form"]
    assert (form["host"].value(), form["place"].value()) == ("theirs", "")
    assert form["held_at"].value() == dt.time(14)


def test_two_meetings_at_one_day_and_hour_are_refused(planned, committee, clerk):
    with refused("Another meeting of this committee is on record for that day and time"):
        actions.plan(meeting_on(committee, planned.held_on), by=clerk)
    other = meeting_on(committee, planned.held_on, held_at=dt.time(16))
    actions.plan(other, by=clerk)
    other.held_at = planned.held_at
    with refused("Another meeting of this committee"):
        actions.amend(other, seen=other.version, fields=["held_at"], by=clerk)


def test_nothing_is_left_to_do_once_the_minutes_are_approved(client, sign_in, held, clerk):
    held.minutes = "The work plan was read."
    actions.write_minutes(held, seen=1, by=clerk)
    assert sign_in(client, clerk).get(held.get_absolute_url()).context["next_step"] is not None
    actions.approve_minutes(held, on=dt.date(2026, 3, 10), seen=held.version, by=clerk)
    assert client.get(held.get_absolute_url()).context["next_step"] is None


def test_minutes_that_we_made_are_taken_back_as_a_file_and_others_with_files_inside_are_not(
    client, sign_in, held, clerk, tmp_path
):
    held.minutes = "The work plan was read."
    actions.write_minutes(held, seen=1, by=clerk)
    paper = actions.make_minutes(held, by=clerk)
    content = draw(paper, tmp_path).read_bytes()

    def send():
        file = SimpleUploadedFile("minutes.pdf", content, "application/pdf")
        data = {"version": fresh(held).version, "minutes": held.minutes, "next_due": "", "file": file}
        return sign_in(client, clerk).post(url("meeting_minutes", held.pk), data)

    answer = send()
    assert answer.status_code == 422 and "has other files inside" in answer.content.decode()
    Document.objects.filter(pk=paper.document.pk).update(
        state="ready", sha256=hashlib.sha256(content).hexdigest(), size=len(content)
    )
    assert send().status_code == 302
    assert fresh(held).minutes_upload.sha256 == hashlib.sha256(content).hexdigest()


def test_the_minutes_as_a_paper(held, members, clerk, tmp_path):
    actions.note_attendance(held, {members[0]: PRESENT, members[1]: ABSENT}, seen=1, by=clerk)
    held.minutes = "The work plan was read.\n\nIt is to be sent to “both” {{ cities }} {% now %}."
    actions.write_minutes(held, seen=2, by=clerk)
    paper = actions.make_minutes(fresh(held), by=clerk)
    said = pdf.text(draw(paper, tmp_path))
    for words in (
        "Draft: the committee has not approved",
        "The quorum was not reached",
        "{{ cities }} {% now %}",
        "B. Tremblay",
    ):
        assert words in said


def test_screen_readers_and_archives_can_read_the_papers(held, members, clerk, tmp_path):
    item = AgendaItem(title="Work plan", presented_by="B. Tremblay", detail="One.\n\nTwo.")
    actions.set_agenda(held, [item, AgendaItem(title="نابلس and us")], seen=1, by=clerk)
    actions.note_attendance(held, {members[0]: PRESENT}, [Attendance(name="A guest")], seen=2, by=clerk)
    held.minutes = "Read.\n\nAgreed."
    actions.write_minutes(held, seen=3, by=clerk)
    drawn = [
        draw(make(fresh(held), by=clerk), tmp_path) for make in (actions.make_notice, actions.make_minutes)
    ]
    found = pdf.verapdf(drawn)
    assert [said["failed"] for verdict in found.values() for said in verdict.values()] == [[], [], [], []]


def test_a_paper_is_read_by_whoever_sees_the_committee(client, sign_in, planned, clerk, member):
    paper = actions.make_notice(planned, by=clerk)
    address = url("download_meeting_paper", planned.pk, paper.pk)
    assert sign_in(client, member).get(address).status_code == 404
    assert b"still being made" in sign_in(client, clerk).get(address).content
    assert (
        client.get(url("meeting_paper", planned.pk, paper.pk), headers={"HX-Request": "true"}).status_code
        == 200
    )


def test_somebody_without_a_role_sees_nothing(client, sign_in, planned):
    assert sign_in(client, person()).get(planned.get_absolute_url()).status_code == 404
