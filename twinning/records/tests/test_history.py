"""The history: one chain, in whatever order people write; the database refuses to rewrite it, and damage is found."""

import datetime as dt
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy

from twinning import clock
from twinning.records import history, triggers
from twinning.records.models import ChainHead, Event, Remark
from twinning.records.tests.conftest import at_once
from twinning.testing.factories import person

history.sentences(
    {
        "tests.tried": gettext_lazy("Tried something"),
        "tests.counted": gettext_lazy("Counted to %(number)d"),
        "tests.until": gettext_lazy("Until %(on)s"),
    }
)

MOMENT = dt.datetime(2026, 5, 11, 15, 30, 1, 234567, tzinfo=dt.UTC)


@pytest.fixture
def five(staff) -> list[Event]:
    """A short history."""
    return [history.record(staff, "tests.counted", by=staff, number=number) for number in range(1, 6)]


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def behind_its_back(*statements: str) -> None:
    """What somebody does who may write to the database file, past the application."""
    triggers.drop(connection)
    for statement in statements:
        sql(statement)
    triggers.create(connection)


# -- Writing ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_event_says_who_did_what_to_what_and_when(staff, clerk):
    with clock.at(MOMENT):
        event = history.record(clerk, "tests.counted", by=staff, remark="Because.", number=3)
    kept = Event.objects.get()
    assert (kept.seq, kept.at, kept.actor, kept.subject, kept.facts) == (
        1,
        MOMENT,
        staff,
        clerk,
        {"number": 3},
    )
    assert (kept.remark.text, history.sentence(kept), kept.hash) == ("Because.", "Counted to 3", event.hash)


@pytest.mark.django_db
def test_each_event_carries_the_hash_of_the_one_before(five):
    events = list(Event.objects.order_by("seq"))
    assert [event.seq for event in events] == [1, 2, 3, 4, 5]
    assert [event.previous_hash for event in events] == ["0" * 64] + [event.hash for event in events[:-1]]
    assert list(history.verify()) == []


@pytest.mark.django_db
def test_what_was_said_reads_the_same_from_the_database(staff):
    facts = {
        "words": "Mazatlán · 日本 · עברית · 👍 \"'\\",
        "day": dt.date(2026, 5, 11),
        "moment": MOMENT,
        "amount": Decimal("12.50"),
        "share": 0.5,
        "many": 10**18,
        "list": [1, {"deep": None}],
        "nothing": None,
    }
    history.record(staff, "tests.tried", by=None, **facts)
    assert list(history.verify()) == []
    assert Event.objects.get().facts["amount"] == "12.50"


@pytest.mark.django_db
def test_the_history_of_things_together_is_told_newest_first(staff, clerk, five):
    history.record(clerk, "tests.tried", by=clerk)
    assert [event.seq for event in Event.objects.about(staff, clerk)] == [6, 5, 4, 3, 2, 1]
    assert [event.seq for event in Event.objects.about(clerk)] == [6]
    assert list(Event.objects.about()) == []


@pytest.mark.django_db
def test_a_verb_without_a_sentence_is_not_recorded(staff):
    with pytest.raises(KeyError):
        history.record(staff, "tests.painted", by=staff)
    assert (Event.objects.count(), ChainHead.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_what_did_not_happen_is_not_in_the_history(staff, five):
    """An action that fails takes its event along, and leaves no gap."""
    with transaction.atomic():
        history.record(staff, "tests.tried", by=staff, remark="Nobody reads this.")
        transaction.set_rollback(True)
    assert history.record(staff, "tests.tried", by=staff).seq == 6
    assert (Remark.objects.count(), list(history.verify())) == (0, [])


THREADS, APPENDS = 6, 20


def test_six_people_at_once_leave_no_gap(shared_database):
    subject = person()

    def write() -> list[int]:
        return [history.record(subject, "tests.tried", by=None).seq for _time in range(APPENDS)]

    given = at_once(THREADS, write)
    assert sorted(seq for seqs in given for seq in seqs) == list(range(1, THREADS * APPENDS + 1))
    assert list(history.verify()) == []


# -- Not rewriting -------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_event SET verb = 'tests.painted' WHERE seq = 3",
        "UPDATE records_event SET hash = hash",
        "DELETE FROM records_event WHERE seq = 5",
        "DELETE FROM records_event",
    ],
)
def test_the_database_refuses_to_rewrite_history(five, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(statement)
    assert Event.objects.count() == 5
    assert list(history.verify()) == []


@pytest.mark.django_db
def test_the_database_refuses_to_empty_the_history(five):
    if connection.vendor == "sqlite":
        assert triggers.missing(connection) == set()  # it has no TRUNCATE: DELETE above is all there is
        return
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql("TRUNCATE records_event CASCADE")
    assert Event.objects.count() == 5


@pytest.mark.django_db
def test_python_cannot_rewrite_it_either(five):
    event = five[2]
    event.verb = "tests.tried"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(seq=2).update(verb="tests.tried")
    assert list(history.verify()) == []


@pytest.mark.django_db
def test_without_its_triggers_it_could_be_rewritten(five):
    """The twin: it is the triggers that refuse."""
    triggers.drop(connection)
    sql("DELETE FROM records_event WHERE seq = 5")
    assert Event.objects.count() == 4


# -- Finding damage ---------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (["UPDATE records_event SET verb = 'tests.tried' WHERE seq = 3"], ["Event 3 was changed after it was written."]),
        (["UPDATE records_event SET facts = '{}' WHERE seq = 1"], ["Event 1 was changed after it was written."]),
        (["UPDATE records_event SET actor_id = NULL WHERE seq = 5"], ["Event 5 was changed after it was written."]),
        (["UPDATE records_event SET object_id = 0 WHERE seq = 2"], ["Event 2 was changed after it was written."]),
        (
            ["UPDATE records_event SET at = '2019-01-01 00:00:00+00:00' WHERE seq = 2"],
            ["Event 2 was changed after it was written."],
        ),
        (
            ["DELETE FROM records_event WHERE seq IN (2, 3)"],
            ["Between event 1 and event 4 rows are missing.", "Event 4 does not follow the one before it."],
        ),
        (
            ["DELETE FROM records_event WHERE seq = 1"],
            ["Between event 0 and event 2 rows are missing.", "Event 2 does not follow the one before it."],
        ),
        (["DELETE FROM records_event WHERE seq = 5"], ["The chain ends at event 4, but event 5 was written last."]),
        (["DELETE FROM records_event"], ["The chain ends at event 0, but event 5 was written last."]),
        (["UPDATE records_chainhead SET hash = ''"], ["The chain ends at event 5 with another hash than the one that was written last."]),
        (["DELETE FROM records_chainhead"], ["The chain ends at event 5, but event 0 was written last."]),
    ],
)  # fmt: skip
def test_damage_is_found_and_located(five, damage, found):
    behind_its_back(*damage)
    assert list(history.verify()) == found


@pytest.mark.django_db
def test_a_forged_row_with_a_hash_of_its_own_breaks_the_chain_after_it(five):
    forged = five[2]
    forged.verb = "tests.tried"
    forged.hash = history.seal(forged)
    behind_its_back(f"UPDATE records_event SET verb = 'tests.tried', hash = '{forged.hash}' WHERE seq = 3")
    assert list(history.verify()) == ["Event 4 does not follow the one before it."]


@pytest.mark.django_db
def test_a_row_put_in_at_the_end_is_found(staff, five):
    forged = Event(
        seq=6, at=MOMENT, actor=staff, content_type=five[0].content_type, object_id=staff.pk, verb="tests.tried", previous_hash=five[4].hash
    )  # fmt: skip
    forged.hash = history.seal(forged)
    forged.save(force_insert=True)
    assert list(history.verify()) == ["The chain ends at event 6, but event 5 was written last."]


# -- The command --------------------------------------------------------------------------------------


def verify_history() -> tuple[int, str]:
    """How the command ends, and what it says."""
    said = StringIO()
    try:
        call_command("verify_history", stdout=said, no_color=True)
    except SystemExit as end:
        return int(end.code), said.getvalue()
    return 0, said.getvalue()


@pytest.mark.django_db
def test_the_command_says_that_all_is_well_and_gives_the_hash_to_keep(five):
    status, words = verify_history()
    assert (status, words.splitlines()[0]) == (0, "The history is whole: 5 events.")
    assert five[4].hash in words


@pytest.mark.django_db
def test_the_command_checks_a_history_that_has_not_begun():
    assert verify_history()[0] == 0
    assert ChainHead.objects.count() == 0


@pytest.mark.django_db
def test_the_command_ends_with_one_and_says_what_is_broken(five):
    behind_its_back("UPDATE records_event SET verb = 'tests.tried' WHERE seq = 3")
    assert verify_history() == (1, "Event 3 was changed after it was written.\n")


@pytest.mark.django_db
def test_the_command_misses_the_triggers(five):
    triggers.drop(connection)
    status, words = verify_history()
    assert (status, "its triggers are missing or switched off" in words) == (1, True)


@pytest.mark.django_db
def test_the_command_finds_triggers_that_are_only_switched_off(five):
    """As a restore leaves them, from a dump made while they were off."""
    if connection.vendor == "sqlite":
        sql("DROP TRIGGER event_no_delete")
    else:
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql("ALTER TABLE records_event DISABLE TRIGGER event_no_change")
    assert verify_history()[0] == 1


@pytest.mark.django_db
def test_a_date_among_the_facts_is_told_as_a_reader_writes_it(staff):
    event = history.record(staff, "tests.until", by=staff, on=dt.date(2026, 3, 12))
    assert history.sentence(event) == "Until 12 March 2026"
