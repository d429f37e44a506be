"""The fits are lime's own on lime's own perturbed rows, and the standard errors are those of another draw."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import Ridge

from fairwitness.explainers.lime.kernel import lime_width, weights
from fairwitness.explainers.lime.solve import ByPart, Fits, Moments, solve

RNG = np.random.default_rng(0)
DATA = np.column_stack([RNG.normal(size=(300, 3)), RNG.integers(0, 3, 300)])


def curved(matrix):
    positive = 1 / (1 + np.exp(-matrix[:, 0] * matrix[:, 1] + matrix[:, 2] - (matrix[:, 3] == 1)))
    return np.column_stack([1 - positive, positive])


def neighbourhood(row, samples=500, **settings):
    """What lime fits its surrogate to: features, answers, squared distances, and what it finds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lime.lime_tabular import LimeTabularExplainer

        lime = LimeTabularExplainer(
            DATA, categorical_features=[3], feature_selection="none", random_state=3, **settings
        )
        data, inverse = lime._LimeTabularExplainer__data_inverse(row, samples)
    scaled = (data - lime.scaler.mean_) / lime.scaler.scale_
    distances = np.sqrt(((scaled - scaled[0]) ** 2).sum(axis=1))
    answers = curved(inverse)
    theirs = lime.base.explain_instance_with_data(scaled, answers, distances, 1, 4, "none")
    return scaled.T, answers[:, 1], distances**2, theirs


def by_part(moments):
    return [ByPart(moment) for moment in moments]


def one(features, answers, weight):
    moments = Moments(len(answers), len(features)).of(features, answers, weight)
    return solve(by_part(moments[None]), np.array([np.abs(answers).max()]))


@pytest.mark.parametrize("row", [0, 7])
@pytest.mark.parametrize(
    "settings",
    [{}, {"discretize_continuous": False}, {"discretize_continuous": False, "sample_around_instance": True}],
)
def test_it_is_limes_own_fit_on_limes_own_neighbourhood(row, settings):
    features, answers, squared, theirs = neighbourhood(DATA[row], **settings)
    intercept, weighed, r2, local = theirs
    ours = one(features, answers, weights(squared, lime_width(4)))
    assert ours.intercepts[0] == pytest.approx(intercept, abs=1e-8)
    np.testing.assert_allclose(ours.weights[0], [dict(weighed)[place] for place in range(4)], atol=1e-8)
    assert ours.r2[0] == pytest.approx(r2, abs=1e-8)
    assert ours.intercepts[0] + ours.weights[0] @ features[:, 0] == pytest.approx(float(local[0]), abs=1e-8)


@given(
    seed=st.integers(0, 10**6),
    columns=st.integers(1, 7),
    samples=st.integers(20, 80),
    shift=st.sampled_from([0.0, 3.0, -1e4]),
)
def test_it_is_scikit_learns_ridge(seed, columns, samples, shift):
    random = np.random.default_rng(seed)
    features = random.normal(size=(columns, samples))
    answers, weight = random.normal(size=samples) + shift, random.random(samples)
    ridge = Ridge(alpha=1).fit(features.T, answers, sample_weight=weight)
    ours = one(features, answers, weight)
    np.testing.assert_allclose(ours.weights[0], ridge.coef_, atol=1e-7)
    assert ours.intercepts[0] == pytest.approx(ridge.intercept_, abs=1e-7)
    assert ours.r2[0] == pytest.approx(max(0, ridge.score(features.T, answers, weight)), abs=1e-6)


def test_parts_do_not_change_the_fit_and_move_nothing_in_all():
    features = (RNG.random((3, 101)) > 0.5).astype(float)
    answers, weight = RNG.normal(size=101), RNG.random(101)
    moments = Moments(101, 3).of(features, answers, weight)
    table = np.vstack([np.ones(101), answers, features])
    np.testing.assert_allclose(moments.sum(axis=0), (table * weight) @ table.T, atol=1e-12)
    fit = solve(by_part(moments[None]), np.array([1.0]))
    # The residuals' products with the features are what the ridge holds against the weights.
    centred = moments.sum(axis=0)[2:, 2:] - np.outer(*[moments.sum(axis=0)[0, 2:]] * 2) / weight.sum()
    expected = np.linalg.solve(centred + np.eye(3), fit.weights[0])
    np.testing.assert_allclose(fit.influences[0].sum(axis=1), expected, atol=1e-12)


def test_memory_that_is_used_again_leaves_no_trace():
    moments = Moments(30, 2)
    features, answers = RNG.random((2, 30)), RNG.random(30)
    first = moments.of(features, answers, np.ones(30)).copy()
    moments.of(features + 5, answers - 3, np.full(30, 0.2))
    assert (moments.of(features, answers, np.ones(30)) == first).all()


def test_standard_errors_are_the_spread_over_draws():
    def fit(seed):
        random = np.random.default_rng(seed)
        features = (random.random((4, 1000)) < 0.3).astype(float)
        answers = features[0] * features[1] + np.sin(3 * random.normal(size=1000)) + features[2]
        return one(features, answers, np.exp(features.sum(axis=0) - 4))

    fits = [fit(seed) for seed in range(150)]
    spread = np.std([found.weights[0] for found in fits], axis=0, ddof=1)
    said = np.sqrt(np.mean([found.standard_errors[0] ** 2 for found in fits], axis=0))
    np.testing.assert_allclose(said / spread, 1, atol=0.2)


@pytest.mark.parametrize("answer", [0.0, 0.3, -1e7])
def test_one_answer_has_no_r2_and_no_weights(answer):
    found = one(RNG.random((3, 60)), np.full(60, answer), RNG.random(60))
    assert not found.estimable[0]
    assert found.r2[0] == 0
    assert np.abs(found.weights).max() <= 1e-9 * max(1, abs(answer))
    assert found.intercepts[0] == pytest.approx(answer)


def test_a_feature_that_never_changes_weighs_nothing():
    features = np.vstack([np.ones(50), RNG.random(50)])
    found = one(features, features[1], np.ones(50))
    assert found.weights[0, 0] == pytest.approx(0, abs=1e-12)
    assert found.standard_errors[0, 0] == pytest.approx(0, abs=1e-12)
    assert found.estimable[0]


def test_rows_solved_together_and_alone_are_the_same_to_the_bit():
    made = Moments(200, 5)
    moments = np.stack(
        [made.of(RNG.random((5, 200)), RNG.random(200), RNG.random(200)).copy() for _ in range(9)]
    )
    whole = solve(by_part(moments), np.ones(9))
    alone = Fits.joined(
        [solve(by_part(moments[place : place + 1]), np.ones(1)) for place in range(9)], np.zeros(9)
    )
    for name in ("intercepts", "weights", "r2", "influences", "standard_errors"):
        assert (getattr(whole, name) == getattr(alone, name)).all(), name
