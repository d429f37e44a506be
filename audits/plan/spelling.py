"""Short ways to write a part of a plan: a name for a list of one, a sentence for a condition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Annotated, TypeVar

from pydantic import BeforeValidator

Part = TypeVar("Part")
Written = str | tuple[str | Part, ...]
"""How a list of parts may be written: one name, or names and parts mixed."""


def as_tuple(value: object) -> object:
    """One name for a list of one."""
    return (value,) if isinstance(value, str) else value


def as_sensitive(value: object) -> object:
    """The name of an attribute for an attribute read from the column of that name."""
    return _each(value, lambda name: {"name": name})


def as_conditions(value: object) -> object:
    """``age >= 18`` for its parts."""
    from fairwitness.audits.plan.where import parse_condition

    return _each(value, parse_condition)


def as_crossings(value: object) -> object:
    """``[race, sex]`` is one crossing, as ``[[race, sex]]`` is."""
    flat = isinstance(value, list | tuple) and value and all(isinstance(name, str) for name in value)
    return (value,) if flat else value


def as_texts(value: object) -> object:
    """YAML reads the keys 0 and 1 as numbers; they mean values in the data, which are compared as text."""
    if not isinstance(value, Mapping):
        return value
    return {_text(key): name for key, name in value.items()}


def as_names(value: object) -> object:
    """One name of a group, or several, that YAML may have read as numbers."""
    return tuple(map(_text, value)) if isinstance(value, list | tuple) else _text(value)


def as_day(value: object) -> object:
    """A day, or its text; a number is none, though pydantic would count it in seconds from 1970.

    Raises
    ------
    ValueError
        It is another thing.
    """
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    if isinstance(value, str):
        with suppress(ValueError):
            return date.fromisoformat(value.strip())
    raise ValueError(f"A day must be written as 2027-01-31. Got '{value}' instead.")


Names = Annotated[tuple[str, ...], BeforeValidator(as_tuple, json_schema_input_type=str | tuple[str, ...])]


def _each(value: object, read: Callable[[str], object]) -> object:
    listed = as_tuple(value)
    if not isinstance(listed, list | tuple):
        return listed
    return tuple(read(part) if isinstance(part, str) else part for part in listed)


def _text(key: object) -> object:
    if isinstance(key, float) and key.is_integer():
        return str(int(key))
    return str(key) if isinstance(key, int | float) else key
