"""FAIR006."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from fairlearn.metrics import equalized_odds_difference

from fairwitness.audits.checks import CheckNotApplicable, Context, registered

pytestmark = pytest.mark.usefixtures("still_meter")
CHECK = registered()["FAIR006"]
APART = {"a": (180, 20, 40, 160), "b": (80, 120, 40, 160)}
ALIKE = {"a": (160, 40, 40, 160), "b": (162, 38, 40, 160)}
GATE = [{"metric": "equalized_odds", "limit": 0.2}]


def test_it_fires_where_one_of_both_rates_differs(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    frame = decisions_from(APART)
    context = context_of(frame, gates=GATE)
    (finding,) = CHECK.look(context).findings
    assert finding.severity == "high"
    assert finding.statement.startswith("Among people who had outcome 0, 60.0% of b and 10.0% of a people")
    (found,) = (one for one in context.comparisons if one.metric == "equalized_odds")
    assert found.part == "false_positive_rate"
    assert found.value == pytest.approx(
        equalized_odds_difference(frame.outcome, frame.decision, sensitive_features=frame.group), abs=1e-12
    )
    assert {"true_positive_rate", "false_positive_rate"} <= {one.metric for one in context.estimates}


def test_it_stays_silent(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    context = context_of(decisions_from(ALIKE), gates=GATE)
    assert CHECK.look(context).findings == ()
    (found,) = (one for one in context.comparisons if one.metric == "equalized_odds")
    assert found.verdict == "within"
    assert not [
        one for one in context_of(decisions_from(APART)).comparisons if one.metric == "equalized_odds"
    ]


def test_without_a_target(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    roles = {"prediction": "decision", "sensitive": ["group"], "positive": 1}
    with pytest.raises(CheckNotApplicable, match="needs a target"):
        CHECK.look(context_of(decisions_from(APART), roles=roles))


def test_too_few_cases_are_planned_for_both_rates(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    few = {"a": (30, 10, 10, 30), "b": (26, 14, 10, 30)}
    context = context_of(decisions_from(few), gates=GATE)
    (found,) = (one for one in context.comparisons if one.metric == "equalized_odds")
    assert found.verdict == "inconclusive"
    assert found.more_rows_needed is not None
    assert found.more_rows_needed.rows
