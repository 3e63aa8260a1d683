"""The ceremony: its clocks, its order, its guests and its tasks."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.signing.ceremony import actions, clocks, papers, pasted, proposed, reading
from agreements.signing.ceremony.models import Ceremony, CeremonyTask, Guest, Mode, RunSheetLine
from agreements.signing.models import Signature, Signing
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.municipality.models import Municipality
from twinning.places.models import Place
from twinning.records.models import Document, Event
from twinning.testing.factories import file_in, person
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

TODAY = dt.datetime(2026, 11, 2, 18, 0, tzinfo=dt.UTC)
PARTY = dt.date(2027, 3, 5)
SOME = "10000000-1000-4000-8000-000000000001"


@pytest.fixture(autouse=True)
def _a_day_in_november():
    with clock.at(TODAY):
        yield


@pytest.fixture
def file(lacombe, staff):
    return file_in(Phase.SIGNING, by=staff)


@pytest.fixture
def writer(client, sign_in, clerk):
    return sign_in(client, clerk)


def lying_in(file: Proposal, zone: str) -> Proposal:
    """The file, with its community on the map."""
    place = Place.objects.create(
        pk=9_999_001, name="Somewhere", country="MX", latitude=0, longitude=0, timezone=zone
    )
    file.community.place = place
    file.community.save()
    return file


def planned(file: Proposal, by: Any, **more: Any) -> Ceremony:
    facts = {
        "mode": Mode.IN_PERSON,
        "held_on": PARTY,
        "held_at": dt.time(14, 30),
        "place": "Council chambers",
    }
    return actions.plan(file, Ceremony(**(facts | more)), by=by)


def url(name: str, ceremony: Ceremony, *more: Any) -> str:
    return reverse(f"signing:{name}", args=[ceremony.proposal.pk, ceremony.pk, *more])


def room_of(ceremony: Ceremony) -> reading.Room:
    return reading.room(ceremony, Municipality.ours())


def told(ceremony: Ceremony) -> list[tuple[str, str, str]]:
    return [(face.where, face.day, face.hours) for face in clocks.faces(ceremony, Municipality.ours())]


# -- planning ----------------------------------------------------------------------------------

NEW = {"mode": "in_person", "held_on": "2027-03-05", "held_at": "14:30", "zone": "America/Edmonton", "place": "Council chambers"}  # fmt: skip


def test_a_ceremony_is_planned_with_an_order_that_fits(writer, file):
    page = writer.get(reverse("signing:new_ceremony", args=[file.pk]))
    assert page.context["form"].initial["zone"] == "America/Edmonton"
    answer = writer.post(reverse("signing:new_ceremony", args=[file.pk]), NEW)
    ceremony = Ceremony.objects.get()
    assert answer.url == url("ceremony", ceremony)
    assert Event.objects.latest("seq").verb == "ceremony.planned"
    lines = list(ceremony.run_sheet.values_list("what", flat=True))
    assert lines == [
        "Guests arrive and are shown to their seats", "Welcome", "Flags", "Anthems", "Speeches of the chairs of both twinning committees",
        "Speeches of the mayors", "The text is read out", "Signing", "Exchange of originals and gifts", "Words of guests of honour",
        "Photograph", "Reception",
    ]  # fmt: skip
    assert Signing.of(file).lacks()["ceremony"] == []


def test_a_second_click_plans_one_ceremony(writer, file):
    address = reverse("signing:new_ceremony", args=[file.pk])
    writer.post(address, NEW)
    assert writer.post(address, NEW).url == reverse("signing:ceremonies", args=[file.pk])
    assert Ceremony.objects.count() == 1


def test_the_second_ceremony_is_proposed_with_them_and_a_third_is_refused(writer, clerk, file):
    lying_in(file, "America/Mazatlan")
    planned(file, clerk)
    address = reverse("signing:new_ceremony", args=[file.pk])
    assert writer.get(address).context["form"].initial["zone"] == "America/Mazatlan"
    planned(file, clerk, held_on=dt.date(2027, 5, 8), zone="America/Mazatlan")
    page = writer.get(address, follow=True)
    assert [str(words) for words in page.context["messages"]] == [
        "There are two ceremonies already, one for each community. Change one of them, or remove it first."
    ]
    with pytest.raises(MoveRefused):
        planned(file, clerk)
    assert Ceremony.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("propose_order", []), ("add_option", ["tree"]), ("remove_ceremony", []), ("make_run_sheet", []), ("make_run_sheet_again", []),
        ("guests_invited", []), ("number_guests", []), ("guest_answered", [1]), ("remove_guest", [1]), ("propose_tasks", []),
        ("task_done", [1]), ("remove_task", [1]),
    ],
)  # fmt: skip
def test_a_step_refuses_get_strangers_and_other_roles(client, sign_in, clerk, file, name, more):
    ceremony = planned(file, clerk)
    address = url(name, ceremony, *more)
    assert sign_in(client, clerk).get(address).status_code == 405
    assert client.post(address.replace(f"/{file.pk}/", "/99999/", 1)).status_code == 404
    assert client.post(address.replace(str(ceremony.pk), SOME)).status_code == 404
    assert client.post(address.replace(str(ceremony.pk), "some")).status_code == 404
    before = Event.objects.count()
    assert sign_in(client, person("councillor")).post(address).status_code == 403
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", ["new_ceremony", "edit", "new_guest", "paste_guests", "new_task"])
def test_a_form_is_for_those_who_plan(client, sign_in, clerk, file, name):
    ceremony = planned(file, clerk)
    address = {
        "new_ceremony": reverse("signing:new_ceremony", args=[file.pk]),
        "edit": url("edit_ceremony", ceremony, "when"),
    }.get(name) or url(name, ceremony)
    assert sign_in(client, person("councillor")).post(address, NEW | {"name": "X"}).status_code == 403
    assert (Ceremony.objects.count(), Guest.objects.count(), CeremonyTask.objects.count()) == (1, 0, 0)


def test_a_ceremony_that_was_held_stays_and_one_to_come_goes_with_its_reason(writer, clerk, file):
    gone = planned(file, clerk)
    actions.add_guests(gone, [Guest(name="B. Stone")], by=clerk)
    held = planned(file, clerk, held_on=dt.date(2026, 11, 2))
    writer.post(url("remove_ceremony", held), {"why": "By mistake"})
    writer.post(url("remove_ceremony", gone), {"why": " "})
    assert Ceremony.objects.count() == 2
    writer.post(url("remove_ceremony", gone), {"why": "They cannot come."})
    assert (list(Ceremony.objects.all()), Guest.objects.count()) == ([held], 0)
    event = Event.objects.latest("seq")
    assert (event.verb, event.remark.text) == ("ceremony.removed", "They cannot come.")


def test_after_the_phase_the_plan_rests_and_its_tasks_go_on(client, sign_in, clerk, staff, lacombe):
    file = file_in(Phase.SIGNING, by=staff)
    ceremony = planned(file, clerk)
    actions.propose_tasks(ceremony, by=clerk)
    signed = file_in(Phase.EVALUATION, by=staff, name="Sedona")
    Signing.objects.filter(proposal=file).update(proposal=signed)  # as after both have signed
    writer = sign_in(client, clerk)
    task = CeremonyTask.objects.first()
    ceremony = Ceremony.objects.get()
    assert writer.get(url("edit_ceremony", ceremony, "when")).status_code == 403
    assert writer.post(url("task_done", ceremony, task.pk)).status_code == 302
    task.refresh_from_db()
    assert task.done_on == dt.date(2026, 11, 2)


# -- clocks ------------------------------------------------------------------------------------


def test_both_clocks_are_told_over_the_date_line_and_a_change_of_the_clocks(file, clerk):
    lying_in(file, "Asia/Tokyo")
    ceremony = planned(file, clerk, held_on=dt.date(2027, 3, 13), held_at=dt.time(19))
    assert told(ceremony) == [
        ("Lacombe", "Saturday, 13 March 2027", "19:00"),
        ("Mazatlán", "Sunday, 14 March 2027", "11:00"),
    ]
    assert (
        "It is another day on the other side. Write both days into every invitation."
        in room_of(ceremony).warnings
    )
    # The night after, the clocks here are put forward; theirs stay.
    ceremony.held_on = dt.date(2027, 3, 14)
    assert told(ceremony)[1] == ("Mazatlán", "Monday, 15 March 2027", "10:00")


def test_minutes_pass_in_real_time_while_the_clocks_are_put_forward(file, clerk):
    ceremony = planned(file, clerk, held_on=dt.date(2027, 3, 14), held_at=dt.time(1, 30), ends_at=dt.time(4))
    lines = [RunSheetLine(what="Before", minutes=60), RunSheetLine(what="After", minutes=None)]
    shown = clocks.faces(ceremony, Municipality.ours())
    assert [point.hours for point in clocks.timetable(ceremony, lines, shown)] == [["01:30"], ["03:30"]]
    assert shown[0].hours == "01:30–04:00"


def test_an_hour_that_does_not_exist_is_refused_and_one_that_comes_twice_is_said(writer, file, clerk):
    answer = writer.post(
        reverse("signing:new_ceremony", args=[file.pk]), NEW | {"held_on": "2027-03-14", "held_at": "02:30"}
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors["held_at"] == [str(clocks.NO_SUCH_HOUR)]
    ceremony = planned(file, clerk, held_on=dt.date(2027, 11, 7), held_at=dt.time(1, 30))
    assert room_of(ceremony).warnings[0] == (
        "The clocks are put back that night, and this hour comes twice. The first of the two is meant."
    )


def test_holidays_of_both_places_are_warned_of(file, clerk):
    ceremony = planned(file, clerk, held_on=dt.date(2027, 7, 1))
    assert (
        room_of(ceremony).warnings[0] == "Thursday, 1 July 2027 is a public holiday in Lacombe: Canada Day."
    )
    ceremony.held_on = dt.date(2027, 9, 16)
    assert reading.closed(ceremony, Municipality.ours()) == [
        "Thursday, 16 September 2027 is a public holiday in Mazatlán: Independence Day."
    ]


def test_an_order_that_takes_too_long_is_said_also_over_midnight(file, clerk):
    ceremony = planned(file, clerk, held_at=dt.time(23), ends_at=dt.time(1))
    ceremony.run_sheet.all().delete()
    for order, minutes in enumerate((90, 45, None)):
        RunSheetLine.objects.create(record=ceremony, order=order, what=f"P{order}", minutes=minutes)
    found = room_of(ceremony)
    assert found.warnings == [
        "The clocks of Mazatlán are not known. Choose its place on the map on the page of the community.",
        "One point of the order has no minutes, so the hours after it are too early.",
        "The order takes 15 minutes longer than until the end that is given.",
    ]
    assert [point.hours for point in found.points] == [
        ["23:00"],
        ["00:30 the next day"],
        ["01:15 the next day"],
    ]


# -- the order ---------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", Mode.values)
def test_every_way_of_signing_has_its_order_and_its_tasks(mode, lacombe):
    points, tasks = proposed.order(mode, [Signature(name="A. Beaulieu")], ""), proposed.tasks(mode)
    assert ("A. Beaulieu" in [point.who for point in points]) == (mode != Mode.EXCHANGE)
    assert all(point.minutes is None for point in points) == (mode == Mode.EXCHANGE)
    assert [task.days for task in tasks] == sorted(task.days for task in tasks)
    assert len({task.what for task in tasks}) == len(tasks)


def test_the_order_is_written_as_rows_and_moved_by_its_places(writer, file, clerk):
    ceremony = planned(file, clerk)
    one, two = "20000000-1000-4000-8000-000000000001", "20000000-1000-4000-8000-000000000002"
    address = url("edit_ceremony", ceremony, "order")
    data: dict[str, Any] = {
        "version": "0", "run_sheet-key": [one, two],
        f"run_sheet-{one}-what": "Sign", f"run_sheet-{one}-minutes": "10", f"run_sheet-{one}-who": "منى الخطيب", f"run_sheet-{one}-position": "2",
        f"run_sheet-{two}-what": "Welcome", f"run_sheet-{two}-minutes": "5",
    }  # fmt: skip
    assert writer.post(address, data, headers={"X-Autosave": "1"}).json()["errors"] == 0
    assert list(ceremony.run_sheet.values_list("what", "minutes")) == [("Welcome", 5), ("Sign", 10)]
    # Somebody else adds a point meanwhile: who has the form open is told.
    actions.add_option(ceremony, "tree", by=clerk)
    assert writer.post(address, data | {"version": "1"}).status_code == 409
    data |= {"version": "2", f"run_sheet-{one}-minutes": "-5", f"run_sheet-{two}-what": ""}
    answer = writer.post(address, data)
    assert answer.status_code == 422
    wrong = [
        words
        for form in answer.context["sheet"].all_forms
        for found in form.errors.values()
        for words in found
    ]
    assert sorted(wrong) == [
        "It is not said what happens. Write it, or remove the line.",
        "This number is too small. Write at least 0.",
    ]
    assert ceremony.run_sheet.count() == 3


def test_an_option_is_added_once_and_a_written_order_is_not_written_over(writer, file, clerk):
    ceremony = planned(file, clerk)
    writer.post(url("add_option", ceremony, "tree"))
    writer.post(url("add_option", ceremony, "tree"))
    writer.post(url("propose_order", ceremony))
    assert ceremony.run_sheet.count() == 13
    assert ceremony.run_sheet.last().what == "A tree is planted"
    assert writer.post(url("add_option", ceremony, "moon")).status_code == 404


# -- guests ------------------------------------------------------------------------------------


def guest(ceremony: Ceremony, name: str, by: Any, **more: Any) -> Guest:
    actions.add_guests(ceremony, [Guest(name=name, **more)], by=by)
    return Guest.objects.get(name=name)


GUEST = {"party": "theirs", "name": "Ruiz Osuna, Elena", "office": "Regidora", "people": "2", "precedence": "3", "invited_on": "2026-10-01", "invited_how": "Letter", "reply": "yes", "replied_on": "", "notes": ""}  # fmt: skip


def test_a_guest_is_added_once_and_an_answer_without_a_day_is_of_today(writer, file, clerk):
    ceremony = planned(file, clerk)
    writer.post(url("new_guest", ceremony), GUEST)
    writer.post(url("new_guest", ceremony), GUEST)
    one = Guest.objects.get()
    assert (one.people, one.reply, one.replied_on) == (2, "yes", dt.date(2026, 11, 2))
    event = Event.objects.latest("seq")
    assert (event.verb, event.facts["n"]) == ("ceremony.guests_added", 1)
    assert "Ruiz" not in str(event.facts)
    writer.post(url("correct_guest", ceremony, one.pk), GUEST | {"version": "1", "reply": "no"})
    one.refresh_from_db()
    assert (one.reply, one.version) == ("no", 2)
    answer = writer.post(url("correct_guest", ceremony, one.pk), GUEST | {"version": "1", "people": "5"})
    assert answer.status_code == 422
    one.refresh_from_db()
    assert one.people == 2


def test_an_answer_before_the_invitation_is_refused_here_and_in_the_database(writer, file, clerk):
    ceremony = planned(file, clerk)
    answer = writer.post(url("new_guest", ceremony), GUEST | {"replied_on": "2026-09-30"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [
        "The answer is dated before the invitation. Correct one of the two days; without an invitation leave its day empty."
    ]
    answer = writer.post(url("new_guest", ceremony), GUEST | {"reply": "", "replied_on": "2026-10-02"})
    assert answer.context["form"].non_field_errors() == [
        "There is a day of the answer and no answer. Say whether they come, or take the day out."
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Guest.objects.create(
            ceremony=ceremony, name="X", invited_on=PARTY, reply="yes", replied_on=dt.date(2026, 1, 1)
        )
    early = guest(ceremony, "B. Stone", clerk, reply="yes", replied_on=dt.date(2026, 10, 1))
    answer = writer.post(url("guests_invited", ceremony), {"on": "2026-10-05", "guests": [early.pk]})
    assert answer.status_code == 422
    assert answer.context["invited"].errors["on"] == [
        "These had answered before that day: B. Stone. Give the day they were invited, or leave them out."
    ]


def test_one_click_notes_an_answer_unless_somebody_was_faster(writer, file, clerk):
    ceremony = planned(file, clerk)
    one = guest(ceremony, "B. Stone", clerk)
    address = url("guest_answered", ceremony, one.pk)
    writer.post(address, {"version": "1", "reply": "yes"})
    writer.post(address, {"version": "1", "reply": "yes"})  # the second click of the same
    one.refresh_from_db()
    assert (one.reply, one.version) == ("yes", 2)
    writer.post(address, {"version": "1", "reply": "no"})
    writer.post(address, {"version": "2", "reply": "perhaps"})
    one.refresh_from_db()
    assert one.reply == "yes"


LIST = "Ruiz Osuna, Elena; Regidora; 2\n\n  王 小明\tCity of Xi’an\t3\nB. Stone\n"


def test_a_pasted_list_is_read_with_semicolons_and_tabs(writer, file, clerk):
    ceremony = planned(file, clerk)
    guest(ceremony, "b. stone", clerk, party="theirs")
    page = writer.post(url("paste_guests", ceremony), {"party": "theirs", "words": LIST}, follow=True)
    assert [str(words) for words in page.context["messages"]] == [
        "2 invitations are on the list.",
        "1 was on it already and stays as it is.",
    ]
    assert sorted(Guest.objects.values_list("name", "office", "people")) == [
        ("Ruiz Osuna, Elena", "Regidora", 2), ("b. stone", "", 1), ("王 小明", "City of Xi’an", 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("A; B; two", "Line 1: “two” is no number of people. Write it in figures, such as 2."),
        ("A\nB; C; 0", "Line 2: “0” is no number of people. Write it in figures, such as 2."),
        ("A; B; ٣", "Line 1: “٣” is no number of people. Write it in figures, such as 2."),
        ("; Office", "Line 1: The name is missing. Write it before the first semicolon."),
        ("A; B; 1; D", "Line 1: There are more than three parts. Write name; office; number of people."),
        ("x" * 201, "Line 1: The name or the office is too long. Shorten it to 200 and 300 characters."),
        (" ; \n", "The list is empty. Paste it here, one invitation to a line."),
        ("A\n" * 301, "The list has 301 invitations, and at most 300 are taken at once. Paste it in parts."),
    ],
)
def test_a_list_that_cannot_be_read_says_which_line_and_takes_none(words, problem):
    assert pasted.read(words)[1] == [problem]


def test_a_wrong_list_is_kept_as_typed(writer, file, clerk):
    ceremony = planned(file, clerk)
    answer = writer.post(url("paste_guests", ceremony), {"party": "ours", "words": "A\nB; C; many"})
    assert answer.status_code == 422
    assert "B; C; many" in answer.content.decode()
    assert Guest.objects.count() == 0


def test_ties_in_precedence_are_said_and_numbering_ends_them(writer, file, clerk):
    ceremony = planned(file, clerk)
    for name, place in (("Zoe", 1), ("Ann", 2), ("Bob", 2), ("Cid", None)):
        guest(ceremony, name, clerk, precedence=place)
    page = writer.get(url("guests", ceremony))
    assert page.context["ties"] == [
        "Place 2 is held by several: Ann, Bob. They stand by name until each has a place."
    ]
    assert [one.name for one in page.context["guests"]] == ["Zoe", "Ann", "Bob", "Cid"]
    writer.post(url("number_guests", ceremony))
    assert list(ceremony.guests.values_list("name", "precedence")) == [
        ("Zoe", 1),
        ("Ann", 2),
        ("Bob", 3),
        ("Cid", 4),
    ]
    events = Event.objects.count()
    writer.post(url("number_guests", ceremony))
    assert Event.objects.count() == events


def test_invitations_are_noted_together_and_once(writer, file, clerk):
    ceremony = planned(file, clerk)
    one, two = guest(ceremony, "Ann", clerk), guest(ceremony, "Bob", clerk)
    data = {"on": "2026-10-05", "how": "Letter of the Mayor", "guests": [one.pk, two.pk]}
    writer.post(url("guests_invited", ceremony), data)
    assert set(Guest.objects.values_list("invited_on", "invited_how")) == {
        (dt.date(2026, 10, 5), "Letter of the Mayor")
    }
    answer = writer.post(url("guests_invited", ceremony), data)
    assert answer.status_code == 422
    assert set(Guest.objects.values_list("version", flat=True)) == {2}


def test_the_table_begins_no_formula_and_only_administration_reads_names(
    client, sign_in, writer, file, clerk
):
    ceremony = planned(file, clerk)
    guest(ceremony, '=HYPERLINK("http://x")', clerk, office="+49 30", notes="@SUM(A1)", precedence=1)
    answer = writer.get(url("guest_table", ceremony))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][:5] == ["1", "Our city", '\'=HYPERLINK("http://x")', "'+49 30", "1"]
    assert rows[1][9] == "'@SUM(A1)"
    reader = sign_in(client, person("councillor"))
    for name in ("guests", "guest_table", "run_sheet", "download_run_sheet"):
        assert reader.get(url(name, ceremony)).status_code == 403
    page = reader.get(url("ceremony", ceremony)).content.decode()
    assert "HYPERLINK" not in page
    assert "Names are for administration only." in page


def test_a_guest_who_is_taken_off_leaves_no_name_behind(writer, file, clerk):
    ceremony = planned(file, clerk)
    one = guest(ceremony, "Somebody Private", clerk)
    writer.post(url("remove_guest", ceremony, one.pk), {"version": "7"})
    assert Guest.objects.count() == 1
    writer.post(url("remove_guest", ceremony, one.pk), {"version": "1"})
    assert Guest.objects.count() == 0
    assert not any("Private" in str(event.facts) for event in Event.objects.all())


# -- tasks -------------------------------------------------------------------------------------


def test_tasks_are_proposed_once_counted_from_the_day(writer, file, clerk):
    ceremony = planned(file, clerk)
    writer.post(url("propose_tasks", ceremony))
    number = ceremony.tasks.count()
    writer.post(url("propose_tasks", ceremony))
    assert ceremony.tasks.count() == number == 14
    by_day = {task.what: task.due_on for task in ceremony.tasks.all()}
    assert by_day["Send the packet to Sister Cities International"] == dt.date(2027, 3, 19)
    assert by_day["Invite the consul or the embassy early"] == dt.date(2027, 1, 4)


def test_a_task_is_ticked_off_by_one_click_and_opened_again(writer, file, clerk):
    ceremony = planned(file, clerk)
    writer.post(url("new_task", ceremony), {"what": "Order flags", "owner": "Clerk", "due_on": "2026-11-01"})
    task = CeremonyTask.objects.get()
    assert task.is_late
    for _click in range(2):
        writer.post(url("task_done", ceremony, task.pk))
    task.refresh_from_db()
    assert (task.done_on, task.version, task.is_late) == (dt.date(2026, 11, 2), 2, False)
    writer.post(url("remove_task", ceremony, task.pk), {"version": "2"})
    assert CeremonyTask.objects.count() == 1
    writer.post(url("task_done", ceremony, task.pk), {"open": "1"})
    writer.post(
        url("correct_task", ceremony, task.pk),
        {"version": "3", "what": "Order flags", "owner": "Staff", "due_on": ""},
    )
    task.refresh_from_db()
    assert (task.done_on, task.owner, task.due_on) == (None, "Staff", None)
    writer.post(url("remove_task", ceremony, task.pk), {"version": "4"})
    assert CeremonyTask.objects.count() == 0


# -- the run sheet -----------------------------------------------------------------------------


def test_the_run_sheet_has_all_clocks_and_guests_in_order_and_says_when_it_is_outdated(writer, file, clerk):
    lying_in(file, "Asia/Tokyo")
    ceremony = planned(file, clerk, flags="Theirs on the left\n\nمرحبا")
    guest(ceremony, "Second", clerk, precedence=2)
    guest(ceremony, "First", clerk, precedence=1, people=3)
    for _click in range(2):
        assert writer.post(url("make_run_sheet", ceremony)).url == url("run_sheet", ceremony)
    document = Document.objects.get(template="run_sheet")
    assert file.papers.count() == 0
    facts = document.facts
    assert [face["hours"] for face in facts["clocks"]] == ["14:30–16:44", "06:30–08:44"]
    assert facts["columns"] == ["Lacombe", "Mazatlán"]
    assert facts["order"][1]["hours"] == ["14:45", "06:45"]
    assert [one["name"]["text"] for one in facts["guests"]] == ["First", "Second"]
    assert facts["counted"] == "4 people on the list: 0 come, 0 do not, 4 have not answered."
    assert [line["dir"] for line in facts["protocol"][0]["lines"]] == ["ltr", "rtl"]
    assert not writer.get(url("run_sheet", ceremony)).context["outdated"]
    guest(ceremony, "Third", clerk)
    assert writer.get(url("run_sheet", ceremony)).context["outdated"]
    assert papers.run_sheet(Ceremony.objects.get(), by=clerk) != document


# -- the signing as a whole ----------------------------------------------------------------------


def test_between_two_ceremonies_it_is_said_who_is_missing(writer, file, clerk):
    planned(file, clerk, held_on=dt.date(2026, 10, 3))
    planned(file, clerk, held_on=dt.date(2027, 5, 8), place="Teatro Ángela Peralta")
    record = Signing.objects.get()
    Signature.objects.create(record=record, side="ours", name="A. Beaulieu", office="Mayor", signed_on=dt.date(2026, 10, 3), place="Lacombe")  # fmt: skip
    Signature.objects.create(record=record, side="theirs", name="Luis Ibarra", office="Mayor")
    page = writer.get(reverse("signing:ceremonies", args=[file.pk]))
    assert page.context["signed"].words == [
        "Signed: A. Beaulieu in Lacombe on 3 October 2026.",
        "Still missing: Luis Ibarra, Mayor.",
        "The next ceremony is on Saturday, 8 May 2027, Teatro Ángela Peralta.",
    ]


def test_days_for_the_evaluation_are_no_weekend_and_no_holiday(writer, file, clerk):
    planned(file, clerk, held_on=dt.date(2026, 12, 1))
    record = Signing.objects.get()
    ours = Municipality.ours()
    assert [(one.months, one.words) for one in reading.reviews(record, ours)] == [
        (6, "Tuesday, 1 June 2027"), (12, "Wednesday, 1 December 2027"), (24, "Friday, 1 December 2028"),
    ]  # fmt: skip
    ceremony = Ceremony.objects.get()
    ceremony.held_on = dt.date(
        2027, 1, 1
    )  # 1 July and, as 1 January 2028 is a Saturday, 3 January are holidays here
    ceremony.save()
    assert [one.on for one in reading.reviews(Signing.objects.get(), ours)] == [
        dt.date(2027, 7, 2), dt.date(2028, 1, 4), dt.date(2028, 12, 29),
    ]  # fmt: skip
    address = reverse("signing:edit", args=[file.pk, "evaluation"])
    assert "6 months: Friday, 2 July 2027" in writer.get(address).content.decode()
    # The button of a day stands after the field, so its value is the last.
    writer.post(address, {"version": "0", "evaluation_on": ["", "2027-07-02"], "evaluation_reason": ""})
    assert Signing.objects.get().evaluation_on == dt.date(2027, 7, 2)


# -- cost --------------------------------------------------------------------------------------


def test_pages_take_the_same_queries_for_few_and_many(writer, file, clerk):
    ceremony = planned(file, clerk)
    names = ("ceremony", "guests", "run_sheet")
    actions.keep_printed(ceremony, papers.run_sheet(ceremony, by=clerk), by=clerk)
    actions.add_guests(ceremony, [Guest(name=f"G{n}") for n in range(3)], by=clerk)
    few = [queries(writer, url(name, ceremony)) for name in names]
    actions.add_guests(ceremony, [Guest(name=f"H{n}") for n in range(42)], by=clerk)
    actions.propose_tasks(ceremony, by=clerk)
    assert [queries(writer, url(name, ceremony)) for name in names] == few
