"""Who may change what: one door, which every change comes through."""

from __future__ import annotations

import pytest

from fairwitness.app import access
from fairwitness.app.access import Act, changes
from fairwitness.app.people import Person
from fairwitness.errors import AccessError

STRANGER = Person("A. Stranger", "stranger@example.org")


@pytest.mark.parametrize("act", access.MEANS)
def test_where_nobody_logs_in_the_one_person_may_do_everything(act: Act) -> None:
    assert access.may(Person("Me"), act)


@pytest.mark.parametrize("act", access.MEANS)
def test_somebody_without_a_role_is_refused_in_a_sentence(act: Act) -> None:
    with pytest.raises(AccessError, match=r"A\. Stranger may not .* here"):
        access.require(STRANGER, act)


def test_a_marked_function_is_not_entered_by_who_may_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "CHANGES", {})
    done: list[str] = []

    @changes("audit")
    def wipe(person: Person, audit: str) -> None:
        done.append(f"{person.name} {audit}")

    with pytest.raises(AccessError):
        wipe(STRANGER, "a")
    wipe(Person("Me"), "a")
    assert done == ["Me a"]
    assert list(access.CHANGES.values()) == ["audit"]
