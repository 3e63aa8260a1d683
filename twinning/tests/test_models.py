"""What is written, and what writes it: laws of the models and of the actions, read from the code itself."""

import ast
import re
from collections.abc import Iterable

import pytest
from django.apps import apps
from django.db import models
from django.forms import BaseModelForm
from django.urls import get_resolver

from proposals.proposal.models import Proposal
from twinning.records.history import SENTENCES
from twinning.testing.factories import file_in
from twinning.tests.source import PACKAGES, Module, called, calls, module, product, strings

OURS = [model for model in apps.get_models() if model.__module__.split(".")[0] in PACKAGES]


def anywhere(modules: Iterable[Module], find) -> list[str]:
    return [f"{found.name}: {words}" for found in modules for words in find(found)]


# -- Files are closed, never deleted -------------------------------------------------------------


def cascades(kinds: Iterable[type[models.Model]]) -> list[str]:
    """Foreign keys that take their row away with the row they point at."""
    return [
        str(field)
        for kind in kinds
        for field in kind._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    ]


def test_nothing_is_deleted_along_with_something_else():
    assert cascades(OURS) == []


def test_a_key_that_deletes_is_found():
    assert "account.EmailAddress.user" in cascades(apps.get_app_config("account").get_models())


# -- Forms name their fields -----------------------------------------------------------------


def kinds_of(form: type) -> list[type]:
    below: list[type] = form.__subclasses__()
    return [kind for one in below for kind in [one, *kinds_of(one)]]


def open_forms(forms: Iterable[type]) -> list[str]:
    """Model forms of ours that do not list their fields, or that write what only the lifecycle may."""
    return [
        form.__name__
        for form in forms
        if getattr(form, "_meta", None)
        and form._meta.model
        and (
            not isinstance(form._meta.fields, list | tuple)
            or (form._meta.model is Proposal and Proposal.LIFECYCLE & set(form._meta.fields))
        )
    ]


def test_every_form_lists_its_fields():
    assert get_resolver().url_patterns  # reads every view, and with it every form
    ours = [form for form in kinds_of(BaseModelForm) if form.__module__.split(".")[0] in PACKAGES]
    assert len(ours) > 20
    assert open_forms(form for form in ours if ".tests." not in form.__module__) == []


def test_a_form_that_takes_every_field_is_found():
    everything = type("Everything", (BaseModelForm,), {})
    everything._meta = type("Meta", (), {"model": Proposal, "fields": None})
    moving = type("Moving", (BaseModelForm,), {})
    moving._meta = type("Meta", (), {"model": Proposal, "fields": ["kind", "phase"]})
    assert open_forms([everything, moving]) == ["Everything", "Moving"]


# -- Rows are changed by compare-and-set in one place -------------------------------------------------


def updates(found: Module) -> list[str]:
    """Calls of ``queryset.update``: by their form, as the types are not known here.

    Hashes take bytes, dictionaries of settings and sentences take a mapping;
    a queryset takes named fields.
    """
    if found.name in ("twinning.records.claims", "twinning.settings"):
        return []
    return [
        ast.unparse(call)
        for call in calls(found)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in ("update", "bulk_update", "raw", "extra")
        and (call.keywords or call.func.attr != "update")
    ]


def test_only_claims_change_rows_without_saving_them():
    assert anywhere(product(), updates) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Proposal.objects.filter(pk=1).update(phase='signing')", 1),
        ("def f(rows):\n    rows.update(**changes)", 1),
        ("Row.objects.bulk_update(rows, ['phase'])", 1),
        ("digest.update(b'x')", 0),
        ("SENTENCES.update({'a': 'b'})", 0),
    ],
)
def test_a_change_without_saving_is_found(text, number):
    assert len(updates(module("x.actions", text))) == number


# -- Whoever holds an old copy does not move the file back -------------------------------------------


@pytest.mark.django_db
def test_saving_an_old_copy_leaves_the_lifecycle_alone(lacombe, staff):
    proposal = file_in("research", by=staff)
    for name in Proposal.LIFECYCLE:
        field = Proposal._meta.get_field(name)
        setattr(proposal, name, None if field.null else proposal.opened_at if "since" in name else "signing")
    before = Proposal.objects.filter(pk=proposal.pk).values(*Proposal.LIFECYCLE).get()
    proposal.kind = "friendship"
    proposal.save()
    assert Proposal.objects.filter(pk=proposal.pk).values(*Proposal.LIFECYCLE).get() == before
    assert Proposal.objects.get(pk=proposal.pk).kind == "friendship"


def test_the_fields_of_the_lifecycle_exist_and_cannot_be_edited():
    assert all(not Proposal._meta.get_field(name).editable for name in Proposal.LIFECYCLE)


@pytest.mark.django_db
def test_a_save_that_names_them_would_write_them(lacombe, staff):
    """The twin: without its own ``save`` a model would move the file back."""
    proposal = file_in("research", by=staff)
    proposal.phase = "planning"
    models.Model.save(proposal)
    assert Proposal.objects.get(pk=proposal.pk).phase == "planning"


# -- Every verb has its sentence ---------------------------------------------------------------

RECORDING = {"record": 1, "pass_turn": 2, "give_back": 2, "_step": 2}
"""Functions that write history, and at which place they are told the verb."""

VERB = re.compile(r"[a-z_]+\.[a-z_]+")


def verbs(found: Module) -> set[str]:
    """Every verb that a module may record, as a pattern; what is made of parts has a gap for each."""
    told: set[str] = set()
    for scope in ast.walk(found.tree):
        if not isinstance(scope, ast.FunctionDef):
            continue
        given = {argument.arg for argument in scope.args.args + scope.args.kwonlyargs}
        for call in ast.walk(scope):
            name = called(call).split(".")[-1] if isinstance(call, ast.Call) else ""
            if name in RECORDING and len(call.args) > RECORDING[name]:
                verb = call.args[RECORDING[name]]
                if not (isinstance(verb, ast.Name) and verb.id in given):
                    told |= _patterns(verb, scope)
    return told


def _patterns(node: ast.AST, scope: ast.FunctionDef) -> set[str]:
    if isinstance(node, ast.Name):
        return {
            pattern
            for assignment in ast.walk(scope)
            if isinstance(assignment, ast.Assign)
            and any(
                isinstance(part, ast.Name) and part.id == node.id for part in ast.walk(assignment.targets[0])
            )
            for pattern in _patterns(assignment.value, scope)
        } or {f"unknown: {node.id}"}
    if isinstance(node, ast.JoinedStr):
        return {
            "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
                for part in node.values
            )
        }
    if isinstance(node, ast.IfExp):
        return _patterns(node.body, scope) | _patterns(node.orelse, scope)
    return {re.escape(text) for text in strings(node) if VERB.fullmatch(text)} or {
        f"unknown: {ast.unparse(node)}"
    }


def without_sentence(found: Module) -> list[str]:
    return [
        verb for verb in sorted(verbs(found)) if not any(re.fullmatch(verb, known) for known in SENTENCES)
    ]


def test_every_verb_has_a_sentence():
    assert get_resolver().url_patterns  # reads every action, and with it every sentence
    assert anywhere(product(), without_sentence) == []


def test_every_sentence_has_a_verb():
    said = {verb for found in product() for verb in verbs(found)}
    known = {text for found in product() for text in _registered(found)}
    assert {text for text in known if not any(re.fullmatch(verb, text) for verb in said)} == set()


def _registered(found: Module) -> list[str]:
    return [
        key.value
        for call in calls(found)
        if called(call).split(".")[-1] == "sentences" and call.args and isinstance(call.args[0], ast.Dict)
        for key in call.args[0].keys
        if isinstance(key, ast.Constant)
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("history.record(file, 'file.painted', by=by)", 1),
        ("pass_turn(file, Turn.CAO, 'file.opened' if x else 'file.painted', by=by)", 1),
        ("verb = 'file.painted'\n    give_back(file, Turn.STAFF, verb, by=by, why=why)", 1),
        ("history.record(file, f'painting.{colour}', by=by)", 1),
        ("history.record(file, nowhere, by=by)", 1),
        ("history.record(file, f'phase.{phase}', by=by)", 0),
        ("history.record(file, given, by=by)", 0),
        ("history.record(file, 'file.opened', by=by)", 0),
    ],
)
def test_a_verb_without_a_sentence_is_found(text, number):
    assert len(without_sentence(module("x.actions", f"def act(given):\n    {text}"))) == number


# -- One clock -----------------------------------------------------------------------------------

OTHER_CLOCKS = re.compile(
    r"(.*\.)?(datetime\.(now|utcnow|today)|date\.today|timezone\.now|time\.time)|(utcnow|localdate)"
)


def looks_at_another_clock(found: Module) -> list[str]:
    """Calls that ask the machine for the time; ``timezone.localdate`` of a given moment asks nobody."""
    if found.name == "twinning.clock":
        return []
    return [
        ast.unparse(call)
        for call in calls(found)
        if OTHER_CLOCKS.fullmatch(called(call))
        or (called(call).endswith(("localdate", "localtime")) and not call.args)
    ] + [
        ast.unparse(keyword.value)
        for call in calls(found)
        for keyword in call.keywords
        if keyword.arg == "default" and OTHER_CLOCKS.fullmatch(ast.unparse(keyword.value))
    ]


def test_everybody_looks_at_the_same_clock():
    assert anywhere(product(), looks_at_another_clock) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("datetime.now()", 1),
        ("dt.datetime.now(dt.UTC)", 1),
        ("dt.date.today()", 1),
        ("timezone.now()", 1),
        ("django.utils.timezone.now()", 1),
        ("timezone.localdate()", 1),
        ("models.DateTimeField(default=timezone.now)", 1),
        ("timezone.localdate(event.at)", 0),
        ("clock.now()", 0),
    ],
)
def test_another_clock_is_found(text, number):
    assert len(looks_at_another_clock(module("x.actions", text))) == number
