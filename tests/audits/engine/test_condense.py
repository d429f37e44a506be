"""Counting where the rows lie gives what counting them in memory gives, to the last bit."""

import numpy as np
import pandas as pd
import pytest
from tabled import KINDS, from_cells, in_memory, plan_of, units

from fairwitness.audits.engine import condense
from fairwitness.audits.engine.backends import DuckDB
from fairwitness.errors import DataError, PlanError

SCORED = {"prediction": None, "score": "score", "threshold": 0.5, "score_is_probability": True}
PLANS = {
    "decisions": {"sensitive": ["sex", "region", "grade"]},
    "scores": SCORED,
    "weights": {**SCORED, "weight": "weight"},
    "ages at edges and at quartiles": {
        "sensitive": [
            {"name": "age", "bins": [25, 40.5]},
            {"name": "old", "column": "age", "bins": [65]},
            "sex",
        ]
    },
    "quartiles": {"sensitive": ["age", {"name": "grades", "column": "grade", "bins": "quartiles"}]},
    "named": {
        "sensitive": [{"name": "grade", "groups": {"1": "one", "2": "rest", "3": "rest"}}],
        "id": "person",
    },
    "where": {**SCORED, "where": ["age >= 30", "region != North", "grade in 1, 2.0", "sex is known"]},
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("roles", PLANS.values(), ids=PLANS)
def test_cells_and_sums_are_those_of_the_rows(people, stored, kind, roles):
    folder, path = stored(people, kind)
    plan = plan_of(path, **roles)
    found = condense(plan, folder, histogram=True)
    assert from_cells(found, plan) == in_memory(people, plan, found.bin_range)
    assert found.rows_read == len(people)
    assert found.rows == found.frequency.sum() == sum(cell["n"] for cell in in_memory(people, plan).values())


def test_the_order_of_the_rows_changes_nothing(people, stored):
    plan = plan_of("file.parquet", **PLANS["weights"])
    first, *others = [
        condense(plan, stored(rows, "file.parquet")[0], histogram=True)
        for rows in (people, people[::-1], people.sample(frac=1, random_state=1))
    ]
    for other in others:
        pd.testing.assert_frame_equal(first.frame, other.frame)
        assert (first.frequency == other.frequency).all()
        assert (first.bins == other.bins).all()
        assert all((first.sums[name] == other.sums[name]).all() for name in first.sums)
        assert first.content_sha256() == other.content_sha256()


@pytest.mark.parametrize("roles", [PLANS["decisions"], PLANS["weights"]])
def test_files_of_every_kind_have_one_content(people, stored, roles):
    hashes = {
        condense(plan_of(kind, **roles), stored(people, kind)[0], histogram=True).content_sha256()
        for kind in KINDS
    }
    assert len(hashes) == 1


def test_several_labels_are_counted_as_they_are(people, stored):
    folder, path = stored(people, "file.parquet")
    plan = plan_of(path, target="grade", prediction="decision", sensitive=["sex"])
    found = condense(plan.model_copy(update={"task": "multiclass"}), folder)
    seen = people.groupby(["grade", "decision", "sex"], dropna=False).size()
    assert (sorted(found.frequency), found.decided) == (sorted(seen), None)


def test_what_is_said_of_the_columns(people, stored):
    folder, path = stored(people, "rows.csv")
    plan = plan_of(path, **PLANS["weights"], id="person", where=["age > 20"])
    kept = people[people.age > 20]
    found = condense(plan, folder)
    assert [(column.name, column.kind, column.missing, column.distinct) for column in found.columns] == [
        ("outcome", "number", kept.outcome.isna().sum(), 2),
        ("score", "number", 0, None),
        ("weight", "number", 0, None),
        ("person", "text", 0, None),
        ("sex", "text", kept.sex.isna().sum(), 2),
    ]
    assert (found.source, found.kind, found.engine) == ("rows.csv", "csv", "duckdb")
    assert (found.rows_read, found.rows) == (600, len(kept))
    assert len(found.sha256) == 64


def test_edges_found_are_written_into_the_attributes_and_said(people, stored):
    folder, path = stored(people, "file.parquet")
    found = condense(plan_of(path, sensitive=["age"]), folder)
    assert found.sensitive[0].bins == tuple(np.quantile(people.age, [0.25, 0.5, 0.75]))
    assert "'age' is a number with many values and was cut at its quartiles." in found.notes


@pytest.mark.parametrize("weight", [None, "weight"])
@pytest.mark.parametrize("kind", ["file.parquet", "rows.csv"])
def test_a_regression_is_summed_by_attribute(people, stored, kind, weight):
    folder, path = stored(people, kind)
    plan = plan_of(path, target="amount", prediction="forecast", weight=weight, sensitive=["sex"])
    found = condense(plan.model_copy(update={"task": "regression"}), folder)
    assert list(found.frame) == ["sex"]
    for row, sex in enumerate(found.frame.sex):
        group = people[people.sex.isna() if pd.isna(sex) else people.sex == sex]
        assert found.frequency[row] == found.counts["score"][row] == len(group)
        known = group[group.amount.notna()]
        for name in ("outcome", "error", "absolute_error", "squared_error"):
            assert found.counts[name][row] == len(known)
        for name, rows in _quantities(group, known).items():
            v, w = rows, group.weight[rows.index]
            wanted = {name: v, f"{name}_squared": v * v}
            if weight:
                wanted |= {f"w*{name}": w * v, f"w2*{name}": w * (w * v), f"w2*{name}2": (w * v) * (w * v)}
            for key, values in wanted.items():
                assert found.sums[key][row] == sum(map(units, values)), key


def _quantities(group, known):
    error = known.forecast - known.amount
    return {
        "score": group.forecast,
        "outcome": known.amount,
        "error": error,
        "absolute_error": error.abs(),
        "squared_error": error * error,
    }


def test_nothing_is_measured_twice_where_the_footers_tell(people, stored, monkeypatch):
    folder, path = stored(people, "file.parquet")
    asked, fetch = [], DuckDB.fetch
    monkeypatch.setattr(DuckDB, "fetch", lambda self, query: asked.append(query) or fetch(self, query))
    people.assign(weight=people.weight + 1).to_parquet(folder / path)
    condense(plan_of(path, **PLANS["weights"]), folder)
    assert len(asked) == 1


def test_nan_that_no_footer_tells_of_is_named(people, stored):
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder, path = stored(people, "file.parquet")
    scores = people.score.to_numpy().copy()
    scores[[3, 5]] = np.nan
    table = pa.Table.from_pandas(people).set_column(7, "score", pa.array(scores, from_pandas=False))
    pq.write_table(table, folder / path)
    with pytest.raises(
        DataError, match=r"score column 'score' must have a value in every row\. 2 of 600 rows"
    ):
        condense(plan_of(path, **SCORED), folder)


def test_a_missing_decision_is_counted_and_refused(people, stored):
    folder, path = stored(people, "rows.csv")
    with pytest.raises(
        DataError, match=rf"prediction column 'grade' .* {people.grade.isna().sum()} of 600 rows of"
    ):
        condense(plan_of(path, prediction="grade"), folder)


@pytest.mark.parametrize("roles", [{}, SCORED])
def test_no_row_is_left(people, stored, roles):
    folder, path = stored(people, "file.parquet")
    with pytest.raises(DataError, match=r"None of the 600 rows of file\.parquet meets: age > 99"):
        condense(plan_of(path, **roles, where=["age > 99"]), folder)


def test_a_feature_that_was_not_looked_at_is_said(people, stored):
    folder, path = stored(people, "file.parquet")
    assert any("features" in note for note in condense(plan_of(path, features=["age"]), folder).notes)


def test_the_histogram_needs_scores_that_differ(people, stored):
    folder, path = stored(people.assign(score=3.0), "file.parquet")
    plan = plan_of(path, prediction=None, score="score", threshold=3)
    assert (condense(plan, folder).decided == 1).all()
    with pytest.raises(DataError, match="must hold different scores to be cut into bins"):
        condense(plan, folder, histogram=True)


def test_the_histogram_reaches_from_the_smallest_score_to_the_largest(people, stored):
    folder, path = stored(people.assign(score=people.score * 600 + 250), "file.parquet")
    plan = plan_of(path, prediction=None, score="score", threshold=500, where=["score > 300", "age > 30"])
    found = condense(plan, folder, histogram=True)
    scores = people.score * 600 + 250
    kept = scores[(scores > 300) & (people.age > 30)]
    assert kept.min() > scores.min()
    assert found.bin_range == (kept.min(), kept.max())
    shifted = people.assign(score=people.score * 600 + 250)
    assert from_cells(found, plan) == in_memory(shifted, plan, found.bin_range)


def test_a_plan_that_needs_the_rows_is_refused_before_they_are_opened(tmp_path):
    with pytest.raises(PlanError, match="threshold"):
        condense(plan_of("nowhere.csv", prediction=None, score="score"), tmp_path)


def test_strata_are_cut_as_attributes_are(people, stored):
    folder, path = stored(people, "file.parquet")
    found = condense(plan_of(path, strata=["age", "region"]), folder)
    assert [(one.name, one.bins) for one in found.strata] == [
        ("age", tuple(np.quantile(people.age, [0.25, 0.5, 0.75]))),
        ("region", None),
    ]
    assert [one.name for one in found.sensitive] == ["sex"]
    sizes = pd.Series(found.frequency).groupby(np.digitize(found.frame.age, found.strata[0].bins)).sum()
    assert sizes.tolist() == np.bincount(np.digitize(people.age, found.strata[0].bins)).tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_a_threshold_of_another_scale_than_the_scores_is_refused(people, stored, kind):
    folder, path = stored(people, kind)
    with pytest.raises(
        DataError, match=r"between 0 and 1, as the score in 'score' does .* Did you mean 0\.5\?"
    ):
        condense(plan_of(path, prediction=None, score="score", threshold=50), folder)
