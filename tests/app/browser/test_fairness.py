"""The threshold explorer has an address, which can be sent."""

from __future__ import annotations

import pytest
from tests.app.browser.steps import settle

pytestmark = [pytest.mark.browser, pytest.mark.slow]
VIEW = "/fairness?audit=demo-mortgage&attribute=Black&metric=true_positive_rate"


def test_an_address_that_was_sent_opens_the_same_view(open_page) -> None:
    page = open_page(f"{VIEW}&threshold=0.635")
    field = page.get_by_label("Threshold, exactly")
    field.wait_for(timeout=90_000)
    settle(page)
    assert field.input_value() == "0.635"
    assert "threshold=0.635" in page.url
    assert "At 0.635, " in page.locator('[aria-live="polite"]').inner_text()
