"""What can go otherwise than in the journey of a new audit: keys alone, tabs, refreshes, bad files, bad plans."""

from __future__ import annotations

import pytest
from attacks import EVIL
from tests.app.browser.people import PEOPLE, PRICES
from tests.app.browser.steps import (
    choose,
    give_rows,
    run,
    settle,
    step,
    tab_to,
    upload,
    violations,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
BAD = {
    "empty": ("", "is empty"),
    "binary": (b"\x00\x01\x02PNG\xff" * 90, "binary.csv"),
    "separator": (PEOPLE.replace(",", "^"), "was read as one column"),
    "windows": (PEOPLE.replace("m,", "m\u00e4nnlich,").encode("cp1252"), "Windows-1252"),
}
"""What is no table, or not read as it was meant, and what is said of it."""
STEPS = ("Data", "Roles", "Model", "Checks")


def test_with_keys_alone(open_page) -> None:
    page = open_page("/new", height=2000)
    settle(page)
    give_rows(page, PEOPLE)  # the dialog that chooses a file is the system's own
    tab_to(page, "On to Roles")
    page.keyboard.press("Enter")
    page.get_by_text("Step 2 of 4").wait_for()
    settle(page)
    tab_to(page, "4 Checks")
    page.keyboard.press("Enter")
    page.get_by_text("Step 4 of 4").wait_for()
    settle(page)
    tab_to(page, "Largest difference")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.get_by_text("At most 13 points between the best and the worst group").wait_for()
    settle(page)
    tab_to(page, "Run the audit")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What this audit saw").wait_for(timeout=120_000)


def test_a_refresh_a_closed_tab_and_the_way_back_lose_nothing(open_page) -> None:
    page = open_page("/new")
    give_rows(page, PEOPLE)
    page.get_by_role("textbox", name="Title").fill("Kept")
    page.get_by_role("textbox", name="Title").press("Enter")
    settle(page)
    step(page, "Roles")
    choose(page, "What really happened (target)", "points")
    page.wait_for_url("**draft=**")
    page.reload()
    page.get_by_text("Step 2 of 4").wait_for()
    settle(page)
    assert page.get_by_text("title: Kept").count() == 1
    assert page.get_by_text("target: points").count() == 1
    address = page.url[page.url.index("/new") :]
    other = open_page(address)
    settle(other)
    step(other, "Data")
    assert other.get_by_role("textbox", name="Title").input_value() == "Kept"
    fresh = open_page("/new")
    settle(fresh)
    assert fresh.get_by_role("heading", name="Go on where you were").is_visible()
    assert violations(fresh) == []


def test_the_second_of_two_tabs_is_told(open_page) -> None:
    one = open_page("/new")
    give_rows(one, PEOPLE)
    one.wait_for_url("**draft=**")
    two = open_page(one.url[one.url.index("/new") :])
    settle(two)
    for page, title in ((one, "One"), (two, "Two")):
        page.get_by_role("textbox", name="Title").fill(title)
        page.get_by_role("textbox", name="Title").press("Enter")
        settle(page)
    two.get_by_text("This form was saved in another tab").wait_for()
    assert violations(two) == []
    two.get_by_role("button", name="Go on here as a copy").click()
    two.get_by_text("This form was saved in another tab").wait_for(state="detached")
    settle(two)
    assert two.get_by_role("textbox", name="Title").input_value() == "Two"


def test_no_path_leads_out_of_a_folder(open_page) -> None:
    page = open_page("/new")
    settle(page)
    page.get_by_text("A file on the server", exact=True).click()
    page.get_by_role("combobox", name="File").fill("../../etc/passwd")
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_role("button", name="Read this file").click()
    page.get_by_text("'../../etc/passwd' is none.").wait_for()
    assert page.get_by_text("root:").count() == 0
    assert violations(page) == []
    choose(page, "File", "people.csv")
    page.get_by_role("button", name="Read this file").click()
    page.get_by_text("400 rows").wait_for()


def test_a_pasted_plan_is_checked_by_line(open_page) -> None:
    from playwright.sync_api import expect

    page = open_page("/new", height=2000)
    give_rows(page, PEOPLE)
    page.get_by_text("Paste a plan").click()
    field = page.get_by_role("textbox", name="A plan as YAML")
    field.fill("title: Pasted\nroles: {target: hird}\n")
    page.get_by_role("button", name="Take this plan").click()
    page.get_by_text("Line 2: The target must be a column").wait_for()
    settle(page)
    assert violations(page) == []
    field.fill("title: Pasted\nroles: {target: hired, prediction: decision, sensitive: [sex]}\n")
    page.get_by_role("button", name="Take this plan").click()
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Pasted", timeout=30_000)


def test_predicted_numbers_are_audited_through_the_form(open_page) -> None:
    page = open_page("/new", height=3000)
    give_rows(page, PRICES, "prices.csv")
    step(page, "Roles")
    page.get_by_text("A number", exact=True).click()
    settle(page)
    choose(page, "What really happened (target)", "price")
    choose(page, "Decision (prediction)", "estimate")
    run(page)
    page.get_by_role("link", name="Performance").click()
    page.get_by_text("Something went wrong").wait_for(state="detached")
    settle(page)
    page.get_by_text("Average size of the error").first.wait_for()


def test_a_refresh_finds_the_run_again(open_page) -> None:
    page = open_page("/new")
    give_rows(page, PEOPLE)
    page.get_by_role("button", name="Run the audit").click()
    page.get_by_role("heading", name="The audit is running").wait_for()
    page.reload()
    page.get_by_role("heading", name="What this audit saw").wait_for(timeout=120_000)


def test_a_run_is_cancelled_and_the_form_is_as_it_was(open_page) -> None:
    page = open_page("/new")
    give_rows(page, PEOPLE)
    page.get_by_role("textbox", name="Title").fill("Kept")
    page.get_by_role("textbox", name="Title").press("Enter")
    settle(page)
    page.get_by_role("button", name="Run the audit").click()
    page.get_by_role("button", name="Cancel the run").click()
    page.get_by_role("button", name="Correct the form").click()
    page.get_by_text("The run was cancelled.").wait_for()
    settle(page)
    step(page, "Data")
    assert page.get_by_role("textbox", name="Title").input_value() == "Kept"


def test_a_bad_file_is_one_sentence(open_page) -> None:
    page = open_page("/new")
    give_rows(page, PEOPLE, "good.csv")
    for name, (content, sentence) in BAD.items():
        upload(page, content, f"{name}.csv")
        said = page.locator(".problem, .note").get_by_text(sentence)
        said.first.wait_for()
        settle(page)
        assert said.count() == 1
        assert page.get_by_role("textbox", name="Title").is_visible()
        assert page.get_by_text("Traceback").count() == 0
        assert violations(page) == []


def test_what_is_missing_is_said_and_nothing_is_lost(open_page) -> None:
    page = open_page("/new", height=2000)
    give_rows(page, PEOPLE.replace(",3,", ",NaN,"))
    page.get_by_role("textbox", name="Title").fill("Kept")
    step(page, "Roles")
    page.get_by_text("A score and a threshold").click()
    settle(page)
    choose(page, "Score", "points")
    page.get_by_role("spinbutton", name="Positive from a score of").fill("4")
    page.get_by_role("spinbutton", name="Positive from a score of").press("Enter")
    page.get_by_text("must have a value in every row").first.wait_for()
    page.get_by_text("More about the rows").click()
    page.get_by_role("textbox", name="Only rows where").fill("aeg > 30")
    page.get_by_role("textbox", name="Only rows where").press("Control+Enter")
    page.get_by_text("Did you mean 'age'?").first.wait_for()
    settle(page)
    assert page.get_by_role("button", name="Run the audit").is_disabled()
    assert violations(page) == []
    step(page, "Checks")
    page.get_by_role("button", name="Put it right in Roles").first.click()
    page.get_by_text("Step 2 of 4").wait_for()
    settle(page)
    step(page, "Data")
    assert page.get_by_role("textbox", name="Title").input_value() == "Kept"


def test_an_uploaded_file_acts_as_little(open_page) -> None:
    page = open_page("/new", height=2000)
    names = [
        f'"{text}"'
        for text in ("<img src=x onerror=window.pwned=1>", f"![x](https://{EVIL}/i.png)", "$x$ :red[y]")
    ]
    give_rows(
        page, ",".join(["hired,decision", *names]) + "\n" + "1,1,<b>,=1,a\n0,0,[x](javascript:1),b,c\n" * 30
    )
    for name in STEPS:
        step(page, name)
        for opener in page.locator("summary").all():
            opener.click()
        settle(page)
        assert page.evaluate("() => window.pwned") is None
        hostile = f"[href*='{EVIL}'], [src*='{EVIL}'], [href^='javascript'], [onerror]"
        assert page.locator(hostile).count() == 0
