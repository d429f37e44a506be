"""How contributions spread: every row is counted once, by the level of the column's value."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

from fairwitness.audits.explanations.strips import BINS, LEVELS, _edges, strips
from fairwitness.audits.plan.model import Words
from fairwitness.audits.subject.labels import Labels
from fairwitness.audits.wording import Vocabulary
from fairwitness.explainers import Explanation, explain


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return Vocabulary.of(Words(), Labels("1", "0", True), "y")


def test_strips_count_every_row_once_by_level(words: Vocabulary) -> None:
    draw = np.random.default_rng(3)
    X = pd.DataFrame({"debt": draw.normal(0, 1, 60), "income": draw.normal(0, 1, 60), "same": 1.0})
    model = LinearRegression().fit(X, 5 * X.income - X.debt)
    found = strips(explain(model, X.iloc[:40], background=X.iloc[40:]), X.iloc[:40], words)
    assert [one.column for one in found.strips] == ["income", "debt"]
    assert found.levels == LEVELS
    for strip in found.strips:
        assert np.sum(strip.counts) == found.rows == 40
    low, _, high, _ = (np.flatnonzero(row) for row in found.strips[0].counts)
    assert low.max() < high.min()  # a rising column: low values pull down, high ones up


def _explained(values: list[float]) -> Explanation:
    column = np.array(values)[:, None]
    return Explanation(column, np.zeros(len(values)), column[:, 0], ("x",), {"scale": "score"})


def _levels(words: Vocabulary, cells: list[object]) -> list[int]:
    found = strips(_explained([1.0] * len(cells)), pd.DataFrame({"x": cells}), words)
    return [sum(row) for row in found.strips[0].counts]


def test_levels_are_thirds_two_values_are_low_and_high_and_text_is_neither(words: Vocabulary) -> None:
    assert _levels(words, [1, 2, 3, 4, 5, 6]) == [2, 2, 2, 0]
    assert _levels(words, [0.0, 0.0, 0.0, 1.0]) == [3, 0, 1, 0]
    assert _levels(words, [0.0, 0.0, 1.0, None]) == [2, 0, 1, 1]
    assert _levels(words, ["p", "q", "q"]) == [0, 0, 0, 3]
    assert _levels(words, [None, None]) == [0, 0, 0, 2]


@pytest.mark.parametrize(("low", "high"), [(-3.0, 1.0), (0.0, 7.0), (-0.2, 0.0), (0.0, 0.0), (-1e-9, 4.0)])
def test_bins_hold_everything_and_one_lies_around_nothing(low: float, high: float) -> None:
    edges = _edges(low, high)
    assert edges[0] <= low <= high <= edges[-1]
    assert len(edges) <= BINS + 3
    middle = np.flatnonzero((edges[:-1] < 0) & (edges[1:] > 0))
    assert len(middle) == 1
    assert edges[middle[0]] == pytest.approx(-edges[middle[0] + 1])
