"""The running product and a browser in front of it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from twinning.tests.browser.product import Product, running
from twinning.tests.browser.watch import Watch

CHROMIUM = "/usr/bin/chromium"
PATIENCE = 15_000
"""Milliseconds until a test gives up on what should be on a page; a busy machine is slow."""

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Web server, worker and beat with the demonstration in them."""
    with running(tmp_path_factory.mktemp("product")) as started:
        yield started


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for this package. It ends with it: while it runs, Django takes this thread for an asynchronous one."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """No page of a test may make the browser complain."""
    watch = Watch()
    yield watch
    assert watch.complaints == []


@pytest.fixture(scope="session")
def signed_in_as() -> dict[str, Any]:
    """Cookies of those who have signed in already, by role."""
    return {}


@pytest.fixture
def visit(product: Product, chromium: Browser, watch: Watch, signed_in_as: dict[str, Any]) -> Iterator[Visit]:
    """``visit("clerk")`` is a page in a browser of its own in which the clerk is signed in; ``visit("")`` a stranger's.

    ``anew=True`` signs in again instead of going on with a session of an earlier
    test; whatever else is given says how the browser is, such as ``viewport``.
    """
    opened = []

    def visit(role: str = "", *, anew: bool = False, **how: Any) -> Page:
        known = None if anew else signed_in_as.get(role)
        context = watch.over(chromium.new_context(base_url=product.url, storage_state=known, **how))
        opened.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        if role and known is None:
            sign_in(page, role)
            if not anew:
                signed_in_as[role] = context.storage_state()
        return page

    yield visit
    for context in opened:
        context.close()


def sign_in(page: Page, role: str) -> None:
    """One click on the sign-in page of the demonstration."""
    page.goto("/account/login/")
    form = page.locator("form").filter(has=page.locator(f"input[value='{role}@lacombe.example']"))
    form.get_by_role("button").click()
    page.get_by_role("heading", level=1, name="Your desk").wait_for()
