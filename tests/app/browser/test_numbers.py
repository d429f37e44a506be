"""Browsers of several locales at once have each its own form."""

from __future__ import annotations

import re

import pytest
from tests.app.browser.conftest import fresh_context
from tests.app.browser.steps import settle

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
PAGE = "/fairness?audit=demo-mortgage"


@pytest.fixture
def of_locale(server: str, browser):
    """Open an address as a browser of some locale does."""
    contexts = []

    def visit(locale: str, path: str = PAGE, width: int = 1280):
        contexts.append(fresh_context(browser, locale=locale))
        page = contexts[-1].new_page()
        page.set_viewport_size({"width": width, "height": 1600})
        page.set_default_timeout(60_000)
        page.goto(server + path, wait_until="commit")
        return page

    yield visit
    for context in contexts:
        context.close()


def _drawn(page) -> None:
    """Wait until the foot of the page is there, and nothing moves any more."""
    page.get_by_role("combobox", name="Numbers and dates as").wait_for()
    settle(page)


def test_browsers_at_once_have_each_its_own_form(of_locale) -> None:
    pages = {locale: of_locale(locale) for locale in ("de-DE", "fr-FR", "en-IN")}
    for page in pages.values():
        _drawn(page)
    said = {locale: page.locator(".stMain").inner_text() for locale, page in pages.items()}
    assert "1.792" in said["de-DE"]
    assert "1\u202f792" in said["fr-FR"]
    assert "1,792" in said["en-IN"]


def test_a_form_that_is_chosen_holds_from_page_to_page(of_locale) -> None:
    page = of_locale("en-US", width=390)
    _drawn(page)
    offered = page.get_by_role("combobox", name="Numbers and dates as")
    offered.scroll_into_view_if_needed()  # a list that is open closes when the page scrolls
    settle(page)
    offered.click()
    page.get_by_role("option", name="1.234.567,8").click()
    page.locator(".stMain", has_text="1.792").wait_for()
    page.get_by_role("link", name="Energy", exact=True).click()
    page.get_by_role("heading", name="Energy", level=1).wait_for()
    _drawn(page)
    page.get_by_text(re.compile(r" \d{1,2}\. \w+ 20\d\d")).first.wait_for()
