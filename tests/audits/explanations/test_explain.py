"""Explanations in a record: the sample, single cases, and ids that stay secret."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

import fairwitness
from fairwitness.audits.checks import Context
from fairwitness.audits.explanations.explain import explain_case, prepare, row_of
from fairwitness.audits.keys import id_hash
from fairwitness.audits.record import Record
from fairwitness.errors import ExplanationError

pytestmark = pytest.mark.usefixtures("still_meter")
SMALL: dict[str, object] = {"rows": 8, "background": 8}
ROLES = {
    "target": "outcome",
    "sensitive": ["sex"],
    "positive": 1,
    "id": "case",
    "features": ["income", "male"],
}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRWITNESS_HOME", str(tmp_path))


@pytest.fixture(scope="module")
def frame(random_decisions: pd.DataFrame) -> pd.DataFrame:
    return random_decisions.assign(male=(random_decisions.sex == "m").astype(float))


@pytest.fixture(scope="module")
def model(frame: pd.DataFrame) -> object:
    return make_pipeline(StandardScaler(), LogisticRegression()).fit(
        frame[["income", "male"]], frame.decision
    )


@pytest.fixture
def audited(frame: pd.DataFrame, model: object, tmp_path: Path) -> Callable[..., Record]:
    def made(**explain: object) -> Record:
        frame.to_csv(tmp_path / "rows.csv", index=False)
        plan = {"data": {"path": str(tmp_path / "rows.csv")}, "roles": ROLES, "explain": SMALL | explain}
        return fairwitness.audit(plan=plan, model=model)

    return made


def test_the_sample_is_in_the_record(
    audited: Callable[..., Record], frame: pd.DataFrame, model: object
) -> None:
    found = audited().explanations.importance
    assert found is not None
    assert (found.method, found.scale, found.rows, found.background_rows, found.seed) == (
        "shap",
        "probability",
        8,
        8,
        0,
    )
    assert len(found.background_hash) >= 8
    assert 0 < found.base_value < 1
    assert found.additivity_residual < 1e-6
    assert {feature.column for feature in found.features} == {"income", "male"}
    values = [feature.value for feature in found.features]
    assert values == sorted(values, reverse=True)
    assert all(value >= 0 for value in values)


def test_the_same_seed_gives_the_same(audited: Callable[..., Record]) -> None:
    assert audited().hash == audited().hash


def test_a_column_of_a_sensitive_attribute_is_marked(frame: pd.DataFrame, model: object) -> None:
    record = fairwitness.audit(
        frame.outcome,
        sensitive_features=frame[["male"]],
        features=frame[["income", "male"]],
        model=model,
        plan={"explain": SMALL, "words": {"columns": {"male": "the sex"}}},
    )
    assert record.explanations.importance is not None
    marked = {feature.column: feature.sensitive for feature in record.explanations.importance.features}
    assert marked == {"income": False, "male": True}
    (finding,) = [finding for finding in record.findings if finding.code == "EXPL001"]
    assert "'the sex' (rank" in finding.statement


def test_cases_are_kept_only_when_asked(audited: Callable[..., Record]) -> None:
    assert audited().explanations.cases == ()
    assert "applicant-" not in audited().to_json()


def test_cases_by_id_are_kept_under_a_keyed_hash(
    audited: Callable[..., Record], frame: pd.DataFrame, model: LogisticRegression
) -> None:
    record = audited(cases=["applicant-0007", "applicant-0123"])
    cases = record.explanations.cases
    assert [case.method for case in cases] == ["shap", "lime", "shap", "lime"]
    assert [case.id for case in cases[::2]] == [id_hash("applicant-0007"), id_hash("applicant-0123")]
    assert "applicant-" not in record.to_json()
    assert "0007" not in str(record.plan)
    shap = cases[0]
    row = frame[frame.case == "applicant-0007"]
    assert shap.output == pytest.approx(model.predict_proba(row[["income", "male"]])[0, 1])
    assert shap.base_value + sum(item.value for item in shap.contributions) == pytest.approx(
        shap.output, abs=1e-6
    )
    shown = {item.column: item.shown for item in shap.contributions}
    assert shown["income"] == f"{row.income.iloc[0]:.4g}"
    assert shown["male"] in ("0", "1")
    lime = cases[1]
    assert lime.fidelity is not None
    assert any(item.condition for item in lime.contributions)
    sizes = [abs(item.value) for item in shap.contributions]
    assert sizes == sorted(sizes, reverse=True)


def test_a_case_by_its_number_where_no_id_is_named(
    context_of: Callable[..., Context], frame: pd.DataFrame, model: object
) -> None:
    context = context_of(frame, model, roles=ROLES | {"id": None}, explain=SMALL)
    assert row_of(context.subject, "1") == 0
    assert row_of(context.subject, "400") == 399
    for name in ("0", "401", "applicant-0001"):
        with pytest.raises(ExplanationError, match="must be the id or the number of a row"):
            row_of(context.subject, name)


def test_an_unknown_case_has_its_nearest_named(
    context_of: Callable[..., Context], frame: pd.DataFrame, model: object
) -> None:
    context = context_of(frame, model, roles=ROLES, explain=SMALL)
    with pytest.raises(
        ExplanationError, match=r"Got 'aplicant-0012' instead\. Did you mean 'applicant-0012'"
    ):
        row_of(context.subject, "aplicant-0012")


def test_one_case_by_both_methods_tells_the_same_output(
    context_of: Callable[..., Context], frame: pd.DataFrame, model: object
) -> None:
    context = context_of(frame, model, roles=ROLES, explain=SMALL)
    explained = prepare(context.subject, context.words)
    assert len(explained.background) == 8
    shap, lime = explain_case(explained, 5, "the case")
    assert shap.id == lime.id == "the case"
    assert shap.output == pytest.approx(lime.output)


def test_values_are_shown_as_a_person_reads_them(
    context_of: Callable[..., Context], frame: pd.DataFrame
) -> None:
    from fairwitness.audits.explanations.explain import _shown

    assert [
        _shown(value) for value in (None, np.nan, 3.0, 3.14159, 1234567.5, True, "text", np.int64(4))
    ] == [
        "missing",
        "missing",
        "3",
        "3.142",
        "1.235e+06",
        "True",
        "text",
        "4",
    ]


def test_a_model_without_probabilities_is_explained_by_its_labels(
    context_of: Callable[..., Context], frame: pd.DataFrame
) -> None:
    model = LinearSVC().fit(frame[["income", "male"]], frame.decision)
    context = context_of(frame, model, roles=ROLES, explain=SMALL)
    explained = prepare(context.subject, context.words)
    assert set(explained.predict(explained.X)) <= {0.0, 1.0}
    assert explained.options.scale == "score"


def test_without_a_model_there_is_nothing_to_prepare(
    context_of: Callable[..., Context], frame: pd.DataFrame
) -> None:
    context = context_of(frame, roles={"prediction": "decision", "sensitive": ["sex"], "positive": 1})
    with pytest.raises(ExplanationError, match="need the model"):
        prepare(context.subject, context.words)
