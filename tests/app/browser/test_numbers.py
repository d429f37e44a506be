"""Browsers of several locales at once have each its own form, and a form that is chosen stays."""

from __future__ import annotations

import re

import pytest
from tests.app.browser.steps import choose, settle, violations, width_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
PAGE = "/fairness?audit=demo-mortgage"


@pytest.fixture
def of_locale(server: str, browser):
    """Open an address as a browser of some locale does."""
    contexts = []

    def visit(locale: str, path: str = PAGE, width: int = 1280):
        contexts.append(browser.new_context(locale=locale, reduced_motion="reduce"))
        page = contexts[-1].new_page()
        page.set_viewport_size({"width": width, "height": 1600})
        page.set_default_timeout(60_000)
        page.goto(server + path, wait_until="commit")
        return page

    yield visit
    for context in contexts:
        context.close()


def test_browsers_at_once_have_each_its_own_form(of_locale) -> None:
    pages = {locale: of_locale(locale) for locale in ("de-DE", "fr-FR", "en-IN")}
    for page in pages.values():
        page.get_by_role("heading", level=1).wait_for()
        settle(page)
    said = {locale: page.locator(".stMain").inner_text() for locale, page in pages.items()}
    assert "1.792" in said["de-DE"]
    assert "1\u202f792" in said["fr-FR"]
    assert "1,792" in said["en-IN"]


def test_a_form_is_chosen_on_a_phone_and_stays(of_locale) -> None:
    page = of_locale("en-GB", "/energy?audit=demo-mortgage", width=390)
    page.get_by_role("heading", level=1).wait_for()
    settle(page)
    choose(page, "Numbers and dates as", "1.234.567,8 · 27. Nov. 2026")
    page.get_by_text(re.compile(r"· \d{1,2}\. [A-Z]\w+ \d{4}")).first.wait_for()
    page.get_by_role("link", name="Summary").click()
    page.get_by_role("heading", name="What this audit saw").wait_for()
    settle(page)
    assert "1.989" in page.locator(".stMain").inner_text()
    assert width_of(page) <= 390
    assert violations(page) == []
