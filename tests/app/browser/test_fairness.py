"""The threshold explorer by keyboard: the slider moves sentences, figures and the address, and hurts nobody."""

from __future__ import annotations

import re

import pytest
from tests.app.browser.steps import reads_well, settle, violations, width_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
VIEW = "/fairness?audit=demo-mortgage&attribute=Black&metric=true_positive_rate"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_threshold_is_moved_by_keyboard(open_page, scheme: str, width: int) -> None:
    page = open_page(VIEW, scheme=scheme, width=width)
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
    page.wait_for_url(re.compile("threshold=0.70"))
    said.filter(has_text="At 0.70, ").wait_for()
    settle(page)
    assert page.get_by_label("Threshold, exactly").input_value() == "0.7"
    assert page.get_by_text("Open circles: at the declared threshold.").count() == 1
    assert width_of(page) <= width
    assert violations(page) == []
    page.get_by_role("button", name="Back to the declared 0.50").click()
    said.filter(has_text="This is the declared threshold").wait_for()


def test_an_address_that_was_sent_opens_the_same_view(open_page) -> None:
    page = open_page(f"{VIEW}&threshold=0.635")
    field = page.get_by_label("Threshold, exactly")
    field.wait_for(timeout=90_000)
    settle(page)
    assert field.input_value() == "0.635"
    assert "threshold=0.635" in page.url
    assert "At 0.635, " in page.locator('[aria-live="polite"]').inner_text()


def test_performance_reads_well_everywhere(open_page) -> None:
    page = open_page("/performance?audit=demo-mortgage")
    page.get_by_role("heading", name="Do scores keep their word?").wait_for()
    reads_well(page, [("light", 1280), ("dark", 390)])
