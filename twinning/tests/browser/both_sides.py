"""From the first letter to a work plan that both sides agreed to, as staff carry it."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from twinning.tests.browser.hands import answer_one, fill_section, today

SIDES = ("Here", "In the other community")
PLACES = ("Mayor’s office", "Volunteer")
BLANK = re.compile(r"\[\[[^\]]*\]\]")


def write(page: Page, answers: dict[str, Any]) -> None:
    """Answer the questions with these labels, whether they may be left out or not."""
    for label, answer in answers.items():
        words = re.compile(rf"^\s*{re.escape(label)}\s*(\(optional\))?\s*$")
        answer_one(page.locator("main").get_by_label(words).first, answer)


def correspond(staff: Page, file: str) -> None:
    """Everything that the gate of the correspondence asks for, each in its room."""
    name_contacts(staff, file)
    introduce(staff, file)
    note_answer(staff, file)
    find_counterpart(staff, file)
    try_out(staff, file)
    plan_together(staff, file)
    staff.goto(f"{file}correspondence/")
    fill_section(
        staff,
        "The will to go on",
        {"Both sides wish to go on, since": today().isoformat(), "What shows it": "Their letter."},
    )


def name_contacts(staff: Page, file: str) -> None:
    for where in SIDES:
        for place in PLACES:
            staff.goto(f"{file}correspondence/contacts/new/?side={'here' if where == 'Here' else 'there'}")
            write(
                staff,
                {
                    place: True,
                    "Name in Latin letters": "E. Canché" if where != "Here" else "L. Petrova",
                    "Form of address": "Estimada señora Canché:",
                    "E-mail address": "canche@merida.example",
                    "Published by their office": True,
                    "How, or where it is published": "Their web site",
                },
            )
            staff.get_by_role("button", name="Keep the contact").click()
            expect(staff.get_by_role("heading", level=1)).to_have_text("Contacts on both sides")


def introduce(staff: Page, file: str) -> None:
    """The Mayor's letter in two languages: proposed, its blanks filled, looked at, made, sent."""
    staff.goto(f"{file}correspondence/letters/new/")
    write(staff, {"Letter": "Letter of introduction", "Language": "English", "Second language": "Spanish"})
    staff.get_by_label("To this contact").select_option(index=1)
    staff.get_by_role("button", name="Propose the words").click()
    fill_blanks(staff)
    staff.get_by_role("button", name="Preview").click()
    expect(staff.locator("main")).to_contain_text("Estimada señora Canché:")
    staff.get_by_role("button", name="Back to the words").click()
    staff.get_by_role("button", name="Make the letter").click()
    expect(staff.locator("main .content .paper")).to_contain_text("PDF, ready to download", timeout=60_000)
    staff.get_by_role("button", name=re.compile("Send by e-mail to canche@merida.example")).click()
    expect(staff.locator("main, .messages").filter(has_text="on its way").first).to_be_visible()
    staff.goto(f"{file}correspondence/")
    expect(staff.locator(".turn")).to_contain_text("Waiting for Mérida since")


def fill_blanks(page: Page) -> None:
    """Whatever the file does not know is written by hand."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Letter of introduction")
    for box in page.locator("main form textarea, main form input[type=text]").all():
        words = box.input_value()
        if BLANK.search(words):
            box.fill(BLANK.sub("as we know it", words))


def note_answer(staff: Page, file: str) -> None:
    staff.get_by_role("link", name="Note the answer").click()
    write(staff, {"Date": today().isoformat(), "From them": True, "How": "E-mail"})
    write(
        staff,
        {"In short": "They are glad, and name a contact.", "This answers our letter of introduction": True},
    )
    staff.get_by_role("button", name="Put it into the log").click()
    staff.goto(f"{file}correspondence/")
    expect(staff.locator(".turn")).to_contain_text("Waiting for you since")


def find_counterpart(staff: Page, file: str) -> None:
    staff.goto(f"{file}correspondence/mirror/")
    staff.get_by_role("link", name="Add a committee of theirs").click()
    write(staff, {"Or its name, if it is not in the register yet": "Comité de Hermanamiento"})
    staff.get_by_role("button", name="Put it on the file").click()
    staff.get_by_role("link", name="They confirmed it").click()
    write(staff, {"On": today().isoformat(), "Who said what": "Letter with the list of their members"})
    staff.get_by_role("button", name="Put it on record").click()
    expect(staff.locator("main")).to_contain_text("Confirmed by them")
    expect(staff.locator("main")).to_contain_text("Letter with the list of their members")


def try_out(staff: Page, file: str) -> None:
    staff.goto(f"{file}correspondence/waters/programmes/new/")
    write(staff, {"Programme": "Two classes write to each other"})
    staff.get_by_role("button", name="Enter the programme").click()
    staff.get_by_role("link", name="Two classes write to each other").last.click()
    staff.get_by_role("link", name="Write down what came of it").click()
    write(staff, {"What came of it": "Forty letters each way."})
    staff.get_by_role("button", name="Save the result").click()
    expect(staff.locator("main")).to_contain_text("Forty letters each way.")


def plan_together(staff: Page, file: str) -> None:
    day = today().isoformat()
    staff.goto(f"{file}correspondence/")
    fill_section(
        staff,
        "Work plan and first-year budget",
        {
            "Second language of the plan": "Spanish",
            "Our budget for the first year": "12000",
            "Who pays for what, in the second language": "Cada parte paga su viaje.",
            "Agreed with them on": day,
        },
        {"Add another goal": [goal(term) for term in ("Short-term", "Long-term")]},
    )
    staff.get_by_role("link", name="Work plan agreed by both sides", exact=True).click()
    agree_on_plan(staff)


def agree_on_plan(staff: Page) -> None:
    day = today().isoformat()
    staff.get_by_role("button", name="Make version 1").click()
    for _side in SIDES:
        staff.get_by_role("link", name="Record that they agreed").first.click()
        write(staff, {"Agreed on": day, "Who agreed, and what shows it": "Minutes of that day"})
        staff.get_by_role("button", name="Put it on record").click()
    expect(staff.locator("main")).to_contain_text("Both sides agree to this version")


def goal(term: str) -> dict[str, Any]:
    return {
        "Short or long": term,
        "Goal": "School exchange",
        "Goal in the second language": "Intercambio escolar",
        "Activity": "Two weeks in families",
        "Activity in the second language": "Dos semanas en familias",
        "What is counted": "Students who travelled",
        "What is counted, in the second language": "Estudiantes que viajaron",
        "Number today": "0",
        "Number to reach": "12",
        "Unit": "students",
        "Unit in the second language": "estudiantes",
        "By when": "2028-06-30",
        "Who sees to it here": "L. Petrova",
        "Who sees to it there": "E. Canché",
    }
