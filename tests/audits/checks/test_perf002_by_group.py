"""PERF002 finds groups for which looking at nothing would be right more often."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.checks import CheckNotApplicable, Context, registered

pytestmark = pytest.mark.usefixtures("still_meter")
CHECK = registered()["PERF002"]


def test_it_fires_for_the_group_it_was_planted_in(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    context = context_of(decisions_from({"a": (80, 10, 5, 105), "b": (90, 80, 20, 10)}))
    (found,) = CHECK.look(context).findings
    assert found.severity == "low"
    assert found.statement == (
        "For b people (by group) the decision is right in 50.0% of 200 cases; "
        "always giving the more common answer would be right in 85.0%."
    )
    place = int(found.evidence[0].removeprefix("estimates[").removesuffix("]"))
    assert (context.estimates[place].metric, context.estimates[place].group) == ("accuracy", "b")


@pytest.mark.parametrize("cells", [(80, 10, 5, 105), (50, 50, 48, 52), (10, 9, 0, 1)])
def test_it_stays_silent(
    cells: tuple[int, int, int, int],
    context_of: Callable[..., Context],
    decisions_from: Callable[..., pd.DataFrame],
) -> None:
    assert CHECK.look(context_of(decisions_from({"a": cells, "b": (80, 10, 5, 105)}))).findings == ()


def test_without_a_target_it_does_not_apply(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    roles = {"prediction": "decision", "sensitive": ["group"], "positive": 1}
    with pytest.raises(CheckNotApplicable, match="needs a target"):
        CHECK.look(context_of(decisions_from({"a": (5, 5, 5, 5)}), roles=roles))


def test_the_most_common_of_several_labels_is_a_group_s_baseline(context_of: Callable[..., Context]) -> None:
    rows = [("a", "x", "x")] * 60 + [("a", "y", "y")] * 70 + [("a", "z", "z")] * 70
    rows += [("b", "x", "x")] * 60 + [("b", "x", "y")] * 60 + [("b", "y", "z")] * 40 + [("b", "z", "y")] * 40
    frame = pd.DataFrame(rows, columns=["group", "outcome", "decision"])
    roles = {"target": "outcome", "prediction": "decision", "sensitive": ["group"]}
    (found,) = CHECK.look(context_of(frame, roles=roles, task="multiclass")).findings
    assert found.statement == (
        "For b people (by group) the decision is right in 30.0% of 200 cases; "
        "always giving the most common answer would be right in 60.0%."
    )
    # Of two labels the other one would be right for the rest; of three, 1 - the share of one is nobody's accuracy.
    spread = frame.assign(decision=np.where(np.arange(len(frame)) % 2, frame.outcome, "x"))
    assert CHECK.look(context_of(spread, roles=roles, task="multiclass")).findings == ()
