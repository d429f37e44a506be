"""The plan of a kept audit: what it names is read where it is the audit's own, and nowhere else."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from fairwitness.app import comparing, databases, jobs, judging, live, store, thresholds, uploads
from fairwitness.app.again import run_again
from fairwitness.app.kept_plans import kept_plan
from fairwitness.app.people import Person
from fairwitness.audits.plan import make_plan
from fairwitness.audits.record import Record
from fairwitness.errors import DataError, FairwitnessError, ModelError

ROLES = {"prediction": "p", "sensitive": ["sex"]}


def kept(**plan: object) -> str:
    made = make_plan({"data": {"path": "inputs/a.csv"}, "roles": ROLES, **plan})
    return store.create(made, {"a.csv": io.BytesIO(b"p,sex\n1,f\n")}, audit="kept")


@pytest.fixture
def secret(home: Path) -> Path:
    path = home.parent / "secret.csv"
    path.write_text("p,sex\n1,f\n")
    return path


def test_its_own_files_are_read() -> None:
    plan, folder = kept_plan(kept())
    assert (folder / str(plan.data.path)).is_file()


def test_the_demo_has_no_files() -> None:
    plan, _ = kept_plan(kept(data={"demo": "mortgage"}))
    assert plan.data.path is None


@pytest.mark.parametrize("place", [str, lambda path: f"inputs/../../../../{path.name}"])
@pytest.mark.parametrize(
    "named",
    [
        lambda path: {"data": {"path": path}},
        lambda path: {"data": {"path": "inputs/a.csv", "predictions": path}},
        lambda path: {"model": {"path": path}},
    ],
)
def test_a_file_outside_of_its_folder_is_not_read(
    place: Callable[[Path], str], named: Callable[[str], dict[str, object]], secret: Path
) -> None:
    with pytest.raises(DataError, match="in its own folder"):
        kept_plan(kept(**named(place(secret))))


def test_a_link_out_of_its_folder_is_not_followed(secret: Path) -> None:
    audit = kept()
    file = store.folder(audit) / "inputs" / "a.csv"
    file.unlink()
    file.symlink_to(secret)
    with pytest.raises(DataError, match="outside of it"):
        kept_plan(audit)


def test_a_database_must_be_one_that_the_operator_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{databases.PREFIX}LOANS", "sqlite:///loans.db")
    sql = {"url": "env:FAIRWITNESS_SQL_LOANS", "query": "SELECT 1 AS p"}
    kept_plan(kept(data={"sql": sql}))
    with pytest.raises(DataError, match="A query must be of a database"):
        kept_plan(kept(data={"sql": sql | {"url": "env:FAIRWITNESS_DATABASE"}}))


def test_a_model_must_be_allowed() -> None:
    with pytest.raises(ModelError, match="`fairwitness audit`"):
        kept_plan(kept(model={"call": "os:system"}))


@pytest.fixture
def record(keep) -> Record:
    import records

    found = records.full()
    keep(found, "kept")
    return found


@pytest.mark.parametrize(
    "read",
    [
        lambda record: live.ready("kept", record.hash).result(30),
        lambda record: thresholds.ready("kept", record.hash).result(30),
        lambda record: judging.decisions("kept", record),
        lambda record: comparing._on_rows("kept", "kept"),
        lambda record: uploads.draft_from("kept"),
        lambda record: run_again(Person("Ann"), "kept"),
    ],
)
def test_nothing_reads_it_any_other_way(
    read: Callable[[Record], object], record: Record, secret: Path, started: list[str]
) -> None:
    plan = make_plan({"data": {"path": str(secret)}, "roles": ROLES, "model": {"path": "inputs/m.skops"}})
    store.create(plan, audit="kept")
    own = record.model_copy(update={"subject": record.subject.model_copy(update={"model": None})})
    with pytest.raises(FairwitnessError, match="in its own folder"):
        read(own)
    assert started == []


def test_no_run_begins_with_it(secret: Path) -> None:
    jobs.start(kept(data={"path": str(secret)}))
    job = jobs.status("kept")
    assert job is not None
    assert job.state == "failed"
    assert "in its own folder" in str(job.error)
