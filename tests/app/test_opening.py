"""Records from elsewhere: verified before anything is kept, refused where altered, and kept without data and model."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import fairwitness
from fairwitness.app import access, exporting, judging, live, opening, reviewing, store
from fairwitness.app.people import Person
from fairwitness.app.reviewing import Hand
from fairwitness.audits.plan import make_plan
from fairwitness.audits.record import Record
from fairwitness.audits.record.record import content_hash
from fairwitness.audits.review.identity import finding_ids
from fairwitness.audits.statements import FILE as STATEMENTS
from fairwitness.errors import AccessError, AlteredError, EvidenceError, FairwitnessError, RecordError
from fairwitness.reports.evidence.archive import pack, unpack
from fairwitness.reports.evidence.bundle import make_bundle
from fairwitness.reports.evidence.gather import gather
from fairwitness.reports.evidence.key_statement import new_pair
from fairwitness.reports.evidence.trail import load_trail

ME = Person("Ana")


@pytest.fixture(scope="module")
def record() -> Record:
    decided = [1] * 90 + [0] * 10 + [1] * 40 + [0] * 60
    frame = pd.DataFrame({"sex": ["a"] * 100 + ["b"] * 100})
    return fairwitness.audit(y_pred=decided, sensitive_features=frame, positive=1)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path, Path]:
    return new_pair(tmp_path / "auditor", "Credit audit", None, None, None)[0]


@pytest.fixture
def bundle(record: Record, pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A signed bundle with a comment, made in another home."""
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("FAIRWITNESS_HOME", str(tmp_path / "elsewhere"))
        store.create(make_plan(dict(record.plan)), audit="far")
        record.save(store.folder("far"))
        store.settle("far")
        reviewing.comment(Person("Ben"), "far", Hand(), next(iter(finding_ids(record))), "Seen there.")
        signer = exporting.key(pair[0].read_bytes(), "k.pem", "", pair[2].read_bytes())
        return exporting.take_bundle(Person("Ben"), "far", ["html"], signer).content


def test_a_bundle_is_kept_with_its_review_and_marked_and_can_be_reviewed_on(
    bundle: bytes, record: Record
) -> None:
    found = opening.verify("evidence.zip", bundle)
    audit = opening.keep(ME, found)
    assert store.entry(audit).hash == record.hash
    mark = opening.opened(audit)
    assert (mark.file, mark.by) == ("evidence.zip", "Ana")
    assert any("signed by the key" in said for said in mark.said)
    assert [one.text for one in reviewing.board(audit).entries] == ["Seen there."]
    reviewing.comment(ME, audit, Hand(), next(iter(finding_ids(record))), "Seen here.")
    assert reviewing.board(audit).count == 2
    assert b"Seen here." in exporting.report(audit, "html").content


def test_it_is_in_the_trail_as_opened_and_not_run(bundle: bytes, record: Record) -> None:
    opening.keep(ME, opening.verify("evidence.zip", bundle))
    ((_, event),) = load_trail(store.trail()).events
    assert event.words == (
        f"note by Ana: Record {record.hash[:12]} 'Audit' was opened here from 'evidence.zip'; it was not run here."
    )


def test_reports_of_a_bundle_are_drawn_anew_and_not_taken_from_it(bundle: bytes) -> None:
    audit = opening.keep(ME, opening.verify("evidence.zip", bundle))
    assert not (store.folder(audit) / "report.html").exists()


def test_a_record_alone_is_kept_too(record: Record) -> None:
    found = opening.verify("record.json", record.to_json().encode())
    assert "Nothing shows who made it" in found.said[0]
    assert store.record(opening.keep(ME, found)).hash == record.hash


def test_no_case_of_it_can_be_looked_at(bundle: bytes, record: Record) -> None:
    audit = opening.keep(ME, opening.verify("evidence.zip", bundle))
    with pytest.raises(FairwitnessError, match="made elsewhere"):
        judging.decisions(audit, record)
    with pytest.raises(FairwitnessError, match="made elsewhere"):
        live._load(audit)


def test_a_bundle_must_be_signed_by_the_key_that_is_named(bundle: bytes, pair, tmp_path: Path) -> None:
    right = opening.trusted(pair[1].read_bytes(), "a.pub.pem")
    assert any("the key that you named" in one for one in opening.verify("e.zip", bundle, right).said)
    other = new_pair(tmp_path / "other", None, None, None, None)[0]
    with pytest.raises(AlteredError, match="signed by another key"):
        opening.verify("e.zip", bundle, opening.trusted(other[1].read_bytes(), "o.pub.pem"))
    with pytest.raises(EvidenceError, match="Got a private one instead"):
        opening.trusted(pair[0].read_bytes(), "a.pem")


@pytest.mark.parametrize("part", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_flipped_byte_anywhere_is_refused_and_nothing_is_kept(bundle: bytes, part: float) -> None:
    at = int(part * len(bundle))
    altered = bundle[:at] + bytes([bundle[at] ^ 1]) + bundle[at + 1 :]
    with pytest.raises(FairwitnessError):
        opening.keep(ME, opening.verify("evidence.zip", altered))
    assert store.entries() == ()


def test_a_bundle_of_another_record_is_refused(bundle: bytes, record: Record) -> None:
    other = record.model_copy(update={"title": "Another"})
    other = other.model_copy(update={"hash": content_hash(other)})
    files = {**unpack(bundle, "e.zip"), "record.json": other.to_json().encode()}
    with pytest.raises(AlteredError, match=r"'record\.json' was altered"):
        opening.verify("e.zip", pack(files))


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"half {", b"PK\x03\x04half"])
def test_what_is_neither_is_one_sentence(content: bytes) -> None:
    with pytest.raises(FairwitnessError, match=r"^\S.*\.$"):
        opening.verify("x.json", content)


def test_another_zip_is_no_bundle() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(EvidenceError, match="no plain file"):
        opening.verify("x.zip", out.getvalue())


def test_a_record_that_was_changed_is_refused(record: Record) -> None:
    content = json.loads(record.to_json())
    content["title"] = "Another"
    with pytest.raises(RecordError, match="was changed after it was sealed"):
        opening.verify("record.json", json.dumps(content).encode())


def test_a_key_says_nothing_of_a_record_alone(record: Record, pair) -> None:
    key = opening.trusted(pair[1].read_bytes(), "a.pub.pem")
    with pytest.raises(EvidenceError, match="A record alone is not signed"):
        opening.verify("record.json", record.to_json().encode(), key)


def test_a_record_is_kept_once(bundle: bytes) -> None:
    opening.keep(ME, opening.verify("evidence.zip", bundle))
    with pytest.raises(RecordError, match="is here already, as 'Audit'"):
        opening.keep(ME, opening.verify("evidence.zip", bundle))
    assert len(store.entries()) == 1


def test_what_a_record_says_of_files_is_not_taken_for_files_of_this_machine(record: Record) -> None:
    plan = {**record.plan, "data": {"path": "/etc/passwd"}, "model": {"path": "/etc/model.skops"}}
    forged = record.model_copy(update={"plan": {**plan, "report": {"logo": "/etc/logo.png"}}})
    kept = opening._plan(forged)
    assert (kept.data.path, kept.model, kept.report.logo, kept.trail) == (None, None, None, None)


def test_who_may_not_audit_opens_nothing(bundle: bytes) -> None:
    assert access.CHANGES["fairwitness.app.opening.keep"] == "audit"
    with pytest.raises(AccessError):
        opening.keep(Person("X", "x@example.org"), opening.verify("evidence.zip", bundle))
    assert store.entries() == ()


def test_an_audit_that_was_run_is_not_marked(record: Record, keep) -> None:
    assert opening.opened(keep(record)) is None
    (store.folder("kept") / opening.MARK).write_text("{}")
    assert opening.opened("kept") is None


def test_nothing_half_is_left_when_the_disk_is_full(bundle: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(opening, "_fill", full)
    with pytest.raises(RecordError, match="cannot be kept: No space left on device"):
        opening.keep(ME, opening.verify("evidence.zip", bundle))
    assert store.entries() == ()


def test_nothing_is_kept_that_could_not_be_noted(bundle: bytes) -> None:
    found = opening.verify("evidence.zip", bundle)
    store.trail().parent.mkdir(parents=True, exist_ok=True)
    store.trail().write_text("no line of a trail\n")
    with pytest.raises((AlteredError, EvidenceError)):
        opening.keep(ME, found)
    assert store.entries() == ()


def test_statements_that_are_no_text_are_a_sentence(record: Record) -> None:
    store.create(make_plan(dict(record.plan)), audit="far")
    record.save(store.folder("far"))
    contents = gather(store.folder("far"), ())
    strange = replace(contents, files={**contents.files, STATEMENTS: b"\xff\xfe"})
    with pytest.raises(EvidenceError, match="must be text in UTF-8"):
        opening.verify("evidence.zip", make_bundle(strange, None, trail=None))
