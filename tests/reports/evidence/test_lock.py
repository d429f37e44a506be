"""One writer at a time, and nobody waits for ever."""

import subprocess
import sys

import pytest

from fairwitness.errors import EvidenceError
from fairwitness.reports.evidence.lock import locked

HOLDER = """
import sys, time
from fairwitness.reports.evidence.lock import locked
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
