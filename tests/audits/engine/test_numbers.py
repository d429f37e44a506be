"""Scores and weights that cannot serve are refused with counts and an example, all found in the engine."""

import numpy as np
import pandas as pd
import pytest
from tabled import plan_of, table_of

from fairwitness.audits.engine import condense
from fairwitness.audits.engine.numbers import Range, check_complete, measure
from fairwitness.errors import DataError

ROWS = pd.DataFrame({"sex": ["f", "m"] * 3, "outcome": [1, 0] * 3, "x": [0.5, 0.25, 1.0, 0.0, 0.75, 0.5]})
SCORE = {"prediction": None, "score": "x", "threshold": 0.5}
WEIGHT = {"prediction": "outcome", "target": None, "weight": "x"}


def changed(*values):
    x = ROWS.x.astype(object)
    x[: len(values)] = values
    return ROWS.assign(x=x.infer_objects())


def test_ranges_are_measured_in_one_query(scratch):
    table = table_of(a=[1, None, -3], b=[np.nan, np.inf, 2.0], c=[None, None, None])
    table = table.mutate(c=table.c.cast("float64"))
    assert measure(scratch, table, ["a", "b", "c"]) == {
        "a": Range(-3.0, 1.0, 3, missing=1),
        "b": Range(2.0, 2.0, 3, missing=1, infinite=1),
        "c": Range(0.0, 0.0, 3, missing=3),
    }
    assert measure(scratch, table, []) == {}


def test_size_and_use():
    assert Range(-3, 2, 5).size == 3
    assert Range(0, 1, 5).usable
    assert not Range(0, 1, 5, missing=1).usable
    assert not Range(0, 1, 5, infinite=1).usable
    check_complete(Range(0, 1, 5), "x", "score", "rows")


@pytest.mark.parametrize("kind", ["rows.parquet", "rows.csv"])
@pytest.mark.parametrize(
    ("values", "roles", "message"),
    [
        (
            [None, None],
            SCORE,
            r"score column 'x' must have a value in every row\. 2 of 6 rows of rows\..* have none",
        ),
        ([np.inf], SCORE, r"score column 'x' must hold finite numbers\. 1 are infinite"),
        (
            [1.5, -2],
            {**SCORE, "score_is_probability": True},
            r"must lie in \[0, 1\]\. 2 values do not, such as -2;",
        ),
        ([1.5], {**SCORE, "score_is_probability": True}, r"1 values do not, such as 1\.5;"),
        ([None], WEIGHT, r"weights in 'x' must be numbers of at least 0\. 1 of 6 are not, such as missing"),
        ([-1.5], WEIGHT, r"1 of 6 are not, such as -1\.5"),
        ([-1.5, None, np.inf], WEIGHT, r"3 of 6 are not, such as"),
        ([0, 0, 0, 0, 0, 0], WEIGHT, r"Some weight in 'x' must be above 0\. All are 0"),
        (
            [2.0**41],
            WEIGHT,
            r"must be 0, or from 2\.3e-10 to 1\.1e\+12\. 1 of 6 are not, such as 2\.19902e\+12",
        ),
        ([1e-12, 2.0**41], WEIGHT, r"2 of 6 are not, such as 1e-12"),
        ([2.0**64], SCORE, r"values of 'score_squared' reach 3\.4e\+38"),
    ],
)
def test_scores_and_weights_that_cannot_serve(tmp_path, kind, values, roles, message):
    frame = changed(*values)
    frame.to_csv(tmp_path / kind, index=False) if kind.endswith("csv") else frame.to_parquet(tmp_path / kind)
    with pytest.raises(DataError, match=message):
        condense(plan_of(kind, **roles), tmp_path)


@pytest.mark.parametrize(("roles", "role"), [(SCORE, "score"), (WEIGHT, "weight")])
def test_text_among_numbers_is_shown(tmp_path, roles, role):
    changed("0.5", "many").to_csv(tmp_path / "rows.csv", index=False)
    with pytest.raises(
        DataError, match=f"The {role} column 'x' must hold numbers. It holds 'many', among others"
    ):
        condense(plan_of("rows.csv", **roles), tmp_path)


def test_truth_values_are_no_numbers(tmp_path):
    ROWS.assign(x=[True, False] * 3).to_parquet(tmp_path / "rows.parquet")
    with pytest.raises(DataError, match=r"must hold numbers\. It holds '[Tt]rue'"):
        condense(plan_of("rows.parquet", **SCORE), tmp_path)


def test_what_where_leaves_out_is_not_looked_at(tmp_path):
    frame = changed(None, -5.0, np.inf).assign(age=[1, 1, 1, 30, 30, 30])
    frame.to_parquet(tmp_path / "rows.parquet")
    plan = plan_of(
        "rows.parquet", **{**SCORE, "score_is_probability": True, "weight": "x"}, where=["age > 18"]
    )
    assert condense(plan, tmp_path).rows == 3
