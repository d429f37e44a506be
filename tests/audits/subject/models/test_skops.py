import importlib
import operator
import pickle
import zipfile

import numpy as np
import pandas as pd
import pytest
import sklearn
import skops.io
from sklearn import calibration, ensemble, linear_model, naive_bayes, neighbors, neural_network, svm, tree
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.compose import ColumnTransformer
from sklearn.feature_selection import SelectKBest
from sklearn.gaussian_process import GaussianProcessClassifier
from sklearn.impute import SimpleImputer
from sklearn.model_selection import FixedThresholdClassifier, GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    OneHotEncoder,
    OrdinalEncoder,
    SplineTransformer,
    StandardScaler,
)

from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.models import load_model
from fairwitness.audits.subject.models.skops import KNOWN_TYPES
from fairwitness.errors import ModelError, UntrustedTypeError

OTHER_VERSIONS = {  # each is in one supported version of its library and not in another
    "sklearn.linear_model._sgd_fast.Log",
    "scipy._lib.array_api_compat.numpy._aliases.asarray",
    "scipy.interpolate._bsplines._BSpline",
}
LOGISTIC = linear_model.LogisticRegression()
STOCK = {
    "logistic": LOGISTIC,
    "forest": ensemble.RandomForestClassifier(4, random_state=0),
    "extra trees": ensemble.ExtraTreesClassifier(4, random_state=0),
    "gradient boosting": ensemble.GradientBoostingClassifier(n_estimators=4),
    "exponential boosting": ensemble.GradientBoostingClassifier(n_estimators=4, loss="exponential"),
    "histogram boosting": ensemble.HistGradientBoostingClassifier(max_iter=4),
    "adaboost": ensemble.AdaBoostClassifier(n_estimators=3),
    "bagging": ensemble.BaggingClassifier(n_estimators=3),
    "stacking": ensemble.StackingClassifier([("a", LOGISTIC), ("b", tree.DecisionTreeClassifier())], cv=2),
    "voting": ensemble.VotingClassifier([("a", LOGISTIC), ("b", naive_bayes.GaussianNB())], voting="soft"),
    "tree": tree.DecisionTreeClassifier(),
    "svc": svm.SVC(),
    "calibrated": calibration.CalibratedClassifierCV(LOGISTIC, cv=2),
    "isotonic": calibration.CalibratedClassifierCV(LOGISTIC, cv=2, method="isotonic"),
    "mlp": neural_network.MLPClassifier((4,), solver="lbfgs", max_iter=2000, tol=1.0, random_state=0),
    "neighbours": neighbors.KNeighborsClassifier(),
    "ball tree": neighbors.KNeighborsClassifier(algorithm="ball_tree", metric="manhattan"),
    "naive Bayes": naive_bayes.GaussianNB(),
    "sgd": linear_model.SGDClassifier(loss="log_loss", random_state=0),
    "hinge": linear_model.SGDClassifier(random_state=0),
    "grid": GridSearchCV(LOGISTIC, {"C": [0.1, 1]}, cv=2),
    "threshold": FixedThresholdClassifier(LOGISTIC, threshold=0.3),
    "gaussian process": GaussianProcessClassifier(),
    "selected": make_pipeline(SelectKBest(k=2), LOGISTIC),
    "splines": make_pipeline(SplineTransformer(), LOGISTIC),
}


@pytest.fixture(scope="module")
def rows():
    draw = np.random.default_rng(0)
    X = pd.DataFrame(
        {
            "income": draw.normal(size=120),
            "children": draw.integers(0, 5, 120).astype(float),
            "job": draw.choice(["a", "b", "c"], 120).astype(object),
            "size": draw.choice(["small", "large"], 120).astype(object),
        }
    )
    y = np.where(X["children"] + (X["size"] == "large") + draw.normal(size=120) > 2.5, "yes", "no")
    X.loc[::7, "income"] = np.nan
    X.loc[::11, "job"] = None
    return X, y


def prepared():
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    words = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(sparse_output=False))
    return ColumnTransformer(
        [("n", numbers, ["income", "children"]), ("w", words, ["job"]), ("o", OrdinalEncoder(), ["size"])]
    )


def load(path):
    return load_model(ModelSource(path=path.name), path.parent)


@pytest.mark.parametrize("model", STOCK.values(), ids=STOCK)
def test_a_stock_model_answers_exactly_as_before_it_was_saved(model, rows, tmp_path):
    X, y = rows
    fitted = make_pipeline(prepared(), model).fit(X, y)
    skops.io.dump(fitted, tmp_path / "model.skops")
    loaded = load(tmp_path / "model.skops")
    assert loaded.predict(X).tolist() == fitted.predict(X).tolist()
    assert loaded.expects == tuple(X.columns)
    assert loaded.classes == ("no", "yes")
    assert len(loaded.sha256) == 64
    if hasattr(fitted, "predict_proba"):
        np.testing.assert_array_equal(loaded.scores(X, "yes"), fitted.predict_proba(X)[:, 1])


@pytest.mark.parametrize("name", sorted(KNOWN_TYPES))
def test_each_known_type_is_named_in_full_and_is_of_the_libraries_themselves(name):
    module, _, attribute = name.rpartition(".")
    assert module.split(".")[0] in ("sklearn", "numpy", "scipy", "collections")
    if name not in OTHER_VERSIONS:
        assert callable(getattr(importlib.import_module(module), attribute))


def double(X):
    return X * 2


class Mine(ClassifierMixin, BaseEstimator):
    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.zeros(len(X))


@pytest.mark.parametrize(
    ("step", "type_name"),
    [
        (FunctionTransformer(double), "double"),
        (FunctionTransformer(operator.methodcaller("copy")), "operator.methodcaller"),
        (FunctionTransformer(np.load), "load"),
        (FunctionTransformer(np.fromfile), "fromfile"),
        (Mine(), "Mine"),
    ],
    ids=["a user's function", "methodcaller", "numpy.load", "numpy.fromfile", "a user's class"],
)
def test_any_other_type_is_named_and_refused(step, type_name, tmp_path):
    skops.io.dump(make_pipeline(step), tmp_path / "model.skops")
    with pytest.raises(
        UntrustedTypeError, match=rf"must hold only known types .*{type_name}.* and was not loaded"
    ) as caught:
        load(tmp_path / "model.skops")
    assert "\n" not in str(caught.value)
    assert any(type_name in name for name in caught.value.types)


def test_a_type_that_the_plan_trusts_is_loaded_and_no_other(tmp_path):
    skops.io.dump(
        make_pipeline(FunctionTransformer(double), Mine()).fit([[1.0], [2.0]], [0, 1]), tmp_path / "m.skops"
    )
    mine, twice = f"{Mine.__module__}.Mine", f"{double.__module__}.double"
    with pytest.raises(UntrustedTypeError, match=rf"also holds {mine}, and was not loaded"):
        load_model(ModelSource(path="m.skops", trust=(twice,)), tmp_path)
    trusted = load_model(ModelSource(path="m.skops", trust=(twice, mine)), tmp_path)
    assert trusted.predict(pd.DataFrame([[5.0]])).tolist() == [0.0]


def corrupt(path):
    skops.io.dump(LOGISTIC, path)
    path.write_bytes(path.read_bytes()[:-40])


def other_zip(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")


def bad_schema(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("schema.json", '{"__loader__": "NoSuchNode", "protocol": 2}')


BROKEN = {
    "one byte": lambda path: path.write_bytes(b"x"),
    "pickle": lambda path: path.write_bytes(pickle.dumps({"a": 1})),
    "cut off": corrupt,
    "another zip": other_zip,
    "no json": lambda path: path.write_bytes(b"PK\x03\x04" + b"x" * 100),
    "unknown node": bad_schema,
}


@pytest.mark.parametrize("write", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_said_to_be_no_model_in_one_sentence(write, tmp_path):
    path = tmp_path / "model.skops"
    write(path)
    with pytest.raises(
        ModelError, match=r"^'model\.skops' must be a model saved with `skops\.io\.dump`\. It is not: "
    ) as caught:
        load(path)
    assert "\n" not in str(caught.value)


def test_what_is_no_model(tmp_path):
    skops.io.dump({"a": [1, 2]}, tmp_path / "model.skops")
    with pytest.raises(ModelError, match=r"must hold a model with `predict`. It holds a dict"):
        load(tmp_path / "model.skops")


def test_another_version_is_in_the_table_and_prints_no_warnings(tmp_path, load, recwarn):
    skops.io.dump(linear_model.LogisticRegression().fit([[0.0], [1.0]], [0, 1]), tmp_path / "new.skops")
    with zipfile.ZipFile(tmp_path / "new.skops") as new, zipfile.ZipFile(tmp_path / "old.skops", "w") as old:
        for member in new.namelist():
            content = new.read(member)
            if member == "schema.json":
                here = sklearn.__version__.encode()
                assert here in content
                content = content.replace(here, b"0.99.1")
            old.writestr(member, content)
    assert load("old.skops").signature.versions == {"scikit-learn": "0.99.1"}
    assert [str(one.message) for one in recwarn] == []
