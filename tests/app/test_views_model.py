"""The model in the form: taken, refused, trusted, agreed to, compared with the data, tried."""

from __future__ import annotations

import io
import json
import pickle

import pandas as pd
import pytest
import skops.io
from new_form import CSV, form, go, lacks, problems, text, value
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import FunctionTransformer
from streamlit.testing.v1 import AppTest
from tests.audits.subject.models.http.servers import HOST, running

from fairwitness.app import formats, store, uploads
from fairwitness.app.policy import ALLOW_CODE

ROWS = pd.read_csv(io.StringIO(CSV))


def fitted(*columns: str) -> LogisticRegression:
    return LogisticRegression().fit(ROWS[list(columns or ("points", "age"))], ROWS["hired"])


def suspicious() -> bytes:
    """A model with a type that is on no list: a function of pandas."""
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(FunctionTransformer(pd.isna), LogisticRegression())
    return skops.io.dumps(model.fit(ROWS[["points", "age"]], ROWS["hired"]))


def with_model(content: bytes, name: str = "m.skops") -> AppTest:
    return give(form(), content, name)


def give(found: AppTest, content: bytes, name: str = "m.skops") -> AppTest:
    go(found, "model")
    found.file_uploader(key="new-model").upload(name, content, "application/octet-stream")
    return found.run()


def draft(found: AppTest) -> uploads.Draft:
    held = found.session_state["new-draft"]
    assert isinstance(held, uploads.Draft)
    return held


def test_every_registered_suffix_is_offered() -> None:
    assert {"skops", "onnx", "pkl", "joblib"} <= set(formats.model_suffixes())
    assert any("skops" in line for line in formats.model_titles())
    assert not any(suffix.startswith(".") for suffix in formats.model_suffixes())


def test_rows_are_taken_from_every_reader() -> None:
    assert {"csv", "parquet", "xlsx", "jsonl"} <= set(formats.data_suffixes())
    found = form(ROWS.to_json(orient="records", lines=True), "people.jsonl")
    assert problems(found) == []
    assert "120 rows, 5 columns" in text(found)


def test_a_model_is_taken_and_compared() -> None:
    found = with_model(skops.io.dumps(fitted()))
    assert problems(found) == []
    assert draft(found).signature.type == "LogisticRegression"
    said = text(found)
    assert "go together: " in said
    assert "✓ fits" in said
    assert "Column &#x27;points&#x27;" in said


def test_no_rerun_loads_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    found = with_model(skops.io.dumps(fitted()))

    def fail(*_: object) -> None:
        raise AssertionError("loaded again")

    monkeypatch.setattr(uploads, "load_model", fail)
    go(found, "roles")
    found.text_area(key="new.where").set_value("age >= 30").run()
    go(found, "model")
    assert problems(found) == []


def test_twenty_rows_are_tried_and_a_change_of_the_plan_lets_go_of_them() -> None:
    found = with_model(skops.io.dumps(fitted()))
    found.button(key="try-model").click().run()
    assert "20 answers" in text(found)
    go(found, "data").text_input(key="new.title").set_value("Other").run()
    go(found, "model")
    assert "20 answers" not in text(found)


def test_a_model_of_other_columns_is_said_with_the_fix() -> None:
    other = ROWS.rename(columns={"points": "pionts"})
    model = LogisticRegression().fit(other[["pionts", "age"]], other["hired"])
    found = with_model(skops.io.dumps(model))
    said = text(found)
    assert found.button(key="to-model").label.endswith("3 Model: does not fit")
    assert "do not go together" in lacks(found)[0]
    assert "do not go together" in said
    assert "✕ does not fit" in said
    assert "Did you mean &#x27;points&#x27;?" in said


def test_a_file_that_is_no_model_is_a_sentence_and_nothing_is_lost() -> None:
    found = form()
    found.text_input(key="new.title").set_value("Mine").run()
    give(found, b"not a model")
    (said,) = problems(found)
    assert "m.skops" in said
    assert value(found, "title") == "Mine"
    assert not draft(found).has_model
    assert lacks(found) == []


def test_a_refused_file_leaves_the_model_that_was_there() -> None:
    found = with_model(skops.io.dumps(fitted()))
    give(found, b"not a model", "other.skops")
    assert len(problems(found)) == 1
    assert draft(found).model.path == "m.skops"


def test_each_unknown_type_is_ticked_before_it_is_loaded(started: list[str]) -> None:
    found = with_model(suspicious())
    boxes = [box for box in found.checkbox if box.label.startswith("I know this type and trust it")]
    assert boxes
    assert not any(box.value for box in boxes)
    assert not draft(found).has_model
    assert "waits for what you agree to" in lacks(found)[0]
    found.button(key="load-model").click().run()
    assert "tick what you agree to first" in problems(found)[0]
    assert not draft(found).has_model
    for box in boxes:
        found.checkbox(key=box.key).check().run()
    found.button(key="load-model").click().run()
    assert problems(found) == []
    assert len(draft(found).model.trust) == len(boxes)
    found.button(key="run").click().run()
    assert store.plan(started[0]).model.trust == draft(found).model.trust


def test_a_pickle_is_refused_unless_the_operator_allows_code() -> None:
    found = with_model(pickle.dumps(fitted()), "m.pkl")
    (said,) = problems(found)
    assert "this server does not allow" in said
    assert not draft(found).has_model


@pytest.mark.slow
def test_consent_is_asked_with_what_is_imported_and_the_policy_holds_at_the_start(
    monkeypatch: pytest.MonkeyPatch,
    started: list[str],
) -> None:
    monkeypatch.setenv(ALLOW_CODE, "1")
    found = with_model(pickle.dumps(fitted()), "m.pkl")
    said = text(found)
    assert "brings code of its own" in said
    assert "sklearn.linear_model._logistic.LogisticRegression" in said
    assert not draft(found).has_model
    found.button(key="load-model").click().run()
    assert "tick what you agree to first" in problems(found)[0]
    found.checkbox(key="new-agreed").check().run()
    found.button(key="load-model").click().run(timeout=60)
    assert problems(found) == []
    assert draft(found).model.run_code
    found.button(key="try-model").click().run(timeout=60)
    assert "20 answers" in text(found)
    monkeypatch.delenv(ALLOW_CODE)
    found.button(key="run").click().run()
    assert started == []
    assert any("this server does not allow" in said for said in problems(found))
    monkeypatch.setenv(ALLOW_CODE, "1")
    found.button(key="run").click().run()
    assert store.plan(started[0]).model.run_code


def test_labels_behind_the_outputs_can_be_given() -> None:
    words = {0: "no", 1: "yes"}
    rows = ROWS.assign(hired=ROWS["hired"].map(words), decision=ROWS["decision"].map(words))
    found = give(form(rows.to_csv(index=False)), skops.io.dumps(fitted()))
    assert "do not go together" in text(found)
    found.text_input(key="new-classes").set_value("no, yes").run()
    found.button(key="reload-model").click().run()
    assert problems(found) == []
    assert draft(found).signature.classes == ("no", "yes")
    assert "do not go together" not in text(found)


def test_one_label_alone_is_a_sentence() -> None:
    found = with_model(skops.io.dumps(fitted()))
    found.text_input(key="new-classes").set_value("yes").run()
    found.button(key="reload-model").click().run()
    assert "at least 2 different labels" in problems(found)[0]
    assert draft(found).has_model


def test_a_model_can_be_taken_away() -> None:
    found = with_model(skops.io.dumps(fitted()))
    found.button(key="drop-model").click().run()
    assert not draft(found).has_model
    assert "go together: " not in text(found)


def test_other_rows_keep_the_model() -> None:
    found = with_model(skops.io.dumps(fitted()))
    go(found, "data").file_uploader(key="new-file-0").upload("other.csv", CSV.encode(), "text/csv")
    found.run()
    assert draft(found).dataset.source == "other.csv"
    assert draft(found).signature.type == "LogisticRegression"


def test_a_model_s_name_is_only_text() -> None:
    found = with_model(b"nothing", "<img src=x onerror=alert(1)>.skops")
    assert "<img src=x" not in text(found)


def answered(handler: object, body: bytes) -> None:
    table = json.loads(body)["dataframe_split"]
    rows = pd.DataFrame(table["data"], columns=table["columns"])
    handler.send(body={"predictions": fitted().predict(rows).tolist()})  # type: ignore[attr-defined]


def at(url: str) -> AppTest:
    found = go(form(), "model")
    found.text_input(key="new-url").set_value(url).run()
    return found.button(key="use-url").click().run()


def test_a_model_behind_a_url_is_asked_if_the_operator_allows_its_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with running(answered) as server:
        url = f"{server.url}/invocations"
        (said,) = problems(at(url))
        assert "127.0.0.1" in said
        monkeypatch.setenv("FAIRWITNESS_MODEL_HOSTS", HOST)
        found = at(url)
        assert problems(found) == []
        assert draft(found).model.url == url
        go(found, "roles").multiselect(key="new.features").set_value(["points", "age"]).run()
        go(found, "model")
        found.button(key="try-model").click().run()
        assert "20 answers" in text(found)


def test_what_is_no_url_is_a_sentence() -> None:
    (said,) = problems(at("ftp://models.example/x"))
    assert "http" in said
