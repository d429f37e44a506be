"""The five journeys, each on a phone and on a desk; at every stop axe looks in light and in dark."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.app.browser.people import ONLY_OUTCOMES, PEOPLE, model_of_the_rows
from tests.app.browser.steps import (
    choose,
    decide,
    download,
    give_model,
    give_rows,
    go,
    run,
    settle,
    step,
    stop,
    words_of,
)

from fairwitness.reports.evidence.key_statement import new_pair

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
DEMO, AGAIN = "demo-mortgage", "demo-again"
"""The demo twice: a review is written down for good, and each width needs one that is not begun."""
STEPS = ("Data", "Roles", "Model", "Checks")
widths = pytest.mark.parametrize("width", [390, 1440])


@widths
def test_the_demo_is_read(open_page, width: int) -> None:
    page = open_page("/", width=width, height=2600)
    settle(page)
    stop(page, "audits")
    page.locator(f".st-key-row-{DEMO}").get_by_role("link").first.click()
    page.get_by_role("heading", name="What this audit saw").wait_for()
    settle(page)
    page.get_by_role("button", name="interval", exact=True).focus()
    page.keyboard.press("Enter")
    meaning = page.get_by_text("The values that fit the data.")
    meaning.wait_for()
    stop(page, "summary")
    page.keyboard.press("Escape")
    meaning.wait_for(state="hidden")
    go(page, "Fairness")
    move_the_threshold(page)
    stop(page, "fairness")
    assert page.locator(".stMain svg.marks text:visible").count() > 20, "charts are looked at"
    for section in ("Performance", "Data", "Energy"):
        go(page, section)
        stop(page, section.lower())
    go(page, "Compliance")
    for place in range(3):
        page.locator("details.req > summary").nth(place).press("Enter")
    page.get_by_text("It asks").first.wait_for()
    assert page.locator("details.req[open]").count() == 3
    stop(page, "compliance")
    page.get_by_role("link", name="Open it under Explanations").first.click()
    page.get_by_role("heading", name="Explanations", level=1).wait_for()
    stop(page, "explanations")


def move_the_threshold(page) -> None:
    """By keyboard; sentences, figures and the address move along."""
    slider = page.get_by_role("slider", name="Threshold")
    slider.wait_for(timeout=90_000)
    settle(page)
    said = page.locator('[aria-live="polite"]')
    assert "This is the declared threshold, 0.50" in said.inner_text()
    slider.focus()
    for _ in range(40):  # while the page is drawn anew on a busy machine, a press may be lost
        if float(slider.evaluate("e => e.value ?? e.getAttribute('aria-valuenow')")) >= 0.695:
            break
        page.keyboard.press("ArrowRight")
    page.wait_for_url("**threshold=0.70**")
    said.filter(has_text="At 0.70, ").wait_for()
    settle(page)
    assert page.get_by_label("Threshold, exactly").input_value() == "0.7"
    assert page.get_by_text("Open circles: at the declared threshold.").count() == 1


@widths
def test_predictions_are_uploaded_and_audited(open_page, width: int) -> None:
    page = open_page("/new", width=width, height=2600)
    stop(page, "new")
    assert page.get_by_role("dialog").count() == 0, "the first link to a page finds it"
    give_rows(page, PEOPLE)
    page.get_by_role("textbox", name="Title").fill(f"Hiring, {width}")
    for name in STEPS:
        step(page, name)
        if name == "Roles":
            choose(page, "Which decision is good for the person?", "1")
        if name == "Checks":
            page.get_by_text("Hiring", exact=True).click()
            page.get_by_text("29 CFR 1607.4(D) (1978)").wait_for()
        stop(page, f"new-{name.lower()}")
    assert page.get_by_text("frameworks:").count() == 1, "the plan stands beside every step"
    run(page)
    assert page.get_by_text(f"Hiring, {width}").count() == 1
    assert page.get_by_role("list", name="Verdicts").get_by_role("listitem").count() == 4
    stop(page, "new-result")
    assert download(page, "PDF report").read_bytes().startswith(b"%PDF")


@widths
def test_a_model_is_uploaded_and_a_case_of_it_explained(open_page, width: int) -> None:
    page = open_page("/new", width=width, height=3200)
    give_rows(page, ONLY_OUTCOMES)
    give_model(page, b"no model")
    page.get_by_text("must be a model saved with").wait_for()
    give_model(page, model_of_the_rows())
    page.get_by_role("region", name="The model and the data").wait_for()
    settle(page)
    assert page.get_by_role("row").filter(has_text="Column 'points'").filter(has_text="fits").count() == 1
    for closed in ("What its outputs mean", "Every format that can be read"):
        page.get_by_text(closed).click()
    page.get_by_role("button", name="Try the model on 20 rows").click()
    page.get_by_role("row").filter(has_text="20 answers").wait_for()
    stop(page, "model")
    run(page)
    assert page.get_by_text("LogisticRegression").count() > 0
    go(page, "Explanations")
    page.get_by_role("radio", name="One case").click()
    page.get_by_role("heading", name="What if?").wait_for(timeout=90_000)
    settle(page)
    case = page.get_by_role("textbox", name="Find a case by its row number")
    case.fill("17")
    case.press("Enter")
    page.get_by_text("output of case 17").first.wait_for()
    settle(page)
    field = page.get_by_role("spinbutton", name="points")
    field.fill("40")
    field.press("Enter")
    page.get_by_text("No row has 'points' over").wait_for()
    page.locator("p.lede[role=status]", has_text="The output goes from").wait_for()
    page.get_by_text("Explain the changed case too").click()
    page.get_by_text("With the changes").nth(1).wait_for()
    settle(page)
    page.get_by_text("Look for them").click()
    page.get_by_role("button", name="Download CSV").last.wait_for()
    stop(page, "case")


@pytest.mark.parametrize(("width", "audit"), [(390, AGAIN), (1440, DEMO)])
def test_a_result_is_reviewed_and_signed_off(open_page, width: int, audit: str) -> None:
    page = open_page(f"/review?audit={audit}", width=width, height=5000)
    settle(page)
    page.get_by_role("textbox", name="Your name").fill("A. Weber")
    page.get_by_role("textbox", name="Your name").press("Enter")
    settle(page)
    page.get_by_role("textbox", name="Comment").fill("Who set this <cut-off>?")
    page.get_by_role("button", name="Add the comment").click()
    page.get_by_text("The comment on").wait_for()
    settle(page)
    page.get_by_text("Look at single decisions").click()
    page.get_by_text("What would you have decided?").wait_for(timeout=60_000)
    page.get_by_role("button", name="Sign off").click()
    page.get_by_text("Choose the role in which you sign off").wait_for()
    choose(page, "Sign off in the role of", "Ethics")
    page.get_by_role("button", name="Sign off").click()
    page.get_by_text("Every finding of high or medium severity must be decided on").wait_for()
    stop(page, "review")
    page.get_by_role("combobox", name="Which finding do you want to look at?").click()
    names = page.get_by_role("option").all_inner_texts()[:3]
    page.keyboard.press("Escape")
    for name in names:
        decide(page, name, "Agreed in the meeting of March.")
    choose(page, "Sign off in the role of", "Ethics")
    page.get_by_role("button", name="Sign off").click()
    page.get_by_text("is signed off").first.wait_for()
    page.get_by_role("radio", name="List").or_(page.get_by_role("button", name="List")).first.click()
    page.get_by_role("columnheader", name="Decision").first.wait_for()
    stop(page, "review-signed")
    page.get_by_role("link", name="Export").click()
    page.get_by_role("button", name="Make PDF report").click()
    page.get_by_role("button", name="Download report.pdf").wait_for(timeout=60_000)
    text = words_of(download(page, "Download report.pdf"))
    for said in ("Who set this <cut-off>?", "Agreed in the meeting of March.", "Ethics"):
        assert said in text


@widths
def test_two_audits_are_compared_and_the_result_is_taken_along(open_page, tmp_path: Path, width: int) -> None:
    (private, public, said), _ = new_pair(tmp_path / "auditor", "Credit audit", None, "2099-12-31", "secret")
    page = open_page("/", width=width, height=4000)
    settle(page)
    for audit in (DEMO, AGAIN):
        page.locator(f".st-key-compare-{audit} label").click()
        settle(page)
    page.get_by_role("link", name="Compare the two that are ticked").click()
    page.get_by_role("heading", name="Gaps between groups").wait_for(timeout=90_000)
    settle(page)
    assert "with=" in page.url
    stop(page, "compare")
    assert "Phase" in download(page, "Download CSV").read_text()
    kept = json.loads(download(page, "Comparison, JSON").read_text())
    assert kept["form"] == "paired"
    assert {gate["outcome"] for gate in kept["gates"]} == {"no_change_shown"}
    page.goto(page.url.split("/compare", maxsplit=1)[0] + f"/export?audit={DEMO}")
    page.get_by_role("button", name="Sign and make the bundle").click()
    page.get_by_text("Choose the file of your private key first").wait_for()
    page.get_by_text("Open a record made elsewhere").click()
    stop(page, "export")
    give_keys(page, private, said)
    page.get_by_role("button", name="Sign and make the bundle").click()
    page.get_by_role("button", name="Download evidence.zip").wait_for(timeout=90_000)
    page.get_by_text("It is signed by Credit audit").wait_for()
    assert page.get_by_role("textbox", name="Passphrase, if the key has one").input_value() == ""
    stop(page, "export-signed")
    verified = subprocess.run(
        [
            sys.executable,
            "-m",
            "fairwitness.app.cli",
            "verify",
            str(download(page, "Download evidence.zip")),
            "--key",
            str(public),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "It is signed by the key that you named" in verified.stdout


def give_keys(page, private: Path, said: Path) -> None:
    for label, file in (("Private key, a .pem file", private), ("Whose the key is", said)):
        given = page.get_by_test_id("stFileUploader").filter(has_text=label)
        given.locator("input[type=file]").set_input_files(file)
    settle(page)
    page.get_by_role("textbox", name="Passphrase, if the key has one").fill("secret")
