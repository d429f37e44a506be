"""Reviews in the trail of a project: beside its other events, in one chain, and refused where that is broken."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import records

from fairwitness.audits.review.entries import Commented, Entry, Signed
from fairwitness.errors import AlteredError, EvidenceError, ReviewError
from fairwitness.reports.evidence import chain, trail
from fairwitness.reports.evidence.events import Note
from fairwitness.reports.review_log import FILE, load_review, open_log, review_file


def _comment(text: str) -> Entry:
    return Commented(
        record="a" * 64, by="Ana", at=datetime(2027, 1, 15, tzinfo=UTC), finding="X001-1", text=text
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new" / FILE


def test_entries_come_back_in_their_order_and_other_events_are_let_be(file: Path) -> None:
    who = _comment("x").model_dump(include={"record", "by", "at"})
    signed = Signed(**who, role="legal", dispositions="b" * 16)
    entries = [_comment("one\nline"), _comment("漢字 \u2028 \u202e"), signed]
    for entry in entries:
        trail.add(file, Note(by="Ben", comment="Between."))
        open_log(file).append(entry)
    trail.add_run(file, records.full())
    assert open_log(file).entries() == tuple(entries)


def test_the_trail_knows_them_and_has_the_time_of_the_act(file: Path) -> None:
    open_log(file).append(_comment("Seen."))
    ((line, event),) = trail.load_trail(file).events
    assert event == _comment("Seen.")
    assert event.words == "Ana on X001-1: Seen."
    assert line.at == "2027-01-15T00:00:00Z"
    assert not any("does not know" in one for one in trail.remarks(trail.load_trail(file)))


def test_what_is_there_is_only_added_to(file: Path) -> None:
    open_log(file).append(_comment("one"))
    before = file.read_bytes()
    open_log(file).append(_comment("two"))
    assert file.read_bytes().startswith(before)


def test_a_trail_that_is_not_there_is_an_empty_review(file: Path) -> None:
    assert open_log(file).entries() == ()
    assert load_review(records.full(), file, date(2027, 1, 15)).state == "open"


def test_two_writers_do_not_mix_their_lines(file: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: open_log(file).append(_comment(str(n) * 3000)), range(8)))
    assert len(open_log(file).entries()) == 8


def test_a_changed_word_is_found_and_nothing_is_added(file: Path) -> None:
    for text in ("I do not agree.", "Next."):
        open_log(file).append(_comment(text))
    file.write_bytes(file.read_bytes().replace(b"I do not agree.", b"I do agree."))
    before = file.read_bytes()
    with pytest.raises(AlteredError, match="line 1"):
        open_log(file).entries()
    with pytest.raises(AlteredError, match="line 1"):
        open_log(file).append(_comment("x"))
    assert file.read_bytes() == before


def test_an_entry_that_is_none_is_named_by_its_line(file: Path) -> None:
    chain.append(file, [{"kind": "note"}, {"kind": "review.forgotten"}])
    with pytest.raises(ReviewError, match=r"Line 2 of 'trail\.jsonl' must be whole and of a known kind"):
        open_log(file).entries()


def test_what_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(EvidenceError, match="can be read"):
        open_log(tmp_path / FILE).entries()
    (tmp_path / "file").write_text("")
    with pytest.raises(EvidenceError, match="can be written"):
        open_log(tmp_path / "file" / FILE).append(_comment("x"))


def test_the_review_stands_beside_the_record_or_in_the_trail_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    assert review_file(out) == review_file(out / "record.json") == out / FILE
    Path(FILE).touch()
    assert review_file(out) == Path(FILE)
    (out / FILE).touch()
    assert review_file(out) == out / FILE
