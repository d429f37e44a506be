import pickle

import pytest

from fairwitness.audits.subject.datasets.content import PARQUET, TEXT, content_of, refuse_other
from fairwitness.errors import DataError


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"PAR1x", "parquet"),
        (b"ARROW1x", "arrow"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"BZh9", "bzip2"),
        (b"\xfd7zXZ\0", "xz"),
        (b"%PDF-1.7", "pdf"),
        (b"  \n<!DOCTYPE HTML>", "html"),
        (b"\xef\xbb\xbf<html>", "html"),
        (b"<?xml version='1.0'?><html>", "html"),
        (b"<?xml version='1.0'?><rows>", "xml"),
        (b'[{"a": 1}]', "json"),
        (b'{"a": 1}\n', "json"),
        (b"[\n {", "json"),
        (b"a,b\n1,2\n", "text"),
        ("größe\n1\n".encode(), "text"),
        (b"a" * 4095 + "ß".encode(), "text"),
        (b"PK\x03\x04rest", "broken zip"),
        (b"PK\x05\x06" + bytes(18), "zip"),
        (b"\xd0\xcf\x11\xe0rest", "old office"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (pickle.dumps([1], protocol=4), "pickle"),
        (pickle.dumps([1], protocol=2), "pickle"),
        (b"\x7fELF", "program"),
    ],
)
def test_what_the_first_bytes_tell(tmp_path, content, name):
    (tmp_path / "a").write_bytes(content)
    assert content_of(tmp_path / "a").name == name


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"gr\xf6\xdfe\n", "a,b".encode("utf-16")])
def test_what_they_do_not_tell(tmp_path, content):
    (tmp_path / "a").write_bytes(content)
    assert content_of(tmp_path / "a") is None
    refuse_other(tmp_path / "a", "CSV text", TEXT)


def test_only_what_is_known_to_be_another_is_refused(tmp_path):
    (tmp_path / "a").write_bytes(b"PAR1")
    refuse_other(tmp_path / "a", "a Parquet file", PARQUET)
    with pytest.raises(
        DataError, match=r"^'a' must be CSV text\. It is a Parquet file; name it \.parquet, or state"
    ):
        refuse_other(tmp_path / "a", "CSV text", TEXT)


@pytest.mark.parametrize("text", ["[a],b\n1,2\n", "{a},b\n1,2\n", '"[a]",b\n1,2\n'])
def test_csv_that_begins_like_json_is_read(read, text):
    assert read(text).frame.shape == (1, 2)
