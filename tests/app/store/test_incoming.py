from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import records
from small_runs import begin, ended, wait

from fairwitness.app import jobs, store
from fairwitness.app.people import Person
from fairwitness.app.store import database as opened
from fairwitness.app.store.files import RUNNING
from fairwitness.audits.plan import Plan
from fairwitness.audits.plan.model import Data
from fairwitness.errors import RecordError, StoreError
from fairwitness.reports.evidence.bundle import make_bundle
from fairwitness.reports.evidence.gather import Contents
from fairwitness.reports.evidence.trail import load_trail

ADA = Person("Ada", "ada@example.org")
PLAN = Plan(title="Loans", data=Data(path="inputs/loans.csv"))
ROWS = b"a,b\n1,2\n" * 1000


@pytest.fixture
def exported(keep, tmp_path: Path) -> Path:
    """An archive with two audits, a project, a member, a setting and a trail."""
    keep(records.full())
    project = store.add_project("Loans").id
    store.set_member(project, "grace@example.org", "reviewer", ADA)
    store.create(PLAN, {"loans.csv": io.BytesIO(ROWS)}, audit="loans", by=ADA, project=project)
    store.keep("loans")
    store.set_retention(inputs_days=30)
    store.note("Ada", "Begun.")
    return store.export_all(tmp_path / "all.zip").path


@pytest.fixture
def elsewhere(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Go on with a store that has nothing."""

    def move() -> Path:
        from sqlalchemy import text

        if opened.file() is None:
            with opened.writing() as connection:
                for table in ("audits", "members", "drafts", "settings"):
                    connection.execute(text(f"DELETE FROM {table}"))
                connection.execute(text("DELETE FROM projects WHERE id <> 'main'"))
        monkeypatch.setenv("FAIRWITNESS_HOME", str(home.parent / "other"))
        return home.parent / "other"

    return move


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None], name: str = "changed.zip") -> Path:
    """The same archive with other contents; None leaves a file out."""
    made = path.with_name(name)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = change(info.filename, old.read(info))
            if content is not None:
                new.writestr(info.filename, content)
    return made


def nothing_came(place: Path) -> None:
    assert store.entries() == ()
    assert not place.exists() or [path.name for path in (place / "audits").iterdir()] == [".lock"]
    assert store.members() == ()
    assert len(store.projects()) == 1
    assert store.settings() == {}
    assert not store.trail().exists()


def test_everything_comes_back_as_it_was(exported: Path, elsewhere) -> None:
    audits, members, settings = store.entries(), store.members(), store.settings()
    names, record = [project.name for project in store.projects()], store.record("kept")
    trail = store.trail().read_bytes()
    elsewhere()
    done = store.import_all(exported)
    assert store.entries() == audits
    assert store.members() == members
    assert store.settings() == settings
    assert [project.name for project in store.projects()] == names
    assert store.record("kept") == record
    assert (store.folder("loans") / "inputs" / "loans.csv").read_bytes() == ROWS
    assert store.trail().read_bytes() == trail
    assert {entry.id for entry in done.audits} == {"kept", "loans"}
    assert (done.skipped, done.projects, done.members) == ((), ("Loans",), 1)
    assert done.settings == ("audits_days", "inputs_days", "upload_hours")
    assert store.reconcile() == store.Reconciled()


def test_a_run_that_was_cancelled_or_killed_is_so_elsewhere_too(small, tmp_path: Path, elsewhere) -> None:
    cancelled, killed, never = begin("hang"), begin("crash"), store.create(Plan(title="never"))
    for audit in (cancelled, killed):
        wait(audit, lambda job: job.phase is not None)
    jobs.cancel(cancelled)
    wait(killed, ended)
    exported = store.export_all(tmp_path / "runs.zip").path
    elsewhere()
    store.import_all(exported)
    assert jobs.status(cancelled).state == "cancelled"
    assert jobs.status(killed).state == "failed"
    assert "had not ended when the store was exported" in str(jobs.status(killed).error)
    assert jobs.status(never) is None
    jobs.start(cancelled)
    assert wait(cancelled, lambda job: job.phase is not None).state == "running"


def test_what_comes_in_is_private(exported: Path, elsewhere) -> None:
    place = elsewhere()
    store.import_all(exported)
    for path in (place / "audits").rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_no_run_begins_because_an_archive_says_so(exported: Path, elsewhere) -> None:
    elsewhere()
    changed = exported.with_name("run.zip")
    shutil.copy(exported, changed)
    with zipfile.ZipFile(changed, "a") as archive:
        for name in RUNNING:
            archive.writestr(f"audits/loans/{name}", '{"number": 1, "pid": 1}')
    store.import_all(changed)
    assert not [name for name in RUNNING if (store.folder("loans") / name).exists()]


def test_what_is_here_stays_as_it_is(exported: Path) -> None:
    project = store.projects()[1].id
    store.set_member(project, "grace@example.org", "admin", ADA)
    store.set_retention(inputs_days=7)
    (store.folder("loans") / "inputs" / "loans.csv").write_bytes(b"mine")
    store.delete("kept")
    done = store.import_all(exported)
    assert [entry.id for entry in done.audits] == ["kept"]
    assert [entry.id for entry in done.skipped] == ["loans"]
    assert (done.projects, done.members, done.settings, done.trails) == ((), 0, (), ())
    assert (store.folder("loans") / "inputs" / "loans.csv").read_bytes() == b"mine"
    assert store.members(project)[0].role == "admin"
    assert store.retention().inputs_days == 7


def test_another_trail_is_laid_beside(exported: Path, elsewhere) -> None:
    elsewhere()
    store.create(PLAN, {"loans.csv": io.BytesIO(b"x")})
    store.note("Grace", "Another.")
    mine = store.trail().read_bytes()
    done = store.import_all(exported)
    (theirs,) = done.trails
    assert theirs != store.trail()
    assert [event.words for _, event in load_trail(theirs).events if event] == ["note by Ada: Begun."]
    assert store.trail().read_bytes() == mine
    assert done.settings == ()  # a setting could delete what is here
    assert store.import_all(exported).trails == ()


def test_each_project_keeps_its_own_trail(keep, tmp_path: Path, elsewhere) -> None:
    hiring = store.add_project("Hiring").id
    store.note("Ada", "Of main.")
    store.note("Ada", "Of hiring.", hiring)
    exported = store.export_all(tmp_path / "two.zip").path
    elsewhere()
    assert store.import_all(exported).trails == (store.trail(), store.trail(hiring))
    for project, words in ((store.MAIN, "Of main."), (hiring, "Of hiring.")):
        said = [event.words for _, event in load_trail(store.trail(project)).events if event]
        assert said == [f"note by Ada: {words}"]


@pytest.mark.parametrize("part", ["title", "hash", "whole"])
def test_a_changed_record_is_refused_with_everything(part: str, exported: Path, elsewhere) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name != "audits/kept/record.json":
            return content
        found = json.loads(content)
        return b"{}" if part == "whole" else json.dumps(found | {part: "0" * 64}).encode()

    changed = rewritten(exported, change)
    place = elsewhere()
    with pytest.raises(StoreError, match="the audit kept, which is not sound"):
        store.import_all(changed)
    nothing_came(place)


def test_a_record_that_is_another_than_listed_or_left_out_is_refused(exported: Path, elsewhere) -> None:
    def listed(name: str, content: bytes) -> bytes:
        return (
            content.replace(store.record("kept").hash.encode(), b"0" * 64)
            if name == "store.json"
            else content
        )

    other = rewritten(exported, listed)
    without = rewritten(
        exported, lambda name, content: None if "record.json" in name else content, "without.zip"
    )
    place = elsewhere()
    with pytest.raises(StoreError, match="with another record than it lists"):
        store.import_all(other)
    with pytest.raises(StoreError, match="must hold the record of the audit kept"):
        store.import_all(without)
    nothing_came(place)


def test_the_facts_come_from_the_record(exported: Path, elsewhere) -> None:
    def prettier(name: str, content: bytes) -> bytes:
        if name != "store.json":
            return content
        found = json.loads(content)
        for audit in found["audits"]:
            audit["tally"] = {"within": 99}
        return json.dumps(found).encode()

    changed = rewritten(exported, prettier)
    tally = store.entry("kept").tally
    elsewhere()
    store.import_all(changed)
    assert {entry.id: entry.tally for entry in store.entries()} == {"kept": tally, "loans": None}


def test_a_changed_trail_is_refused(exported: Path, elsewhere) -> None:
    changed = rewritten(
        exported,
        lambda name, content: content.replace(b"Begun", b"Begin") if name == "trail.jsonl" else content,
    )
    place = elsewhere()
    with pytest.raises(StoreError, match=r"The trail in 'changed\.zip' is not sound"):
        store.import_all(changed)
    nothing_came(place)


@pytest.mark.parametrize(
    "name", ["audits/../../evil", "../evil", "/tmp/evil-fairwitness", "audits/loans/../../../evil"]
)
def test_a_file_that_climbs_out_is_refused(name: str, exported: Path, elsewhere) -> None:
    with zipfile.ZipFile(exported, "a") as archive:
        archive.writestr(name, "x")
    place = elsewhere()
    with pytest.raises(StoreError, match="a name that no file of an audit has"):
        store.import_all(exported)
    nothing_came(place)
    assert not list(exported.parent.rglob("evil*"))


def test_a_bundle_is_called_one_and_how_it_is_opened_is_said(tmp_path: Path, elsewhere) -> None:
    record = records.full()
    bundle = tmp_path / "evidence.zip"
    bundle.write_bytes(make_bundle(Contents(record, {"record.json": record.to_json().encode()}), None))
    place = elsewhere()
    with pytest.raises(StoreError, match="is the evidence of one audit") as said:
        store.import_all(bundle)
    assert "Open a record made elsewhere" in str(said.value)
    assert "fairwitness verify" in str(said.value)
    nothing_came(place)


def test_a_damaged_archive_is_refused(exported: Path, elsewhere) -> None:
    whole = exported.read_bytes()
    place = elsewhere()
    spoilt = exported.with_name("spoilt.zip")
    middle = bytearray(whole)
    with zipfile.ZipFile(exported) as archive:
        at = archive.getinfo("audits/loans/inputs/loans.csv").header_offset + 80
    middle[at : at + 8] = b"\xff" * 8
    for content in (b"", b"no zip", whole[: len(whole) // 2], bytes(middle)):
        spoilt.write_bytes(content)
        with pytest.raises(StoreError, match="must be a zip file that is whole"):
            store.import_all(spoilt)
    nothing_came(place)
    with pytest.raises(StoreError, match="cannot be imported: No such file"):
        store.import_all(exported.with_name("nowhere.zip"))


def test_a_disk_that_is_full_leaves_nothing(
    exported: Path, elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = elsewhere()
    usage = shutil.disk_usage(exported.parent)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=10))
        with pytest.raises(StoreError, match="Nothing was imported"):
            store.import_all(exported)
    nothing_came(place)


def test_an_audit_of_a_project_that_is_not_listed_is_in_main(exported: Path, elsewhere) -> None:
    def without(name: str, content: bytes) -> bytes:
        return (
            json.dumps(json.loads(content) | {"projects": []}).encode() if name == "store.json" else content
        )

    changed = rewritten(exported, without)
    elsewhere()
    store.import_all(changed)
    assert {entry.project for entry in store.entries()} == {"main"}
    assert store.members() == ()
    with pytest.raises(RecordError):
        store.folder("other")


def test_an_audit_that_lost_its_folder_comes_back(exported: Path, home: Path) -> None:
    before = store.entries()
    shutil.rmtree(home / "audits" / "loans")
    assert store.reconcile().missing == ("loans",)
    done = store.import_all(exported)
    assert [entry.id for entry in done.audits] == ["loans"]
    assert [entry.id for entry in done.skipped] == ["kept"]
    assert store.entries() == before
    assert store.reconcile() == store.Reconciled()
