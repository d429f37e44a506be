from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
import records

from fairwitness.app import store
from fairwitness.app.people import Person
from fairwitness.app.store.files import RUNNING
from fairwitness.audits.keys import id_hash
from fairwitness.audits.plan import Plan
from fairwitness.audits.plan.model import Data
from fairwitness.errors import StoreError

ADA = Person("Ada", "ada@example.org")
PLAN = Plan(title="Loans", data=Data(path="inputs/loans.csv"))


def filled(keep) -> None:
    keep(records.full())
    project = store.add_project("Loans").id
    store.set_member(project, "grace@example.org", "reviewer", ADA)
    store.create(PLAN, {"loans.csv": io.BytesIO(b"a,b\n1,2\n")}, audit="loans", by=ADA, project=project)
    store.keep("loans")
    store.set_retention(inputs_days=30)
    store.note("Ada", "Begun.")


def test_everything_is_in_it(keep, tmp_path: Path) -> None:
    filled(keep)
    done = store.export_all(tmp_path / "all.zip")
    with zipfile.ZipFile(done.path) as archive:
        names = set(archive.namelist())
        front = json.loads(archive.read("store.json"))
        assert archive.read("audits/loans/inputs/loans.csv") == b"a,b\n1,2\n"
        assert archive.read("trail.jsonl") == store.trail().read_bytes()
        assert archive.testzip() is None
    assert {"audits/kept/record.json", "audits/kept/plan.yaml", "audits/loans/plan.yaml"} <= names
    assert (done.audits, done.bytes) == (2, done.path.stat().st_size)
    assert {audit["id"]: audit["kept"] for audit in front["audits"]} == {"loans": True, "kept": False}
    assert [project["name"] for project in front["projects"]] == ["Main", "Loans"]
    assert [member["email"] for member in front["members"]] == ["grace@example.org"]
    assert front["settings"]["inputs_days"] == 30


def test_no_secret_and_no_form_is_in_it(keep, tmp_path: Path, home: Path) -> None:
    filled(keep)
    id_hash("x")
    secret = (home / "id.key").read_bytes()
    store.new_draft(ADA, {"title": "unfinished"})
    (home / "uploads" / "x").mkdir(parents=True)
    (home / "uploads" / "x" / "people.csv").write_text("a")
    path = store.export_all(tmp_path / "all.zip").path
    with zipfile.ZipFile(path) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert tops == {"audits", "store.json", "trail.jsonl"}
    assert secret not in content
    assert b"unfinished" not in content


def test_it_is_private_and_new(keep, tmp_path: Path) -> None:
    keep(records.full())
    path = store.export_all(tmp_path / "all.zip").path
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    with pytest.raises(StoreError, match="must be a new file"):
        store.export_all(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir() if one.name != "home"] == ["all.zip"]


def test_one_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        store.export_all(tmp_path / "nowhere" / "all.zip")
    assert list(tmp_path.iterdir()) == []


def test_links_and_half_written_files_are_left_out(keep, tmp_path: Path) -> None:
    keep(records.full())
    (tmp_path / "secret").write_text("x")
    (store.folder("kept") / "report.pdf").symlink_to(tmp_path / "secret")
    (store.folder("kept") / ".record.json.abc").write_text("half")
    with zipfile.ZipFile(store.export_all(tmp_path / "all.zip").path) as archive:
        names = archive.namelist()
    assert not [name for name in names if "report.pdf" in name or "abc" in name]


def test_a_run_does_not_travel(keep, tmp_path: Path) -> None:
    keep(records.full())
    for name in RUNNING:
        (store.folder("kept") / name).write_text("{}")
    with zipfile.ZipFile(store.export_all(tmp_path / "all.zip").path) as archive:
        assert not [name for name in archive.namelist() if name.endswith(RUNNING)]


def test_a_file_that_could_not_come_in_again_is_named(keep, tmp_path: Path) -> None:
    keep(records.full())
    (store.folder("kept") / "a:b.txt").write_text("x")
    with pytest.raises(StoreError, match=r"a:b\.txt' has a name that no file of an audit has"):
        store.export_all(tmp_path / "all.zip")
    assert not (tmp_path / "all.zip").exists()


def test_an_empty_store_can_be_exported(tmp_path: Path) -> None:
    assert store.export_all(tmp_path / "all.zip").audits == 0


def test_that_a_run_was_cancelled_travels(tmp_path: Path) -> None:
    audit = store.create(PLAN, {"loans.csv": io.BytesIO(b"a")})
    (store.folder(audit) / "cancelled").touch()
    with zipfile.ZipFile(store.export_all(tmp_path / "all.zip").path) as archive:
        assert f"audits/{audit}/cancelled" in archive.namelist()
