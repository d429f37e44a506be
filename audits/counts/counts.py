"""The table of counts that every rate is computed from: group by outcome by prediction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self, TypeVar

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts.cells import (
    cell_of_row,
    collapsed,
    exact_cells,
    products_of,
    table_of,
    whole_cells,
)
from fairwitness.audits.counts.exact import ExactSums, FloatArray, IntArray
from fairwitness.audits.counts.groups import added, check_groups, merged_groups, refuse_unlike, rest_of
from fairwitness.audits.counts.rows import check_column, check_weights
from fairwitness.errors import DataError, UnknownNameError

Number = TypeVar("Number", np.int64, np.object_)

LABELS = ("negative", "positive")
OUTCOMES = (*LABELS, "unlabelled")
PREDICTIONS = LABELS


@dataclass(frozen=True, eq=False)
class Counts:
    """How many rows fall in each cell of one attribute; tables of different rows add up.

    Attributes
    ----------
    attribute
        The sensitive attribute, or the names of an intersection joined by `` & ``.
    groups
        The G group names.
    n
        Rows by group, outcome (the K labels, then unlabelled) and prediction: (G, K + 1, K). Of two labels the
        first is the negative and the second the positive one.
    favourable_is_positive
        Whether the label that is good for the person is the positive one.
    unknown
        The group that stands for missing values, if any.
    w, w2
        Sums of the weights and of their squares in each cell, shaped as ``n``; None without weights.
    labels
        The K labels.
    products
        With clusters: for each two cells, the sum over clusters of the product of the cluster's weights in them:
        (G, (K + 1) K, (K + 1) K). They carry the covariances that any rate needs.
    clusters
        With clusters: how many of them have rows in each group: (G,).

    Raises
    ------
    DataError
        The arrays and the groups do not fit together.
    """

    attribute: str
    groups: tuple[str, ...]
    n: IntArray
    favourable_is_positive: bool = True
    unknown: str | None = None
    w: ExactSums | None = None
    w2: ExactSums | None = None
    labels: tuple[str, ...] = LABELS
    products: ExactSums | None = None
    clusters: IntArray | None = None

    def __post_init__(self) -> None:
        check_groups(self)
        if (self.w is None) != (self.w2 is None):
            raise DataError("Weighted counts must have both `w` and `w2`. Got one of them instead.")
        shape = (len(self.groups), len(self.labels) + 1, len(self.labels))
        object.__setattr__(self, "n", whole_cells("n", self.n, shape))
        for name in ("w", "w2"):
            given = getattr(self, name)
            if given is not None:
                object.__setattr__(self, name, exact_cells(name, given, shape))

    @classmethod
    def of(  # noqa: PLR0913 - the columns of one table
        cls,
        attribute: str,
        groups: tuple[str, ...],
        codes: npt.NDArray[np.integer],
        outcome: npt.NDArray[np.integer],
        prediction: npt.NDArray[np.integer] | npt.NDArray[np.bool_],
        *,
        weights: npt.NDArray[np.floating] | None = None,
        favourable_is_positive: bool = True,
        unknown: str | None = None,
        labels: tuple[str, ...] = LABELS,
        clusters: npt.NDArray[np.integer] | None = None,
    ) -> Self:
        """Count rows.

        Parameters
        ----------
        codes
            Position of each row's group in ``groups``: (N,).
        outcome
            Position of what happened in ``labels`` (1 positive, 0 negative), -1 unlabelled: (N,).
        prediction
            Position of the decision in ``labels``: (N,).
        weights
            Zero or positive, (N,); a row of weight zero is still counted in ``n``.
        clusters
            Which cluster each row is of, from 0: (N,). Rows of one cluster may depend on each other.

        Raises
        ------
        DataError
            An array has another length, or a value that it cannot have.
        """
        k = len(labels)
        check_column("codes", codes, (0, len(groups) - 1), len(codes))
        check_column("outcome", outcome, (-1, k - 1), len(codes))
        check_column("prediction", prediction, (0, k - 1), len(codes))
        cell, size = cell_of_row(codes, outcome, prediction, k), (k + 1) * k * len(groups)
        n = table_of(np.bincount(cell, minlength=size).astype(np.int64), k)
        w = w2 = products = counted = None
        values = None if weights is None else check_weights(weights, len(codes))
        if values is not None:
            w = ExactSums(table_of(ExactSums.of(values, cell, size).units, k))
            w2 = ExactSums(table_of(ExactSums.of(values * values, cell, size).units, k))
        if clusters is not None:
            check_column("clusters", clusters, (0, np.iinfo(np.int32).max), len(codes))
            within = cell_of_row(np.zeros_like(codes), outcome, prediction, k)
            products, counted = products_of(codes, within, clusters, values, (len(groups), k))
        return cls(attribute, groups, n, favourable_is_positive, unknown, w, w2, labels, products, counted)

    @property
    def weighted(self) -> bool:
        """Whether rows carry weights."""
        return self.w is not None

    @property
    def plain(self) -> bool:
        """Whether every row counts once and depends on no other: neither weights nor clusters."""
        return not self.weighted and self.clusters is None

    @property
    def weights(self) -> FloatArray:
        """The weight in each cell, its number of rows where there are no weights; shaped as ``n``."""
        return self.n.astype(np.float64) if self.w is None else self.w.floats

    @property
    def rows(self) -> IntArray:
        """Rows of each group, labelled or not: (G,)."""
        total: IntArray = self.n.sum(axis=(1, 2))
        return total

    def __add__(self, other: Self) -> Self:
        """Merge two tables of different rows (and different clusters), groups aligned by name.

        Raises
        ------
        DataError
            The tables do not count the same thing; the message names the difference.
        """
        if not isinstance(other, Counts):
            return NotImplemented
        refuse_unlike(
            "Counts",
            ("attribute", self.attribute, other.attribute),
            ("labels", ", ".join(self.labels), ", ".join(other.labels)),
            ("favourable label", _favourable(self), _favourable(other)),
            ("use of weights", _weighting(self), _weighting(other)),
            ("use of clusters", _clustering(self), _clustering(other)),
        )
        groups, unknown, places = merged_groups(self, other)
        size = len(groups)

        def sums(one: ExactSums | None, two: ExactSums | None) -> ExactSums | None:
            return (
                None if one is None or two is None else ExactSums(added(size, places, one.units, two.units))
            )

        return type(self)(
            self.attribute,
            groups,
            added(size, places, self.n, other.n),
            self.favourable_is_positive,
            unknown,
            sums(self.w, other.w),
            sums(self.w2, other.w2),
            self.labels,
            sums(self.products, other.products),
            None
            if self.clusters is None or other.clusters is None
            else added(size, places, self.clusters, other.clusters),
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Counts):
            return NotImplemented
        mine, theirs = (
            (part.attribute, part.groups, part.favourable_is_positive, part.unknown, part.labels)
            for part in (self, other)
        )
        arrays = ("n", "w", "w2", "products", "clusters")
        return mine == theirs and all(_same(getattr(self, name), getattr(other, name)) for name in arrays)

    __hash__ = None  # type: ignore[assignment]  # it can be compared, not hashed: it holds arrays

    def pooled(self) -> Self:
        """All groups together, those of unknown membership included, as one group."""

        def total(part: ExactSums | None) -> ExactSums | None:
            return None if part is None else ExactSums(part.units.sum(axis=0, keepdims=True))

        return type(self)(
            self.attribute,
            ("all",),
            self.n.sum(axis=0, keepdims=True),
            self.favourable_is_positive,
            None,
            total(self.w),
            total(self.w2),
            self.labels,
            total(self.products),
            None if self.clusters is None else self.clusters.sum(keepdims=True),
        )

    def rest(self) -> Self:
        """All other known groups together, at the place of each group."""

        def others(part: ExactSums | None) -> ExactSums | None:
            return None if part is None else ExactSums(rest_of(self, part.units))

        return type(self)(
            self.attribute,
            self.groups,
            rest_of(self, self.n),
            self.favourable_is_positive,
            self.unknown,
            others(self.w),
            others(self.w2),
            self.labels,
            # A cluster with rows in two groups counts as two here, though its rows may depend on each other.
            others(self.products),
            None if self.clusters is None else rest_of(self, self.clusters),
        )

    def one_vs_rest(self, label: str) -> Self:
        """The table of two labels in which one is positive and every other one negative.

        Raises
        ------
        UnknownNameError
            There is no such label.
        """
        if label not in self.labels:
            raise UnknownNameError.among(label, self.labels, what="label")
        k, chosen, groups = len(self.labels), self.labels.index(label), len(self.groups)

        def table(cells: npt.NDArray[Number]) -> npt.NDArray[Number]:
            return collapsed(cells.reshape(groups, -1).T, k, chosen).T.reshape(-1, 3, 2)

        w, w2 = (None if part is None else ExactSums(table(part.units)) for part in (self.w, self.w2))
        products = None
        if self.products is not None:
            first = collapsed(self.products.units.transpose(1, 2, 0), k, chosen)
            products = ExactSums(collapsed(first.transpose(1, 0, 2), k, chosen).transpose(2, 0, 1))
        return type(self)(
            self.attribute,
            self.groups,
            table(self.n),
            True,  # noqa: FBT003 - the favourable label of a class against the rest is the class
            self.unknown,
            w,
            w2,
            (f"not {label}", label),
            products,
            self.clusters,
        )


def _same(left: object, right: object) -> bool:
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        return np.array_equal(left, right)
    return left == right


def _favourable(counts: Counts) -> str:
    return "positive" if counts.favourable_is_positive else "negative"


def _weighting(counts: Counts) -> str:
    return "weighted" if counts.weighted else "not weighted"


def _clustering(counts: Counts) -> str:
    return "not clustered" if counts.products is None else "clustered"
