"""People and how many of them were chosen, by group; shares of them as exact fractions."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

from fairwitness.errors import DataError

Key = TypeVar("Key")
Tally = Mapping[str, tuple[int, int]]
"""Group to (people looked at, people chosen). Unknown groups are no part of it."""


def checked(tally: Mapping[Key, tuple[int, int]]) -> dict[Key, tuple[int, int]]:
    """The same counts as plain integers.

    Raises
    ------
    DataError
        A count is no whole number, is below 0, or more people were chosen than there are.
    """
    found = {}
    for group, pair in tally.items():
        try:
            people, chosen = map(operator.index, pair)
        except (TypeError, ValueError) as error:
            raise DataError(
                f"The counts of '{group}' must be two whole numbers, people and chosen. Got {pair!r} instead."
            ) from error
        if not 0 <= chosen <= people:
            raise DataError(
                f"The chosen of '{group}' must be from 0 to its {people} people. Got {chosen} instead."
            )
        found[group] = (people, chosen)
    return found


def shares(tally: Tally) -> dict[str, Fraction | None]:
    """Chosen over people, by group; None for a group of nobody."""
    return {
        group: Fraction(chosen, people) if people else None
        for group, (people, chosen) in checked(tally).items()
    }


def printed(value: Fraction | None, digits: int = 2) -> str:
    """A fraction with fixed decimals, halves away from zero; empty where there is none.

    It is rounded from the exact value, never from a rounded one.
    """
    if value is None:
        return ""
    scale = 10**digits
    units = math.floor(abs(value) * scale + Fraction(1, 2))
    whole, rest = divmod(units, scale)
    sign = "-" if value < 0 and units else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"
