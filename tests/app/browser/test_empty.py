"""The app before there is an audit: every page says what belongs there and leads on, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.app.browser.conftest import EMPTY, fresh_context, serving
from tests.app.browser.steps import reads_well, settle

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
PAGES = {
    "": ("Audits", "An audit needs one file"),
    "compare": ("Compare two audits", "Two finished audits are needed"),
    "trail": ("Trail", "Nothing has happened yet"),
    "summary": ("No result yet", "A result is here once an audit has run."),
}


@pytest.fixture
def page(browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    context = fresh_context(browser)
    with serving(tmp_path_factory.mktemp("empty"), EMPTY, {}) as address:
        page = context.new_page()
        page.goto(address)
        yield page
        context.close()


def test_an_app_without_audits_teaches(page) -> None:
    address = page.url
    for path, (heading, said) in PAGES.items():
        page.goto(address + path)
        page.get_by_role("heading", level=1, name=heading).wait_for()
        page.get_by_text(said).wait_for()
        settle(page)
        reads_well(page, name=f"empty-{path or 'audits'}")
    page.get_by_role("link", name="To the audits").click()
    page.get_by_role("button", name="New audit").click()
    page.get_by_role("heading", level=1, name="New audit").wait_for()
