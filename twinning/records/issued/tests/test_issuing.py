"""Issuing, replacing and withdrawing papers; nothing is drawn here."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction

from twinning import clock
from twinning.accounts.models import Role
from twinning.municipality.models import Counter
from twinning.records import history
from twinning.records.issued import actions as issued
from twinning.records.issued.models import Issue
from twinning.records.issued.tests.conftest import FACTS
from twinning.records.models import Document, Event
from twinning.records.tests.conftest import at_once
from twinning.testing import seals
from twinning.testing.factories import city, person

pytestmark = pytest.mark.django_db

OTHER = FACTS | {"n": 2}


def told(subject) -> list[str]:
    return [history.sentence(event) for event in Event.objects.about(subject).order_by("seq")]


def test_a_paper_gets_a_number_a_code_and_the_address_of_its_page(ask):
    with clock.at(dt.datetime(2026, 3, 12, 20, tzinfo=dt.UTC)):
        made = ask()
    assert made.number == "P 2026-0001"
    assert re.fullmatch("[2-9A-HJ-NP-Z]{26}", made.code)
    assert made.code_in_groups.replace("-", "") == made.code
    assert made.document.facts == FACTS | {
        "verification": {
            "number": made.number,
            "code": made.code_in_groups,
            "url": f"https://twinning.example.ca/p/{made.code}/",
            "short": f"twinning.example.ca/p/{made.code_in_groups}",
        }
    }
    assert (made.edition, made.status, made.document.state) == (1, "in_force", "queued")
    assert (made.issued_on, issued.of(made.document)) == (dt.date(2026, 3, 12), made)
    assert told(made) == ["Issued the paper P 2026-0001, “Resolution 26-014”"]


def test_the_history_stands_where_the_caller_says(ask, clerk):
    ask(subject=clerk)
    ask(subject=clerk, facts=OTHER)
    assert [words[:36] for words in told(clerk)] == [
        "Issued the paper P 2026-0001, “Resol",
        "Issued the paper P 2026-0002, “Resol",
        "The paper P 2026-0001 was replaced b",
    ]


def test_the_same_paper_is_issued_once(ask):
    first = ask()
    with clock.at(clock.now() + dt.timedelta(days=3)):
        assert ask(facts=FACTS | {"frozen_at": clock.now()}) == first
    assert (Issue.objects.count(), Document.objects.count(), Event.objects.about(first).count()) == (1, 1, 1)
    assert Counter.objects.get(series="paper").last == 1


def test_a_paper_that_could_not_be_made_is_tried_again_as_the_same_one(ask):
    first = ask()
    Document.objects.update(state="failed", reason="It did not work.")
    assert (ask(), Document.objects.get().state) == (first, "queued")


@pytest.mark.parametrize(
    "other",
    [
        {"facts": OTHER},
        {"title": "Resolution 26-015"},
        {"public_title": "Another"},
        {"template": "motion"},
    ],
)
def test_another_paper_takes_the_place_of_the_one_before(ask, other):
    first = ask()
    second = ask(**other)
    first.refresh_from_db()
    assert (first.status, first.superseded_by, first.status_on) == ("superseded", second, clock.today())
    assert (second.edition, second.status) == (2, "in_force")
    assert len({first.number, second.number}) == len({first.code, second.code}) == 2


def test_another_key_is_another_paper(ask):
    first, second = ask(), ask(key="resolution:2")
    first.refresh_from_db()
    assert (first.status, second.status, second.edition) == ("in_force", "in_force", 1)


def test_two_clicks_at_the_same_moment_issue_one_paper(shared_database):
    city()
    clerk = person("clerk")
    asked = {"template": "resolution", "facts": FACTS, "title": "R", "filename": "R.pdf", "by": clerk}
    given = at_once(3, lambda: issued.issue(**asked, public_title="R", key="resolution:1").pk)
    assert given == [Issue.objects.get().pk] * 3
    assert Counter.objects.get(series="paper").last == 1


def test_what_is_rolled_back_leaves_no_gap(ask):
    with transaction.atomic():
        ask()
        transaction.set_rollback(True)
    assert (Issue.objects.count(), Document.objects.count()) == (0, 0)
    assert ask().number.endswith("-0001")


def test_a_paper_is_withdrawn_with_a_reason_and_words_for_everybody(ask, clerk):
    made = ask()
    issued.withdraw(made, by=clerk, why=" A wrong date. ", words=" It named a wrong date. ")
    assert (made.status, made.status_words, made.status_on) == (
        "withdrawn",
        "It named a wrong date.",
        clock.today(),
    )
    event = Event.objects.about(made).first()
    assert (history.sentence(event), str(event.remark)) == (
        f"Withdrew the paper {made.number}",
        "A wrong date.",
    )
    with pytest.raises(issued.Refused, match="is no longer in force"):
        issued.withdraw(made, by=clerk, why="again", words="again")
    assert Event.objects.about(made).count() == 2


def test_nothing_is_withdrawn_without_words(ask, clerk):
    made = ask()
    with pytest.raises(issued.Refused, match="Write both"):
        issued.withdraw(made, by=clerk, why="A wrong date.", words=" ")
    assert Issue.objects.get().in_force


def test_a_withdrawn_paper_can_be_issued_anew(ask, clerk):
    first = ask()
    issued.withdraw(first, by=clerk, why="Lost.", words="It was lost.")
    second = ask()
    first.refresh_from_db()
    assert (first.status, second.status, second.edition) == ("withdrawn", "in_force", 2)


def test_a_paper_is_replaced_by_another_that_holds(ask, clerk):
    old, new = ask(), ask(key="resolution:2")
    with pytest.raises(issued.Refused):
        issued.supersede(old, old, by=clerk)
    issued.supersede(old, new, by=clerk)
    for again in ((old, new), (new, old)):
        with pytest.raises(issued.Refused):
            issued.supersede(*again, by=clerk)
    new.refresh_from_db()
    assert (old.superseded_by, new.status) == (new, "in_force")


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "superseded", "status_on": dt.date(2026, 3, 12)},
        {"status": "withdrawn", "status_on": dt.date(2026, 3, 12)},
        {"status": "withdrawn", "status_words": "Gone."},
        {"status_on": dt.date(2026, 3, 12)},
        {"certificate": "f" * 64},
    ],
)
def test_the_database_refuses_what_cannot_be(ask, wrong):
    made = ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.filter(pk=made.pk).update(**wrong)


@pytest.mark.parametrize("same", ["code", "number"])
def test_no_two_papers_share_a_code_or_a_number(ask, same):
    first, second = ask(), ask(key="resolution:2")
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.filter(pk=second.pk).update(**{same: getattr(first, same)})


# -- The page on which the clerk withdraws a paper -------------------------------------------------------


def test_the_clerk_withdraws_a_paper(client, sign_in, clerk, ask):
    made = ask()
    seals.hand_out(made)
    page = f"/papers/{made.pk}/withdraw/"
    sign_in(client, clerk)
    assert client.get(page).status_code == 200
    answer = client.post(page, {"why": "A wrong date.", "words": ""})
    assert answer.status_code == 422
    assert "The words for everybody are missing." in answer.content.decode()
    assert "A wrong date." in answer.content.decode()
    answer = client.post(page, {"why": "A wrong date.", "words": "It named a wrong date."}, follow=True)
    assert "Withdrawn on" in answer.content.decode()
    assert "It named a wrong date." in answer.content.decode()
    answer = client.post(page, {"why": "Again.", "words": "Again."}, follow=True)
    assert "is no longer in force" in answer.content.decode()
    assert Issue.objects.get().status_words == "It named a wrong date."


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CLERK])
def test_nobody_else_withdraws_one(client, sign_in, role, ask):
    made = ask()
    seals.hand_out(made)
    sign_in(client, person(role, email="other@lacombe.example"))
    answer = client.post(f"/papers/{made.pk}/withdraw/", {"why": "x", "words": "x"})
    assert (answer.status_code, Issue.objects.get().in_force) == (403, True)


def test_what_is_not_made_yet_is_not_withdrawn_there(client, sign_in, clerk, ask):
    sign_in(client, clerk)
    assert client.get(f"/papers/{ask().pk}/withdraw/").status_code == 404
