"""What people do with a page, in their own words: by labels, buttons and links."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Download, Locator, Page, expect

MISSING_NOTHING = "Complete"
NOW_IN_LACOMBE = ZoneInfo("America/Edmonton")
ROWS = "[data-rows] > [data-row]"


def today() -> date:
    """As the product dates what happens now."""
    return datetime.now(NOW_IN_LACOMBE).date()


def write(place: Page | Locator, answers: dict[str, Any]) -> None:
    """Answer the questions with these labels, whatever kind of control they have."""
    for label, answer in answers.items():
        answer_one(place.get_by_label(label, exact=True).first, answer)


def answer_one(control: Locator, answer: Any) -> None:
    match control.evaluate("(control) => control.type"):
        case "select-one":
            control.select_option(label=answer)
        case "radio" | "checkbox":
            control.check()
        case _:
            control.fill(str(answer))


def name_by_hand(page: Page, answers: dict[str, str]) -> None:
    """Say which community is meant without the list of places."""
    page.get_by_text("It is not in the list").click()
    write(page, answers)


def open_file(page: Page, community: str, *, region: str = "Yucatán", country: str = "Mexico") -> str:
    """Open a file about a community; the answer is its address."""
    page.goto("/proposals/new/")
    name_by_hand(
        page, {"Name of the community": community, "Region, state or province": region, "Country": country}
    )
    page.get_by_role("button", name="Open the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{community} · Planning")
    found = re.search(r"/proposals/\d+/", page.url)
    assert found
    return found[0]


def fill_section(
    page: Page, title: str, answers: dict[str, Any], rows: dict[str, list[dict[str, Any]]] | None = None
) -> None:
    """From the page of a phase: open a section, answer it, add lines by the button, save."""
    open_section(page, title)
    write(page.locator("form[data-autosave-url]"), answers)
    for button, lines in (rows or {}).items():
        fill_rows(page, button, lines)
    save(page, title)


def open_section(page: Page, title: str) -> None:
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def fill_rows(page: Page, button: str, lines: list[dict[str, Any]]) -> None:
    """Fill the empty line that is offered, and one more for each press of the button."""
    table = page.locator("[data-rowset]").filter(has=page.get_by_role("button", name=button))
    for number, line in enumerate(lines):
        if number >= table.locator(ROWS).count():
            table.get_by_role("button", name=button).click()
        write(table.locator(ROWS).nth(number), line)


def save(page: Page, title: str) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text(f"“{title}” is saved.")


def expect_complete(page: Page) -> None:
    """Every section of the phase says that it is complete."""
    tags = page.locator(".tasks").first.locator(".tag")
    expect(tags.filter(has_not_text=MISSING_NOTHING)).to_have_count(0)


def give_reason(page: Page, step: str, why: str) -> None:
    """A step that takes a reason."""
    page.locator("summary", has_text=step).click()
    place = page.locator("details[open]").filter(has_text=step)
    place.get_by_label("Reason").fill(why)
    place.get_by_role("button", name=step).click()


def wait_for_paper(page: Page, title: str) -> None:
    """The paper arrives on the page that is open, which is not loaded again."""
    page.evaluate("window.sameDocument = true")
    expect(page.locator("main .content .paper")).to_contain_text("PDF, ready to download", timeout=180_000)
    expect(page.locator("main .content .paper .title")).to_have_text(title)
    assert page.evaluate("window.sameDocument") is True


def download(page: Page, folder: Path) -> Path:
    """Press "Download"; the file lies in the folder under the name that the browser was given."""
    with page.expect_download() as begun:
        page.locator("main .content").get_by_role("link", name="Download").click()
    arrived: Download = begun.value
    path = folder / arrived.suggested_filename
    arrived.save_as(path)
    return path


def tab_to(page: Page, control: Locator, most: int = 80) -> None:
    """Go there with the Tab key, as somebody without a mouse does."""
    for _press in range(most):
        if control.evaluate("(control) => control === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The Tab key does not reach {control}")
