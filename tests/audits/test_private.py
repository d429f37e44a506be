"""Only the owner reads it, a link is never written through, and nothing is left of what failed."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from fairwitness.audits.private import copy_privately, private_file, private_folder, remove_folder


@pytest.fixture(autouse=True)
def _no_umask():
    old = os.umask(0)
    yield
    os.umask(old)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_no_umask_loosens(tmp_path):
    folder = private_folder(tmp_path / "a" / "b")
    with private_file(folder / "c") as out:
        out.write(b"x")
    assert (mode(folder), mode(folder / "c")) == (0o700, 0o600)


def test_a_folder_that_was_open_is_closed(tmp_path):
    (tmp_path / "a").mkdir(mode=0o777)
    assert mode(private_folder(tmp_path / "a")) == 0o700


def test_no_link_is_written_through(tmp_path):
    (tmp_path / "mine").write_bytes(b"mine")
    for target in ("mine", "nothing"):
        (tmp_path / "link").symlink_to(tmp_path / target)
        with pytest.raises(FileExistsError):
            private_file(tmp_path / "link")
        with pytest.raises(NotADirectoryError):
            private_folder(tmp_path / "link")
        (tmp_path / "link").unlink()
    assert (tmp_path / "mine").read_bytes() == b"mine"
    assert not (tmp_path / "nothing").exists()


def test_of_a_link_only_the_link_is_removed(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    remove_folder(tmp_path / "link")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_nothing_is_left_of_what_is_too_long(tmp_path):
    with pytest.raises(OverflowError):
        copy_privately(io.BytesIO(b"xyz"), tmp_path / "a", 2)
    copy_privately(io.BytesIO(b"xy"), tmp_path / "a", 2)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
