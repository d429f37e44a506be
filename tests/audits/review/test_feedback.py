"""A reviewer's decisions from CSV: counted by group, nothing of a row kept, and bad cells named by line and column."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import fairwitness
from fairwitness.audits.plan.model import UNKNOWN
from fairwitness.audits.record import Record
from fairwitness.audits.review.feedback import LEAST_SHARED, Counted, count_feedback
from fairwitness.errors import DataError

Count = Callable[..., Counted]


@pytest.fixture(scope="module")
def audit(still_meter: object) -> Record:
    """Two attributes, one of them cut into bins, and their crossing."""
    frame = pd.DataFrame(
        {"sex": ["f", "m"] * 100, "age": [*range(20, 70)] * 4, "decision": [0, 1, 1, 0] * 50}
    )
    return fairwitness.audit(
        y_pred=frame.decision,
        sensitive_features=frame[["sex", "age"]],
        plan={
            "roles": {
                "sensitive": [
                    {"name": "sex", "groups": {"f": "women", "m": "men"}},
                    {"name": "age", "bins": [30, 50]},
                ],
                "intersections": [["sex", "age"]],
                "positive": 1,
            }
        },
    )


@pytest.fixture
def count(audit: Record, tmp_path: Path) -> Count:
    def counted(text: str, record: Record = audit, encoding: str = "utf-8") -> Counted:
        file = tmp_path / "feedback.csv"
        file.write_bytes(text.encode(encoding))
        return count_feedback(record, file)

    return counted


def _tables(found: Counted) -> dict[tuple[str | None, str | None], tuple[tuple[int, ...], ...]]:
    return {(one.attribute, one.group): one.counts for one in found.groups}


def test_cases_are_counted_by_decision_and_group(count: Count) -> None:
    found = count(
        "case,model,reviewer,sex,age\nc1,0,1,f,22\nc2,1,1,m,50\nc3,1,0,women,30 to under 50\nc4,0,0,,\n"
    )
    assert found.cases == 4
    assert (found.labels, found.favourable) == (("0", "1"), "1")
    tables = _tables(found)
    assert tables[None, None] == ((1, 1), (1, 1))
    assert tables["sex", "women"] == ((0, 1), (1, 0))
    assert tables["age", "50 and over"] == ((0, 0), (0, 1))
    assert tables["age", "30 to under 50"] == ((0, 0), (1, 0))
    assert tables["sex", UNKNOWN] == tables["sex & age", UNKNOWN] == ((1, 0), (0, 0))
    assert tables["sex & age", "women & under 30"] == ((0, 1), (0, 0))


def test_groups_of_a_crossing_are_those_of_the_record(count: Count, audit: Record) -> None:
    names = {one.name: {group.name for group in one.groups} for one in audit.subject.attributes}
    lines = [
        f"{n},0,1,{sex},{age}" for n, (sex, age) in enumerate((s, a) for s in "fm" for a in (20, 30, 49, 50))
    ]
    for attribute, group in _tables(count("\n".join(["case,model,reviewer,sex,age", *lines]))):
        assert attribute is None or group in names[attribute]


def test_attributes_without_a_column_are_left_out(count: Count) -> None:
    assert {one.attribute for one in count("case,model,reviewer\nc1,0,1\n").groups} == {None}


@pytest.mark.parametrize(
    "text",
    [
        "case;model;reviewer\nc1;0;1\nc2;1,0;1\n",
        "case, model ,reviewer\r\nc1, 0,1\r\n\r\nc2,1.0,1\r\n",
        "reviewer,reason,model,case\n1,,0,c1\n1,x,1,c2\n",
        'case,model,reviewer\n"c1",0,1\n"c2",1,1\n',
    ],
)
def test_however_a_csv_is_written(count: Count, text: str) -> None:
    text = text.replace("1,0;", "1;")
    assert _tables(count(text))[None, None] == ((0, 1), (0, 1))
    assert _tables(count(text, encoding="utf-8-sig"))[None, None] == ((0, 1), (0, 1))
    assert _tables(count(text, encoding="utf-16"))[None, None] == ((0, 1), (0, 1))


def test_nothing_of_a_row_is_kept(count: Count) -> None:
    found = count("case,model,reviewer,reason\nsecret-17,0,1,knows Mrs Brown\nsecret-18,1,1,\n")
    assert found.reasons == {}
    for text in ("secret", "Brown"):
        assert text not in repr(found)


def test_a_reason_is_kept_where_enough_cases_share_it(count: Count) -> None:
    lines = [f"c{n},0,1,new  papers" for n in range(LEAST_SHARED)]
    lines += [f"d{n},0,1,rare" for n in range(LEAST_SHARED - 1)]
    lines += [f"e{n},1,1,agreed anyway" for n in range(LEAST_SHARED)]
    found = count("\n".join(["case,model,reviewer,reason", *lines]))
    assert found.reasons == {"new papers": LEAST_SHARED}


def test_the_same_cases_have_the_same_hash_in_any_order(count: Count) -> None:
    one = count("case,model,reviewer\nc1,0,1\nc2,1,1\n")
    assert one.file == count("case,model,reviewer,reason\nc2,1,1,x\nc1,0,1,y\n").file
    assert one.file != count("case,model,reviewer\nc1,0,1\nc2,1,0\n").file


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "case,model,reviewer\nc1,0,1\nc2,maybe,1\n",
            r"Line 3 of 'feedback\.csv', column 'model', must be '0' or '1'",
        ),
        (
            "case,model,reviewer\nc1,0,\n",
            "Line 2 .*, column 'reviewer', must be '0' or '1'. Got nothing instead",
        ),
        ("case,model,reviewer\n,0,1\n", "Line 2 .*, column 'case', must name the case. It is blank"),
        (
            "case,model,reviewer\nc1,0,1\n\nc1,0,1\n",
            "Line 4 .*, column 'case', .*Got 'c1' again, after line 2",
        ),
        ('case,model,reviewer,reason\nc1,0,1,"two\nlines"\nc2,2,1,\n', "Line 4 .*, column 'model'"),
        (
            "case,model,reviewer,sex\nc1,0,1,wommen\n",
            "Line 2 .*, column 'sex', must be a group of sex.*'women'",
        ),
        ("case,model,reviewer,age\nc1,0,1,old\n", "Line 2 .*, column 'age', must be a group of age"),
        ("case,model,reviewr\nc1,0,1\n", r"must be a column of feedback\.csv\. .*Did you mean 'reviewr'"),
        ("case,model,reviewer,case\nc1,0,1,c1\n", "'case' stands more than once"),
        ("case,model,reviewer\nc1,0\n", "must have the 3 columns of its header. Line 2 has 2"),
        ("case,model,reviewer\n", "a header and nothing under it"),
        ("", "must be a column of"),
        ("%PDF-1.7", "It is a PDF"),
        ("case,model,reviewer\nc1,0,1\n\0", "zero bytes"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(count: Count, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message) as refused:
        count(text)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there(audit: Record, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read: No such file"):
        count_feedback(audit, tmp_path / "no.csv")


def test_where_rows_stay_private_no_cell_is_quoted(count: Count, audited) -> None:
    record = audited(privacy={"rows": False})
    with pytest.raises(DataError, match="column 'model'") as refused:
        count("case,model,reviewer\nc1,SECRET,1\n", record)
    assert "SECRET" not in str(refused.value)


def test_a_number_that_is_decided_cannot_be_agreed_with(count: Count, audit: Record) -> None:
    record = audit.model_copy(update={"plan": {**audit.plan, "task": "regression"}})
    with pytest.raises(DataError, match="This record is of a number"):
        count("case,model,reviewer\nc1,1.5,2\n", record)
