"""What is taken along: made when asked for, with the review of that moment, noted in the trail, and verifiable."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import fairwitness
from fairwitness.app import exporting, reviewing, roles, stated, store
from fairwitness.app.people import Person
from fairwitness.app.reviewing import Hand
from fairwitness.audits.plan import make_plan
from fairwitness.audits.record import Record
from fairwitness.audits.review.identity import finding_ids
from fairwitness.errors import AccessError, AlteredError, EvidenceError, ReportError
from fairwitness.reports.evidence import keys
from fairwitness.reports.evidence.events import Export
from fairwitness.reports.evidence.key_statement import new_pair
from fairwitness.reports.evidence.trail import load_trail
from fairwitness.reports.evidence.verification import Trusted, in_trail, read_bundle, verified

ME = Person("Ana")


@pytest.fixture(scope="module")
def record() -> Record:
    decided = [1] * 90 + [0] * 10 + [1] * 40 + [0] * 60
    frame = pd.DataFrame({"sex": ["a"] * 100 + ["b"] * 100})
    return fairwitness.audit(y_pred=decided, sensitive_features=frame, positive=1)


@pytest.fixture
def kept(record: Record) -> str:
    store.create(make_plan(dict(record.plan)), audit="kept")
    record.save(store.folder("kept"))
    store.settle("kept")
    return "kept"


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A key of the credit audit, its public half, and what its holder says."""
    return new_pair(tmp_path / "auditor", "Credit audit", None, "2099-12-31", None)[0]


def comment(record: Record, text: str) -> None:
    reviewing.comment(ME, "kept", Hand(), next(iter(finding_ids(record))), text)


def exports() -> list[Export]:
    return [event for _, event in load_trail(store.trail()).events if isinstance(event, Export)]


def test_every_format_is_offered_with_its_file_and_why_not(record: Record) -> None:
    found = exporting.choices(record)
    assert len({one.file for one in found}) == len(found)
    refused = {one.use.format: one.refusal for one in found if one.refusal}
    assert "LL144 needs an attribute" in refused["ll144"]


def test_a_report_has_what_people_say_by_now_and_leaves_the_folder_as_it_was(
    kept: str, record: Record
) -> None:
    before = {path.name for path in store.folder(kept).iterdir()}
    assert b"Review" not in exporting.report(kept, "markdown").content
    assert {path.name for path in store.folder(kept).iterdir()} == before
    comment(record, "Seen by <b>Ana</b>.")
    said = exporting.report(kept, "markdown").content.decode()
    assert "## Review" in said
    assert "Seen by" in said


def test_a_report_that_cannot_be_made_says_why_and_is_in_no_trail(kept: str) -> None:
    with pytest.raises(ReportError, match="LL144"):
        exporting.take_report(ME, kept, "ll144")
    assert not store.trail().exists()


def test_the_reports_of_the_summary_are_made_anew_only_after_somebody_said_something(
    kept: str, record: Record
) -> None:
    first = exporting.current(kept, "html")
    file = store.folder(kept) / "report.html"
    file.write_bytes(b"as it is")
    assert exporting.current(kept, "html") == b"as it is"
    comment(record, "Seen.")
    os.utime(file, ns=(0, 0))  # a file system with coarse times
    again = exporting.current(kept, "html")
    assert b"Seen." in again
    assert b"Seen." not in first
    assert file.read_bytes() == again


def test_reports_written_anew_for_a_statement_carry_the_review_too(kept: str, record: Record) -> None:
    (store.folder(kept) / "report.md").write_text("old")
    comment(record, "Seen in March.")
    given = {"by": "Ana", "role": None, "date": date(2026, 11, 20), "text": "Ana owns it.", "record": None}
    stated.keep(ME, kept, "roles", given, expected=None)
    assert "Seen in March." in (store.folder(kept) / "report.md").read_text()


def test_what_stands_beside_the_record_is_there_as_it_is(kept: str, record: Record) -> None:
    assert [one.file for one in exporting.beside(kept)] == ["record.json", "audit.yaml"]
    comment(record, "Seen.")
    found = {one.file: one.content for one in exporting.beside(kept)}
    assert found["record.json"] == (store.folder(kept) / "record.json").read_bytes()
    assert found["trail.jsonl"] == reviewing.log_file(kept).read_bytes()


def test_what_was_taken_along_is_in_the_trail_with_who_took_it(kept: str, record: Record) -> None:
    made = exporting.take_report(ME, kept, "markdown")
    (event,) = exports()
    assert (event.file, event.by, event.record, event.signed_by) == ("report.md", "Ana", record.hash, None)
    assert event.words.endswith("report.md, unsigned, by Ana")
    assert made.kind == "text/markdown"


def test_a_signed_bundle_verifies_and_holds_the_review(kept: str, record: Record, pair) -> None:
    comment(record, "Seen in March.")
    private, public, said = pair
    signer = exporting.key(private.read_bytes(), private.name, "", said.read_bytes())
    assert exporting.signs(signer).startswith("Credit audit (key ")
    made = exporting.take_bundle(ME, kept, ["markdown"], signer)
    bundle = read_bundle(made.content, made.file)
    told = list(verified(bundle, Trusted(keys.public_key(public))))
    assert any("signed by the key that you named" in one for one in told)
    assert b"Seen in March." in bundle.files["reports/report.md"]
    assert bundle.files["trail.jsonl"] == reviewing.log_file(kept).read_bytes()
    assert exports()[0].signed_by == signer.key.public.id
    assert bundle.manifest.trail.entries == 1


def test_the_trail_of_this_machine_still_has_what_it_had_when_the_bundle_was_made(
    kept: str, record: Record
) -> None:
    from fairwitness.reports.evidence.trail import add_run

    add_run(store.trail(), record)
    made = exporting.take_bundle(ME, kept, [], None)
    assert "line 2 is the run of the record" in in_trail(read_bundle(made.content, "b.zip"), store.trail())


def test_an_unsigned_bundle_is_called_so(kept: str) -> None:
    made = exporting.take_bundle(ME, kept, [], None)
    assert any(one.startswith("It is unsigned") for one in verified(read_bundle(made.content, "b.zip")))


def test_a_key_is_written_nowhere(kept: str, pair, home: Path) -> None:
    private = pair[0].read_bytes()
    exporting.take_bundle(ME, kept, [], exporting.key(private, "k.pem", ""))
    secret = private.splitlines()[1]
    assert not any(secret in path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_a_key_that_has_expired_signs_nothing(kept: str, tmp_path: Path) -> None:
    (private, _, said), _ = new_pair(tmp_path / "old", "Old", "2020-01-01", "2020-12-31", None)
    signer = exporting.key(private.read_bytes(), "old.pem", "", said.read_bytes())
    with pytest.raises(AlteredError, match=r"expired at that time: it was valid until 2020-12-31"):
        exporting.take_bundle(ME, kept, [], signer)
    assert not store.trail().exists()


def test_a_key_with_a_passphrase_needs_it_and_that_of_the_server_is_not_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, "right")
    (private, *_), _ = new_pair(tmp_path / "k", None, None, None, "right")
    pem = private.read_bytes()
    with pytest.raises(
        EvidenceError, match=r"'k.pem' is encrypted, and its passphrase must be given with it"
    ):
        exporting.key(pem, "k.pem", "")
    with pytest.raises(EvidenceError, match="the passphrase does not fit"):
        exporting.key(pem, "k.pem", "wrong")
    assert exporting.key(pem, "k.pem", "right").key.public.id


@pytest.mark.parametrize("content", [b"", b"no key", b"\x00\xff" * 50])
def test_a_file_that_is_no_key_is_one_sentence(content: bytes) -> None:
    with pytest.raises(EvidenceError, match=r"'x\.pem' must hold a private Ed25519 key as PEM"):
        exporting.key(content, "x.pem", "")


def test_a_public_key_and_the_statement_of_another_are_refused(pair, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="It is a public key; signing needs the private one"):
        exporting.key(pair[1].read_bytes(), "x.pem", "")
    other = new_pair(tmp_path / "other", None, None, None, None)[0]
    with pytest.raises(AlteredError, match="does not match the key"):
        exporting.key(pair[0].read_bytes(), "x.pem", "", other[2].read_bytes())


@pytest.mark.parametrize("way", ["path", "pem"])
def test_the_server_signs_by_a_path_or_by_the_key_itself(
    kept: str, pair, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    assert exporting.operator() is None
    monkeypatch.setenv(keys.KEY_VARIABLE, str(pair[0]) if way == "path" else pair[0].read_text())
    made = exporting.take_bundle_of_operator(ME, kept, [])
    list(verified(read_bundle(made.content, "b.zip"), Trusted(keys.public_key(pair[1]))))
    owner = "Credit audit" if way == "path" else "of which nothing says whose it is"
    assert owner in exporting.signs(exporting.operator())


def test_a_server_without_a_key_says_so(kept: str) -> None:
    with pytest.raises(EvidenceError, match="This server has no key"):
        exporting.take_bundle_of_operator(ME, kept, [])


def test_who_may_read_takes_along_and_who_may_review_signs_for_the_server(
    kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(roles.DEFAULT_ROLE, "viewer")
    reader = Person("R", "r@example.org")
    assert exporting.take_report(reader, kept, "junit").content
    assert exports()[0].by == "R (r@example.org)"
    with pytest.raises(AccessError):
        exporting.take_bundle_of_operator(reader, kept, [])


def test_everything_is_one_zip_that_says_what_is_not_in_it(kept: str) -> None:
    heard: list[tuple[int, int, str]] = []
    made = exporting.take_all(ME, kept, lambda *step: heard.append(step))
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        names = set(archive.namelist())
        why = archive.read(exporting.LEFT_OUT).decode()
        assert archive.testzip() is None
    able = [
        one for one in exporting.choices(store.record(kept)) if not one.refusal and one.file != "record.json"
    ]
    assert names >= {"record.json", "audit.yaml", *(f"reports/{one.file}" for one in able)}
    assert "LL144 publication table" in why
    assert [step[0] for step in heard] == list(range(heard[0][1]))
    assert exports()[0].file == "reports.zip"
