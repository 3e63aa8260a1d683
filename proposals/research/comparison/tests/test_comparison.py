"""Facts side by side: entering, correcting, confirming, taking back, and what the page says of both."""

import datetime as dt
from decimal import Decimal

import pytest

from proposals.lifecycle import WALK, MoveRefused, Phase, Turn, pass_turn
from proposals.proposal.models import Candidate, Community
from proposals.research.comparison import actions
from proposals.research.comparison.models import QUALIFIED, DataPoint, Tie, Topic
from proposals.research.comparison.side_by_side import SideBySide
from proposals.research.measures.actions import begin_agreed
from proposals.research.measures.forms import EvidenceForm
from proposals.research.measures.models import Evidence
from twinning import clock
from twinning.atlas.models import Spread
from twinning.municipality.models import Municipality
from twinning.municipality.versions import ChangedMeanwhile
from twinning.records import history
from twinning.records.models import Event
from twinning.testing.factories import file_in
from twinning.testing.files import queries
from twinning.testing.world import LACOMBE, place

pytestmark = pytest.mark.django_db

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield


@pytest.fixture
def file(staff):
    return file_in(Phase.RESEARCH, by=staff)


@pytest.fixture
def candidate(file):
    return file.candidates.get()


@pytest.fixture
def theirs(file, candidate, staff):
    """The population of Mazatlán as the federal census counted it."""
    return entered(file, staff, community=candidate.community)


def entered(file, by, **more) -> DataPoint:
    facts = {
        "topic": Topic.POPULATION,
        "number": Decimal(501_441),
        "qualifier": "residents of the municipality",
        "year": 2020,
        "source": "INEGI, census 2020",
    }
    point = DataPoint(**(facts | more))
    actions.enter_value(file, point, by=by)
    return point


def told(community, by=None, **more) -> DataPoint:
    """A value out of a data set."""
    facts = {
        "topic": Topic.POPULATION,
        "number": Decimal(381_583),
        "source": "GeoNames",
        "prefilled": True,
        "entered_by": by,
    }
    return DataPoint.objects.create(community=community, **(facts | more))


def facts(file, candidate=None) -> str:
    page = f"/proposals/{file.pk}/research/facts/"
    return f"{page}?candidate={candidate.pk}" if candidate else page


def of_candidate(candidate, step: str) -> str:
    return f"/proposals/{candidate.proposal_id}/research/candidates/{candidate.pk}/facts/{step}/"


def of_value(file, point, step: str = "") -> str:
    return f"/proposals/{file.pk}/research/values/{point.pk}/" + (f"{step}/" if step else "")


def typed(topic="population", side="theirs", **more) -> dict[str, str]:
    answers = {
        "topic": topic,
        "side": side,
        "number": "501,441",
        "words": "",
        "qualifier": "residents",
        "year": "2020",
        "source": "INEGI, census 2020",
    }
    return answers | more


def everything() -> list:
    return [list(DataPoint.objects.values()), Event.objects.count()]


def last_words() -> str:
    return history.sentence(Event.objects.latest("seq"))


def words_of(answer) -> str:
    return " ".join(answer.content.decode().split()).split("<main", 1)[1]


def compared(candidate) -> SideBySide:
    city = Municipality.objects.select_related("place").get()
    return SideBySide.of(Community.objects.get(pk=candidate.community_id), city)


def between(candidate, topic) -> list[str]:
    return next(band.between for band in compared(candidate).bands if band.topic == topic)


# -- entering ----------------------------------------------------------------------------


def test_a_value_is_kept_with_year_source_and_who(client, sign_in, staff, file, candidate):
    answer = sign_in(client, staff).post(of_candidate(candidate, "new"), typed())
    assert (answer.status_code, answer.url) == (302, facts(file, candidate) + "#population")
    point = DataPoint.objects.get()
    assert (point.community, point.number, point.year, point.qualifier, point.source) == (
        candidate.community,
        Decimal(501_441),
        2020,
        "residents",
        "INEGI, census 2020",
    )
    assert (point.entered_by, point.confirmed_by, point.prefilled) == (staff, staff, False)
    assert last_words() == "Entered a value about Mazatlán: Population"


def test_a_value_of_ours_belongs_to_no_community(client, sign_in, staff, candidate):
    sign_in(client, staff).post(of_candidate(candidate, "new"), typed(side="ours", number="14258"))
    assert DataPoint.objects.get().community is None
    assert last_words() == "Entered a value about our city: Population"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1600000", 1_600_000),
        ("1,600,000", 1_600_000),
        ("1 600 000", 1_600_000),
        ("1\u00a0600\u00a0000", 1_600_000),
        ("1\u202f600\u202f000", 1_600_000),
        ("1'600'000", 1_600_000),
        (" 14258 ", 14_258),
    ],
)
def test_a_figure_is_read_as_people_write_it(client, sign_in, staff, candidate, written, read):
    sign_in(client, staff).post(of_candidate(candidate, "new"), typed(number=written))
    assert DataPoint.objects.get().number == read


@pytest.mark.parametrize(
    ("topic", "wrong", "said"),
    [
        ("population", {"number": "0"}, "answer “Not known”"),
        ("population", {"number": "-5"}, "less than zero"),
        ("population", {"number": "12.5"}, "People are counted whole."),
        ("population", {"number": "about 12k"}, "“about 12k” cannot be read as a figure."),
        ("population", {"number": "1,60"}, "cannot be read as a figure"),
        ("population", {"number": "1.600.000"}, "cannot be read as a figure"),
        ("population", {"number": "1e6"}, "cannot be read as a figure"),
        ("population", {"number": "NaN"}, "cannot be read as a figure"),
        ("population", {"number": "9" * 30}, "larger than anything"),
        ("population", {"number": ""}, "There is no value yet."),
        ("population", {"source": "  "}, "The source is missing."),
        ("population", {"source": "x" * 501}, "500"),
        ("population", {"source": "No\x00"}, "cannot be kept"),
        ("population", {"year": "2027"}, "still to come"),
        ("population", {"year": "0999"}, "is no year"),
        ("population", {"year": "20"}, "is no year"),
        ("population", {"year": "last"}, "“last” is no year."),
        ("population", {"year": ""}, "The year is missing."),
        ("budget", {"number": "1000", "currency": "MXN", "year": ""}, "The year is missing."),
        ("population", {"no_year": "on"}, "A year stands above."),
        ("area", {"number": "0"}, "An area of zero cannot be."),
        ("elevation", {"number": "9001"}, "Nobody lives that high or low."),
        ("budget", {"number": "1000"}, "The currency is missing."),
        ("budget", {"number": "1000", "currency": "PESO"}, "is not a currency"),
        ("budget", {"number": "1000", "currency": "MXN", "year": "2028"}, "still to come"),
        ("climate", {"words": " "}, "Say it in words"),
        ("ties", {"words": "A school"}, "This is missing."),
        ("ties", {"words": "A school", "tie": "love"}, "Choose"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words_and_nothing_typed_is_lost(
    client, sign_in, staff, candidate, topic, wrong, said
):
    before = everything()
    sent = typed(topic, qualifier="by their own count") | wrong
    answer = sign_in(client, staff).post(of_candidate(candidate, "new"), sent)
    assert (answer.status_code, everything()) == (422, before)
    assert said in answer.context["form"].errors.as_text()
    for name, text in wrong.items():
        if text.strip() and "\x00" not in text and name not in ("tie", "no_year"):
            assert answer.context["form"][name].value() == text


@pytest.mark.parametrize(
    ("topic", "right"),
    [
        ("elevation", {"number": "-430"}),
        ("elevation", {"number": "0"}),
        ("budget", {"number": "1,000.50", "currency": "mxn", "year": "2027"}),
        ("population", {"number": "", "words": "About half a million, says the press."}),
        ("ties", {"tie": "diaspora", "words": "Many residents winter there."}),
        ("time", {"words": "Mountain time"}),
        ("population", {"year": "", "no_year": "on"}),
        ("area", {"number": "164", "year": ""}),
        ("languages", {"words": "Spanish", "qualifier": "spoken at home"}),
    ],
)
def test_what_can_be_read_is_kept(client, sign_in, staff, candidate, topic, right):
    answer = sign_in(client, staff).post(of_candidate(candidate, "new"), typed(topic) | right)
    assert (answer.status_code, DataPoint.objects.count()) == (302, 1)


@pytest.mark.parametrize("sent", [{"topic": "weather"}, {"topic": ""}, {"side": "both"}, {"side": ""}])
def test_what_is_no_point_of_comparison_is_not_found(client, sign_in, staff, candidate, sent):
    before = everything()
    answer = sign_in(client, staff).post(of_candidate(candidate, "new"), typed() | sent)
    assert (answer.status_code, everything()) == (404, before)


def test_a_value_sent_twice_is_kept_once(client, sign_in, staff, candidate):
    for _n in range(2):
        sign_in(client, staff).post(of_candidate(candidate, "new"), typed())
    assert DataPoint.objects.count() == 1


def test_the_very_same_value_is_refused_later_too(client, sign_in, staff, file, candidate, theirs):
    sent = typed(qualifier=theirs.qualifier)
    answer = sign_in(client, staff).post(of_candidate(candidate, "new"), sent)
    assert (answer.status_code, DataPoint.objects.count()) == (422, 1)
    assert "stands here already" in words_of(answer)


def test_what_was_typed_waits_for_whoever_signs_in_again(client, sign_in, staff, candidate):
    client.post(of_candidate(candidate, "new"), typed("industries", words="Shrimp, and the harbour"))
    answer = sign_in(client, staff).get(of_candidate(candidate, "new") + "?topic=budget&side=ours")
    assert "Shrimp, and the harbour" in words_of(answer)
    assert "Industries and resources: Mazatlán" in words_of(answer)


# -- who may --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["cao", "clerk", "councillor"])
def test_only_staff_write(client, sign_in, request, role, file, candidate, theirs):
    told(candidate.community, topic=Topic.AREA)
    browser = sign_in(client, request.getfixturevalue(role))
    before = everything()
    answers = [
        browser.post(of_candidate(candidate, step), typed())
        for step in ("new", "unknown", "confirm-all", "fill")
    ] + [browser.post(of_value(file, theirs, step), {"version": "1", "why": "x"}) for step in ("", "confirm", "withdraw")]  # fmt: skip
    assert {answer.status_code for answer in answers} == {403}
    assert everything() == before
    page = browser.get(facts(file))
    assert page.status_code == 200
    assert "<form" not in words_of(page)


def test_nothing_is_written_while_the_cao_reads(client, sign_in, staff, file, candidate):
    pass_turn(file, Turn.CAO, "research.sent", by=staff)
    assert sign_in(client, staff).post(of_candidate(candidate, "new"), typed()).status_code == 403


def test_a_value_of_another_file_is_not_found(client, sign_in, staff, file):
    other = file_in(Phase.RESEARCH, by=staff, name="Culiacán")
    point = told(other.community)
    browser = sign_in(client, staff)
    assert browser.get(of_value(file, point)).status_code == 404
    assert browser.post(of_value(file, point, "confirm"), {"version": "1"}).status_code == 404
    assert browser.get(facts(file, other.candidates.get())).status_code == 404


# -- not known --------------------------------------------------------------------------------


def test_not_known_is_an_answer_that_lowers_coverage(client, sign_in, staff, file, candidate):
    sign_in(client, staff).post(of_candidate(candidate, "unknown"), {"topic": "budget", "side": "theirs"})
    point = DataPoint.objects.get()
    assert (point.unknown, point.value, point.entered_by) == (True, "Not known", staff)
    coverage = compared(candidate).theirs.coverage
    assert (str(coverage), coverage.unknown) == ("0 of 15 filled, 0 confirmed", [Topic.BUDGET])
    assert last_words() == "Could not find out about Mazatlán: Municipal budget"


def test_a_value_that_is_found_takes_the_place_of_not_known(client, sign_in, staff, file, candidate):
    actions.mark_unknown(file, candidate.community, Topic.POPULATION, by=staff)
    sign_in(client, staff).post(of_candidate(candidate, "new"), typed())
    assert [point.unknown for point in DataPoint.objects.standing()] == [False]


@pytest.mark.parametrize("first", ["value", "unknown"])
def test_not_known_is_not_said_where_there_is_an_answer(client, sign_in, staff, file, candidate, first):
    if first == "value":
        entered(file, staff, community=candidate.community)
    else:
        actions.mark_unknown(file, candidate.community, Topic.POPULATION, by=staff)
    before = everything()
    answer = sign_in(client, staff).post(
        of_candidate(candidate, "unknown"), {"topic": "population", "side": "theirs"}, follow=True
    )
    assert (everything(), len(answer.context["messages"])) == (before, 1)


def test_the_way_to_correct_not_known_is_to_enter_the_value(client, sign_in, staff, file, candidate):
    point = actions.mark_unknown(file, None, Topic.AREA, by=staff)
    answer = sign_in(client, staff).get(of_value(file, point))
    assert answer.url == of_candidate(candidate, "new") + "?topic=area&side=ours"


# -- correcting --------------------------------------------------------------------------------


def correction(point, **more) -> dict[str, str]:
    answers = typed(
        number=f"{point.number:,.0f}",
        qualifier=point.qualifier,
        year=str(point.year),
        source=point.source,
        version=str(point.version),
    )
    return answers | more


def test_a_correction_is_kept_and_told(client, sign_in, staff, file, candidate, theirs):
    answer = sign_in(client, staff).post(of_value(file, theirs), correction(theirs, number="501 442"))
    assert answer.url == facts(file, candidate) + "#population"
    (now,) = DataPoint.objects.standing()
    assert (now.number, now.version, now.corrects) == (501_442, 2, theirs)
    assert last_words() == "Corrected a value about Mazatlán (Population): figure"
    told = Event.objects.latest("seq").facts
    assert (told["earlier"], told["value"]) == (theirs.pk, now.pk)


def test_what_stood_before_a_correction_stays_readable(client, sign_in, staff, cao, file, theirs):
    sent = correction(theirs, number="501,442", source="INEGI, corrected")
    sign_in(client, staff).post(of_value(file, theirs), sent)
    theirs.refresh_from_db()
    assert (theirs.number, theirs.source) == (501_441, "INEGI, census 2020")
    page = words_of(sign_in(client, cao).get(facts(file)))
    earlier = page[page.index("Earlier values") :]
    assert "501,441" in earlier and "INEGI, census 2020" in earlier
    assert "from 12 March 2026 until 12 March 2026" in earlier


def test_evidence_that_rests_on_a_corrected_value_can_still_be_saved(staff, file, candidate, theirs):
    agreed = begin_agreed(candidate, by=staff)
    measure = agreed.scores.first().measure
    Evidence.objects.create(record=agreed, measure=measure, data_point=theirs)
    actions.correct_value(file, DataPoint.objects.get(pk=theirs.pk), seen=1, fields=["words"], by=staff)
    line = EvidenceForm({"measure": measure.pk, "data_point": theirs.pk}, instance=Evidence(record=agreed))
    assert line.is_valid(), line.errors
    assert any("no longer stands" in str(label) for _pk, label in line.fields["data_point"].choices)


def test_the_form_shows_the_figure_as_people_write_it(client, sign_in, staff, file, theirs):
    assert 'value="501,441"' in words_of(sign_in(client, staff).get(of_value(file, theirs)))


def test_saving_a_value_as_it_is_changes_nothing(client, sign_in, staff, file, theirs):
    before = everything()
    sign_in(client, staff).post(of_value(file, theirs), correction(theirs))
    assert everything() == before


def test_a_corrected_value_is_no_longer_the_data_sets(client, sign_in, staff, file, candidate):
    point = told(candidate.community)
    sent = typed(number="381,600", qualifier="", year="", no_year="on", source="GeoNames", version="1")
    sign_in(client, staff).post(of_value(file, point), sent)
    point = DataPoint.objects.standing().get()
    assert (point.prefilled, point.entered_by, point.confirmed_by) == (False, staff, staff)


def test_saving_a_prefilled_value_as_it_is_confirms_it(client, sign_in, staff, file, candidate):
    point = told(candidate.community)
    sent = typed(number="381,583", qualifier="", year="", no_year="on", source="GeoNames", version="1")
    sign_in(client, staff).post(of_value(file, point), sent)
    point.refresh_from_db()
    assert (point.prefilled, point.confirmed_by) == (True, staff)


def test_the_second_of_two_is_shown_what_stands_now(client, sign_in, staff, file, theirs):
    mine = correction(theirs, number="700,000")
    browser = sign_in(client, staff)
    browser.post(of_value(file, theirs), correction(theirs, number="600,000"))
    before = everything()
    answer = browser.post(of_value(file, theirs), mine)
    assert (answer.status_code, everything()) == (422, before)
    assert "figure now reads: 600,000" in words_of(answer)
    assert 'value="700,000"' in words_of(answer)


def test_saving_an_old_copy_raises(file, staff, theirs):
    with pytest.raises(ChangedMeanwhile):
        actions.correct_value(file, theirs, seen=7, fields=["words"], by=staff)


def test_a_value_of_ours_is_corrected_beside_the_candidate_it_was_read_with(
    client, sign_in, staff, file, candidate
):
    second = Candidate.objects.create(
        proposal=file, community=Community.objects.create(name="Hamm", country="DE")
    )
    ours = entered(file, staff, community=None, number=Decimal(14_258))
    sent = correction(ours, side="ours", number="14,300")
    answer = sign_in(client, staff).post(of_value(file, ours) + f"?candidate={second.pk}", sent)
    assert answer.url == facts(file, second) + "#population"


# -- confirming ----------------------------------------------------------------------------------


def test_one_click_confirms(client, sign_in, staff, file, candidate):
    point = told(candidate.community)
    browser = sign_in(client, staff)
    assert "From a data set, not confirmed yet" in words_of(browser.get(facts(file)))
    browser.post(of_value(file, point, "confirm"), {"version": "1"})
    page = words_of(browser.get(facts(file)))
    assert "not confirmed yet" not in page
    assert f"From a data set, confirmed by {staff.name} on 12 March 2026" in page
    assert last_words() == "Confirmed what is known of Mazatlán: Population"


@pytest.mark.parametrize("version", ["", "2", "one", "9" * 40])
def test_nobody_confirms_what_was_changed_after_they_read_it(
    client, sign_in, staff, file, candidate, version
):
    point = told(candidate.community)
    before = everything()
    answer = sign_in(client, staff).post(of_value(file, point, "confirm"), {"version": version}, follow=True)
    assert everything() == before
    assert "Somebody else has changed this value" in words_of(answer)


def test_confirming_twice_is_confirming_once(client, sign_in, staff, file, candidate):
    point = told(candidate.community)
    browser = sign_in(client, staff)
    browser.post(of_value(file, point, "confirm"), {"version": "1"})
    before = everything()
    browser.post(of_value(file, point, "confirm"), {"version": "1"})
    assert everything() == before


def test_all_that_one_has_looked_at_is_confirmed_and_nothing_else(client, sign_in, staff, file, candidate):
    seen = [told(candidate.community), told(candidate.community, topic=Topic.AREA)]
    later = told(candidate.community, topic=Topic.ELEVATION)
    changed = told(candidate.community, topic=Topic.CLIMATE, words="Warm", number=None, version=2)
    ours = told(None)
    values = [f"{point.pk}:1" for point in (*seen, changed, ours)] + ["x:1", "7", ""]
    answer = sign_in(client, staff).post(
        of_candidate(candidate, "confirm-all"), {"side": "theirs", "value": values}, follow=True
    )
    assert set(DataPoint.objects.exclude(confirmed_at=None)) == set(seen)
    assert "2 values are confirmed." in words_of(answer)
    assert later.pk not in Event.objects.latest("seq").facts["values"]


# -- taking back -----------------------------------------------------------------------------------


def test_a_value_is_taken_back_with_its_reason(client, sign_in, staff, file, theirs):
    sign_in(client, staff).post(
        of_value(file, theirs, "withdraw"), {"version": "1", "why": "That is the state, not the city."}
    )
    page = words_of(client.get(facts(file)))
    assert "501,441" not in page[: page.index("Earlier values")]
    assert "501,441" in page[page.index("Earlier values") :]
    event = Event.objects.latest("seq")
    assert (history.sentence(event), event.remark.text) == (
        "Took back a value about Mazatlán: Population",
        "That is the state, not the city.",
    )


@pytest.mark.parametrize(
    "sent", [{"version": "1"}, {"version": "1", "why": " "}, {"version": "5", "why": "Old"}]
)
def test_a_value_is_not_taken_back_without_a_reason_or_unread(
    client, sign_in, staff, file, theirs, sent
):  # fmt: skip
    before = everything()
    answer = sign_in(client, staff).post(of_value(file, theirs, "withdraw"), sent, follow=True)
    assert (everything(), len(answer.context["messages"])) == (before, 1)


# -- two sources ----------------------------------------------------------------------------------


def test_two_sources_that_disagree_are_both_shown_with_a_word(
    client, sign_in, staff, file, candidate, theirs
):
    told(candidate.community)
    page = words_of(sign_in(client, staff).get(facts(file)))
    for words in ("501,441", "381,583", "INEGI, census 2020", "GeoNames", "The sources differ."):
        assert words in page


@pytest.mark.parametrize(
    ("other", "differ"),
    [
        ({"number": Decimal(600_000)}, True),
        ({"number": Decimal(600_000), "qualifier": ""}, True),
        ({"number": Decimal(600_000), "qualifier": "daytime population"}, False),
        ({"number": Decimal(501_441), "source": "The mayor"}, False),
        ({"number": None, "words": "Half a million"}, False),
    ],
)
def test_sources_differ_only_where_they_answer_the_same_question(
    staff, file, candidate, theirs, other, differ
):
    entered(file, staff, **({"community": candidate.community, "source": "Another"} | other))
    band = next(band for band in compared(candidate).bands if band.topic == Topic.POPULATION)
    assert band.theirs.sources_differ is differ


def test_an_equivalent_in_our_money_is_a_value_of_its_own(staff, file, candidate):
    for number, currency, source in ((2_000_000_000, "MXN", "Congress of Sinaloa"), (150_000_000, "CAD", "Bank of Canada, rate of 2 March 2026")):  # fmt: skip
        entered(
            file,
            staff,
            community=candidate.community,
            topic=Topic.BUDGET,
            number=Decimal(number),
            currency=currency,
            qualifier="",
            source=source,
        )
    assert between(candidate, Topic.BUDGET) == []
    ours = {"community": None, "topic": Topic.BUDGET, "qualifier": ""}
    entered(file, staff, number=Decimal(30_000_000), currency="CAD", **ours)
    band = next(band for band in compared(candidate).bands if band.topic == Topic.BUDGET)
    assert (band.theirs.sources_differ, band.between) == (False, ["5 times our budget, both in CAD."])


# -- the one beside the other ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "there", "words"),
    [
        (14_258, 381_583, "26.8 times our population."),
        (381_583, 14_258, "Our population is 26.8 times theirs."),
        (14_258, 14_300, "About our population."),
        (1, 1_600_000, "1,600,000 times our population."),
    ],
)
def test_the_ratio_is_said_in_words(staff, file, candidate, here, there, words):
    entered(file, staff, community=None, number=Decimal(here))
    entered(file, staff, community=candidate.community, number=Decimal(there))
    assert between(candidate, Topic.POPULATION) == [words]


def test_a_population_that_is_not_known_or_zero_is_not_divided_by(staff, file, candidate):
    entered(file, staff, community=candidate.community)
    assert between(candidate, Topic.POPULATION) == []
    told(None, number=Decimal(0))
    assert between(candidate, Topic.POPULATION) == []
    DataPoint.objects.all().delete()
    told(candidate.community, number=Decimal(0))
    entered(file, staff, community=None)
    assert between(candidate, Topic.POPULATION) == []


def test_a_ratio_of_different_things_says_so(staff, file, candidate, theirs):
    entered(file, staff, community=None, number=Decimal(14_258), qualifier="daytime population")
    assert between(candidate, Topic.POPULATION)[1].startswith("The two figures count different things")


def test_like_is_held_against_like_where_there_is_such(staff, file, candidate, theirs):
    entered(file, staff, community=None, number=Decimal(99), qualifier="daytime population", year=2025)
    entered(file, staff, community=None, number=Decimal(501_441), qualifier=theirs.qualifier, year=2011)
    assert between(candidate, Topic.POPULATION) == [
        "About our population.",
        "Held against each other: 501,441 here and 501,441 there.",
    ]


def test_without_a_word_of_what_is_counted_the_newest_figure_is_meant(staff, file, candidate, theirs):
    entered(file, staff, community=None, number=Decimal(14_258), qualifier="")
    entered(file, staff, community=candidate.community, number=Decimal(438_434), qualifier="", year=2010)
    told(candidate.community)
    assert between(candidate, Topic.POPULATION) == [
        "35.2 times our population.",
        "Held against each other: 14,258 here and 501,441 there.",
    ]


@pytest.mark.parametrize(
    ("there", "words"), [(-30, "877 m lower than we are."), (1_847, "1,000 m higher than we are."), (847, "As high as we are.")]
)  # fmt: skip
def test_heights_are_subtracted(staff, file, candidate, there, words):
    more = {"topic": Topic.ELEVATION, "qualifier": ""}
    entered(file, staff, community=None, number=Decimal(847), **more)
    entered(file, staff, community=candidate.community, number=Decimal(there), **more)
    assert between(candidate, Topic.ELEVATION) == [words]


def test_the_ratio_stands_in_its_place_among_known_twinnings(staff, file, candidate):
    Spread.objects.create(
        measure="population",
        pairs=1_000,
        as_of=dt.date(2026, 3, 1),
        quantiles=[1 + step / 10 for step in range(1_001)],
    )
    entered(file, staff, community=None, number=Decimal(14_258))
    entered(file, staff, community=candidate.community, number=Decimal(381_583))
    (words,) = between(candidate, Topic.POPULATION)
    assert words.startswith("26.8 times our population; ")
    assert words.endswith("000 known twinnings are at least that unequal.")


@pytest.fixture
def placed(lacombe, candidate):
    """Both on the map: Lacombe in Alberta, Mazatlán on the Pacific."""
    lacombe.place = place(
        LACOMBE, climate="Dfb", coast_km=700.0, lake_km=60.0, airport="YQF", airport_km=25.0
    )
    lacombe.save()
    candidate.community.place = place(climate="BSh", coast_km=1.2, airport="MZT", airport_km=15.0)
    candidate.community.save()
    return candidate


def test_time_and_distance_follow_from_the_two_places(placed):
    assert between(placed, Topic.TIME) == [
        "The same time as here in winter; in summer they are 1 hour behind us.",
        "Working hours in common: 8 of 8 in winter, 7 of 8 in summer.",
    ]
    (travel,) = between(placed, Topic.TRAVEL)
    assert travel.endswith(" km apart in a straight line.")
    assert 3_200 < int(travel.split()[0].replace(",", "")) < 3_400


@pytest.mark.parametrize(
    ("number", "clocks", "hours"),
    [
        (6118158, "The same time as here, all year.", "Working hours in common: 8 of 8."),
        (4711725, "All year they are 1 hour ahead of us.", "Working hours in common: 7 of 8."),
        (1275339, "In winter they are 12.5 hours ahead of us, in summer 11.5 hours ahead of us.", "Working hours in common: 0 of 8."),
    ],
)  # fmt: skip
def test_clocks_are_told_in_words(placed, number, clocks, hours):
    placed.community.place = place(number)
    placed.community.save()
    assert between(placed, Topic.TIME) == [clocks, hours]


def test_without_a_place_nothing_is_computed(candidate):
    assert all(band.between == [] for band in compared(candidate).bands)


# -- the page ------------------------------------------------------------------------------------------


def test_the_page_has_all_topics_and_both_names(client, sign_in, staff, file, candidate, theirs):
    page = words_of(sign_in(client, staff).get(facts(file)))
    for topic in Topic:
        assert f'id="{topic.value}"' in page
    assert "1 of 15 filled, 1 confirmed" in page
    assert "0 of 15 filled, 0 confirmed" in page
    assert f"Entered by {staff.name} on 12 March 2026" in page


def test_a_value_without_a_year_says_so(client, sign_in, staff, file, candidate):
    entered(file, staff, community=candidate.community, year=None)
    assert "year not given · INEGI, census 2020" in words_of(sign_in(client, staff).get(facts(file)))


@pytest.mark.parametrize(("topic", "asked"), [(topic, topic in QUALIFIED) for topic in Topic])
def test_of_what_exactly_is_asked_where_it_makes_sense(client, sign_in, staff, candidate, topic, asked):
    page = sign_in(client, staff).get(of_candidate(candidate, "new") + f"?topic={topic.value}&side=theirs")
    assert ('name="qualifier"' in page.content.decode()) is asked


def test_a_value_that_a_person_entered_is_vouched_for_and_one_of_a_data_set_is_not(staff, candidate):
    told(candidate.community, staff)
    carried = {"community": candidate.community, "words": "Port.", "source": "Memo", "entered_by": staff}
    DataPoint.objects.create(topic=Topic.GEOGRAPHY, **carried)
    assert str(compared(candidate).theirs.coverage) == "2 of 15 filled, 1 confirmed"
    assert [point.topic for point in DataPoint.objects.vouched_for()] == ["geography"]


def test_a_tie_says_what_kind_it_is(client, sign_in, staff, file, candidate):
    entered(
        file,
        staff,
        community=candidate.community,
        topic=Topic.TIES,
        tie=Tie.FAITH,
        number=None,
        qualifier="",
        words="Two parishes write to each other.",
    )
    page = words_of(sign_in(client, staff).get(facts(file)))
    assert "Faith groups" in page


def test_what_somebody_types_is_no_way_into_the_page(client, sign_in, staff, file, candidate):
    entered(file, staff, community=candidate.community, source="<script>alert(1)</script>")
    assert "<script>alert" not in words_of(sign_in(client, staff).get(facts(file)))


def test_without_a_candidate_the_way_leads_to_the_list(client, sign_in, staff, file):
    Candidate.objects.all().delete()
    assert sign_in(client, staff).get(facts(file)).url == f"/proposals/{file.pk}/research/candidates/"


def test_the_page_takes_as_many_queries_for_forty_five_candidates_as_for_three(
    client, sign_in, staff, file, placed
):
    browser = sign_in(client, staff)
    for number in range(2):
        add(file, number)
    entered(file, staff, community=placed.community)
    few = queries(browser, facts(file, placed))
    for number in range(2, 44):
        add(file, number)
    for topic in Topic:
        for at in range(3):
            told(placed.community, staff, topic=topic, words=f"Something {at}")
            told(None, staff, topic=topic, words=f"Something {at}")
    assert queries(browser, facts(file, placed)) == few


def add(file, number):
    there = Community.objects.create(name=f"Town {number}", country="MX", place=place())
    Candidate.objects.create(proposal=file, community=there)


@pytest.mark.parametrize("phase", [*WALK])
def test_the_page_opens_in_every_phase(client, sign_in, staff, phase):
    file = file_in(phase, by=staff)
    assert sign_in(client, staff).get(facts(file)).status_code == 200


def test_values_are_refused_once_the_file_has_moved(file, staff, candidate):
    old = type(file).objects.get(pk=file.pk)
    pass_turn(file, Turn.CAO, "research.sent", by=staff)
    with pytest.raises(MoveRefused):
        entered(old, staff, community=candidate.community)
