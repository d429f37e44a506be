"""CSV that an engine reads is the CSV that is read in memory."""

import pandas as pd
import pytest
from tabled import from_cells, in_memory, plan_of

from fairwitness.audits.engine import condense
from fairwitness.audits.subject import read_dataset
from fairwitness.errors import ColumnNotFoundError, DataError

ROLES = {"target": "y", "prediction": "d", "sensitive": ["g"]}
HEAD = "g,y,d\n"
ROWS = "a,1,0\na,0,1\nb,1,1\n"


@pytest.fixture
def both(tmp_path):
    """A file condensed, and read into memory: the two tables."""

    def made(content, name="rows.csv", roles=ROLES, **data):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        plan = plan_of(name, **roles)
        plan = plan.model_copy(update={"data": plan.data.model_copy(update=data)})
        found, dataset = condense(plan, tmp_path), read_dataset(plan.data, tmp_path)
        assert [note for note in found.notes if "hash" not in note] == list(dataset.notes)
        assert found.sha256 == dataset.sha256
        return from_cells(found, plan), in_memory(dataset.frame, plan)

    return made


@pytest.mark.parametrize(
    ("content", "data"),
    [
        (HEAD + "?,1,0\n1,0,1\n2.5,1,1\n?,1,1\n", {}),
        (HEAD + "?,1,0\nx,0,1\n?,1,1\n", {}),
        (HEAD + "?,1,0\n?,0,1\n", {}),
        (HEAD + "-99,1,0\n1,0,1\n-99.0,1,1\n", {"missing": ("-99",)}),
        (HEAD + "unknown,1,0\n1,0,1\n2,1,1\n", {"missing": ("unknown",)}),
        (HEAD + "unknown,1,0\nx,0,1\nz,1,1\n", {"missing": ("unknown", "z")}),
        (HEAD + "01,1,0\n1,0,1\n2,1,1\n", {"types": {"g": "text"}}),
        (HEAD + "?,1,0\n1,0,1\n", {"types": {"g": "text"}}),
    ],
)
def test_markers_and_types_of_the_plan_are_those_of_rows_in_memory(both, content, data):
    found, rows = both(content, **data)
    assert found == rows


def test_what_needs_the_rows_is_refused(tmp_path):
    (tmp_path / "rows.csv").write_text(HEAD + ROWS)
    (tmp_path / "rows.parquet").write_bytes(b"x")
    for name, data in [
        ("rows.csv", {"types": {"g": "number"}}),
        ("rows.csv", {"predictions": "p.csv"}),
        ("rows.parquet", {"missing": ("?",)}),
        ("rows.parquet", {"types": {"g": "text"}}),
    ]:
        plan = plan_of(name, **ROLES)
        plan = plan.model_copy(update={"data": plan.data.model_copy(update=data)})
        with pytest.raises(DataError, match=rf"`data\.{next(iter(data))}`, which needs the rows; say"):
            condense(plan, tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        HEAD + ROWS,
        HEAD + ROWS.rstrip("\n"),
        "\ufeff" + HEAD + ROWS,
        (HEAD + ROWS).replace("\n", "\r\n"),
        (HEAD + ROWS).replace(",", ";"),
        (HEAD + ROWS).replace(",", "\t"),
        (HEAD + ROWS).replace(",", "|"),
        HEAD + ROWS + "\n\n",
        HEAD + '"a, or ""so""",1,0\n"line\nbreak",0,1\n',
        HEAD + "a, 1,0\n a,0, 1\nb ,1,1\n",
        HEAD + 'a, "1",0\n"a",0,1\n',
        HEAD + "a,NA,0\nNaN,0,1\n,1,1\nnull,null,1\n#N/A,1,0\n",
        HEAD + "1,1.0,0\n2,0,1.0\n1.50,1,1\n",
        HEAD + "01,1,1\n1,0,0\n",
        HEAD + "a,True,FALSE\nb,false,true\nb,,true\n",
        HEAD + "1_000,1,0\n1000,0,1\n1d,1,1\n",
        HEAD + "Infinity,1,0\n1,0,1\n",
    ],
)
def test_separators_quotes_marks_and_spellings(both, content):
    engine, memory = both(content)
    assert engine == memory


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-32"])
def test_encodings_are_found(both, encoding):
    engine, memory = both((HEAD + ROWS + "Jürgen – €,1,0\n").encode(encoding))
    assert engine == memory
    assert any(key[0] == "Jürgen – €" for key in engine)


def test_an_encoding_may_be_stated(both):
    engine, _ = both((HEAD + ROWS + "日本,1,0\n").encode("shift_jis"), encoding="shift_jis")
    assert any(key[0] == "日本" for key in engine)


def test_a_decimal_comma_is_read_where_it_separates_no_columns(both):
    engine, memory = both("g;y;d\n1,5;1;0\n2,25;0,0;1\n1,5;;1\n")
    assert engine == memory
    assert any(key[0] == "1.5" for key in engine)


def test_a_stated_separator_and_spaces_in_names(both):
    engine, memory = both(" g ^ y ^ d \na^1^0\nb^0^1\n", separator="^")
    assert engine == memory


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEAD, r"must have rows\. 'rows\.csv' has a header and nothing under it"),
        (b"", r"must have a header and rows\. 'rows\.csv' is empty"),
        ("\na,1,0\n", "must name its columns. It is blank"),
        (HEAD + ROWS + "a,1\n", r"must have the 3 columns of its header\. Line 5 has 2"),
        (HEAD + ROWS + "a,1,0,1\n", r"must have the 3 columns of its header\. Line 5 has 4"),
        (
            HEAD + ROWS + '"a,1,0\n',
            "Every quotation mark of the CSV file must be closed. The one in line 5 is not",
        ),
        (b"PAR1" + b"\0" * 50, "is a Parquet file"),
        (b"g,y,d\n\0\0\0", "zero bytes"),
        (HEAD.replace("d", "y") + ROWS, "'y' stands more than once"),
    ],
)
def test_a_file_that_cannot_be_counted_says_why(tmp_path, content, message):
    (tmp_path / "rows.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    roles = ROLES if "d" in str(content[:6]) else {**ROLES, "prediction": "g"}
    with pytest.raises(DataError, match=message):
        condense(plan_of("rows.csv", **roles), tmp_path)


def test_a_column_that_is_not_there_gets_the_nearest(tmp_path):
    (tmp_path / "rows.csv").write_text("group,y,d\na,1,0\n")
    with pytest.raises(ColumnNotFoundError, match=r"sensitive attribute 'groop'.*Did you mean 'group'"):
        condense(plan_of("rows.csv", **{**ROLES, "sensitive": ["groop"]}), tmp_path)


def test_no_room_for_the_copy_in_utf_8(tmp_path, monkeypatch):
    import errno
    import shutil

    def full(source, sink):
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "rows.csv").write_bytes((HEAD + ROWS + "ü,1,0\n").encode("cp1252"))
    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(
        DataError, match=r"room for a copy of 'rows\.csv' in UTF-8\. It has not: No space left"
    ):
        condense(plan_of("rows.csv", **ROLES), tmp_path)


def test_the_copy_in_utf_8_is_removed(tmp_path, monkeypatch):
    import tempfile

    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    (tmp_path / "rows.csv").write_bytes((HEAD + ROWS + "ü,1,0\n").encode("cp1252"))
    condense(plan_of("rows.csv", **ROLES), tmp_path)
    assert list(scratch.iterdir()) == []


def test_a_large_file_is_not_hashed_and_it_is_said(tmp_path, monkeypatch):
    from fairwitness.audits.engine import sources

    monkeypatch.setattr(sources, "HASHED_UP_TO", 10)
    (tmp_path / "rows.csv").write_text(HEAD + ROWS)
    found = condense(plan_of("rows.csv", **ROLES), tmp_path)
    assert found.sha256 is None
    assert any("no file hash" in note for note in found.notes)


def test_types_are_those_of_pandas(tmp_path):
    frame = pd.DataFrame({"g": ["x"] * 3, "y": [1, 0, 1], "d": [0.0, 1.0, 1.0]})
    frame.to_csv(tmp_path / "rows.csv", index=False)
    found = condense(plan_of("rows.csv", **ROLES), tmp_path)
    assert [column.kind for column in found.columns] == ["number", "number", "text"]
