"""The file of a review: added to, never changed, and refused in a sentence where it is not whole."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import records

from fairwitness.audits.review.entries import Commented, Entry, Signed
from fairwitness.errors import ReviewError
from fairwitness.reports.review_log import FILE, load_review, open_log, review_file


def _comment(text: str) -> Entry:
    return Commented(
        record="a" * 64, by="Ana", at=datetime(2027, 1, 15, tzinfo=UTC), finding="X001-1", text=text
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new" / FILE


def test_entries_come_back_in_their_order(file: Path) -> None:
    who = _comment("x").model_dump(include={"record", "by", "at"})
    signed = Signed(**who, role="legal", dispositions="b" * 16)
    entries = [_comment("one\nline"), _comment("漢字 \u2028 \u202e"), signed]
    for entry in entries:
        open_log(file).append(entry)
    assert open_log(file).entries() == tuple(entries)


def test_what_is_there_is_only_added_to(file: Path) -> None:
    open_log(file).append(_comment("one"))
    before = file.read_bytes()
    open_log(file).append(_comment("two"))
    assert file.read_bytes().startswith(before)


def test_a_file_that_is_not_there_is_an_empty_review(file: Path) -> None:
    assert open_log(file).entries() == ()
    assert load_review(records.full(), file, date(2027, 1, 15)).state == "open"


def test_two_writers_do_not_mix_their_lines(file: Path) -> None:
    open_log(file).append(_comment("first"))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: open_log(file).append(_comment(str(n) * 3000)), range(8)))
    assert len(open_log(file).entries()) == 9


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"kind": "review.comm', "must end with a whole line"),
        (b"\n{}\n", "Line 2 of 'review.jsonl' must be whole and of a known kind"),
        (b"[1]\n", r"Line 1 .* must be an entry of a review\. Got a list"),
        (b"what\n", "Line 1 .* must be JSON"),
        (b'{"kind": NaN}\n', "Line 1 .* must be JSON.*NaN"),
        (b'{"kind": "a", "kind": "b"}\n', "'kind' stands more than once"),
        (b"\xff\xfe\n", "Line 1 .* must be JSON"),
        (b"[" * 50_000 + b"\n", "Line 1 .* nested too deeply"),
        (b'{"kind": "review.signed", "by": "x"}\n', "Line 1 .* It is not at `record`"),
    ],
)
def test_a_file_that_is_not_sound_is_refused_and_not_added_to(
    file: Path, content: bytes, message: str
) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(ReviewError, match=message):
        open_log(file).entries()
    with pytest.raises(ReviewError):
        open_log(file).append(_comment("x"))
    assert file.read_bytes() == content


def test_what_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(ReviewError, match="can be read"):
        open_log(tmp_path / FILE).entries()
    (tmp_path / "file").write_text("")
    with pytest.raises(ReviewError, match="can be"):
        open_log(tmp_path / "file" / FILE).append(_comment("x"))


def test_the_review_stands_beside_the_record(tmp_path: Path) -> None:
    assert review_file(tmp_path) == review_file(tmp_path / "record.json") == tmp_path / FILE
