# ruff: noqa: E501 - a table reads best with a case to a line
"""Every stock estimator of scikit-learn, saved with skops and loaded as a plan would."""

import inspect

import numpy as np
import pandas as pd
import pytest
import scipy.stats
import skops.io
from sklearn import calibration, decomposition, ensemble, feature_selection, impute, linear_model, svm
from sklearn import gaussian_process as gaussian
from sklearn import model_selection as selection
from sklearn.base import is_regressor
from sklearn.compose import TransformedTargetRegressor
from sklearn.experimental import enable_halving_search_cv, enable_iterative_imputer  # noqa: F401
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler
from sklearn.utils import all_estimators

from fairwitness.errors import ModelError, UntrustedTypeError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # of fits that are short on purpose
]
DRAW = np.random.default_rng(0)
X = DRAW.random((60, 4))
Y = (X[:, 0] + 0.3 * X[:, 1] > 0.6).astype(int)
R = 1 + X[:, 0] + X[:, 1]
LOGISTIC, RIDGE = linear_model.LogisticRegression(), linear_model.Ridge()
TWO_TARGETS = {
    "MultiOutputClassifier",
    "ClassifierChain",
    "MultiOutputRegressor",
    "RegressorChain",
    "PLSCanonical",
    "CCA",
}
NOT_OF_A_TABLE = {
    **dict.fromkeys(
        ("DictVectorizer", "FeatureHasher", "HashingVectorizer", "PatchExtractor"), "reads no numbers"
    ),
    **dict.fromkeys(("CountVectorizer", "TfidfVectorizer", "TfidfTransformer"), "reads no numbers"),
    **dict.fromkeys(("LabelBinarizer", "LabelEncoder", "MultiLabelBinarizer"), "reads labels"),
    **dict.fromkeys(("TSNE", "MDS", "SpectralEmbedding", "ClassicalMDS"), "cannot transform new rows"),
    **dict.fromkeys(("KernelCenterer", "IsotonicRegression"), "reads one column or a kernel"),
    **dict.fromkeys(("CCA", "PLSCanonical", "PLSRegression", "PLSSVD"), "gives two tables"),
    **dict.fromkeys(("MissingIndicator", "ColumnTransformer", "FeatureUnion"), "tested with others"),
    "Birch": "skops cannot save it",
}
ARGUMENTS = {
    "param_grid": {"C": [0.1, 1.0]},
    "param_distributions": {"C": [0.1, 1.0, 2.0]},
    "dictionary": np.eye(4),
}
MORE = {
    **{
        name: {"eps": 0.9, "n_components": 2}
        for name in ("GaussianRandomProjection", "SparseRandomProjection")
    },
    "RandomizedSearchCV": {"n_iter": 2},
}


def made(name, cls, regressor):
    base = RIDGE if regressor else LOGISTIC
    given = {"estimator": base, "estimators": [("a", base), ("b", base)], **ARGUMENTS}
    if regressor:
        given["param_grid"] = {"alpha": [0.1, 1.0]}
    wanted = inspect.signature(cls.__init__).parameters
    needed = {key: given[key] for key, each in wanted.items() if each.default is each.empty and key in given}
    if name == "SelfTrainingClassifier":
        needed["estimator"] = LOGISTIC
    small = {key: 3 for key in ("n_estimators", "max_iter") if key in wanted and name != "RANSACRegressor"}
    return cls(**small | needed | MORE.get(name, {}))


def stock(kind):
    return [
        pytest.param(name, cls, id=name)
        for name, cls in all_estimators(type_filter=kind)
        if name not in NOT_OF_A_TABLE or kind != "transformer"
    ]


def same_again(model, folder, load, rows=X):
    skops.io.dump(model, folder / "m.skops")
    loaded = load("m.skops").estimator
    if not isinstance(rows, pd.DataFrame) and rows.ndim == 1:
        np.testing.assert_allclose(loaded.predict(rows), model.predict(rows))
        return
    asked = np.asarray(loaded.predict(rows))
    if asked.dtype.kind == "f":
        np.testing.assert_allclose(asked, model.predict(rows))
    else:
        np.testing.assert_array_equal(asked, model.predict(rows))


@pytest.mark.parametrize(("name", "cls"), stock("classifier"))
def test_every_stock_classifier(name, cls, tmp_path, load):
    model = made(name, cls, regressor=False)
    if name not in TWO_TARGETS:
        same_again(model.fit(X, Y), tmp_path, load)
        return
    skops.io.dump(model.fit(X, np.column_stack([Y, 1 - Y])), tmp_path / "m.skops")
    with pytest.raises(ModelError, match=f"must decide one thing. This {name} decides 2 at once"):
        load("m.skops")


@pytest.mark.parametrize(("name", "cls"), stock("regressor"))
def test_every_stock_regressor(name, cls, tmp_path, load):
    rows = X[:, 0] if name == "IsotonicRegression" else X
    y = np.column_stack([R, R[::-1]]) if name in TWO_TARGETS or name.startswith("MultiTask") else R
    same_again(made(name, cls, regressor=True).fit(rows, y), tmp_path, load, rows)


@pytest.mark.parametrize(("name", "cls"), stock("transformer"))
def test_every_stock_transformer_in_a_pipeline(name, cls, tmp_path, load):
    step = made(name, cls, regressor=name.endswith("Regressor"))
    same_again(make_pipeline(step, impute.SimpleImputer(), LOGISTIC).fit(X, Y), tmp_path, load)


KERNELS = gaussian.kernels
VARIANTS = {
    **{f"tree {loss}": ensemble.GradientBoostingRegressor(loss=loss, n_estimators=2) for loss in ("huber", "quantile")},
    **{f"bins {loss}": ensemble.HistGradientBoostingRegressor(loss=loss, max_iter=2) for loss in ("gamma", "poisson", "absolute_error")},
    **{f"power {power}": linear_model.TweedieRegressor(power=power) for power in (0, 1, 1.5, 2, 3)},
    **{f"sgd {loss}": linear_model.SGDClassifier(loss=loss) for loss in ("modified_huber", "squared_hinge", "perceptron", "huber", "epsilon_insensitive")},
    **{f"near {metric}": KNeighborsClassifier(metric=metric, algorithm="ball_tree") for metric in ("chebyshev", "canberra", "braycurtis", "hamming", "minkowski")},
    "near p": KNeighborsClassifier(p=3, algorithm="kd_tree"),
    **{f"kernel {kernel}": gaussian.GaussianProcessRegressor(kernel) for kernel in (KERNELS.RationalQuadratic(), KERNELS.DotProduct(), KERNELS.RBF() ** 2, KERNELS.PairwiseKernel())},
    **{f"calibrated {method}": calibration.CalibratedClassifierCV(LOGISTIC, method=method, cv=2) for method in ("sigmoid", "isotonic", "temperature")},
    **{f"best {by.__name__}": make_pipeline(feature_selection.SelectKBest(by, k=2), LOGISTIC) for by in (feature_selection.f_regression, feature_selection.r_regression, feature_selection.mutual_info_regression)},
    **{f"score {name}": selection.GridSearchCV(LOGISTIC, {"C": [1.0]}, cv=2, scoring=name) for name in ("accuracy", "f1", "roc_auc", "neg_log_loss", "average_precision")},
    **{f"split {type(split).__name__}": selection.GridSearchCV(LOGISTIC, {"C": [1.0]}, cv=split) for split in (selection.ShuffleSplit(2), selection.StratifiedShuffleSplit(2), selection.RepeatedStratifiedKFold(n_splits=2, n_repeats=1), selection.TimeSeriesSplit(2))},
    "halving": selection.HalvingGridSearchCV(LOGISTIC, {"C": [0.1, 1.0]}, cv=2),
    "iterative": make_pipeline(impute.IterativeImputer(max_iter=2), LOGISTIC),
    "logarithms": make_pipeline(FunctionTransformer(np.log1p), LOGISTIC),
    "target": TransformedTargetRegressor(RIDGE, func=np.log1p, inverse_func=np.expm1),
    "probable": svm.SVC(kernel="poly"),
    "components": make_pipeline(MinMaxScaler(), decomposition.NMF(2, max_iter=5), LOGISTIC),
}  # fmt: skip


@pytest.mark.parametrize("model", VARIANTS.values(), ids=VARIANTS)
def test_what_stock_estimators_hold_when_they_are_set_otherwise(model, tmp_path, load):
    same_again(model.fit(X, R if is_regressor(model) else Y), tmp_path, load)


def test_distributions_of_scipy_execute_their_own_state_and_are_refused(tmp_path, load):
    search = selection.RandomizedSearchCV(LOGISTIC, {"C": scipy.stats.loguniform(0.1, 1)}, cv=2, n_iter=1)
    distribution = search.param_distributions["C"].dist
    distribution._parse_arg_template = f"open({str(tmp_path / 'taken')!r}, 'w').close()"
    skops.io.dump(search.fit(X, Y), tmp_path / "m.skops")
    with pytest.raises(
        UntrustedTypeError, match=r"It also holds scipy\.stats\._continuous_distns\.reciprocal_gen"
    ):
        load("m.skops")
    assert not (tmp_path / "taken").exists()
