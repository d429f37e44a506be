"""The same rows are compared as such where what was decided then is still at hand, and never on trust."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.baseline import change_since
from fairwitness.audits.plan import Plan, make_plan
from fairwitness.audits.record import Record
from fairwitness.audits.run import audit, start
from fairwitness.audits.subject import Dataset
from fairwitness.audits.versions.document import VersionComparison

pytestmark = pytest.mark.usefixtures("still_meter")
Since = Callable[..., VersionComparison | None]


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    draw = np.random.default_rng(2)
    frame = pd.DataFrame({"sex": draw.choice(["f", "m"], 600), "y": draw.integers(0, 2, 600)})
    frame["old"] = (draw.random(600) < 0.5).astype(int)
    frame["new"] = np.where((frame.sex == "f") & (draw.random(600) < 0.6), 0, frame.old)
    frame["w"] = 1.0
    return frame


def plan_of(decision: str, **over: object) -> Plan:
    roles = {"target": "y", "prediction": decision, "sensitive": ["sex"], **over.pop("roles", {})}  # type: ignore[arg-type]
    return make_plan({"roles": roles, **over})


def record_of(frame: pd.DataFrame, plan: Plan) -> Record:
    return audit(plan, dataset_of(frame), None, start(plan))


def dataset_of(frame: pd.DataFrame) -> Dataset:
    return Dataset(frame, "rows", "python", first_line=1)


@pytest.fixture
def since(frame: pd.DataFrame) -> Since:
    def found(before: pd.DataFrame, after: pd.DataFrame, **over: object) -> VersionComparison | None:
        then, now = plan_of("old", **dict(over)), plan_of("new", **dict(over))
        return change_since(record_of(before, then), record_of(after, now), dataset_of(after), None, now)

    return found


def test_the_column_of_then_pairs_the_rows(frame: pd.DataFrame, since: Since) -> None:
    found = since(frame, frame)
    assert found is not None
    assert (found.form, found.gates[0].outcome) == ("paired", "worse")


@pytest.mark.parametrize(
    "other",
    [
        lambda frame: frame.drop(columns="old"),
        lambda frame: frame.assign(old=frame.new),
        lambda frame: frame.iloc[:-1],
        lambda frame: frame.assign(sex=list(frame.sex[::-1])),
    ],
)
def test_other_rows_or_decisions_are_not_paired(
    other: Callable[[pd.DataFrame], pd.DataFrame], frame: pd.DataFrame, since: Since
) -> None:
    found = since(frame, other(frame))
    assert found is not None
    assert found.form == "unpaired"


def test_what_versions_are_not_compared_on_is_left_to_the_intervals(
    frame: pd.DataFrame, since: Since
) -> None:
    assert since(frame, frame, roles={"weight": "w"}) is None
    assert since(frame, frame, gates=[{"against": "rest"}]) is None


def test_every_gate_that_both_have_is_in_the_family(frame: pd.DataFrame) -> None:
    then = plan_of("old", gates=[{}, {"metric": "accuracy"}])
    now = plan_of("new", gates=[{}, {"metric": "accuracy"}, {"kind": "ratio"}])
    found = change_since(record_of(frame, then), record_of(frame, now), dataset_of(frame), None, now)
    assert found is not None
    assert [gate.metric for gate in found.gates] == ["selection_rate", "accuracy"]


def test_a_limit_that_is_held_against_intervals_is_not_noted_as_left_out(
    frame: pd.DataFrame, since: Since
) -> None:
    found = since(frame, frame, gates=[{}, {"metric": "equalized_odds"}])
    assert found is not None
    assert [gate.metric for gate in found.gates] == ["selection_rate"]
    assert not [note for note in found.notes if "equalized_odds" in note]
