"""The person a session belongs to."""

from __future__ import annotations

import pytest

from fairwitness.app import people


def test_the_person_of_a_machine_is_called_as_they_log_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people.getpass, "getuser", lambda: "ada")
    assert people.local() == people.Person("ada", None)


def test_a_user_without_a_name_is_you(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("uid not found: 10001")

    monkeypatch.setattr(people.getpass, "getuser", nameless)
    assert people.local().name == "You"
