"""Whose turn it is, on both sides, in words and days; and what is to be asked again."""

import datetime as dt
import zoneinfo

import pytest
from django.urls import reverse

from proposals.correspondence.log.turn import to_ask_again, waits_for_them, waits_for_us, whose_turn
from proposals.correspondence.models import Correspondence, Message
from proposals.lifecycle import Phase, Turn, hold, move, pass_turn
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.records.models import IncomingMail
from twinning.testing.factories import person
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db
SINCE = "Waiting for Mazatlán since 12 March 2026"


def words(proposal) -> tuple[str, str]:
    sides = whose_turn(proposal)
    return str(sides.for_them or ""), str(sides.for_us or "")


def on(day, hour=18):
    return clock.at(dt.datetime.combine(day, dt.time(hour), dt.UTC))


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (dt.date(2026, 3, 12), SINCE),
        (dt.date(2026, 3, 13), f"{SINCE}, 1 day"),
        (dt.date(2026, 4, 22), f"{SINCE}, 41 days"),
    ],
)
def test_we_wait_for_them_with_days(waiting, day, told):
    with on(day):
        assert words(waiting) == (told, "")


@pytest.mark.parametrize(
    ("since", "then", "days"),
    [
        # The clocks go forward on 8 March 2026 and back on 1 November 2026, at two in the morning.
        ("2026-03-07 23:30", "2026-03-08 03:00", 1),
        ("2026-03-07 23:30", "2026-03-09 00:05", 2),
        ("2026-03-08 01:30", "2026-03-08 23:59", 0),
        ("2026-10-31 00:30", "2026-11-01 23:45", 1),
        ("2026-11-01 00:30", "2026-11-02 00:15", 1),
        ("2026-03-12 23:59", "2026-03-13 00:01", 1),
    ],
)
def test_days_are_those_of_the_calendar(lettered, staff, settings, since, then, days):
    ours = zoneinfo.ZoneInfo(settings.TIME_ZONE)
    with clock.at(dt.datetime.fromisoformat(since).replace(tzinfo=ours).astimezone(dt.UTC)):
        pass_turn(lettered, Turn.PARTNER, "correspondence.letter_sent", by=staff)
    with clock.at(dt.datetime.fromisoformat(then).replace(tzinfo=ours).astimezone(dt.UTC)):
        assert whose_turn(lettered).for_them.days == days


def test_they_wait_for_our_answer(lettered, say):
    say("Sent", on="2026-02-10")
    say("Theirs", on="2026-02-20", direction="in")
    assert words(lettered) == ("", "Mazatlán waits for our answer since 20 February 2026, 20 days")
    say("Ours", on="2026-03-02")
    assert words(lettered) == ("", "")


def test_the_desk_of_staff_lists_what_the_other_city_has_only_between_the_cities(
    client, sign_in, staff, waiting
):
    desk = sign_in(client, staff).get(reverse("dashboard:desk"))
    assert (desk.context["waiting"]["count"], desk.text.count("Waiting for Mazatlán")) == (0, 1)


def test_after_something_together_nobody_waits(lettered, say):
    say("Theirs", on="2026-02-20", direction="in")
    say("Met", on="2026-02-21", direction="both")
    assert words(lettered) == ("", "")


def test_what_we_asked_with_a_day_is_waited_for_in_every_phase(lettered, say, staff):
    move(lettered, Phase.AGREEMENT, by=staff)
    say("Asked", on="2026-03-02", follow_up_on="2026-03-10")
    assert words(lettered) == ("Waiting for Mazatlán since 2 March 2026, 10 days", "")
    assert whose_turn(lettered).asked == "We wanted to ask again on 10 March 2026: 2 days ago."


def test_a_message_dated_tomorrow_across_the_date_line_waits_no_day(lettered, say):
    say("From Tokyo", on="2026-03-13", direction="in", zone="Asia/Tokyo")
    assert words(lettered) == ("", "Mazatlán waits for our answer since 13 March 2026")


def test_no_machine_has_written(lettered, say):
    say("Asked", on="2026-03-02", follow_up_on="2026-03-10")
    mail = IncomingMail.objects.create(sha256="0" * 64, size=1, is_automatic=True, state="filed")
    say("Out of office", on="2026-03-03", direction="in", mail=mail)
    assert words(lettered) == ("Waiting for Mazatlán since 2 March 2026, 10 days", "")
    assert Message.objects.overdue().count() == 1


def test_a_file_on_hold_waits_for_nobody_and_a_closed_one_neither(waiting, say, staff):
    hold(waiting, by=staff, why="Elections.")
    assert words(waiting) == ("", "")
    say("Theirs", on="2026-02-20", direction="in")
    assert words(waiting)[1] != ""
    waiting.phase = Phase.CLOSED
    assert words(waiting) == ("", "")


def test_it_takes_the_same_queries_however_long_the_log(lettered, say, django_assert_num_queries):
    for n in range(20):
        say(f"Message {n}")
    with django_assert_num_queries(2):
        whose_turn(lettered)


# -- followed up ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("messages", "overdue"),
    [
        ([("2026-02-10", "2026-03-11")], 1),
        ([("2026-02-10", "2026-03-12")], 0),
        ([("2026-02-10", "2026-03-11"), ("2026-02-20", None)], 0),
        ([("2026-02-10", "2026-03-01"), ("2026-02-20", "2026-03-11")], 1),
        ([("2026-02-10", None)], 0),
        ([("2026-02-10", "2026-03-11"), ("2026-02-10", None)], 0),
    ],
)
def test_the_next_message_settles_a_follow_up(say, messages, overdue):
    for day, again in messages:
        say("Asked", on=day, follow_up_on=again)
    assert Message.objects.overdue().count() == overdue


def test_messages_of_another_file_settle_nothing(say, lettered, staff):
    say("Asked", on="2026-02-10", follow_up_on="2026-03-01")
    other = Correspondence.objects.create(
        proposal=Proposal.objects.create(reference="X", community=lettered.community, opened_by=staff)
    )
    say("Elsewhere", record=other, on="2026-03-02")
    assert Message.objects.overdue().count() == 1


# -- across the date line ------------------------------------------------------------------------

MANILA, EDMONTON = "Asia/Manila", "America/Edmonton"


@pytest.mark.parametrize(
    ("theirs", "ours", "wait"),
    [
        # They wrote on 12 March at nine, which was still the 11th here; we answered that evening.
        (("2026-03-12", dt.time(9)), ("2026-03-11", dt.time(20)), False),
        # They wrote again on the 12th at noon, after our evening of the 11th.
        (("2026-03-12", dt.time(12)), ("2026-03-11", dt.time(20)), True),
        (("2026-03-12", None), ("2026-03-12", None), False),
        (("2026-03-13", None), ("2026-03-11", None), True),
        (("2026-03-12", dt.time(8)), ("2026-03-11", dt.time(18, 30)), False),
    ],
)
@pytest.mark.parametrize("theirs_first", [True, False])
def test_the_order_is_that_of_moments_across_the_date_line(lettered, say, theirs, ours, wait, theirs_first):
    def they():
        say("Theirs", on=theirs[0], time=theirs[1], zone=MANILA, direction="in")

    def we():
        say("Ours", on=ours[0], time=ours[1], zone=EDMONTON)

    for write in (they, we) if theirs_first else (we, they):
        write()
    assert bool(whose_turn(lettered).for_us) is wait
    assert bool(waits_for_us(Proposal.objects.all())) is wait


def test_a_follow_up_is_settled_across_the_date_line(say):
    asked = say("Asked", on="2026-03-10", time=dt.time(20), zone=EDMONTON, follow_up_on="2026-03-11")
    say("Before we asked", on="2026-03-11", time=dt.time(9), zone=MANILA, direction="in")
    assert list(Message.objects.overdue()) == [asked]
    say("Their answer", on="2026-03-11", time=dt.time(12), zone=MANILA, direction="in")
    assert not Message.objects.overdue().exists()


def test_without_an_hour_the_order_of_entry_decides_within_a_day(lettered, say):
    say("Their mail", on="2026-03-11", time=dt.time(15, 30), direction="in")
    say("Our call", on="2026-03-11")
    assert not whose_turn(lettered).for_us
    say("They called back", on="2026-03-11", direction="in")
    assert whose_turn(lettered).for_us


def test_what_was_entered_before_noon_was_before_noon(lettered, say):
    with on(dt.date(2026, 3, 12), hour=15):  # eight in the morning
        say("Our call", on="2026-03-12")
    say("Their mail", on="2026-03-12", time=dt.time(9, 5), direction="in")
    assert whose_turn(lettered).for_us


def test_a_corrected_date_moves_the_moment(lettered, say):
    say("Theirs", on="2026-03-05", direction="in")
    ours = say("Ours", on="2026-03-04")
    assert whose_turn(lettered).for_us
    ours.on = dt.date(2026, 3, 6)
    ours.save_if_unchanged(seen=ours.version, fields=["on"])
    assert not whose_turn(lettered).for_us


# -- on the pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["log/", ""])
def test_both_pages_say_whose_turn_it_is(client, sign_in, staff, waiting, path):
    with on(dt.date(2026, 4, 22)):
        page = sign_in(client, staff).get(f"/proposals/{waiting.pk}/correspondence/{path}").content.decode()
    assert f"{SINCE}, 41 days" in page and "Draft a reminder" in page


def test_whoever_only_reads_is_offered_no_reminder(client, sign_in, waiting):
    Proposal.objects.update(submitted_at=clock.now())
    page = sign_in(client, person("councillor")).get(f"/proposals/{waiting.pk}/correspondence/log/")
    assert (SINCE in page.content.decode(), "Draft a reminder" in page.content.decode()) == (True, False)


def test_over_all_files_the_longest_wait_comes_first(waiting, say, staff, cao):
    from twinning.testing.files import file_in_correspondence

    other = file_in_correspondence(staff=staff, cao=cao)
    theirs = Correspondence.objects.create(proposal=other)
    say("Asked", record=theirs, on="2026-02-01", follow_up_on="2026-03-01")
    say("They wrote", on="2026-02-15", direction="in")
    seen = Proposal.objects.all()
    with on(dt.date(2026, 4, 22)):
        assert [str(line.wait) for line in waits_for_them(seen)] == [
            "Waiting for Mazatlán since 1 February 2026, 80 days",
            f"{SINCE}, 41 days",
        ]
        assert [str(line.wait) for line in waits_for_us(seen)] == [
            "Mazatlán waits for our answer since 15 February 2026, 66 days"
        ]
        assert [str(line.wait) for line in to_ask_again(seen)] == [
            "Ask Mazatlán again since 1 March 2026, 52 days"
        ]
    assert (waits_for_them(Proposal.objects.none()), waits_for_us(Proposal.objects.none())) == ([], [])


def test_closed_files_are_not_on_the_desk(waiting, say, staff):
    say("They wrote", on="2026-02-15", direction="in", follow_up_on="2026-02-20")
    move(waiting, Phase.CLOSED, by=staff, turn=Turn.NOBODY, why="Over.")
    seen = Proposal.objects.all()
    assert (waits_for_them(seen), waits_for_us(seen), to_ask_again(seen)) == ([], [], [])


@pytest.mark.parametrize(("role", "asks"), [("staff", True), ("clerk", True), ("councillor", False)])
def test_the_desk_tells_of_both_and_of_what_is_to_be_asked_again(client, sign_in, say, waiting, role, asks):
    Proposal.objects.update(submitted_at=clock.now())
    say("Asked", on="2026-02-15", follow_up_on="2026-03-01")
    with on(dt.date(2026, 4, 22)):
        page = sign_in(client, person(role)).get(reverse("dashboard:desk")).content.decode()
    assert ("Waiting for Mazatlán" in page, "Ask Mazatlán again" in page) == (True, asks)


def test_the_desk_takes_the_same_queries_for_many_files(client, sign_in, staff, cao, say, waiting):
    def more(n):
        for at in range(n):
            proposal = Proposal.objects.create(
                reference=f"N{at}-{n}", community=waiting.community, opened_by=staff
            )
            record = Correspondence.objects.create(proposal=proposal)
            say("Asked", record=record, on="2026-02-01", follow_up_on="2026-03-01")
            other = Proposal.objects.create(
                reference=f"M{at}-{n}", community=waiting.community, opened_by=staff
            )
            theirs = Correspondence.objects.create(proposal=other)
            say("They wrote", record=theirs, on="2026-02-01", direction="in")

    more(3)
    few = queries(sign_in(client, staff), reverse("dashboard:desk"))
    more(45)
    assert queries(client, reverse("dashboard:desk")) == few
