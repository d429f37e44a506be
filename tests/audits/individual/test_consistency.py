import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.audits.individual.consistency import consistency
from fairwitness.errors import DataError, PlanError


def frame(rows=60, seed=0):
    draw = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "income": draw.normal(50_000, 9_000, rows),
            "age": draw.normal(40, 10, rows),
            "town": draw.choice(["north", "south", "east"], rows),
            "owner": draw.random(rows) < 0.5,
        }
    )


def direct(X, predicted, k):
    """The definition with every distance worked out: numbers standardised, texts one column for each value."""
    columns = []
    for name in X:
        if X[name].dtype == float:
            columns.append((X[name] - X[name].mean()) / X[name].std(ddof=0))
        else:
            columns += [(X[name] == value).astype(float) for value in sorted(set(X[name]))]
    points = np.column_stack(columns)
    distance = ((points[:, None] - points[None]) ** 2).sum(axis=2)
    nearest = np.argsort(distance, axis=1, kind="stable")[:, :k]
    assert all(row in near for row, near in enumerate(nearest))  # itself
    return 1 - np.abs(predicted - predicted[nearest].mean(axis=1))


@settings(max_examples=25)
@given(st.integers(0, 1000), st.integers(2, 7))
def test_the_definition_gives_the_same(seed, k):
    X = frame(seed=seed)
    predicted = (np.random.default_rng(seed).random(len(X)) < 0.5).astype(float)
    found = consistency(X, predicted, k)
    expected = direct(X, predicted, k)
    np.testing.assert_allclose(found.each, expected, atol=1e-12)
    assert found.value == pytest.approx(expected.mean(), abs=1e-12)
    assert (found.of_rows, found.filled, found.reason, found.n_neighbors) == (len(X), 0, None, k)
    assert found.rows.tolist() == list(range(len(X)))


def test_an_example_by_hand():
    # Two clusters of three; in the first one row is treated unlike the others: 1, 1, 0.
    X = np.array([[0.0], [0.1], [0.25], [9.0], [9.1], [9.25]])
    found = consistency(X, [1, 1, 0, 0, 0, 0], 3)
    assert found.each.tolist() == pytest.approx([2 / 3, 2 / 3, 1 / 3, 1, 1, 1])
    assert found.value == pytest.approx(14 / 18)
    values, reasons = found.by_group(np.array([0, 0, 0, 1, 1, 1]), 3)
    assert values == (pytest.approx(5 / 9), 1.0, None)
    assert reasons == (None, None, "no rows")


def test_like_decisions_are_consistent_and_a_coin_is_not():
    X = frame(2000, seed=3)
    assert consistency(X, np.ones(len(X))).value == 1
    assert consistency(X, X["income"] > 50_000).value > 0.85
    coin = np.random.default_rng(1).integers(0, 2, len(X))
    # A coin differs from itself never and from each of the 4 others half of the time.
    assert consistency(X, coin).value == pytest.approx(1 - 4 / 5 / 2, abs=0.02)


def test_scale_order_and_names_of_columns_change_nothing():
    X = frame(200, seed=5)
    predicted = np.random.default_rng(2).random(len(X))
    plain = consistency(X, predicted)
    other = X.assign(
        income=X["income"] / 1000 - 7, town=X["town"].astype("category"), owner=X["owner"].astype(object)
    )
    other.columns = ["x", "x", "y", "z"]
    np.testing.assert_allclose(consistency(other.iloc[:, ::-1], predicted).each, plain.each, atol=1e-12)
    order = np.random.default_rng(3).permutation(len(X))
    np.testing.assert_allclose(
        consistency(X.iloc[order], predicted[order]).each, plain.each[order], atol=1e-12
    )


def test_rows_are_drawn_with_the_seed():
    X = frame(500)
    predicted = np.random.default_rng(2).random(500)
    found, again, other = (consistency(X, predicted, most_rows=100, seed=seed) for seed in (4, 4, 5))
    assert found.value == again.value
    assert found.value != other.value
    assert (len(found.rows), found.of_rows) == (100, 500)
    assert len(set(found.rows.tolist())) == 100
    np.testing.assert_allclose(found.each, consistency(X.iloc[found.rows], predicted[found.rows]).each)
    codes = np.zeros(500, dtype=int)
    codes[np.setdiff1d(np.arange(500), found.rows)[0]] = 1
    values, reasons = found.by_group(codes, 2)
    assert values == (pytest.approx(found.value), None)
    assert reasons == (None, "no rows among those drawn")


def test_missing_values_are_filled_or_a_value_of_their_own():
    X = frame(40)
    X.loc[[1, 2], "income"] = np.nan
    X.loc[3, "town"] = None
    X["empty"] = np.nan
    found = consistency(X, np.arange(40) % 2)
    assert found.filled == 2
    kept = X.drop(columns="empty").fillna({"income": X["income"].mean(), "town": "nowhere"})
    assert found.value == consistency(kept, np.arange(40) % 2).value


def test_too_few_rows_have_a_reason():
    found = consistency(frame(4), [0, 1, 0, 1])
    assert (found.value, found.reason) == (None, "4 rows are fewer than the 5 neighbours of each")
    assert found.by_group(np.array([0, 0, 1, 1]), 2) == ((None, None), (found.reason, found.reason))


@pytest.mark.parametrize(
    ("X", "predicted", "options", "error", "message"),
    [
        (frame(10), np.zeros(9), {}, DataError, "for each of the 10 rows"),
        (frame(10), np.full(10, 2), {}, DataError, "from 0 to 1. Got 2.0 in row 0"),
        (frame(10), np.full(10, np.nan), {}, DataError, "Got nan in row 0"),
        (frame(10), np.zeros(10), {"n_neighbors": 1}, PlanError, "2 or more"),
        (frame(10), np.zeros(10), {"most_rows": 3}, PlanError, "at most the `most_rows`. Got 5 and 3"),
        (frame(10).assign(age=np.inf), np.zeros(10), {}, DataError, "'age' must hold finite numbers"),
        (frame(10)[[]], np.zeros(10), {}, DataError, "one column or more"),
        (
            frame(10).assign(born=pd.Timestamp("2000-01-01")),
            np.zeros(10),
            {},
            DataError,
            "'born' must hold numbers or texts. Got datetime",
        ),
    ],
)
def test_what_cannot_be_used_is_refused(X, predicted, options, error, message):
    with pytest.raises(error, match=message):
        consistency(X, predicted, **options)
