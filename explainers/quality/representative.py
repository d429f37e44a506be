"""Whether the background is like the people it stands for: a chosen one can make a column look harmless.

Source: Laberge et al., Fooling SHAP with Stealthily Biased Sampling, ICLR 2023 (arXiv 2205.15419), who cut a sensitive
column's attribution by picking the background, and their auditor's test of Kolmogorov and Smirnov.

Measured with 100 background rows (benchmarks/telltales.py): no alarm in 40 random backgrounds of synthetic people and
COMPAS, so at most 7.2% with 95% confidence; all of 40 found that were chosen by the model's output.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import FloatArray, Predict
from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.inputs import as_frame, checked, matched, on_codes
from fairwitness.explainers.quality.telltale import Says

ALPHA = 0.01
LEAST_ROWS = 20
OUTPUT = "the model's output"
Groups = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Likeness:
    """What the background of one group came to.

    Parameters
    ----------
    group
        Its name.
    background, rows
        How many rows of it there are.
    column
        What differs most clearly: a column, or the model's output; None where there are too few rows.
    distance
        Largest distance of the two distribution functions (total variation for categories), from 0 to 1; lower is
        better.
    p_value
        Of that column, times the number of columns looked at, at most 1; None where there are too few rows.
    """

    group: str
    background: int
    rows: int
    column: str | None
    distance: float | None
    p_value: float | None
    alpha: float = ALPHA

    @property
    def says(self) -> Says:
        """`fires` where the difference is clear, `inconclusive` with fewer than 20 rows on either side."""
        if self.p_value is None:
            return "inconclusive"
        return "fires" if self.p_value < self.alpha else "clear"


def likeness(
    predict: Predict, rows: pd.DataFrame, background: pd.DataFrame, groups: Groups, background_groups: Groups
) -> tuple[Likeness, ...]:
    """Compare the background of each group with its audited rows: every column, and the model's output.

    Numbers are compared by the two-sample test of Kolmogorov and Smirnov, categories by chi-square, rare ones taken
    together; the smallest p value is corrected for the number of columns and of groups (Bonferroni). So of backgrounds
    that are drawn at random, at most 1% make any group fire.

    Parameters
    ----------
    rows, background
        Raw rows. A background that was drawn from the rows is compared with all of them, which errs towards `clear`.
    groups, background_groups
        The group of each row, as text.

    Raises
    ------
    ExplanationError
        The lengths differ, or the model answers badly.
    """
    frame = as_frame(rows, name="rows")
    reference = matched(frame, as_frame(background, name="background"))
    if len(groups) != len(frame) or len(background_groups) != len(reference):
        raise ExplanationError(
            f"Every row must have a group. Got {len(groups)} groups for {len(frame)} rows and "
            f"{len(background_groups)} for {len(reference)} background rows instead."
        )
    codec = ColumnCodec(frame, reference)
    answer = on_codes(checked(predict), codec)
    tables = [np.c_[table, answer(table)] for table in (codec.encode(frame), codec.encode(reference))]
    names = (*codec.columns, OUTPUT)
    found = []
    present = sorted(set(groups.tolist()))
    for group in present:
        own, other = tables[0][groups == group], tables[1][background_groups == group]
        tests = _tests(own, other, codec.categorical) if min(len(own), len(other)) >= LEAST_ROWS else None
        found.append(_clearest(str(group), (len(own), len(other)), tests, names, len(present)))
    return tuple(found)


def _tests(own: FloatArray, other: FloatArray, categorical: tuple[int, ...]) -> list[tuple[float, float]]:
    """Distance and p value of every column."""
    return [
        (_categories if place in categorical else _numbers)(own[:, place], other[:, place])
        for place in range(own.shape[1])
    ]


def _clearest(
    group: str,
    sizes: tuple[int, int],
    tests: list[tuple[float, float]] | None,
    names: tuple[str, ...],
    family: int,
) -> Likeness:
    rows, background = sizes
    if tests is None:
        return Likeness(group, background, rows, None, None, None)
    place = min(range(len(names)), key=lambda place: (tests[place][1], -tests[place][0]))
    distance, p_value = tests[place]
    return Likeness(group, background, rows, names[place], distance, min(1.0, p_value * len(names) * family))


def _numbers(one: FloatArray, other: FloatArray) -> tuple[float, float]:
    from scipy.stats import ks_2samp

    # A missing number is a value of its own, below all others.
    one, other = (np.nan_to_num(values, nan=-np.finfo(np.float64).max) for values in (one, other))
    found = ks_2samp(one, other, method="asymp")
    return float(found.statistic), float(found.pvalue)


def _categories(one: FloatArray, other: FloatArray) -> tuple[float, float]:
    from scipy.stats import chi2_contingency

    values = np.unique(np.concatenate([one, other]))
    table = np.array([[np.sum(half == value) for value in values] for half in (one, other)])
    if len(values) == 1:
        return 0.0, 1.0
    shares = table / table.sum(axis=1, keepdims=True)
    distance = float(np.abs(shares[0] - shares[1]).sum() / 2)
    # Values too rare for the chi-square distribution are one value.
    expected = table.sum(axis=0) * min(len(one), len(other)) / (len(one) + len(other))
    rare = expected < 5
    pooled = np.c_[table[:, ~rare], table[:, rare].sum(axis=1)] if rare.any() else table
    pooled = pooled[:, pooled.sum(axis=0) > 0]
    if pooled.shape[1] < 2:
        return distance, 1.0
    return distance, float(chi2_contingency(pooled, correction=True).pvalue)
