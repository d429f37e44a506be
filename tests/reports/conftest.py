"""Lets the tests of reports import `records` (the records made by hand) however pytest is started."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fairwitness.reports.paper import fonts, printable

sys.path.insert(0, str(Path(__file__).parent))


@contextmanager
def faces(cjk: tuple[str, str]) -> Iterator[None]:
    """Set paper with that face for Chinese, Japanese and Korean, or without one."""
    caches = (fonts.files, fonts.folder, fonts.covered, printable._shown)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fonts, "CJK", cjk)
        for cache in caches:
            cache.cache_clear()
        yield
    for cache in caches:
        cache.cache_clear()


@pytest.fixture(scope="module", autouse=True)
def _usual_faces() -> Iterator[None]:
    """The faces that everybody has, whatever is installed here."""
    with faces(("no_such_package", "")):
        yield
