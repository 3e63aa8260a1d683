"""Every phase is furnished alike: package, models, actions, forms, views, urls, tests, templates, one word for all."""

import ast
from importlib import import_module
from itertools import pairwise

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import NoReverseMatch, get_resolver, resolve, reverse

from proposals.lifecycle import MOVES, TASKS, WALK, Phase, Turn
from proposals.proposal.models import PhaseRecord
from twinning.tests.source import PROJECT, Module, module, product
from twinning.tests.test_floors import ROOMS, room_of

FURNITURE = ("models", "actions", "forms", "views", "urls", "tests")
APP = {room: app for app, rooms in ROOMS.items() for room in rooms}
EACH = pytest.mark.parametrize("phase", WALK)


def lacks(word: str) -> list[str]:
    """What a room does not have of what every room has."""
    missing = []
    for part in FURNITURE:
        try:
            import_module(f"{APP.get(word, 'proposals')}.{word}.{part}")
        except ModuleNotFoundError:
            missing.append(part)
    return missing


@EACH
def test_a_phase_has_its_package_with_everything_in_it(phase):
    assert lacks(phase.value) == []


@EACH
def test_a_phase_is_tested_in_its_own_room(phase):
    assert list((PROJECT / APP[phase] / phase / "tests").glob("test_*.py"))


@EACH
def test_a_phase_has_a_page_and_a_form_under_its_own_name(phase):
    page, edit = reverse(f"{phase}:page", args=[1]), reverse(f"{phase}:edit", args=[1, "some"])
    assert (page, edit) == (f"/proposals/1/{phase}/", f"/proposals/1/{phase}/sections/some/")
    for url in (page, edit):
        assert resolve(url).namespace == phase
        assert resolve(url).func.__module__ == f"{APP[phase]}.{phase}.views"


@EACH
def test_a_phase_has_a_folder_of_templates(phase):
    origin = get_template(f"{phase}/page.html").origin.name
    assert origin == str(settings.BASE_DIR / "templates" / phase / "page.html")


@EACH
def test_a_phase_has_one_record_that_knows_its_phase(phase):
    records = [record for record in PhaseRecord.__subclasses__() if record.phase == phase]
    assert len(records) == 1
    assert records[0].__module__ == f"{APP[phase]}.{phase}.models"
    assert records[0]._meta.get_field("proposal").one_to_one


def test_no_room_stands_empty_of_a_phase():
    namespaces = {name for name in get_resolver().namespace_dict if name in APP}
    assert namespaces == set(APP) == set(WALK) == set(Phase) - {Phase.CLOSED}


def test_the_table_of_moves_names_every_phase():
    assert set(MOVES) == set(Phase)
    for here, following in pairwise(WALK):
        assert following in MOVES[here]
        assert Phase.CLOSED in MOVES[here]
    assert all(here not in targets for here, targets in MOVES.items())


@EACH
def test_whoever_has_the_ball_in_a_phase_is_told_what_to_do(phase):
    turns = [turn for known, turn in TASKS if known == phase]
    assert turns
    assert Turn.NOBODY not in turns


def test_only_the_lifecycle_and_the_phase_bar_know_the_order_of_phases():
    assert knows_the_order() == {"proposals.lifecycle", "proposals.proposal.pages"}


def knows_the_order(*more: Module) -> set[str]:
    """Modules of the files' floors that ask for a place in the walk, or for the table of moves."""
    return {
        found.name
        for found in [*product(), *more]
        if found.name.startswith(("proposals.", "agreements."))
        for node in ast.walk(found.tree)
        if (isinstance(node, ast.Subscript | ast.Attribute) and ast.unparse(node.value) == "WALK")
        or (isinstance(node, ast.Name) and node.id == "MOVES")
    }


# -- That these tests can fail ------------------------------------------------------------


def test_an_unfurnished_room_is_found():
    assert lacks("proposal") == []
    assert lacks("twinship") == list(FURNITURE)


def test_a_room_without_pages_is_found():
    with pytest.raises(NoReverseMatch):
        reverse("closed:page", args=[1])


def test_a_room_that_knows_the_order_is_found():
    spy = module("proposals.planning.views", "from proposals.lifecycle import WALK\nnext_one = WALK[1]")
    assert "proposals.planning.views" in knows_the_order(spy)
    assert room_of("proposals.planning.views") == "planning"
