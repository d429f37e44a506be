from __future__ import annotations

import queue
import threading

import pytest

from fairwitness.app.shelf import Few, Shelf, forget


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
    assert shelf.ready(("a", "1")).result(5) == "A"
    assert shelf.ready(("a", "1")) is shelf.ready(("a", "1"))
    assert made == ["a"]


def test_another_record_is_another_thing(shelf: Shelf[str], made: list[str]) -> None:
    for record in ("1", "2"):
        shelf.ready(("a", record)).result(5)
    assert made == ["a", "a"]


def test_the_one_not_used_for_longest_goes_first(shelf: Shelf[str], made: list[str]) -> None:
    for audit in ("a", "b", "a", "c"):
        shelf.ready((audit, "1")).result(5)
    assert len(shelf) == 2
    assert made == ["a", "b", "c"]
    shelf.ready(("a", "1")).result(5)
    assert made == ["a", "b", "c"]
    shelf.ready(("b", "1")).result(5)
    assert made == ["a", "b", "c", "b"]


def test_a_failure_is_kept_until_it_is_asked_for_again() -> None:
    tried = []

    def fail(audit: str) -> str:
        tried.append(audit)
        raise ValueError("no")

    shelf: Shelf[str] = Shelf("test", fail, 2)
    assert isinstance(shelf.ready(("a", "1")).exception(5), ValueError)
    assert shelf.ready(("a", "1")).exception(5)
    assert tried == ["a"]
    shelf.again(("a", "1"))
    assert shelf.ready(("a", "1")).exception(5)
    assert tried == ["a", "a"]


def test_what_did_not_fail_is_not_made_again(shelf: Shelf[str], made: list[str]) -> None:
    shelf.ready(("a", "1")).result(5)
    shelf.again(("a", "1"))
    shelf.again(("never", "1"))
    shelf.ready(("a", "1")).result(5)
    assert made == ["a"]


def test_asking_never_waits_and_what_was_forgotten_is_not_begun() -> None:
    free, made = threading.Event(), []

    def make(audit: str) -> str:
        made.append(audit)
        free.wait(5)
        return audit

    shelf: Shelf[str] = Shelf("test", make, 4)
    first, second = shelf.ready(("a", "1")), shelf.ready(("b", "1"))
    assert not first.done()
    shelf.forget("b")
    assert second.cancelled()
    assert len(shelf) == 1
    free.set()
    assert first.result(5) == "a"
    assert made == ["a"]


def test_who_waits_gets_a_turn_however_many_do() -> None:
    free = threading.Event()

    def make(audit: str) -> str:
        free.wait(5)
        return audit

    shelf: Shelf[str] = Shelf("test", make, 1)
    asked = [shelf.ready((name, "1")) for name in "abc"]
    assert [shelf.ready((name, "1")) for name in "abc"] == asked
    free.set()
    assert [one.result(5) for one in asked] == ["a", "b", "c"]
    assert shelf.ready(("c", "1")) is asked[2]
    assert len(shelf) == 1


def test_of_two_audits_either_lets_the_pair_go() -> None:
    shelf: Shelf[str] = Shelf("test", lambda a, b: a + b, 4)
    assert shelf.ready(("a", "1"), ("b", "1")).result(5) == "ab"
    shelf.ready(("c", "1"), ("d", "1")).result(5)
    forget("b")
    assert len(shelf) == 1


def test_every_shelf_lets_go_of_an_audit_at_once(shelf: Shelf[str]) -> None:
    other: Shelf[str] = Shelf("other", str.upper, 2)
    for one in (shelf, other):
        for audit in ("a", "b"):
            one.ready((audit, "1")).result(5)
    forget("a")
    assert [len(shelf), len(other)] == [1, 1]
    forget()
    assert [len(shelf), len(other)] == [0, 0]


def test_what_goes_is_closed_even_if_it_was_still_being_made() -> None:
    begun, free, closed = threading.Event(), threading.Event(), queue.Queue[str]()

    def make(audit: str) -> str:
        begun.set()
        free.wait(5)
        return audit

    shelf: Shelf[str] = Shelf("test", make, 2, closed.put)
    shelf.ready(("a", "1"))
    assert begun.wait(5)
    shelf.forget("a")
    free.set()
    assert closed.get(timeout=5) == "a"
    shelf.ready(("b", "1")).result(5)
    shelf.forget()
    assert closed.get(timeout=5) == "b"


def test_nobody_waits_while_something_is_closed() -> None:
    free = threading.Event()
    shelf: Shelf[str] = Shelf("test", str.upper, 2, lambda _: free.wait(5))
    shelf.ready(("a", "1")).result(5)
    shelf.forget("a")
    assert not shelf.ready(("b", "1")).done()
    free.set()
    assert shelf.ready(("b", "1")).result(5) == "B"


def test_of_a_few_the_first_made_goes_first() -> None:
    few, made = Few[str](2), list[str]()

    def ask(name: str) -> str:
        return few.get(name, lambda: made.append(name) or name.upper())

    assert [ask(name) for name in "abacba"] == ["A", "B", "A", "C", "B", "A"]
    assert made == ["a", "b", "c", "a"]


def test_what_could_not_be_made_is_not_among_the_few() -> None:
    few = Few[str](1)
    with pytest.raises(ZeroDivisionError):
        few.get("a", lambda: str(1 // 0))
    assert few.get("a", lambda: "A") == "A"
