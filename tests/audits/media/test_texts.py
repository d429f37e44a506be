"""The words that decide are found through every format of a model that reads texts."""

import json
import pickle

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from tests.audits.subject.models.http.servers import V2Server

from fairwitness.audits.media import text_predict
from fairwitness.audits.plan.source import ModelSource
from fairwitness.audits.subject.models import load_model
from fairwitness.audits.subject.models.base import LoadedModel
from fairwitness.errors import ModelError
from fairwitness.explainers import explain_text
from fairwitness.explainers.media import Effort

RNG = np.random.default_rng(8)
FILLER = ["the", "film", "plot", "actor", "scene", "music", "was", "and", "with", "story"]


def sentence(*words):
    found = [*RNG.choice(FILLER, 7), *words]
    RNG.shuffle(found)
    return " ".join(found)


TEXTS = [sentence("splendid") for _ in range(60)] + [sentence("dreadful") for _ in range(60)]
LABELS = ["good"] * 60 + ["bad"] * 60
FITTED = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(TEXTS, LABELS)
MIXED = sentence("splendid", "dreadful")


def finds_the_words(model, column=None):
    place = model.classes.index("good")
    found = explain_text(
        text_predict(model, column), [MIXED], effort=Effort(n_samples=200, batch=50, output=place)
    )[0]
    values = dict(zip(found.parts, found.values, strict=True))
    assert {found.parts[k] for k in found.strongest(2)} == {"splendid", "dreadful"}
    assert values["splendid"] > 0 > values["dreadful"]
    return found


def test_skops(tmp_path):
    skops.io.dump(FITTED, tmp_path / "m.skops")
    model = load_model(ModelSource(path="m.skops"), tmp_path)
    found = finds_the_words(model)
    assert found.answer == pytest.approx(FITTED.predict_proba([MIXED])[0, 1])
    frame = pd.DataFrame({"review": TEXTS[:3]})
    assert model.predict(frame).tolist() == FITTED.predict(TEXTS[:3]).tolist()  # an audit asks so too


def test_a_pickle_in_a_process_of_its_own(tmp_path):
    (tmp_path / "m.pkl").write_bytes(pickle.dumps(FITTED))
    model = load_model(ModelSource(path="m.pkl", run_code=True), tmp_path)
    finds_the_words(model, "review")
    model.close()


def test_onnx(tmp_path):
    skl2onnx = pytest.importorskip("skl2onnx")
    from skl2onnx.common.data_types import StringTensorType

    # Small letters need a locale of the machine in onnxruntime.
    fitted = make_pipeline(TfidfVectorizer(lowercase=False), LogisticRegression()).fit(TEXTS, LABELS)
    made = skl2onnx.convert_sklearn(
        fitted, initial_types=[("text", StringTensorType([None, 1]))], options={"zipmap": False}
    )
    (tmp_path / "m.onnx").write_bytes(made.SerializeToString())
    found = finds_the_words(load_model(ModelSource(path="m.onnx"), tmp_path))
    assert found.answer == pytest.approx(fitted.predict_proba([MIXED])[0, 1], abs=1e-4)


def test_open_inference_over_http(serve, tmp_path):
    inputs = [{"name": "text", "datatype": "BYTES", "shape": [-1, 1]}]
    outputs = [{"name": "chances", "datatype": "FP64", "shape": [-1, 2]}]

    def answer(given):
        return {"chances": FITTED.predict_proba(given["text"].ravel().tolist())}

    server = serve(V2Server(inputs, outputs, answer))
    finds_the_words(
        load_model(ModelSource(url=f"{server.url}/v2/models/loans", classes=("bad", "good")), tmp_path)
    )


def test_mlflow_over_http_with_labels_alone(serve, tmp_path):
    def answer(handler, body):
        split = json.loads(body)["dataframe_split"]
        assert split["columns"] == ["review"]
        handler.send(body={"predictions": FITTED.predict([row[0] for row in split["data"]]).tolist()})

    source = ModelSource(url=f"{serve(answer).url}/invocations", classes=("bad", "good"))
    model = load_model(source, tmp_path)
    assert not model.has_scores
    finds_the_words(model, "review")


class Columns:
    """Reads several columns, or answers with what it does not name."""

    def __init__(self, answer):
        self.answer_ = answer

    def predict(self, X):
        return np.array([self.answer_] * len(X), dtype=object)


def test_a_number_and_a_label_without_a_list():
    predict = text_predict(LoadedModel(Columns(2.5), "python"))
    assert predict(["a", "b"]).tolist() == [[2.5], [2.5]]
    with pytest.raises(ModelError, match="must say which there are"):
        text_predict(LoadedModel(Columns("yes"), "python"))(["a"])


@pytest.mark.parametrize(
    ("names", "column", "said"), [(["a", "b"], None, "'a', 'b'; got no name"), (["a"], "b", "'a'; got 'b'")]
)
def test_a_model_that_reads_something_else(names, column, said):
    model = Columns(1)
    model.feature_names_in_ = np.array(names, dtype=object)
    with pytest.raises(ModelError, match=f"must read one column.*{said}"):
        text_predict(LoadedModel(model, "python"), column)
