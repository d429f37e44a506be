import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from tests.audits.subject.models.http.servers import V2Server

from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.models import load_model
from fairwitness.audits.subject.models.http.v2 import is_v2
from fairwitness.errors import ModelError

X = pd.DataFrame({"age": [20.0, 30.0, 40.0, 50.0, 60.0], "debts": [3, 0, 1, 0, 1]})
FITTED = LogisticRegression().fit(X, [0, 0, 1, 1, 1])
MATRIX = [{"name": "input-0", "datatype": "FP64", "shape": [-1, 2]}]
LABEL = {"name": "predict", "datatype": "INT64", "shape": [-1, 1]}
BOTH = [LABEL, {"name": "predict_proba", "datatype": "FP64", "shape": [-1, 2]}]
PEOPLE = pd.DataFrame(
    {"age": [20, 30, 40], "income": [1.5, 2.5, 3.5], "job": ["a", "b", "é"], "owner": [True, False, True]}
)
COLUMNS = [
    {"name": "age", "datatype": "INT64", "shape": [-1, 1]},
    {"name": "income", "datatype": "FP32", "shape": [-1, 1]},
    {"name": "job", "datatype": "BYTES", "shape": [-1]},
    {"name": "owner", "datatype": "BOOL", "shape": [-1, 1]},
]


def matrix(given):
    rows = pd.DataFrame(given["input-0"], columns=X.columns)
    return {"predict": FITTED.predict(rows).reshape(-1, 1), "predict_proba": FITTED.predict_proba(rows)}


def people(given):
    assert given["job"].dtype == object
    assert given["owner"].dtype == bool
    return {"decision": np.where(given["age"].ravel() > 25, "yes", "no")}


def load(server, tmp_path, path="/v2/models/loans", **given):
    return load_model(ModelSource(url=f"{server.url}{path}", **given), tmp_path)


def test_one_matrix_there_and_probabilities_back(serve, tmp_path):
    server = serve(V2Server(MATRIX, BOTH, matrix))
    model = load(server, tmp_path, http={"batch": 2})
    assert (model.type, model.classes, model.signature.width) == ("sklearn_sklearn", ("0", "1"), 2)
    answer = model.answer(X)
    np.testing.assert_array_equal(answer.probabilities, FITTED.predict_proba(X))
    assert answer.labels.tolist() == FITTED.predict(X).tolist()
    assert [path for _, path, *_ in server.asked] == ["/v2/models/loans", *["/v2/models/loans/infer"] * 3]
    named = load(server, tmp_path, classes=("no", "yes"))
    assert named.predict(X).tolist() == ["yes" if label else "no" for label in FITTED.predict(X)]


def test_labels_where_the_plan_wants_them(serve, tmp_path):
    model = load(serve(V2Server(MATRIX, BOTH, matrix)), tmp_path, output="label")
    assert not model.has_scores
    assert model.predict(X).tolist() == FITTED.predict(X).tolist()


def test_a_tensor_for_each_column(serve, tmp_path):
    outputs = [{"name": "decision", "datatype": "BYTES", "shape": [-1]}]
    model = load(serve(V2Server(COLUMNS, outputs, people)), tmp_path, "/v2/models/loans/versions/1/infer")
    assert model.expects == ("age", "income", "job", "owner")
    assert [column.kind for column in model.signature.inputs] == ["number", "number", "text", "true or false"]
    assert model.predict(PEOPLE[["owner", "job", "income", "age"]]).tolist() == ["no", "yes", "yes"]
    with pytest.raises(ModelError, match=r"reads the column 'income', which it is not given"):
        model.predict(PEOPLE[["age"]])
    with pytest.raises(ModelError, match=r"whole numbers \(INT64\) in the column 'age'"):
        model.predict(PEOPLE.assign(age=[1.5, 2, 3]))


def test_a_server_that_does_not_name_its_tensors(serve, tmp_path):
    sent = []

    def answer(given):
        sent.append({name: values.shape for name, values in given.items()})
        return people(given)

    model = load(serve(V2Server([], [], answer)), tmp_path)
    assert (model.expects, model.has_scores) == (None, False)
    assert model.predict(PEOPLE).tolist() == ["no", "yes", "yes"]
    assert sent == [dict.fromkeys(PEOPLE.columns, (3, 1))]


def test_a_single_number_is_the_probability_of_the_second_label(serve, tmp_path):
    outputs = [{"name": "out", "datatype": "FP32", "shape": [-1, 1]}]
    server = serve(V2Server(MATRIX, outputs, lambda given: {"out": given["input-0"][:, :1] / 100}))
    model = load(server, tmp_path, classes=("no", "yes"))
    np.testing.assert_allclose(model.scores(X, "yes"), X["age"] / 100)
    number = load(server, tmp_path, output="number")
    np.testing.assert_allclose(number.predict(X), X["age"] / 100)
    logit = load(server, tmp_path, output="logit")
    np.testing.assert_allclose(logit.scores(X, "1"), 1 / (1 + np.exp(-X["age"] / 100)))


@pytest.mark.parametrize("path", ["/v2/models/laons", "/v2/models/loans/versions/9"])
def test_a_model_that_the_server_does_not_know(serve, tmp_path, path):
    with pytest.raises(
        ModelError, match=r"must know the model '.*'\. It does not; correct the name or the version"
    ):
        load(serve(V2Server(MATRIX, BOTH, matrix)), tmp_path, path)


def test_the_server_says_what_is_wrong(serve, tmp_path):
    model = load(serve(V2Server(MATRIX, BOTH, matrix)), tmp_path)
    with pytest.raises(ModelError, match="It answered with 400: AssertionError: sizes"):
        model.predict(X[["age"]])


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (
            [{"name": "image", "datatype": "FP32", "shape": [-1, 3, -1, -1]}],
            r"or pictures, such as .* 'image' has the shape \[-1, 3, -1, -1\]",
        ),
        ([{"name": "one", "datatype": "FP32", "shape": [1, 4]}], r"must read tables.*\[1, 4\]"),
        ([*COLUMNS, {"name": "wide", "datatype": "FP32", "shape": [-1, 3]}], "'wide' has the shape"),
        ([{"name": "half", "datatype": "FP16", "shape": [-1, 4]}], "'half' is FP16"),
        ("x", "inputs of the model 'loans' must be a list"),
    ],
)
def test_models_of_something_else(serve, tmp_path, inputs, message):
    with pytest.raises(ModelError, match=message):
        load(serve(V2Server(inputs, BOTH, matrix)), tmp_path)


def test_metadata_that_are_none(serve, tmp_path):
    with pytest.raises(ModelError, match="must be a JSON object"):
        load(serve(lambda handler, body: handler.send(body=[1])), tmp_path)


def sent(shape, data):
    return {"outputs": [{"name": "predict_proba", "shape": shape, "data": data}]}


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        ({}, "must answer with the output predict_proba and its `data`"),
        ({"outputs": "x"}, "must answer with the output"),
        ({"outputs": [{"name": "other", "data": [1]}]}, "must answer with the output"),
        (
            {"outputs": [{"name": "predict_proba", "parameters": {"binary_data_size": 8}}]},
            "its `data` in JSON",
        ),
        (
            {"outputs": [{"name": "predict_proba", "shape": [5, 2], "data": [0.5] * 9}]},
            "shape of its output says, 10. Got 9",
        ),
        (
            {"outputs": [{"name": "predict_proba", "shape": [9], "data": [0.5] * 9}]},
            "each of the 5 rows. Got 9 values",
        ),
        (
            {"outputs": [{"name": "predict_proba", "shape": [0], "data": []}]},
            "each of the 5 rows. Got 0 values",
        ),
        (
            {"outputs": [{"name": "predict_proba", "shape": [5, 2], "data": [0.5] * 9 + [None]}]},
            "row 5 of those",
        ),
        (
            {"outputs": [{"name": "predict_proba", "shape": [5, 2], "data": ["x"] * 10}]},
            "row 1 .*'x', which is no number",
        ),
        (
            {"outputs": [{"name": "predict_proba", "shape": [5, 2], "data": [{}] * 10}]},
            "row 1 .*an object, which",
        ),
        (
            {"outputs": [{"name": "predict_proba", "shape": [5, 3], "data": [0.5] * 15}]},
            "must give 2 outputs",
        ),
    ],
)
def test_answers_that_are_none(serve, tmp_path, reply, message):
    metadata = V2Server(MATRIX, BOTH, matrix)
    server = serve(
        lambda handler, body: metadata(handler, body) if body is None else handler.send(body=reply)
    )
    with pytest.raises(ModelError, match=message):
        load(server, tmp_path).predict(X)


def test_answers_may_be_nested(serve, tmp_path):
    metadata = V2Server(MATRIX, BOTH, matrix)
    nested = {
        "outputs": [{"name": "predict_proba", "shape": [5, 2], "data": FITTED.predict_proba(X).tolist()}]
    }
    server = serve(
        lambda handler, body: metadata(handler, body) if body is None else handler.send(body=nested)
    )
    np.testing.assert_array_equal(load(server, tmp_path).scores(X, "1"), FITTED.predict_proba(X)[:, 1])


def test_paths():
    assert is_v2("/v2/models/m")
    assert is_v2("/gateway/v2/models/m/versions/3/infer")
    assert not is_v2("/v2/models")
    assert not is_v2("/invocations")


def test_a_url_that_names_no_model(serve, tmp_path):
    server = serve(V2Server(MATRIX, BOTH, matrix))
    with pytest.raises(ModelError, match=r"must end in /v2/models/NAME.*Got '/models/loans' instead"):
        load(server, tmp_path, "/models/loans", http={"protocol": "v2"})
