import json
from pathlib import Path

import pandas as pd
import pytest
from tests.audits.subject.models.http.servers import HOST

from fairwitness.audits.plan import make_plan
from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.run import run_plan
from fairwitness.audits.subject.models import load_model
from fairwitness.audits.subject.models.http import Http
from fairwitness.audits.subject.models.http.model import client_of
from fairwitness.errors import ModelError

X = pd.DataFrame({"age": range(10)})


def echo(handler, body):
    data = json.loads(body)["dataframe_split"]["data"]
    handler.send(body={"predictions": [int(row[0] > 4) for row in data]})


def test_it_is_no_file():
    assert not Http().recognises(Path("model.http"))
    with pytest.raises(ModelError, match=r"must have its URL under `model\.url`"):
        Http().load(ModelSource(path="x.http", format="http"), Path())


def test_rows_go_in_batches_and_come_back_in_order(serve, tmp_path):
    server = serve(echo)
    model = load_model(ModelSource(url=f"{server.url}/invocations", http={"batch": 3}), tmp_path)
    found = model.predict(X.set_index(X.index + 100))
    assert found.tolist() == [0] * 5 + [1] * 5
    assert found.index.tolist() == list(range(100, 110))
    assert len(server.asked) == 4
    assert model.predict(X[:0]).tolist() == []


def test_batches_that_differ(serve, tmp_path):
    widths = iter([2, 3])

    def answer(handler, body):
        width = next(widths)
        handler.send(body={"predictions": [[1 / width] * width] * 5})

    server = serve(answer)
    source = ModelSource(url=f"{server.url}/invocations", output="probability", http={"batch": 5})
    with pytest.raises(ModelError, match="as many answers for each row in every batch"):
        load_model(source, tmp_path).predict(X)


def test_a_row_is_named_by_its_place_among_all(serve, tmp_path):
    answers = iter([[1, 0, 1], [1, None, 0]])
    server = serve(lambda handler, body: handler.send(body={"predictions": next(answers)}))
    source = ModelSource(url=f"{server.url}/invocations", http={"batch": 3})
    with pytest.raises(ModelError, match="row 5 of those asked about: null"):
        load_model(source, tmp_path).predict(X)


def test_a_path_that_tells_no_protocol(serve, tmp_path):
    server = serve(echo)
    with pytest.raises(
        ModelError, match=r"must end in /invocations or /v2/models/NAME.*Got the path '/score'"
    ):
        load_model(ModelSource(url=f"{server.url}/score"), tmp_path)
    source = ModelSource(url=f"{server.url}/score", http={"protocol": "invocations"})
    assert load_model(source, tmp_path).predict(X).sum() == 5


def test_a_host_that_is_not_allowed_is_not_asked(serve, tmp_path, monkeypatch):
    server = serve(echo)
    monkeypatch.setenv("FAIRWITNESS_MODEL_HOSTS", "models.example.com")
    with pytest.raises(ModelError, match=rf"'{HOST}' is not: start with `--allow-host {HOST}`"):
        load_model(ModelSource(url=f"{server.url}/invocations"), tmp_path)
    assert server.asked == []


def test_a_name_that_leads_elsewhere_later_is_not_followed(serve, monkeypatch):
    """The connection goes to the address that was checked, whatever the name server says when it is made."""
    server, other = serve(echo), serve(echo)
    port = server.server_address[1]
    asked = []

    def rebinding(host, port, *_, **__):
        asked.append(host)
        ip = HOST if len(asked) == 1 else "169.254.169.254"
        return [(2, 1, 6, "", (ip, port))]

    monkeypatch.setenv("FAIRWITNESS_MODEL_HOSTS", f"models.example.com,{HOST}")
    monkeypatch.setattr("fairwitness.audits.subject.models.http.guard.socket.getaddrinfo", rebinding)
    source = ModelSource(url=f"http://models.example.com:{port}/invocations", http={"batch": 5, "retries": 0})
    client = client_of(source)
    assert client.ips == (HOST,)
    monkeypatch.undo()
    assert client.post("/invocations", {"dataframe_split": {"data": [[9]]}}) == {"predictions": [1]}
    assert asked == ["models.example.com"]
    assert server.asked[0][2]["Host"] == f"models.example.com:{port}"
    assert other.asked == []


def test_a_secret_does_not_travel_in_the_open(monkeypatch):
    monkeypatch.setenv("FAIRWITNESS_MODEL_HOSTS", "93.184.215.14")
    monkeypatch.setenv("SCORING_TOKEN", "s3cret")
    headers = {"headers": {"Authorization": "SCORING_TOKEN"}}
    with pytest.raises(
        ModelError, match=r"must begin with https:// where `model\.http\.headers` holds secrets"
    ):
        client_of(ModelSource(url="http://93.184.215.14/invocations", http=headers))
    client = client_of(ModelSource(url="https://93.184.215.14/invocations", http=headers))
    assert client.headers.values == {"Authorization": "s3cret"}


@pytest.mark.slow
def test_a_secret_is_in_no_record_and_no_plan(serve, tmp_path, monkeypatch):
    monkeypatch.setenv("SCORING_TOKEN", "Bearer s3cret-token")
    server = serve(echo)
    rows = pd.DataFrame(
        {"age": [1, 2, 6, 7, 8, 3] * 20, "hired": [0, 0, 1, 1, 0, 1] * 20, "sex": ["f", "m"] * 60}
    )
    rows.to_csv(tmp_path / "rows.csv", index=False)
    plan = make_plan(
        {
            "data": {"path": "rows.csv"},
            "model": {
                "url": f"{server.url}/invocations",
                "http": {"headers": {"Authorization": "SCORING_TOKEN"}, "batch": 50},
            },
            "roles": {"target": "hired", "sensitive": ["sex"], "features": ["age"], "positive": 1},
        }
    )
    record, _ = run_plan(plan, tmp_path)
    text = record.model_dump_json()
    assert "s3cret" not in text
    assert "s3cret" not in plan.model_dump_json()
    assert all(headers["Authorization"] == "Bearer s3cret-token" for _, _, headers, _ in server.asked)
