"""What is planted is found and confirmed; where nothing is, hardly anything is confirmed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.subgroups import Condition, Settings, find_subgroups
from fairwitness.audits.subgroups.items import read_columns
from fairwitness.audits.subgroups.search import Limits
from fairwitness.errors import DataError, UnknownNameError


def _people(rows: int, seed: int = 0) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "sex": draw.choice(["f", "m"], rows),
            "age": draw.uniform(20, 73.3, rows),
            "region": draw.choice(["north", "south", "east", "west"], rows),
            "school": draw.choice(["a", "b", "c"], rows),
            "case": np.arange(rows),
        }
    )


def _planted(rows: int = 12_000, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Women over 60 in the north are favoured 30 points less often than everybody else."""
    frame, draw = _people(rows, seed), np.random.default_rng(seed + 1)
    hit = (frame.sex == "f") & (frame.age > 60) & (frame.region == "north")
    prediction = (draw.random(rows) < np.where(hit, 0.3, 0.6)).astype(np.int8)
    outcome = draw.integers(0, 2, rows).astype(np.int8)
    return frame, outcome, prediction


DEEP = Settings(limits=Limits(depth=3))


def test_a_planted_group_is_found_and_confirmed() -> None:
    frame, outcome, prediction = _planted()
    (found,) = find_subgroups(frame, outcome, prediction, DEEP)
    first, *others = found.slices
    assert {one.column: one.value for one in first.conditions}.keys() == {"age", "region", "sex"}
    assert {"north", "f"} < {one.value for one in first.conditions}
    assert first.confirmed
    assert first.checked.rate == pytest.approx(0.3, abs=0.06)
    assert first.checked.rest == pytest.approx(0.6, abs=0.02)
    assert first.low < 0.3 < first.high
    assert first.checked.gap == pytest.approx(first.checked.rest - first.checked.rate)
    assert not any(one.confirmed for one in others)
    assert found.columns == ("age", "region", "school", "sex")
    assert [one.column for one in found.left_out] == ["case"]


def test_the_halves_share_no_row_and_hold_all() -> None:
    frame, outcome, prediction = _planted(3000)
    (found,) = find_subgroups(frame, outcome, prediction, DEEP)
    assert (found.searched_rows, found.checked_rows) == (1500, 1500)
    for one in found.slices:
        inside = np.ones(3000, dtype=bool)
        for item in one.conditions:
            (column,) = read_columns(frame[[item.column]]).kept
            inside &= column.codes == column.values.index(item.value)
        assert one.rows == inside.sum()
        total = one.searched.rows * one.searched.rate + one.checked.rows * one.checked.rate
        assert total == pytest.approx(prediction[inside].sum())
        for half in (one.searched, one.checked):
            assert half.rows + half.rest_rows == 1500


def test_under_the_null_groups_are_confirmed_at_most_alpha_of_the_time() -> None:
    alarms, shrinkage = 0, []
    for seed in range(200):
        frame = _people(600, seed)
        prediction = np.random.default_rng(10_000 + seed).integers(0, 2, 600).astype(np.int8)
        settings = Settings(limits=Limits(min_rows=25), seed=seed)
        (found,) = find_subgroups(frame, prediction, prediction, settings)
        alarms += any(one.confirmed for one in found.slices)
        shrinkage += [one.shrinkage for one in found.slices]
    assert alarms <= 0.05 * 200 + 3.5 * np.sqrt(200 * 0.05 * 0.95)
    assert len(shrinkage) > 50
    assert np.mean(shrinkage) > 0.1  # the searched gap is the winner's, the checked one is none


@pytest.mark.parametrize(
    "order", [["region", "case", "age", "sex", "school"], ["sex", "school", "region", "case", "age"]]
)
def test_the_order_of_columns_changes_nothing(order: list[str]) -> None:
    frame, outcome, prediction = _planted(3000)
    assert find_subgroups(frame, outcome, prediction, DEEP) == find_subgroups(
        frame[order], outcome, prediction, DEEP
    )


@pytest.mark.parametrize(
    ("metric", "harmed"),
    [("selection_rate", 0), ("true_positive_rate", 0), ("false_positive_rate", 1), ("accuracy", None)],
)
def test_worse_is_what_the_metric_says(metric: str, harmed: int | None) -> None:
    frame, draw = _people(4000, 3), np.random.default_rng(4)
    outcome = draw.integers(0, 2, 4000).astype(np.int8)
    prediction = np.where(draw.random(4000) < 0.8, outcome, 1 - outcome)
    wrong = 1 - outcome if harmed is None else harmed
    prediction = np.where((frame.region == "east") & (draw.random(4000) < 0.5), wrong, prediction)
    (found,) = find_subgroups(frame, outcome, prediction.astype(np.int8), Settings(metrics=(metric,)))
    (first, *_) = found.slices
    assert first.conditions == (Condition("region", "east"),)
    assert first.confirmed
    assert (first.checked.rate > first.checked.rest) == (metric == "false_positive_rate")
    trials = {"true_positive_rate": outcome == 1, "false_positive_rate": outcome == 0}.get(
        metric, outcome >= 0
    )
    assert found.searched_rows + found.checked_rows == trials.sum()


def test_the_favourable_label_may_be_the_negative_one() -> None:
    frame, outcome, prediction = _planted(4000)
    (one,) = find_subgroups(frame, outcome, prediction, DEEP)
    (two,) = find_subgroups(frame, 1 - outcome, 1 - prediction, replace(DEEP, favourable_is_positive=False))
    assert one == two


def test_rows_without_an_outcome_count_only_where_none_is_needed() -> None:
    frame, outcome, prediction = _planted(2000)
    outcome[:500] = -1
    both = find_subgroups(
        frame,
        outcome,
        prediction,
        Settings(metrics=("selection_rate", "accuracy"), limits=Limits(min_rows=20)),
    )
    assert [one.searched_rows + one.checked_rows for one in both] == [2000, 1500]


def test_several_metrics_share_one_level() -> None:
    frame, outcome, prediction = _planted(6000)
    alone = find_subgroups(frame, outcome, prediction, DEEP)[0].slices[0]
    both = find_subgroups(frame, outcome, prediction, replace(DEEP, metrics=("selection_rate", "accuracy")))
    carried = sum(len(one.slices) for one in both)
    assert carried > len(both[0].slices)
    assert both[0].slices[0].p == alone.p
    assert both[0].slices[0].p_adjusted == pytest.approx(carried * alone.p)


def test_where_nothing_can_be_found_the_reason_is_said() -> None:
    frame, outcome, prediction = _planted(1000)
    (few,) = find_subgroups(frame[:150], outcome[:150], prediction[:150])
    assert few.reason == (
        "the half of the rows that is searched has 75 cases, too few for a group of 50 and a rest of as many"
    )
    (alike,) = find_subgroups(frame, outcome, np.ones(1000, dtype=np.int8))
    assert alike.reason == "all cases on the half of the rows that is searched are alike"
    (bare,) = find_subgroups(frame[["case"]], outcome, prediction)
    assert bare.reason == "no column can form groups"
    assert (few.slices, alike.slices, bare.slices, bare.looked_at) == ((), (), (), 0)


def test_what_does_not_fit_is_refused() -> None:
    frame, outcome, prediction = _planted(500)
    with pytest.raises(DataError, match="`prediction` must have one value for each of the 500 rows"):
        find_subgroups(frame, outcome, prediction[:-1])
    with pytest.raises(DataError, match="column age"):
        find_subgroups(frame[:-1], outcome, prediction)
    with pytest.raises(UnknownNameError, match="selection_rate"):
        find_subgroups(frame, outcome, prediction, Settings(metrics=("selection_rat",)))
