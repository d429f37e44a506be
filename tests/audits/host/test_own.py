"""What a model's own library says through the wire: as in this process, and refused where it cannot be."""

import json
import pickle

import cloudpickle
import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

from fairwitness.audits.host import model as host_model
from fairwitness.audits.host.child.wire import WireError
from fairwitness.audits.host.own import contributions, margins
from fairwitness.audits.subject.models.signature import Signature
from fairwitness.errors import ModelError

cb = pytest.importorskip("catboost")
RNG = np.random.default_rng(2)
X = pd.DataFrame({"pay": RNG.normal(size=80), "job": RNG.choice(["a", "b", "c"], 80)})
SCORE = X["pay"] * (X["job"] == "a")
QUIET = {"iterations": 5, "depth": 2, "verbose": 0, "allow_writing_files": False, "cat_features": ["job"]}
PARAMS = {"loss_function": {"type": "RMSE"}, "tree_learner_options": {"grow_policy": "SymmetricTree"}}


@pytest.mark.parametrize("labels", [0, 2, 3])
def test_the_same_shares_as_in_this_process(labels, start, monkeypatch):
    monkeypatch.setattr(host_model, "_QUESTION_BYTES", 16 * 7)  # seven rows a question
    y = SCORE if not labels else np.digitize(SCORE, [-0.1, 0.3][: labels - 1])
    model = (cb.CatBoostClassifier if labels else cb.CatBoostRegressor)(**QUIET).fit(X, y)
    hosted = start(pickle.dumps(model))
    assert json.loads(hosted.explains)["tree_learner_options"]["depth"] == 2
    raw = np.asarray(model.predict(X, prediction_type="RawFormulaVal")).reshape(80, -1)
    np.testing.assert_array_equal(margins(hosted, X), raw)
    for background in (None, X.iloc[20:50]):
        pools = [
            None if rows is None else cb.Pool(rows, label=model.predict(rows), cat_features=["job"])
            for rows in (X.iloc[:20], background)
        ]
        own = model.get_feature_importance(pools[0], type="ShapValues", reference_data=pools[1])
        found = contributions(hosted, X.iloc[:20], background)
        np.testing.assert_allclose(found, np.asarray(own).reshape(20, -1, 3), atol=1e-12)
    assert len(hosted.predict(X)) == 80  # and it can be asked again


def test_a_model_of_another_library_does_not_explain_itself(start):
    hosted = start(pickle.dumps(LinearRegression().fit(X[["pay"]], SCORE)))
    assert hosted.explains is None
    with pytest.raises(ModelError, match="TypeError"):
        margins(hosted, X[["pay"]])
    assert len(hosted.predict(X[["pay"]])) == 80


def liar(lie):
    """A model that says it is CatBoost's; its shares are honest but for the lie."""

    class Liar:
        def get_metadata(self):
            return {"params": json.dumps(PARAMS)}

        def get_cat_feature_indices(self):
            return []

        get_text_feature_indices = get_embedding_feature_indices = get_cat_feature_indices

        def predict(self, X, prediction_type=None):
            return np.asarray(X, dtype=float).sum(axis=1)

        def get_feature_importance(self, pool, type, reference_data=None):
            rows = pool.get_features()
            mean = (reference_data or pool).get_features().mean(axis=0)
            return lie(np.column_stack([rows - mean, np.full(len(rows), mean.sum())]))

    Liar.__module__ = "catboost.core"
    return cloudpickle.dumps(Liar())


def added(row, column, what):
    def lie(shares):
        shares[row, column] += what
        return shares

    return lie


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        (added(3, 0, 0.01), r"shares that miss its sums by up to 0\.01"),
        (lambda shares: np.repeat(shares, 3, axis=1), "bytes where at most"),
    ],
)
def test_what_cannot_be_the_shares_is_refused_and_the_process_ended(lie, said, start):
    numbers = pd.DataFrame(RNG.normal(size=(12, 2)), columns=["a", "b"])
    hosted = start(liar(lie))
    with pytest.raises(ModelError, match=said):
        contributions(hosted, numbers.iloc[:6], numbers.iloc[6:])
    with pytest.raises(ModelError, match="has been stopped"):
        hosted.predict(numbers)


class Told:
    """A hosted model of two labels, on the other end of which somebody writes what he likes."""

    signature = Signature("model", classes=("no", "yes"))

    def __init__(self, sums, shares, **header):
        self.sums, self.shares, self.header = sums, shares, header

    def ask(self, question, written, most, read, what):
        header = {"margins": list(self.sums.shape), "contributions": list(self.shares.shape)} | self.header
        return read(header, [self.sums.tobytes(), self.shares.tobytes()])


ROWS = pd.DataFrame(RNG.normal(size=(12, 2)), columns=["a", "b"])


def honest():
    """Sums of two columns, and their shares against the last six rows."""
    mean = ROWS.iloc[6:].to_numpy().mean(axis=0)
    shares = np.column_stack([ROWS.iloc[:6].to_numpy() - mean, np.full(6, mean.sum())])
    return ROWS.sum(axis=1).to_numpy()[:, None], shares[:, None]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda sums, shares: (sums, added(3, 0, 0.01)(shares[:, 0])[:, None]), "miss its sums by up to"),
        (lambda sums, shares: (sums, added(3, 0, np.nan)(shares[:, 0])[:, None]), "that are not finite"),
        (lambda sums, shares: (sums * np.inf, shares), "margins that are not finite"),
        (lambda sums, shares: (sums, shares + np.array([0, -0.5, 0.5])), "not its mean over the background"),
        (
            lambda sums, shares: (sums, shares + np.array([0, -1, 1]) * np.arange(6)[:, None, None]),
            "another base value for each row",
        ),
        (lambda sums, shares: (sums, shares[1:]), r"of another shape than \(6, 1, 3\)"),
        (lambda sums, shares: (sums, shares[:, :, 1:]), "contributions of another shape"),
        (lambda sums, shares: (sums[1:], shares), r"margins of another shape than \(12, 1\)"),
    ],
)
def test_what_cannot_be_the_shares_is_told_apart(change, said):
    with pytest.raises(WireError, match=said):
        contributions(Told(*change(*honest())), ROWS.iloc[:6], ROWS.iloc[6:])


def test_a_shape_that_is_not_that_of_the_bytes():
    sums, shares = honest()
    with pytest.raises(WireError, match="of another shape"):
        contributions(Told(sums, shares[1:], contributions=[6, 1, 3]), ROWS.iloc[:6], ROWS.iloc[6:])


def test_what_can_be_the_shares_is_taken():
    sums, shares = honest()
    np.testing.assert_array_equal(contributions(Told(sums, shares), ROWS.iloc[:6], ROWS.iloc[6:]), shares)
