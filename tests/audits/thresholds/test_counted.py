"""What an engine counted is, at every threshold that it counted, what the rows themselves are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.audits.thresholds.people import GATES, people, plan_of, subject_of

from fairwitness.audits.condensed import counted_subject
from fairwitness.audits.condensed.kept import keep, kept
from fairwitness.audits.context import context_of
from fairwitness.audits.engine import counted
from fairwitness.audits.plan import Plan
from fairwitness.audits.thresholds import Explorer
from fairwitness.audits.thresholds.counted import CountedScores
from fairwitness.audits.thresholds.curves import curves
from fairwitness.audits.thresholds.scored import ScoredRows
from fairwitness.errors import DataError

KINDS: dict[str, dict[str, object]] = {
    "plain": {},
    "weighted": {"roles": {"weight": "w"}},
    "probabilities": {"roles": {"score_is_probability": True, "favourable": 1}},
    "strata": {
        "roles": {"strata": ["office"]},
        "gates": [*GATES, {"metric": "conditional_selection_rate", "limit": 0.1}],
    },
    "where": {"where": ["age >= 25"], "gates": [{"metric": "precision", "attributes": ["sex & age"]}]},
    "decisions in a column": {"roles": {"prediction": "p", "threshold": None}},
}


def folk(seed: int = 0, rows: int = 300) -> pd.DataFrame:
    """Scores that all differ, some of them on the steps that are counted, with decisions by one of 0.4567."""
    draw = np.random.default_rng(seed)
    frame = people(rows, seed)
    frame["score"] = np.where(draw.random(rows) < 0.3, draw.integers(0, 201, rows) / 200, draw.random(rows))
    frame.loc[:1, "score"] = [0.0, 1.0]
    return frame.assign(p=(frame.score >= 0.4567).astype(int))


def stored(frame: pd.DataFrame, plan: Plan, folder: Path) -> Plan:
    """The plan of rows that lie in a file."""
    frame.to_parquet(folder / "people.parquet", index=False)
    return plan.model_copy(update={"data": plan.data.model_copy(update={"path": "people.parquet"})})


def explored(frame: pd.DataFrame, plan: Plan, folder: Path, engine: str = "duckdb") -> Explorer:
    """The explorer of rows that are counted where they lie."""
    placed = stored(frame, plan, folder)
    return Explorer.of(counted_subject(placed, counted(placed, folder, engine, ladder=True)))


def same(found: Explorer, plan: Plan, folder: Path, threshold: float) -> None:
    """All figures, and those of an audit that counts with that threshold."""
    roles = plan.roles.model_copy(update={"threshold": threshold, "prediction": None})
    placed = found.plan.model_copy(update={"roles": roles})
    there = context_of(counted_subject(placed, counted(placed, folder, "duckdb")))
    now = found.at(threshold)
    assert (*now.declared, *now.exploratory) == there.comparisons
    assert now.estimates == there.estimates
    assert len(now.estimates) > 20


@pytest.mark.parametrize("kind", KINDS)
def test_at_every_threshold_that_was_counted_it_is_the_explorer_of_the_rows(
    kind: str, tmp_path: Path
) -> None:
    frame, plan = folk(), plan_of(0.4567, **KINDS[kind])
    found, rows = explored(frame, plan, tmp_path), Explorer.of(subject_of(frame, plan))
    assert len(found.grid.only) >= 201
    assert found.declared is not None
    assert found.declared in found.grid.only
    for name in found.steps:
        for threshold in found.grid.only[::9]:
            assert found.counts(name, threshold) == rows.counts(name, threshold)
    for threshold in (0.29, found.declared):
        same(found, plan, tmp_path, threshold)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000), st.booleans(), st.floats(0, 1), st.sampled_from([1.0, 700.0, 1e-6]))
def test_the_counts_at_every_threshold_are_those_of_the_rows(
    tmp_path: Path, seed: int, weighted: bool, declared: float, times: float
) -> None:
    frame = folk(seed, 120).assign(score=lambda rows: rows.score * times)
    plan = plan_of(declared * times, {"weight": "w"} if weighted else {})
    placed = stored(frame, plan, tmp_path)
    found = CountedScores.of(counted_subject(placed, counted(placed, tmp_path, "duckdb", ladder=True)))
    rows = ScoredRows.of(subject_of(frame, plan))
    assert found.declared == rows.declared
    assert len(found.grid.only) > 100
    steps, theirs = found.steps(found.attributes[0]), rows.steps(rows.attributes[0])
    for threshold in found.grid.only:
        at, there = np.searchsorted(found.levels, threshold), np.searchsorted(rows.levels, threshold)
        assert steps.at(int(at)) == theirs.at(int(there))


def test_a_hundred_million_rows_are_as_many_cells_as_a_few(tmp_path: Path) -> None:
    frame, plan, times = folk(), plan_of(0.4567), 400_000
    placed = stored(frame, plan, tmp_path)
    few = counted(placed, tmp_path, "duckdb", ladder=True)
    many = replace(
        few,
        frequency=few.frequency * times,
        sums={name: one * times for name, one in few.sums.items()},
        counts={name: one * times for name, one in few.counts.items()},
        rows=few.rows * times,
    )
    keep(many, tmp_path / "many.parquet")
    read = kept(tmp_path / "many.parquet")
    assert read is not None
    assert read.rows == 120_000_000
    assert (tmp_path / "many.parquet").stat().st_size < 200_000
    found, small = (Explorer.of(counted_subject(placed, cells)) for cells in (read, few))
    ours, theirs = found.at(0.3), small.at(0.3)
    assert [one.rows for one in ours.estimates] == [one.rows * times for one in theirs.estimates]
    rates = [one for one in ours.estimates if found.moves(one.metric)]
    wanted = [one.value for one in theirs.estimates if small.moves(one.metric)]
    assert [one.value for one in rates] == pytest.approx(wanted)


def test_at_the_declared_threshold_it_has_the_figures_of_the_record(tmp_path: Path) -> None:
    frame, plan = folk(), plan_of(0.4567)
    found = explored(frame, plan, tmp_path)
    assert found.declared == 0.4567
    assert found.at(0.4567).declared == found.audited.declared
    assert found.at(0.4567).estimates == found.audited.estimates
    assert found.at(0.4567).exploratory == found.audited.exploratory


def test_a_threshold_that_was_not_counted_has_no_figure(tmp_path: Path) -> None:
    found = explored(folk(), plan_of(0.4567), tmp_path)
    assert found.grid.nearest(0.4412) == 0.44
    for ask in (found.at, lambda at: found.counts("sex", at), lambda at: found.bench("sex", at)):
        with pytest.raises(DataError, match=r"one at which the scores were counted\. Got 0\.4412 .* 0\.440"):
            ask(0.4412)


def test_scores_of_few_values_are_known_at_every_threshold(tmp_path: Path) -> None:
    frame, plan = people(), plan_of(0.5)
    found, rows = explored(frame, plan, tmp_path), Explorer.of(subject_of(frame, plan))
    assert not found.grid.only
    assert found.levels.tolist() == rows.levels.tolist()
    same(found, plan, tmp_path, 0.4321)


def test_a_curve_asks_only_what_was_counted(tmp_path: Path) -> None:
    frame, plan = folk(), plan_of(0.4567)
    found, rows = explored(frame, plan, tmp_path), Explorer.of(subject_of(frame, plan))
    drawn = curves(found, found.asked.declared[0])
    assert 60 < len(drawn.gap) <= 82
    there = {one.threshold: one.value for one in drawn.gap}
    assert 0.4567 in there
    for threshold, value in list(there.items())[::10]:
        bench = rows.bench(rows.asked.declared[0].attribute, threshold)
        assert value == bench.contrast(rows.asked.declared[0]).value


def test_decisions_that_no_threshold_gives_are_kept_as_they_are(tmp_path: Path) -> None:
    draw = np.random.default_rng(1)
    frame = folk().assign(p=draw.integers(0, 2, 300))
    plan = plan_of(0.5, {"prediction": "p", "threshold": None})
    found, rows = explored(frame, plan, tmp_path), Explorer.of(subject_of(frame, plan))
    assert found.declared is None
    assert found.start in found.grid.only
    assert found.audited.declared == rows.audited.declared
    same(found, plan, tmp_path, 0.3)


def test_two_attributes_that_the_plan_does_not_cross_are_crossed_from_cells(tmp_path: Path) -> None:
    both = {"sensitive": ["sex", "race"], "intersections": []}
    frame, plan = folk(), plan_of(0.4567, both)
    found, rows = explored(frame, plan, tmp_path), Explorer.of(subject_of(frame, plan))
    wanted = rows.crossed(("sex", "race"), 0.3, "true_positive_rate")
    assert found.crossed(("sex", "race"), 0.3, "true_positive_rate") == wanted


def test_cells_of_an_audit_alone_have_no_other_threshold(tmp_path: Path) -> None:
    folk().to_parquet(tmp_path / "people.parquet", index=False)
    plan = plan_of(0.5, data={"path": "people.parquet"})
    with pytest.raises(DataError, match="at other thresholds"):
        Explorer.of(counted_subject(plan, counted(plan, tmp_path, "duckdb")))
