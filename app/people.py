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

    @property
    def signed(self) -> str:
        """How what they say is signed: with the address that the provider answers for, since names are not unique."""
        return f"{self.name} ({self.email})" if self.email and self.email != self.name else self.name


def local() -> Person:
    """The one person of a machine on which nobody logs in."""
    try:
        return Person(getpass.getuser())
    except (OSError, KeyError):  # a container may run as a number without a name
        return Person("You")


def folded(email: str) -> str:
    """An email as it is compared: in small letters.

    Outside of ASCII it stays as it is: folding would make a long s an s, and so one person of two.

    Examples
    --------
    >>> folded(" Ada@Example.org ")
    'ada@example.org'
    """
    stripped = email.strip()
    return stripped.lower() if stripped.isascii() else stripped
