"""Every wrong file ends in one sentence that names the file, the place and what to do."""

from __future__ import annotations

import gzip
import io
import json
import os
import pickle
import socket
import struct
import sys
import zipfile
from pathlib import Path

import msoffcrypto.format.ooxml as ooxml
import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject import read_dataset
from fairwitness.errors import DataError

CSV = "sex,hired\nf,1\nm,0\n"
FRAME = pd.DataFrame({"sex": ["f", "m"], "hired": [1, 0]})


def parquet() -> bytes:
    stream = io.BytesIO()
    FRAME.to_parquet(stream)
    return stream.getvalue()


def arrow() -> bytes:
    stream = io.BytesIO()
    FRAME.to_feather(stream)
    return stream.getvalue()


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows or (["sex", "hired"], ["f", 1], ["m", 0]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def locked() -> bytes:
    out = io.BytesIO()
    ooxml.OOXMLFile(io.BytesIO(workbook())).encrypt("tulip", out)
    return out.getvalue()


def zipped(**files: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def encrypted_zip() -> bytes:
    content = bytearray(zipped(**{"a.csv": CSV}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def encrypted_parquet() -> bytes:
    stream = io.BytesIO(b"PARE" + parquet()[4:])
    return stream.getvalue()


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("L", (4, 4)).save(stream, "PNG")
    return stream.getvalue()


def array() -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.eye(2))
    return stream.getvalue()


def nested_parquet() -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table({"a": pa.array([], pa.int64())}), stream)
    return stream.getvalue()


WRONG_BYTES: dict[str, tuple[str, str | bytes, str, str]] = {
    # what it is: the name it has, its content, where or what the sentence says, and what to do
    "empty": ("a.csv", "", "'a.csv' is empty", "must have a header and rows"),
    "only spaces": ("a.csv", "  \n \n", "It is blank", "must name its columns"),
    "only a header": ("a.csv", "sex,hired\n", "a header and nothing under it", "must have rows"),
    "no header": ("a.csv", "39,77516,13\n50,83311,13\n", "holds values: '39'", "put a line with the names above"),
    "a short line": ("a.csv", CSV + "f\n", "Line 4 has 1", "put in what is missing"),
    "a long line": ("a.csv", CSV + "f,1,2\n", "Line 4 has 3", "put quotation marks around"),
    "cut off within a line": ("a.csv", CSV + "m,1\nf", "Line 5 has 1", "put in what is missing"),
    "an open quotation mark": ("a.csv", CSV + '"f,1\nm,0\n', "Line 4 has 1", "quotation marks"),
    "zero bytes": ("a.csv", b"sex,hired\nf,\0\n", "holds zero bytes", "state `data.encoding`"),
    "UTF-16 without a mark": ("a.csv", CSV.encode("utf-16-le"), "zero bytes", "state `data.encoding`"),
    "UTF-16 cut off": ("a.csv", CSV.encode("utf-16")[:-1], "The bytes from 37 on are not", "save it as UTF-8"),
    "neither UTF-8 nor Windows": ("a.csv", b"sex,hired\n\x81\xff,1\n", "neither UTF-8 nor", "save it as UTF-8"),
    "a workbook named CSV": ("a.csv", workbook(), "It is an Excel workbook", "name it .xlsx"),
    "a workbook with a password": ("a.xlsx", locked(), "with a password", "take the password away"),
    "the same named CSV": ("a.csv", locked(), "with a password", "take the password away"),
    "an old workbook": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office", "save it as .xlsx"),
    "a workbook cut off": ("a.xlsx", workbook()[:-100], "that is cut off", "copy it anew"),
    "a workbook without rows": ("a.xlsx", workbook(["sex"]), "no sheet with a header", "name another sheet"),
    "a zip named workbook": ("a.xlsx", zipped(**{"a.csv": CSV}), "It is a zip archive", "name it .zip"),
    "Parquet named CSV": ("a.csv", parquet(), "It is a Parquet file", "name it .parquet"),
    "CSV named Parquet": ("a.parquet", CSV, "It is text", "name it .csv"),
    "Parquet cut off": ("a.parquet", parquet()[:-20], "cannot be read as one", "Write or copy it anew"),
    "Parquet with a broken end": (
        "a.parquet", parquet()[:-12] + struct.pack("<I", 2**31 - 1) + b"PAR1", "cannot be read", "Write or copy",
    ),
    "Parquet that is encrypted": ("a.parquet", encrypted_parquet(), "an encrypted Parquet", "without encryption"),
    "Parquet without rows": ("a.parquet", nested_parquet(), "has 0 rows", "write it anew with rows"),
    "Arrow named Parquet": ("a.parquet", arrow(), "It is an Arrow file", "name it .arrow"),
    "Arrow cut off": ("a.feather", arrow()[:-30], "cannot be read as one", "Write or copy it anew"),
    "the first Feather": ("a.feather", b"FEA1" + bytes(40), "first Feather format", "current pyarrow"),
    "JSON named CSV": ("a.csv", json.dumps([{"a": 1}]), "It is JSON", "name it .jsonl"),
    "CSV named JSON": ("a.jsonl", CSV, "Line 1 is not", "correct or remove it"),
    "a broken line of JSON": ("a.jsonl", '{"a": 1}\n{"a": \n', "Line 2 is not", "correct or remove it"),
    "JSON cut off": ("a.json", '[{"a": 1},\n{"a"', "in line 2", "write the file anew"),
    "lists within JSON": ("a.jsonl", '{"a": [1]}\n', "'a' in line 1", "one column for each part"),
    "an archive of two": ("a.zip", zipped(**{"a.csv": CSV, "b.csv": CSV}), "Got 2 in 'a.zip'", "unpack it and name"),
    "an archive of none": ("a.zip", zipped(**{"a.txt.bak": CSV}), "Got none in 'a.zip'", "unpack it and name"),
    "an archive that leads outside": ("a.zip", zipped(**{"../a.csv": CSV}), "'../a.csv' does not", "packed anew"),
    "an archive that is encrypted": ("a.zip", encrypted_zip(), "is encrypted", "unpack it and name the file"),
    "an archive cut off": ("a.zip", zipped(**{"a.csv": CSV})[:-30], "cut off", "copy it anew"),
    "gzip cut off": ("a.csv.gz", gzip.compress(CSV.encode())[:-9], "cut off", "pack or copy it anew"),
    "gzip named CSV": ("a.csv", gzip.compress(CSV.encode()), "packed with gzip", "name it .gz"),
    "CSV named gzip": ("a.csv.gz", CSV, "It is text", "name it .csv"),
    "a bomb": ("a.csv.gz", gzip.compress(b"1,2\n" * (20 << 20)), "at most 500 times", "unpack it and name"),
    "a web page": ("a.csv", "<!DOCTYPE html><html>sign in</html>", "It is a web page", "download them anew"),
    "a web page named Parquet": ("a.parquet", "<html></html>", "It is a web page", "download them anew"),
    "a PDF": ("a.csv", b"%PDF-1.7\n\xff\xff", "It is a PDF", "export the table"),
    "a picture": ("a.csv", picture(), "It is a picture", "name the folder of pictures"),
    "a pickle": ("a.csv", pickle.dumps({"a": np.eye(2)}), "It is a Python pickle", "save the table as Parquet"),
    "a pickle named Parquet": ("a.parquet", pickle.dumps([1]), "It is a Python pickle", "save the table as Parquet"),
    "an array": ("a.csv", array(), "It is a NumPy array", "names of its columns"),
    "a database": ("a.csv", b"SQLite format 3\0" + bytes(90), "It is an SQLite database", "under `data.sql`"),
    "of SPSS": ("a.sav", b"$FL2", "known format", "which SPSS writes; export the rows there"),
    "of LibreOffice": ("a.ods", zipped(mimetype="x"), "is an OpenDocument file", "save it as .xlsx or as CSV"),
    "without a name": ("a", CSV, "known format", "say so with `data.format`"),
    "two files in one": ("a.csv", CSV + CSV, "Line 4 repeats it", "remove that line"),
    "names of rows": ("a.csv", "sex,hired\n1,f,1\n2,m,0\n", "Line 2 has 3", "put a name for that column before"),
    "a title above": ("a.csv", "My people\n" + CSV, "Line 2 has 2", "remove it, so that the names"),
}  # fmt: skip


def check(error: DataError, folder: object, *parts: str) -> None:
    text = str(error)
    for part in parts:
        assert part in text
    assert "\n" not in text
    assert str(folder) not in text
    assert text.endswith((".", "?"))
    assert len(text) < 400


def test_there_are_at_least_forty():
    assert len(WRONG_BYTES) >= 40


@pytest.mark.parametrize("what", WRONG_BYTES)
def test_a_wrong_file(what, tmp_path):
    name, content, place, fix = WRONG_BYTES[what]
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DataError) as caught:
        read_dataset(Data(path=name), tmp_path)
    check(caught.value, tmp_path, f"'{name}", place, fix)


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_of_the_encoding_is_no_mistake(mark, tmp_path):
    (tmp_path / "a.csv").write_bytes(CSV.encode(mark))
    assert list(read_dataset(Data(path="a.csv"), tmp_path).frame) == ["sex", "hired"]


def _nothing(path):
    """There is no such file."""


def _folder(path):
    path.mkdir()


def _pipe(path):
    os.mkfifo(path)


def _socket(path):
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind(os.path.relpath(path))


def _loop(path):
    path.symlink_to(path.name)


def _dangling(path):
    path.symlink_to("gone.csv")


def _unreadable(path):
    path.write_text(CSV)
    path.chmod(0)


PLACES = {
    "nowhere": (_nothing, "does not exist", "must be a file"),
    "a folder": (_folder, "is a folder that holds neither", "name the file"),
    "a pipe": (_pipe, "is a pipe", "write what it gives to a file"),
    "a socket": (_socket, "is a socket", "write what it gives to a file"),
    "a link to itself": (_loop, "Too many levels of symbolic links", "must be a file that can be read"),
    "a link to nothing": (_dangling, "does not exist", "must be a file"),
    "a file that may not be read": (_unreadable, "Permission denied", "must be a file that can be read"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="these are no files there")
@pytest.mark.parametrize("what", PLACES)
def test_what_is_no_file(what, tmp_path, monkeypatch):
    make, place, fix = PLACES[what]
    if make is _unreadable and os.geteuid() == 0:
        pytest.skip("root may read every file")
    monkeypatch.chdir(tmp_path)
    make(tmp_path / "a.csv")
    with pytest.raises(DataError) as caught:
        read_dataset(Data(path="a.csv"), tmp_path)
    check(caught.value, tmp_path, "'a.csv'", place, fix)


def test_a_device_is_no_file(tmp_path):
    if not Path("/dev/zero").exists():
        pytest.skip("there is none here")
    (tmp_path / "a.csv").symlink_to("/dev/zero")
    with pytest.raises(DataError, match=r"'a\.csv' is a device; write what it gives to a file\.$"):
        read_dataset(Data(path="a.csv"), tmp_path)


@pytest.mark.parametrize("length", range(0, 2000, 97))
def test_a_parquet_file_cut_anywhere(length, tmp_path):
    content = parquet()
    (tmp_path / "a.parquet").write_bytes(content[: min(length, len(content) - 1)] or b"P")
    with pytest.raises(DataError) as caught:
        read_dataset(Data(path="a.parquet"), tmp_path)
    check(caught.value, tmp_path, "'a.parquet'")


@pytest.mark.parametrize("seed", range(20))
def test_damaged_bytes_never_end_in_anything_else(seed, tmp_path):
    draw = np.random.default_rng(seed)
    files = {
        "a.xlsx": workbook(),
        "a.feather": arrow(),
        "a.parquet": parquet(),
        "a.zip": zipped(**{"a.csv": CSV}),
    }
    for name, content in files.items():
        damaged = np.frombuffer(content, dtype=np.uint8).copy()
        places = draw.integers(0, len(damaged), 6)
        damaged[places] = draw.integers(0, 256, 6)
        (tmp_path / name).write_bytes(damaged.tobytes())
        try:
            read_dataset(Data(path=name), tmp_path)
        except DataError as error:
            check(error, tmp_path, name)
