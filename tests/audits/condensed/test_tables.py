"""What an engine counted is what the rows hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.condensed import counted_subject, tabulate_cells
from fairwitness.audits.counts import Moments, Tables
from fairwitness.audits.engine import condense
from fairwitness.audits.plan import Plan, make_plan
from fairwitness.audits.subject import make_subject, read_dataset
from fairwitness.audits.tabulate import tabulate

BINARY = {"target": "y", "prediction": "p", "sensitive": ["race", "sex"], "positive": "yes"}
SCORED = {"target": "y", "score": "s", "threshold": 0.5, "sensitive": ["race"], "positive": "yes"}
NUMBER = {"target": "income", "prediction": "forecast", "sensitive": ["race", "sex"]}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    draw = np.random.default_rng(3)
    rows = 3000
    frame = pd.DataFrame(
        {
            "race": draw.choice(["a", "b", "c", None], rows, p=[0.5, 0.3, 0.15, 0.05]),
            "sex": draw.choice(["f", "m"], rows),
            "age": draw.integers(18, 80, rows),
            "dept": draw.choice(["x", "y"], rows),
            "w": draw.uniform(0.1, 9, rows),
            "y": draw.choice(["yes", "no", None], rows, p=[0.4, 0.5, 0.1]),
            "p": draw.choice(["yes", "no"], rows),
            "s": draw.random(rows),
            "class": draw.choice(["cat", "dog", "fox"], rows),
            "said": draw.choice(["cat", "dog", "fox"], rows),
            "income": draw.normal(40_000, 9_000, rows),
            "forecast": draw.normal(41_000, 8_000, rows),
        }
    )
    frame.loc[draw.random(rows) < 0.1, "income"] = np.nan
    path = tmp_path_factory.mktemp("rows") / "rows.parquet"
    frame.to_parquet(path)
    return path


def both(file: Path, roles: dict[str, object], **plan: object) -> tuple[Tables, Tables]:
    """The tables of the rows, and of what DuckDB counted."""
    full: Plan = make_plan({"data": {"path": file.name}, "roles": roles, **plan})
    rows = make_subject(full, read_dataset(full.data, file.parent))
    cells = condense(full, file.parent, histogram="score" in roles and not roles.get("weight"))
    return tabulate(rows), tabulate_cells(counted_subject(full, cells))


def close(one: Moments, two: Moments) -> bool:
    return (
        (one.groups, one.n.tolist(), one.units.tolist()) == (two.groups, two.n.tolist(), two.units.tolist())
        and np.allclose(one.mean, two.mean, rtol=1e-12, equal_nan=True)
        and np.allclose(one.standard_error, two.standard_error, rtol=1e-9, equal_nan=True)
    )


@pytest.mark.parametrize(
    "roles",
    [
        BINARY,
        {**BINARY, "intersections": [["race", "sex"]]},
        {**BINARY, "weight": "w"},
        {**BINARY, "strata": ["dept"]},
        {**BINARY, "strata": ["age", "dept"]},
        {
            **BINARY,
            "sensitive": [{"name": "age", "bins": [30, 50]}, {"name": "by quartile", "column": "age"}],
        },
        {**BINARY, "favourable": "no"},
    ],
)
def test_counts_are_equal(file: Path, roles: dict[str, object]) -> None:
    rows, cells = both(file, roles)
    assert cells.counts == rows.counts
    assert cells.strata == rows.strata


def test_counts_of_several_labels_are_equal(file: Path) -> None:
    roles = {"target": "class", "prediction": "said", "sensitive": ["race"]}
    rows, cells = both(file, roles, task="multiclass")
    assert cells.counts == rows.counts
    assert cells.counts["race"].labels == ("cat", "dog", "fox")


@pytest.mark.parametrize("weight", [None, "w"])
@pytest.mark.parametrize("probability", [True, False])
def test_scores_are_summed_alike(file: Path, weight: str | None, probability: bool) -> None:
    rows, cells = both(file, {**SCORED, "weight": weight, "score_is_probability": probability})
    assert cells.counts == rows.counts
    assert cells.histograms == rows.histograms
    assert bool(cells.histograms) == (weight is None)
    assert set(cells.moments["race"]) == set(rows.moments["race"])
    assert ("error" in cells.moments["race"]) == probability
    for quantity, moments in rows.moments["race"].items():
        assert close(cells.moments["race"][quantity], moments), quantity
    if weight is None:
        assert cells.moments["race"]["score"] == rows.moments["race"]["score"]


@pytest.mark.parametrize("weight", [None, "w"])
def test_numbers_are_summed_alike(file: Path, weight: str | None) -> None:
    rows, cells = both(file, {**NUMBER, "weight": weight}, task="regression")
    assert cells.counts == rows.counts == {}
    for attribute in ("race", "sex"):
        assert set(cells.moments[attribute]) == set(rows.moments[attribute])
        for quantity, moments in rows.moments[attribute].items():
            assert close(cells.moments[attribute][quantity], moments), quantity
            assert cells.moments[attribute][quantity] == moments, quantity
