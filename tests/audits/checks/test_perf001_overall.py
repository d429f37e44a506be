"""PERF001 holds the accuracy against always giving the more common answer."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from fairwitness.audits.checks import CheckNotApplicable, Context, registered

pytestmark = pytest.mark.usefixtures("still_meter")
CHECK = registered()["PERF001"]
ROLES = {"target": "outcome", "prediction": "decision", "sensitive": ["group"], "positive": 1}


def test_known_figures(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    frame = decisions_from({"a": (50, 10, 5, 35), "b": (40, 20, 10, 30)})
    frame.loc[len(frame)] = ["a", None, 1]
    seen = CHECK.look(context_of(frame, roles=ROLES))
    performance = seen.performance
    assert performance is not None
    assert performance.confusion is not None
    assert performance.confusion.model_dump() == {
        "true_negatives": 90,
        "false_positives": 30,
        "false_negatives": 15,
        "true_positives": 65,
        "unlabelled": 1,
    }
    assert performance.baseline == 0.6
    measures = {found.metric: (found.successes, found.n) for found in performance.measures}
    assert measures == {
        "accuracy": (155, 200),
        "true_positive_rate": (65, 80),
        "false_positive_rate": (30, 120),
        "precision": (65, 95),
        "selection_rate": (96, 201),
        "base_rate": (80, 200),
    }
    assert performance.statement == (
        "The decision is right for 77.5% of 200 people; always giving the more common answer would be right for 60.0%."
    )
    assert seen.findings == ()


@pytest.mark.parametrize("cells", [(90, 10, 10, 0), (60, 40, 0, 0), (50, 50, 50, 50)])
def test_it_fires_where_the_model_is_not_surely_better(
    cells: tuple[int, int, int, int],
    context_of: Callable[..., Context],
    decisions_from: Callable[..., pd.DataFrame],
) -> None:
    seen = CHECK.look(context_of(decisions_from({"a": cells}), roles=ROLES))
    assert [finding.severity for finding in seen.findings] == ["medium"]
    assert seen.performance is not None


def test_weights_weigh_in_the_baseline(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    frame = decisions_from({"a": (30, 0, 0, 10)})
    frame["weight"] = [1] * 30 + [9] * 10
    performance = CHECK.look(context_of(frame, roles=ROLES | {"weight": "weight"})).performance
    assert performance is not None
    assert performance.baseline == 0.75


def test_without_a_target_it_does_not_apply(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    roles = {"prediction": "decision", "sensitive": ["group"], "positive": 1}
    with pytest.raises(CheckNotApplicable, match="needs a target"):
        CHECK.look(context_of(decisions_from({"a": (5, 5, 5, 5)}), roles=roles))


def test_labels_without_weight_are_no_number(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    frame = decisions_from({"a": (5, 5, 5, 5)})
    frame["weight"] = 0.0
    frame.loc[len(frame)] = ["a", None, 1, 2.0]
    with pytest.raises(CheckNotApplicable, match="no weight above 0"):
        CHECK.look(context_of(frame, roles=ROLES | {"weight": "weight"}))


def test_the_most_common_of_several_labels_is_the_baseline(context_of: Callable[..., Context]) -> None:
    """Not the largest share against all others: 40 %, and not 75 %."""
    frame = pd.DataFrame(
        {
            "group": ["a", "b"] * 50,
            "outcome": ["x"] * 40 + ["y"] * 35 + ["z"] * 25,
            "decision": ["x"] * 38 + ["y"] * 37 + ["z"] * 25,
        }
    )
    roles = {"target": "outcome", "prediction": "decision", "sensitive": ["group"]}
    seen = CHECK.look(context_of(frame, roles=roles, task="multiclass"))
    assert seen.findings == ()
    assert seen.performance is not None
    assert seen.performance.baseline == 0.4
    assert seen.performance.statement == (
        "The decision is right for 98.0% of 100 people; always giving the most common answer would be right for 40.0%."
    )
    always = CHECK.look(context_of(frame.assign(decision=["x"] * 99 + ["y"]), roles=roles, task="multiclass"))
    assert [finding.severity for finding in always.findings] == ["medium"]
