import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.subject.datasets import csv
from fairwitness.audits.subject.datasets.csv import sniff_separator
from fairwitness.audits.subject.datasets.thousands import thousands_note
from fairwitness.errors import DataError


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_and_said(read, separator):
    dataset = read(separator.join("abc") + "\n" + separator.join("123") + "\n")
    assert dataset.frame.to_dict("list") == {"a": [1], "b": [2], "c": [3]}
    assert dataset.notes == () if separator == "," else "separated by a" in dataset.notes[0]


def test_the_separator_that_cuts_all_lines_alike_wins():
    assert sniff_separator("a;b\nx, y;2\nz, w, v;3\n") == ";"
    assert sniff_separator("a,b\n1|2,3\n") == ","
    assert sniff_separator("a\n1\n") == ","
    assert sniff_separator("") == ","


def test_a_separator_stated_wrongly_gives_one_column(read):
    assert list(read("a,b\n1,2\n", separator=";").frame) == ["a,b"]


@pytest.mark.parametrize("text", ["a,b\n", "a,b", "a,b\n\n\n", "a\n"])
def test_a_header_and_nothing_under_it(read, text):
    with pytest.raises(
        DataError, match=r"^The data must have rows\. 'rows\.csv' has a header and nothing under it\.$"
    ):
        read(text)


@pytest.mark.parametrize(
    ("text", "line", "got"),
    [
        ("a,b\n1,2\n3,4,5\n", 3, 3),
        ("a,b\n1,2,3\n3,4,5\n", 2, 3),
        ("a,b\n1,2,3\n3,4\n", 2, 3),
        ("a,b\n1,2,\n3,4,\n", 2, 3),
        ("a,b,c\n1,2,3\n\n3,4\n", 4, 2),
        ('a,b\n"x\ny",1\nz\n', 4, 1),
        ('a,b\n"x,2\n3,4\n', 2, 1),
    ],
)
def test_a_line_with_another_number_of_columns_is_named_and_nothing_is_shifted(read, text, line, got):
    with pytest.raises(DataError, match=rf"must have the \d columns of its header.* Line {line} has {got};"):
        read(text)


def test_quoted_line_breaks_and_blank_lines_keep_the_count_of_lines(read):
    dataset = read('a,b\n"x\ny",1\n\n   \nz,2\n')
    assert dataset.frame.to_dict("list") == {"a": ["x\ny", "z"], "b": [1, 2]}
    assert [dataset.line(row) for row in (0, 1)] == [2, 6]
    assert [read("a,b\n1,2\n3,4\n").line(row) for row in (0, 1)] == [2, 3]


def test_a_blank_first_line_is_no_header(read):
    with pytest.raises(DataError, match=r"must name its columns. It is blank"):
        read("\na,b\n1,2\n")


def test_a_decimal_comma_is_read_where_it_separates_no_columns(read):
    dataset = read('a;b;c\n1,5;"x, y";3\n-2,25;z;\n;w;4,5\n')
    assert dataset.frame["a"].tolist()[:2] == [1.5, -2.25]
    assert dataset.frame["a"].isna().tolist() == [False, False, True]
    assert dataset.frame["c"].tolist()[2] == 4.5
    assert dataset.frame["b"].tolist() == ["x, y", "z", "w"]
    assert "The comma was read as the decimal mark in: 'a', 'c'." in dataset.notes


@pytest.mark.parametrize("separator", [",", ";"])
def test_marks_that_may_set_off_thousands_are_said(read, separator):
    text = "pay,rate,id\n1.169,1.5,7\n999,1.169,8\nNA,2.25,9\n12.579,3.125,10\n"
    notes = read(text.replace(",", separator)).notes
    assert [note for note in notes if "thousands" in note] == [thousands_note(["'pay'"])]


def test_a_late_decimal_shows_that_no_mark_sets_off_thousands(read, monkeypatch):
    monkeypatch.setattr(csv, "_LOOKED_AT", 2)
    assert read("a,b\n1.169,1\n2.500,2\n3.5,3\n").notes == ()
    assert "thousands" in read("a;b\n1,169;1\n2,500;2\n3;3\n").notes[-1]


@pytest.mark.parametrize("mark", ["", "NA", "n/a", "NaN", "null", "<NA>"])
def test_what_is_missing(read, mark):
    frame = read(f"a,b\n{mark},x\n1,{mark}\n").frame
    assert frame.isna().to_numpy().tolist() == [[True, False], [False, True]]


def test_words_that_only_look_missing_stay(read):
    assert read("a,b\nNone,?\nnone,-\n").frame.to_dict("list") == {"a": ["None", "none"], "b": ["?", "-"]}


def test_spaces_around_names_and_before_values_do_not_count(read):
    dataset = read(' a , b\n 1 , "x, y"\n')
    assert dataset.frame.to_dict("list") == {"a": [1], "b": ["x, y"]}


@pytest.mark.parametrize(
    "name", ["index", "size", "values", "dtype", "name", "columns", "0", "class", "lambda"]
)
def test_a_column_may_be_called_anything(read, subject_of, name):
    frame = read(f"{name},group,p\nx,a,1\ny,b,0\n").frame
    assert frame[name].tolist() == ["x", "y"]
    assert subject_of(frame, prediction="p", sensitive=[name]).attributes[0].groups == ("x", "y")


def test_columns_of_one_name_are_used_once_if_they_are_alike(read):
    dataset = read("a,b,a\n1,2,1\n,3,\n")
    assert list(dataset.frame) == ["a", "b"]
    assert dataset.conflicting == frozenset()
    assert "with the same content; it is used once" in dataset.notes[0]
    assert read("a,b,a\n1,2,9\n").conflicting == {"a"}


def test_many_rows_of_numbers_and_text(read):
    rows = pd.DataFrame({"x": np.arange(5000) / 7, "group": ["ä", "b"] * 2500})
    pd.testing.assert_frame_equal(read(rows.to_csv(index=False)).frame, rows)


@pytest.mark.data
def test_real_files(data_folder):
    from fairwitness.audits.plan.model import Data
    from fairwitness.audits.subject import read_dataset

    compas = read_dataset(Data(path="compas/compas-scores-two-years.csv"), data_folder)
    assert compas.frame.shape == (7214, 44)
    assert compas.conflicting == frozenset()
    assert any("decile_score" in note for note in compas.notes)
    with pytest.raises(DataError, match="It holds values: '39', 'State-gov'"):
        read_dataset(Data(path="adult/adult.data", format="csv"), data_folder)
    with pytest.raises(DataError, match="must be a file of a known format"):
        read_dataset(Data(path="adult/adult.data"), data_folder)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_short_way_finds_the_same_lines_as_the_long_one(tmp_path, monkeypatch, end):
    path = tmp_path / "rows.csv"
    path.write_bytes(end.join(["a;b;c", "1;x;", ";y;2", "3;;"]).encode())
    short = csv._check_lines(path, ";", "utf-8", 3)
    monkeypatch.setattr(csv, "_lines_without_quotes", lambda *_: None)
    assert list(short) == list(csv._check_lines(path, ";", "utf-8", 3)) == [2, 3, 4]


@pytest.mark.parametrize("text", ['a,b\n"1",2\n', "a,b\n\n1,2\n", "a,b\n1\n", "a\n1\n", "a,b\n"])
def test_what_needs_a_closer_look_gets_it(tmp_path, text):
    (tmp_path / "rows.csv").write_text(text)
    assert (
        csv._lines_without_quotes(tmp_path / "rows.csv", ",", "utf-8", text.split("\n")[0].count(",") + 1)
        is None
    )
