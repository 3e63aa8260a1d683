"""The three shapes of tables, and everything a row may be refused for."""

import pytest

from twinning.atlas import shapes
from twinning.atlas.shapes import OURS, PROBLEMS, End, Refused, reader, recognise
from twinning.atlas.tables import NotATable

RELATIONS = [
    "relation_id",
    "city_a",
    "admin1_a",
    "country_a",
    "geonameid_a",
    "lat_a",
    "lon_a",
    "city_b",
    "admin1_b",
    "country_b",
    "geonameid_b",
    "lat_b",
    "lon_b",
    "distance_km",
    "year",
    "form",
    "sources",
    "confidence",
]
WIKIDATA = "city,cityLabel,cityCountry,cityCoord,partner,partnerLabel,partnerCountry,partnerCoord,start,startPrecision,end".lower().split(
    ","
)


def ours(**more):
    row = {"name_1": "Lacombe", "country_1": "CA", "name_2": "Rikubetsu", "country_2": "JP"} | more
    return reader("ours", OURS)(2, [row.get(column, "") for column in OURS])


def wikidata(**more):
    row = {
        "city": "http://www.wikidata.org/entity/Q2", "citylabel": "Lacombe", "citycountry": "CA",
        "citycoord": "Point(-113.7353 52.46681)", "partner": "http://www.wikidata.org/entity/Q3",
        "partnerlabel": "Rikubetsu", "partnercountry": "JP", "start": "1986-07-04T00:00:00Z", "startprecision": "11",
    } | more  # fmt: skip
    return reader("wikidata", WIKIDATA)(2, [row.get(column, "") for column in WIKIDATA])


@pytest.mark.parametrize(
    ("header", "shape"),
    [(OURS, "ours"), (RELATIONS, "relations"), (WIKIDATA, "wikidata"), (["x", *OURS], "ours")],
)
def test_a_table_is_recognised_by_its_columns(header, shape):
    assert recognise(header) == shape


def test_other_columns_are_refused_with_those_found_and_those_needed():
    with pytest.raises(
        NotATable, match=r"not known here: a, b\. Name the columns name_1, country_1, name_2, country_2"
    ):
        recognise(["a", "b"])


def test_our_own_columns():
    entry = ours(
        geonames_1="6035615",
        latitude_2="43.47",
        longitude_2="143.7",
        year="1986",
        state="ended",
        reason="Letter",
        confidence="High",
    )
    assert entry.one == End("Lacombe", "", "CA", 6035615)
    assert entry.other == End("Rikubetsu", "", "JP", None, 43.47, 143.7)
    assert (entry.year, entry.state, entry.reason, entry.confidence) == (1986, "ended", "Letter", "high")


def test_a_row_of_the_merged_list():
    cells = [
        "1",
        "Mazatlán",
        "Sinaloa",
        "MX",
        "3996322",
        "23.2",
        "-106.4",
        "Hamm",
        "North Rhine-Westphalia",
        "DE",
        "2911240",
        "51.7",
        "7.8",
        "9527",
        "1978",
        "partnership",
        "rgre-2014|wikidata-2017",
        "high",
    ]
    entry = reader("relations", RELATIONS)(2, cells)
    assert (entry.one.number, entry.other.country, entry.year, entry.form) == (
        3996322,
        "DE",
        1978,
        "partnership",
    )
    assert (entry.sources, entry.confidence) == ("rgre-2014|wikidata-2017", "high")


def test_a_row_of_wikidata():
    entry = wikidata()
    assert entry.one == End("Lacombe", "", "CA", None, 52.46681, -113.7353)
    assert entry.other == End("Rikubetsu", "", "JP")
    assert (entry.year, entry.state) == (1986, "")


@pytest.mark.parametrize(
    ("precision", "year"), [("9", 1986), ("11", 1986), ("", 1986), ("8", None), ("7", None)]
)
def test_a_decade_or_a_century_of_wikidata_is_no_year(precision, year):
    assert wikidata(startprecision=precision).year == year


def test_a_twinning_that_has_an_end_in_wikidata_has_ended():
    entry = wikidata(end="2014-01-01T00:00:00Z")
    assert (entry.state, entry.reason) == ("ended", "Wikidata: 2014-01-01")


@pytest.mark.parametrize("written", ["CA", "ca", "CAN", "Canada", "Canadá"])
def test_a_country_may_be_written_by_code_or_by_name(written):
    assert ours(country_1=written).one.country == "CA"


def refusal(make, **more) -> str:
    with pytest.raises(Refused) as refused:
        make(**more)
    wrong, mend = PROBLEMS[refused.value.code]
    assert str(wrong) % refused.value.facts
    assert str(mend) % refused.value.facts
    return refused.value.code


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name_2": " "}, "name"),
        ({"country_1": "Atlantis"}, "country"),
        ({"year": "soon"}, "year"),
        ({"year": "2999"}, "year"),
        ({"year": "12"}, "year"),
        ({"latitude_1": "91", "longitude_1": "0"}, "coordinates"),
        ({"latitude_1": "north", "longitude_1": "0"}, "coordinates"),
        ({"latitude_1": "nan", "longitude_1": "0"}, "coordinates"),
        ({"geonames_1": "many"}, "number"),
        ({"geonames_1": "99999999999"}, "number"),
        ({"confidence": "sure"}, "confidence"),
        ({"state": "sleeping"}, "state"),
        ({"state": "ended"}, "reason"),
        ({"name_1": "x" * 201}, "long"),
        ({"source": "x" * 301}, "long"),
    ],
)
def test_a_row_of_ours_is_refused_in_words(more, code):
    assert refusal(ours, **more) == code


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"citycoord": "Point(1)"}, "coordinates"),
        ({"citycoord": "<http://www.wikidata.org/entity/Q405> Point(1 2)"}, "coordinates"),
        ({"citylabel": "Q2"}, "name"),
        ({"start": "t1986", "startprecision": "11"}, "year"),
    ],
)
def test_a_row_of_wikidata_is_refused_in_words(more, code):
    assert refusal(wikidata, **more) == code


def test_a_formula_in_a_cell_is_a_name_like_any_other():
    assert ours(name_1="=1+1").one.name == "=1+1"
    assert ours(name_1="'=1+1").one.name == "=1+1"


def test_every_problem_fills_its_own_blanks_only():
    facts = {
        "found": 1,
        "expected": 2,
        "value": "x",
        "limit": 3,
        "name": "n",
        "places": 2,
        "km": 4,
        "number": 5,
        "place": "p",
    }
    assert all(str(part) % facts for pair in shapes.PROBLEMS.values() for part in pair)
