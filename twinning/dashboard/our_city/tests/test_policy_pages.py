"""The twinning policy: everybody reads it, administrator and clerk change it, and a version that holds never changes."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from twinning import clock
from twinning.accounts.models import Role
from twinning.dashboard.our_city import policy_actions as actions
from twinning.municipality import policy as policies
from twinning.municipality.models import Cap, Criterion, Measure, Municipality, Policy
from twinning.municipality.versions import ChangedMeanwhile
from twinning.records import history
from twinning.records.models import Event

pytestmark = pytest.mark.django_db

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
SUMMER = dt.date(2026, 7, 1)
WRITERS = ["administrator", "clerk"]
OTHERS = ["staff", "cao", "mayor", "councillor", "member"]
PAGE, CHANGE = "/our-city/policy/", "/our-city/policy/change/"

FACTS = {
    "title": "Twinning", "reference": "P-7", "in_force_from": "2026-07-01", "resolution": "26-004", "adopted_on": "2026-03-09",
    "scale_lowest": "0", "lowest_words": "Nothing", "scale_highest": "10", "highest_words": "Everything", "low_below": "4",
    "diligence_days": "60", "acknowledgement_days": "5", "version": "1",
}  # fmt: skip
LINES = {
    "measures-key": ["economy", "new-1"],
    "measures-economy-title": "Business", "measures-economy-weight": "3", "measures-economy-help": "",
    "measures-new-1-title": "Peace", "measures-new-1-weight": "1", "measures-new-1-help": "Remembrance",
    "criteria-key": ["c1"], "criteria-c1-question": "Who wants it?", "criteria-c1-help": "",
    "caps-key": ["x1", "x2"],
    "caps-x1-what": "held", "caps-x1-kind": "sister", "caps-x1-limit": "3", "caps-x1-years": "",
    "caps-x2-what": "new", "caps-x2-kind": "", "caps-x2-limit": "1", "caps-x2-years": "5",
}  # fmt: skip
GOOD = FACTS | LINES


@pytest.fixture(autouse=True)
def in_spring():
    with clock.at(SPRING):
        yield


@pytest.fixture
def coming(lacombe, administrator) -> Policy:
    """A second version, which takes effect in summer."""
    made = Policy(title="Twinning", lowest_words="Little", highest_words="Much", in_force_from=SUMMER)
    lines = [Measure(title="Peace", weight=Decimal(1)), Criterion(question="Who wants it?")]
    actions.change_policy(made, lines, seen=1, by=administrator)
    return made


def everything() -> list:
    return [
        list(kind.objects.order_by("pk").values()) for kind in (Policy, Criterion, Measure, Cap, Municipality)
    ] + [Event.objects.count()]


def last_event() -> tuple:
    event = Event.objects.latest("seq")
    return history.sentence(event), type(event.subject), event.actor.name


def sent(form: dict, **more) -> dict:
    return {name: value for name, value in (form | more).items() if value is not None}


# -- It does it ------------------------------------------------------------------------


@pytest.mark.parametrize("writer", WRITERS)
def test_a_change_is_a_new_version(client, sign_in, request, lacombe, writer):
    old = Policy.objects.get()
    answer = sign_in(client, request.getfixturevalue(writer)).post(CHANGE, GOOD)
    assert (answer.status_code, answer["Location"]) == (302, "/our-city/policy/2/")
    made = Policy.objects.get(number=2)
    assert (made.reference, made.in_force_from, made.resolution, made.adopted_on) == (
        "P-7", SUMMER, "26-004", dt.date(2026, 3, 9),
    )  # fmt: skip
    assert (made.scale_lowest, made.scale_highest, made.low_below, made.diligence_days) == (0, 10, 4, 60)
    assert [(one.code, one.title, one.weight) for one in made.measures.all()] == [
        ("economy", "Business", 3), ("peace", "Peace", 1),
    ]  # fmt: skip
    assert [one.question for one in made.criteria.all()] == ["Who wants it?"]
    assert [(one.what, one.kind, one.limit, one.years) for one in made.caps.all()] == [
        ("held", "sister", 3, None), ("new", "", 1, 5),
    ]  # fmt: skip
    assert (Policy.in_force().pk, Policy.in_force(SUMMER).pk) == (old.pk, made.pk)
    assert (old.measures.count(), old.criteria.count()) == (5, 8)
    words = "Entered version 2 of the twinning policy, which takes effect on 1 July 2026"
    assert last_event()[:2] == (words, Municipality)


def test_a_form_sent_as_it_was_opened_copies_everything(client, sign_in, clerk, lacombe):
    sign_in(client, clerk)
    sheet = client.get(CHANGE).context["sheet"]
    data = QueryDict(mutable=True)
    for form in [sheet.form, *(form for table in sheet.tables for form in table.forms)]:
        for bound in form:
            value = bound.value()
            data[bound.html_name] = "" if value is None else str(value)
    for table in sheet.tables:
        data.setlist(f"{table.rows.name}-key", [form.key for form in table.forms])
    kind = "application/x-www-form-urlencoded"
    assert client.post(CHANGE, data.urlencode(), content_type=kind).status_code == 302
    old, new = Policy.objects.order_by("number")
    assert [one.question for one in new.criteria.all()] == [one.question for one in old.criteria.all()]
    assert [(one.code, one.title, one.help, one.weight) for one in new.measures.all()] == [
        (one.code, one.title, one.help, one.weight) for one in old.measures.all()
    ]
    assert (new.low_below, new.in_force_from, new.resolution) == (old.low_below, clock.today(), "")
    assert Policy.in_force().pk == new.pk


def test_a_coming_version_is_corrected(client, sign_in, clerk, coming):
    assert (
        sign_in(client, clerk).post("/our-city/policy/2/correct/", GOOD)["Location"] == "/our-city/policy/2/"
    )
    now = Policy.objects.get(number=2)
    assert (now.version, now.title, now.resolution, now.caps.count()) == (2, "Twinning", "26-004", 2)
    assert last_event()[0].startswith("Corrected version 2 of the twinning policy: number of the policy, ")
    assert last_event()[0].endswith(
        "days to acknowledge an enquiry, Measures, Checklist for enquiries, Limits"
    )


def test_a_correction_that_changes_nothing_is_none(client, sign_in, clerk, coming):
    before = everything()
    line, peace = coming.criteria.get(), coming.measures.get()
    same = {
        "title": "Twinning", "reference": "", "in_force_from": "2026-07-01", "resolution": "", "adopted_on": "",
        "scale_lowest": "1", "lowest_words": "Little", "scale_highest": "5", "highest_words": "Much", "low_below": "2.50",
        "diligence_days": "90", "acknowledgement_days": "10", "version": "1",
        "measures-key": "peace", "measures-peace-title": "Peace", "measures-peace-weight": "1.0", "measures-peace-help": "",
        "criteria-key": f"line-{line.pk}", f"criteria-line-{line.pk}-question": "Who wants it?", f"criteria-line-{line.pk}-help": "",
    }  # fmt: skip
    assert peace.code == "peace"
    assert sign_in(client, clerk).post("/our-city/policy/2/correct/", same).status_code == 302
    assert everything() == before


def test_a_coming_version_is_withdrawn_with_a_reason(client, sign_in, clerk, coming):
    answer = sign_in(client, clerk).post("/our-city/policy/2/withdraw/", {"why": "Council sent it back."})
    assert answer["Location"] == "/our-city/policy/2/"
    assert Policy.objects.get(number=2).withdrawn_at == SPRING
    assert Policy.in_force(dt.date(2027, 1, 1)).number == 1
    assert last_event()[0] == "Withdrew version 2 of the twinning policy before it took effect"
    page = client.get("/our-city/policy/2/").text
    assert "Council sent it back." in page
    assert "Withdrawn" in page
    assert "Correct this version" not in page


def test_measures_of_the_same_name_get_words_of_their_own(client, sign_in, clerk, lacombe):
    twice = {f"measures-{key}-title": "Économie" for key in ("a", "b")}
    weights = {f"measures-{key}-weight": "1" for key in ("a", "b")}
    data = GOOD | twice | weights | {"measures-key": ["economy", "a", "b"]}
    assert sign_in(client, clerk).post(CHANGE, data).status_code == 302
    codes = Policy.objects.get(number=2).measures.values_list("code", flat=True)
    assert list(codes) == ["economy", "economie", "economie-2"]


# -- Lines, with and without script -------------------------------------------------------


@pytest.mark.parametrize(
    ("places", "order"),
    [
        ({}, ["a", "b", "c"]),
        ({"a": "3"}, ["b", "c", "a"]),
        ({"c": "1"}, ["c", "a", "b"]),
        ({"a": "2"}, ["b", "a", "c"]),
        ({"a": "x", "b": "2", "c": "99999"}, ["a", "b", "c"]),
    ],
)
def test_lines_are_moved_by_typing_their_place(client, sign_in, clerk, lacombe, places, order):
    lines = {f"criteria-{key}-question": key for key in "abc"}
    typed = {f"criteria-{key}-position": place for key, place in places.items()}
    sign_in(client, clerk).post(CHANGE, GOOD | lines | typed | {"criteria-key": ["a", "b", "c"]})
    assert [one.question for one in Policy.objects.get(number=2).criteria.all()] == order


def test_a_line_is_removed_by_a_tick_and_an_empty_one_is_left_out(client, sign_in, clerk, lacombe):
    ticked = {"caps-x1-remove": "on", "criteria-key": ["c1", "c2"], "criteria-c2-question": ""}
    sign_in(client, clerk).post(CHANGE, GOOD | ticked)
    made = Policy.objects.get(number=2)
    assert (made.caps.get().what, made.criteria.count()) == ("new", 1)


@pytest.mark.parametrize("table", ["measures", "criteria", "caps"])
def test_one_line_more_keeps_what_was_typed_and_saves_nothing(client, sign_in, clerk, lacombe, table):
    before = everything()
    typed = GOOD | {
        "add_row": table,
        "title": "Half a",
        "low_below": "many",
        "measures-economy-weight": "heavy",
    }
    answer = sign_in(client, clerk).post(CHANGE, typed)
    assert answer.status_code == 200
    assert everything() == before
    for words in (
        'value="Half a"',
        'value="many"',
        'value="heavy"',
        'value="Peace"',
        'value="Who wants it?"',
    ):
        assert words in answer.text
    counts = {one.rows.name: len(one.forms) for one in answer.context["sheet"].tables}
    assert counts == {
        name: {"measures": 2, "criteria": 1, "caps": 2}[name] + (name == table) for name in counts
    }
    assert "need your attention" not in answer.text


def test_more_lines_than_any_policy_has_are_not_read(client, sign_in, clerk, lacombe):
    keys = [f"k{number}" for number in range(400)]
    data = GOOD | {"criteria-key": keys} | {f"criteria-{key}-question": key for key in keys}
    sign_in(client, clerk).post(CHANGE, data)
    assert Policy.objects.get(number=2).criteria.count() == 60


# -- It refuses -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "This is missing. Fill it in."),
        (
            {"in_force_from": "2026-03-11"},
            "A policy cannot take effect in the past. Choose today or a later day",
        ),
        ({"in_force_from": "soon"}, "This date cannot be read."),
        ({"in_force_from": "2026-03-12", "adopted_on": "2026-03-13"}, "This day is still to come."),
        ({"resolution": ""}, "A resolution and its day belong together. Fill in both, or neither."),
        ({"adopted_on": ""}, "A resolution and its day belong together. Fill in both, or neither."),
        ({"scale_highest": "0"}, "The highest score is not above the lowest. Give a larger number."),
        ({"scale_highest": "101"}, "This number is too large."),
        ({"scale_lowest": "-1"}, "This number is too small."),
        (
            {"low_below": "11"},
            "The total that warns is not on the scale. Give a number between its two ends.",
        ),
        ({"diligence_days": "0"}, "This number is too small. Give at least 1."),
        ({"acknowledgement_days": "9" * 30}, "This number is too large."),
        ({"lowest_words": "x" * 10_000}, "100"),
        (
            {"measures-economy-weight": "0", "measures-new-1-weight": "0"},
            "Nothing could be weighed by this policy. Keep at least one measure with a weight above 0.",
        ),
        ({"measures-key": []}, "Nothing could be weighed by this policy."),
        ({"measures-economy-weight": "-1"}, "This number is too small. Give at least 0."),
        ({"measures-economy-weight": "1.234"}, "2 decimal"),
        ({"measures-economy-weight": "NaN"}, "number"),
        ({"measures-economy-title": "x\x00y"}, "There is a character in it that cannot be kept."),
        ({"measures-new-1-title": ""}, "This is missing. Fill it in."),
        ({"caps-x1-limit": "-1"}, "This number is too small."),
        ({"caps-x1-limit": ""}, "This is missing. Fill it in."),
        ({"caps-x1-kind": "enemy"}, "enemy"),
        (
            {"caps-x1-years": "5"},
            "The number of years belongs to a limit of new relationships, and only to it.",
        ),
        (
            {"caps-x2-years": ""},
            "The number of years belongs to a limit of new relationships, and only to it.",
        ),
        (
            {"caps-x2-what": "held", "caps-x2-kind": "sister", "caps-x2-years": ""},
            "The same limit is given twice. Keep one of the two.",
        ),
    ],
)
@pytest.mark.parametrize("url", [CHANGE, "/our-city/policy/2/correct/"])
def test_a_wrong_entry_is_refused_in_words_and_nothing_typed_is_lost(
    client, sign_in, clerk, coming, url, wrong, words
):
    before = everything()
    version = {"version": "2" if url == CHANGE else "1"}
    answer = sign_in(client, clerk).post(url, GOOD | {"highest_words": "Typed"} | version | wrong)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Typed"' in answer.text
    assert everything() == before


DOINGS = {
    "change": (CHANGE, GOOD | {"version": "2"}),
    "correct": ("/our-city/policy/2/correct/", GOOD),
    "withdraw": ("/our-city/policy/2/withdraw/", {"why": "Sent back."}),
}


@pytest.mark.parametrize("doing", DOINGS)
@pytest.mark.parametrize("other", OTHERS)
def test_everybody_else_is_refused(client, sign_in, request, coming, doing, other):
    before = everything()
    url, data = DOINGS[doing]
    assert sign_in(client, request.getfixturevalue(other)).post(url, data).status_code == 403
    assert everything() == before


@pytest.mark.parametrize("doing", DOINGS)
def test_strangers_are_sent_to_sign_in(client, coming, doing):
    before = everything()
    url, data = DOINGS[doing]
    assert client.post(url, data)["Location"].split("?")[0] == reverse("account_login")
    assert everything() == before


@pytest.mark.parametrize("doing", DOINGS)
def test_looking_changes_nothing(client, sign_in, clerk, coming, doing):
    before = everything()
    sign_in(client, clerk)
    assert client.get(DOINGS[doing][0], GOOD).status_code == (405 if doing == "withdraw" else 200)
    assert everything() == before


@pytest.mark.parametrize("doing", DOINGS)
def test_what_does_not_exist_is_not_found(client, sign_in, clerk, doing):
    url, data = DOINGS[doing]
    assert sign_in(client, clerk).post(url, data).status_code == 404
    assert [client.get(address).status_code for address in (PAGE, "/our-city/policy/1/")] == [404, 404]


@pytest.mark.parametrize("doing", ["correct", "withdraw"])
@pytest.mark.parametrize("why", ["in force", "used", "withdrawn"])
def test_a_version_that_holds_was_used_or_is_withdrawn_stays(
    client, sign_in, clerk, coming, monkeypatch, doing, why
):
    if why == "used":
        monkeypatch.setattr(policies, "LINES", (Criterion, Cap))
    if why == "withdrawn":
        actions.withdraw_policy(coming, why="Sent back.", by=clerk)
    before = everything()
    url, data = DOINGS[doing]
    with clock.at(SPRING + dt.timedelta(days=200 if why == "in force" else 0)):
        sign_in(client, clerk)
        answer = client.post(url, data, follow=True)
        assert "Make a new version with the button “Change the policy”." in answer.text
    assert everything() == before


def test_the_action_itself_refuses_a_version_that_holds(coming, clerk):
    first = Policy.objects.get(number=1)
    for refused in (
        lambda: actions.correct_policy(
            first, list(first.measures.all()), seen=1, fields=["title"], tables=[], by=clerk
        ),
        lambda: actions.withdraw_policy(first, why="No.", by=clerk),
    ):
        before = everything()
        with pytest.raises(ValidationError):
            refused()
        assert everything() == before


def test_withdrawing_asks_for_a_reason(client, sign_in, clerk, coming):
    before = everything()
    answer = sign_in(client, clerk).post("/our-city/policy/2/withdraw/", {"why": " "})
    assert (answer.status_code, "reason" in answer.text) == (422, True)
    assert everything() == before


# -- Two at once ------------------------------------------------------------------------------


def test_two_new_versions_at_once_and_the_second_sees_what_the_first_did(client, sign_in, clerk, coming):
    before = everything()
    answer = sign_in(client, clerk).post(CHANGE, GOOD)  # it still speaks of version 1
    assert answer.status_code == 422
    assert "Somebody else changed this after you opened it, so yours was not saved." in answer.text
    assert "Highest score now reads: 5" in answer.text
    assert "Measures now reads: Peace" in answer.text
    assert "Limits now reads: nothing" in answer.text
    assert "Checklist for enquiries now reads" not in answer.text
    assert everything() == before
    assert 'name="version" value="2"' in answer.text
    assert client.post(CHANGE, GOOD | {"version": "2"}).status_code == 302
    assert Policy.objects.count() == 3


def test_two_corrections_at_once_and_the_second_is_told(client, sign_in, clerk, coming):
    sign_in(client, clerk).post("/our-city/policy/2/correct/", GOOD)
    before = everything()
    answer = client.post("/our-city/policy/2/correct/", GOOD | {"title": "Mine"})
    assert "Title now reads: Twinning" in answer.text
    assert 'value="Mine"' in answer.text
    assert everything() == before


def test_the_action_refuses_whoever_saw_an_older_version(coming, clerk):
    before = everything()
    with pytest.raises(ChangedMeanwhile):
        actions.change_policy(
            Policy(title="Late", in_force_from=SUMMER), [Measure(title="Peace")], seen=1, by=clerk
        )
    assert everything() == before


def test_what_was_typed_when_the_session_ended_is_there_again(client, sign_in, clerk, lacombe):
    client.post(CHANGE, GOOD | {"title": "Typed before"}, headers={"origin": "http://testserver"})
    answer = sign_in(client, clerk).get(CHANGE)
    assert 'value="Typed before"' in answer.text
    assert 'value="Peace"' in answer.text


# -- What the page says -------------------------------------------------------------------------


@pytest.mark.parametrize("reader", [*OTHERS, *WRITERS])
def test_everybody_reads_the_policy_and_only_writers_see_the_button(
    client, sign_in, request, lacombe, reader
):
    page = sign_in(client, request.getfixturevalue(reader)).get(PAGE)
    assert page.status_code == 200
    assert ("Change the policy" in page.text) == (reader in WRITERS)
    for words in (
        "Does our country keep diplomatic relations with theirs?",
        "Citizen interest in both communities",
        "20 %",
        "A total below 2.5 warns and blocks nothing.",
        "This version sets no limit",
        "An enquiry is acknowledged within 10 days.",
        "holds for 90 days",
        "Not yet set by a resolution",
    ):
        assert words in page.text


def test_the_page_says_limits_shares_and_resolutions_in_words(client, sign_in, clerk, lacombe):
    sign_in(client, clerk).post(CHANGE, GOOD)
    page = client.get("/our-city/policy/2/").text
    for words in (
        "75 %",
        "At most 3 relationships of the kind “Twinning (sister city)” at the same time.",
        "At most 1 new relationship within 5 years.",
        "26-004, 9 March 2026",
        "This is not the version in force today.",
        "Correct this version",
    ):
        assert words in page
    assert "Version 2 takes effect on 1 July 2026." in client.get(PAGE).text


def test_our_city_leads_to_the_policy(client, sign_in, administrator, lacombe):
    assert f'href="{PAGE}"' in sign_in(client, administrator).get("/our-city/").text


def test_the_page_costs_the_same_for_one_row_and_three(client, sign_in, clerk, lacombe):
    def queries(rows: int) -> int:
        lines = [Measure(title=f"M{at}") for at in range(rows)]
        lines += [Criterion(question=f"Q{at}") for at in range(rows)]
        lines += [Cap(what="new", kind=f"k{at}", limit=1, years=1) for at in range(rows)]
        made = Policy(title="T", lowest_words="L", highest_words="H", in_force_from=SUMMER)
        actions.change_policy(made, lines, seen=Policy.objects.count(), by=clerk)
        with CaptureQueriesContext(connection) as found:
            assert "Correct this version" in client.get(f"/our-city/policy/{made.number}/").text
        return len(found)

    sign_in(client, clerk).get(PAGE)
    assert queries(1) == queries(3) == queries(1)


def test_all_roles_were_asked():
    assert {*OTHERS, *WRITERS} - {"member"} | {"committee"} == set(Role.values)
