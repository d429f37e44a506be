"""Tables as plain values and back, without losing a bit. A cell that is hidden is null."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from pydantic import Field

from fairwitness.audits.counts import Counts, ExactSums, Histogram, IntArray, Moments, Tables
from fairwitness.audits.record.base import Part
from fairwitness.audits.sites.hiding import Hidden

SUMS = 5


class CountsPart(Part):
    """Rows by group, outcome and prediction, flat in that order."""

    groups: tuple[str, ...]
    unknown: str | None
    labels: tuple[str, ...]
    favourable_is_positive: bool
    n: tuple[int | None, ...]
    """Null where a cell is hidden."""
    w: tuple[str, ...] | None = None
    """Sums of weights, in units of 2**-64, as decimal text."""
    w2: tuple[str, ...] | None = None
    products: tuple[str, ...] | None = None
    clusters: tuple[int, ...] | None = None


class MomentsPart(Part):
    """Rows that have a quantity, and its five sums, by group."""

    groups: tuple[str, ...]
    unknown: str | None
    n: tuple[int, ...]
    sums: tuple[str, ...]
    units: tuple[int, ...]
    weighted: bool
    clustered: bool


class HistogramPart(Part):
    """Scores by group, outcome and bin, flat in that order."""

    groups: tuple[str, ...]
    unknown: str | None
    low: float
    high: float
    bins: int
    n: tuple[int, ...]


class TablesPart(Part):
    """All tables of one site, by attribute."""

    counts: dict[str, CountsPart]
    moments: dict[str, dict[str, MomentsPart]] = Field(default_factory=dict)
    histograms: dict[str, HistogramPart] = Field(default_factory=dict)
    strata: dict[str, dict[str, CountsPart]] = Field(default_factory=dict)


def written(tables: Tables) -> TablesPart:
    """The tables as plain values."""
    return TablesPart(
        counts={name: _counts(one) for name, one in tables.counts.items()},
        moments={
            name: {quantity: _moments(one) for quantity, one in found.items()}
            for name, found in tables.moments.items()
        },
        histograms={name: _histogram(one) for name, one in tables.histograms.items()},
        strata={
            name: {stratum: _counts(one) for stratum, one in found.items()}
            for name, found in tables.strata.items()
        },
    )


def read(part: TablesPart, hidden: int = 0) -> Tables:
    """The tables again.

    Parameters
    ----------
    hidden
        What a hidden cell is taken for.

    Raises
    ------
    DataError
        A table does not have the shape that its groups and labels say.
    """
    return Tables(
        {name: _read_counts(name, one, hidden) for name, one in part.counts.items()},
        {
            name: {quantity: _read_moments(name, quantity, one) for quantity, one in found.items()}
            for name, found in part.moments.items()
        },
        {name: _read_histogram(name, one) for name, one in part.histograms.items()},
        {
            name: {stratum: _read_counts(name, one, hidden) for stratum, one in found.items()}
            for name, found in part.strata.items()
        },
    )


def without(part: TablesPart, hidden: Hidden) -> TablesPart:
    """The tables with the cells hidden, and without what would tell of them: sums, scores and strata."""
    counts = {}
    for name, one in part.counts.items():
        cells = tuple(
            None if gone else cell for cell, gone in zip(one.n, hidden.masks[name].tolist(), strict=True)
        )
        counts[name] = one.model_copy(update={"n": cells})
    return TablesPart(counts=counts)


def hidden_cells(part: TablesPart) -> Mapping[str, int]:
    """How many cells are hidden, by attribute; those of strata are left out, since they repeat them."""
    return {name: sum(cell is None for cell in one.n) for name, one in part.counts.items()}


def _counts(table: Counts) -> CountsPart:
    return CountsPart(
        groups=table.groups,
        unknown=table.unknown,
        labels=table.labels,
        favourable_is_positive=table.favourable_is_positive,
        n=tuple(table.n.ravel().tolist()),
        w=_texts(table.w),
        w2=_texts(table.w2),
        products=_texts(table.products),
        clusters=None if table.clusters is None else tuple(table.clusters.tolist()),
    )


def _read_counts(attribute: str, part: CountsPart, hidden: int) -> Counts:
    k, groups = len(part.labels), len(part.groups)
    shape = (groups, k + 1, k)
    cells = (k + 1) * k
    return Counts(
        attribute,
        part.groups,
        _whole([hidden if cell is None else cell for cell in part.n], shape),
        part.favourable_is_positive,
        part.unknown,
        _sums(part.w, shape),
        _sums(part.w2, shape),
        part.labels,
        _sums(part.products, (groups, cells, cells)),
        None if part.clusters is None else np.array(part.clusters, dtype=np.int64),
    )


def _moments(table: Moments) -> MomentsPart:
    return MomentsPart(
        groups=table.groups,
        unknown=table.unknown,
        n=tuple(table.n.tolist()),
        sums=_texts(table.sums) or (),
        units=tuple(table.units.tolist()),
        weighted=table.weighted,
        clustered=table.clustered,
    )


def _read_moments(attribute: str, quantity: str, part: MomentsPart) -> Moments:
    sums = _sums(part.sums, (len(part.groups), SUMS))
    return Moments(
        attribute,
        quantity,
        part.groups,
        np.array(part.n, dtype=np.int64),
        ExactSums(np.zeros((0, SUMS), dtype=object)) if sums is None else sums,
        np.array(part.units, dtype=np.int64),
        part.unknown,
        weighted=part.weighted,
        clustered=part.clustered,
    )


def _histogram(table: Histogram) -> HistogramPart:
    return HistogramPart(
        groups=table.groups,
        unknown=table.unknown,
        low=table.low,
        high=table.high,
        bins=table.n.shape[2],
        n=tuple(table.n.ravel().tolist()),
    )


def _read_histogram(attribute: str, part: HistogramPart) -> Histogram:
    n = _whole(list(part.n), (len(part.groups), 3, part.bins))
    return Histogram(attribute, part.groups, n, part.low, part.high, part.unknown)


def _texts(sums: ExactSums | None) -> tuple[str, ...] | None:
    return None if sums is None else tuple(str(unit) for unit in sums.units.ravel())


def _sums(texts: tuple[str, ...] | None, shape: tuple[int, ...]) -> ExactSums | None:
    if texts is None:
        return None
    units = np.array([int(text) for text in texts], dtype=object)
    return ExactSums(units.reshape(shape) if units.size == int(np.prod(shape)) else units)


def _whole(cells: list[int], shape: tuple[int, ...]) -> IntArray:
    array = np.array(cells, dtype=np.int64)
    return array.reshape(shape) if array.size == int(np.prod(shape)) else array
