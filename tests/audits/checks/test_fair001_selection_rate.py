"""FAIR001: the favourable decision."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from fairwitness.audits.checks import Context, registered

pytestmark = pytest.mark.usefixtures("still_meter")
CHECK = registered()["FAIR001"]
PLANTED = {"a": (30, 70, 30, 70), "b": (70, 30, 70, 30)}
ALIKE = {"a": (60, 40, 40, 60), "b": (60, 40, 40, 60)}


def test_it_fires_where_a_gate_declares_it(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    context = context_of(decisions_from(PLANTED), gates=[{"metric": "selection_rate"}])
    (found,) = CHECK.look(context).findings
    assert found.severity == "high"
    assert found.statement.startswith("30.0% of b and 70.0% of a people got the favourable decision (1).")
    assert context.comparisons[int(found.evidence[0][12:-1])].statement == found.statement


def test_without_a_gate_it_is_a_lead(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    (found,) = CHECK.look(context_of(decisions_from(PLANTED), gates=[])).findings
    assert found.severity == "low"


@pytest.mark.parametrize("gates", [[], [{"metric": "selection_rate"}]])
def test_it_stays_silent(
    gates: list[dict[str, object]],
    context_of: Callable[..., Context],
    decisions_from: Callable[..., pd.DataFrame],
) -> None:
    assert CHECK.look(context_of(decisions_from(ALIKE), gates=gates)).findings == ()
    few = {group: tuple(max(cell // 20, 1) for cell in cells) for group, cells in PLANTED.items()}
    assert CHECK.look(context_of(decisions_from(few), gates=gates)).findings == ()


def test_it_does_not_fire_for_another_rate(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    assert (
        CHECK.look(context_of(decisions_from({"a": (90, 10, 10, 90), "b": (60, 40, 40, 60)}))).findings == ()
    )


def test_it_needs_no_target(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    roles = {"prediction": "decision", "sensitive": ["group"], "positive": 1}
    assert len(CHECK.look(context_of(decisions_from(PLANTED), roles=roles)).findings) == 1
