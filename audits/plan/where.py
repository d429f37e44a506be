"""Conditions on rows, written as a person would: ``age >= 18``, ``charge in F, M``, ``score is known``."""

from __future__ import annotations

import re

from fairwitness.errors import PlanError

_QUOTED = r"\"(?:[^\"]*)\"|'(?:[^']*)'|`(?:[^`]*)`"
_CONDITION = re.compile(
    rf"^\s*(?P<column>{_QUOTED}|[^\s=<>!].*?)\s*"
    r"(?:(?P<known>\bis\s+known)|(?P<op>>=|<=|==|!=|[=><](?!=)|\bnot\s+in\b|\bin\b)\s*(?P<value>.+?))\s*$",
    re.DOTALL,
)
_VALUE = re.compile(rf"\s*((?:{_QUOTED})|[^,]*?)\s*(?:,|$)", re.DOTALL)
_INTEGER = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_TURNED = re.compile(r"(=)\s*([<>])")
_PLAIN_COLUMN = re.compile(r"[^\s\"'`<>=!]+")


def parse_condition(text: str) -> dict[str, object]:
    """The parts of a condition.

    Raises
    ------
    PlanError
        The text is not ``column operator value``.
    """
    match = _CONDITION.match(text)
    if match is None:
        raise PlanError(
            "A `where` condition must read like 'age >= 18', 'charge in F, M' or 'score is known'. "
            f"Got '{text}' instead."
        )
    if wrong := _TURNED.match(f"{match['op']}{match['value'] or ''}"):
        right = f"{wrong[2]}="
        raise PlanError(
            f"A `where` condition must compare by =, !=, >=, <=, > or <. Got '={wrong[2]}' in '{text}' instead. "
            f"Did you mean '{right}'?"
        )
    column = _unquoted(match["column"])
    if match["known"]:
        return {"column": column, "is": "known"}
    operator = "==" if match["op"] == "=" else " ".join(match["op"].split())
    if operator in ("in", "not in"):
        return {"column": column, "is": operator, "value": _literals(match["value"])}
    return {"column": column, "is": operator, "value": _literal(match["value"])}


def condition_text(column: str, operator: str, value: object) -> str:
    """A condition as text that `parse_condition` reads back as the same condition."""
    shown = column if _PLAIN_COLUMN.fullmatch(column) else _quoted(column)
    if operator == "known":
        return f"{shown} is known"
    values = value if isinstance(value, tuple) else (value,)
    return f"{shown} {operator} {', '.join(map(_shown, values))}"


def _shown(value: object) -> str:
    if not isinstance(value, str):
        return str(value)
    plain = value and value == value.strip() and value[0] not in "\"'`" and "," not in value
    return value if plain and _literal(value) == value and value[0] != "=" else _quoted(value)


def _quoted(text: str) -> str:
    mark = next((mark for mark in "\"'`" if mark not in text), '"')
    return f"{mark}{text}{mark}"


def _unquoted(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'`"
    return text[1:-1] if quoted else text


def _literals(text: str) -> tuple[bool | int | float | str, ...]:
    """The values of a list, of which a quoted one may hold a comma."""
    return tuple(_literal(part) for part in _VALUE.findall(text) if part)


def _literal(text: str) -> bool | int | float | str:
    text = text.strip()
    if (bare := _unquoted(text)) != text:
        return bare
    if text in ("True", "False"):
        return text == "True"
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text
