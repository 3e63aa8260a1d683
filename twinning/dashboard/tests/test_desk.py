"""The desk: what waits, what stands still, what is due, what is asked for; and the same queries at any size."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from agreements.agreement.council.models import Obligation
from proposals.lifecycle import Phase, Turn, hold, move, pass_turn
from proposals.planning.models import BudgetLine, Planning
from proposals.proposal.actions import open_file
from proposals.proposal.models import Community, Proposal
from twinning import clock
from twinning.dashboard import desk
from twinning.testing.factories import file_in

pytestmark = pytest.mark.django_db
LONG_AGO = dt.datetime(2026, 1, 5, 17, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 3, 16, 17, tzinfo=dt.UTC)


def opened(staff, name, at=NOW):
    with clock.at(at):
        return open_file(Community(name=name, country="MX"), by=staff, kind="sister", origin="staff")


def ask(proposal, year, amount, currency="CAD", in_kind=False):
    record, _made = Planning.objects.get_or_create(proposal=proposal)
    BudgetLine.objects.create(
        record=record, year=year, amount=Decimal(amount), currency=currency, in_kind=in_kind
    )


def look(client, user, sign_in, at=NOW):
    with clock.at(at):
        return sign_in(client, user).get(reverse("dashboard:desk"))


def test_the_cao_sees_what_waits_for_the_cao_only(client, lacombe, staff, cao, sign_in):
    opened(staff, "Rosario")
    with clock.at(NOW):
        pass_turn(opened(staff, "Mazatlán"), Turn.CAO, "file.resumed", by=staff)
    waiting = look(client, cao, sign_in).context["waiting"]
    assert [proposal.community.name for proposal in waiting["lines"]] == ["Mazatlán"]
    assert waiting["count"] == 1


def test_what_has_not_moved_for_a_month_stands_still_unless_held_or_lived(
    client, lacombe, staff, cao, sign_in
):
    opened(staff, "Still", at=LONG_AGO)
    opened(staff, "Fresh")
    held, lived = opened(staff, "Held", at=LONG_AGO), opened(staff, "Lived", at=LONG_AGO)
    with clock.at(LONG_AGO):
        hold(held, by=staff, why="Elections.")
        for phase in (Phase.RESEARCH, Phase.CORRESPONDENCE, Phase.AGREEMENT, Phase.SIGNING, Phase.EVALUATION):
            move(lived, phase, by=staff)
    lived.evaluation_due = dt.date(2027, 1, 1)
    lived.save(update_fields=["evaluation_due"])
    still = look(client, cao, sign_in).context["still"]
    assert [proposal.community.name for proposal in still["lines"]] == ["Still"]


def test_an_evaluation_that_is_due_is_listed_and_marked_when_late(client, lacombe, staff, cao, sign_in):
    proposal = opened(staff, "Lived")
    proposal.evaluation_due = dt.date(2026, 3, 1)
    proposal.save(update_fields=["evaluation_due"])
    (due,) = look(client, cao, sign_in).context["due"]
    assert (due.on, due.late) == (dt.date(2026, 3, 1), True)


def test_money_is_summed_by_year_and_currency_and_links_to_its_files(client, lacombe, staff, cao, sign_in):
    one, two = opened(staff, "One"), opened(staff, "Two")
    (
        ask(one, 2027, "100"),
        ask(two, 2027, "50.50"),
        ask(two, 2027, "9", "MXN"),
        ask(two, 2028, "7", in_kind=True),
    )
    page = look(client, cao, sign_in)
    assert [(year["year"], year["currency"], year["amount"]) for year in page.context["years"]] == [
        ("2027", "CAD", Decimal("150.50")),
        ("2027", "MXN", Decimal("9.00")),
    ]
    assert [bar["height"] for bar in page.context["bars"]] == [100]
    with clock.at(NOW):
        behind = client.get(page.context["years"][0]["url"])
    assert behind.context["page"].paginator.count == 2


def test_counts_by_phase_link_to_their_lists(client, lacombe, staff, cao, sign_in):
    opened(staff, "One")
    planning = look(client, cao, sign_in).context["phases"][0]
    with clock.at(NOW):
        listed = client.get(planning["url"]).context["page"].paginator.count
    assert planning["count"] == listed == 1


@pytest.mark.parametrize("address", ["dashboard:desk", "proposal:index", "dashboard:council"])
def test_the_number_of_queries_does_not_grow(
    client, lacombe, staff, cao, sign_in, address, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(client, cao)
    opened(staff, "One", at=LONG_AGO)
    client.get(reverse(address))
    with CaptureQueriesContext(connection) as first:
        client.get(reverse(address))
    opened(staff, "Two", at=LONG_AGO), opened(staff, "Three", at=LONG_AGO)
    with django_assert_num_queries(len(first)):
        client.get(reverse(address))


@pytest.mark.parametrize(
    "query",
    ["phase=nowhere", "turn=x", "page=-1", "page=abc", "year=99999", "words=%00", "show=x", "year=²²²²"],
)
def test_a_list_bears_any_address(client, lacombe, staff, sign_in, query):
    opened(staff, "One")
    assert sign_in(client, staff).get(f"{reverse('proposal:index')}?{query}").status_code == 200


@pytest.mark.parametrize("who", ["staff", "cao", "clerk", "mayor", "councillor", "member", "administrator"])
def test_every_role_has_a_desk(request, client, lacombe, sign_in, who):
    assert look(client, request.getfixturevalue(who), sign_in).status_code == 200


def test_a_person_without_a_role_sees_no_file(client, lacombe, staff, sign_in):
    from twinning.testing.factories import person

    opened(staff, "Hidden")
    assert Proposal.objects.visible_to(person()).count() == 0


def test_a_condition_of_council_is_due_when_somebody_is_to_look_at_it(lacombe, staff, clerk, councillor):
    proposal = file_in(Phase.SIGNING, by=staff)
    facts = {"proposal": proposal, "owner": "Finance", "by": clerk}
    today = clock.today()
    Obligation.objects.create(words="A budget line.", supervised_on=today, **facts)
    Obligation.objects.create(words="A report.", supervised_on=today + dt.timedelta(days=30), **facts)
    seen = Proposal.objects.all()
    assert [one.words for one in desk.due(seen, clerk)] == ["Look at a condition of council: A budget line."]
    assert desk.due(seen, councillor) == []
