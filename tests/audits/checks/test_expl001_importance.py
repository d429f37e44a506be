"""EXPL001 says what moves the output, and when a sensitive attribute is among it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from fairwitness.audits.checks import CheckNotApplicable, Context, registered
from fairwitness.errors import ExplanationError

pytestmark = pytest.mark.usefixtures("still_meter")
CHECK = registered()["EXPL001"]
SMALL = {"rows": 6, "background": 6}


@pytest.fixture(scope="module")
def frame(random_decisions: pd.DataFrame) -> pd.DataFrame:
    return random_decisions.assign(male=(random_decisions.sex == "m").astype(float))


def _roles(*features: str) -> dict[str, object]:
    return {"target": "outcome", "sensitive": ["male"], "positive": 1, "features": list(features)}


def test_it_fires_where_the_model_reads_a_sensitive_column(
    context_of: Callable[..., Context], frame: pd.DataFrame
) -> None:
    model = LogisticRegression().fit(frame[["income", "male"]], frame.male)
    seen = CHECK.look(context_of(frame, model, roles=_roles("income", "male"), explain=SMALL))
    (found,) = seen.findings
    assert found.severity == "medium"
    assert (
        found.statement
        == "The model reads a sensitive attribute directly: 'male' (rank 1 of 2) by mean absolute contribution."
    )
    assert seen.explanations is not None
    assert seen.explanations.importance is not None
    assert [feature.column for feature in seen.explanations.importance.features] == ["male", "income"]
    assert seen.explanations.importance.features[0].sensitive
    assert "'male'" in (seen.explanations.statement or "")


def test_it_stays_silent_where_it_does_not(context_of: Callable[..., Context], frame: pd.DataFrame) -> None:
    model = LogisticRegression().fit(frame[["income", "score"]], frame.decision)
    seen = CHECK.look(context_of(frame, model, roles=_roles("income", "score"), explain=SMALL))
    assert seen.findings == ()
    assert seen.explanations is not None


def test_a_sensitive_column_without_weight_is_not_reported(
    context_of: Callable[..., Context], frame: pd.DataFrame
) -> None:
    model = LogisticRegression().fit(frame[["score", "male"]], frame.decision)
    model.coef_[0, 1] = 0.0
    assert CHECK.look(context_of(frame, model, roles=_roles("score", "male"), explain=SMALL)).findings == ()


def test_without_a_model_it_does_not_apply(context_of: Callable[..., Context], frame: pd.DataFrame) -> None:
    roles = {"prediction": "decision", "sensitive": ["male"], "positive": 1}
    with pytest.raises(CheckNotApplicable, match="need the model"):
        CHECK.look(context_of(frame, roles=roles))
    with pytest.raises(ExplanationError, match="Single cases can be explained only with the model"):
        CHECK.look(context_of(frame, roles=roles, explain={"cases": ["3"]}))
