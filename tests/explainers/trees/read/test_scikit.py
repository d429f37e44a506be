"""Trees of scikit-learn: what is read answers as the estimator does."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import (
    AdaBoostClassifier,
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.tree import (
    DecisionTreeClassifier,
    DecisionTreeRegressor,
    ExtraTreeClassifier,
    ExtraTreeRegressor,
)

from fairwitness.explainers.trees.path_dependent import path_dependent
from fairwitness.explainers.trees.read.scikit import prepare_scikit, read_scikit, scale_scikit

FORESTS = (RandomForestClassifier, ExtraTreesClassifier, RandomForestRegressor, ExtraTreesRegressor)
TREES = (DecisionTreeClassifier, ExtraTreeClassifier, DecisionTreeRegressor, ExtraTreeRegressor)


def data(seed, classes=2, missing=0.0, rows=150):
    """Numbers that round in 32 bits, weights of which some are 0, and a target."""
    draw = np.random.default_rng(seed)
    X = np.round(draw.normal(size=(rows, 4)), 1) + 1e-9 * draw.normal(size=(rows, 4))
    X[draw.random(X.shape) < missing] = np.nan
    score = np.nansum(X[:, :2], axis=1) + draw.normal(size=rows)
    y = np.digitize(score, np.quantile(score, np.arange(1, classes) / classes)) if classes else score
    return X, y, draw.integers(0, 4, rows).astype(float)


def answers(estimator, X):
    """What the library says on the scale of the trees' sum. Shape (rows, outputs)."""
    if scale_scikit(estimator) == "probability":
        found = estimator.predict_proba(X)
    elif hasattr(estimator, "decision_function"):
        found = estimator.decision_function(X)
    else:
        found = estimator.predict(X)
        found = np.log(found) if scale_scikit(estimator) == "margin" else found
    return found.reshape(len(X), -1)


def assert_read(estimator, X):
    ensemble = read_scikit(estimator)
    matrix = prepare_scikit(estimator, X)
    np.testing.assert_allclose(ensemble.predict(matrix), answers(estimator, X), rtol=1e-11, atol=1e-11)
    return ensemble, matrix


@settings(max_examples=20)
@given(
    kind=st.sampled_from(TREES + FORESTS),
    depth=st.sampled_from([1, 3, None]),
    missing=st.sampled_from([0.0, 0.2]),
    classes=st.integers(2, 4),
    seed=st.integers(0, 1000),
)
def test_trees_and_forests(kind, depth, missing, classes, seed):
    X, y, weights = data(seed, 0 if "Regressor" in kind.__name__ else classes, missing)
    size = {"n_estimators": 3} if kind in FORESTS else {}
    estimator = kind(max_depth=depth, random_state=seed, **size).fit(X, y, sample_weight=weights)
    assert_read(estimator, X)


@settings(max_examples=10)
@given(classes=st.sampled_from([0, 2, 3]), loss=st.booleans(), init=st.booleans(), seed=st.integers(0, 1000))
def test_gradient_boosting(classes, loss, init, seed):
    X, y, weights = data(seed, classes)
    kind = GradientBoostingClassifier if classes else GradientBoostingRegressor
    chosen = {"loss": ("exponential" if classes == 2 else "log_loss") if classes else "huber"} if loss else {}
    estimator = kind(n_estimators=5, init="zero" if init else None, random_state=0, **chosen)
    assert_read(estimator.fit(X, y, sample_weight=weights + 0.1), X)


def mixed(seed, rows=300):
    """Numbers and two columns of categories with missing values, and more categories to be asked about later."""
    X, _, weights = data(seed, missing=0.1, rows=rows)
    draw = np.random.default_rng(seed)
    frame = pd.DataFrame(X[:, :3], columns=["a", "b", "c"])
    frame.insert(
        1, "town", pd.Categorical.from_codes(draw.integers(-1, 40, rows), [f"t{i:02}" for i in range(42)])
    )
    frame["job"] = pd.Categorical.from_codes(draw.integers(-1, 5, rows), list("vwxyz"))
    effect = draw.normal(size=42)[frame["town"].cat.codes] + draw.normal(size=6)[frame["job"].cat.codes]
    later = frame.assign(town=pd.Categorical(["t40", "t41"] * (rows // 2), frame["town"].cat.categories))
    return frame, later, effect + np.nan_to_num(X[:, 0]), weights


@settings(max_examples=10)
@given(
    classes=st.sampled_from([0, 2, 3]),
    categories=st.booleans(),
    depth=st.sampled_from([1, None]),
    seed=st.integers(0, 99),
)
def test_histogram_gradient_boosting(classes, categories, depth, seed):
    frame, later, score, weights = mixed(seed)
    if not categories:
        frame, later = frame[["a", "b", "c"]], later[["c", "b", "a"]].set_axis(["a", "b", "c"], axis=1)
    y = np.digitize(score, np.quantile(score, np.arange(1, classes) / classes)) if classes else score
    kind = HistGradientBoostingClassifier if classes else HistGradientBoostingRegressor
    estimator = kind(max_iter=4, max_depth=depth, categorical_features="from_dtype", min_samples_leaf=3)
    estimator.fit(frame, y, sample_weight=weights)
    for asked in (frame, later):
        ensemble, _ = assert_read(estimator, asked)
    assert (ensemble.category_start >= 0).any() or not categories or depth == 1


def test_counts_and_their_logarithm():
    X, y, _ = data(0, 3)
    estimator = HistGradientBoostingRegressor(loss="poisson", max_iter=5).fit(X, y)
    assert scale_scikit(estimator) == "margin"
    assert_read(estimator, X)


def test_the_output_of_a_label():
    X, y, _ = data(1, 3)
    forest = RandomForestClassifier(5, max_depth=3, random_state=0).fit(X, y)
    found = read_scikit(forest, 2).predict(prepare_scikit(forest, X))
    np.testing.assert_allclose(found[:, 0], forest.predict_proba(X)[:, 2], atol=1e-12)
    for kind in (GradientBoostingClassifier, HistGradientBoostingClassifier):
        booster = kind(**{"n_estimators" if kind is GradientBoostingClassifier else "max_iter": 3})
        booster.fit(X, y == 2)
        for output, sign in ((0, -1), (1, 1)):
            found = read_scikit(booster, output).predict(prepare_scikit(booster, X))
            np.testing.assert_allclose(found[:, 0], sign * booster.decision_function(X), atol=1e-12)


def test_several_numbers():
    X, y, _ = data(2, 0)
    forest = RandomForestRegressor(3, max_depth=3, random_state=0).fit(X, np.column_stack([y, -2 * y]))
    assert assert_read(forest, X)[0].outputs == 2
    assert read_scikit(forest, 1).outputs == 1


def test_what_is_no_sum_of_trees():
    X, y, _ = data(3)

    class Own(RandomForestClassifier):
        def predict_proba(self, X):
            return super().predict_proba(X) ** 2

    several = np.column_stack([y, y])
    for estimator in (
        LogisticRegression().fit(X, y),
        AdaBoostClassifier(n_estimators=2).fit(X, y),
        Own(2).fit(X, y),
        DecisionTreeClassifier().fit(X, several),
        GradientBoostingRegressor(n_estimators=2, init=LinearRegression()).fit(X, y),
        GradientBoostingClassifier(n_estimators=2, init=LogisticRegression()).fit(X, y),
    ):
        assert read_scikit(estimator) is None
    fixed = GradientBoostingRegressor(n_estimators=2, init=DummyRegressor(strategy="constant", constant=3.0))
    assert_read(fixed.fit(X, y), X)


def explained(estimator, X):
    ensemble, matrix = assert_read(estimator, X)
    return path_dependent(ensemble, matrix, np.arange(ensemble.columns, dtype=np.int32), threads=1)


CASES = [
    (RandomForestRegressor, 0, {"n_estimators": 5, "max_depth": 6}),
    (RandomForestClassifier, 2, {"n_estimators": 5, "max_depth": 6}),
    (ExtraTreesClassifier, 3, {"n_estimators": 5, "min_samples_leaf": 3}),
    (GradientBoostingRegressor, 0, {"n_estimators": 5}),
    (GradientBoostingClassifier, 2, {"n_estimators": 5}),  # shap reads no more than two classes of it
    (HistGradientBoostingRegressor, 0, {"max_iter": 5}),
    (HistGradientBoostingClassifier, 2, {"max_iter": 5}),
    (HistGradientBoostingClassifier, 3, {"max_iter": 5}),
]


@pytest.mark.parametrize(("kind", "classes", "size"), CASES)
def test_shap_says_the_same(shap, kind, classes, size):
    X, y, _ = data(4, classes)
    X = X.astype(np.float32).astype(float)
    estimator = kind(random_state=0, **size).fit(X, y)
    explainer = shap.TreeExplainer(estimator, feature_perturbation="tree_path_dependent")
    theirs = explainer.shap_values(X[:20], check_additivity=False)
    ensemble, matrix = assert_read(estimator, X[:20])
    found = path_dependent(ensemble, matrix, np.arange(4, dtype=np.int32), threads=1)
    np.testing.assert_allclose(found.values, theirs.reshape(found.values.shape), atol=1e-6)
    np.testing.assert_allclose(found.base, np.ravel(explainer.expected_value), atol=1e-6)
