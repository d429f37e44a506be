"""Which gaps are shared out: of which metrics, between which groups, over which rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from fairwitness.audits.checks import Context
from fairwitness.audits.explanations.gap import attribute_gaps
from fairwitness.audits.explanations.gap_wanted import drawn, metrics, wanted
from fairwitness.audits.plan import Plan
from fairwitness.audits.record.schema import GapAttribution

pytestmark = pytest.mark.usefixtures("still_meter")
ROWS = 700
COLUMNS = ["district", "income"]
ALL = ["true_positive_rate", "false_positive_rate", "mean_score"]
ROLES = {"target": "outcome", "sensitive": ["group"], "positive": 1, "features": COLUMNS}
EXPLAIN = {"rows": ROWS, "background": 30, "gaps": ALL}
Make = Callable[..., Context]


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    draw = np.random.default_rng(8)
    group = draw.choice(["a", "b"], ROWS)
    district = (draw.random(ROWS) < np.where(group == "a", 0.8, 0.2)).astype(float)
    income = draw.normal(0, 1, ROWS).round(3)
    outcome = (1.5 * district + income + draw.normal(0, 1, ROWS) > 0.7).astype(int)
    return pd.DataFrame({"group": group, "district": district, "income": income, "outcome": outcome})


@pytest.fixture(scope="module")
def model(frame: pd.DataFrame) -> LogisticRegression:
    return LogisticRegression().fit(frame[COLUMNS], frame.outcome)


@pytest.fixture(scope="module")
def context(context_of: Make, still_meter: object, frame: pd.DataFrame, model: LogisticRegression) -> Context:
    return context_of(frame, model, roles=ROLES, explain=EXPLAIN)


@pytest.fixture(scope="module")
def found(context: Context) -> dict[str, GapAttribution]:
    return {one.metric: one for one in attribute_gaps(context)}


def _rate(context: Context, metric: str, group: str) -> float:
    return next(
        float(one.value or 0.0)
        for one in context.estimates
        if (one.metric, one.attribute, one.group) == (metric, "group", group)
    )


def test_every_named_metric_is_shared_out(found: dict[str, GapAttribution]) -> None:
    assert list(found) == ["selection_rate", *ALL]


@pytest.mark.parametrize("metric", ["selection_rate", *ALL])
def test_over_all_rows_the_shares_add_up_to_the_gap_that_was_judged(
    context: Context, found: dict[str, GapAttribution], metric: str
) -> None:
    one = found[metric]
    rates = [_rate(context, metric, group) for group in one.groups]
    assert one.rows == one.of_rows
    assert one.means == pytest.approx(rates, abs=1e-6)
    assert sum(column.value for column in one.columns) == pytest.approx(rates[0] - rates[1], abs=1e-6)
    assert one.value == pytest.approx(one.whole, abs=1e-6)
    assert one.columns[0].column == "district"


def test_a_rate_of_one_outcome_is_of_the_rows_with_that_outcome(
    context: Context, found: dict[str, GapAttribution], frame: pd.DataFrame
) -> None:
    for metric, outcome in (("true_positive_rate", 1), ("false_positive_rate", 0)):
        counts = frame[frame.outcome == outcome].group.value_counts()
        assert found[metric].of_rows == tuple(counts[group] for group in found[metric].groups)
        one = next(one for one in wanted(context) if one.metric == metric)
        assert (frame.outcome.to_numpy()[drawn(context.rows(), one)] == outcome).all()


def test_the_metric_is_named_where_it_is_not_the_usual_one(found: dict[str, GapAttribution]) -> None:
    assert "the gap by group" in found["selection_rate"].statement
    assert "the gap in positives found by group" in found["true_positive_rate"].statement
    assert "the gap in average score by group" in found["mean_score"].statement


def test_a_favourable_negative_turns_selection_and_not_positives_found(
    context_of: Make, frame: pd.DataFrame, model: LogisticRegression, found: dict[str, GapAttribution]
) -> None:
    turned = context_of(frame, model, roles=ROLES | {"favourable": 0}, explain=EXPLAIN)
    others = {one.metric: one for one in attribute_gaps(turned)}
    assert others["selection_rate"].groups == found["selection_rate"].groups[::-1]
    for metric in ("true_positive_rate", "false_positive_rate"):
        assert others[metric].groups == found[metric].groups
        assert others[metric].means == pytest.approx(found[metric].means, abs=1e-6)
        assert others[metric].columns[0].value == pytest.approx(found[metric].columns[0].value, abs=1e-6)


def test_gates_name_metrics_too(context_of: Make, frame: pd.DataFrame, model: LogisticRegression) -> None:
    gated = context_of(
        frame, model, roles=ROLES, explain={"rows": 40}, gates=[{"metric": "true_positive_rate"}]
    )
    assert metrics(gated) == ("selection_rate", "true_positive_rate")


def test_without_scores_there_is_no_average_score_to_share_out(context_of: Make, frame: pd.DataFrame) -> None:
    from sklearn.svm import LinearSVC

    labels_only = LinearSVC().fit(frame[COLUMNS], frame.outcome)
    assert "mean_score" not in metrics(context_of(frame, labels_only, roles=ROLES, explain=EXPLAIN))


def test_a_metric_that_cannot_be_shared_out_is_refused_in_the_plan() -> None:
    with pytest.raises(ValueError, match="gaps"):
        Plan.model_validate(
            {
                "data": "a.csv",
                "roles": {"target": "y", "sensitive": ["g"]},
                "explain": {"gaps": ["precision"]},
            }
        )
