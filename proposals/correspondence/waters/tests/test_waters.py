"""Testing the waters: programmes, visits without the mayors, and what came of them."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from proposals.correspondence.models import Correspondence, Delegate, Delegation, Pilot
from proposals.correspondence.waters import actions, mayors, reading
from proposals.lifecycle import MoveRefused
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.municipality.versions import ChangedMeanwhile
from twinning.records.models import Event
from twinning.testing.factories import person
from twinning.testing.files import file_in_correspondence, queries

pytestmark = pytest.mark.django_db

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 12)


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield


@pytest.fixture
def file(staff, cao):
    return file_in_correspondence(staff=staff, cao=cao)


@pytest.fixture
def writer(client, sign_in, staff):
    return sign_in(client, staff)


def url(name: str, file: Proposal, *more: Any) -> str:
    return reverse(f"correspondence:{name}", args=[file.pk, *more])


def gap(file: Proposal) -> list[str]:
    return Correspondence.of(Proposal.objects.get(pk=file.pk)).lacks()["waters"]


def programme(file: Proposal, by: Any, **more: Any) -> Pilot:
    pilot = Pilot(**({"title": "Pen pals of two schools", "starts": dt.date(2026, 1, 12)} | more))
    actions.add_pilot(file, pilot, by=by)
    return pilot


def visit(file: Proposal, by: Any, *names: str, **more: Any) -> Delegation:
    delegation = Delegation(**({"purpose": "Look at the market halls", "starts": dt.date(2026, 2, 2)} | more))
    actions.add_delegation(file, delegation, [Delegate(name=name) for name in names], by=by)
    return delegation


PILOT = {
    "kind": "pen_pals", "title": "Pen pals", "people": "Grade 6 and Escuela Benito Juárez", "starts": "2026-01-12",
    "ends": "", "people_here": "24", "people_there": "26", "cost": "1,200.50", "cost_currency": "cad", "funding": "PTA",
}  # fmt: skip
VISIT = {
    "direction": "out", "purpose": "See the market halls", "starts": "2026-02-02", "ends": "2026-02-06",
    "place": "Mazatlán", "interpreter": "", "cost": "", "cost_currency": "CAD", "funding": "",
}  # fmt: skip
ONE, TWO = "10000000-1000-4000-8000-000000000001", "10000000-1000-4000-8000-000000000002"


def lines(**named: tuple[str, str]) -> dict[str, Any]:
    """The members as the form sends them: key -> name and office."""
    found: dict[str, Any] = {"members-key": list(named)}
    for key, (name, office) in named.items():
        found |= {
            f"members-{key}-name": name,
            f"members-{key}-office": office,
            f"members-{key}-organisation": "",
        }
    return found


# -- programmes --------------------------------------------------------------------------------


def test_a_programme_is_entered_and_the_gate_asks_for_its_result(writer, staff, file):
    assert writer.post(url("new_pilot", file), PILOT).url == url("waters", file)
    pilot = Pilot.objects.get()
    assert (pilot.cost, pilot.cost_currency, pilot.people_there, pilot.by) == (
        Decimal("1200.50"), "CAD", 26, staff,
    )  # fmt: skip
    assert Event.objects.latest("seq").verb == "pilot.added"
    assert gap(file) == [
        "Give a pilot programme with its result or a visit with its report, or say why there was none."
    ]
    page = writer.get(url("waters", file)).content.decode()
    assert "Under way" in page
    assert "CA$1,200.50" in page or "$1,200.50" in page
    assert "24 here, 26 there" in page


def test_its_result_closes_the_gate(writer, file, staff):
    pilot = programme(file, staff)
    data = {"version": 1, "result": "Twenty letters each way; six went unanswered.", "cost_currency": "CAD"}
    assert writer.post(url("pilot_result", file, pilot.pk), data).status_code == 302
    assert gap(file) == []
    assert Event.objects.latest("seq").verb == "pilot.result"
    assert "Twenty letters each way" in writer.get(url("waters", file)).content.decode()


def test_a_correction_says_what_it_was_before(writer, file, staff):
    pilot = programme(file, staff, result="Good.")
    data = PILOT | {"version": 1, "title": "Pen pals of three schools"}
    writer.post(url("correct_pilot", file, pilot.pk), data)
    event = Event.objects.latest("seq")
    assert event.verb == "pilot.corrected"
    assert "programme: Pen pals of two schools" in event.remark.text
    assert "Pen pals" not in str(event.facts)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("people_here", "twelve", "This number cannot be read."),
        ("people_here", "12 students", "This number cannot be read."),
        ("people_here", "-3", "There cannot be fewer than none."),
        ("people_here", "1e9", "This number cannot be read."),
        ("people_there", "9999999999", "This is more people than can take part."),
        ("cost", "1.000,5", "This amount cannot be read."),
        ("cost", "-3", "An amount cannot be less than zero."),
        ("cost_currency", "XQQ", "“XQQ” is not a currency."),
        ("ends", "2025-12-31", "The last day is before the first."),
        ("starts", "0026-01-12", "The year of this date cannot be right."),
        ("title", "", "This is missing."),
        ("title", "x" * 201, "200"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_kept(writer, file, field, typed, words):
    answer = writer.post(url("new_pilot", file), PILOT | {field: typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert typed in page
    assert not Pilot.objects.exists()


def test_a_result_before_it_has_begun_is_refused(writer, file, staff):
    pilot = programme(file, staff, starts=TODAY + dt.timedelta(days=1))
    data = {"version": 1, "result": "Splendid.", "cost_currency": "CAD"}
    answer = writer.post(url("pilot_result", file, pilot.pk), data)
    assert answer.status_code == 422
    assert "nothing can have come of it yet" in answer.content.decode()
    assert "Splendid." in answer.content.decode()
    with pytest.raises(ValidationError, match="nothing can have come of it yet"):
        programme(file, staff, starts=TODAY + dt.timedelta(days=1), result="Splendid.")


def test_a_programme_with_a_result_is_not_moved_into_the_future(writer, file, staff):
    pilot = programme(file, staff, result="Good.")
    answer = writer.post(url("correct_pilot", file, pilot.pk), PILOT | {"version": 1, "starts": "2027-01-01"})
    assert answer.status_code == 422
    assert "nothing can have come of it yet" in answer.content.decode()


def test_of_two_people_the_second_is_told(writer, file, staff):
    pilot = programme(file, staff)
    writer.post(url("correct_pilot", file, pilot.pk), PILOT | {"version": 1, "title": "First"})
    second = writer.post(url("correct_pilot", file, pilot.pk), PILOT | {"version": 1, "title": "Second"})
    page = second.content.decode()
    assert second.status_code == 422
    assert "Somebody else changed this after you opened it" in page
    assert "Programme now reads: First" in page or "programme now reads: First" in page
    assert 'value="Second"' in page
    pilot.refresh_from_db()
    assert pilot.title == "First"


def test_what_was_entered_by_mistake_is_removed_with_a_reason(writer, file, staff):
    pilot = programme(file, staff)
    writer.post(url("remove_pilot", file, pilot.pk), {"version": 1, "why": ""})
    assert Pilot.objects.exists()
    writer.post(url("remove_pilot", file, pilot.pk), {"version": 1, "why": "Entered twice."})
    assert not Pilot.objects.exists()
    event = Event.objects.latest("seq")
    assert (event.verb, event.remark.text) == ("pilot.removed", "Entered twice.")


def test_what_has_a_result_or_was_changed_meanwhile_is_not_removed(file, staff):
    done, changed = programme(file, staff, result="Good."), programme(file, staff, title="Second")
    with pytest.raises(MoveRefused, match="so it stays"):
        actions.remove(file, done, seen=1, by=staff, why="Tidy up.")
    actions.correct(file, Pilot.objects.get(pk=changed.pk), seen=1, fields=["title"], by=staff)
    with pytest.raises(MoveRefused, match="Somebody else has changed this"):
        actions.remove(file, changed, seen=1, by=staff, why="Tidy up.")


def test_a_second_click_enters_nothing_twice(writer, file):
    writer.post(url("new_pilot", file), PILOT)
    writer.post(url("new_pilot", file), PILOT)
    assert Pilot.objects.count() == 1


def test_words_of_any_script_are_kept_and_shown_as_text(writer, file):
    title, people = "ペンパル <script>alert(1)</script> {{ x }}", "مدرسة الملك حسين, Lacombe"
    writer.post(url("new_pilot", file), PILOT | {"title": title, "people": people})
    pilot = Pilot.objects.get()
    assert (pilot.title, pilot.people) == (title, people)
    page = writer.get(url("pilot", file, pilot.pk)).content.decode()
    assert "ペンパル &lt;script&gt;" in page
    assert "<script>alert(1)" not in page


# -- visits ------------------------------------------------------------------------------------


def test_a_visit_is_entered_with_its_members(writer, file):
    data = VISIT | lines(**{ONE: ("M. Lindqvist", "Councillor"), TWO: ("T. Nakagawa", "Farmer")})
    assert writer.post(url("new_delegation", file), data).url == url("waters", file)
    delegation = Delegation.objects.get()
    assert [member.name for member in delegation.members.all()] == ["M. Lindqvist", "T. Nakagawa"]
    page = writer.get(url("delegation", file, delegation.pk)).content.decode()
    assert "M. Lindqvist" in page
    assert "2 members" in writer.get(url("waters", file)).content.decode()


def test_without_script_a_line_more_keeps_what_is_typed_and_saves_nothing(writer, file):
    data = VISIT | lines(**{ONE: ("M. Lindqvist", "Councillor")}) | {"add_row": "members"}
    answer = writer.post(url("new_delegation", file), data)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="M. Lindqvist"' in page
    # The one that was typed, a new one, and the pattern that the script copies.
    assert page.count('name="members-key"') == 3
    assert not Delegation.objects.exists()


def test_members_are_corrected_moved_and_taken_off(writer, file, staff):
    delegation = visit(file, staff, "A", "B", "C")
    a, b, c = (str(member.key) for member in delegation.members.all())
    data = VISIT | lines(**{c: ("C", ""), a: ("A. Smith", ""), b: ("B", "")}) | {f"members-{b}-remove": "on"}
    answer = writer.post(url("correct_delegation", file, delegation.pk), data | {"version": 1})
    assert answer.status_code == 302
    assert [member.name for member in delegation.members.all()] == ["C", "A. Smith"]
    event = Event.objects.latest("seq")
    assert event.verb == "delegation.corrected"
    assert "members" in event.facts["fields"]
    assert "Smith" not in str(event.facts)


def test_members_that_only_change_places_are_kept_in_the_new_order(writer, file, staff):
    delegation = visit(file, staff, "A", "B")
    a, b = (str(member.key) for member in delegation.members.all())
    data = VISIT | lines(**{b: ("B", ""), a: ("A", "")}) | {"version": 1}
    writer.post(url("correct_delegation", file, delegation.pk), data)
    assert [member.name for member in delegation.members.all()] == ["B", "A"]


def test_a_member_without_a_name_is_refused_and_kept(writer, file):
    answer = writer.post(url("new_delegation", file), VISIT | lines(**{ONE: ("", "Councillor")}))
    assert answer.status_code == 422
    assert 'value="Councillor"' in answer.content.decode()
    assert not Delegation.objects.exists()


def test_of_two_people_at_one_visit_the_second_learns_who_goes_now(writer, file, staff):
    delegation = visit(file, staff, "A")
    data = VISIT | {"version": 1}
    writer.post(
        url("correct_delegation", file, delegation.pk), data | lines(**{ONE: ("Replacement", "Councillor")})
    )
    second = writer.post(url("correct_delegation", file, delegation.pk), data | lines(**{TWO: ("Mine", "")}))
    page = second.content.decode()
    assert second.status_code == 422
    assert "The members there now: Replacement" in page
    assert 'value="Mine"' in page
    assert [member.name for member in delegation.members.all()] == ["Replacement"]
    with pytest.raises(ChangedMeanwhile):
        actions.correct_delegation(file, delegation, [], seen=1, fields=[], by=staff)


@pytest.mark.parametrize(
    ("name", "office", "is_mayor"),
    [
        ("A. Beaulieu", "", True),
        ("E. Ruiz", "Presidente Municipal de Mazatlán", True),
        ("E. Ruiz", "The Mayor of Mazatlán", True),
        ("佐藤", "市長", True),
        ("J. Okafor", "Deputy Mayor", False),
        ("J. Okafor", "Mayor’s office", False),
        ("J. Okafor", "Assistant to the mayor", False),
        ("Mayor Smith", "Farmer", False),
    ],
)
def test_a_mayor_is_known_by_the_office_or_the_name(name, office, is_mayor):
    member = Delegate(name=name, office=office)
    assert mayors.named([member]) == ([member] if is_mayor else [])


def test_a_visit_of_a_mayor_is_kept_with_a_hint(writer, file):
    data = VISIT | lines(**{ONE: ("A. Beaulieu", "Mayor")})
    page = writer.post(url("new_delegation", file), data, follow=True).content.decode()
    delegation = Delegation.objects.get()
    assert "A. Beaulieu: a visit of a mayor." in page
    assert (
        "This delegation names a mayor:"
        in writer.get(url("delegation", file, delegation.pk)).content.decode()
    )


def test_a_report_is_words_or_a_file_or_both(writer, file, staff):
    delegation = visit(file, staff)
    data = {"version": 1, "report": "", "cost": "3,400", "cost_currency": "MXN"}
    upload = SimpleUploadedFile("informe.txt", "Informe de la visita, 6 páginas.".encode())
    assert (
        writer.post(url("delegation_report", file, delegation.pk), data | {"file": upload}).status_code == 302
    )
    assert gap(file) == []
    assert Event.objects.latest("seq").verb == "delegation.result"
    page = writer.get(url("delegation", file, delegation.pk)).content.decode()
    assert "informe.txt" in page
    sent = writer.get(url("delegation_file", file, delegation.pk))
    assert b"".join(sent.streaming_content).startswith(b"Informe")
    # The file goes again where it was the wrong one.
    writer.post(
        url("delegation_report", file, delegation.pk), data | {"version": 2, "take_off": "on", "report": ""}
    )
    delegation.refresh_from_db()
    assert delegation.report_file is None
    assert gap(file) != []


def test_a_report_before_the_visit_and_a_file_that_is_none_are_refused(writer, file, staff):
    later = visit(file, staff, starts=TODAY + dt.timedelta(days=3))
    answer = writer.post(
        url("delegation_report", file, later.pk), {"version": 1, "report": "Fine.", "cost_currency": "CAD"}
    )
    assert answer.status_code == 422
    assert "nothing can have come of it yet" in answer.content.decode()
    been = visit(file, staff)
    wrong = SimpleUploadedFile("report.pdf", b"not a pdf")
    answer = writer.post(
        url("delegation_report", file, been.pk),
        {"version": 1, "report": "Long words.", "cost_currency": "CAD", "file": wrong},
    )
    assert answer.status_code == 422
    assert "The file is not what its name says." in answer.content.decode()
    assert "Long words." in answer.content.decode()


def test_a_report_can_be_kept_without_a_page(file, staff):
    delegation = visit(file, staff, "A")
    actions.report_delegation(
        file,
        delegation,
        seen=1,
        fields=[],
        by=staff,
        file=ContentFile(b"They met the farmers' market.", name="report.txt"),
    )
    assert Delegation.objects.get().has_outcome


def test_a_visit_that_is_removed_takes_its_members_with_it(file, staff):
    actions.remove(file, visit(file, staff, "A"), seen=1, by=staff, why="Never planned.")
    assert not Delegate.objects.exists()


# -- the page ----------------------------------------------------------------------------------


def test_amounts_in_different_currencies_are_not_added(file, staff):
    programme(file, staff, cost=Decimal("1200.50"))
    programme(file, staff, cost=Decimal(300), cost_currency="CAD", people_here=12, people_there=15)
    visit(file, staff, "A", cost=Decimal(8_000), cost_currency="MXN")
    room = reading.room(Correspondence.of(file))
    assert [sum_.lstrip("CAMX") for sum_ in room.costs] == ["$1,500.50", "$8,000"]
    assert room.people == "12 here, 15 there"


def test_each_stands_where_its_dates_put_it(file, staff):
    programme(file, staff, title="Done", result="Good.", starts=dt.date(2026, 1, 1))
    programme(file, staff, title="Over", starts=dt.date(2026, 1, 2), ends=dt.date(2026, 2, 1))
    visit(file, staff, purpose="Going on", starts=dt.date(2026, 1, 3))
    programme(file, staff, title="Planned", starts=dt.date(2026, 9, 1))
    programme(file, staff, title="Undated", starts=None)
    room = reading.room(Correspondence.of(file))
    assert [(line.what, line.state) for line in room.open] == [
        ("Over", "waiting"), ("Going on", "under_way"), ("Planned", "planned"), ("Undated", "under_way"),
    ]  # fmt: skip
    assert [line.what for line in room.done] == ["Done"]


def test_the_page_is_empty_and_says_what_to_do(writer, file):
    assert "Nothing has been tried yet." in writer.get(url("waters", file)).content.decode()


def test_a_waiver_takes_the_place_of_a_test(writer, file):
    writer.post(url("edit", file, "waters"), {"waiver": "Both cities know each other for ten years."})
    record = Correspondence.of(Proposal.objects.get(pk=file.pk))
    assert record.gaps()["waters"] == []
    assert "Both cities know each other" in writer.get(url("waters", file)).content.decode()


def test_the_page_takes_the_same_queries_for_three_and_forty_five(writer, file, staff):
    for number in range(3):
        programme(file, staff, title=f"P {number}")
    visit(file, staff, "A")
    few = queries(writer, url("waters", file))
    for number in range(42):
        programme(file, staff, title=f"Q {number}", result="Good." if number % 2 else "")
        visit(file, staff, "A", "B", purpose=f"V {number}")
    assert queries(writer, url("waters", file)) == few


@pytest.mark.parametrize("role", ["clerk", "cao"])
def test_all_of_administration_keep_visits_and_programmes(client, sign_in, file, role):
    sign_in(client, person(role))
    assert url("new_pilot", file) in client.get(url("waters", file)).content.decode()
    client.post(url("new_pilot", file), PILOT)
    assert Pilot.objects.get().title == "Pen pals"


@pytest.mark.parametrize("role", ["councillor", "mayor"])
def test_others_read_and_do_not_write(client, sign_in, file, staff, role):
    pilot, delegation = programme(file, staff), visit(file, staff, "A")
    sign_in(client, person(role))
    page = client.get(url("waters", file))
    assert page.status_code == 200
    assert url("new_pilot", file) not in page.content.decode()
    for name, args in (
        ("new_pilot", ()), ("correct_pilot", (pilot.pk,)), ("pilot_result", (pilot.pk,)), ("new_delegation", ()),
        ("correct_delegation", (delegation.pk,)), ("delegation_report", (delegation.pk,)),
    ):  # fmt: skip
        assert client.get(url(name, file, *args)).status_code == 403
    assert client.get(url("pilot", file, pilot.pk)).status_code == 200
    assert client.get(url("delegation", file, delegation.pk)).status_code == 200


def test_a_programme_is_found_in_its_own_file_only(writer, file, staff, cao):
    other = file_in_correspondence(staff=staff, cao=cao)
    pilot = programme(other, staff)
    assert writer.get(url("pilot", file, pilot.pk)).status_code == 404
    assert writer.get(url("pilot_result", file, pilot.pk)).status_code == 404
