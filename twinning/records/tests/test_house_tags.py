import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from twinning import clock
from twinning.accounts.models import User
from twinning.records.templatetags import house

NB = "\xa0"
SUMMER = dt.datetime(2026, 7, 12, 20, 2, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _english_of_canada():
    with translation.override("en-ca"):
        yield


class PurposeForm(forms.Form):
    purpose = forms.CharField(label="Purpose", error_messages={"required": "It is empty. Say why."})
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")], widget=forms.RadioSelect)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self):
        self.add_error(None, "The whole does not fit. Change one of the two.")


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (Decimal("36000.00"), "CAD", "$36,000"),
        (Decimal("36000.50"), "CAD", "$36,000.50"),
        (0, "CAD", "$0"),
        (Decimal("-5"), "CAD", "-$5"),
        (1200, "USD", "US$1,200"),
        (1200, "JPY", "JP¥1,200"),
        (None, "CAD", ""),
    ],
)
def test_money_says_its_currency_and_cents_only_where_there_are_any(amount, currency, words):
    assert house.money(amount, currency) == words


def test_money_follows_the_language():
    with translation.override("fr-ca"):
        assert house.money(Decimal("36000"), "CAD") == f"36{NB}000{NB}$"


def test_number_is_grouped_and_keeps_zero():
    assert house.number(381583) == "381,583"
    assert house.number(0) == "0"
    assert house.number(None) == ""


def test_day_is_written_out_day_first():
    assert house.day(dt.date(2026, 3, 12)) == "12 March 2026"
    assert house.day(None) == ""
    with translation.override("es"):
        assert house.day(dt.date(2026, 3, 12)) == "12 de marzo de 2026"


def test_day_of_a_moment_is_the_day_at_city_hall(settings):
    settings.TIME_ZONE = "America/Edmonton"
    assert house.day(dt.datetime(2026, 3, 13, 3, 0, tzinfo=dt.UTC)) == "12 March 2026"


def test_moment_names_the_zone(settings):
    settings.TIME_ZONE = "America/Edmonton"
    assert house.moment(SUMMER) == "12 July 2026, 14:02 MDT"
    assert house.moment(SUMMER.replace(month=1)) == "12 January 2026, 13:02 MST"
    assert house.moment(None) == ""


@pytest.mark.parametrize(("since", "words"), [(12, "today"), (11, "1 day"), (8, "4 days")])
def test_ago_days_counts_from_the_wall_calendar(since, words):
    with clock.at(SUMMER):
        assert house.ago_days(dt.date(2026, 7, since)) == words


def test_nonce_is_that_of_the_request():
    request = RequestFactory().get("/")
    request.csp_nonce = "abc"
    page = Template('{% load house %}<script nonce="{% csp_nonce %}"></script>')
    assert page.render(Context({"request": request})) == '<script nonce="abc"></script>'
    assert page.render(Context()) == '<script nonce=""></script>'


def test_problems_link_to_the_first_control_of_each_field():
    found = house.gather_problems(Context({"form": PurposeForm({})}))
    assert found == [
        house.Problem("The whole does not fit. Change one of the two."),
        house.Problem("It is empty. Say why.", "Purpose", "#id_purpose"),
        house.Problem("This is missing. Fill it in.", "Kind", "#id_kind_0"),
        house.Problem("This is missing. Fill it in."),
    ]


def test_problems_of_rows_say_which_row():
    rows = forms.formset_factory(PurposeForm, extra=0)
    data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-kind": "a", "form-0-version": "1"}
    formset = rows({**data, "form-0-purpose": ""})
    assert house.gather_problems(Context({"formset": formset})) == [
        house.Problem("The whole does not fit. Change one of the two.", "Row 1"),
        house.Problem("It is empty. Say why.", "Row 1, Purpose", "#id_form-0-purpose"),
    ]


def test_problems_of_a_page_come_first_and_no_problem_is_no_list():
    assert house.gather_problems(
        Context({"problems": [{"words": "Choose a file.", "href": "#id_file"}]})
    ) == [house.Problem("Choose a file.", href="#id_file")]
    assert house.gather_problems(Context({"form": PurposeForm()})) == []


def test_pages_far_from_the_current_one_are_left_out():
    paginator = Paginator(range(200), 10)
    assert list(house.nearby_pages(paginator, 10)) == [1, None, 8, 9, 10, 11, 12, None, 20]


def test_a_phase_bar_of_a_closed_file_has_no_current_step():
    assert house.has_current([{"state": "done"}, {"state": "current"}]) is True
    assert house.has_current([{"state": "done"}, {"state": "closed"}]) is False


def test_roles_are_told_in_words_and_their_absence_too():
    person = User(name="R. Whitlock")
    person.roles = frozenset({"cao", "staff"})
    assert house.role_words(person) == "Council staff, Chief Administrative Officer"
    person.roles = frozenset()
    assert house.role_words(person) == "No role today"
