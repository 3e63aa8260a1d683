"""What somebody typed is not lost: not to a colleague, a session that ended, a network that is gone or a double click."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from twinning.tests.browser.conftest import Visit, sign_in
from twinning.tests.browser.hands import ROWS, name_by_hand, open_file, save, today, write
from twinning.tests.browser.watch import Watch

pytestmark = [pytest.mark.browser]

TITLE = "Purpose and the City’s objectives"
SAVED = re.compile(r"^Saved \d\d:\d\d$")


def open_purpose(page: Page, file: str) -> None:
    page.goto(f"{file}planning/sections/purpose/")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def purpose(page: Page) -> str:
    return page.get_by_label("Purpose", exact=True).input_value()


def saved_purpose(visit: Visit, file: str) -> str:
    """What a colleague finds."""
    page = visit("staff")
    open_purpose(page, file)
    return purpose(page)


def sign_out(context: BrowserContext) -> None:
    """The session is gone, the page stays open."""
    context.clear_cookies(name="sessionid")


# -- two people ------------------------------------------------------------------------


def test_of_two_people_in_one_section_the_second_sees_both_texts(visit: Visit) -> None:
    first, second = visit("staff"), visit("economic-development")
    file = open_file(first, "Celaya")
    open_purpose(first, file)
    open_purpose(second, file)
    write(first, {"Purpose": "Trade with the Bajío."})
    save(first, TITLE)

    write(second, {"Purpose": "An exchange of teachers."})
    expect(second.locator("[data-saved]")).to_contain_text("K. Dube has saved this section in the meantime.")
    second.get_by_role("button", name="Save", exact=True).click()

    differ = second.get_by_role("table", name="Where the two differ")
    expect(differ.get_by_role("row", name="Purpose")).to_contain_text("An exchange of teachers.")
    expect(differ.get_by_role("row", name="Purpose")).to_contain_text("Trade with the Bajío.")
    assert purpose(second) == "An exchange of teachers."
    assert saved_purpose(visit, file) == "Trade with the Bajío."

    write(second, {"Purpose": "Trade with the Bajío, and an exchange of teachers."})
    save(second, TITLE)
    assert saved_purpose(visit, file) == "Trade with the Bajío, and an exchange of teachers."


def test_a_page_that_was_left_open_does_not_overwrite_what_came_after_it(visit: Visit) -> None:
    stale = visit("staff")
    file = open_file(stale, "Irapuato")
    open_purpose(stale, file)
    write(stale, {"Purpose": "What I thought yesterday."})
    expect(stale.locator("[data-saved]")).to_have_text(SAVED)
    fresh = visit("staff")
    open_purpose(fresh, file)
    write(fresh, {"Purpose": "What I know today."})
    save(fresh, TITLE)

    stale.get_by_role("button", name="Save", exact=True).click()

    expect(stale.get_by_role("alert")).to_contain_text("has saved this section since you opened it")
    assert purpose(stale) == "What I thought yesterday."
    assert saved_purpose(visit, file) == "What I know today."


# -- a session that ended ------------------------------------------------------------------


def test_what_was_typed_is_there_again_after_signing_in_anew(visit: Visit) -> None:
    page = visit("staff", anew=True)
    file = open_file(page, "Salamanca")
    open_purpose(page, file)
    sign_out(page.context)
    write(page, {"Purpose": "Typed after the session had ended."})
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator("main")).to_contain_text("What you typed is kept")
    form = page.locator("form").filter(has=page.locator("input[value='staff@lacombe.example']"))
    form.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert purpose(page) == "Typed after the session had ended."
    save(page, TITLE)
    assert saved_purpose(visit, file) == "Typed after the session had ended."


def test_saving_while_typing_says_that_the_session_has_ended(visit: Visit) -> None:
    page = visit("staff", anew=True)
    file = open_file(page, "Toluca")
    open_purpose(page, file)
    sign_out(page.context)
    write(page, {"Purpose": "Nobody is signed in."})

    expect(page.locator("[data-saved]")).to_contain_text("Not saved: you are no longer signed in.")
    assert purpose(page) == "Nobody is signed in."
    beside = page.context.new_page()
    sign_in(beside, "staff")
    write(page, {"Purpose": "Somebody is signed in again, in another tab."})
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_label("Purpose", exact=True)).to_have_value(
        "Somebody is signed in again, in another tab."
    )


# -- no connection -----------------------------------------------------------------------------


def test_without_a_connection_the_page_says_so_and_recovers(visit: Visit, watch: Watch) -> None:
    page = visit("staff")
    file = open_file(page, "Pachuca")
    open_purpose(page, file)
    with watch.without_connection(page.context):
        write(page, {"Purpose": "Typed in a tunnel."})
        expect(page.locator("[data-saved]")).to_contain_text("Not saved: there is no connection.")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    assert saved_purpose(visit, file) == "Typed in a tunnel."


def test_a_save_whose_answer_is_lost_is_not_taken_for_a_colleague(visit: Visit, watch: Watch) -> None:
    """The server has saved, but the browser never hears of it: nothing typed is lost, and it says what to do."""
    page = visit("staff")
    file = open_file(page, "Tampico")
    open_purpose(page, file)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    with watch.without_connection(visit("staff").context):
        page.route("**/sections/purpose/", lose, times=1)
        write(page, {"Purpose": "Arrived, unheard."})
        expect(page.locator("[data-saved]")).to_contain_text("Not saved")
    expect(page.locator("[data-saved]")).not_to_contain_text("connection")
    assert purpose(page) == "Arrived, unheard."
    assert saved_purpose(visit, file) == "Arrived, unheard."


# -- twice -----------------------------------------------------------------------------------------


def test_a_form_that_is_sent_twice_opens_one_file(visit: Visit) -> None:
    page = visit("staff")
    page.goto("/proposals/new/")
    name_by_hand(page, {"Name of the community": "Zacatecas", "Country": "Mexico"})
    page.get_by_role("button", name="Open the file").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zacatecas · Planning")
    page.goto("/proposals/?words=Zacatecas")
    expect(page.get_by_role("link", name="Zacatecas", exact=True)).to_have_count(1)


def test_a_form_that_is_sent_again_later_asks_before_it_opens_a_second_file(visit: Visit) -> None:
    page, beside = visit("staff"), visit("staff")
    for tab in (page, beside):
        tab.goto("/proposals/new/")
        name_by_hand(tab, {"Name of the community": "Morelia", "Country": "Mexico"})
    page.get_by_role("button", name="Open the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Morelia · Planning")
    beside.get_by_role("button", name="Open the file").click()
    expect(beside.locator("main")).to_contain_text("There is a file about this community already.")


# -- without script ----------------------------------------------------------------------------------


def test_a_section_is_filled_in_without_script(visit: Visit) -> None:
    page = visit("staff", anew=True, java_script_enabled=False)
    file = open_file(page, "Colima")
    page.goto(f"{file}planning/sections/activities/")
    line = page.locator(ROWS)
    write(
        line.nth(0),
        {
            "Activity": "Choir",
            "Tangible target": "40 singers",
            "By when": str(today()),
            "Who sees to it": "School",
        },
    )
    page.get_by_role("button", name="Add another activity").click()
    expect(line).to_have_count(2)
    expect(line.nth(0).get_by_label("Activity")).to_have_value("Choir")
    write(
        line.nth(1),
        {
            "Activity": "Rodeo",
            "Tangible target": "2 riders",
            "By when": str(today()),
            "Who sees to it": "Club",
        },
    )
    line.nth(1).get_by_label("Place in the list").fill("1")
    save(page, "Activities and targets")
    page.goto(f"{file}planning/sections/activities/")
    expect(line.nth(0).get_by_label("Activity")).to_have_value("Rodeo")
    expect(line.nth(1).get_by_label("Activity")).to_have_value("Choir")
    line.nth(0).get_by_label("Remove this line when saving").check()
    save(page, "Activities and targets")
    page.goto(f"{file}planning/sections/activities/")
    expect(line).to_have_count(1)
    expect(line.nth(0).get_by_label("Activity")).to_have_value("Choir")
