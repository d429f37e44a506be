"""EXPL002 names a proxy that brings much of a gap, and says when there is nothing to ask."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from fairwitness.audits.checks import CheckNotApplicable, Context, registered

pytestmark = pytest.mark.usefixtures("still_meter")
CHECK = registered()["EXPL002"]
SMALL = {"rows": 80, "background": 10}


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    draw = np.random.default_rng(0)
    group = np.tile(["a", "b"], 200)
    district = (draw.random(400) < np.where(group == "a", 0.9, 0.2)).astype(float)
    noise = draw.normal(size=400)
    return pd.DataFrame(
        {
            "group": group,
            "district": district,
            "noise": noise,
            "outcome": (district + noise > 0.5).astype(int),
        }
    )


def _roles(*features: str, **more: object) -> dict[str, object]:
    return {"target": "outcome", "sensitive": ["group"], "positive": 1, "features": list(features)} | more


def test_a_proxy_that_brings_much_of_the_gap_is_a_finding_in_careful_words(
    context_of: Callable[..., Context], frame: pd.DataFrame
) -> None:
    model = LogisticRegression().fit(frame[["district", "noise"]], frame.outcome)
    seen = CHECK.look(context_of(frame, model, roles=_roles("district", "noise"), explain=SMALL))
    (finding,) = seen.findings
    assert finding.severity == "medium"
    assert "'district'" in finding.statement
    assert "noise" not in finding.statement
    assert "an association, not a cause" in finding.statement
    assert finding.evidence == ("explanations.gaps[0]",)
    assert len(seen.gaps) == 1


def test_a_gap_that_no_proxy_brings_is_shared_out_without_a_finding(
    context_of: Callable[..., Context], frame: pd.DataFrame
) -> None:
    model = LogisticRegression().fit(frame[["noise"]], frame.outcome)
    seen = CHECK.look(context_of(frame, model, roles=_roles("noise"), explain=SMALL))
    assert seen.findings == ()
    assert seen.gaps


def test_a_sensitive_column_is_no_proxy_of_itself(
    context_of: Callable[..., Context], frame: pd.DataFrame
) -> None:
    coded = frame.assign(group=(frame.group == "a").astype(float))
    model = LogisticRegression().fit(coded[["group", "noise"]], coded.outcome)
    seen = CHECK.look(context_of(coded, model, roles=_roles("group", "noise"), explain=SMALL))
    assert seen.findings == ()
    assert next(one for one in seen.gaps[0].columns if one.column == "group").sensitive


def test_without_a_model_or_a_judged_gap_it_does_not_apply(
    context_of: Callable[..., Context], frame: pd.DataFrame
) -> None:
    decided = frame.assign(decision=frame.outcome)
    with pytest.raises(CheckNotApplicable, match="of a model only"):
        CHECK.look(
            context_of(decided, roles={"prediction": "decision", "sensitive": ["group"], "positive": 1})
        )
    model = LogisticRegression().fit(frame[["noise"]], frame.outcome)
    tiny = {"checks": {"min_group": 390}, "roles": _roles("noise"), "explain": SMALL}
    with pytest.raises(CheckNotApplicable, match="No gap"):
        CHECK.look(context_of(frame, model, **tiny))
