"""Who works with the app: the person a session belongs to."""

from __future__ import annotations

import getpass
from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody who looks at audits, or makes them."""

    name: str
    """As it stands in lists, reviews and the trail."""
    email: str | None = None
    """Who they are to the identity provider; None where nobody logs in, and the machine is one person's."""


def local() -> Person:
    """The one person of a machine on which nobody logs in."""
    try:
        return Person(getpass.getuser())
    except (OSError, KeyError):  # a container may run as a number without a name
        return Person("You")
