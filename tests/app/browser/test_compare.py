"""The journey of comparing: tick two audits, read what changed, take the comparison along."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.app.browser.steps import settle, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_two_audits_are_compared_and_the_comparison_is_kept(open_page, tmp_path: Path) -> None:
    page = open_page("/", width=1440)
    settle(page)
    for audit in ("demo-mortgage", "hostile"):
        page.locator(f".st-key-compare-{audit} label").click()
        settle(page)
    page.get_by_role("link", name="Compare the two that are ticked").click()
    page.get_by_role("heading", name="Energy", exact=True).wait_for()
    settle(page)
    assert "with=" in page.url
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Download CSV").last.click()
    assert "Phase" in Path(downloaded.value.path()).read_text()
    assert violations(page) == []


def test_a_comparison_of_the_same_question_is_taken_along(open_page) -> None:
    page = open_page("/compare?audit=demo-mortgage&with=demo-again")
    page.get_by_role("heading", name="Gaps between groups").wait_for(timeout=90_000)
    settle(page)
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Comparison, JSON").click()
    kept = json.loads(Path(downloaded.value.path()).read_text())
    assert kept["form"] == "paired"
    assert {gate["outcome"] for gate in kept["gates"]} == {"no_change_shown"}


def test_a_word_of_the_field_explains_itself_by_key(open_page) -> None:
    page = open_page("/summary?audit=demo-mortgage")
    settle(page)
    word = page.get_by_role("button", name="interval", exact=True)
    word.focus()
    page.keyboard.press("Enter")
    meaning = page.get_by_text("The values that fit the data.")
    meaning.wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")
    meaning.wait_for(state="hidden")
