"""A few browsers at once, by the benchmark's own steps: none sees what is another's."""

from __future__ import annotations

import asyncio

import pytest
from benchmarks import browsers
from tests.aside import aside

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_none_sees_what_another_uploaded(server: str) -> None:
    found = aside(asyncio.run, browsers.visits(server, 3))
    assert browsers.strangers(found) == 0
    assert all(len(one.seconds) == len(browsers.SECTIONS) + 2 for one in found)


def test_a_page_with_a_file_of_anothers_would_be_found() -> None:
    own = [browsers.Visit(seen=browsers.file_of(number)) for number in range(3)]
    assert browsers.strangers(own) == 0
    own[1].seen += browsers.file_of(2)
    assert browsers.strangers(own) == 1
    assert browsers.strangers([browsers.Visit()]) == 1, "not its own"
