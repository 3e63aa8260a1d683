"""Every page, wide, on a phone and on the narrowest one: axe, no sideways scrolling, one heading, one strong button, little to load."""

import json
import subprocess
import sys
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from agreements.agreement.sections import SECTIONS as AGREEMENT
from agreements.evaluation.sections import SECTIONS as EVALUATION
from agreements.signing.sections import SECTIONS as SIGNING
from proposals.correspondence.sections import SECTIONS as CORRESPONDENCE
from proposals.planning.sections import SECTIONS as PLANNING
from proposals.research.sections import SECTIONS as RESEARCH
from twinning.tests.browser.conftest import Visit
from twinning.tests.browser.hands import save, write
from twinning.tests.browser.product import PROJECT, Product

pytestmark = [pytest.mark.browser]

WIDE, PHONE, NARROWEST = 1280, 390, 320
MOST_BYTES = 100_000
"""Of our own CSS and JavaScript together, as they travel."""

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}

ROLES = ("staff", "cao", "clerk", "mayor", "councillor", "committee", "administrator")
WRITERS = {
    "planning": ("staff", PLANNING),
    "research": ("staff", RESEARCH),
    "correspondence": ("staff", CORRESPONDENCE),
    "agreement": ("staff", AGREEMENT),
    "signing": ("clerk", SIGNING),
    "evaluation": ("staff", EVALUATION),
}

PAGES = [
    ("", "/account/login/"),
    ("", "/account/password/reset/"),
    *((role, "/") for role in ROLES),
    ("staff", "/proposals/"),
    ("staff", "/proposals/?words=nowhere"),
    ("cao", "/proposals/?show=still"),
    ("staff", "/proposals/new/"),
    ("mayor", "/council/"),
    ("staff", "/council/?state=tabled"),
    *(("staff", f"/proposals/{{{name}}}/") for name in ("planning", "closed", "held")),
    ("cao", "/proposals/{held}/"),
    ("cao", "/proposals/{closed}/"),
    ("staff", "/proposals/{evaluation}/history/"),
    ("staff", "/proposals/{paper_file}/papers/{paper}/"),
    *((role, f"/proposals/{{{phase}}}/{phase}/") for phase, (role, _sections) in WRITERS.items()),
    *((role, f"/proposals/{{{phase}}}/{phase}/check/") for phase, (role, _sections) in WRITERS.items()),
    *(
        (role, f"/proposals/{{{phase}}}/{phase}/sections/{section.name}/")
        for phase, (role, sections) in WRITERS.items()
        for section in sections
        if not section.page
    ),
    ("staff", "/proposals/{search}/research/"),
    ("staff", "/proposals/{search}/research/check/"),
    *(
        ("staff", f"/proposals/{{search}}/research/{page}")
        for page in (
            "candidates/",
            "candidates/?standing=short",
            "candidates/add/",
            "candidates/find/?country=MX",
            "candidates/find/?population_from=much",
            "candidates/{candidate}/",
            "candidates/{candidate}/facts/new/?topic=budget&side=theirs",
            "candidates/{candidate}/stability/",
            "candidates/{candidate}/stability/new/",
            "facts/?candidate={candidate}",
            "measures/?candidate={candidate}",
        )
    ),
    ("mayor", "/proposals/{search}/research/candidates/{candidate}/"),
    ("staff", "/proposals/{scored_file}/research/measures/"),
    ("staff", "/proposals/{scored_file}/research/measures/{assessment}/"),
    ("staff", "/proposals/{value_file}/research/values/{value}/"),
    ("", "/ask/"),
    ("", "/data/"),
    ("staff", "/enquiries/"),
    ("staff", "/enquiries/?words=nowhere"),
    ("staff", "/enquiries/new/"),
    ("staff", "/enquiries/{enquiry}/"),
    ("staff", "/enquiries/{enquiry}/correct/"),
    ("staff", "/enquiries/{enquiry}/decline/"),
    ("staff", "/enquiries/{enquiry}/open/"),
    ("cao", "/enquiries/years/{year}/"),
    ("staff", "/outbox/"),
    ("staff", "/communities/{community}/"),
    ("staff", "/communities/{community}/rename/"),
    ("staff", "/communities/{community}/merge/"),
    ("staff", "/atlas/"),
    ("staff", "/atlas/import-twinnings/"),
    ("staff", "/atlas/import-governance/"),
    ("staff", "/atlas/twinnings/?words=Mazatl%C3%A1n"),
    ("staff", "/atlas/twinnings/new/"),
    ("staff", "/atlas/twinnings/{twinning}/"),
    ("staff", "/atlas/twinnings/{twinning}/correct/"),
    ("mayor", "/our-city/policy/"),
    ("clerk", "/our-city/policy/change/"),
    ("cao", "/proposals/{sent}/planning/"),
    ("cao", "/proposals/{sent}/planning/check/"),
    ("clerk", "/proposals/{council}/agreement/"),
    ("clerk", "/proposals/{council}/agreement/check/"),
    ("mayor", "/proposals/{evaluation}/evaluation/"),
    ("staff", "/proposals/{report_file}/evaluation/reports/{report}/"),
    ("staff", "/proposals/{agreement}/agreement/resolutions/{draft}/"),
    ("clerk", "/proposals/{agreement}/agreement/resolutions/{draft}/"),
    ("staff", "/proposals/{agreement}/agreement/resolutions/{draft}/edit/"),
    *(
        ("clerk", f"/proposals/{{{state}_file}}/agreement/resolutions/{{{state}}}/")
        for state in ("agenda", "carried", "defeated")
    ),
    ("clerk", "/proposals/{agenda_file}/agreement/resolutions/{agenda}/vote/"),
    *(
        ("staff", f"/proposals/{{council}}/agreement/{page}")
        for page in ("text/", "text/read/", "versions/", "versions/1/", "request/", "partner/", "packages/1/")
    ),
    *(
        ("staff", f"/proposals/{{agreement}}/agreement/{page}")
        for page in ("text/", "text/add/", "request/", "partner/new/", "conditions/", "proclamations/")
    ),
    ("cao", "/proposals/{council}/agreement/packages/2/"),
    ("clerk", "/proposals/{carried_file}/agreement/resolutions/{carried}/copies/"),
    *(
        ("clerk", f"/proposals/{{signing}}/signing/{page}")
        for page in (
            "signatures/",
            "originals/",
            "memorandum/",
            "ceremonies/",
            "ceremonies/new/",
            "registers/",
        )
    ),
    ("", "/genuine/"),
    ("clerk", "/our-city/clauses/"),
    ("staff", "/proposals/{long}/"),
    ("staff", "/proposals/{long}/planning/"),
    ("staff", "/proposals/{long}/planning/check/"),
    ("staff", "/proposals/{long}/planning/sections/activities/"),
    ("staff", "/committees/"),
    ("clerk", "/committees/new/"),
    ("clerk", "/committees/{committee}/"),
    ("clerk", "/committees/{committee}/edit/"),
    ("clerk", "/committees/{committee}/appoint/"),
    ("clerk", "/committees/memberships/{member}/correct/"),
    ("clerk", "/committees/memberships/{member}/end/"),
    ("clerk", "/committees/memberships/{ending}/again/"),
    ("clerk", "/committees/{committee}/terms/"),
    ("clerk", "/committees/terms/{terms}/"),
    ("clerk", "/committees/{joint}/"),
    ("clerk", "/committees/{committee}/meetings/"),
    ("clerk", "/committees/{committee}/meetings/new/"),
    *(
        ("clerk", f"/committees/meetings/{page}/")
        for page in (
            "{meeting}",
            "{meeting}/attendance",
            "{meeting}/minutes",
            "{coming}",
            "{coming}/agenda",
            "{coming}/notice",
            "{coming}/call-off",
        )
    ),
    ("clerk", "/committees/recommendations/"),
    ("clerk", "/committees/recommendations/{recommendation}/"),
    ("clerk", "/committees/recommendations/{open_recommendation}/decide/"),
    ("clerk", "/committees/{committee}/recommendations/new/"),
    *(
        ("staff", f"/proposals/{{correspondence}}/correspondence/{page}/")
        for page in (
            "contacts",
            "contacts/new",
            "protocol",
            "protocol/gifts",
            "mirror",
            "mirror/add",
            "log",
            "log/new",
            "log/{message}",
            "log/{message}/correct",
            "notes",
            "notes/new",
            "notes/{note}",
            "letters",
            "letters/new",
            "letters/{letter}",
            "waters",
            "waters/programmes/new",
            "waters/delegations/new",
            "workplan",
        )
    ),
    *(
        ("staff", f"/proposals/{{council}}/correspondence/{page}/")
        for page in ("contacts", "protocol", "log")
    ),
    ("councillor", "/proposals/{signing}/correspondence/log/"),
    ("councillor", "/proposals/{signing}/correspondence/contacts/"),
    ("councillor", "/proposals/{signing}/correspondence/workplan/"),
    ("staff", "/proposals/{contact_file}/correspondence/contacts/{contact}/correct/"),
    ("staff", "/proposals/{counterpart_file}/correspondence/mirror/"),
    ("staff", "/proposals/{counterpart_file}/correspondence/mirror/{counterpart}/confirm/"),
    ("staff", "/proposals/{counterpart_file}/correspondence/mirror/{counterpart}/accept/"),
    ("staff", "/proposals/{pilot_file}/correspondence/waters/programmes/{pilot}/"),
    ("staff", "/outbox/{outgoing}/"),
    ("staff", "/mail/"),
    ("staff", "/mail/{mail}/"),
    ("clerk", "/our-city/letters/"),
    ("clerk", "/our-city/letters/introduction/en/"),
    ("clerk", "/our-city/letters/introduction/en/change/"),
    *(
        ("administrator", f"/our-city/{page}")
        for page in ("", "letterhead/", "crest/change/", "rules/", "numbers/")
    ),
    *(
        ("administrator", f"/our-city/{page}")
        for page in ("council/fill/", "council/{holder}/", "council/{holder}/end/")
    ),
    *(("administrator", f"/our-city/statutes/{page}/") for page in ("add", "{statute}")),
    ("administrator", "/people/"),
    ("administrator", "/people/new/"),
    ("administrator", "/people/{person}/"),
    ("clerk", "/people/me/"),
    ("clerk", "/account/logout/"),
    ("clerk", "/people/"),
    ("staff", "/proposals/999999/"),
    ("staff", "/proposals/{planning}/wishing/"),
    ("committee", "/proposals/{long}/"),
]
REFUSED = {("clerk", "/people/"): 403}
ABSENT = {
    ("staff", "/proposals/999999/"),
    ("staff", "/proposals/{planning}/wishing/"),
    ("committee", "/proposals/{long}/"),
}


@pytest.fixture(scope="session")
def places(product: Product) -> dict[str, Any]:
    """The keys of the files, resolutions and people that the addresses name."""
    done = subprocess.run(
        [sys.executable, "-m", "twinning.tests.browser.places"],
        cwd=PROJECT,
        env=product.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("role", "address"), PAGES, ids=[f"{role or 'stranger'} {address}" for role, address in PAGES]
)
def test_every_page_is_for_everybody(visit: Visit, places: dict[str, Any], role: str, address: str) -> None:
    page = visit(role)
    answer = page.goto(address.format(**places), wait_until="load")
    wanted = 404 if (role, address) in ABSENT else REFUSED.get((role, address), 200)
    assert answer and answer.status == wanted, page.title()
    assert faults(page) == []


def test_a_form_with_errors_is_for_everybody(visit: Visit) -> None:
    page = visit("staff")
    page.goto("/proposals/new/")
    page.get_by_role("button", name="Open the file").click()
    summary = page.locator("[data-problems]")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error: ")
    assert faults(page) == []
    summary.get_by_role("link").first.click()
    expect(page.get_by_role("combobox", name="Place")).to_be_focused()


def test_two_texts_side_by_side_are_for_everybody(visit: Visit, places: dict[str, Any]) -> None:
    address = "/proposals/{long}/planning/sections/purpose/".format(**places)
    first, second = visit("staff"), visit("economic-development")
    for page in (first, second):
        page.goto(address)
    write(first, {"Purpose": "Trade. " * 200})
    save(first, "Purpose and the City’s objectives")
    write(second, {"Purpose": "Tea. " * 200})
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_role("table", name="Where the two differ")).to_be_visible()
    assert faults(second) == []


def faults(page: Page) -> list[str]:
    """What is wrong with a page, in words."""
    found = weight(page)
    page.evaluate(AXE_SCRIPT)
    for width in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        found += build(page, width) + violations(page, width)
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    return found + build(page, NARROWEST)


def weight(page: Page) -> list[str]:
    loaded = page.evaluate(
        """() => performance.getEntriesByType("resource")
             .filter((one) => /\\.(css|js)$/.test(new URL(one.name).pathname))
             .map((one) => one.encodedBodySize)"""
    )
    total = sum(loaded)
    return [f"{total} bytes of CSS and JavaScript"] if not 0 < total < MOST_BYTES else []


def build(page: Page, width: int) -> list[str]:
    """One heading, at most one strong button that is seen, nothing beside the page."""
    headings, strong, beyond = page.evaluate(
        """() => [
             document.querySelectorAll("h1").length,
             [...document.querySelectorAll(".btn-primary")].filter((one) => one.checkVisibility()).length,
             document.documentElement.scrollWidth - innerWidth,
           ]"""
    )
    found = [f"{headings} first headings"] if headings != 1 else []
    found += [f"{strong} strong buttons"] if strong > 1 else []
    return found + ([f"{beyond} pixels beyond {width}"] if beyond > 0 else [])


def violations(page: Page, width: int) -> list[str]:
    result = page.evaluate("(rules) => axe.run(rules)", RULES)
    return [
        f"{one['id']} at {width}: {one['help']}: "
        + " | ".join(str(node["target"]) for node in one["nodes"][:3])
        for one in result["violations"]
    ]
