"""A case is found, picked, explained, changed and explained again; by hand and by keyboard."""

from __future__ import annotations

import pytest
from tests.app.browser.steps import settle

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
DEMO = "demo-mortgage"
PAGE = f"/explanations?audit={DEMO}&part=case"


def ready(page) -> None:
    page.get_by_role("heading", name="What if?").wait_for(timeout=90_000)
    settle(page)


def answer(page) -> str:
    return page.locator("p.lede[role=status]").inner_text()


def test_a_case_is_searched_picked_explained_and_changed(open_page) -> None:
    page = open_page(PAGE, height=3000)
    ready(page)
    kinds = page.get_by_role("combobox", name="Outcome and decision")
    kinds.scroll_into_view_if_needed()  # a list that is open closes when the page scrolls
    settle(page)
    kinds.click()
    page.get_by_role("option", name="Wrongly refused").click()
    page.locator(".st-key-hits em", has_text="decided 0").first.wait_for()
    settle(page)
    page.locator(".st-key-hits").get_by_role("radio").nth(1).focus()
    page.keyboard.press("Space")
    settle(page)
    picked = page.locator(".st-key-hits label:has(input:checked) strong").inner_text()
    page.wait_for_url(f"**case={picked}*")
    page.get_by_text(f"output of case {picked};").first.wait_for()
    before = answer(page)
    assert before.startswith("Nothing is changed")
    field = page.get_by_role("spinbutton", name="Obligations, % of income")
    field.fill("4")
    field.press("Enter")
    page.locator("p.lede[role=status]", has_text="The output goes from").wait_for()
    settle(page)
    assert answer(page) != before
    page.get_by_text("Explain the changed case too").click()
    page.get_by_text("With the changes").nth(1).wait_for()
    settle(page)
    page.get_by_text("Look for them").click()
    page.get_by_role("button", name="Download CSV").last.wait_for()
    page.get_by_role("button", name="Back to the case").click()
    page.get_by_text("Nothing is changed").wait_for()
    again = open_page(f"{PAGE}&case={picked}")
    ready(again)
    again.get_by_text(f"output of case {picked};").first.wait_for()
