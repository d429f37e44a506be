"""Equal rows are asked about once, and every row has the answer that it would have had."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier

from fairwitness.explainers import explain
from fairwitness.explainers.coalitions import coalition_values, equal
from fairwitness.explainers.coalitions.equal import FIRST, asked_once, distinct


@settings(max_examples=50)
@given(st.integers(1, 60), st.integers(1, 6), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_each_different_row_once_in_its_order(rows, columns, values, seed):
    matrix = np.random.default_rng(seed).integers(0, values, (rows, columns)).astype(float)
    first, again = distinct(matrix)
    assert (np.diff(first) > 0).all()
    np.testing.assert_array_equal(matrix[first][again], matrix)
    assert len(first) == len(np.unique(matrix, axis=0))


def test_what_differs_in_a_bit_is_different_and_missing_values_are_equal():
    matrix = np.array([[0.0], [-0.0], [np.nan], [np.nan], [1.0], [np.nextafter(1.0, 2.0)], [np.inf], [1e300]])
    first, again = distinct(matrix)
    assert first.tolist() == [0, 1, 2, 4, 5, 6, 7]
    assert again.tolist() == [0, 1, 2, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(("rows", "values"), [(50, 2), (3 * FIRST, 2), (3 * FIRST, 10**6)])
def test_the_answers_and_how_many_were_asked_for(rows, values):
    matrix = np.random.default_rng(1).integers(0, values, (rows, 3)).astype(float)
    calls = []

    def ask(given):
        calls.append(len(given))
        return given @ [1.0, 10.0, 100.0]

    found, asked = asked_once(ask, matrix)
    np.testing.assert_array_equal(found, matrix @ [1.0, 10.0, 100.0])
    assert calls == [asked]
    assert asked == (8 if values == 2 else rows)


def test_rows_with_one_hash_are_all_asked_about(monkeypatch):
    monkeypatch.setattr(equal, "_factors", lambda columns: np.zeros(columns, np.uint64))
    matrix = np.array([[0.0], [1.0], [1.0]])
    assert distinct(matrix) is None
    found, asked = asked_once(lambda given: given[:, 0], matrix)
    assert (found.tolist(), asked) == ([0.0, 1.0, 1.0], 3)


def people(columns, rows=300):
    random = np.random.default_rng(columns)
    frame = pd.DataFrame(random.integers(0, 2, (rows, columns)).astype(float))
    frame.columns = [f"c{place}" for place in range(columns)]
    frame.loc[::7, "c1"] = np.nan
    return frame, (frame["c0"] + frame["c1"].fillna(1) * frame["c2"] > 1).astype(int)


@pytest.mark.parametrize("columns", [5, 14])
@pytest.mark.parametrize("model", [DecisionTreeClassifier(), RandomForestClassifier(4)])
def test_the_same_bits_as_when_all_are_asked_about(model, columns, monkeypatch):
    rows, y = people(columns)
    model.set_params(random_state=0).fit(rows, y)
    matrix = rows.to_numpy()

    def ask(given):
        return model.predict_proba(pd.DataFrame(given, columns=rows.columns))[:, 1]

    told = []
    fewer = coalition_values(ask, matrix[:4], matrix[20:60], progress=lambda *done: told.append(done))
    monkeypatch.setattr(
        "fairwitness.explainers.coalitions.game.asked_once", lambda ask, all_: (ask(all_), len(all_))
    )
    every = coalition_values(ask, matrix[:4], matrix[20:60])
    assert fewer.values.tobytes() == every.values.tobytes()
    if columns > 12:
        assert fewer.standard_errors.tobytes() == every.standard_errors.tobytes()
    assert fewer.model_rows < every.model_rows / 1.5
    assert told[-1] == (every.model_rows, every.model_rows)


def test_the_record_counts_what_was_asked():
    rows, _ = people(4)
    asked = []

    def predict(frame):
        asked.append(len(frame))
        return frame["c0"] * frame["c2"]

    found = explain(predict, rows[:6], background=rows[50:90], check_rows=0)
    assert found.meta["model_rows"] < 6 * 40 * 16 / 4
    assert found.meta["model_rows"] < sum(asked) < found.meta["model_rows"] + 400
