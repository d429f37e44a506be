from __future__ import annotations

import io
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import records

from fairwitness.app import store
from fairwitness.app.store.retention import PRUNED_BY
from fairwitness.audits.plan import Plan
from fairwitness.audits.plan.model import Data
from fairwitness.errors import EvidenceError, FairwitnessError, StoreError
from fairwitness.reports.evidence.trail import load_trail

PLAN = Plan(title="Loans", data=Data(path="inputs/loans.csv"))


def in_days(days: float) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


def audit(name: str, **options: object) -> str:
    return store.create(PLAN, {"loans.csv": io.BytesIO(b"a,b\n1,2\n")}, audit=name, **options)  # type: ignore[arg-type]


def said() -> list[str]:
    return (
        [event.words for _, event in load_trail(store.trail()).events if event]
        if store.trail().exists()
        else []
    )


def inputs(name: str) -> bool:
    return (store.folder(name) / "inputs").is_dir()


def test_nothing_goes_unless_somebody_says_so() -> None:
    assert store.retention() == store.Retention(None, None, 24)
    audit("old")
    assert not store.prune(at=in_days(30_000))
    assert inputs("old")
    assert said() == []


def test_rows_go_when_their_time_is_over_and_no_sooner() -> None:
    store.set_retention(inputs_days=30)
    (store.folder(audit("one")) / "cases").mkdir()
    assert not store.prune(at=in_days(29.9))
    done = store.prune(at=in_days(30.1))
    assert [entry.id for entry in done.inputs] == ["one"]
    assert not inputs("one")
    assert not (store.folder("one") / "cases").exists()
    assert store.plan("one") == PLAN
    assert [entry.id for entry in store.entries()] == ["one"]
    assert said() == [
        f"note by {PRUNED_BY}: The audit 'Loans' (one, without a record): the copies of its rows and model are "
        "deleted, as the setting of 30 days asks."
    ]
    assert not store.prune(at=in_days(31))
    assert len(said()) == 1


def test_whole_audits_go_with_their_record_named(keep) -> None:
    store.set_retention(inputs_days=1, audits_days=400)
    record = records.full()
    keep(record)
    created = datetime.fromisoformat(store.entry("kept").created)
    assert not store.prune("Ada", at=created + timedelta(days=399)).audits
    done = store.prune("Ada", at=created + timedelta(days=401))
    assert [entry.id for entry in done.audits] == ["kept"]
    assert done.inputs == ()
    assert store.entries() == ()
    (line,) = said()
    assert line.startswith("note by Ada: The audit")
    assert record.hash[:12] in line


def test_what_is_to_be_kept_and_the_demo_stay() -> None:
    store.set_retention(inputs_days=1, audits_days=1)
    for name in ("kept", "demo", "other"):
        audit(name, demo=name == "demo")
    store.keep("kept")
    assert [entry.id for entry in store.prune(at=in_days(5)).audits] == ["other"]
    assert {entry.id: entry.kept for entry in store.entries()} == {"kept": True, "demo": False}
    store.keep("kept", kept=False)
    assert [entry.id for entry in store.prune(at=in_days(5)).audits] == ["kept"]


def test_a_run_since_then_counts() -> None:
    store.set_retention(inputs_days=10)
    progress = store.folder(audit("again")) / "progress.jsonl"
    progress.write_text("{}")
    later = time.time() + 9 * 24 * 3600
    os.utime(progress, (later, later))
    assert not store.prune(at=in_days(11))
    assert store.prune(at=in_days(20)).inputs


def test_to_look_removes_nothing() -> None:
    store.set_retention(inputs_days=1)
    audit("one")
    found = store.due(store.retention(), in_days(2))
    assert [entry.id for entry in found.inputs] == ["one"]
    assert inputs("one")
    assert said() == []


def test_what_cannot_be_noted_is_not_removed() -> None:
    store.set_retention(audits_days=1)
    audit("one")
    store.trail().write_text("no trail\n")
    with pytest.raises(FairwitnessError) as caught:
        store.prune(at=in_days(2))
    assert isinstance(caught.value, EvidenceError)
    assert inputs("one")


def test_uploads_go_by_the_hour(home: Path) -> None:
    for name, age in (("new", 1), ("old", 5)):
        (home / "uploads" / name).mkdir(parents=True)
        os.utime(home / "uploads" / name, (time.time() - age * 3600,) * 2)
    store.sweep_uploads()
    assert (home / "uploads" / "old").is_dir()
    store.set_retention(upload_hours=4)
    store.sweep_uploads()
    assert [path.name for path in (home / "uploads").iterdir()] == ["new"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"inputs_days": 0}, "inputs days must be a whole number of days from 1 to 36,500. Got 0"),
        ({"audits_days": 40_000}, "audits days must be"),
        ({"upload_hours": None}, "uploads hours must be a whole number of hours"),
        ({"inputs_days": True}, "Got True"),
        ({"inputs_days": 1.5}, "Got 1.5"),
    ],
)
def test_what_is_no_time_is_refused(values: dict[str, int], words: str) -> None:
    store.set_retention(inputs_days=7)
    with pytest.raises(StoreError, match=words):
        store.set_retention(**values)
    assert store.retention().inputs_days == 7


def test_a_setting_that_was_spoilt_removes_nothing() -> None:
    audit("one")
    store.set_settings({"audits_days": "soon"})
    with pytest.raises(StoreError, match="Got soon"):
        store.prune(at=in_days(30_000))
    assert inputs("one")
