"""The sums behind a mean and its standard error, by group: they add up over frames, files and sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts.cells import cluster_units
from fairwitness.audits.counts.exact import ExactSums, FloatArray, IntArray
from fairwitness.audits.counts.groups import added, merged_groups, refuse_unlike, rest_of
from fairwitness.errors import DataError

_W, _WV, _WW, _WWV, _WWVV = range(5)
_LOST = 1e-14


@dataclass(frozen=True, eq=False)
class Moments:
    """One quantity of the rows of G groups.

    Attributes
    ----------
    n
        Rows that have the quantity, by group: (G,).
    sums
        By group, the sums of w, w v, w^2, w^2 v and w^2 v^2 (w 1 without weights): (G, 5). With clusters the last
        three are sums over clusters of products of the cluster's sums of w and w v.
    units
        What counts as independent: rows, or clusters: (G,).
    """

    attribute: str
    quantity: str
    groups: tuple[str, ...]
    n: IntArray
    sums: ExactSums
    units: IntArray
    unknown: str | None = None
    weighted: bool = False
    clustered: bool = False

    @classmethod
    def of(  # noqa: PLR0913 - the columns of one table
        cls,
        attribute: str,
        quantity: str,
        groups: tuple[str, ...],
        codes: npt.NDArray[np.integer],
        values: FloatArray,
        *,
        weights: FloatArray | None = None,
        clusters: npt.NDArray[np.integer] | None = None,
        unknown: str | None = None,
    ) -> Self:
        """Sum a quantity by group.

        Parameters
        ----------
        codes
            Position of each row's group in ``groups``: (N,).
        values
            NaN where a row does not have the quantity: (N,).
        weights
            Zero or positive: (N,).
        clusters
            Which cluster a row is of, from 0: (N,).
        """
        there = ~np.isnan(values)
        places = np.asarray(codes)[there].astype(np.int64)
        values = values[there]
        size = len(groups)
        n = np.bincount(places, minlength=size).astype(np.int64)
        if weights is None and clusters is None:
            whole, total = ExactSums.whole(n), ExactSums.of(values, places, size)
            columns = [whole, total, whole, total, ExactSums.of(values * values, places, size)]
            units = n
        else:
            w = np.ones(len(values)) if weights is None else np.asarray(weights, dtype=np.float64)[there]
            units, columns = _weighed(places, values, w, size, None if clusters is None else clusters[there])
        sums = ExactSums(np.stack([column.units for column in columns], axis=1))
        return cls(
            attribute,
            quantity,
            groups,
            n,
            sums,
            units,
            unknown,
            weighted=weights is not None,
            clustered=clusters is not None,
        )

    @property
    def plain(self) -> bool:
        """Whether every row counts once and depends on no other: neither weights nor clusters."""
        return not self.weighted and not self.clustered

    @property
    def mean(self) -> FloatArray:
        """The weighted mean by group; NaN where there is nothing to average: (G,)."""
        sums = self.sums.floats
        weight = sums[:, _W]
        return np.where(weight > 0, sums[:, _WV], np.nan) / np.where(weight > 0, weight, 1.0)

    @property
    def standard_error(self) -> FloatArray:
        """Of the mean, by linearisation, with m / (m - 1) for m independent units; NaN below two: (G,).

        Without weights and clusters it is the sample standard deviation over the root of n. Squares are rounded to
        float64 before they are summed: a spread below 1e-7 of the numbers themselves is lost.
        """
        sums = self.sums.floats
        weight, mean = sums[:, _W], self.mean
        centred = [self._centred(group) for group in range(len(self.groups))]
        m = self.units.astype(np.float64)
        usable = (weight > 0) & (m > 1)
        safe = np.where(usable, weight, 1.0)
        spread = np.array(centred)
        # What is left of equal numbers, or nearly so, is what rounding their squares made of it.
        spread = np.where(spread <= _LOST * np.where(usable, mean, 0.0) ** 2 * sums[:, _WW], 0.0, spread)
        variance = spread / safe**2 * np.where(usable, m, 2.0) / np.where(usable, m - 1, 1.0)
        return np.where(usable & ~np.isnan(mean), np.sqrt(np.maximum(variance, 0.0)), np.nan)

    def _centred(self, group: int) -> float:
        """The sum of (a - mean b)^2 over units, in whole numbers: floats would cancel where the spread is small."""
        w, wv, ww, wwv, wwvv = (int(unit) for unit in self.sums.units[group])
        if w <= 0:
            return 0.0
        # Over the common denominator w^2, so that nothing is rounded before the end.
        exact = wwvv * w * w - 2 * wv * wwv * w + wv * wv * ww
        return exact / (w * w << 64)

    def pooled(self) -> Self:
        """All groups together, the unknown ones included, as one group."""
        sums = ExactSums(self.sums.units.sum(axis=0, keepdims=True))
        n, units = self.n.sum(keepdims=True), self.units.sum(keepdims=True)
        return self._with(("all",), n, sums, units, None)

    def rest(self) -> Self:
        """All other known groups together, at the place of each group."""
        sums = ExactSums(rest_of(self, self.sums.units))
        return self._with(self.groups, rest_of(self, self.n), sums, rest_of(self, self.units), self.unknown)

    def _with(
        self, groups: tuple[str, ...], n: IntArray, sums: ExactSums, units: IntArray, unknown: str | None
    ) -> Self:
        return type(self)(
            self.attribute,
            self.quantity,
            groups,
            n,
            sums,
            units,
            unknown,
            weighted=self.weighted,
            clustered=self.clustered,
        )

    def __add__(self, other: Self) -> Self:
        """Merge sums over different rows (and different clusters), groups aligned by name.

        Raises
        ------
        DataError
            They are not of the same quantity.
        """
        refuse_unlike(
            "Sums",
            ("attribute", self.attribute, other.attribute),
            ("quantity", self.quantity, other.quantity),
            ("use of weights", str(self.weighted), str(other.weighted)),
            ("use of clusters", str(self.clustered), str(other.clustered)),
        )
        groups, unknown, places = merged_groups(self, other)
        size = len(groups)
        n, units = added(size, places, self.n, other.n), added(size, places, self.units, other.units)
        sums = ExactSums(added(size, places, self.sums.units, other.sums.units))
        return self._with(groups, n, sums, units, unknown)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Moments):
            return NotImplemented
        return (
            (self.attribute, self.quantity, self.groups, self.unknown, self.weighted, self.clustered)
            == (other.attribute, other.quantity, other.groups, other.unknown, other.weighted, other.clustered)
            and np.array_equal(self.n, other.n)
            and np.array_equal(self.units, other.units)
            and self.sums == other.sums
        )

    __hash__ = None  # type: ignore[assignment]  # it can be compared, not hashed: it holds arrays

    def __post_init__(self) -> None:
        if self.sums.shape != (len(self.groups), 5) or self.n.shape != (len(self.groups),):
            raise DataError(
                f"The sums of '{self.quantity}' must have a row for each of the {len(self.groups)} groups. "
                f"Got the shape {self.sums.shape} instead."
            )


def _weighed(
    codes: npt.NDArray[np.int64],
    values: FloatArray,
    weights: FloatArray,
    size: int,
    clusters: npt.NDArray[np.integer] | None,
) -> tuple[IntArray, list[ExactSums]]:
    """Independent units by group, and the five sums."""
    b, a = weights, weights * values
    total = [ExactSums.of(column, codes, size) for column in (b, a)]
    unit_codes = codes
    if clusters is not None:
        unit_codes, member = cluster_units(codes, clusters)
        b, a = (ExactSums.of(column, member, len(unit_codes)).floats for column in (b, a))
    products = [ExactSums.of(column, unit_codes, size) for column in (b * b, b * a, a * a)]
    return np.bincount(unit_codes, minlength=size).astype(np.int64), [*total, *products]
