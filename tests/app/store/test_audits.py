from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
import records
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.app import store
from fairwitness.app.store import audits, files
from fairwitness.audits.plan import Plan, load_plan
from fairwitness.audits.plan.model import Data, ModelSource
from fairwitness.errors import RecordError

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


@pytest.mark.parametrize("audit", ["../outside", "..", ".", "", "A", "a/b", "/etc", "-a", "a" * 65, "a\n"])
def test_no_id_leads_out_of_the_store(audit: str, home: Path) -> None:
    (home / "audits").mkdir(parents=True)
    (home / "outside").mkdir()
    for act in (store.folder, store.delete, store.record, store.plan):
        with pytest.raises(RecordError, match="not kept on this machine"):
            act(audit)
    assert (home / "outside").is_dir()


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


@given(st.text(max_size=300))
def test_an_upload_stays_in_its_folder(name: str) -> None:
    place = store.input_name(name)
    folder, _, last = place.partition("/")
    assert folder == "inputs"
    assert last not in ("", ".", "..")
    assert not {"/", "\\", "\0"} & set(last)
    assert len(last) <= 100


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


def test_a_link_among_the_files_of_an_audit_is_not_read(keep, tmp_path: Path) -> None:
    keep(records.full())
    (tmp_path / "secret").write_bytes(b"x")
    (store.folder("kept") / "report.pdf").symlink_to(tmp_path / "secret")
    assert store.file("kept", "report.pdf") is None


@pytest.mark.parametrize(
    ("name", "kept"), [("a.csv", "a.csv"), ("C:\\x\\b.parquet", "b.parquet"), (".csv", "csv"), ("", "data")]
)
def test_an_uploads_name_is_kept_as_far_as_it_can_be(name: str, kept: str) -> None:
    assert store.input_name(name) == f"inputs/{kept}"


def test_the_plan_to_take_along_names_the_files_alone() -> None:
    plan = PLAN.model_copy(update={"model": ModelSource(path="inputs/model.skops")})
    audit = store.create(plan)
    text = store.portable_plan(audit)
    assert "path: loans.csv" in text
    assert "path: model.skops" in text


def test_a_file_of_an_audit_is_only_ever_one_of_its_own(keep, home: Path) -> None:
    keep(records.full())
    (home / "secret").write_bytes(b"x")
    assert store.file("kept", "../../secret") is None
    assert store.file("kept", "report.pdf") is None
    assert store.file("kept", "record.json")


def test_writing_is_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.json"
    store.write_text(path, "old")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("stopped")))
    with pytest.raises(OSError, match="stopped"):
        store.write_text(path, "new")
    assert path.read_text() == "old"
