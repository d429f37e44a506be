from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import records

from fairwitness.app import store
from fairwitness.app.store import lock
from fairwitness.audits.plan import Plan
from fairwitness.audits.plan.model import Data
from fairwitness.errors import StoreError

PLAN = Plan(title="Loans", data=Data(path="inputs/loans.csv"))
KILLED = Path(__file__).parent / "killed.py"


@pytest.mark.parametrize("how", ["points", "import", "12"])
def test_whatever_is_killed_leaves_no_half_audit_and_loses_none(how: str) -> None:
    done = subprocess.run(
        [sys.executable, str(KILLED), how, "7"], capture_output=True, text=True, check=False, timeout=250
    )
    assert done.returncode == 0, done.stderr[-3000:]


def test_a_home_without_anything_stays_so(home: Path, database: str) -> None:
    assert store.reconcile() == store.Reconciled()
    assert not home.exists()


def test_folders_of_an_earlier_version_are_adopted(keep, home: Path) -> None:
    keep(records.full())
    folder = store.folder("kept")
    entry = store.entry("kept")
    old = home / "audits" / "20250101-000000-abcdef"
    folder.rename(old)
    store.reconcile()
    found = json.loads((old / "entry.json").read_text())
    for new in ("project", "by", "email", "model", "kept"):  # what earlier versions did not write
        del found[new]
    (old / "entry.json").write_text(json.dumps(found))
    with_new_id = store.entries()
    assert [one.id for one in with_new_id] == [old.name]
    assert with_new_id[0].tally == entry.tally
    assert with_new_id[0].hash == entry.hash


def test_a_folder_of_an_earlier_version_needs_no_row(home: Path) -> None:
    audit = home / "audits" / "old"
    audit.mkdir(parents=True)
    (audit / "plan.yaml").write_text("title: Old\n")
    (audit / "entry.json").write_text(
        '{"id": "old", "title": "Old", "created": "2025-01-01T00:00:00+00:00", "source": "a.csv", "rows": null, '
        '"tally": null, "hash": null, "demo": true, "synthetic": false}'
    )
    assert store.reconcile().adopted == ("old",)
    (entry,) = store.entries()
    assert (entry.title, entry.source, entry.demo, entry.project) == ("Old", "a.csv", True, "main")
    assert entry.created == "2025-01-01T00:00:00+00:00"
    assert store.reconcile() == store.Reconciled()


@pytest.mark.parametrize("content", [None, "", "[]", '{"id": 1}', '{"title": 1, "created": "c"}'])
def test_a_folder_speaks_by_its_record_or_its_plan_where_its_entry_cannot_be_read(
    content: str | None, home: Path
) -> None:
    for audit in ("planned", "judged"):
        (home / "audits" / audit).mkdir(parents=True)
        (home / "audits" / audit / "plan.yaml").write_text("title: As planned\n")
        if content is not None:
            (home / "audits" / audit / "entry.json").write_text(content)
    record = records.full()
    record.save(home / "audits" / "judged")
    store.reconcile()
    titles = {entry.id: entry.title for entry in store.entries()}
    assert titles["judged"] == record.title
    assert titles["planned"] == "As planned"
    assert store.entry("judged").hash == record.hash


def test_links_and_what_is_no_audit_are_not_adopted(home: Path, tmp_path: Path) -> None:
    (home / "audits" / "empty").mkdir(parents=True)
    (home / "audits" / "a-file").write_text("x")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "plan.yaml").write_text("title: Mine\n")
    (home / "audits" / "link").symlink_to(tmp_path / "mine")
    (home / "audits" / ".new-link-abcdef").symlink_to(tmp_path / "mine")
    assert store.reconcile().adopted == ()
    assert store.entries() == ()
    assert (tmp_path / "mine" / "plan.yaml").is_file()


def test_a_row_without_a_folder_leaves_the_list_until_the_folder_is_back(keep, home: Path) -> None:
    keep(records.full())
    made = store.entry("kept")
    (home / "audits" / "kept").rename(home / "elsewhere")
    assert store.reconcile().missing == ("kept",)
    assert store.entries() == ()
    (home / "elsewhere").rename(home / "audits" / "kept")
    assert store.reconcile() == store.Reconciled()
    assert store.entries() == (made,)


def test_an_unknown_project_is_main(keep, home: Path) -> None:
    project = store.add_project("Loans").id
    audit = store.create(PLAN, {"loans.csv": io.BytesIO(b"a\n1\n")}, project=project)
    path = store.folder(audit) / "entry.json"
    text = path.read_text()
    store.folder(audit).rename(home / "audits" / "copy")
    (home / "audits" / "copy" / "entry.json").write_text(text.replace(project, "gone"))
    store.reconcile()
    assert [(one.id, one.project) for one in store.entries()] == [("copy", "main")]


def test_nothing_is_tidied_while_another_is_at_work(home: Path) -> None:
    (home / "audits" / ".new-x-abcdef").mkdir(parents=True)
    (home / "audits" / "old").mkdir()
    (home / "audits" / "old" / "plan.yaml").write_text("title: Old\n")
    with lock.working():
        found = store.reconcile()
    assert found == store.Reconciled(adopted=("old",))
    assert (home / "audits" / ".new-x-abcdef").is_dir()
    store.reconcile()
    assert not (home / "audits" / ".new-x-abcdef").exists()


def test_several_servers_may_start_at_once(home: Path) -> None:
    for number in range(30):
        (home / "audits" / f"a{number}").mkdir(parents=True)
        (home / "audits" / f"a{number}" / "plan.yaml").write_text("title: Old\n")
    threads = [threading.Thread(target=store.reconcile) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.entries()) == 30


def test_a_link_in_the_place_of_the_audits_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "others").mkdir()
    home.mkdir()
    (home / "audits").symlink_to(tmp_path / "others")
    with pytest.raises(StoreError, match="a link stands"):
        store.reconcile()
    assert list((tmp_path / "others").iterdir()) == []
