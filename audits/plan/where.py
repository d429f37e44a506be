"""Conditions on rows, written as a person would: ``age >= 18``, ``charge in F, M``, ``score is known``."""

from __future__ import annotations

import re

from fairwitness.errors import PlanError

_CONDITION = re.compile(
    r"^\s*(?P<column>.+?)\s*(?:(?P<known>\bis\s+known\b)|(?P<op>>=|<=|==|!=|=|>|<|\bnot\s+in\b|\bin\b)\s*(?P<value>.+?))\s*$"
)


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
            f"A `where` condition must read like 'age >= 18', 'charge in F, M' or 'score is known'. Got '{text}' instead."
        )
    column = match["column"].strip("\"'`")
    if match["known"]:
        return {"column": column, "is": "known"}
    operator = re.sub(r"\s+", " ", match["op"]).replace("=", "==") if match["op"] == "=" else " ".join(match["op"].split())
    if operator in ("in", "not in"):
        return {"column": column, "is": operator, "value": tuple(_literal(part) for part in match["value"].split(","))}
    return {"column": column, "is": operator, "value": _literal(match["value"])}


def _literal(text: str) -> int | float | str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
