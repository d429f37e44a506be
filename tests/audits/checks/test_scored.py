"""FAIR007, FAIR008, FAIR009 and FAIR015: the checks that look at scores."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.checks import CheckNotApplicable, Context, registered

pytestmark = pytest.mark.usefixtures("still_meter")
ROLES = {
    "target": "y",
    "score": "s",
    "score_is_probability": True,
    "threshold": 0.5,
    "sensitive": ["group"],
    "positive": 1,
}


def people(noise: dict[str, float], shift: dict[str, float], rows: int = 1200) -> pd.DataFrame:
    """Scores that keep their word in each group, but for noise in ranking and a shift."""
    draw = np.random.default_rng(4)
    parts = []
    for group, mix in noise.items():
        s = draw.random(rows)
        mixed = np.where(draw.random(rows) < mix, draw.random(rows), s)
        y = (draw.random(rows) < s).astype(int)
        parts.append(pd.DataFrame({"group": group, "y": y, "s": (mixed + shift[group]).clip(0, 1)}))
    return pd.concat(parts, ignore_index=True)


NONE = {"a": 0.0, "b": 0.0}


@pytest.mark.parametrize(
    ("code", "frame", "gate", "words"),
    [
        (
            "FAIR007",
            people({"a": 0.0, "b": 0.9}, NONE),
            {"metric": "roc_auc_score", "limit": 0.1},
            "Ranking of positives above negatives",
        ),
        (
            "FAIR008",
            people(NONE, {"a": 0.0, "b": 0.25}),
            {"metric": "mean_error", "limit": 0.1},
            "Prediction minus outcome",
        ),
        (
            "FAIR009",
            people(NONE, {"a": 0.0, "b": 0.25}),
            {"metric": "mean_score", "limit": 0.1},
            "Average score",
        ),
    ],
)
def test_it_fires_and_stays_silent(
    context_of: Callable[..., Context], code: str, frame: pd.DataFrame, gate: dict[str, object], words: str
) -> None:
    check = registered()[code]
    (finding,) = check.look(context_of(frame, roles=ROLES, gates=[gate])).findings
    assert finding.severity == "high"
    assert finding.statement.startswith(words)
    assert "beyond what chance explains" in finding.statement
    alike = context_of(people(NONE, NONE), roles=ROLES, gates=[gate])
    assert check.look(alike).findings == ()
    (found,) = (one for one in alike.comparisons if one.declared)
    assert found.verdict == "within"


@pytest.mark.parametrize("code", ["FAIR007", "FAIR008", "FAIR009"])
def test_without_a_score(context_of: Callable[..., Context], decisions_from: Callable, code: str) -> None:
    context = context_of(decisions_from({"a": (40, 40, 40, 40), "b": (40, 40, 40, 40)}))
    with pytest.raises(CheckNotApplicable, match="there is no score"):
        registered()[code].look(context)


def test_the_counts_of_scores_are_kept_by_group(context_of: Callable[..., Context]) -> None:
    frame = people(NONE, {"a": 0.0, "b": 0.25})
    (table,) = registered()["FAIR009"].look(context_of(frame, roles=ROLES)).scores
    assert (table.attribute, table.low, table.high, table.bins) == ("group", 0.0, 1.0, 256)
    by_name = {group.group: group for group in table.groups}
    assert sum(by_name["a"].positives) == int(frame.y[frame.group == "a"].sum())
    high = [one for one in by_name["b"].reliability if one.n and one.low > 0.5]
    assert all(one.observed is not None and one.mean_score > one.observed for one in high)
    crossed = context_of(
        frame.assign(sex="f"),
        roles={**ROLES, "sensitive": ["group", "sex"], "intersections": [["group", "sex"]]},
    )
    assert [one.attribute for one in registered()["FAIR009"].look(crossed).scores] == ["group", "sex"]


def test_thresholds_at_which_the_limits_hold(context_of: Callable[..., Context]) -> None:
    frame = people(NONE, {"a": 0.0, "b": 0.3})
    check = registered()["FAIR015"]
    (table,) = check.look(context_of(frame, roles=ROLES, gates=[{"limit": 0.1}])).thresholds
    assert table.current == 0.5
    assert not any(low <= 0.5 <= high for low, high in table.point)
    assert table.point
    for low, high in table.point:
        for threshold in (low, high):
            shares = (frame.s >= threshold).groupby(frame.group).mean()
            assert shares.max() - shares.min() <= 0.1 + 1e-9
    assert all(any(a <= low and high <= b for a, b in table.point) for low, high in table.shown)
    assert table.statement.endswith("Choosing a threshold afterwards is exploratory: test it on other data.")


def test_where_there_is_no_other_threshold(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    check = registered()["FAIR015"]
    with pytest.raises(CheckNotApplicable, match="only with a score"):
        check.look(context_of(decisions_from({"a": (4, 4, 4, 4), "b": (4, 4, 4, 4)})))
    frame = people(NONE, NONE, 50)
    with pytest.raises(CheckNotApplicable, match="No gate declares"):
        check.look(context_of(frame, roles=ROLES, gates=[{"metric": "mean_score"}]))


def test_a_score_that_promises_no_probability_has_no_calibration(context_of: Callable[..., Context]) -> None:
    """Saying that calibration was looked at would be an assurance that nothing stands behind."""
    frame = people(NONE, NONE)
    frame["s"] = np.ceil(frame.s * 10)
    roles = {**ROLES, "score_is_probability": False, "threshold": 5}
    context = context_of(frame, roles=roles)
    with pytest.raises(CheckNotApplicable, match="Calibration is not measured: the score is not declared"):
        registered()["FAIR008"].look(context)
    (table,) = registered()["FAIR009"].look(context).scores  # thresholds can be moved all the same
    assert [group.reliability for group in table.groups] == [(), ()]
