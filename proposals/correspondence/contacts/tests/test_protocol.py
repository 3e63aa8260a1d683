"""The protocol card: lines with their source, the gaps, and the holidays of both places."""

import datetime as dt

import pytest

from proposals.correspondence.contacts import actions
from proposals.correspondence.models import ProtocolNote
from proposals.lifecycle import MoveRefused, Phase
from twinning import clock
from twinning.municipality.versions import ChangedMeanwhile
from twinning.places.holidays import calendar_of
from twinning.records import history
from twinning.records.models import Event
from twinning.testing import world
from twinning.testing.factories import file_in
from twinning.testing.files import file_about, queries

pytestmark = pytest.mark.django_db

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 12)
NEXT_YEAR = dt.date(2027, 3, 12)


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield


@pytest.fixture
def file(staff):
    return file_in(Phase.CORRESPONDENCE, by=staff)


def page(file, *rest) -> str:
    return f"/proposals/{file.pk}/correspondence/protocol/" + "".join(f"{part}/" for part in rest)


def typed(**more) -> dict[str, str]:
    facts = {
        "words": "Given names first, then both family names.",
        "source": "E. Ruiz, by telephone",
        "source_on": "2026-03-02",
        "version": "1",
    }
    return facts | more


def words_of(answer) -> str:
    return " ".join(" ".join(answer.content.decode().split()).split("<main")[1:])


# -- lines ------------------------------------------------------------------------------


def test_the_card_shows_every_topic_and_its_gaps(client, sign_in, staff, file):
    signed_in = sign_in(client, staff)
    assert signed_in.get(page(file)).context["gaps"] == len(ProtocolNote.Topic)
    answer = signed_in.post(page(file, "names"), typed())
    assert (answer.status_code, answer.url) == (302, page(file) + "#names")
    assert history.sentence(Event.objects.latest("seq")) == "Wrote on the protocol card: Order of names"
    answer = signed_in.get(page(file))
    assert answer.context["gaps"] == len(ProtocolNote.Topic) - 1
    words = words_of(answer)
    assert "Given names first, then both family names." in words
    assert "E. Ruiz, by telephone · 2 March 2026" in words


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"words": " "}, "words", "Nothing is written yet. Say in a sentence or two what is customary."),
        (
            {"source": ""},
            "source",
            "The source is missing. Say who told us or where it is written; without it the line cannot stand here.",
        ),
        ({"source_on": ""}, "source_on", "This is missing. Fill it in."),
        (
            {"source_on": "2026-03-13"},
            "source_on",
            "This day is still to come. Give the day on which it happened.",
        ),
    ],
)
def test_without_words_source_and_day_a_line_is_refused(client, sign_in, staff, file, more, field, words):
    answer = sign_in(client, staff).post(page(file, "flag"), typed(**more))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [words]
    assert answer.context["form"]["words"].value() == typed(**more)["words"]
    assert not ProtocolNote.objects.exists()


def test_a_correction_keeps_what_the_line_said_in_the_history(client, sign_in, staff, file):
    signed_in = sign_in(client, staff)
    signed_in.post(page(file, "names"), typed())
    signed_in.post(page(file, "names"), typed(words="Family names first."))
    event = Event.objects.latest("seq")
    assert history.sentence(event) == "Corrected the protocol card (Order of names): what is customary"
    assert event.remark.text == (
        "Before that it said: Given names first, then both family names. (E. Ruiz, by telephone, 2 March 2026)"
    )


def test_of_two_people_at_one_line_the_second_is_told(client, sign_in, staff, clerk, file):
    signed_in = sign_in(client, staff)
    signed_in.post(page(file, "names"), typed())
    signed_in.post(page(file, "names"), typed(words="Family names first."))
    answer = sign_in(client, clerk).post(page(file, "names"), typed(words="As they like."))
    assert answer.status_code == 422
    assert "now reads: Family names first." in words_of(answer)
    note = ProtocolNote.objects.get()
    with pytest.raises(ChangedMeanwhile):
        actions.correct_line(file, note, seen=1, fields=["words"], by=clerk)


def test_of_two_first_lines_about_a_topic_one_is_kept(file, staff):
    def line() -> ProtocolNote:
        return ProtocolNote(topic="gifts", words="None.", source="E. Ruiz", source_on=TODAY)

    actions.write_line(file, line(), by=staff)
    with pytest.raises(MoveRefused, match="meanwhile"):
        actions.write_line(file, line(), by=staff)
    assert ProtocolNote.objects.count() == 1


def test_the_card_belongs_to_the_partner_and_not_to_one_file(client, sign_in, staff, file):
    signed_in = sign_in(client, staff)
    signed_in.post(page(file, "anthem"), typed(words="Both are played."))
    other = file_about(file.community, by=staff)
    assert "Both are played." in words_of(signed_in.get(page(other)))


def test_there_is_no_line_of_that_name(client, sign_in, staff, file):
    assert sign_in(client, staff).get(page(file, "weather")).status_code == 404


def test_councillors_read_the_card_and_do_not_write_on_it(client, sign_in, councillor, file):
    signed_in = sign_in(client, councillor)
    answer = signed_in.get(page(file))
    assert answer.status_code == 200
    assert page(file, "names") not in words_of(answer)
    assert signed_in.post(page(file, "names"), typed()).status_code == 403


def test_a_full_card_takes_as_many_queries_as_an_empty_one(client, sign_in, staff, file):
    signed_in = sign_in(client, staff)
    few = queries(signed_in, page(file))
    for topic in ProtocolNote.Topic:
        signed_in.post(page(file, topic), typed())
    assert queries(signed_in, page(file)) == few


# -- holidays ---------------------------------------------------------------------------


def named(country, region="") -> dict[dt.date, tuple[str, str]]:
    calendar = calendar_of(country, region, TODAY, NEXT_YEAR)
    return {holiday.on: (holiday.name, holiday.english) for holiday in calendar.days}


def test_alberta_has_its_family_day_and_its_own_spelling():
    days = named("CA", "Alberta")
    assert days[dt.date(2027, 2, 15)] == ("Family Day", "")
    assert days[dt.date(2026, 9, 7)] == ("Labour Day", "")
    assert dt.date(2027, 2, 15) not in named("CA")
    assert dt.date(2026, 1, 1) not in days


def test_mexico_is_named_in_spanish_with_the_english_beside():
    days = named("MX", "Sinaloa")
    assert days[dt.date(2026, 9, 16)] == ("Día de la Independencia", "Independence Day")
    assert days[dt.date(2026, 11, 16)] == ("Día de la Revolución", "Revolution Day")


@pytest.mark.parametrize("region", ["Quebec", "québec", "QC"])
def test_a_region_is_known_by_any_of_its_names(region):
    assert dt.date(2026, 6, 24) in named("CA", region)


def test_an_unknown_region_is_said():
    calendar = calendar_of("DE", "Atlantis", TODAY, NEXT_YEAR)
    assert calendar.lacks_region and calendar.days
    assert not calendar_of("MX", "Sinaloa", TODAY, NEXT_YEAR).lacks_region


@pytest.mark.parametrize(("country", "weekend"), [("CA", "2026-03-14"), ("JO", "2026-03-13")])
def test_weekends_are_those_of_the_country(country, weekend):
    calendar = calendar_of(country, "", TODAY, NEXT_YEAR)
    assert calendar.is_weekend(dt.date.fromisoformat(weekend))
    assert not calendar.is_weekend(dt.date(2026, 3, 12))


@pytest.mark.parametrize("country", ["CQ", "XX", ""])
def test_a_country_that_is_not_known_has_no_calendar(country):
    assert calendar_of(country, "", TODAY, NEXT_YEAR) is None


def test_days_on_which_either_side_is_closed_are_marked(client, sign_in, staff, file):
    rows = {row["on"]: row for row in sign_in(client, staff).get(page(file)).context["rows"]}
    assert min(rows) >= TODAY and max(rows) <= NEXT_YEAR
    may = rows[dt.date(2026, 5, 1)]
    assert (may["here"]["words"], may["there"]["holidays"][0].name) == ("open", "Día del Trabajo")
    victoria = rows[dt.date(2026, 5, 18)]
    assert (victoria["here"]["holidays"][0].name, victoria["there"]["words"]) == ("Victoria Day", "open")
    both = rows[dt.date(2026, 12, 25)]
    assert both["here"]["holidays"] and both["there"]["holidays"]
    words = words_of(client.get(page(file)))
    assert '<bdi lang="es">Día del Trabajo</bdi>' in words


def test_a_holiday_of_one_may_be_a_weekend_of_the_other(client, sign_in, staff, file):
    with clock.at(SPRING + dt.timedelta(days=365)):
        rows = {row["on"]: row for row in sign_in(client, staff).get(page(file)).context["rows"]}
    assert rows[dt.date(2027, 5, 1)]["here"] == {"holidays": [], "words": "weekend"}


def test_the_place_of_our_city_counts_before_its_words(client, sign_in, staff, file, lacombe):
    lacombe.place, lacombe.country, lacombe.province = world.place(6077243), "Kanada", "Alberta"
    lacombe.save()
    rows = {row["on"]: row for row in sign_in(client, staff).get(page(file)).context["rows"]}
    assert dt.date(2026, 6, 24) in rows  # Montréal keeps it, Alberta does not


@pytest.mark.parametrize(
    ("country", "words"),
    [
        ("CQ", "The holidays of Mazatlán are not known here (country: Sark)."),
        # In war they are working days; the package lists none.
        ("UA", "No public holiday is listed for Ukraine in these months."),
        ("DE", "Mazatlán: only the holidays of the whole country; those of “Sinaloa” are not known by this name."),
    ],
)  # fmt: skip
def test_what_is_not_known_is_said(client, sign_in, staff, file, country, words):
    file.community.country = country
    file.community.save()
    answer = sign_in(client, staff).get(page(file))
    assert words in words_of(answer)
    if country == "CQ":
        assert {row["there"]["words"] for row in answer.context["rows"]} == {"not known"}


def test_our_own_country_may_be_unknown(client, sign_in, staff, file, lacombe):
    lacombe.country = "Atlantis"
    lacombe.save()
    assert "The holidays of Lacombe are not known here." in words_of(sign_in(client, staff).get(page(file)))


def test_on_a_holiday_the_contacts_say_so(client, sign_in, staff, file):
    with clock.at(dt.datetime(2026, 9, 16, 18, tzinfo=dt.UTC)):
        answer = sign_in(client, staff).get(f"/proposals/{file.pk}/correspondence/contacts/")
        assert answer.context["closed"] == ["Mazatlán is closed today: Independence Day."]
    with clock.at(dt.datetime(2026, 9, 19, 18, tzinfo=dt.UTC)):
        answer = sign_in(client, staff).get(f"/proposals/{file.pk}/correspondence/contacts/")
        assert answer.context["closed"] == [
            "It is the weekend in Lacombe.",
            "It is the weekend in Mazatlán.",
        ]
