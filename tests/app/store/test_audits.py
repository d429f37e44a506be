from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
import records
from sqlalchemy import insert

from fairwitness.app import store
from fairwitness.app.people import Person
from fairwitness.app.store import audits, facts, files, tables
from fairwitness.app.store.database import writing
from fairwitness.app.store.facts import read_entry
from fairwitness.audits.plan import Plan, load_plan
from fairwitness.audits.plan.model import Data
from fairwitness.errors import RecordError, StoreError

PLAN = Plan(title="Loans", data=Data(path="inputs/loans.csv"))


def test_a_new_audit_has_its_plan_and_its_files() -> None:
    audit = store.create(PLAN, {"loans.csv": io.BytesIO(b"a,b\n1,2\n")})
    folder = store.folder(audit)
    assert (folder / "inputs" / "loans.csv").read_bytes() == b"a,b\n1,2\n"
    assert load_plan(folder / "plan.yaml") == PLAN == store.plan(audit)
    assert store.entry(audit).title == "Loans"
    assert not store.entry(audit).finished


def test_an_empty_store_lists_nothing(home: Path) -> None:
    assert store.entries() == ()
    assert not home.exists()


def test_the_newest_comes_first(keep) -> None:
    for audit, day in (("older", "2026-01-01"), ("newer", "2026-02-01"), ("oldest", "2025-12-31")):
        keep(records.full(), audit)
        audits.put(replace(store.entry(audit), created=day))
    assert [entry.id for entry in store.entries()] == ["newer", "older", "oldest"]


def test_listing_reads_no_record(keep) -> None:
    keep(records.full(), "big")
    (store.folder("big") / "record.json").write_text("broken since")
    assert store.entries()[0].finished


def test_what_the_list_shows_comes_from_the_record(keep) -> None:
    record = records.full()
    keep(record)
    entry = store.entry("kept")
    assert (entry.title, entry.rows, entry.hash) == (record.title, record.subject.rows, record.hash)
    assert entry.tally == record.summary.tally


def test_a_record_put_there_by_the_command_is_found() -> None:
    audit = store.create(PLAN)
    records.full().save(store.folder(audit))
    assert store.entries()[0].finished
    assert store.entries()[0].title == records.full().title


def test_a_link_is_not_followed(home: Path, tmp_path: Path) -> None:
    (home / "audits").mkdir(parents=True)
    (tmp_path / "mine").mkdir()
    (home / "audits" / "link").symlink_to(tmp_path / "mine")
    with pytest.raises(RecordError):
        store.delete("link")
    assert (tmp_path / "mine").is_dir()
    assert store.entries() == ()


def test_deleting_leaves_nothing_and_touches_no_other(keep, home: Path) -> None:
    keep(records.full(), "one")
    keep(records.full(), "two")
    store.delete("one")
    assert [path.name for path in files.folders()] == ["two"]
    assert {path.name for path in (home / "audits").iterdir()} == {"two", ".lock"}


def test_an_id_that_is_taken_is_replaced(keep) -> None:
    keep(records.full(), "demo")
    store.create(Plan(title="Again"), audit="demo", demo=True)
    (entry,) = store.entries()
    assert (entry.title, entry.demo, entry.finished) == ("Again", True, False)


def test_a_failed_creation_leaves_nothing(home: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise OSError(28, "No space left on device")

    with pytest.raises(RecordError, match="No space left"):
        store.create(PLAN, {"loans.csv": Broken()})
    assert [path.name for path in (home / "audits").iterdir()] == [".lock"]
    assert store.entries() == ()


@pytest.mark.parametrize(
    "name",
    ["..／..／etc/passwd", "a\u2215b.csv", "CON", "nul.csv", "Com1.parquet", "con.a.b", "漢" * 300 + ".csv", "😀" * 300,
     "e\u0301" * 200 + ".csv", "a\nb.csv", "a\0.csv",
     "x" * 10_000 + ".csv", "a.csv\u202evsc.exe", "~/.ssh/id", "C:evil.csv", "..", "...", " "],
)  # fmt: skip
def test_odd_names_make_files_of_their_own(name: str) -> None:
    audit = store.create(PLAN, {name: io.BytesIO(b"x")})
    (kept,) = (store.folder(audit) / "inputs").iterdir()
    assert kept.read_bytes() == b"x"
    assert len(kept.name.encode()) <= 255
    assert kept.name.partition(".")[0].casefold() not in {"con", "nul", "com1", "aux", "prn"}
    assert kept.name.isprintable()


def test_everything_is_private_whatever_the_umask(keep, home: Path) -> None:
    old = os.umask(0)
    try:
        audit = store.create(PLAN, {"loans.csv": io.BytesIO(b"a,b\n1,2\n")})
    finally:
        os.umask(old)
    for path in (home, home / "audits", *(home / "audits").rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
    assert store.plan(audit) == PLAN


def test_a_link_in_the_place_of_the_store_is_not_followed(home: Path, tmp_path: Path) -> None:
    (tmp_path / "others").mkdir(mode=0o755)
    home.mkdir()
    (home / "audits").symlink_to(tmp_path / "others")
    with pytest.raises(RecordError, match="a link stands"):
        store.create(PLAN)
    assert list((tmp_path / "others").iterdir()) == []
    assert (tmp_path / "others").stat().st_mode & 0o777 == 0o755


def test_an_audit_has_who_made_it_and_its_project(keep) -> None:
    project = store.add_project("Loans").id
    audit = store.create(PLAN, by=Person("Ada", "ada@example.org"), project=project)
    keep(records.full(), "other")
    found = store.entry(audit)
    assert (found.by, found.email, found.project) == ("Ada", "ada@example.org", project)
    assert store.entries(project) == (found,)
    assert [entry.id for entry in store.entries("main")] == ["other"]
    assert len(store.entries()) == 2
    assert (store.newest_finished(), store.newest_finished(project)) == ("other", None)


def test_who_made_it_stays_when_it_has_run() -> None:
    audit = store.create(PLAN, by=Person("Ada"))
    records.full().save(store.folder(audit))
    assert store.settle(audit).by == "Ada"
    assert store.entry(audit) == store.entries()[0] == read_entry(store.folder(audit))


def test_an_unknown_project_is_refused_and_nothing_is_left(home: Path) -> None:
    with pytest.raises(StoreError, match="There is no project 'nowhere'"):
        store.create(PLAN, project="nowhere")
    assert files.folders() == ()


def test_one_that_runs_again_has_no_verdicts_meanwhile(keep) -> None:
    keep(records.full())
    (store.folder("kept") / "record.json").unlink()
    store.unsettle("kept")
    (entry,) = store.entries()
    assert (entry.finished, entry.tally, entry.title) == (False, None, records.full().title)
    assert read_entry(store.folder("kept")) == entry
    records.full().save(store.folder("kept"))
    assert store.entries()[0].finished


def test_an_audit_without_a_row_is_found_by_its_folder(home: Path) -> None:
    (home / "audits" / "old").mkdir(parents=True)
    assert store.entry("old").title == "old"
    records.full().save(home / "audits" / "old")
    assert store.settle("old").finished
    assert [entry.id for entry in store.entries()] == ["old"]
    store.delete("old")
    assert store.entries() == ()


def test_a_creation_that_fails_in_the_place_of_another_leaves_that_one(keep) -> None:
    class Broken(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise OSError(28, "No space left on device")

    keep(records.full())
    before = store.entries()
    with pytest.raises(RecordError, match="No space left"):
        store.create(Plan(title="Other"), {"loans.csv": Broken()}, audit="kept")
    assert store.entries() == before
    assert store.record("kept") == records.full()


def test_thousands_are_listed_without_a_look_at_their_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    one = replace(facts.new_entry("x", PLAN, None, "main", demo=False), hash="0" * 64, tally={"within": 9})
    rows = [facts.to_row(replace(one, id=f"a{number}")) | {"state": "ready"} for number in range(5000)]
    with writing() as connection:
        connection.execute(insert(tables.audits), rows)
    monkeypatch.setattr(audits, "root", None)  # to look at a folder would call it
    assert len(store.entries()) == 5000


def test_more_rows_than_a_small_number_holds_and_odd_characters_are_kept(keep) -> None:
    keep(records.full())
    audits.put(replace(store.entry("kept"), rows=10_000_000_000, title="a\0b “ä” \u202e😀", by="x\0"))
    (entry,) = store.entries()
    assert (entry.rows, entry.title, entry.by) == (10_000_000_000, "ab “ä” \u202e😀", "x")


def test_a_rename_that_fails_leaves_the_audit_that_was_to_be_replaced(
    keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(records.full())
    before, rename = store.entries(), Path.rename

    def fails(path: Path, target: Path) -> Path:
        if path.name.startswith(audits.NEW):
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(RecordError, match="Input/output error"):
        store.create(Plan(title="Other"), audit="kept")
    assert store.entries() == before
    assert store.reconcile() == store.Reconciled()
    assert store.record("kept") == records.full()
