"""Sorting is for many explained rows, and for lists that fit into memory."""

import numpy as np
import pandas as pd
import pytest

from fairwitness.explainers.base import Options
from fairwitness.explainers.lime import surrogates
from fairwitness.explainers.lime.sorting import (
    FEWEST_ROWS,
    MOST_CELLS,
    MOST_SAMPLES,
    code_counts,
    worth_sorting,
)
from fairwitness.explainers.lime_tabular import LimeTabular

RNG = np.random.default_rng(0)


def codes(columns, samples, largest=3):
    return np.full((columns, samples), largest, dtype=np.uint16)


def test_explained_rows_may_have_codes_of_their_own():
    assert code_counts(codes(2, 9), codes(2, 1, largest=7)).tolist() == [8, 8]


@pytest.mark.parametrize(
    ("columns", "samples", "rows", "largest", "worth"),
    [
        (20, 4999, FEWEST_ROWS, 3, True),
        (20, 4999, FEWEST_ROWS - 1, 3, False),
        (200, 4999, 100, 3, False),
        (4, 4999, 100, MOST_CELLS, False),
        (2, MOST_SAMPLES - 1, 100, 3, True),
        (2, MOST_SAMPLES, 100, 3, False),
    ],
)
def test_it_takes_rows_and_room(columns, samples, rows, largest, worth):
    large = np.full((columns, samples), largest, dtype=np.uint32)
    assert worth_sorting(large, large[:, :rows]) is worth


def test_both_ways_lead_to_the_same_explanation(monkeypatch):
    background = pd.DataFrame(
        {"a": RNG.normal(size=90), "b": RNG.integers(0, 9, 90), "c": RNG.choice(["u", "v"], 90)}
    )
    rows = background.iloc[:24].copy()
    rows.loc[5, "c"] = "new"

    def answer(frame):
        return frame["a"] * frame["b"] + (frame["c"] == "u") + 2.0 * (frame["c"] == "new")

    def found():
        return LimeTabular().explain(answer, rows, background, Options(n_samples=700))

    sorted_ = found()
    monkeypatch.setattr(surrogates, "worth_sorting", lambda *_: False)
    multiplied = found()
    for name in ("values", "base_values", "standard_errors", "fidelity", "effective_samples"):
        np.testing.assert_allclose(getattr(sorted_, name), getattr(multiplied, name), rtol=1e-9, atol=1e-12)
