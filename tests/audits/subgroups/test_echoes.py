"""A column that repeats the decision is told from one that only goes with it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.subgroups.echoes import echoes

DECISION = np.array([0, 1] * 50)


@pytest.mark.parametrize(
    "column",
    [
        ["no", "yes"] * 50,
        ["refused", "granted", "withdrawn", "granted"] * 25,
        [None, "5.2%"] * 50,
        [None, "4.9%", None, "5.2%"] * 25,
        np.where(DECISION, 0.7, 0.2) + np.arange(100) / 1000,
        np.where(DECISION, -3.0, np.nan) * 0 + np.where(DECISION, 1.0, 2.0),
        [False, True] * 50,
    ],
)
def test_what_tells_every_decision_echoes_it(column: object) -> None:
    assert echoes(pd.Series(column), DECISION)


@pytest.mark.parametrize(
    "column",
    [
        ["no", "yes"] * 49 + ["yes", "no"],
        ["x"] * 100,
        [None] * 100,
        np.where(DECISION, 0.55, 0.5) + np.arange(100) / 1000,
        [f"person {i}" for i in range(100)],
        [["a"]] * 100,
        np.where(DECISION, np.arange(100.0), np.nan),
    ],
)
def test_what_leaves_a_doubt_does_not(column: object) -> None:
    assert not echoes(pd.Series(column), DECISION)


def test_rows_without_a_label_are_not_looked_at() -> None:
    label = DECISION.copy()
    label[:10] = -1
    column = pd.Series(["x"] * 10 + ["no", "yes"] * 45)
    assert echoes(column, label)
    assert not echoes(column, np.full(100, -1))
    assert not echoes(column, np.ones(100, dtype=int))
