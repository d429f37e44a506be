"""The threshold explorer of a stored audit: from its own data only, and with a sentence where there is none."""

from __future__ import annotations

import io
import json

import pytest
import records
from tests.audits.thresholds.people import people, plan_of

from fairwitness.app import opening, shelf, store, thresholds
from fairwitness.audits import engine
from fairwitness.audits.plan import Plan, make_plan
from fairwitness.audits.private import remove_folder
from fairwitness.audits.record import Record
from fairwitness.audits.run import run_plan
from fairwitness.errors import DataError, ReportError


def stored(plan: Plan, audit: str = "a", rows: int = 300, *, steps: int = 20) -> Record:
    data = io.BytesIO(people(rows, steps=steps).to_csv(index=False).encode())
    placed = plan.model_copy(update={"data": plan.data.model_copy(update={"path": "inputs/people.csv"})})
    store.create(placed, {"people.csv": data}, audit=audit)
    record, _ = run_plan(store.plan(audit), store.folder(audit))
    record.save(store.folder(audit))
    store.settle(audit)
    return record


def test_at_the_declared_threshold_it_is_the_record() -> None:
    record = stored(plan_of(0.45))
    assert thresholds.why_not("a", record) is None
    found = thresholds.ready("a", record.hash).result(60)
    assert found.declared == 0.45
    now = found.at(0.45)
    assert (*now.declared, *now.exploratory) == record.comparisons
    assert now.estimates == record.estimates
    assert found.audited.declared == now.declared


def test_a_plan_that_keeps_no_rows_has_none() -> None:
    record = stored(plan_of(0.45, privacy={"rows": False}))
    assert "keeps no rows" in str(thresholds.why_not("a", record))


def test_rows_that_an_engine_counted_are_counted_once_more_and_the_counts_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record = stored(plan_of(0.45, data={"engine": "duckdb"}))
    assert thresholds.why_not("a", record) is None
    found = thresholds.ready("a", record.hash).result(60)
    now = found.at(found.start)
    assert found.declared == 0.45
    assert (*now.declared, *now.exploratory) == record.comparisons
    assert now.estimates == record.estimates
    shelf.forget("a")
    monkeypatch.setattr(engine, "counted", None)  # they are not counted again
    again = thresholds.ready("a", record.hash).result(60)
    assert again is not found
    assert again.at(0.3).estimates == found.at(0.3).estimates


def test_counts_that_are_kept_are_those_of_the_record_or_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    record = stored(plan_of(0.45, data={"engine": "duckdb"}))
    thresholds.ready("a", record.hash).result(60)
    (path,) = (store.folder("a") / store.CASES).iterdir()
    shelf.forget("a")
    other = stored(plan_of(0.45, data={"engine": "duckdb"}), audit="b", rows=200)
    thresholds.ready("b", other.hash).result(60)
    (theirs,) = (store.folder("b") / store.CASES).iterdir()
    path.write_bytes(theirs.read_bytes())
    found = thresholds.ready("a", record.hash).result(60)
    assert found.audited.estimates == record.estimates


def test_counts_of_data_that_have_changed_are_refused() -> None:
    record = stored(plan_of(0.45, data={"engine": "duckdb"}))
    (store.folder("a") / "inputs" / "people.csv").write_text(people(300, seed=9).to_csv(index=False))
    with pytest.raises(DataError, match="not those of the record"):
        thresholds.ready("a", record.hash).result(60)


def test_where_the_disk_is_full_the_counts_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    record = stored(plan_of(0.45, data={"engine": "duckdb"}))

    def full(*_: object) -> None:
        raise ReportError("No space left on device.")

    monkeypatch.setattr("fairwitness.audits.condensed.kept.keep", full)
    assert thresholds.ready("a", record.hash).result(60).declared == 0.45
    assert not list((store.folder("a") / store.CASES).iterdir())


def test_scores_whose_rows_are_past_their_time_are_let_go_of() -> None:
    record = stored(plan_of(0.45))
    thresholds.ready("a", record.hash).result(60)
    remove_folder(store.folder("a") / store.INPUTS)
    shelf.forget("a")
    with pytest.raises(DataError):
        thresholds.ready("a", record.hash).result(60)


def test_data_that_have_changed_are_refused() -> None:
    record = stored(plan_of(0.45))
    path = store.folder("a") / "inputs" / "people.csv"
    path.write_text(people(300, seed=9).to_csv(index=False))
    with pytest.raises(DataError, match="not those of the record"):
        thresholds.ready("a", record.hash).result(60)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"task": "regression"}, "A number"),
        ({"task": "multiclass"}, "One of several labels"),
        ({"roles": {}}, "only with a score"),
        ({"roles": {"score": "s", "cluster": "c", "weight": "w"}}, "belong together"),
    ],
)
def test_what_the_record_tells_needs_no_loading(change: dict[str, object], said: str) -> None:
    record = records.scored()
    changed = record.model_copy(update={"plan": {**record.plan, **change}})
    assert said in str(thresholds.why_not("a", changed))


def test_a_record_without_its_rows_says_where_they_are() -> None:
    record = stored(plan_of(0.45))
    merged = record.subject.model_copy(update={"source_kind": "counts"})
    said = thresholds.why_not("a", record.model_copy(update={"subject": merged}))
    assert "merged from the counts of several sites" in str(said)
    marked = {"file": "record.json", "by": "", "at": "2026-11-01T00:00:00+00:00", "said": []}
    (store.folder("a") / opening.MARK).write_text(json.dumps(marked))
    assert "made elsewhere" in str(thresholds.why_not("a", record))


def test_a_model_is_asked_once_and_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np
    import skops.io
    from sklearn.linear_model import LogisticRegression

    from fairwitness.audits.subject import LoadedModel

    frame = people(300)
    known = frame[frame.y.notna()]
    model = LogisticRegression().fit(known[["score", "age"]], known.y.astype(int))
    plan = make_plan(
        {
            "data": {"path": "inputs/d.csv"},
            "model": {"path": "inputs/m.skops"},
            "roles": {
                "target": "y",
                "sensitive": ["sex"],
                "positive": 1,
                "features": ["score", "age"],
            },
            "checks": {"ignore": {"EXPL001": "quick", "EXPL002": "quick", "EXPL003": "quick"}},
        }
    )
    files = {
        "d.csv": io.BytesIO(frame.to_csv(index=False).encode()),
        "m.skops": io.BytesIO(skops.io.dumps(model)),
    }
    store.create(plan, files, audit="a")
    record, _ = run_plan(store.plan("a"), store.folder("a"))
    record.save(store.folder("a"))
    closed = []
    close = LoadedModel.close
    monkeypatch.setattr(LoadedModel, "close", lambda one: (closed.append(one), close(one))[1])
    found = thresholds.ready("a", record.hash).result(60)
    assert found.declared == 0.5
    assert len(closed) == 1
    wanted = int((model.predict_proba(frame[["score", "age"]])[:, 1] >= 0.3).sum())
    assert found.counts("sex", 0.3).n[:, :, 1].sum() == wanted
    assert found.at(0.5).declared == tuple(one for one in record.comparisons if one.declared)
    assert np.isfinite(found.levels).all()
