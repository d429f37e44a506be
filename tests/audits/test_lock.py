"""One writer at a time, and nobody waits for ever."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from fairwitness.audits import lock
from fairwitness.audits.lock import lock_file, locked, share, try_lock
from fairwitness.errors import EvidenceError

SOURCE = Path(lock.__file__).parents[1]
HOLDER = """
import sys, time
from fairwitness.audits.lock import locked
with open(sys.argv[1], "r+b") as stream, locked(stream, "it"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "a"
    made.write_bytes(b"x")
    return made


def test_another_process_is_waited_for_and_then_named(file):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout.readline() == b"held\n"
        with (
            file.open("r+b") as stream,
            pytest.raises(
                EvidenceError,
                match=r"^'a' must be free to be written\. Another process has held it for 0\.05 s",
            ),
            locked(stream, "a", patience=0.05),
        ):
            pass
    finally:
        holder.kill()
        holder.communicate()
    with file.open("r+b") as stream, locked(stream, "a", patience=5):
        assert stream.read() == b"x", "a process that was killed holds nothing"


def test_it_is_let_go_whatever_happens(file):
    with file.open("r+b") as stream, pytest.raises(ZeroDivisionError), locked(stream, "a"):
        _ = 1 / 0
    with file.open("r+b") as one, locked(one, "a", patience=0):
        pass


def test_one_that_is_shared_is_nobodys_alone(tmp_path):
    with (
        lock_file(tmp_path / "l") as one,
        lock_file(tmp_path / "l") as two,
        lock_file(tmp_path / "l") as other,
    ):
        share(one)
        share(two)
        assert not try_lock(other)
    with lock_file(tmp_path / "l") as one:
        assert try_lock(one)


def test_its_file_is_the_owners_alone_and_no_link(tmp_path):
    with lock_file(tmp_path / "l"):
        assert (tmp_path / "l").stat().st_mode & 0o777 == 0o600
    (tmp_path / "link").symlink_to(tmp_path / "other")
    with pytest.raises(OSError, match="symbolic link"):
        lock_file(tmp_path / "link")
    assert not (tmp_path / "other").exists()


def test_one_that_is_only_looked_for_is_not_made(tmp_path):
    with pytest.raises(FileNotFoundError):
        lock_file(tmp_path / "l", make=False)
    assert not (tmp_path / "l").exists()


def test_no_other_module_locks_files():
    folders = ("app", "reports", "audits", "explainers")
    places = [path for folder in folders for path in (SOURCE / folder).rglob("*.py")]
    locking = re.compile(r"flock|msvcrt|lockf\b")
    assert [path.name for path in places if locking.search(path.read_text("utf-8"))] == ["lock.py"]
    assert len(places) > 300
