"""The gap shared out: exact sums for any attributions, closed forms of a linear model, intervals that hold."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.errors import ExplanationError, UnknownNameError
from fairwitness.explainers import Explanation
from fairwitness.explainers.base import Options, load_explainer
from fairwitness.explainers.gap import Decide, attribute_gap
from fairwitness.explainers.resampling import Resampling

QUICK = Resampling(resamples=200)


def explained(values, base=0.5, errors=None):
    values = np.asarray(values, dtype=float)
    columns = tuple(f"x{place}" for place in range(values.shape[1]))
    rows = len(values)
    return Explanation(
        values, np.full(rows, base), base + values.sum(axis=1), columns, standard_errors=errors
    )


@given(st.integers(0, 10**6), st.integers(4, 40), st.integers(1, 6), st.floats(0.1, 1000))
def test_shares_add_up_to_the_gap_whatever_the_attributions(seed, rows, columns, size):
    draw = np.random.default_rng(seed)
    found = explained(draw.normal(0, size, (rows, columns)), size)
    groups = ["a", "a", "b", "b", *draw.choice(["a", "b", "c"], rows - 4)]
    gap = attribute_gap(found, groups, ("a", "b"), resampling=QUICK, weights=draw.uniform(0.1, 2, rows))
    assert sum(share.value for share in gap.shares) == pytest.approx(gap.gap, abs=1e-9 * size)
    assert abs(gap.residual) < 1e-9 * size
    assert gap.gap == pytest.approx(gap.means[0] - gap.means[1])
    assert gap.low <= gap.gap <= gap.high


def test_of_a_linear_model_each_share_is_its_slope_times_the_difference_of_means():
    draw = np.random.default_rng(0)
    X = pd.DataFrame(draw.normal(size=(60, 3)), columns=list("pqr"))
    groups = np.repeat(["a", "b"], 30)
    X.loc[groups == "a", "p"] += 2
    model = lambda frame: 3 * frame.p - frame.q  # noqa: E731
    found = load_explainer("shap").explain(model, X, X[::2], Options())
    gap = attribute_gap(found, groups, ("a", "b"))
    moved = X[groups == "a"].mean() - X[groups == "b"].mean()
    assert [share.value for share in gap.shares] == pytest.approx([3 * moved.p, -moved.q, 0], abs=1e-9)
    assert gap.gap == pytest.approx(model(X)[groups == "a"].mean() - model(X)[groups == "b"].mean())
    assert abs(gap.residual) < 1e-6


def test_of_decisions_it_is_the_gap_of_selection_rates_and_within_outcomes_that_of_error_rates():
    draw = np.random.default_rng(1)
    X = pd.DataFrame({"a": draw.normal(size=80), "b": draw.normal(size=80)})
    groups, outcome = np.tile(["m", "w"], 40), draw.integers(0, 2, 80)
    X.loc[groups == "m", "a"] += 1
    decide = Decide(lambda frame: frame.a + frame.b, 0.7)
    found = load_explainer("shap").explain(decide, X, X[:30], Options())
    chosen = decide(X)
    assert set(chosen) == {0.0, 1.0}
    for within in (np.ones(80, dtype=bool), outcome == 1, outcome == 0):
        gap = attribute_gap(found, groups, ("m", "w"), weights=within)
        rates = [chosen[within & (groups == one)].mean() for one in "mw"]
        assert gap.gap == pytest.approx(rates[0] - rates[1])
        assert gap.means == pytest.approx(rates)
        assert abs(gap.residual) < 1e-6


def test_a_group_column_that_the_model_ignores_has_no_share_and_its_proxy_has_all():
    groups = np.repeat(["a", "b"], 40)
    X = pd.DataFrame({"group": (groups == "a") * 1.0, "proxy": (groups == "a") * 2.0})
    found = load_explainer("shap").explain(lambda frame: frame.proxy, X, X[::4], Options())
    own, proxy = attribute_gap(found, groups, ("a", "b")).shares
    assert own.value == own.low == own.high == 0
    assert proxy.value == pytest.approx(2)


def test_intervals_hold_what_the_rows_are_drawn_from_19_times_in_20():
    inside = 0
    for seed in range(200):
        draw = np.random.default_rng(seed)
        values = draw.normal(0, 1, (90, 1)) + np.repeat([0.8, 0.0], [30, 60])[:, None]
        groups = np.repeat(["a", "b"], [30, 60])
        (share,) = attribute_gap(explained(values), groups, ("a", "b"), resampling=QUICK).shares
        inside += share.low <= 0.8 <= share.high
    assert 0.90 * 200 <= inside <= 0.99 * 200


def test_resampling_keeps_the_sizes_of_groups_and_the_seed():
    values = np.repeat([[1.0], [0.0]], [3, 50], axis=0)
    gap = attribute_gap(explained(values), ["a"] * 3 + ["b"] * 50, ("a", "b"))
    assert gap.low == gap.high == pytest.approx(1)
    assert gap.rows == (3, 50)
    noisy = explained(np.random.default_rng(0).normal(size=(20, 1)))
    once, again, other = (
        attribute_gap(noisy, ["a", "b"] * 10, ("a", "b"), resampling=Resampling(seed=seed))
        for seed in (1, 1, 2)
    )
    assert once == again != other


def test_weights_are_as_rows_that_stand_more_than_once():
    values = np.array([[1.0], [4.0], [2.0], [0.0]])
    weighted = attribute_gap(explained(values), list("aabb"), ("a", "b"), weights=[1, 2, 3, 1])
    copied = attribute_gap(explained(values[[0, 1, 1, 2, 2, 2, 3]]), list("aaabbbb"), ("a", "b"))
    assert weighted.gap == pytest.approx(copied.gap) == pytest.approx(3 - 1.5)


def test_errors_of_the_attributions_widen_the_shares_and_not_the_gap():
    values = np.random.default_rng(0).normal(size=(40, 2))
    errors = np.column_stack([np.full(40, 0.5), np.zeros(40)])
    groups = ["a", "b"] * 20
    plain = attribute_gap(explained(values), groups, ("a", "b"))
    wide = attribute_gap(explained(values, errors=errors), groups, ("a", "b"))
    assert not plain.sampling
    assert wide.sampling
    reach = 1.959964 * np.hypot(0.5, 0.5)
    half = plain.shares[0].high - plain.shares[0].value
    assert wide.shares[0].high - wide.shares[0].value == pytest.approx(np.hypot(half, reach))
    assert wide.shares[1].high == pytest.approx(plain.shares[1].high)
    assert (wide.low, wide.high) == pytest.approx((plain.low, plain.high))


def test_errors_of_different_designs_even_out_and_those_of_one_do_not():
    values = np.zeros((40, 1))
    groups = ["a", "b"] * 20
    found = explained(values, errors=np.full((40, 1), 0.3))
    reach = {}
    for name, designs in (("one", [0] * 40), ("ten", np.arange(40) // 4), ("each", range(40))):
        reach[name] = attribute_gap(found, groups, ("a", "b"), designs=designs).shares[0].high
    assert reach["one"] == pytest.approx(1.959964 * 0.3 * np.sqrt(2))
    assert reach["ten"] == pytest.approx(reach["one"] / np.sqrt(10))
    assert reach["each"] == pytest.approx(reach["one"] / np.sqrt(20))
    with pytest.raises(ExplanationError, match="`designs`"):
        attribute_gap(found, groups, ("a", "b"), designs=[1])


def test_what_does_not_fit_is_refused_in_a_sentence():
    found = explained(np.ones((4, 1)))
    with pytest.raises(UnknownNameError, match="men"):
        attribute_gap(found, ["men", "men", "women", "women"], ("man", "women"))
    with pytest.raises(ExplanationError, match="at least two rows of each group that count"):
        attribute_gap(found, list("aaab"), ("a", "b"))
    with pytest.raises(ExplanationError, match="'a' has 0"):
        attribute_gap(found, list("aabb"), ("a", "b"), weights=[0, 0, 1, 1])
    with pytest.raises(ExplanationError, match="`groups` must name one group for each of 4"):
        attribute_gap(found, ["a", "b"], ("a", "b"))
    with pytest.raises(ExplanationError, match="`weights` must be"):
        attribute_gap(found, list("aabb"), ("a", "b"), weights=[1, 1, -1, 1])
