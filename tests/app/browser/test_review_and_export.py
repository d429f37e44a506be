"""Two journeys: a review that ends in a signature which the PDF shows, and a bundle that a stranger verifies."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.app.browser.steps import choose, seen_in, settle, violations, width_of

from fairwitness.reports.evidence.key_statement import new_pair

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
DEMO = "demo-mortgage"


def looked_at(page, name: str) -> None:
    """Keep a picture where one is asked for; nothing wider than the screen, and no axe violation."""
    for scheme, width in seen_in(page, [("light", 1440), ("dark", 390)]):
        if folder := os.environ.get("FAIRWITNESS_SCREENSHOTS"):
            page.screenshot(path=f"{folder}/{name}-{scheme}-{width}.png")
        assert width_of(page) <= width
        assert violations(page) == []


def fresh(page) -> None:
    """Wait until nothing of an earlier drawing is left, such as the form of another finding."""
    settle(page)
    page.wait_for_function("() => !document.querySelector('[data-stale=\"true\"]')")


def decide(page, finding: str, reason: str) -> None:
    choose(page, "Which finding do you want to look at?", finding)
    fresh(page)
    choose(page, "Decision", "Accept: it is known, and stays (needs a reason)")
    page.get_by_role("textbox", name="Reason").fill(reason)
    page.get_by_role("button", name="Write it down").click()
    page.get_by_text("Written down: ").wait_for()
    fresh(page)


def download(page, button: str) -> Path:
    with page.expect_download() as found:
        page.get_by_role("button", name=button).click()
    return Path(found.value.path())


def test_review_and_sign_off(open_page) -> None:
    page = open_page(f"/review?audit={DEMO}", width=1440, height=5000)
    settle(page)
    page.get_by_role("textbox", name="Your name").fill("A. Weber")
    page.get_by_role("textbox", name="Your name").press("Enter")
    settle(page)
    page.get_by_role("textbox", name="Comment").fill("Who set this <cut-off>?")
    page.get_by_role("button", name="Add the comment").click()
    page.get_by_text("The comment on").wait_for()
    settle(page)
    page.get_by_role("button", name="Sign off").click()
    page.get_by_text("Every finding of high or medium severity must be decided on").wait_for()
    page.get_by_role("combobox", name="Which finding do you want to look at?").click()
    names = page.get_by_role("option").all_inner_texts()[:3]
    page.keyboard.press("Escape")
    for name in names:
        decide(page, name, "Agreed in the meeting of March.")
    choose(page, "Sign off in the role of", "Ethics")
    page.get_by_role("button", name="Sign off").click()
    page.get_by_text("is signed off").first.wait_for()
    page.get_by_role("link", name="Export").click()
    page.get_by_role("button", name="Make PDF report").click()
    page.get_by_role("button", name="Download report.pdf").wait_for(timeout=60_000)
    text = words_of(download(page, "Download report.pdf"))
    assert "Who set this <cut-off>?" in text
    assert "Agreed in the meeting of March." in text
    assert "Ethics" in text


def words_of(pdf: Path) -> str:
    from pypdf import PdfReader

    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(pdf).pages)


def test_a_bundle_is_taken_along_and_verifies(open_page, tmp_path: Path) -> None:
    (private, public, said), _ = new_pair(tmp_path / "auditor", "Credit audit", None, "2099-12-31", "secret")
    page = open_page(f"/export?audit={DEMO}", width=1440, height=4000)
    settle(page)
    for label, file in (("Private key", private), ("Whose the key is", said)):
        page.get_by_test_id("stFileUploader").filter(has_text=label).locator(
            "input[type=file]"
        ).set_input_files(file)
    settle(page)
    page.get_by_role("textbox", name="Passphrase").fill("secret")
    page.get_by_role("button", name="Sign and make the bundle").click()
    page.get_by_role("button", name="Download evidence.zip").wait_for(timeout=90_000)
    page.get_by_text("It is signed by Credit audit").wait_for()
    assert page.get_by_role("textbox", name="Passphrase").input_value() == ""
    bundle = download(page, "Download evidence.zip")
    verified = subprocess.run(
        [sys.executable, "-m", "fairwitness.app.cli", "verify", str(bundle), "--key", str(public)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "It is signed by the key that you named" in verified.stdout


@pytest.mark.parametrize("section", ["review", "export"])
def test_axe_finds_nothing(open_page, section: str) -> None:
    page = open_page(f"/{section}?audit={DEMO}", width=390, height=5000)
    settle(page)
    if section == "review":
        page.get_by_text("Look at single decisions").click()
        page.get_by_text("What would you have decided?").wait_for(timeout=60_000)
        page.get_by_role("button", name="Sign off").click()
    else:
        page.get_by_role("button", name="Sign and make the bundle").click()
        page.get_by_text("Choose the file of your private key first").wait_for()
        page.get_by_text("Open a record made elsewhere").click()
    looked_at(page, section)
    if section == "review":
        page.get_by_role("radio", name="List").or_(page.get_by_role("button", name="List")).first.click()
        looked_at(page, "review-list")
