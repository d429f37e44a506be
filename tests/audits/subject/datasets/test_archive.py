import gc
import gzip
import io
import tempfile
import zipfile

import pandas as pd
import pytest

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject import read_dataset
from fairwitness.audits.subject.datasets import unpack
from fairwitness.errors import DataError

CSV = b"sex,hired\nf,1\nm,0\n"


def packed(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def parquet():
    stream = io.BytesIO()
    pd.DataFrame({"sex": ["f", "m"], "hired": [1, 0]}).to_parquet(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "source", "kind"),
    [
        ("rows.csv.gz", gzip.compress(CSV), "rows.csv in rows.csv.gz", "csv"),
        ("rows.gz", gzip.compress(CSV), "rows.csv in rows.gz", "csv"),
        ("rows.zip", packed(**{"a/people.csv": CSV}), "people.csv in rows.zip", "csv"),
        ("rows.zip", packed(**{"people.csv": CSV, "README": b"x"}), "people.csv in rows.zip", "csv"),
        (
            "rows.zip",
            packed(**{"people.csv": CSV, "__MACOSX/._people.csv": b"x"}),
            "people.csv in rows.zip",
            "csv",
        ),
        ("rows.zip", packed(**{"p.parquet": parquet()}), "p.parquet in rows.zip", "parquet"),
    ],
)
def test_the_table_in_it_is_read(read, name, content, source, kind):
    dataset = read(content, name)
    assert dataset.frame.to_dict("list") == {"sex": ["f", "m"], "hired": [1, 0]}
    assert (dataset.source, dataset.kind) == (source, kind)
    assert len(dataset.sha256) == 64


def test_what_pandas_packs(read, tmp_path):
    frame = pd.DataFrame({"a": [1, 2]})
    for name in ("rows.csv.gz", "rows.csv.zip"):
        frame.to_csv(tmp_path / name, index=False)
        assert read((tmp_path / name).read_bytes(), name).frame["a"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (packed(**{"a.csv": CSV, "b.csv": CSV}), r"Got 2 in 'rows\.zip': 'a\.csv', 'b\.csv'; unpack it"),
        (packed(**{"a.doc": b"x"}), r"Got none in 'rows\.zip': 'a\.doc'; unpack it"),
        (packed(), r"Got none in 'rows\.zip': it is empty"),
        (
            packed(**{"../../rows.csv": CSV}),
            r"'\.\./\.\./rows\.csv' does not; the archive is not to be trusted",
        ),
        (packed(**{"/etc/rows.csv": CSV}), r"'/etc/rows\.csv' does not"),
        (packed(**{"..\\rows.csv": CSV}), r"does not; the archive is not to be trusted"),
        (packed(**{"C:rows.csv": CSV}), r"'C:rows\.csv' does not"),
        (packed(**{"rows.csv": CSV})[:-40], r"that is cut off; copy it anew"),
        (packed(**{"a.csv": packed(**{"rows.csv": CSV})}), "'a.csv' must be CSV text. It is a zip archive"),
        (
            b"a,b\n1,2\n",
            r"must be a zip archive or packed with gzip\. It is text; if it is CSV, name it \.csv",
        ),
    ],
)
def test_what_cannot_be_read_from_is_refused(read, content, says):
    with pytest.raises(DataError, match=says) as caught:
        read(content, "rows.zip")
    assert tempfile.gettempdir() not in str(caught.value)


def test_an_encrypted_file_is_said(read):
    content = bytearray(packed(**{"rows.csv": CSV}))
    content[6] |= 1  # the flag of the local header, and of the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(DataError, match=r"without a password\. 'rows\.csv' in 'rows\.zip' is encrypted"):
        read(bytes(content), "rows.zip")


def test_gzip_that_is_cut_off_or_damaged(read):
    content = gzip.compress(CSV * 1000)
    damaged = content[:30] + bytes([content[30] ^ 255]) + content[31:]
    for wrong in (content[:-9], damaged):
        with pytest.raises(
            DataError, match=r"must be a whole file packed with gzip\. It is damaged or cut off"
        ):
            read(wrong, "rows.csv.gz")


@pytest.mark.parametrize("name", ["rows.csv.gz", "rows.zip"])
def test_a_bomb_is_refused_by_how_much_larger_it_becomes(read, name):
    text = b"a,b\n" + b"1,2\n" * (20 << 20)  # 80 MiB of one line
    content = gzip.compress(text) if name.endswith("gz") else packed(**{"rows.csv": text})
    assert len(text) > 500 * len(content)
    with pytest.raises(
        DataError, match=rf"at most 500 times as large\. '{name}' becomes more, as made to fill"
    ):
        read(content, name)


def test_a_bomb_whose_directory_lies_is_refused_as_it_unfolds(read, monkeypatch):
    monkeypatch.setattr(unpack, "SMALL", 1 << 20)
    content = bytearray(packed(**{"rows.csv": b"0" * (8 << 20)}))
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = (100).to_bytes(4, "little")
    with pytest.raises(DataError, match=r"becomes more|damaged|must have"):
        read(bytes(content), "rows.zip")


def test_a_limit_of_size(read, monkeypatch):
    monkeypatch.setattr(unpack, "MOST_BYTES", 1000)
    with pytest.raises(DataError, match=r"must become at most 0 GiB\. 'rows\.csv\.gz' becomes more"):
        read(gzip.compress(CSV * 100), "rows.csv.gz")


def test_nothing_is_left_behind(read, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    read(gzip.compress(CSV), "rows.csv.gz")
    with pytest.raises(DataError):
        read(gzip.compress(b"a,b\n1\n"), "rows.csv.gz")
    assert list((tmp_path / "t").iterdir()) == []


def packed_pictures(folder, inside=""):
    from PIL import Image

    with zipfile.ZipFile(folder / "faces.zip", "w") as archive:
        for name, colour in (("a.png", "red"), ("more/b.png", "blue")):
            stream = io.BytesIO()
            Image.new("RGB", (4, 3), colour).save(stream, "PNG")
            archive.writestr(f"{inside}{name}", stream.getvalue())
        archive.writestr(f"{inside}labels.csv", "file,sex\na.png,f\nmore/b.png,m\n")
    return read_dataset(Data(path="faces.zip"), folder)


@pytest.mark.parametrize("inside", ["", "faces/"])
def test_a_packed_folder_of_pictures_is_one_and_goes_with_its_rows(tmp_path, inside):
    dataset = packed_pictures(tmp_path, inside)
    assert (dataset.source, dataset.kind) == ("labels.csv in faces.zip", "images")
    assert dataset.frame["image width"].tolist() == [4, 4]
    assert dataset.pictures.column == "file"
    folder = dataset.pictures.path
    assert (folder / "more" / "b.png").is_file()
    assert folder.stat().st_mode & 0o077 == 0 or inside
    kept = dataset.noted("still here")
    del dataset
    assert folder.is_dir()
    del kept
    gc.collect()
    assert not folder.exists()


def test_pictures_that_cannot_be_read_leave_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "here"))
    (tmp_path / "here").mkdir()
    with zipfile.ZipFile(tmp_path / "faces.zip", "w") as archive:
        archive.writestr("a.png", b"no picture")
    with pytest.raises(DataError, match="must hold one CSV"):
        read_dataset(Data(path="faces.zip"), tmp_path)
    gc.collect()
    assert list((tmp_path / "here").iterdir()) == []
