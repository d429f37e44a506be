import datetime as dt
import io
import zipfile

import msoffcrypto.format.ooxml as ooxml
import openpyxl
import pandas as pd
import pytest

from fairwitness.errors import DataError

HEADER, ROWS = (
    ["sex", "hired", "date"],
    [["f", 1, dt.datetime(2024, 5, 1)], ["m", 0, dt.datetime(2024, 5, 2)]],
)


def book(*sheets, edit=None):
    """A workbook by openpyxl; each sheet is a list of rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for number, rows in enumerate(sheets):
        sheet = made.create_sheet(f"Sheet {number + 1}")
        for row in rows:
            sheet.append(row)
    if edit:
        edit(made)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def locked(content, password="tulip"):
    out = io.BytesIO()
    ooxml.OOXMLFile(io.BytesIO(content)).encrypt(password, out)
    return out.getvalue()


def test_types_are_those_of_the_cells(read):
    dataset = read(book([HEADER, *ROWS]), "rows.xlsx")
    assert list(dataset.frame) == HEADER
    assert dataset.frame["hired"].tolist() == [1, 0]
    assert dataset.frame["date"].dt.day.tolist() == [1, 2]
    assert (dataset.source, dataset.kind, dataset.line(0)) == ("rows.xlsx [Sheet 1]", "excel", 2)
    assert dataset.notes == ()


def test_what_pandas_writes_comes_back(read, tmp_path):
    frame = pd.DataFrame(
        {"a": [1.5, None, 3], "b": ["x", None, "z"], "c": [True, False, True], "d": [1, 2, 3]}
    )
    frame.to_excel(tmp_path / "x.xlsx", index=False)
    found = read((tmp_path / "x.xlsx").read_bytes(), "rows.xlsx").frame
    pd.testing.assert_frame_equal(found, frame, check_dtype=False)
    assert [column.dtype.kind for _, column in found.items()] == ["f", "O", "b", "i"]


def test_missing_values_in_whole_numbers_leave_numbers(read):
    frame = read(book([["a", "b"], [1, "x"], [None, "NA"], [3, "z"]]), "rows.xlsx").frame
    assert frame["a"].dtype.kind == "f"
    assert frame["b"].isna().tolist() == [False, True, False]


def test_the_first_sheet_with_rows_and_the_others_are_named(read):
    content = book([], [["note"]], [HEADER, *ROWS], [HEADER, *ROWS, *ROWS])
    dataset = read(content, "rows.xlsx")
    assert len(dataset.frame) == 2
    assert (
        "'Sheet 3' of 'rows.xlsx' was read; there is also 'Sheet 1', 'Sheet 2', 'Sheet 4'" in dataset.notes[0]
    )
    assert len(read(content, "rows.xlsx", sheet="Sheet 4").frame) == 4
    with pytest.raises(
        DataError, match=r"must be a sheet of 'rows\.xlsx'\. Got 'Sheet 9'.* Did you mean 'Sheet"
    ):
        read(content, "rows.xlsx", sheet="Sheet 9")
    with pytest.raises(DataError, match=r"The sheet 'Sheet 2' of 'rows\.xlsx' has no header and rows"):
        read(content, "rows.xlsx", sheet="Sheet 2")


def test_a_sheet_of_remarks_is_no_table_where_there_is_one(read):
    remarks = [["Decisions 2024"], ["confidential"], ["by A. Weber"]]
    dataset = read(book(remarks, [HEADER, *ROWS]), "rows.xlsx")
    assert list(dataset.frame) == HEADER
    assert "name another as the sheet (`data.sheet`)" in dataset.notes[0]
    assert len(read(book(remarks, remarks), "rows.xlsx").frame.columns) == 1


def test_names_of_groups_of_columns_above_the_header_are_left_out(read):
    dataset = read(book([["person", "decision", "decision"], HEADER, *ROWS]), "rows.xlsx")
    assert list(dataset.frame) == HEADER
    assert dataset.notes == ("The line above the header of 'rows.xlsx [Sheet 1]' was left out.",)


@pytest.mark.parametrize(
    "rows",
    [
        [["a", "b", "b"], ["x", "y", "z"], ["u", "v", "w"]],  # nothing but text: the second line may be a row
        [["a", "b", "b"], ["x", "y", "y"], ["u", "v", 3]],
        [["a", "b", "b"], ["x", "y", 2], ["u", "v", 3]],
        [["a", "b", "c"], ["x", "y", "z"], ["u", "v", 3]],
    ],
)
def test_a_first_row_is_no_header_unless_it_must_be(read, rows):
    assert len(read(book(rows), "rows.xlsx").frame) == 2


def test_titles_above_the_header_are_left_out_and_said(read):
    def merge(made):
        made.worksheets[0].merge_cells("A1:C1")

    dataset = read(book([["Decisions 2024"], [], HEADER, *ROWS], edit=merge), "rows.xlsx")
    assert list(dataset.frame) == HEADER
    assert dataset.line(0) == 4
    assert "The 2 lines above the header" in dataset.notes[0]


def test_a_header_in_merged_cells_is_refused(read):
    with pytest.raises(DataError, match="Line 1 has names for 1 of 3 columns and no line below"):
        read(book([["Decisions 2024"], [0.5, 1, 2], [0.5, 1, 2]]), "rows.xlsx")


def test_blank_lines_keep_the_count_of_lines(read):
    dataset = read(book([HEADER, ROWS[0], [], ROWS[1]]), "rows.xlsx")
    assert [dataset.line(row) for row in (0, 1)] == [2, 4]


def test_a_value_beside_the_table_is_named(read):
    with pytest.raises(DataError, match=r"Line 3 has one in column 5, and the header names 3"):
        read(book([HEADER, ROWS[0], [*ROWS[1], None, "look!"], ROWS[0]]), "rows.xlsx")


def test_formulas_without_results_are_refused_and_with_errors_noted(read):
    with pytest.raises(DataError, match=r"The one in line 2, column 2 has none, because no spreadsheet"):
        read(book([["a", "b"], [1, "=A2*2"], [2, "=A3*2"]]), "rows.xlsx")
    dataset = read(book([["a", "b"], [1, "#DIV/0!"], [2, 4]]), "rows.xlsx")
    assert dataset.frame["b"].tolist()[1] == 4
    assert "1 formulas of 'rows.xlsx' give an error" in dataset.notes[0]


def test_a_password_is_said(read):
    with pytest.raises(DataError) as caught:
        read(locked(book([HEADER, *ROWS])), "rows.xlsx")
    assert str(caught.value) == (
        "'rows.xlsx' must be an Excel workbook (.xlsx). It is an Excel workbook with a password; take the password "
        "away in Excel and save it anew."
    )


def test_an_old_workbook_is_to_be_saved_anew(read):
    with pytest.raises(
        DataError, match=r"old Office document, such as an \.xls workbook; save it as \.xlsx or as CSV"
    ):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048), "rows.xls")


def test_what_is_cut_off_or_damaged_is_refused(read):
    content = book([HEADER, *ROWS])
    with pytest.raises(DataError, match="that is cut off; copy it anew"):
        read(content[:-200], "rows.xlsx")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as sink:
        for name in source.namelist():
            sink.writestr(name, b"<broken" if name.startswith("xl/worksheets") else source.read(name))
    with pytest.raises(DataError, match="It cannot be read as one: it is damaged"):
        read(out.getvalue(), "rows.xlsx")


def test_a_workbook_that_becomes_too_large_is_refused(read, monkeypatch):
    from fairwitness.audits.subject.datasets import unpack

    monkeypatch.setattr(unpack, "SMALL", 1000)
    monkeypatch.setattr(unpack, "MOST_TIMES", 5)
    with pytest.raises(DataError, match=r"at most 5 times as large\. 'rows.xlsx' becomes more"):
        read(book([["a"], *[["x" * 100]] * 5000]), "rows.xlsx")
