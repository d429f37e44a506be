"""Against MLflow's own scoring server, as `mlflow models serve` starts it."""

import json
import socket
import threading
import time
import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from tests.audits.subject.models.http.servers import HOST

from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.models import load_model
from fairwitness.errors import ModelError

ROWS = pd.DataFrame(
    {
        "age": [20.5, 30.25, 40.125, 50.0, 61.0, np.nan],
        "job": ["baker", "cook", "baker", "cook", "smith", "cook"],
    }
)
DECIDED = np.array(["no", "no", "yes", "yes", "yes", "no"])


def pipeline(last, target):
    from sklearn.impute import SimpleImputer

    first = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), ["job"]), (SimpleImputer(), ["age"])
    )
    return make_pipeline(first, last).fit(ROWS, target)


CLASSIFIER = pipeline(LogisticRegression(), DECIDED)
REGRESSOR = pipeline(LinearRegression(), np.arange(6.0))


@pytest.fixture(scope="module")
def mlflow_server(mlflow, tmp_path_factory):
    """The app of `mlflow models serve`, for a folder that MLflow wrote, in a thread."""
    import mlflow.sklearn
    import uvicorn
    from mlflow.pyfunc import scoring_server

    folder = tmp_path_factory.mktemp("mlflow")
    started = []

    def start(model, predict="predict"):
        path = folder / str(len(started))
        signature = mlflow.models.infer_signature(ROWS, getattr(model, predict)(ROWS))
        mlflow.sklearn.save_model(
            model,
            path,
            serialization_format="cloudpickle",
            signature=signature,
            pip_requirements=[],
            pyfunc_predict_fn=predict,
        )
        listening = socket.create_server((HOST, 0))
        app = scoring_server.init(mlflow.pyfunc.load_model(str(path)))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        started.append((server, thread))
        return f"http://{HOST}:{listening.getsockname()[1]}/invocations"

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what MLflow and its packages deprecate is not ours
        yield start
        for server, thread in started:
            server.should_exit = True
            thread.join()


@pytest.fixture(autouse=True)
def _allowed(monkeypatch):
    monkeypatch.setenv("FAIRWITNESS_MODEL_HOSTS", HOST)


@pytest.mark.mlflow
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_the_same_answers_as_in_python(mlflow_server, tmp_path):
    url = mlflow_server(CLASSIFIER)
    model = load_model(ModelSource(url=url, http={"batch": 4}), tmp_path)
    assert (model.format, model.sha256, model.classes, model.has_scores) == ("http", None, None, False)
    assert model.predict(ROWS).tolist() == CLASSIFIER.predict(ROWS).tolist()
    named = load_model(ModelSource(url=url, classes=("no", "yes"), output="label"), tmp_path)
    assert named.predict(ROWS).tolist() == CLASSIFIER.predict(ROWS).tolist()
    with pytest.raises(ModelError, match=r"answered with 400: Model is missing inputs \['job'\]"):
        model.predict(ROWS[["age"]])

    url = mlflow_server(CLASSIFIER, "predict_proba")
    source = ModelSource(url=url, classes=("no", "yes"), output="probability", http={"batch": 4})
    model = load_model(source, tmp_path)
    answer = model.answer(ROWS)
    np.testing.assert_array_equal(answer.probabilities, CLASSIFIER.predict_proba(ROWS))
    assert answer.labels.tolist() == CLASSIFIER.predict(ROWS).tolist()
    with pytest.raises(ModelError, match=r"one label for each row\. Got 2 numbers"):
        load_model(ModelSource(url=url), tmp_path).predict(ROWS)

    model = load_model(ModelSource(url=mlflow_server(REGRESSOR)), tmp_path, "regression")
    np.testing.assert_array_equal(model.predict(ROWS), REGRESSOR.predict(ROWS))


def test_what_is_sent(serve, tmp_path):
    server = serve(
        lambda handler, body: handler.send(
            body={"predictions": [1] * len(json.loads(body)["dataframe_split"]["data"])}
        )
    )
    model = load_model(ModelSource(url=f"{server.url}/invocations", http={"batch": 4}), tmp_path)
    assert model.predict(ROWS).tolist() == [1] * 6
    sent = [json.loads(body)["dataframe_split"] for *_, body in server.asked]
    assert [each["columns"] for each in sent] == [["age", "job"]] * 2
    assert sent[0]["data"] == [[20.5, "baker"], [30.25, "cook"], [40.125, "baker"], [50.0, "cook"]]
    assert sent[1]["data"] == [[61.0, "smith"], [None, "cook"]]


@pytest.mark.parametrize("reply", [{"outputs": []}, [1] * 6, "x", None])
def test_what_is_no_answer(serve, tmp_path, reply):
    server = serve(lambda handler, body: handler.send(body=reply))
    with pytest.raises(ModelError, match=r'must answer with \{"predictions": \[\.\.\.\]\}'):
        load_model(ModelSource(url=f"{server.url}/invocations"), tmp_path).predict(ROWS)
