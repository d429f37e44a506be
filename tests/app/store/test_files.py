from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
import records

from fairwitness.app import store
from fairwitness.app.store.files import folders
from fairwitness.audits.plan import Plan
from fairwitness.audits.plan.model import Data, ModelSource, Privacy
from fairwitness.errors import RecordError

PLAN = Plan(title="Loans", data=Data(path="inputs/loans.csv"))


@pytest.mark.parametrize("audit", ["../outside", "..", ".", "", "A", "a/b", "/etc", "-a", "a" * 65, "a\n"])
def test_no_id_leads_out_of_the_store(audit: str, home: Path) -> None:
    (home / "audits").mkdir(parents=True)
    (home / "outside").mkdir()
    for act in (store.folder, store.delete, store.record, store.plan):
        with pytest.raises(RecordError, match="not kept on this machine"):
            act(audit)
    assert (home / "outside").is_dir()


def test_a_link_among_the_files_of_an_audit_is_not_read(keep, tmp_path: Path) -> None:
    keep(records.full())
    (tmp_path / "secret").write_bytes(b"x")
    (store.folder("kept") / "report.pdf").symlink_to(tmp_path / "secret")
    assert store.file("kept", "report.pdf") is None


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


def test_the_folders_are_those_of_audits(home: Path, tmp_path: Path) -> None:
    assert folders() == ()
    for name in ("b", "a", ".new-c-123456", "Upper"):
        (home / "audits" / name).mkdir(parents=True)
    (home / "audits" / "file").write_text("x")
    (home / "audits" / "link").symlink_to(tmp_path)
    assert [path.name for path in folders()] == ["a", "b"]


@pytest.mark.parametrize("rows", [True, False])
def test_inputs_go_only_where_the_plan_keeps_no_rows(rows: bool) -> None:
    plan = PLAN.model_copy(update={"privacy": Privacy(rows=rows)})
    audit = store.create(plan, {"loans.csv": io.BytesIO(b"x")})
    store.forget_inputs(audit)
    assert (store.folder(audit) / "inputs").exists() == rows
