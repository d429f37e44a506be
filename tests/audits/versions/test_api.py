"""The Python call: arrays, series and records, and the sentences for what cannot be compared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fairwitness
from fairwitness.errors import ComparisonError, DataError, FairwitnessError, PlanError, RecordError

pytestmark = pytest.mark.usefixtures("still_meter")


def test_arrays_frames_and_lists_give_one_comparison(hired: pd.DataFrame) -> None:
    sex = hired[["sex"]]
    frames = fairwitness.compare(hired.a, hired.b, y_true=hired.y, sensitive_features=sex)
    lists = fairwitness.compare(
        list(hired.a), list(hired.b), y_true=hired.y.to_numpy(), sensitive_features={"sex": list(hired.sex)}
    )
    assert frames.gates == lists.gates
    assert frames.groups == lists.groups
    assert (frames.a.decisions, lists.b.decisions) == ("column 'a'", "column 'b'")
    assert frames.exit_code == 1


def test_rows_are_matched_by_their_index(hired: pd.DataFrame) -> None:
    turned = hired.b.iloc[::-1]
    one = fairwitness.compare(hired.a, turned, y_true=hired.y, sensitive_features=hired[["sex"]])
    two = fairwitness.compare(hired.a, hired.b, y_true=hired.y, sensitive_features=hired[["sex"]])
    assert one.hash == two.hash


def test_series_of_one_name_are_told_apart(hired: pd.DataFrame) -> None:
    found = fairwitness.compare(
        hired.a.rename("said"), hired.b.rename("said"), sensitive_features=hired.sex, gates=["selection_rate"]
    )
    assert (found.a.decisions, found.b.decisions) == ("column 'said'", "column 'b'")


def test_scores_are_cut_at_the_threshold(hired: pd.DataFrame) -> None:
    found = fairwitness.compare(
        hired.a * 0.8, hired.b * 0.6, y_true=hired.y, sensitive_features=hired[["sex"]], threshold=0.5
    )
    plain = fairwitness.compare(hired.a, hired.b, y_true=hired.y, sensitive_features=hired[["sex"]])
    assert found.gates == plain.gates
    assert found.a.threshold == 0.5


def test_the_plan_and_the_arguments_say_what_is_compared(hired: pd.DataFrame) -> None:
    plan = {"gates": [{"metric": "accuracy", "attributes": ["sex"]}], "alpha": 0.01}
    found = fairwitness.compare(
        hired.a, hired.b, y_true=hired.y, sensitive_features=hired[["sex"]], plan=plan
    )
    assert [gate.id for gate in found.gates] == ["accuracy.difference.sex"]
    assert found.alpha == 0.01
    asked = fairwitness.compare(
        hired.a,
        hired.b,
        y_true=hired.y,
        sensitive_features=hired[["sex"]],
        plan=plan,
        gates="precision:ratio",
        tolerance=0.1,
        alpha=0.1,
    )
    assert [gate.id for gate in asked.gates] == ["precision.ratio.sex"]
    assert (asked.alpha, asked.tolerance) == (0.1, 0.1)


def test_records_and_their_paths(hired: pd.DataFrame, tmp_path: Path) -> None:
    other = hired.iloc[:2000]
    a = fairwitness.audit(hired.y, hired.a, sensitive_features=hired[["sex"]])
    b = fairwitness.audit(other.y, other.b.rename("a"), sensitive_features=other[["sex"]])
    found = fairwitness.compare(a, b, tolerance=0.02)
    assert found.form == "unpaired"
    a.save(tmp_path / "a")
    file = b.save(tmp_path / "b")
    assert fairwitness.compare(tmp_path / "a", str(file), tolerance=0.02).hash == found.hash


def _record() -> fairwitness.Record:
    return fairwitness.audit([1, 0, 1, 1], [1, 0, 0, 1], sensitive_features=["a", "a", "b", "b"])


SEX = ["f", "m"] * 2
BAD = [
    (lambda: fairwitness.compare(_record(), [1, 0]), ComparisonError, "Got a record and a list"),
    (lambda: fairwitness.compare(_record(), _record(), positive=1), ComparisonError, "compared as they are"),
    (lambda: fairwitness.compare("nowhere", _record()), RecordError, "none at 'nowhere'"),
    (
        lambda: fairwitness.compare([1, 0, 1, 0], [1, 0], sensitive_features=SEX),
        DataError,
        "`b` must have one value",
    ),
    (lambda: fairwitness.compare([1, 0, 1, 0], [1, 0, 1, 0]), DataError, "`sensitive_features`"),
    (
        lambda: fairwitness.compare([1, 0, 1, 2], [1, 0, 1, 0], sensitive_features=SEX),
        DataError,
        "two labels",
    ),
    (
        lambda: fairwitness.compare([1, 0, 1, 0], ["yes", "no", "no", "yes"], sensitive_features=SEX),
        DataError,
        "positive",
    ),
    (
        lambda: fairwitness.compare([1, 0, 1, 0], [1, 0, 1, 0], sensitive_features=SEX, gates=["nothing"]),
        PlanError,
        "no metric named 'nothing'",
    ),
    (
        lambda: fairwitness.compare([1, 0, 1, 0], [1, 0, 1, 0], sensitive_features=SEX, tolerance=-1),
        PlanError,
        "`tolerance`",
    ),
    (
        lambda: fairwitness.compare([1, 0, 1, 0], [1, 0, 1, np.nan], sensitive_features=SEX),
        DataError,
        "must have a value in every row",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), BAD)
def test_what_cannot_be_compared_is_said_in_a_sentence(
    call: object, error: type[FairwitnessError], message: str
) -> None:
    with pytest.raises(error) as caught:
        call()  # type: ignore[operator]
    assert message in str(caught.value)
    assert str(caught.value).rstrip().endswith((".", "?"))
