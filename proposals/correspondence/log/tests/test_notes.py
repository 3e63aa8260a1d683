"""Notes among ourselves: who reads them, and that nobody more ever does."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from committees.models import Committee, Membership
from proposals.correspondence.log import actions
from proposals.correspondence.models import Note
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.records.models import Event
from twinning.testing.factories import person
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db
INSIDE, SHARED = "Their secretary is difficult", "The bridge is closed in May"
ADMINISTRATION = ["staff", "cao", "clerk"]
OTHERS = ["mayor", "councillor", "administrator", "committee"]


@pytest.fixture
def notes(lettered, staff):
    """One for administration, one for all readers of the file."""
    made = []
    for audience, text in (("internal", INSIDE), ("file", SHARED)):
        note = Note(audience=audience, text=text)
        actions.write_note(lettered, note, by=staff)
        made.append(note)
    return made


@pytest.fixture
def address(lettered):
    return f"/proposals/{lettered.pk}/correspondence/notes/"


@pytest.fixture
def reader(lettered):
    def found(role):
        user = person(role)
        committee = Committee.objects.create(name="Twinning committee", formed_on="2025-11-01")
        Membership.objects.create(committee=committee, user=user, name=user.name, starts=dt.date(2025, 11, 1))
        Proposal.objects.filter(pk=lettered.pk).update(committee=committee, submitted_at=clock.now())
        return user

    return found


@pytest.mark.parametrize("role", ADMINISTRATION + OTHERS)
def test_who_reads_what(client, sign_in, reader, address, notes, role):
    page = sign_in(client, reader(role)).get(address).content.decode()
    assert (INSIDE in page, SHARED in page) == (role in ADMINISTRATION, True)


@pytest.mark.parametrize("role", OTHERS)
def test_internal_notes_show_nowhere_else(client, sign_in, reader, lettered, notes, role):
    sign_in(client, reader(role))
    file = f"/proposals/{lettered.pk}/"
    for path in (
        "",
        "history/",
        "correspondence/",
        "correspondence/check/",
        "correspondence/log/",
        "correspondence/log/table.csv",
    ):
        answer = client.get(f"{file}{path}")
        assert (answer.status_code, INSIDE in answer.content.decode()) == (200, False)
    assert client.get(f"{file}correspondence/notes/{notes[0].pk}/").status_code == 403


def test_what_was_noted_is_no_part_of_the_history_that_others_read(lettered, notes):
    assert not Event.objects.about(lettered).filter(verb__startswith="note.").exists()
    assert Event.objects.about(notes[0]).get().facts == {"audience": "internal"}


def test_the_page_says_who_reads_each(client, sign_in, staff, address, notes):
    page = sign_in(client, staff).get(address).content.decode()
    assert "Administration only" in page and "Everybody who may read this file" in page
    assert "note-internal" in page and "note-file" in page


def test_a_new_note_is_internal_by_default(client, sign_in, staff, address):
    form = sign_in(client, staff).get(f"{address}new/").context["form"]
    assert form["audience"].value() == "internal"
    assert (
        client.post(f"{address}new/", {"text": "Call on Monday", "audience": "internal"}).status_code == 302
    )
    assert Note.objects.get().audience == "internal"


def change(client, address, note, **more):
    return client.post(
        f"{address}{note.pk}/",
        {"version": note.version, "text": note.text, "audience": note.audience} | more,
    )


def test_it_can_be_made_for_fewer(client, sign_in, staff, address, notes):
    assert change(sign_in(client, staff), address, notes[1], audience="internal").status_code == 302
    assert Note.objects.get(pk=notes[1].pk).audience == "internal"


@pytest.mark.parametrize("text", [INSIDE, "Other words"])
def test_it_is_never_made_for_more(client, sign_in, staff, address, notes, text):
    answer = change(sign_in(client, staff), address, notes[0], audience="file", text=text)
    stands = Note.objects.get(pk=notes[0].pk)
    assert (answer.status_code, stands.audience, stands.text) == (422, "internal", INSIDE)
    assert "stays so" in str(answer.context["form"].errors)


def test_the_action_refuses_it_too(staff, notes):
    notes[0].audience = "file"
    with pytest.raises(ValidationError, match="administration only"):
        actions.edit_note(notes[0], seen=1, fields=["audience"], by=staff)
    # Even where the field is not among those that are said to have changed.
    with pytest.raises(ValidationError):
        actions.edit_note(notes[0], seen=1, fields=["text"], by=staff)
    assert Note.objects.get(pk=notes[0].pk).audience == "internal"


def test_what_a_colleague_has_narrowed_is_not_widened_by_an_older_form(
    client, sign_in, staff, address, notes
):
    shared = notes[1]
    change(sign_in(client, staff), address, shared, audience="internal")
    answer = change(client, address, shared, text="Newer words", audience="file")
    stands = Note.objects.get(pk=shared.pk)
    assert (answer.status_code, stands.audience, stands.text) == (422, "internal", SHARED)


def test_of_two_who_change_one_note_the_second_is_told(client, sign_in, staff, address, notes):
    change(sign_in(client, staff), address, notes[0], text="First")
    answer = change(client, address, notes[0], text="Second")
    page = answer.content.decode()
    assert (answer.status_code, "Second" in page, "First" in page) == (422, True, True)
    assert Note.objects.get(pk=notes[0].pk).text == "First"


def test_what_it_said_before_stays_with_the_note(client, sign_in, staff, address, notes):
    change(sign_in(client, staff), address, notes[0], text="Kinder words")
    page = client.get(f"{address}{notes[0].pk}/").content.decode()
    assert INSIDE in page and "Changed the note: note" in page


@pytest.mark.parametrize("text", ["", "   ", "x" * 5_001, "a\x00b"])
def test_what_cannot_be_kept_is_said_and_not_lost(client, sign_in, staff, address, notes, text):
    answer = change(sign_in(client, staff), address, notes[0], text=text)
    assert (answer.status_code, Note.objects.get(pk=notes[0].pk).text) == (422, INSIDE)


def test_5000_characters_of_any_script_are_kept(client, sign_in, staff, address):
    sign_in(client, staff).post(f"{address}new/", {"text": "町" * 5_000, "audience": "internal"})
    assert Note.objects.get().text == "町" * 5_000


def test_markup_is_shown_as_text(client, sign_in, staff, address):
    sign_in(client, staff).post(f"{address}new/", {"text": "<script>alert(1)</script>", "audience": "file"})
    page = client.get(address).content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert(1)" not in page


@pytest.mark.parametrize("role", OTHERS)
def test_others_write_none(client, sign_in, reader, address, notes, role):
    sign_in(client, reader(role))
    assert client.post(f"{address}new/", {"text": "x", "audience": "file"}).status_code == 403
    assert change(client, address, notes[1], text="x").status_code == 403
    assert Note.objects.count() == 2


def test_the_number_of_queries_does_not_grow_with_the_notes(client, sign_in, staff, lettered, address, notes):
    few = queries(sign_in(client, staff), address)
    for n in range(30):
        actions.write_note(lettered, Note(text=f"Note {n}"), by=staff)
    assert queries(client, address) == few
