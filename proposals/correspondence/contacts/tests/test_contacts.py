"""The people on both sides: the rule of consent, confirming, leaving, who sees what, and what the gate says."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from committees.models import Committee, Membership
from proposals.correspondence.contacts import actions
from proposals.correspondence.contacts.models import (
    BASIS_MISSING,
    CONSENT_UNDATED,
    HALF_THE_HOURS,
    HOURS_BACKWARDS,
    HOURS_WITHOUT_ZONE,
    PUBLISHED_NOWHERE,
)
from proposals.correspondence.models import Contact, Correspondence
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.models import Proposal, SectionState
from twinning import clock
from twinning.municipality.versions import ChangedMeanwhile
from twinning.records import history
from twinning.records.models import Event
from twinning.testing import world
from twinning.testing.factories import file_in, person
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 12)
HERE, THERE = Contact.Side
Place, Basis = Contact.Place, Contact.Basis


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield


@pytest.fixture
def file(staff):
    return file_in(Phase.CORRESPONDENCE, by=staff)


@pytest.fixture
def elena(file, staff):
    return named(file, staff)


def named(file, by, **more) -> Contact:
    facts = {
        "side": THERE,
        "place": Place.MAYOR,
        "name": "Ruiz Osuna, Elena",
        "language": "es",
        "email": "elena.ruiz@mazatlan.example",
        "phone": "+52 669 915 8000",
        "postal_address": "Ángel Flores s/n, Centro",
        "basis": Basis.CONSENT,
        "consent_on": dt.date(2026, 3, 2),
        "consent_how": "Her e-mail of that day",
    }
    contact = Contact(**(facts | more))
    actions.add(file, contact, by=by)
    return contact


def page(file, *rest) -> str:
    return f"/proposals/{file.pk}/correspondence/contacts/" + "".join(f"{part}/" for part in rest)


def typed(**more) -> dict[str, str]:
    facts = {
        "side": "there",
        "place": "mayor",
        "name": "Ruiz Osuna, Elena",
        "native_name": "",
        "honorific": "Lic.",
        "office": "International Relations",
        "native_office": "Relaciones Internacionales",
        "salutation": "Estimada licenciada Ruiz:",
        "language": "es",
        "email": "",
        "phone": "",
        "postal_address": "",
        "zone": "America/Mazatlan",
        "reachable_from": "",
        "reachable_to": "",
        "in_office_from": "",
        "in_office_to": "",
        "basis": "",
        "consent_on": "",
        "consent_how": "",
    }
    return facts | more


def everything() -> list:
    return [
        list(Contact.objects.order_by("pk").values()),
        list(Correspondence.objects.values()),
        list(SectionState.objects.values()),
        Event.objects.count(),
    ]


def last_words() -> str:
    return history.sentence(Event.objects.latest("seq"))


def words_of(answer) -> str:
    return " ".join(" ".join(answer.content.decode().split()).split("<main")[1:])


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


# -- entering ---------------------------------------------------------------------------


def test_a_contact_is_kept_confirmed_today_and_the_history_names_nobody(client, sign_in, staff, file):
    answer = sign_in(client, staff).post(page(file, "new"), typed(signs="on"))
    assert (answer.status_code, answer.url) == (302, page(file) + "#there")
    contact = Contact.objects.get()
    assert (contact.name, contact.native_office, contact.signs) == (
        "Ruiz Osuna, Elena",
        "Relaciones Internacionales",
        True,
    )
    assert (contact.confirmed_on, contact.confirmed_by) == (TODAY, staff)
    event = Event.objects.latest("seq")
    assert history.sentence(event) == "Added a contact (In the other community): Mayor’s office"
    assert "Ruiz" not in str(event.facts)


@pytest.mark.parametrize(
    ("side", "zone"), [("there", "America/Mazatlan"), ("here", "America/Edmonton"), ("nowhere", "America/Mazatlan")]
)  # fmt: skip
def test_the_form_begins_with_the_gap_that_is_to_be_closed(client, sign_in, staff, file, side, zone):
    file.community.place = world.place()
    file.community.save()
    form = sign_in(client, staff).get(page(file, "new") + f"?side={side}&place=volunteer").context["form"]
    assert form.initial["side"] == ("here" if side == "here" else "there")
    assert (form.initial["place"], form.initial["zone"]) == ("volunteer", zone)


def test_without_a_known_place_no_time_zone_is_made_up(client, sign_in, staff, file):
    form = sign_in(client, staff).get(page(file, "new")).context["form"]
    assert (form.initial["zone"], form.initial["place"]) == ("", "")


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"email": "ruiz@mazatlan.example"}, "basis", BASIS_MISSING),
        ({"phone": "+52 669 915 8000"}, "basis", BASIS_MISSING),
        ({"postal_address": "Ángel Flores s/n"}, "basis", BASIS_MISSING),
        ({"email": "ruiz@mazatlan.example", "basis": "consent"}, "consent_on", CONSENT_UNDATED),
        ({"email": "ruiz@mazatlan.example", "basis": "office"}, "consent_how", PUBLISHED_NOWHERE),
        (
            {"email": "ruiz@mazatlan.example", "basis": "consent", "consent_on": "2026-03-13"},
            "consent_on",
            "This day is still to come. Give the day on which it happened.",
        ),
        ({"reachable_from": "09:00"}, "reachable_to", HALF_THE_HOURS),
        ({"reachable_to": "17:00"}, "reachable_from", HALF_THE_HOURS),
        ({"reachable_from": "17:00", "reachable_to": "09:00"}, "reachable_to", HOURS_BACKWARDS),
        ({"reachable_from": "9", "reachable_to": "nine"}, "reachable_to", "This time cannot be read. Write it with hours and minutes, such as 09:00."),
        ({"reachable_from": "09:00", "reachable_to": "12:00", "zone": ""}, "zone", HOURS_WITHOUT_ZONE),
        ({"name": "  "}, "name", "The name is missing. Write it in Latin letters, and in the script of the person below."),
        ({"place": ""}, "place", "This is missing. Choose an answer."),
        ({"email": "ruiz"}, "email", "This is no e-mail address. Write it with an @, such as name@example.mx."),
        ({"name": "R" * 201}, "name", "This has 201 characters, and at most 200 fit. Shorten it; nothing of it was lost."),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_in_words_and_nothing_typed_is_lost(
    client, sign_in, staff, file, more, field, words
):
    before = everything()
    sent = typed(**more, native_name="Елена Руис")
    answer = sign_in(client, staff).post(page(file, "new"), sent)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert str(words) in [str(one) for one in form.errors[field]]
    assert {name: form[name].value() for name in sent} == sent
    assert everything() == before


def test_a_term_of_office_does_not_end_before_it_begins(client, sign_in, staff, file):
    sent = typed(in_office_from="2026-03-01", in_office_to="2025-03-01")
    answer = sign_in(client, staff).post(page(file, "new"), sent)
    assert answer.status_code == 422
    assert "The term of office ends before it begins." in words_of(answer)


@pytest.mark.parametrize(
    "more",
    [
        {"email": "ruiz@mazatlan.example", "basis": "consent", "consent_on": "2026-03-02"},
        {"phone": "+52 669", "basis": "office", "consent_how": "https://mazatlan.example/directorio"},
        {},
    ],
)
def test_with_a_basis_or_without_an_address_it_is_kept(client, sign_in, staff, file, more):
    assert sign_in(client, staff).post(page(file, "new"), typed(**more)).status_code == 302
    assert Contact.objects.count() == 1


def test_the_rule_holds_for_whoever_saves_without_the_form(file, staff):
    with pytest.raises(ValidationError):
        named(file, staff, basis="", consent_on=None)
    assert not Contact.objects.exists()


def test_a_second_click_keeps_one(client, sign_in, staff, file):
    signed_in = sign_in(client, staff)
    for _click in range(2):
        signed_in.post(page(file, "new"), typed())
    assert Contact.objects.count() == 1


# -- correcting -------------------------------------------------------------------------


def test_a_correction_confirms_and_names_only_the_fields(client, sign_in, staff, file, elena):
    with clock.at(SPRING + dt.timedelta(days=400)):
        answer = sign_in(client, staff).post(
            page(file, elena.pk, "correct"), typed(version="1", place="head", honorific="")
        )
        assert answer.status_code == 302
    elena.refresh_from_db()
    assert (elena.place, elena.email, elena.version) == ("head", "", 2)
    assert elena.confirmed_on == TODAY + dt.timedelta(days=400)
    words = last_words()
    assert words.startswith("Corrected a contact (In the other community, Mayor or highest official): ")
    assert "e-mail address" in words and "mazatlan.example" not in words


def test_of_two_people_at_one_contact_the_second_is_told(client, sign_in, staff, clerk, file, elena):
    sign_in(client, staff).post(page(file, elena.pk, "correct"), typed(version="1", office="Protocol"))
    answer = sign_in(client, clerk).post(
        page(file, elena.pk, "correct"), typed(version="1", office="Tourism")
    )
    assert answer.status_code == 422
    assert "Office or organisation now reads: Protocol" in words_of(answer)
    assert answer.context["form"]["office"].value() == "Tourism"
    elena.refresh_from_db()
    assert elena.office == "Protocol"


def test_nothing_changed_leaves_no_trace(file, staff, elena):
    before = everything()
    actions.correct(file, elena, seen=1, fields=[], by=staff)
    assert everything() == before


def test_an_old_version_is_not_written(file, staff, elena):
    elena.office = "Protocol"
    with pytest.raises(ChangedMeanwhile):
        actions.correct(file, elena, seen=7, fields=["office"], by=staff)


def test_a_landed_contact_without_a_basis_stays_is_marked_and_gets_one_when_it_is_touched(
    client, sign_in, staff, file
):
    record = Correspondence.objects.create(proposal=file)
    landed = Contact.objects.create(record=record, name="E. Ruiz", email="ruiz@mazatlan.example")
    signed_in = sign_in(client, staff)
    answer = signed_in.get(page(file))
    assert answer.context["baseless"] == [landed]
    assert "None, and an address or a number is kept" in words_of(answer)
    sent = typed(version="1", email="ruiz@mazatlan.example")
    assert signed_in.post(page(file, landed.pk, "correct"), sent).status_code == 422
    sent |= {"basis": "office", "consent_how": "https://mazatlan.example"}
    assert signed_in.post(page(file, landed.pk, "correct"), sent).status_code == 302
    assert signed_in.get(page(file)).context["baseless"] == []


def test_who_is_not_reached_needs_no_basis_and_a_zone_without_hours_is_a_zone(client, sign_in, staff, file):
    record = Correspondence.objects.create(proposal=file)
    Contact.objects.create(record=record, name="Ruiz R.", zone="Asia/Manila")
    with clock.at(SPRING + dt.timedelta(days=400)):
        answer = sign_in(client, staff).get(page(file))
    assert answer.context["baseless"] == []
    page_words = answer.content.decode()
    assert "no basis" not in page_words and "<dt>Time zone</dt>" in page_words
    assert "Nobody has made sure of these" in page_words and "R.</bdi></a>." not in page_words


def test_a_day_of_consent_to_come_is_one_error(client, sign_in, staff, file):
    tomorrow = (SPRING + dt.timedelta(days=1)).date().isoformat()
    answer = sign_in(client, staff).post(
        page(file, "new"), typed(email="ruiz@mazatlan.example", basis="consent", consent_on=tomorrow)
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors["consent_on"] == [
        "This day is still to come. Give the day on which it happened."
    ]


# -- still right, gone, back ---------------------------------------------------------------


def test_who_was_not_confirmed_for_a_year_is_asked_for_again(client, sign_in, staff, file, elena):
    with clock.at(SPRING + dt.timedelta(days=365)):
        assert sign_in(client, staff).get(page(file)).context["unsure"] == []
    with clock.at(SPRING + dt.timedelta(days=366)):
        signed_in = sign_in(client, staff)
        assert signed_in.get(page(file)).context["unsure"] == [elena]
        signed_in.post(page(file, elena.pk, "confirm"), {"version": "1"})
        assert signed_in.get(page(file)).context["unsure"] == []
    assert last_words() == "Made sure that a contact still holds (In the other community): Mayor’s office"


def test_still_right_is_not_said_of_what_was_changed_meanwhile(client, sign_in, staff, file, elena):
    signed_in = sign_in(client, staff)
    signed_in.post(page(file, elena.pk, "correct"), typed(version="1"))
    before = everything()
    answer = signed_in.post(page(file, elena.pk, "confirm"), {"version": "1"}, follow=True)
    assert said(answer)[-1] == str(actions.CHANGED)
    assert everything() == before


def test_who_leaves_is_a_former_contact_and_the_gap_opens(client, sign_in, staff, file, elena):
    signed_in = sign_in(client, staff)
    missing = "Name a contact in the mayor’s office of the other community."
    assert missing not in Correspondence.of(file).missing()
    signed_in.post(page(file, elena.pk, "left"), {"version": "1", "on": "2026-03-10"})
    assert last_words() == (
        "No longer a contact since 10 March 2026 (In the other community): Mayor’s office"
    )
    there = signed_in.get(page(file)).context["columns"][1]
    assert (there.current, there.former) == ([], [elena])
    assert "A contact in the mayor’s office is missing." in [gap["words"] for gap in there.missing]
    assert missing in Correspondence.of(file).missing()
    signed_in.post(page(file, elena.pk, "returned"), {"version": "2"})
    assert missing not in Correspondence.of(file).missing()


def test_a_leaving_may_be_announced_and_called_off(client, sign_in, file, staff, elena):
    actions.leave(elena, on=TODAY + dt.timedelta(days=30), by=staff)
    assert elena.is_current
    with clock.at(SPRING + dt.timedelta(days=30)):
        assert not elena.is_current
    signed_in = sign_in(client, staff)
    words = words_of(signed_in.get(page(file)))
    assert "leaves on 11 April 2026" in words and "Stays after all" in words
    signed_in.post(page(file, elena.pk, "returned"), {"version": "2"})
    elena.refresh_from_db()
    assert elena.left_on is None


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("", "The day is missing. Give the day on which the person left."),
        ("2028-03-12", "This day is more than a year ahead. Give the day on which the person leaves."),
        ("0226-03-12", "The year of this date cannot be right. Write it with four figures, such as 2026-03-12."),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_meant_is_refused(client, sign_in, staff, file, elena, on, words):
    before = everything()
    answer = sign_in(client, staff).post(
        page(file, elena.pk, "left"), {"version": "1", "on": on}, follow=True
    )
    assert said(answer) == [words]
    assert everything() == before


def test_nobody_leaves_twice(file, staff, elena):
    actions.leave(elena, on=TODAY, by=staff)
    with pytest.raises(MoveRefused, match="no longer a contact already"):
        actions.leave(elena, on=TODAY, by=staff)


# -- the gate, and the page ------------------------------------------------------------------


def test_the_gate_and_the_page_name_every_gap(client, sign_in, staff, file):
    assert Correspondence.of(file).gaps()["contacts"] == [
        "Name a contact in the mayor’s office of the other community.",
        "Name a volunteer contact in the other community.",
        "Name our contact in the Mayor’s office.",
        "Name our volunteer contact.",
    ]
    answer = sign_in(client, staff).get(page(file))
    assert [len(column.missing) for column in answer.context["columns"]] == [2, 2]
    for gap in (gap for column in answer.context["columns"] for gap in column.missing):
        assert client.get(gap["url"]).status_code == 200


def test_two_contacts_on_each_side_close_it(file, staff):
    for side in Contact.Side:
        for place in (Place.MAYOR, Place.VOLUNTEER):
            named(file, staff, side=side, place=place)
    assert Correspondence.of(file).gaps()["contacts"] == []


def test_the_section_is_waived_on_its_page(client, sign_in, staff, file):
    signed_in = sign_in(client, staff)
    waive = f"/proposals/{file.pk}/correspondence/sections/contacts/"
    assert waive in words_of(signed_in.get(page(file)))
    signed_in.post(waive, {"waiver": "They have no volunteers."})
    assert Correspondence.of(file).gaps()["contacts"] == ["Name somebody in the other community to turn to."]
    assert "They have no volunteers." in words_of(signed_in.get(page(file)))


def test_names_of_every_script_stand_by_themselves(client, sign_in, staff, file):
    named(
        file,
        staff,
        name="al-Majali, Rania",
        native_name="رانية المجالي",
        language="ar",
        native_office="البلدية",
    )
    named(file, staff, name="<b>Yamada</b>", native_name="山田 太郎", language="ja")
    words = words_of(sign_in(client, staff).get(page(file)))
    assert '<bdi lang="ar">رانية المجالي</bdi>' in words
    assert '<bdi lang="ja">山田 太郎</bdi>' in words
    assert "<bdi>&lt;b&gt;Yamada&lt;/b&gt;</bdi>" in words


# -- who may, and who sees ---------------------------------------------------------------------

PRIVATE = ["elena.ruiz@mazatlan.example", "+52 669 915 8000", "Ángel Flores", "Her e-mail of that day"]


@pytest.fixture
def reader(file):
    """Somebody of the committee that the file belongs to."""
    user = person("committee", name="L. Petrova")
    file.committee = Committee.objects.create(name="Twinning Committee")
    file.save()
    Membership.objects.create(committee=file.committee, name=user.name, user=user, side="ours")
    return user


@pytest.mark.parametrize("role", ["reader", "councillor", "mayor"])
def test_others_read_who_is_a_contact_but_not_how_they_are_reached(
    client, sign_in, request, file, elena, role
):
    answer = sign_in(client, request.getfixturevalue(role)).get(page(file))
    assert answer.status_code == 200
    words = answer.content.decode()
    assert "Ruiz Osuna, Elena" in words
    assert [private for private in PRIVATE if private in words] == []
    assert "Still right" not in words and "Add a contact" not in words
    # Who cannot act is not told to.
    with clock.at(SPRING + dt.timedelta(days=400)):
        words = sign_in(client, request.getfixturevalue(role)).get(page(file)).content.decode()
    assert "Nobody has made sure of these" not in words and "ask again" in words


@pytest.mark.parametrize("role", ["staff", "cao", "clerk"])
def test_administration_reads_all_and_keeps_it(client, sign_in, request, file, elena, role):
    signed_in = sign_in(client, request.getfixturevalue(role))
    words = signed_in.get(page(file)).content.decode()
    assert [private for private in PRIVATE if private not in words] == []
    assert signed_in.post(page(file, elena.pk, "confirm"), {"version": "1"}).status_code == 302


@pytest.mark.parametrize("role", ["reader", "councillor", "mayor"])
@pytest.mark.parametrize("step", ["new", "correct", "confirm", "left", "returned"])
def test_nobody_else_writes(client, sign_in, request, file, elena, role, step):
    user, before = request.getfixturevalue(role), everything()
    address = page(file, "new") if step == "new" else page(file, elena.pk, step)
    answer = sign_in(client, user).post(address, typed(version="1", on="2026-03-12"))
    assert answer.status_code == 403
    assert everything() == before


@pytest.mark.parametrize("phase", ["agreement", "evaluation"])
def test_contacts_are_kept_in_every_phase_but_not_in_a_closed_file(client, sign_in, staff, file, phase):
    Proposal.objects.filter(pk=file.pk).update(phase=phase)
    assert sign_in(client, staff).post(page(file, "new"), typed()).status_code == 302
    Proposal.objects.filter(pk=file.pk).update(phase="closed", turn="nobody")
    assert client.post(page(file, "new"), typed(name="Somebody")).status_code == 403


@pytest.mark.parametrize("number", ["none", "0" * 32, "12"])
def test_a_contact_of_another_file_is_not_found(client, sign_in, staff, file, elena, number):
    other = file_in(Phase.CORRESPONDENCE, by=staff, name="Takasaki")
    signed_in = sign_in(client, staff)
    assert signed_in.get(page(other, elena.pk, "correct")).status_code == 404
    assert signed_in.get(page(file, number, "correct")).status_code == 404


def test_the_page_asks_as_often_for_many_as_for_few(client, sign_in, staff, file):
    signed_in = sign_in(client, staff)

    def enter(number: int) -> None:
        for index in range(number):
            for side in Contact.Side:
                named(file, staff, side=side, place=list(Place)[index % 5], name=f"Person {index}")

    enter(3)
    few = queries(signed_in, page(file))
    enter(42)
    assert queries(signed_in, page(file)) == few
