import datetime as dt

import pandas as pd
import pytest

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.base import Dataset
from fairwitness.audits.subject.datasets.dates import forms_of
from fairwitness.audits.subject.datasets.refine import refined
from fairwitness.errors import ColumnNotFoundError, DataError


def test_a_question_mark_among_numbers_is_missing_and_said(read):
    dataset = read("age,code\n39,?\n?,b\n41,?\n")
    assert dataset.frame["age"].tolist()[::2] == [39, 41]
    assert dataset.frame["age"].isna().tolist() == [False, True, False]
    assert dataset.frame["code"].tolist() == ["?", "b", "?"]
    assert dataset.notes[0].startswith("'?' was read as a missing value where")
    assert "'age' (1)" in dataset.notes[0]
    assert "code" not in dataset.notes[0]


def test_the_plan_corrects_that(read):
    dataset = read("age\n39\n?\n", types={"age": "text"})
    assert dataset.frame["age"].tolist() == ["39", "?"]
    assert dataset.notes == ()


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl"])
def test_markers_of_the_plan(read, name):
    csv = "a,b,c\n-99,unknown,1.5\n2,x,-99\n3,y,2\n"
    rows = '{"a": -99, "b": "unknown", "c": 1.5}\n{"a": 2, "b": "x", "c": -99}\n{"a": 3, "b": "y", "c": 2}\n'
    frame = read(csv if name == "rows.csv" else rows, name, missing=("-99", "unknown")).frame
    assert frame.isna().to_numpy().tolist() == [
        [True, True, False],
        [False, False, True],
        [False, False, False],
    ]
    assert frame["a"].dtype.kind == "f"


def test_a_number_may_be_text_with_its_zeros(read):
    assert read("zip,a\n00501,1\n10001,2\n", types={"zip": "text"}).frame["zip"].tolist() == [
        "00501",
        "10001",
    ]
    assert (
        read('{"zip": 501}\n{"zip": null}\n', "r.jsonl", types={"zip": "text"}).frame["zip"].tolist()[0]
        == "501"
    )


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        (["1", " 2 ", "3.5"], "number", [1, 2, 3.5]),
        (["yes", "No", "Y"], "true or false", [True, False, True]),
        (["0", "1", "1"], "true or false", [False, True, True]),
        (["2024-05-01", "2024-05-02", ""], "date", [dt.date(2024, 5, 1), dt.date(2024, 5, 2), None]),
        (["31.12.2020", "01.02.2021"], "date", [dt.date(2020, 12, 31), dt.date(2021, 2, 1)]),
        (["12/31/2020", "01/02/2021"], "date", [dt.date(2020, 12, 31), dt.date(2021, 1, 2)]),
        (["31/12/2020", "01/02/2021"], "date", [dt.date(2020, 12, 31), dt.date(2021, 2, 1)]),
        (["20201231", "20210201"], "date", [dt.date(2020, 12, 31), dt.date(2021, 2, 1)]),
        (["2020-12-31T10:00:00", "2021-02-01 11:30"], "date", [dt.date(2020, 12, 31), dt.date(2021, 2, 1)]),
    ],
)
def test_types_of_the_plan(read, values, kind, expected):
    text = "\n".join(f"{value},z" for value in values)
    column = read(f"a,b\n{text}\n", types={"a": kind}).frame["a"]
    if kind == "date":
        assert pd.api.types.is_datetime64_any_dtype(column)
        assert [None if pd.isna(value) else value.date() for value in column] == expected
    else:
        assert column.tolist() == expected


@pytest.mark.parametrize(
    ("values", "kind", "says"),
    [
        (["1", "x"], "number", "must hold numbers, as `data.types` says. It holds 'x' in line 3"),
        (["yes", "perhaps"], "true or false", "It holds 'perhaps' in line 3; name it under `data.missing`"),
        (["2024-05-01", "soon"], "date", "must hold dates, as `data.types` says. It holds 'soon' in line 3"),
        (["01/02/2021", "03/04/2021"], "date", "can be read either way; write them as YYYY-MM-DD"),
        (["1", "y" * 90], "number", f"{'y' * 40}…"),
    ],
)
def test_what_does_not_fit_is_named(read, values, kind, says):
    text = "\n".join(f"{value},z" for value in values)
    with pytest.raises(DataError) as caught:
        read(f"a,b\n{text}\n", types={"a": kind})
    assert says in str(caught.value)


def test_text_that_may_hold_thousands_is_no_number():
    held = Dataset(pd.DataFrame({"pay": ["1.169", None, "999 "]}), "rows.xlsx", "excel", "0" * 64)
    with pytest.raises(
        DataError, match=r"'pay' of rows\.xlsx must hold numbers that can be read in one way\."
    ):
        refined(held, Data(types={"pay": "number"}))


def test_a_type_for_a_column_that_is_not_there(read):
    with pytest.raises(
        ColumnNotFoundError, match=r"key of `data\.types` must be a column of rows\.csv\. Got 'agee'"
    ):
        read("age,b\n1,2\n", types={"agee": "text"})


def test_a_missing_marker_makes_a_type_fit(read):
    assert read("a,b\n1,z\nx,z\n", types={"a": "number"}, missing=("x",)).frame["a"].tolist()[0] == 1


def test_forms_of_dates():
    assert forms_of(pd.Series(["2024-05-01"])) == ["%Y-%m-%d"]
    assert forms_of(pd.Series(["01/02/2021"])) == ["%d/%m/%Y", "%m/%d/%Y"]
    assert forms_of(pd.Series(["x"])) == []
