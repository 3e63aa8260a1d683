"""Issued papers in their file: what its history says, and the line under the paper."""

import re

import pytest

from proposals.lifecycle import Phase
from proposals.proposal import actions
from twinning.records import history
from twinning.records.issued import actions as issued
from twinning.records.models import Event
from twinning.testing import seals
from twinning.testing.factories import file_in
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.SEAL_DIR, settings.PAPERS_DIR = tmp_path / "seal", tmp_path / "papers"
    settings.PAPERS_DIR.mkdir()


@pytest.fixture
def file(lacombe, staff):
    return file_in(Phase.PLANNING, by=staff)


def issue(file, by, key="resolution:1", n=1):
    return actions.issue_paper(
        file,
        template="resolution",
        facts={"language": "en", "n": n},
        title="Resolution 26-014",
        filename="Resolution 26-014.pdf",
        by=by,
        public_title="Resolution 26-014",
        key=key,
    )


def told(file) -> list[str]:
    return [history.sentence(event) for event in Event.objects.about(file).order_by("seq")]


def line(client, address) -> str:
    page = client.get(address).content.decode()
    (found,) = re.findall(r'(?s)<p class="small soft">(?:(?!</p>).)*P 2\d{3}-\d{4}.*?</p>', page)
    return " ".join(re.sub("<[^>]*>", "", found).split())


def test_an_issued_paper_lies_in_its_file_once(file, clerk):
    before = len(told(file))
    paper = issue(file, clerk)
    assert issue(file, clerk) == paper
    number = paper.document.issue.number
    assert (paper.phase, file.papers.get()) == ("planning", paper)
    assert told(file)[before:] == [f"Issued the paper {number}, “Resolution 26-014”"]
    assert issued.subject_of(paper.document.issue) == file


def test_what_becomes_of_it_stands_in_the_history_of_the_file(file, clerk):
    first, second = issue(file, clerk), issue(file, clerk, n=2)
    issued.withdraw(second.document.issue, by=clerk, why="Rescinded.", words="Council rescinded it.")
    numbers = [paper.document.issue.number for paper in (first, second)]
    assert told(file)[-2:] == [
        f"The paper {numbers[0]} was replaced by {numbers[1]}",
        f"Withdrew the paper {numbers[1]}",
    ]


def test_the_line_under_the_paper(client, sign_in, file, clerk, staff):
    paper = issue(file, clerk)
    made, address = paper.document.issue, f"/proposals/{file.pk}/papers/{paper.pk}/"
    sign_in(client, clerk)
    assert line(client, address) == made.number
    seals.hand_out(made)
    assert line(client, address) == f"{made.number} in force, sealed · Withdraw {made.number}"
    sign_in(client, staff)
    assert line(client, address) == f"{made.number} in force, sealed"
    issued.withdraw(made, by=clerk, why="Rescinded.", words="Council rescinded it.")
    assert line(client, address).startswith(f"{made.number} withdrawn on ")


def test_the_file_asks_as_much_for_one_paper_as_for_three(client, sign_in, file, clerk):
    sign_in(client, clerk)
    issue(file, clerk)
    one = queries(client, f"/proposals/{file.pk}/")
    for n in (2, 3):
        issue(file, clerk, n=n)
    assert queries(client, f"/proposals/{file.pk}/") == one
