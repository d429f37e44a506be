"""How the suite is spread over workers: whole files, the longest first, and those of the browser all to one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from xdist.scheduler import LoadFileScheduling

BROWSER = "tests/app/browser/"
LONG = {"slow", "spark"}


def longest_first(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """The tests in an order in which no worker is left alone with a long file at the end.

    Files of the browser come before all others, and then those that hold a test marked as slow; within a file, and
    among files of a kind, nothing changes.
    """
    items = list(items)
    marks: dict[Path, set[str]] = {}
    for item in items:
        marks.setdefault(item.path, set()).update(mark.name for mark in item.iter_markers())

    def place(item: pytest.Item) -> int:
        found = marks[item.path]
        return 0 if "browser" in found else 1 if found & LONG else 2

    return sorted(items, key=place)


class OneBrowser(LoadFileScheduling):
    """Files go to workers whole; those of the browser go to one, which makes the server and its demo once."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else super()._split_scope(nodeid)
