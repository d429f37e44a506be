"""All that an audit's figures are computed from, by attribute: it merges by addition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, Self, TypeVar

from fairwitness.audits.counts.counts import Counts
from fairwitness.audits.counts.fingerprint import fingerprint
from fairwitness.audits.counts.histogram import Histogram
from fairwitness.audits.counts.moments import Moments
from fairwitness.errors import DataError


class _Addable(Protocol):
    def __add__(self, other: Self) -> Self: ...


class _Groups(Protocol):
    def pooled(self) -> Self: ...
    def rest(self) -> Self: ...


Part = TypeVar("Part", bound=_Addable)
Table = TypeVar("Table", bound=_Groups)
Value = TypeVar("Value")
_How = Literal["pooled", "rest"]


@dataclass(frozen=True)
class Tables:
    """Counts and sums of one audit.

    Attributes
    ----------
    counts
        By attribute: rows by group, outcome and prediction. Empty where the target is a number.
    moments
        By attribute and quantity: sums of the score (or predicted number) and of its errors.
    histograms
        By attribute: scores by group, outcome and bin.
    strata
        By attribute and stratum: the counts of the rows of that stratum.
    """

    counts: Mapping[str, Counts]
    moments: Mapping[str, Mapping[str, Moments]] = field(default_factory=dict)
    histograms: Mapping[str, Histogram] = field(default_factory=dict)
    strata: Mapping[str, Mapping[str, Counts]] = field(default_factory=dict)

    def __add__(self, other: Self) -> Self:
        """Merge the tables of different rows.

        Raises
        ------
        DataError
            They are not of the same attributes and quantities; the message names the difference.
        """
        return type(self)(
            _merged("counts", self.counts, other.counts, _added),
            _merged(
                "sums",
                self.moments,
                other.moments,
                lambda one, two: _merged("quantities", one, two, _added),
            ),
            _merged("histograms", self.histograms, other.histograms, _added),
            _merged("strata", self.strata, other.strata, _union),
        )

    def pooled(self, attribute: str) -> Self:
        """The tables of one attribute with all its groups together as one."""
        return self._of(attribute, "pooled")

    def rest(self, attribute: str) -> Self:
        """The tables of one attribute with all other known groups together at the place of each group."""
        return self._of(attribute, "rest")

    def _of(self, attribute: str, how: _How) -> Self:
        strata = _changed(self.strata.get(attribute, {}), how)
        return type(self)(
            _changed(_only(self.counts, attribute), how),
            {attribute: _changed(self.moments.get(attribute, {}), how)},
            _changed(_only(self.histograms, attribute), how),
            {attribute: strata} if strata else {},
        )

    def sha256(self) -> str:
        """One hash of all of it, whatever the order of the rows that were counted."""
        parts: dict[str, Counts | Moments | Histogram] = {
            f"counts {name}": one for name, one in self.counts.items()
        }
        parts |= {f"histogram {name}": one for name, one in self.histograms.items()}
        parts |= {f"sums {name} {q}": one for name, found in self.moments.items() for q, one in found.items()}
        parts |= {
            f"stratum {name} {s}": one for name, found in self.strata.items() for s, one in found.items()
        }
        return fingerprint(parts)

    @property
    def attributes(self) -> tuple[str, ...]:
        """Names of the attributes."""
        return tuple(self.counts or self.moments)


def _only(tables: Mapping[str, Value], attribute: str) -> dict[str, Value]:
    return {attribute: tables[attribute]} if attribute in tables else {}


def _changed(tables: Mapping[str, Table], how: _How) -> dict[str, Table]:
    return {name: part.pooled() if how == "pooled" else part.rest() for name, part in tables.items()}


def _added(one: Part, two: Part) -> Part:
    return one + two


def _union(one: Mapping[str, Counts], two: Mapping[str, Counts]) -> dict[str, Counts]:
    """Strata of both: one that a part of the rows does not have is no difference."""
    names = sorted({*one, *two})
    return {
        name: one[name] + two[name] if name in one and name in two else one.get(name) or two[name]
        for name in names
    }


def _merged(
    what: str, one: Mapping[str, Value], two: Mapping[str, Value], merge: Callable[[Value, Value], Value]
) -> dict[str, Value]:
    if set(one) != set(two):
        odd = min(set(one) ^ set(two))
        raise DataError(
            f"Tables can be merged only with the same {what}. Got {sorted(one)} and {sorted(two)} instead; "
            f"'{odd}' is in one of them only."
        )
    return {name: merge(one[name], two[name]) for name in one}
