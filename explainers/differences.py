"""What got different between two models' explanations of the same rows, and what is noise."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Explanation, FloatArray
from fairwitness.explainers.resampling import Resampling, resampled_means

Change = Literal["more", "less", "noise"]


@dataclass(frozen=True)
class Difference:
    """A figure under both models, and the change from the first to the second with its interval."""

    before: float
    after: float
    change: float
    low: float
    high: float

    @property
    def direction(self) -> Change:
        """Whether it got more or less beyond the interval, or is noise."""
        return "more" if self.low > 0 else "less" if self.high < 0 else "noise"


@dataclass(frozen=True)
class ColumnDifference:
    """One column under both models.

    Parameters
    ----------
    column
        Its name.
    size
        Mean absolute attribution: how much the model uses the column.
    mean
        Mean attribution: whither it moves these rows on average.
    ranks
        Its place by size under each model, from 1; equal sizes share the better place.
    """

    column: str
    size: Difference
    mean: Difference
    ranks: tuple[int, int]


@dataclass(frozen=True)
class ExplanationDifference:
    """Two models' explanations of the same rows beside each other.

    Parameters
    ----------
    columns
        In the order of the explanations.
    rows
        Explained rows.
    top
        How many columns count as the top.
    overlap
        The share of the first model's top columns that are the second's too.
    resampling
        Resamples, seed and confidence. The intervals of all sizes hold together, and so do those of all means.
    """

    columns: tuple[ColumnDifference, ...]
    rows: int
    top: int
    overlap: float
    resampling: Resampling

    def changed(self) -> tuple[str, ...]:
        """The columns that the second model surely uses more or less than the first, the largest change first."""
        found = [one for one in self.columns if one.size.direction != "noise"]
        return tuple(one.column for one in sorted(found, key=lambda one: -abs(one.size.change)))


def compare_explanations(
    before: Explanation, after: Explanation, *, top: int = 5, resampling: Resampling | None = None
) -> ExplanationDifference:
    """Compare the explanations of two models of the same rows, in the same order, against the same background.

    Parameters
    ----------
    before, after
        Of the one model and of the other.
    top
        Columns whose overlap is counted; all, where there are fewer.
    resampling
        Of the rows, each with both its explanations; 1,000 resamples if left out.

    Raises
    ------
    ExplanationError
        Rows, columns, background or scale differ, or there are fewer than two rows.

    Notes
    -----
    Intervals hold together over columns: their reach is the same number of standard errors for each, found from the
    largest of the resampled deviations (the bootstrap's max-t), so that of many columns none stands out by chance
    alone. Sampling errors of the attributions, where they are known, count as well.
    """
    resampling = resampling or Resampling()
    _refuse_different(before, after)
    if isinstance(top, bool) or top < 1:
        raise ExplanationError(f"The `top` must be a whole number from 1. Got {top!r} instead.")
    sizes = _differences(np.abs(before.values), np.abs(after.values), _noise(before, after), resampling)
    means = _differences(before.values, after.values, _noise(before, after), resampling)
    ranks = [_ranks([getattr(one, side) for one in sizes]) for side in ("before", "after")]
    columns = tuple(
        ColumnDifference(column, sizes[place], means[place], (ranks[0][place], ranks[1][place]))
        for place, column in enumerate(before.columns)
    )
    kept = min(top, len(columns))
    first, second = (_first(columns, side, kept) for side in (0, 1))
    return ExplanationDifference(columns, len(before.outputs), kept, len(first & second) / kept, resampling)


def _refuse_different(before: Explanation, after: Explanation) -> None:
    if before.columns != after.columns or len(before.outputs) != len(after.outputs):
        raise ExplanationError(
            "Explanations can be compared of the same rows and columns only. "
            f"Got {before.values.shape} and {after.values.shape}, or columns of other names. Explain both alike."
        )
    if len(before.outputs) < 2:
        raise ExplanationError("To compare explanations takes at least two rows. Got 1. Explain more rows.")
    for key in ("scale", "background_hash", "method"):
        if before.meta.get(key) != after.meta.get(key):
            raise ExplanationError(
                f"Explanations can be compared of the same {key.replace('_hash', '')} only. "
                f"Got {before.meta.get(key)!r} and {after.meta.get(key)!r}. Explain both alike."
            )


def _noise(before: Explanation, after: Explanation) -> FloatArray:
    """The sampling error of a difference of means; rows' errors are taken to go together."""
    errors = [one.standard_errors for one in (before, after) if one.standard_errors is not None]
    return np.sqrt(sum((error.mean(axis=0) ** 2 for error in errors), np.zeros(len(before.columns))))


def _differences(
    before: FloatArray, after: FloatArray, noise: FloatArray, resampling: Resampling
) -> list[Difference]:
    gaps = after - before
    change, rows = gaps.mean(axis=0), len(gaps)
    draw = np.random.default_rng(resampling.seed)
    drawn = resampled_means(gaps, np.ones(rows), resampling.resamples, draw)
    error = gaps.std(axis=0, ddof=1) / np.sqrt(rows)
    varies = error > 1e-12 * np.maximum(1.0, np.abs(change))
    scaled = np.abs(drawn - change)[:, varies] / error[varies]
    least = NormalDist().inv_cdf(resampling.ends[1])
    reach = float(np.quantile(scaled.max(axis=1), resampling.confidence)) if varies.any() else least
    half = max(reach, least) * np.hypot(np.where(varies, error, 0.0), noise)
    numbers = (before.mean(axis=0), after.mean(axis=0), change, change - half, change + half)
    return [Difference(*map(float, column)) for column in zip(*numbers, strict=True)]


def _first(columns: tuple[ColumnDifference, ...], side: int, most: int) -> set[str]:
    """The columns with the best ranks under one of the models."""
    return {one.column for one in sorted(columns, key=lambda one: one.ranks[side])[:most]}


def _ranks(sizes: list[float]) -> list[int]:
    return [1 + sum(other > size for other in sizes) for size in sizes]
