"""Permutation importance against closed forms, every pair of rows, and its own intervals over many samples."""

import numpy as np
import pandas as pd
import pytest

from fairwitness.errors import ExplanationError, UnknownNameError
from fairwitness.explainers.effects.permutation import Shuffles, permutation_importance


def rows(count=100, seed=0):
    draw = np.random.default_rng(seed)
    return pd.DataFrame(
        {"a": draw.normal(size=count), "b": draw.normal(size=count), "c": draw.choice(["x", "y"], count)}
    )


def linear(frame):
    return 2 * frame.a + frame.b + (frame.c == "y")


def test_of_a_linear_model_it_is_twice_the_variance_the_column_brings():
    X = rows(4000)
    found = {one.column: one for one in permutation_importance(linear, X, linear(X), loss="squared_error")}
    assert found["a"].loss == 0
    for column, part in {"a": 2 * X.a, "b": X.b, "c": (X.c == "y") * 1.0}.items():
        assert abs(found[column].rise - 2 * part.var()) < 4 * found[column].standard_error
    assert found["a"].low < 8 < found["a"].high


def test_many_repeats_come_to_the_mean_over_all_pairs_of_rows():
    X = rows(12)
    y = X.b.to_numpy()
    pairs = [
        (y[i] - linear(X.iloc[[i]].assign(a=X.a.iloc[j])).iloc[0]) ** 2
        for i in range(12)
        for j in range(12)
        if i != j
    ]
    shuffles = Shuffles(repeats=600)
    found = permutation_importance(linear, X, y, loss="squared_error", shuffles=shuffles)[0]
    assert found.rise + found.loss == pytest.approx(np.mean(pairs), abs=5 * found.repeat_error)


def test_a_column_that_the_model_ignores_costs_nothing():
    X = rows()
    found = permutation_importance(lambda frame: frame.a, X, X.a + X.b, loss="absolute_error")
    assert [(one.rise, one.standard_error) for one in found[1:]] == [(0, 0), (0, 0)]


def test_a_group_loses_by_its_own_rows():
    X = rows(300)
    model = lambda frame: np.where(frame.c == "x", frame.a, 0.0)  # noqa: E731
    found = permutation_importance(model, X, model(X), loss="squared_error", groups=X.c)
    by = {(one.column, one.group): one for one in found}
    assert by["a", "y"].rise == 0
    assert by["a", "x"].rise > 1
    assert by["a", "x"].rows + by["a", "y"].rows == by["a", None].rows == 300
    assert by["a", None].rise == pytest.approx(by["a", "x"].rise * by["a", "x"].rows / 300)


@pytest.mark.parametrize("repeats", [1, 5])
def test_the_interval_holds_the_truth_19_times_in_20_and_is_not_much_too_wide(repeats):
    """The loss is (y - f)^2 with y = 2 a + noise, so the rise of shuffling a is 2 * 4 * var(a) = 8."""
    inside, rises, stated, group_rises, group_stated = 0, [], [], [], []
    for seed in range(200):
        X, groups = rows(120, seed)[["a"]], ["x"] * 40 + ["y"] * 80
        y = 2 * X.a + np.random.default_rng(seed + 10**6).normal(size=120)
        shuffles = Shuffles(repeats=repeats, seed=seed)
        one, group = permutation_importance(
            lambda frame: 2 * frame.a, X, y, loss="squared_error", groups=groups, shuffles=shuffles
        )[:2]
        inside += one.low <= 8 <= one.high
        rises.append(one.rise)
        stated.append(one.standard_error)
        group_rises.append(group.rise)
        group_stated.append(group.standard_error)
    assert inside >= 0.91 * 200
    assert 0.9 < np.mean(stated) / np.std(rises) < 1.5
    assert 0.85 < np.mean(group_stated) / np.std(group_rises) < 1.6


def test_the_error_over_repeats_alone_shrinks_with_them():
    X = rows()
    few, many = (
        permutation_importance(linear, X, X.b, loss="squared_error", shuffles=Shuffles(repeats=n))[0]
        for n in (4, 100)
    )
    assert many.repeat_error < few.repeat_error
    single = permutation_importance(linear, X, X.b, loss="squared_error", shuffles=Shuffles(repeats=1))[0]
    assert single.repeat_error is None


def test_losses_are_those_of_their_names():
    X = rows(50)
    y = (X.a > 0).astype(float)
    for loss, own in (
        ("zero_one", lambda y, said: (y != said) * 1.0),
        ("absolute_error", lambda y, s: abs(y - s)),
    ):
        named, given = (
            permutation_importance(lambda frame: (frame.b > 0) * 1.0, X, y, loss=one) for one in (loss, own)
        )
        assert named == given
    sure = permutation_importance(lambda frame: (frame.a > 0) * 1.0, X, y, loss="log_loss")
    assert sure[0].loss == pytest.approx(0, abs=1e-12)
    assert np.isfinite(sure[0].rise)


def test_the_same_seed_gives_the_same_and_no_row_keeps_its_value():
    X = rows()
    once, again, other = (
        permutation_importance(linear, X, X.b, loss="squared_error", shuffles=Shuffles(seed=seed))
        for seed in (1, 1, 2)
    )
    assert once == again != other
    two = permutation_importance(lambda frame: frame.a, X[:2], X.a[:2], loss="absolute_error")[0]
    assert two.rise == pytest.approx(abs(X.a[0] - X.a[1]))


def test_what_does_not_fit_is_refused_in_a_sentence():
    X = rows()
    with pytest.raises(UnknownNameError, match="squared_error"):
        permutation_importance(linear, X, X.a, loss="squared_eror")
    with pytest.raises(ExplanationError, match="one finite number for each of 100 rows"):
        permutation_importance(linear, X, [1.0], loss="zero_one")
    with pytest.raises(ExplanationError, match="`repeats` must be"):
        Shuffles(repeats=0)
    with pytest.raises(ExplanationError, match="`confidence` must"):
        Shuffles(confidence=95)
    with pytest.raises(ExplanationError, match="at least two rows"):
        permutation_importance(linear, X[:1], X.a[:1], loss="zero_one")
