"""A log that only grows: what is changed is found, what a crash leaves is mended, and two writers lose nothing."""

import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.record.canonical import canonical
from fairwitness.errors import AlteredError, EvidenceError
from fairwitness.reports.evidence.chain import START, Chain, append, load_chain, read_chain

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
EVENTS = [
    {"kind": "note", "by": "Zoë", "comment": "ä\n\u0001"},
    {"kind": "x", "yes": True, "none": None},
    {"limit": 0.1},
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    file = tmp_path_factory.mktemp("chain") / "trail.jsonl"
    append(file, EVENTS, at=AT)
    return file.read_bytes()


def test_what_is_added_is_read(tmp_path):
    file = tmp_path / "new" / "trail.jsonl"
    append(file, EVENTS[:1], at=AT)
    chain = append(file, EVENTS[1:], at=AT)
    assert load_chain(file) == chain
    assert [dict(entry.event) for entry in chain.entries] == EVENTS
    assert [entry.number for entry in chain.entries] == [1, 2, 3]
    assert chain.entries[0].at == "2026-11-23T12:00:00Z"
    assert chain.head == chain.entries[-1].hash


def test_the_hash_is_that_of_the_line_before_and_this_one(whole):
    """As docs/evidence.md says it can be computed by hand."""
    before = START
    for line in whole.splitlines():
        entry = json.loads(line)
        said = entry.pop("hash")
        assert entry["previous"] == before
        assert said == hashlib.sha256(before.encode() + canonical(entry)).hexdigest()
        before = said


def test_what_is_returned_is_what_will_be_read(tmp_path):
    file = tmp_path / "t"
    assert append(file, [{"sum": 0.1 + 0.2, "n": 1.0}]) == load_chain(file)


FULL = """
import resource, signal, sys
from pathlib import Path
from fairwitness.errors import EvidenceError
from fairwitness.reports.evidence.chain import append
file = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 50,) * 2)
try:
    append(file, [{"kind": "note", "comment": "x" * 200}])
except EvidenceError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of POSIX")
def test_no_room_for_a_line_is_a_sentence_and_leaves_the_log_as_it_was(whole, tmp_path):
    file = tmp_path / "trail.jsonl"
    file.write_bytes(whole)
    found = subprocess.run(
        [sys.executable, "-c", FULL, str(file)], capture_output=True, text=True, check=True
    )
    assert found.stdout.startswith("A trail must be a file that can be written.")
    assert file.read_bytes() == whole


def test_an_empty_file_is_the_beginning(tmp_path):
    assert read_chain(b"", "t") == Chain()
    assert Chain().head == START
    (tmp_path / "t").touch()
    assert append(tmp_path / "t", EVENTS[:1]).entries[0].number == 1


@given(st.data())
def test_one_changed_byte_anywhere_is_found(whole, data):
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(EvidenceError):
        read_chain(bytes(changed), "t")


@given(st.data())
def test_lines_taken_out_put_in_or_moved_are_found(whole, data):
    lines = whole.splitlines(keepends=True)
    order = data.draw(st.lists(st.sampled_from(range(3)), min_size=1, max_size=5))
    moved = b"".join(lines[at] for at in order)
    if order == list(range(len(order))):
        assert len(read_chain(moved, "t").entries) == len(order), (
            "cut off at its end, which a chain cannot show"
        )
        return
    with pytest.raises(AlteredError, match="The trail is broken before line"):
        read_chain(moved, "t")


def test_what_was_changed_is_named(whole):
    forged = whole.replace(b'"limit":0.1', b'"limit":0.2')
    with pytest.raises(
        AlteredError, match=r"^The line 3 of 't' was altered: it says hash [0-9a-f]{12}, and its content"
    ):
        read_chain(forged, "t")
    spaced = whole.replace(b'"kind":"x"', b'"kind": "x"')
    with pytest.raises(AlteredError, match=r"line 2 of 't' was altered: it is not as a trail is written"):
        read_chain(spaced, "t")


@given(st.integers(1, 400))
def test_cut_anywhere_the_rest_is_whole_and_the_torn_line_is_told(whole, cut):
    kept = whole[: -min(cut, len(whole) - 1)]
    chain = read_chain(kept, "t")
    lines = kept.count(b"\n")
    finished = kept + b"\n" in whole and not kept.endswith(b"\n")
    assert len(chain.entries) == lines + finished
    assert bool(chain.torn) == (not finished and not kept.endswith(b"\n"))


@pytest.mark.parametrize("cut", [1, 2, 40, 200])
def test_a_crash_in_the_middle_of_a_line_is_mended_and_said(whole, tmp_path, cut):
    file = tmp_path / "trail.jsonl"
    file.write_bytes(whole[:-cut])
    chain = append(file, EVENTS[:1], at=AT)
    kinds = [entry.event.get("kind") for entry in chain.entries]
    assert load_chain(file) == chain
    if cut == 1:  # only the end of the line was missing
        assert kinds == ["note", "x", None, "note"]
        return
    assert kinds == ["note", "x", "recovered", "note"]
    torn = whole[:-cut].rpartition(b"\n")[2]
    assert dict(chain.entries[2].event) == {
        "kind": "recovered",
        "bytes": len(torn),
        "sha256": hashlib.sha256(torn).hexdigest(),
    }


def test_blocks_that_were_never_written_are_torn_too(whole, tmp_path):
    file = tmp_path / "trail.jsonl"
    file.write_bytes(whole[:-40] + b"\0" * 40)
    assert append(file, EVENTS[:1]).entries[2].event["kind"] == "recovered"


WRITER = """
import sys
from pathlib import Path
from fairwitness.reports.evidence.chain import append
for number in range(25):
    append(Path(sys.argv[1]), [{"kind": "note", "by": sys.argv[2], "n": number}])
"""


def test_two_writers_at_once_lose_nothing(tmp_path):
    file = tmp_path / "trail.jsonl"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(file), by]) for by in ("a", "b")]
    assert [writer.wait() for writer in writers] == [0, 0]
    entries = load_chain(file).entries
    assert len(entries) == 50
    for by in ("a", "b"):
        assert [entry.event["n"] for entry in entries if entry.event["by"] == by] == list(range(25))


@pytest.mark.parametrize(
    "data",
    [
        b"hello",
        b"hello\n",
        b"\n",
        b"[]\n",
        b"{}\n",
        b'{"schema":"fairwitness/trail/1"}\n',
        b'{"at":1,"event":{},"hash":"","number":1,"previous":"","schema":"fairwitness/trail/1"}\n',
        b'{"at":"","event":{},"hash":"","number":true,"previous":"","schema":"fairwitness/trail/1"}\n',
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
    ],
)
def test_what_is_no_trail_is_a_sentence(data, tmp_path):
    with pytest.raises(AlteredError, match="line 1 of 't' was altered"):
        read_chain(data, "t")
    file = tmp_path / "t"
    file.write_bytes(data)
    with pytest.raises(AlteredError):
        append(file, EVENTS)
    assert file.read_bytes() == data, "nothing is added to what is no trail"


@pytest.mark.parametrize("event", ['{"a":"\\ud800"}', '{"a":' * 500 + "1" + "}" * 500])
def test_what_no_trail_holds_is_a_sentence(event):
    line = f'{{"at":"","event":{event},"hash":"0","number":1,"previous":"{START}","schema":"fairwitness/trail/1"}}\n'
    with pytest.raises(AlteredError, match="line 1 of 't' was altered"):
        read_chain(line.encode(), "t")


def test_a_later_version_is_no_broken_one(whole):
    with pytest.raises(EvidenceError, match="'fairwitness/trail/2', of a later version") as caught:
        read_chain(whole.replace(b"trail/1", b"trail/2"), "t")
    assert not isinstance(caught.value, AlteredError)


def test_a_file_that_cannot_be(tmp_path):
    with pytest.raises(EvidenceError, match="A trail must be a file that can be read"):
        load_chain(tmp_path / "none")
    with pytest.raises(EvidenceError, match="A trail must be a file that can be written"):
        append(tmp_path, EVENTS)
