"""Who may change what. Every function with which a page changes something that is kept comes through here."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, Final, Literal, ParamSpec, TypeVar

from fairwitness.app.people import Person
from fairwitness.errors import AccessError

P = ParamSpec("P")
R = TypeVar("R")
Act = Literal["read", "audit", "review", "administer"]

MEANS: Final[dict[Act, str]] = {
    "read": "read audits",
    "audit": "make, run and delete audits",
    "review": "comment on findings, decide on them and sign",
    "administer": "say who may do what",
}
CHANGES: Final[dict[str, Act]] = {}
"""Every function that changes something, by its full name, with what it needs."""


def may(person: Person, act: Act) -> bool:
    """Whether a person may do that."""
    return person.email is None


def require(person: Person, act: Act) -> None:
    """Refuse what a person may not do.

    Raises
    ------
    AccessError
        The person has no role that allows it.
    """
    if not may(person, act):
        raise AccessError(f"{person.name} may not {MEANS[act]} here. Whoever runs the server can allow it.")


def changes(
    act: Act,
) -> Callable[[Callable[Concatenate[Person, P], R]], Callable[Concatenate[Person, P], R]]:
    """Mark a function that changes something: its first argument is the person, who must be allowed to."""

    def marked(function: Callable[Concatenate[Person, P], R]) -> Callable[Concatenate[Person, P], R]:
        CHANGES[f"{function.__module__}.{function.__qualname__}"] = act

        @functools.wraps(function)
        def checked(person: Person, /, *args: P.args, **kwargs: P.kwargs) -> R:
            require(person, act)
            return function(person, *args, **kwargs)

        return checked

    return marked
