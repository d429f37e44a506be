"""Files are there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairwitness.audits.whole import write_whole
from fairwitness.errors import ReportError


def test_files_and_their_folder_are_made(tmp_path: Path) -> None:
    files = {tmp_path / "a" / "one": b"1", tmp_path / "a" / "two": b"2"}
    assert write_whole(files) == list(files)
    assert {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()} == {"one": b"1", "two": b"2"}


def test_a_disk_that_fills_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one").write_bytes(b"old")
    write = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if "two" in path.name:
            write(path, data[:1])
            raise OSError(28, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ReportError, match=r"No space left on device. Not written: 'one', 'two'\."):
        write_whole({tmp_path / "one": b"new", tmp_path / "two": b"22"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"one": b"old"}


def test_a_folder_in_the_way_is_said_before_anything_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "two").mkdir()
    with pytest.raises(ReportError, match="there is a folder named 'two'"):
        write_whole({tmp_path / "one": b"1", tmp_path / "two": b"2"})
    assert [path.name for path in tmp_path.iterdir()] == ["two"]


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(ReportError, match="must go into a folder that can be written"):
        write_whole({tmp_path / "a" / "one": b"1"})
