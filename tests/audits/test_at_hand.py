"""Rows, and cells that an engine counted, are asked the same and answer the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from fairwitness.audits.at_hand import facts_of, subject_of, tables_of
from fairwitness.audits.engine import condense
from fairwitness.audits.plan import make_plan
from fairwitness.audits.subject import read_dataset


def test_both_have_the_same_tables_and_facts(tmp_path: Path) -> None:
    draw = np.random.default_rng(5)
    pd.DataFrame(
        {
            "g": draw.choice(["a", "b", None], 300),
            "y": draw.integers(0, 2, 300),
            "d": draw.integers(0, 2, 300),
        }
    ).to_parquet(tmp_path / "rows.parquet")
    roles = {"target": "y", "prediction": "d", "sensitive": ["g"], "positive": 1}
    plan = make_plan({"data": {"path": "rows.parquet"}, "roles": roles})
    rows = subject_of(plan, read_dataset(plan.data, tmp_path), None)
    cells = subject_of(plan, condense(plan, tmp_path, "duckdb", histogram=False, powers=2), None)
    assert tables_of(cells) == tables_of(rows)
    one, two = facts_of(rows), facts_of(cells)
    assert (one.rows, one.attributes, one.positive) == (two.rows, two.attributes, two.positive)
