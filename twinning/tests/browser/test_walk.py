"""A stranger takes a community from the first form to the evaluation, as staff, CAO and clerk, and council's resolution as a paper."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from twinning.testing import pdf
from twinning.tests.browser import both_sides, one_text
from twinning.tests.browser.conftest import Visit
from twinning.tests.browser.hands import (
    download,
    expect_complete,
    fill_rows,
    fill_section,
    give_reason,
    open_file,
    open_section,
    save,
    tab_to,
    today,
    wait_for_paper,
    write,
)

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.default_setup, pytest.mark.timeout(900)]

COMMUNITY, PLAIN = "Mérida", "Merida"
"""As people write it, and as it stands in the name of a file."""
SAVED = re.compile(r"^Saved \d\d:\d\d$")
PURPOSE = "Trade, tourism and culture between a prairie city and the capital of Yucatán."


def test_from_the_form_to_the_resolution_and_on(visit: Visit, tmp_path: Path) -> None:
    staff, cao, clerk = visit("staff"), visit("cao"), visit("clerk")
    file = open_file(staff, COMMUNITY)
    plan(staff)
    send_to_cao(staff, file, tmp_path)
    come_back_once(staff, cao, file)
    research(staff, cao, file, tmp_path)
    correspond(staff, cao, file)
    one_text.write_agreement(staff, file)
    expect_complete(staff)
    draft_resolution(staff, tmp_path)
    council_decides(staff, cao, clerk, file)
    resolution = print_resolution(clerk, tmp_path)
    memorandum = one_text.signed(clerk, file, tmp_path)
    establish(clerk, file)
    evaluated(staff, cao, clerk, file)
    for paper, found in pdf.verapdf([resolution, memorandum]).items():
        failed = {flavour: answer["failed"] for flavour, answer in found.items()}
        assert failed == {"3a": [], "ua1": []}, paper


# -- planning ----------------------------------------------------------------------------------


def plan(page: Page) -> None:
    fill_section(
        page,
        "The two communities and who asks",
        {"Sponsor": "Rotary Club of Lacombe", "Population": "921771"},
        {
            "Add another person": [
                {"Where": "Here", "Name": "B. Tremblay", "Organisation": "Chamber of commerce"},
                {"Where": "In the other community", "Name": "E. Canché"},
            ]
        },
    )
    say_when_saved(page)
    fill_section(
        page,
        "Committee and its counterpart",
        {
            "Terms of reference of the twinning committee": "Five members, who report to Council once a year.",
            "Does a commensurate committee exist in the other community?": "Yes",
            "Name of that committee": "Comité de Ciudades Hermanas",
        },
    )
    fill_section(
        page,
        "Objectives and terms of the agreement",
        {
            "Objectives of the agreement": "Exchange of students.",
            "Terms of the agreement": "Each side pays for itself.",
        },
    )
    fill_section(
        page,
        "Activities and targets",
        {},
        {
            "Add another activity": [
                {
                    "Activity": "Student exchange",
                    "Tangible target": "12 students each way",
                    "By when": "2027-06-30",
                    "Who sees to it": "School division",
                },
                {
                    "Activity": "Mexican evening",
                    "Tangible target": "150 visitors",
                    "By when": "2027-09-16",
                    "Who sees to it": "Public library",
                },
                {
                    "Activity": "Visit of the mayor",
                    "Tangible target": "One delegation",
                    "By when": "2028-02-01",
                    "Who sees to it": "Office of the Mayor",
                },
            ]
        },
    )
    fill_section(
        page,
        "Budget",
        {},
        {
            "Add another line": [
                {"Year": "2027", "For what": "Travel", "Amount": "12,000.50", "Paid from": "Reserve"},
                {
                    "Year": "2028",
                    "For what": "Hosting delegations",
                    "Amount": "3500",
                    "Paid from": "Donations and sponsors",
                    "In kind": True,
                },
            ]
        },
    )
    fill_section(
        page,
        "Reporting, review and renewal",
        {
            "Reporting": "Once a year to Council.",
            "Months from signing to the first review": "12",
            "Renewal": "By resolution.",
        },
    )
    expect_complete(page)


def say_when_saved(page: Page) -> None:
    """While one types, the page says when it was saved; nothing else happens to it."""
    title = "Purpose and the City’s objectives"
    open_section(page, title)
    purpose = page.get_by_label("Purpose", exact=True)
    purpose.press_sequentially(PURPOSE, delay=5)
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    page.reload()
    expect(page.get_by_label("Purpose", exact=True)).to_have_value(PURPOSE)
    write(page, {"How it furthers the City’s objectives": "A welcoming city with open doors."})
    save(page, title)


def send_to_cao(page: Page, file: str, folder: Path) -> None:
    page.get_by_role("link", name="Check your answers").click()
    expect(page.locator("main")).to_contain_text(PURPOSE)
    expect(page.locator("main")).to_contain_text("$12,000.50")
    page.get_by_role("button", name="Send to the CAO").click()
    wait_for_paper(page, f"Receipt: proposal for {COMMUNITY}")
    receipt = download(page, folder)
    assert re.fullmatch(rf"Receipt [\w-]+ {PLAIN}\.pdf", receipt.name)
    assert "Mexican evening" in pdf.text(receipt)
    page.goto(f"{file}planning/")
    expect(page.locator(".turn")).to_contain_text("Waiting for the CAO since")


def come_back_once(staff: Page, cao: Page, file: str) -> None:
    """The CAO returns the proposal with a reason; corrected, it is recommended."""
    why = "Say how the students are chosen."
    cao.goto("/")
    cao.get_by_role("link", name=re.compile(f"^{COMMUNITY}: ")).first.click()
    cao.get_by_role("link", name="Read and decide").click()
    give_reason(cao, "Return it to staff", why)
    expect(cao.locator("main")).to_contain_text("back with staff, with your reason")
    staff.goto(f"{file}planning/")
    expect(staff.locator(".turn")).to_contain_text("Waiting for you since")
    expect(staff.get_by_role("complementary", name="The file")).to_contain_text(why)
    fill_section(
        staff,
        "Objectives and terms of the agreement",
        {"Terms of the agreement": "The schools choose the students. Each side pays for itself."},
    )
    staff.get_by_role("link", name="Check your answers").click()
    staff.get_by_role("button", name="Send to the CAO").click()
    approve(cao, file, "planning", "Recommend: begin the research")


def approve(cao: Page, file: str, phase: str, button: str) -> None:
    cao.goto(f"{file}{phase}/")
    cao.get_by_role("link", name="Read and decide").click()
    cao.get_by_role("button", name=button).click()
    cao.locator(".messages, [role=status], [role=alert]").first.wait_for(state="attached")


def hand_to_cao(staff: Page) -> None:
    """Everything is filled in: check it and send it."""
    expect_complete(staff)
    staff.get_by_role("link", name="Check your answers").click()
    staff.get_by_role("button", name="Send to the CAO").click()
    expect(staff.locator(".turn")).to_contain_text("Waiting for the CAO since")


# -- research and correspondence ---------------------------------------------------------------------


def research(staff: Page, cao: Page, file: str, folder: Path) -> None:
    choose_candidate(staff, file)
    enter_value(staff)
    fill_section(
        staff,
        "Existing twinnings",
        {"Partners that the community has already": "Several.", "Where this is known from": "Their web site"},
    )
    fill_section(
        staff,
        "Stability and due diligence",
        {
            "Checked on": today().isoformat(),
            "Checked by": "K. Dube",
            "Sources": "Travel advisories",
            "What was found": "Nothing stands against it.",
        },
    )
    score_measures(staff, file)
    fill_section(staff, "Recommendation", {"Recommendation": "Go on, with the schools first."})
    hand_to_cao(staff)
    report_on(staff, file, folder)
    approve(cao, file, "research", "Approve: write to the other community")


def choose_candidate(staff: Page, file: str) -> None:
    staff.goto(f"{file}research/")
    staff.get_by_role("link", name="Candidates", exact=True).click()
    staff.get_by_role("link", name=re.compile(COMMUNITY)).last.click()
    staff.get_by_label("Why this community").fill("Many residents winter there.")
    # The demonstration's policy allows one new relationship in two years, and has them.
    staff.get_by_label("Why the City goes beyond the limit").fill("Council asked for it.")
    staff.get_by_role("button", name="Choose this community").click()
    expect(staff.locator("main, .messages").filter(has_text=f"{COMMUNITY} is chosen.").first).to_be_visible()


def enter_value(staff: Page) -> None:
    """One value with its source, beside ours."""
    file = staff.url.split("research/")[0]
    staff.goto(f"{file}research/")
    staff.get_by_role("link", name="Facts side by side", exact=True).click()
    staff.locator("a[href*='topic=industries'][href*='side=theirs']").first.click()
    write(
        staff.locator("main"),
        {"What is known": "Food and tourism.", "Source": "INEGI"},
    )
    staff.get_by_role("button", name="Keep the value").click()
    expect(staff.locator("main")).to_contain_text("Food and tourism.")
    staff.goto(f"{file}research/")


def score_measures(staff: Page, file: str) -> None:
    staff.get_by_role("link", name="The five measures", exact=True).click()
    staff.get_by_role("button", name="Begin the agreed assessment").click()
    groups = staff.locator("form[data-autosave-url] fieldset.group")
    expect(groups).to_have_count(5)
    for group in groups.all():
        group.get_by_role("radio", name="4", exact=True).check()
        group.get_by_label("In words").fill("There is much to say for it.")
    staff.get_by_role("button", name="Save", exact=True).click()
    staff.get_by_role("button", name="Close the agreed assessment").click()
    expect(staff.locator("main")).to_contain_text("Mean: 4")
    staff.goto(f"{file}research/")


def report_on(staff: Page, file: str, folder: Path) -> None:
    """The paper a CAO puts before council says what was entered, and stands in the file."""
    staff.goto(f"{file}research/")
    staff.get_by_role("button", name="Make the research report").click()
    expect(staff.locator("main .content .paper")).to_contain_text("PDF, ready to download", timeout=180_000)
    words = pdf.text(download(staff, folder))
    for said in (
        "Many residents winter there.",
        "Food and tourism.",
        "INEGI",
        "There is much to say for it.",
    ):
        assert said in words


def correspond(staff: Page, cao: Page, file: str) -> None:
    both_sides.correspond(staff, file)
    expect_complete(staff)
    hand_to_cao(staff)
    approve(cao, file, "correspondence", "Approve: write the agreement")


# -- agreement and council ------------------------------------------------------------------------------


def draft_resolution(page: Page, folder: Path) -> None:
    """The clauses are proposed from the file; one is changed and one added. The draft prints as a draft."""
    draft = page.locator("details").filter(has_text="Draft a resolution")
    if draft.get_attribute("open") is None:
        draft.locator("summary").click()
    draft.get_by_role("button", name="Draft it from the file’s facts").click()
    reasons = page.locator("#recitals [data-rows] > [data-row]")
    expect(page.locator("#recitals")).to_contain_text("Reason")
    write(reasons.first, {"Reason": f"the City of Lacombe and {COMMUNITY} wish to be friends;"})
    count = page.locator("#operatives [data-rows] > [data-row]").count()
    fill_rows(
        page,
        "Add another decision",
        [{}] * count
        + [{"Decision": "asks the Mayor to send her greetings.", "Parts": "in English\nin Spanish"}],
    )
    page.get_by_role("button", name="Save", exact=True).click()
    text = page.get_by_role("article", name="Text of the resolution")
    expect(text).to_contain_text(f"the City of Lacombe and {COMMUNITY} wish to be friends;")
    expect(text).to_contain_text("asks the Mayor to send her greetings.")
    page.get_by_role("button", name="Make a draft as PDF").click()
    wait_for_paper(page, f"Draft resolution Twinning with {COMMUNITY}")
    printed = download(page, folder)
    assert printed.name == f"Draft resolution Twinning with {PLAIN}.pdf"
    assert "wish to be friends" in pdf.text(printed)
    assert min(pdf.share_of_colour(printed, WATERMARK)) > 0.01


WATERMARK = (0xE9, 0xED, 0xF2)


def council_decides(staff: Page, cao: Page, clerk: Page, file: str) -> None:
    staff.goto(f"{file}agreement/")
    hand_to_cao(staff)
    one_text.sign_off(cao, file)
    clerk.goto("/")
    clerk.get_by_role("link", name=re.compile(f"^{COMMUNITY}: ")).first.click()
    clerk.get_by_role("link", name=re.compile(f"^Establishing .* with {COMMUNITY}, ")).click()
    write(
        clerk,
        {
            "Date of the meeting": today().isoformat(),
            "Place": "Council Chambers",
            "Item on the agenda": "5.2",
        },
    )
    clerk.get_by_role("button", name="Put it on the agenda").click()
    expect(clerk.locator("main")).to_contain_text("The resolution is on the agenda.")
    record_vote_by_keyboard(clerk)


def record_vote_by_keyboard(page: Page) -> None:
    """Council votes by name: one against, one absent, all others for it; no mouse is needed."""
    tab_to(page, page.get_by_role("link", name="Record the vote"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Record the vote")
    tab_to(page, page.get_by_label("Moved by", exact=True))
    page.keyboard.type("Mayor")
    votes = page.locator("select[name^='vote-']")
    for number, vote in enumerate(votes.all()):
        tab_to(page, vote)
        page.keyboard.type({1: "Absent", 2: "Against"}.get(number, "For"))
    chosen = [vote.evaluate("(vote) => vote.selectedOptions[0].text") for vote in votes.all()]
    assert chosen == ["For", "Absent", "Against", *["For"] * (len(chosen) - 3)]
    tab_to(page, page.get_by_role("button", name="Record the vote"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^Resolution \d\d-\d{3}$"))


def print_resolution(clerk: Page, folder: Path) -> Path:
    number = clerk.get_by_role("heading", level=1).inner_text().removeprefix("Resolution ")
    clerk.get_by_role("button", name="Issue the resolution as PDF").click()
    wait_for_paper(clerk, f"Resolution {number} Twinning with {COMMUNITY}")
    printed = download(clerk, folder)
    assert printed.name == f"Resolution {number} Twinning with {PLAIN}.pdf"
    text = pdf.text(printed)
    for words in (number, "wish to be friends", "Acuerdo de hermanamiento", "Municipio de Mérida"):
        assert words in text
    assert max(pdf.share_of_colour(printed, WATERMARK)) < 0.01
    relations, facts = zip(
        *((relation, json.loads(content)) for relation, content in pdf.attachments(printed).values()),
        strict=True,
    )
    assert facts[0]["number"] == number and relations[0] in ("/Source", "/Data")
    return printed


# -- signing and evaluation -------------------------------------------------------------------------------


def establish(clerk: Page, file: str) -> None:
    clerk.goto(f"{file}signing/")
    expect_complete(clerk)
    clerk.goto(f"{file}signing/check/")
    clerk.get_by_role("button", name="Both sides have signed").click()
    clerk.goto(file)
    expect(clerk.get_by_role("complementary", name="The file")).to_contain_text("Sister")


def evaluated(staff: Page, cao: Page, clerk: Page, file: str) -> None:
    day = today().isoformat()
    staff.goto(f"{file}evaluation/")
    fill_section(
        staff,
        "What is evaluated",
        {
            "Looks at the time from": day,
            "To": day,
            "What is to be found out, and how": "Whether it brings what it promised.",
        },
    )
    fill_section(
        staff,
        "Activities and results",
        {},
        {
            "Add another activity": [
                {"Activity": "Student exchange", "Planned target": "12", "Result": "9", "On": day}
            ]
        },
    )
    fill_section(
        staff,
        "Findings",
        {
            "Held on": day,
            "Evaluators": "Twinning Committee",
            "Targets and results": "Three quarters of them.",
            "How the other community sees it": "As a success.",
            "How our community sees it": "As a success.",
            "Cost to the City": "9000",
            "Lessons": "Begin earlier.",
        },
    )
    fill_section(
        staff,
        "Recommendation",
        {"Recommendation": "Continue as it is", "Reasons": "It brings what it promised."},
    )
    hand_to_cao(staff)
    approve(cao, file, "evaluation", "Accept: put it before council")
    clerk.goto(f"{file}evaluation/check/")
    clerk.get_by_role("link", name="Record council’s decision").click()
    write(
        clerk,
        {
            "Number of the resolution": "27-014",
            "Decided on": day,
            "Council’s decision": "Continue as it is",
            "Next evaluation due on": (today() + timedelta(days=365)).isoformat(),
        },
    )
    clerk.get_by_role("button", name="Record the decision").click()
    expect(clerk.locator("main")).to_contain_text("27-014")
