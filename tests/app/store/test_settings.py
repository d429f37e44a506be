from __future__ import annotations

import pytest

from fairwitness.app import store


def test_nothing_is_set_at_first() -> None:
    assert store.settings() == {}
    assert store.setting("retention") is None


@pytest.mark.parametrize("value", [None, 0, 1.5, "ä", [1, None], {"days": 30}, False])
def test_what_was_set_comes_back(value: object) -> None:
    store.set_settings({"other": 1, "mine": "before"})
    store.set_settings({"mine": value})
    assert store.setting("mine") == value
    assert store.settings() == {"mine": value, "other": 1}
