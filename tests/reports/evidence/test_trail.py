"""The trail of a project: runs with their plans, what must be known of them, and how far it was for a bundle."""

from datetime import UTC, datetime, timedelta

import pytest
import records
from signers import AT, stated

from fairwitness.audits.record import Record, sha256
from fairwitness.errors import AlteredError, EvidenceError
from fairwitness.reports.evidence.bundle import make_bundle
from fairwitness.reports.evidence.events import Note, Waiver
from fairwitness.reports.evidence.manifest import TrailHead
from fairwitness.reports.evidence.trail import (
    add,
    add_export,
    add_run,
    check_trail,
    head_of,
    load_trail,
    refuse_without,
    remarks,
)
from fairwitness.reports.evidence.verification import in_trail, open_bundle


def planned(limit=0.1, **changes):
    """A record whose plan and gates have that limit."""
    record = records.full()
    gates = tuple(gate.model_copy(update={"limit": limit}) for gate in record.gates)
    plan = {"alpha": 0.05, "gates": [{"limit": limit}], **changes}
    provenance = record.provenance.model_copy(update={"plan_sha256": sha256(plan)})
    return Record.of(record.model_copy(update={"gates": gates, "plan": plan, "provenance": provenance}))


@pytest.fixture
def file(tmp_path):
    return tmp_path / "trail.jsonl"


def kinds(trail):
    return [entry.event["kind"] for entry, _ in trail.events]


def test_a_run_and_its_plan(file):
    record = planned()
    trail, flags = add_run(file, record)
    assert kinds(trail) == ["plan", "run"]
    assert not flags
    ((number, run),) = trail.runs()
    assert (number, run.record, run.result) == (2, record.hash, "FAILED")
    assert [held.id for held in run.gates] == [gate.id for gate in record.gates]
    assert load_trail(file) == trail


def test_a_plan_stands_once_until_it_changes(file):
    add_run(file, planned())
    trail, _ = add_run(file, planned())
    assert kinds(trail) == ["plan", "run", "run"]
    trail, flags = add_run(file, planned(0.3, alpha=0.1))
    assert kinds(trail)[3:] == ["plan", "run"]
    assert [(one.key, one.before, one.now) for one in trail.events[3][1].changed] == [
        ("alpha", 0.05, 0.1),
        ("gates.0.limit", 0.1, 0.3),
    ]
    assert {flag.gate for flag in flags} == {gate.id for gate in planned().gates}
    assert "loosened from 0.1 to 0.3" in flags[0].sentence
    trail, flags = add_run(file, planned(0.3, alpha=0.1))
    assert not flags, "said once, and still to be seen in the trail"
    assert any("loosened from 0.1 to 0.3" in one for one in remarks(trail))


def test_an_export(file, contents, key):
    bundle = make_bundle(contents, stated(key), at=AT)
    trail = add_export(file, bundle, "a.zip", contents.record, key.public.id)
    (entry, event), *_ = trail.events
    assert event.words == f"export of {contents.record.hash[:12]}: a.zip, signed by {key.public.id[:12]}"
    assert entry.event["sha256"] == event.sha256


def note(text="x"):
    return Note(by="me", comment=text)


def test_a_clock_that_was_set_back_or_was_ahead(file):
    add(file, note(), at=AT)
    add(file, note(), at=AT - timedelta(hours=1))
    trail = add(file, note(), at=AT + timedelta(days=3000))
    back, ahead = remarks(trail, at=AT + timedelta(days=1))
    assert back.startswith(
        "line 2: it says 2026-11-23T11:00:00Z, before the line above it: a clock was set back"
    )
    assert ahead.startswith("line 3: it says 2035-02-09T12:00:00Z, which is in the future")


def test_a_waiver_that_has_ended(file):
    waiver = Waiver(gate="g", reason="r", owner="o", until="2026-12-31")
    trail = add(file, waiver, at=AT)
    assert not list(remarks(trail, at=datetime(2026, 12, 31, 23, tzinfo=UTC)))
    assert list(remarks(trail, at=datetime(2027, 1, 1, tzinfo=UTC))) == [
        "line 1: the waiver of g by o has ended on 2026-12-31."
    ]


def test_half_a_line_and_an_unknown_event_are_said(file):
    from fairwitness.reports.evidence.chain import append

    append(file, [{"kind": "dream"}])
    with file.open("ab") as stream:
        stream.write(b'{"at":"2026')
    torn, unknown = remarks(load_trail(file))
    assert torn.startswith("The last line was not written to its end (11 bytes)")
    assert unknown == "line 1: an event of a kind that this version of Fairwitness does not know."


def test_a_trail_that_is_cut_off_or_written_anew_does_not_have_the_hash_that_was_kept(file, tmp_path):
    add(file, note("one"), at=AT)
    head = add(file, note("two"), at=AT).head
    longer = add(file, note("three"), at=AT)
    refuse_without(longer, head, "t")
    refuse_without(longer, TrailHead(hash="0" * 64, entries=0), "t")
    assert head_of(longer, head.hash[:12]) == head
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(file.read_bytes().split(b"\n")[0] + b"\n")
    with pytest.raises(
        AlteredError, match=r"must have at least 2 lines.* It has 1: lines were cut off its end"
    ):
        refuse_without(load_trail(cut), head, "t")
    with pytest.raises(AlteredError, match="must have a line with the hash"):
        head_of(load_trail(cut), head.hash)
    with pytest.raises(AlteredError, match="must have a line with the hash"):
        head_of(longer, "")
    anew = tmp_path / "anew.jsonl"
    for text in ("one", "two!", "three"):
        other = add(anew, note(text), at=AT)
    with pytest.raises(AlteredError, match="was written anew, or it is another"):
        refuse_without(other, head, "t")


def test_a_bundle_and_its_trail(file, contents, tmp_path):
    trail, _ = add_run(file, contents.record)
    (tmp_path / "a.zip").write_bytes(make_bundle(contents, None, trail=trail.head))
    bundle = open_bundle(tmp_path / "a.zip")
    add(file, note())
    assert (
        in_trail(bundle, file)
        == "The trail still has the 2 lines that it had then; line 2 is the run of the record."
    )
    other = tmp_path / "other.jsonl"
    add_run(other, planned())
    with pytest.raises(AlteredError, match=r"Line 2 of 'other\.jsonl' must have the hash"):
        in_trail(bundle, other)
    (tmp_path / "b.zip").write_bytes(make_bundle(contents, None))
    with pytest.raises(EvidenceError, match=r"'b\.zip' was made without"):
        in_trail(open_bundle(tmp_path / "b.zip"), file)
    (tmp_path / "c.zip").write_bytes(make_bundle(contents, None, trail=load_trail(other).head))
    with pytest.raises(AlteredError, match="must have a run of record"):
        in_trail(open_bundle(tmp_path / "c.zip"), other)


def test_one_that_is_broken_is_refused_before_work_and_one_that_is_not_there_is_none(file):
    check_trail(file)
    add(file, note(), note())
    check_trail(file)
    file.write_bytes(file.read_bytes().replace(b'"x"', b'"y"', 1))
    with pytest.raises(AlteredError):
        check_trail(file)
