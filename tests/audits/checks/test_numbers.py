"""FAIR009, FAIR010 and PERF003 where a number is decided."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import r2_score

from fairwitness.audits.checks import CheckNotApplicable, Context, registered
from fairwitness.audits.record.schema import Performance

pytestmark = pytest.mark.usefixtures("still_meter")
ROLES = {"target": "wage", "prediction": "said", "sensitive": ["group"]}


def wages(bias: float = 0.0, noise: float = 5.0, rows: int = 300) -> pd.DataFrame:
    draw = np.random.default_rng(9)
    group = draw.choice(["a", "b"], rows)
    wage = draw.normal(100, 20, rows)
    said = wage + draw.normal(0, noise, rows) - bias * (group == "b")
    return pd.DataFrame({"group": group, "wage": wage, "said": said})


def look(context_of: Callable[..., Context], code: str, frame: pd.DataFrame, **plan: object):
    return registered()[code].look(context_of(frame, task="regression", roles=ROLES, **plan))


def test_a_bias_against_one_group(context_of: Callable[..., Context]) -> None:
    gates = [{"metric": "mean_error", "limit": 3}]
    finding, *leads = look(context_of, "FAIR010", wages(bias=8), gates=gates).findings
    assert {lead.severity for lead in leads} == {"low"}
    assert finding.severity == "high"
    assert finding.statement.startswith("Prediction minus outcome: -")
    assert "is over the limit of 3, beyond what chance explains." in finding.statement
    assert look(context_of, "FAIR010", wages(), gates=gates).findings == ()


def test_without_a_gate_the_yardstick_is_a_tenth_of_the_spread(context_of: Callable[..., Context]) -> None:
    frame = wages(bias=8)
    context = context_of(frame, task="regression", roles=ROLES)
    (found,) = (one for one in context.comparisons if one.metric == "mean_error")
    assert not found.declared
    assert found.tolerance == pytest.approx(0.1 * (frame.said - frame.wage).std(), rel=0.01)
    finding, *_ = registered()["FAIR010"].look(context).findings
    assert finding.severity == "low"
    assert "yardstick" in finding.statement
    assert {one.kind for one in context.comparisons} == {"difference"}


def test_averages(context_of: Callable[..., Context]) -> None:
    gates = [{"metric": "mean_prediction", "limit": 2}]
    (finding,) = look(context_of, "FAIR009", wages(bias=30), gates=gates).findings
    assert finding.statement.startswith("Average prediction: ")


def test_performance_beside_always_giving_the_average(context_of: Callable[..., Context]) -> None:
    frame = wages()
    seen = look(context_of, "PERF003", frame)
    assert seen.findings == ()
    assert f"(R2 {r2_score(frame.wage, frame.said):.2f})" in seen.performance.statement
    assert seen.performance.baseline == pytest.approx(frame.wage.std(ddof=0))
    (finding,) = look(context_of, "PERF003", wages(noise=80)).findings
    assert finding.severity == "medium"


def test_neither_clusters_nor_weights_widen_what_the_average_would_be_off_by(
    context_of: Callable[..., Context],
) -> None:
    """The average is as far off whichever rows belong together; a spread made of a cluster's error is too wide."""
    frame = wages()
    frame["wage"], frame["said"] = (
        frame.wage.sort_values().to_numpy(),
        frame.said[frame.wage.argsort()].to_numpy(),
    )
    frame["house"], frame["w"] = np.arange(len(frame)) // 10, np.where(frame.group == "a", 3.0, 1.0)
    alone = _performance(context_of, frame, ROLES)
    together = _performance(context_of, frame, {**ROLES, "cluster": "house"})
    assert together.baseline == pytest.approx(alone.baseline, abs=1e-9)
    weighed = _performance(context_of, frame, {**ROLES, "weight": "w"})
    repeated = _performance(context_of, frame.loc[frame.index.repeat(frame.w.astype(int))], ROLES)
    assert weighed.baseline == pytest.approx(repeated.baseline, abs=1e-9)
    assert f"(R2 {r2_score(frame.wage, frame.said, sample_weight=frame.w):.2f})" in weighed.statement


def _performance(
    context_of: Callable[..., Context], frame: pd.DataFrame, roles: dict[str, object]
) -> Performance:
    seen = registered()["PERF003"].look(
        context_of(frame.reset_index(drop=True), task="regression", roles=roles)
    )
    assert seen.performance is not None
    return seen.performance


def test_where_labels_are_decided_or_nothing_is_known(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    labels = context_of(decisions_from({"a": (40, 40, 40, 40), "b": (40, 40, 40, 40)}))
    for code, words in (("PERF003", "labels are decided"), ("FAIR010", "not measured with `task: binary`")):
        with pytest.raises(CheckNotApplicable, match=words):
            registered()[code].look(labels)
    unknown = context_of(wages(), task="regression", roles={**ROLES, "target": None})
    with pytest.raises(CheckNotApplicable, match="Errors need a target"):
        registered()["PERF003"].look(unknown)
    same = context_of(wages().assign(wage=5.0), task="regression", roles=ROLES)
    with pytest.raises(CheckNotApplicable, match="same in every row"):
        registered()["PERF003"].look(same)
