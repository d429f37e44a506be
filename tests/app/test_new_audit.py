"""The form: a file in, roles guessed and corrected, mistakes said beside their field, nothing lost."""

from __future__ import annotations

from html import unescape

import pytest
from new_form import CSV, can_run, choose, form, go, problems, text, turn, upload, value
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from fairwitness.app import jobs, store
from fairwitness.app.jobs import process, queue
from fairwitness.app.web import MAIN
from fairwitness.audits.plan.explanation_limit import ExplanationLimit
from fairwitness.audits.plan.template import dump_plan
from fairwitness.audits.plan.waiver import Waiver


def test_roles_are_guessed_and_the_reason_is_shown() -> None:
    found = form()
    assert problems(found) == []
    assert (value(found, "target"), value(found, "decision"), value(found, "prediction")) == (
        "hired",
        "column",
        "decision",
    )
    assert value(found, "sensitive") == ["sex", "age"]
    said = text(found)
    assert "120 rows, 5 columns" in said
    go(found, "roles")
    assert "is named like a target" in text(found)
    labels = [box.label for box in found.selectbox]
    assert {
        "What really happened (target)",
        "Decision (prediction)",
        "Which outcome does the model predict?",
        "Which decision is good for the person?",
    } <= set(labels)


def test_numbers_are_known_for_what_they_are() -> None:
    rows = "".join(f"{i * 1.5},{i * 1.4},{'fm'[i % 3 == 0]}\n" for i in range(60))
    found = form(f"y,y_pred,sex\n{rows}")
    go(found, "roles")
    assert problems(found) == []
    assert (value(found, "task"), value(found, "target"), value(found, "prediction")) == (
        "regression",
        "y",
        "y_pred",
    )
    assert "holds 60 different numbers" in text(found)
    turn(found, "task", "multiclass")
    assert "holds 60 different numbers" not in text(found)


def test_a_correction_stays_and_makes_the_plan(started: list[str]) -> None:
    found = form()
    go(found, "roles")
    found.selectbox(key="new.target").select("decision").run()
    found.selectbox(key="new.prediction").select("hired").run()
    found.text_input(key="new.bins.age").set_value("30, 45").run()
    found.multiselect(key="new.intersections").select("sex & age").run()
    found.button(key="run").click().run()
    assert problems(found) == []
    (audit,) = started
    plan = store.plan(audit)
    assert (plan.roles.target, plan.roles.prediction) == ("decision", "hired")
    assert plan.roles.sensitive[1].bins == (30.0, 45.0)
    assert plan.roles.intersections == (("sex", "age"),)
    assert plan.data.path == "inputs/people.csv"
    assert found.query_params["job"] == audit
    assert "The audit is running" in text(found)


def test_limits_are_added_changed_and_removed(started: list[str]) -> None:
    found = form()
    go(found, "checks")
    found.button(key="add-gate").click().run()
    numbers = [str(box.key).split(".")[1] for box in found.selectbox if str(box.key).endswith(".metric")]
    assert len(numbers) == 2
    found.selectbox(key=f"gate.{numbers[1]}.metric").select("true_positive_rate").run()
    found.selectbox(key=f"gate.{numbers[1]}.kind").select("ratio").run()
    assert found.slider(key=f"gate.{numbers[1]}.percent").value == 80
    found.multiselect(key=f"gate.{numbers[1]}.attributes").select("sex").run()
    found.button(key=f"remove-{numbers[0]}").click().run()
    found.button(key="run").click().run()
    (gate,) = store.plan(started[0]).gates
    assert (gate.metric, gate.kind, gate.limit, gate.attributes) == (
        "true_positive_rate",
        "ratio",
        0.8,
        ("sex",),
    )


def test_numbers_that_are_predicted_have_their_own_questions(started: list[str]) -> None:
    found = form(CSV.replace("decision", "estimate"))
    go(found, "roles")
    turn(found, "task", "regression")
    found.selectbox(key="new.target").select("points").run()
    found.selectbox(key="new.prediction").select("estimate").run()
    assert "new.positive" not in [box.key for box in found.selectbox], "a number has no positive label"
    go(found, "checks")
    found.button(key="add-gate").click().run()
    (number,) = [str(box.key).split(".")[1] for box in found.selectbox if str(box.key).endswith(".metric")]
    assert found.selectbox(key=f"gate.{number}.metric").value == "mean_error"
    found.number_input(key=f"gate.{number}.limit").set_value(2.5).run()
    found.button(key="run").click().run()
    assert problems(found) == []
    plan = store.plan(started[0])
    assert plan.task == "regression"
    (gate,) = plan.gates
    assert (gate.metric, gate.kind, gate.limit) == ("mean_error", "difference", 2.5)
    assert plan.roles.positive is None
    assert plan.roles.threshold is None


def test_limits_come_back_with_the_kind_of_decision_they_are_on(started: list[str]) -> None:
    found = form()
    go(found, "roles")
    turn(found, "task", "regression")
    assert value(found, "gates") == []
    assert not any("selection_rate" in said for said in problems(found)), "what was put aside is no problem"
    turn(found, "task", "binary")
    (gate,) = value(found, "gates")  # type: ignore[misc]
    assert gate["metric"] == "selection_rate"
    found.button(key="run").click().run()
    assert store.plan(started[0]).gates[0].metric == "selection_rate"


def test_clusters_and_strata_reach_the_plan(started: list[str]) -> None:
    found = form()
    go(found, "roles")
    found.selectbox(key="new.cluster").select("points").run()
    found.multiselect(key="new.strata").select("sex").run()
    found.multiselect(key="new.sensitive").unselect("sex").run()
    found.button(key="run").click().run()
    assert problems(found) == []
    plan = store.plan(started[0])
    assert (plan.roles.cluster, plan.roles.strata) == ("points", ("sex",))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"a,b\n", "nothing under it"),
        (b"a,b\n1,2\n1,2,3,4\n", "columns of its header"),
        (b"PK\x03\x04zip", "zip archive"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_the_form(content: bytes, words: str) -> None:
    found = form()
    found.text_input(key="new.title").set_value("Mine").run()
    upload(found, content)
    (said,) = problems(found)
    assert words in said
    assert value(found, "title") == "Mine"
    assert value(found, "target") == "hired"


def test_a_wrong_separator_is_said_and_put_right() -> None:
    found = form(CSV.replace(",", "^"))
    assert "read as one column" in problems(found)[0]
    found.selectbox(key="new-separator").select("^").run()
    found.button(key="read-again").click().run()
    assert problems(found) == []
    assert value(found, "target") == "hired"


def test_text_that_is_not_utf8_is_said() -> None:
    found = form(CSV.replace("f,", "\u00fc,").encode("cp1252"))
    assert "Windows-1252" in text(found)
    assert problems(found) == []


def test_missing_scores_are_said_beside_the_field_and_nothing_can_start() -> None:
    found = form(CSV.replace(",3,", ",,", 4))
    go(found, "roles")
    turn(found, "decision", "score")
    found.selectbox(key="new.score").select("points").run()
    found.number_input(key="new.threshold").set_value(4.0).run()
    assert "must have a value in every row" in problems(found)[0]
    assert not can_run(found)
    assert value(found, "score") == "points"


def test_an_unknown_column_is_said_with_the_nearest_name() -> None:
    found = form()
    go(found, "roles")
    found.text_area(key="new.where").set_value("aeg > 30").run()
    assert any("Did you mean &#x27;age&#x27;" in said for said in problems(found))
    assert not can_run(found)


def fail(audit: str) -> None:
    (store.folder(audit) / "progress.jsonl").write_text('{"error": "The model does not fit.", "done": 2}\n')


def failed(found: AppTest, audit: str) -> None:
    """The run that the form led to fails while its page is open."""
    fail(audit)
    found._page_hash = calc_hash("run")
    found.run()


def back(found: AppTest) -> None:
    found.button(key="correct").click().run()
    found._page_hash = calc_hash("new")


def test_a_failed_run_says_why_and_the_form_is_as_it_was(started: list[str]) -> None:
    found = form()
    found.text_input(key="new.title").set_value("Mine").run()
    found.button(key="run").click().run()
    failed(found, started[0])
    assert problems(found) == ["The model does not fit."]
    back(found)
    assert problems(found) == ["The model does not fit."]
    assert value(found, "title") == "Mine"
    assert "from" not in found.query_params
    found.button(key="run").click().run()
    assert [entry.id for entry in store.entries()] == started[1:]


def test_a_try_that_was_run_again_as_it_is_is_kept(started: list[str]) -> None:
    found = form()
    found.button(key="run").click().run()
    failed(found, started[0])
    back(found)
    jobs.start(started[0])
    found.button(key="run").click().run()
    assert len(store.entries()) == 2


def test_a_form_that_failed_twice_still_has_its_file(started: list[str]) -> None:
    form().button(key="run").click().run()
    fail(started[0])
    found = AppTest.from_file(str(MAIN), default_timeout=30)
    found._page_hash = calc_hash("new")
    found.query_params["from"] = started[0]
    found.run()
    found.button(key="run").click().run()
    failed(found, started[1])
    back(found)
    found.button(key="run").click().run()
    assert [entry.id for entry in store.entries()] == started[2:]


def test_a_refresh_finds_the_failed_run_and_its_form(started: list[str]) -> None:
    form().button(key="run").click().run()
    fail(started[0])
    again = AppTest.from_file(str(MAIN), default_timeout=30)
    again._page_hash = calc_hash("run")
    again.query_params["job"] = started[0]
    again.run()
    assert problems(again) == ["The model does not fit."]
    back(again)
    assert problems(again) == ["The model does not fit."]
    assert value(again, "target") == "hired"


def test_cancelling_keeps_the_form(started: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "end", lambda *_: None)  # it is not ours
    monkeypatch.setattr(queue, "_GRACE", 0.0)
    found = form()
    found.button(key="run").click().run()
    found._page_hash = calc_hash("run")
    found.button(key="cancel").click().run()
    assert "was cancelled" in text(found)
    back(found)
    assert "was cancelled" in problems(found)[0]
    assert value(found, "target") == "hired"


def test_the_demo_needs_no_file() -> None:
    found = AppTest.from_file(str(MAIN), default_timeout=30)
    found._page_hash = calc_hash("new")
    found.run()
    choose(found, "new-source", "The demo")
    found.button(key="use-demo").click().run()
    assert "1,989 rows" in text(found)
    assert value(found, "target") == "approve"


def test_an_audit_can_be_repeated_with_changes(started: list[str]) -> None:
    form().button(key="run").click().run()
    again = AppTest.from_file(str(MAIN), default_timeout=30)
    again._page_hash = calc_hash("new")
    again.query_params["from"] = started[0]
    again.run()
    assert value(again, "target") == "hired"
    again.text_input(key="new.title").set_value("Second").run()
    again.button(key="run").click().run()
    assert store.plan(started[1]).title == "Second"
    assert (store.folder(started[1]) / "inputs" / "people.csv").is_file()


def test_what_a_plan_compares_with_is_said_and_kept(started: list[str]) -> None:
    form().button(key="run").click().run()
    first = started[0]
    plan = store.plan(first)
    gate = plan.gates[0].model_copy(update={"against": "reference", "reference": "f", "attributes": ("sex",)})
    limit = ExplanationLimit(
        metric="explanation_fidelity", at_least=0.5, waiver=Waiver(reason="<b>known</b>")
    )
    explain = plan.explain.model_copy(update={"limits": (limit,)})
    changed = plan.model_copy(update={"gates": (gate,), "explain": explain})
    (store.folder(first) / store.PLAN).write_text(dump_plan(changed), encoding="utf-8")
    again = AppTest.from_file(str(MAIN), default_timeout=30)
    again._page_hash = calc_hash("new")
    again.query_params["from"] = first
    again.run()
    go(again, "checks")
    assert "each group against f." in text(again)
    assert "Fit of LIME's simple model, at least 0.5 by every attribute." in unescape(text(again))
    assert "<b>known" not in text(again)
    again.button(key="run").click().run()
    (kept,) = store.plan(started[1]).gates
    assert (kept.against, kept.reference) == ("reference", "f")
    assert store.plan(started[1]).explain.limits == (limit,)


def test_a_data_set_by_name(started: list[str]) -> None:
    found = AppTest.from_file(str(MAIN), default_timeout=30)
    found._page_hash = calc_hash("new")
    found.run()
    choose(found, "new-source", "A data set by name")
    found.text_input(key="new-named").set_value("/etc/passwd").run()
    found.button(key="read-named").click().run()
    assert "must begin with where it is" in problems(found)[0]
    found.text_input(key="new-named").set_value("sklearn:breast_cancer").run()
    found.button(key="read-named").click().run()
    assert not any("must begin" in said for said in problems(found))
    assert "569 rows" in text(found)
    assert value(found, "target") == "target"
