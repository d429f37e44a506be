"""The table that New York's rule asks an employer to publish: 6 RCNY 5-303(a)(1).

For every category of the three groupings of 5-301(b)(3) and (c)(4): applicants, selected (or scored above the
median), rate and impact ratio; and the people of unknown category, who are in none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal

from fairwitness.audits.law.nyc_ll144 import (
    JOINER,
    RACES,
    SEXES,
    impact_ratios,
    refuse_strangers,
    selection_rates,
)
from fairwitness.audits.law.tally import Tally, checked, printed
from fairwitness.errors import DataError

Basis = Literal["selection", "scoring"]

UNKNOWN: Final = "Unknown"
NAMES: Final = ("sex", "race or ethnicity", "sex and race or ethnicity")
_CROSSED: Final = tuple(f"{sex}{JOINER}{race}" for sex in SEXES for race in RACES)
_COLUMNS: Final[Mapping[Basis, tuple[str, str]]] = {
    "selection": ("selected", "selection_rate"),
    "scoring": ("scored_above_median", "scoring_rate"),
}
_NOBODY: Final[Mapping[Basis, str]] = {
    "selection": "nobody was selected, so no ratio exists",
    "scoring": "nobody scored above the median, so no ratio exists",
}


@dataclass(frozen=True)
class Grouping:
    """What was counted for one grouping.

    Attributes
    ----------
    tally
        Category to (applicants, selected or scored above the median), in the rule's words.
    unknown
        People whose category is not known: 5-301(b)(5).
    left_out
        Categories that the auditor leaves out of the ratios, each with the reason: 5-301(d).
    """

    tally: Tally
    unknown: int = 0
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One category. ``reason`` says why a rate or a ratio is None, ``left_out`` why the auditor left it out."""

    grouping: str
    category: str
    applicants: int
    chosen: int
    rate: Fraction | None
    impact_ratio: Fraction | None
    left_out: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class PublicationTable:
    """The lines of all three groupings in the rule's order, and the unknown of each."""

    basis: Basis
    lines: tuple[Line, ...]
    unknown: tuple[tuple[str, int], ...]

    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Head and body as text, rates and ratios with two decimals as the rule prints them."""
        head = ("grouping", "category", "applicants", *_COLUMNS[self.basis], "impact_ratio", "note")
        body = []
        for name, unknown in self.unknown:
            body += [_row(line) for line in self.lines if line.grouping == name]
            note = "counted, and in no rate or ratio: 5-301(b)(5)"
            body.append((name, UNKNOWN, str(unknown), "", "", "", note))
        return (head, *body)


def publication_table(
    sex: Grouping, race: Grouping, crossed: Grouping, *, basis: Basis = "selection"
) -> PublicationTable:
    """The table of 5-303(a)(1) from the counts of each grouping.

    The groupings are counted apart, as in the rule's example: who has a known sex and an unknown race is in the
    first only. A category that nobody applied from has a line of its own.

    Raises
    ------
    DataError
        A category is none of the rule's; one that is left out has no reason or is not under 2%; a count cannot be.
    """
    allowed = (SEXES, RACES, _CROSSED)
    lines: list[Line] = []
    unknown: list[tuple[str, int]] = []
    for name, categories, given in zip(NAMES, allowed, (sex, race, crossed), strict=True):
        refuse_strangers(given.tally, categories, name)
        if given.unknown < 0:
            raise DataError(f"The `unknown` of {name} must be 0 or more. Got {given.unknown} instead.")
        lines += _lines(name, categories, given, basis)
        unknown.append((name, given.unknown))
    return PublicationTable(basis, tuple(lines), tuple(unknown))


def _lines(name: str, categories: tuple[str, ...], given: Grouping, basis: Basis) -> list[Line]:
    for category, reason in given.left_out.items():
        if not reason.strip():
            raise DataError(
                f"A category that is left out must have a reason (5-301(d)). Got none for '{category}'."
            )
    counts = checked(given.tally)
    tally = {category: counts.get(category, (0, 0)) for category in categories}
    rates, ratios = selection_rates(tally), impact_ratios(tally, left_out=given.left_out)
    return [
        Line(
            name,
            category,
            *tally[category],
            rates[category],
            ratios[category],
            given.left_out.get(category),
            _reason(rates[category], ratios[category], basis),
        )
        for category in categories
    ]


def _reason(rate: Fraction | None, ratio: Fraction | None, basis: Basis) -> str | None:
    if rate is None:
        return "no applicants"
    return _NOBODY[basis] if ratio is None else None


def _row(line: Line) -> tuple[str, ...]:
    left_out = None if line.left_out is None else f"left out of the ratios under 5-301(d): {line.left_out}"
    return (
        line.grouping,
        line.category,
        str(line.applicants),
        str(line.chosen),
        printed(line.rate),
        printed(line.impact_ratio),
        left_out or line.reason or "",
    )
