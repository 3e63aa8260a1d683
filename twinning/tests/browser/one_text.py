"""One text in two languages, decided by council and signed by hand: the agreement and the signing as people walk through them."""

import io
import re
from datetime import timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from twinning.testing import pdf
from twinning.tests.browser.hands import (
    download,
    fill_section,
    save,
    today,
    wait_for_paper,
    write,
)

PARTIES = {
    "Our side": {"English": ("City of Lacombe", "Mayor"), "Spanish": ("Ciudad de Lacombe", "Alcalde")},
    "Their side": {
        "English": ("Municipality of Mérida", "Municipal President"),
        "Spanish": ("Municipio de Mérida", "Presidenta Municipal"),
    },
}
PEOPLE = {"Our side": "A. Beaulieu", "Their side": "E. Canché"}
BLANK = re.compile(r"\[\[.*?\]\]", re.DOTALL)


def write_agreement(page: Page, file: str) -> None:
    """Terms first, then a first draft from the library; blanks are filled, both sides accept the frozen text."""
    page.goto(f"{file}agreement/")
    answer_terms(page)
    propose_text(page, file)
    accept_on_both_sides(page, file)
    page.goto(f"{file}agreement/")
    fill_section(page, "Legal review", {"Reviewed by": "Q. Sorensen", "Reviewed on": today().isoformat()})
    fill_section(page, "Money", {"Where the money comes from": "The twinning reserve."})
    ask_partner(page, file)
    request_decision(page, file)
    page.goto(f"{file}agreement/")


def answer_terms(page: Page) -> None:
    lines = [
        {
            "Side": side,
            "Language": language,
            "Official name": name,
            "Represented by": PEOPLE[side],
            "Office": office,
        }
        for side, named in PARTIES.items()
        for language, (name, office) in named.items()
    ]
    fill_section(
        page,
        "Parties, languages and terms",
        {
            "How long it holds": "A number of years",
            "Years": "5",
            "How it is renewed": "By new resolutions of both councils",
            "How it is ended": "By either side, with notice",
            "Notice, in months": "6",
            "How it is amended": "In writing, by both sides",
            "When it takes effect": "With the last signature",
            "Who bears the costs": "Each side bears its own",
            "Is it binding": "A statement of intent: it binds nobody in law",
            "Number of originals": "4",
        },
        {
            "Add another language": [
                {"Language": "English", "Title of the paper in it": "Sister City Agreement"},
                {"Language": "Spanish", "Title of the paper in it": "Acuerdo de hermanamiento"},
            ],
            "Add another line": lines,
        },
    )


def propose_text(page: Page, file: str) -> None:
    page.goto(f"{file}agreement/text/")
    page.get_by_label("Plain: about eight clauses", exact=True).check()
    page.get_by_role("button", name="Propose a first draft").click()
    clauses = page.locator("section[id^='clause-'] h2 a")
    expect(clauses.first).to_be_visible()
    for number in range(clauses.count()):
        clauses.nth(number).click()
        fill_blanks(page)
        page.goto(f"{file}agreement/text/")


def fill_blanks(page: Page) -> None:
    """What the file does not know is a blank; nothing is accepted with one in it."""
    for words in page.locator("form[data-autosave-url] textarea").all():
        written = words.input_value()
        if BLANK.search(written):
            words.fill(BLANK.sub("música", written))
    page.get_by_role("button", name="Save", exact=True).click()


def accept_on_both_sides(page: Page, file: str) -> None:
    page.goto(f"{file}agreement/versions/")
    page.get_by_role("button", name="Freeze version 1").click()
    for who, person in (("ours", "R. Whitlock, CAO"), ("theirs", "E. Canché, Presidenta Municipal")):
        page.goto(f"{file}agreement/versions/")
        page.locator(f"a[href*='accept'][href*='{who}']").first.click()
        answers = {"Accepted on": today().isoformat(), "Who accepted it": person}
        write(
            page.locator("main"),
            answers | ({"How we know (optional)": "Their letter"} if who == "theirs" else {}),
        )
        page.get_by_role("button", name="Put it on record").click()
    expect(page.locator("main")).to_contain_text("Both sides have accepted this text. It is locked.")


def ask_partner(page: Page, file: str) -> None:
    page.goto(f"{file}agreement/partner/")
    page.get_by_role("link", name="Write down a step").click()
    write(
        page.locator("main"),
        {
            "Who": "Cabildo de Mérida",
            "Done on (optional)": today().isoformat(),
            "How we know (optional)": "Acta 12",
        },
    )
    page.locator("main form .btn-primary").click()
    expect(page.locator("main")).to_contain_text("Cabildo de Mérida")


def request_decision(page: Page, file: str) -> None:
    """Every field is proposed from the file; one is written anew."""
    page.goto(f"{file}agreement/request/")
    page.get_by_role("button", name="Propose from the file", exact=True).click()
    write(
        page.locator("form[data-autosave-url]"),
        {
            "Recommendation to council": "That Council establish the relationship.",
            "Financial implication": "No money is asked for",
        },
    )
    save(page, "Request for decision")


def sign_off(cao: Page, file: str) -> None:
    """The CAO reads the package that was frozen, and signs off exactly that."""
    cao.goto(f"{file}agreement/request/")
    expect(cao.locator("#decision")).to_contain_text("You sign off exactly what the package says")
    cao.get_by_role("button", name="Sign off").click()
    expect(cao.locator(".messages, [role=status]").first).to_be_attached()


def signed(clerk: Page, file: str, folder: Path) -> Path:
    """Signed by hand on both sides; the scan is held against the text and issued as one sealed paper."""
    name_who_signs(clerk, file)
    plan_ceremony(clerk, file)
    clerk.goto(f"{file}signing/originals/")
    clerk.get_by_role("link", name="Add an original").click()
    write(clerk.locator("main"), {"Who holds it": "The City Clerk"})
    clerk.locator("main form .btn-primary").click()
    paper = issue_memorandum(clerk, file, folder)
    clerk.goto(f"{file}signing/")
    fill_section(
        clerk,
        "Date of the evaluation",
        {"Date of the evaluation": (today() + timedelta(days=365)).isoformat()},
    )
    return paper


def name_who_signs(clerk: Page, file: str) -> None:
    clerk.goto(f"{file}signing/signatures/")
    clerk.get_by_role("button", name="Take the names from the agreement").click()
    for person, place in (("A. Beaulieu", "Lacombe"), ("E. Canché", "Mérida")):
        clerk.goto(f"{file}signing/signatures/")
        clerk.get_by_role("link", name=f"Record the signature of {person}").click()
        answers = {"Signed on": today().isoformat(), "Signed at": place}
        write(clerk.locator("main"), answers)
        evidence = clerk.get_by_label("How we know", exact=True)
        if evidence.count():
            evidence.fill("Before our clerk’s eyes.")
        clerk.locator("main form .btn-primary").first.click()
        expect(clerk.get_by_role("heading", level=1)).to_have_text("Who signs")
    expect(clerk.locator(".turn")).to_contain_text("Signed by both sides")


def plan_ceremony(clerk: Page, file: str) -> None:
    clerk.goto(f"{file}signing/ceremonies/new/")
    clerk.get_by_label("In person", exact=True).check()
    write(
        clerk.locator("main"),
        {
            "Date there (optional)": today().isoformat(),
            "Begins at, local time (optional)": "14:30",
            "Place (optional)": "City Hall",
        },
    )
    clerk.locator("main form .btn-primary").first.click()
    expect(clerk.locator("main")).to_contain_text("City Hall")


def issue_memorandum(clerk: Page, file: str, folder: Path) -> Path:
    clerk.goto(f"{file}signing/memorandum/")
    picture = io.BytesIO()
    Image.new("RGB", (850, 1100), "white").save(picture, "jpeg")
    scan = folder / "Signed agreement.jpg"
    scan.write_bytes(picture.getvalue())
    clerk.get_by_label("Scan or photographs").set_input_files(scan)
    clerk.get_by_role("button", name="Add the scan").click()
    clerk.locator("a[href*='/memorandum/pages/']").first.click()
    clerk.get_by_label("Agrees with the text", exact=True).check()
    clerk.locator("main form .btn-primary").first.click()
    clerk.goto(f"{file}signing/memorandum/")
    clerk.get_by_role("button", name="Issue the signed memorandum").click()
    wait_for_paper(clerk, clerk.locator("main .content .paper .title").inner_text())
    paper = download(clerk, folder)
    assert "Beaulieu" in pdf.text(paper)
    return paper
