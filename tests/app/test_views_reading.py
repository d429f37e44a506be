"""What each column looks like, and how else a file can be read."""

from __future__ import annotations

import io

import pandas as pd
from tests.app.new_form import form, problems, text

from fairwitness.app.views.reading import profile_table
from fairwitness.audits.subject.profile import profile

ROWS = pd.DataFrame(
    {
        "hired": [0, 1] * 60,
        "decision": [0, 0, 1, 1] * 30,
        "sex": ["f", "m", "f", "unknown"] * 30,
        "zip": ["00501", "00501", "10001", "10002"] * 30,
    }
)


def csv() -> str:
    return ROWS.to_csv(index=False)


def test_a_line_for_each_column_with_what_is_odd() -> None:
    table = profile_table(profile(ROWS))
    assert [row[0] for row in table.rows] == list(ROWS.columns)
    assert (
        "'unknown' (30 rows) may stand for a missing value." in {row[0]: row[4] for row in table.rows}["sex"]
    )
    assert all(all(isinstance(cell, str) for cell in row) for row in table.rows)


def test_the_columns_of_an_upload_are_shown() -> None:
    found = form(csv())
    assert "Columns as read" in text(found)
    assert problems(found) == []


def test_a_marker_of_missing_values_and_a_kind_are_corrected_and_reach_the_plan() -> None:
    found = form(csv())
    found.text_input(key="new-missing").input("unknown").run()
    found.multiselect(key="new-types-text").select("zip").run()
    found.button(key="read-again").click().run()
    assert problems(found) == []
    draft = found.session_state["new-draft"]
    assert draft.dataset.frame["sex"].isna().sum() == 30
    assert draft.dataset.frame["zip"].iloc[0] == "00501"
    assert (draft.plan.data.missing, draft.plan.data.types) == (("unknown",), {"zip": "text"})
    assert found.text_input(key="new-missing").value == "unknown"
    assert found.multiselect(key="new-types-text").value == ["zip"]


def workbook() -> bytes:
    out = io.BytesIO()
    with pd.ExcelWriter(out) as book:
        ROWS.to_excel(book, sheet_name="January", index=False)
        ROWS.head(40).to_excel(book, sheet_name="February", index=False)
    return out.getvalue()


def test_another_sheet_of_a_workbook() -> None:
    found = form(workbook(), "people.xlsx")
    assert "120 rows, 4 columns" in text(found)
    found.text_input(key="new-sheet").input("February").run()
    found.button(key="read-again").click().run()
    assert "40 rows, 4 columns" in text(found)
    found.text_input(key="new-sheet").input("Febuary").run()
    found.button(key="read-again").click().run()
    assert "Febuary" in problems(found)[0]
    assert "40 rows, 4 columns" in text(found)


def test_a_new_file_begins_with_fields_of_its_own() -> None:
    found = form(csv())
    found.text_input(key="new-missing").input("unknown").run()
    found.button(key="read-again").click().run()
    found.file_uploader[0].upload("others.csv", csv().encode(), "text/csv")
    found.run()
    assert found.text_input(key="new-missing").value == ""
