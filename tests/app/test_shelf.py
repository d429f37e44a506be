from __future__ import annotations

import threading

import pytest

from fairwitness.app.shelf import Shelf


@pytest.fixture
def made() -> list[str]:
    return []


@pytest.fixture
def shelf(made: list[str]) -> Shelf[str]:
    def make(audit: str) -> str:
        made.append(audit)
        return audit.upper()

    return Shelf("test", make, 2)


def test_a_thing_is_made_once(shelf: Shelf[str], made: list[str]) -> None:
    assert shelf.ready("a", "1").result(5) == "A"
    assert shelf.ready("a", "1") is shelf.ready("a", "1")
    assert made == ["a"]


def test_another_record_is_another_thing(shelf: Shelf[str], made: list[str]) -> None:
    for record in ("1", "2"):
        shelf.ready("a", record).result(5)
    assert made == ["a", "a"]


def test_the_one_not_used_for_longest_goes_first(shelf: Shelf[str], made: list[str]) -> None:
    for audit in ("a", "b", "a", "c"):
        shelf.ready(audit, "1").result(5)
    assert len(shelf) == 2
    assert made == ["a", "b", "c"]
    shelf.ready("a", "1").result(5)
    assert made == ["a", "b", "c"]
    shelf.ready("b", "1").result(5)
    assert made == ["a", "b", "c", "b"]


def test_a_failure_is_kept_until_it_is_asked_for_again() -> None:
    tried = []

    def fail(audit: str) -> str:
        tried.append(audit)
        raise ValueError("no")

    shelf: Shelf[str] = Shelf("test", fail, 2)
    assert isinstance(shelf.ready("a", "1").exception(5), ValueError)
    assert shelf.ready("a", "1").exception(5)
    assert tried == ["a"]
    shelf.again("a", "1")
    assert shelf.ready("a", "1").exception(5)
    assert tried == ["a", "a"]


def test_what_did_not_fail_is_not_made_again(shelf: Shelf[str], made: list[str]) -> None:
    shelf.ready("a", "1").result(5)
    shelf.again("a", "1")
    shelf.again("never", "1")
    shelf.ready("a", "1").result(5)
    assert made == ["a"]


def test_asking_never_waits_and_what_was_forgotten_is_not_begun() -> None:
    free, made = threading.Event(), []

    def make(audit: str) -> str:
        made.append(audit)
        free.wait(5)
        return audit

    shelf: Shelf[str] = Shelf("test", make, 4)
    first, second = shelf.ready("a", "1"), shelf.ready("b", "1")
    assert not first.done()
    shelf.forget("b")
    assert second.cancelled()
    assert len(shelf) == 1
    free.set()
    assert first.result(5) == "a"
    assert made == ["a"]
