"""Every template can be read, every one is used, and a part sees only what it is handed."""

import ast
import re
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Template, TemplateSyntaxError, engines
from django.template.loader import get_template

from proposals.lifecycle import WALK
from twinning.records import rendering
from twinning.tests.source import Module, called, calls, module, product, strings

FOLDER = Path(settings.BASE_DIR) / "templates"
NAMES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.*"))
BY_DJANGO = {"400.html", "403.html", "404.html", "500.html"}
"""Asked for by Django's own views of errors."""

OF_OTHER_PACKAGES = ("account/", "allauth/", "bootstrap5/", "mfa/", "usersessions/")
"""Folders of other packages' templates, in which we keep their customs."""

NAMED = re.compile(r"\{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")
INCLUDE = re.compile(r"\{%\s*include\s[^%]*%\}")


def replaces_another_packages(name: str) -> bool:
    """Whether a template stands in place of one that allauth or crispy-bootstrap5 asks for."""
    return any(
        (Path(folder) / "templates" / name).exists()
        for package in ("allauth", "crispy_bootstrap5")
        if (spec := find_spec(package))
        for folder in spec.submodule_search_locations or ()
    )


def asked_for(modules: Iterable[Module]) -> set[str]:
    """Names of templates that the product's code asks for."""
    names: set[str] = set()
    for found in modules:
        names |= {text for text in strings(found.tree) if re.fullmatch(r"\w[\w/]*\.(html|txt)", text)}
        for node in ast.walk(found.tree):
            if isinstance(node, ast.JoinedStr) and "phase" in ast.unparse(node):
                page = "".join(
                    part.value for part in node.values if isinstance(part, ast.Constant) and str(part.value)
                )
                names |= {f"{phase}{page}" for phase in WALK}
        for call in calls(found):
            if called(call).split(".")[-1] == "notify":
                names |= {f"notices/{text}.txt" for text in strings(call)}
            names |= {
                f"documents/{word.value.value}.html"
                for word in call.keywords
                if word.arg == "template"
                and isinstance(word.value, ast.Constant)
                and isinstance(word.value.value, str)
            }
        if found.name.split(".")[-1] == "papers":
            names |= {f"documents/{text}.html" for text in strings(found.tree) if text.isidentifier()}
    return names


def unused(texts: dict[str, str], roots: set[str]) -> set[str]:
    """What no root leads to, by ``include`` or ``extends``."""
    reached: set[str] = set()
    ahead = list(roots & set(texts))
    while ahead:
        name = ahead.pop()
        reached.add(name)
        ahead += [other for other in NAMED.findall(texts[name]) if other in texts and other not in reached]
    return set(texts) - reached


def takes_all(text: str) -> list[str]:
    """Includes that hand a part everything there is."""
    return [tag for tag in INCLUDE.findall(text) if not re.search(r"\sonly\s*%\}$", tag)]


def texts() -> dict[str, str]:
    return {name: (FOLDER / name).read_text() for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_can_be_read(name):
    if name.startswith("documents/"):
        rendering._engine().get_template(name)
    else:
        get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_names_only_templates_that_exist(name):
    for other in NAMED.findall((FOLDER / name).read_text()):
        get_template(other)


def test_no_template_is_unused():
    roots = asked_for(product()) | BY_DJANGO | {name for name in NAMES if replaces_another_packages(name)}
    assert unused(texts(), roots) == set()


def test_the_code_asks_only_for_templates_that_exist():
    exist = set(NAMES)
    ours = {
        name for name in asked_for(product()) if name.endswith(".html") and not name.startswith("documents/")
    }
    assert {name for name in ours - exist if not replaces_another_packages(name)} == set()


def test_a_part_sees_only_what_it_is_handed():
    found = {
        name: takes_all(text) for name, text in texts().items() if not name.startswith(OF_OTHER_PACKAGES)
    }
    assert {name: tags for name, tags in found.items() if tags} == {}


def test_no_template_carries_style_script_or_handlers():
    """The content security policy would refuse them in the browser; here it is said why."""
    inline = re.compile(
        r"<style|\sstyle=|\son\w+=|<script(?![^>]*(\bsrc=|application/json|csp_nonce))|javascript:"
    )
    pages = {name: text for name, text in texts().items() if not name.startswith("documents/")}
    assert {name for name, text in pages.items() if inline.search(text)} == set()
    assert all(
        inline.search(text)
        for text in ('<p style="x">', '<a onclick="x">', "<script>x</script>", '<a href="javascript:x">')
    )
    assert not inline.search('<script src="/static/x.js" defer></script><p class="one">')


# -- That these tests can fail ---------------------------------------------------------------


def test_a_template_that_cannot_be_read_is_found():
    with pytest.raises(TemplateSyntaxError):
        Template("{% if %}", engine=engines["django"].engine)  # type: ignore[attr-defined]


def test_an_unused_template_is_found():
    known = {
        "page.html": '{% extends "base.html" %}{% include "_part.html" only %}',
        "base.html": "",
        "_part.html": "",
        "lonely.html": '{% extends "base.html" %}',
    }
    assert unused(known, {"page.html", "missing.html"}) == {"lonely.html"}


def test_what_code_asks_for_is_read_in_each_of_its_ways():
    views = module("x.views", 'render(request, "a/b.html", {})\nrender(request, f"{record.phase}/page.html")')
    papers = module("x.papers", 'ask(template="resolution" if carried else "motion")')
    action = module("x.actions", 'notify(person, "file_moved", key=f"event:{event.seq}")')
    found = asked_for([views, papers, action])
    assert {
        "a/b.html",
        "documents/motion.html",
        "documents/resolution.html",
        "notices/file_moved.txt",
    } <= found
    assert {f"{phase}/page.html" for phase in WALK} <= found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('{% include "a.html" %}', 1),
        ('{% include "a.html" with only_this=x %}', 1),
        ('{% include "a.html" only %}{% include "b.html" with c=d %}', 1),
        ('{% include "a.html" with b=c only %}', 0),
    ],
)
def test_a_part_that_sees_everything_is_found(text, number):
    assert len(takes_all(text)) == number
