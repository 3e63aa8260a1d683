"""Imports only point down, and phases do not know each other; no exception, not even inside a function."""

import pytest

from proposals.lifecycle import WALK
from twinning.tests.source import Module, imports, module, product

FLOORS = {
    "twinning.urls": 7,
    "twinning.dashboard": 7,
    "twinning.demonstration": 7,
    "agreements": 6,
    "proposals": 5,
    "committees": 4,
    "twinning.atlas": 3,
    "twinning.records": 2,
    "twinning.municipality": 1,
    "twinning.accounts": 1,
    "twinning.places": 1,
}
"""From the roof down to the cellar; what is not named lies below all of it."""

EVERYTHING_MAY_BE_NAMED_IN = {"twinning.settings"}

ROOMS = {
    "proposals": ("planning", "research", "correspondence"),
    "agreements": ("agreement", "signing", "evaluation"),
}
INDEXES = {"proposals.models", "proposals.apps", "agreements.models", "agreements.apps"}


def part_of(name: str) -> str:
    """The part of the house that a module belongs to."""
    return next((part for part in FLOORS if name == part or name.startswith(f"{part}.")), "")


def points_up(found: Module) -> list[str]:
    """What a module imports from above, or from a neighbour on its own floor below the roof."""
    here = part_of(found.name)
    if found.name in EVERYTHING_MAY_BE_NAMED_IN:
        return []
    return [
        f"{found.name} imports {name}"
        for name in imports(found)
        if FLOORS.get(part_of(name), 0) > FLOORS.get(here, 0)
        or (part_of(name) != here and 0 < FLOORS.get(part_of(name), 0) == FLOORS.get(here, 0) < 7)
    ]


def room_of(name: str) -> str:
    """The phase whose room a module stands in; nothing for what belongs to none."""
    app, _dot, rest = name.partition(".")
    room = rest.split(".")[0]
    return room if room in ROOMS.get(app, ()) else ""


def knows_another_phase(found: Module) -> list[str]:
    """Imports of a phase's room by another room, or by what all of them share."""
    app, *rest = found.name.split(".")
    if app not in ROOMS or found.name in INDEXES or rest[:1] == ["migrations"]:
        return []
    return [
        f"{found.name} imports {name}"
        for name in imports(found)
        if room_of(name) and room_of(name) != room_of(found.name)
    ]


def test_imports_only_point_down():
    assert [words for found in product() for words in points_up(found)] == []


def test_phases_do_not_know_each_other():
    assert [words for found in product() for words in knows_another_phase(found)] == []


def test_every_phase_has_its_room():
    assert [room for rooms in ROOMS.values() for room in rooms] == [phase.value for phase in WALK]


@pytest.mark.parametrize("part", FLOORS)
def test_every_part_of_the_table_exists(part):
    assert [found.name for found in product() if part_of(found.name) == part]


@pytest.mark.parametrize(
    ("name", "text", "offences"),
    [
        ("twinning.records.tasks", "from proposals.lifecycle import Phase", 1),
        ("twinning.records.tasks", "def later():\n    import agreements.models", 1),
        ("twinning.records.tasks", "if TYPE_CHECKING:\n    from committees.models import Committee", 1),
        ("twinning.records.tasks", "from twinning import dashboard", 1),
        ("twinning.records.tasks", "import_module('proposals.models')", 1),
        ("twinning.clock", "from twinning.accounts.models import User", 1),
        ("twinning.municipality.models", "from twinning.accounts.models import User", 1),
        ("proposals.access", "from agreements.agreement import models", 1),
        ("proposals.access", "from committees.models import Committee\nfrom twinning import clock", 0),
        ("twinning.dashboard.desk", "from agreements.models import Agreement\nfrom twinning import demonstration", 0),
        ("twinning.settings", "import agreements", 0),
    ],
)  # fmt: skip
def test_an_import_that_points_up_is_found(name, text, offences):
    assert len(points_up(module(name, text))) == offences


def test_an_import_from_the_package_around_is_read_as_what_it_is():
    assert list(imports(module("proposals.planning.views", "from ..research.models import Research"))) == [
        "proposals.research.models.Research"
    ]


@pytest.mark.parametrize(
    ("name", "text", "offences"),
    [
        ("proposals.planning.views", "from proposals.research.models import Research", 1),
        ("proposals.planning.views", "from proposals import research", 1),
        ("agreements.signing.actions", "from proposals.planning.models import Planning", 1),
        ("agreements.signing.actions", "def f():\n    from agreements.agreement.models import Agreement", 1),
        ("proposals.lifecycle", "from proposals.planning.models import Planning", 1),
        ("proposals.proposal.pages", "import proposals.planning.models", 1),
        ("proposals.models", "from proposals.planning.models import Planning", 0),
        ("proposals.planning.views", "from proposals.planning import actions", 0),
        ("twinning.dashboard.desk", "from proposals.planning.models import BudgetLine", 0),
    ],
)
def test_a_phase_that_knows_another_is_found(name, text, offences):
    assert len(knows_another_phase(module(name, text))) == offences
