"""FAIR012."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from fairwitness.audits.checks import CheckNotApplicable, Context, registered

pytestmark = pytest.mark.usefixtures("still_meter")
CHECK = registered()["FAIR012"]
# Berkeley 1973: men admitted, men, women admitted, women. R's mantelhaen.test: 1.4269 with correction, 1.5246 without.
BERKELEY = {
    "A": (512, 825, 89, 108),
    "B": (353, 560, 17, 25),
    "C": (120, 325, 202, 593),
    "D": (138, 417, 131, 375),
    "E": (53, 191, 94, 393),
    "F": (22, 373, 24, 341),
}
ROLES = {"prediction": "admitted", "positive": 1, "sensitive": ["sex"], "strata": ["dept"]}


def applicants() -> pd.DataFrame:
    rows = [
        (sex, dept, decided)
        for dept, (mk, m, wk, w) in BERKELEY.items()
        for sex, k, n in (("men", mk, m), ("women", wk, w))
        for decided in [1] * k + [0] * (n - k)
    ]
    return pd.DataFrame(rows, columns=["sex", "dept", "admitted"])


def test_the_gap_of_berkeley_turns_round(context_of: Callable[..., Context]) -> None:
    context = context_of(applicants(), roles=ROLES, gates=[{"metric": "conditional_selection_rate"}])
    seen = CHECK.look(context)
    (finding,) = seen.findings
    assert finding.severity == "medium"
    assert finding.statement == (
        "Over all rows the selection rate of men people is 14.2 points above that of women; among comparable people "
        "(by dept) it is 4.3 points below."
    )
    (table,) = seen.conditional
    (test,) = table.tests
    assert test.groups == ("men", "women")
    assert test.statistic == pytest.approx(1.5246, abs=5e-5)
    assert test.corrected_statistic == pytest.approx(1.4269, abs=5e-5)
    assert test.corrected_p_value == pytest.approx(0.2323, abs=5e-5)
    assert test.odds_ratio == pytest.approx(0.9046968, abs=5e-8)
    assert len(table.rates) == 12
    assert sum(table.weights.values()) == pytest.approx(1)
    (found,) = (one for one in context.comparisons if one.declared)
    assert found.verdict == "within"
    assert found.statement.startswith("Spread over the strata alike, ")


def test_people_without_a_stratum_are_counted_and_said(context_of: Callable[..., Context]) -> None:
    frame = applicants()
    frame.loc[frame.index[:40], "dept"] = None
    context = context_of(frame, roles=ROLES, gates=[{"metric": "conditional_selection_rate"}])
    seen = CHECK.look(context)
    assert seen.findings[-1].statement == (
        f"For 40 of {len(frame):,} people it is not known in which dept they are: no comparison among comparable "
        "people counts them."
    )
    assert {rate.stratum for rate in seen.conditional[0].rates} == set(BERKELEY)


def test_those_whose_group_is_unknown_are_not_among_the_rest(context_of: Callable[..., Context]) -> None:
    frame = applicants()
    frame.loc[frame.index % 3 == 0, "sex"] = "other"
    unknown = frame.assign(sex=None, admitted=1).head(600)
    with_unknown = CHECK.look(context_of(pd.concat([frame, unknown]), roles=ROLES)).conditional[0].tests
    without = CHECK.look(context_of(frame, roles=ROLES)).conditional[0].tests
    assert len(without) == 3
    assert [test.statistic for test in with_unknown] == [test.statistic for test in without]


def test_a_gap_within_every_stratum_is_found(context_of: Callable[..., Context]) -> None:
    frame = pd.DataFrame(
        [
            (sex, dept, decided)
            for dept, base in (("x", 0.3), ("y", 0.6))
            for sex, gap in (("men", 0.3), ("women", 0.0))
            for decided in [1] * int(400 * (base + gap)) + [0] * int(400 * (1 - base - gap))
        ],
        columns=["sex", "dept", "admitted"],
    )
    seen = CHECK.look(context_of(frame, roles=ROLES, gates=[{"metric": "conditional_selection_rate"}]))
    (finding,) = seen.findings
    assert finding.severity == "high"
    assert seen.conditional[0].reversals == ()


def test_without_strata_or_with_one_level(context_of: Callable[..., Context]) -> None:
    with pytest.raises(CheckNotApplicable, match="the plan names no strata"):
        CHECK.look(context_of(applicants(), roles={**ROLES, "strata": []}))
