import os

import pytest

from fairwitness.audits.host import scratch


@pytest.fixture
def folder():
    made = scratch.made()
    yield made
    scratch.remove(made)
    assert not made.exists()


def deep(folder, levels):
    """Folders in folders, far beyond the longest path."""
    at = os.open(folder, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir("d", dir_fd=at)
        inner = os.open("d", os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = inner
    os.close(os.open("f", os.O_CREAT | os.O_WRONLY, dir_fd=at))
    os.close(at)


def test_nobody_else_can_read_it(folder):
    assert folder.stat().st_mode & 0o777 == 0o700


def test_bytes_are_counted_in_every_folder(folder):
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "f").write_bytes(b"x" * 200_000)
    assert scratch.is_over(folder, 100_000)
    assert not scratch.is_over(folder, 300_000)


def test_empty_files_count_too(folder):
    for number in range(100):
        (folder / str(number)).touch()
    assert scratch.is_over(folder, 99 * 4096)


def test_a_link_is_not_followed(folder, tmp_path):
    (tmp_path / "kept").write_bytes(b"x" * 200_000)
    (folder / "file").symlink_to(tmp_path / "kept")
    (folder / "folder").symlink_to(tmp_path)
    assert not scratch.is_over(folder, 100_000)
    scratch.remove(folder)
    assert (tmp_path / "kept").exists()


def test_a_tree_deeper_than_any_path_is_seen_and_removed(folder):
    deep(folder, 3000)
    assert scratch.is_over(folder, 1 << 40)


def test_what_may_not_be_read_is_removed_too(folder):
    (folder / "shut" / "inner").mkdir(parents=True)
    (folder / "shut" / "inner" / "f").touch()
    (folder / "shut" / "inner").chmod(0)
    (folder / "shut").chmod(0)


def test_a_folder_that_is_gone_is_no_error(tmp_path):
    scratch.remove(tmp_path / "nothing")
    assert not scratch.is_over(tmp_path / "nothing", 1)
