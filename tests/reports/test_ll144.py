"""The CSV that an employer publishes: every category, the unknown, what a person must state, and no line to reach."""

import csv
import io

import pytest
import records

from fairwitness.audits.record import Record
from fairwitness.errors import ReportError
from fairwitness.reports.ll144 import Ll144Report
from fairwitness.reports.write import write_files


def rows(record=None):
    written = Ll144Report().render(record or records.hiring()).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(written, newline="")))


def test_one_row_for_every_category_and_every_unknown():
    found = rows()
    assert found[0][:6] == [
        "grouping",
        "category",
        "applicants",
        "selected",
        "selection_rate",
        "impact_ratio",
    ]
    assert found[1] == ["sex", "Male", "160", "80", "0.50", "1.00", ""]
    assert found[2] == ["sex", "Female", "150", "60", "0.40", "0.80", ""]
    assert [row[2] for row in found if row[1] == "Unknown"] == ["7", "7", "7"]
    assert len(found) == 1 + 2 + 7 + 14 + 3 + 7
    assert {len(row) for row in found} == {7}


def test_a_small_category_counts_and_an_empty_one_says_why_it_has_no_rate():
    found = {(row[0], row[1]): row for row in rows()}
    assert found["race or ethnicity", "Black or African American"][2:] == ["5", "3", "0.60", "1.00", ""]
    assert found["sex and race or ethnicity", "Male & Black or African American"][2:] == [
        "0", "0", "", "", "no applicants",
    ]  # fmt: skip


def test_what_stands_beside_the_table():
    facts = {row[1]: row[-1] for row in rows() if row[0] == "about"}
    assert facts["Date of the audit"] == "22 November 2026"
    assert facts["Record"] == records.hiring().hash
    assert facts["Selected means"].startswith("the decision 'not re-arrested'")
    assert facts["Date the tool came into use"].startswith("to be stated")


def test_there_is_no_line_to_reach():
    text = Ll144Report().render(records.hiring()).decode().casefold()
    assert not [word for word in ("four-fifths", "4/5", "pass", "fail", "threshold") if word in text]


def test_names_from_the_data_are_no_formulas():
    record = records.hiring()
    subject = record.subject.model_copy(update={"source": "=cmd|' /C calc'!A0"})
    found = rows(Record.of(record.model_copy(update={"subject": subject})))
    assert next(row[-1] for row in found if row[1] == "Data").startswith("'=cmd")


def test_a_record_without_the_groupings_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(ReportError, match="needs an attribute that is sex"):
        write_files(records.full(), ["ll144"], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_file_has_a_name_of_its_own(tmp_path):
    assert [path.name for path in write_files(records.hiring(), ["ll144"], tmp_path)] == [
        "ll144-publication.csv"
    ]
