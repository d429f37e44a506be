"""Cells that were kept are the cells that were counted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from tests.audits.thresholds.people import people, plan_of

from fairwitness.audits.condensed import counted_subject, tabulate_cells
from fairwitness.audits.condensed.kept import keep, kept
from fairwitness.audits.counts import Tables
from fairwitness.audits.engine import counted
from fairwitness.audits.plan import Plan
from fairwitness.audits.subject.datasets.condensed import Condensed

KINDS: dict[str, dict[str, object]] = {
    "scores": {"roles": {"score_is_probability": True, "id": "name"}},
    "weights": {"roles": {"weight": "w", "strata": ["office"]}},
    "decisions": {"roles": {"prediction": "p"}, "where": ["age >= 25"]},
    "times": {"roles": {"sensitive": ["day", "true", "sex"], "intersections": []}},
}


def of(kind: str, folder: Path, *, ladder: bool = True) -> tuple[Plan, Condensed]:
    frame = people().assign(p=lambda rows: (rows.score > 0.3).astype(int), true=lambda rows: rows.age > 40)
    frame["name"] = [f"n{row}" for row in range(len(frame))]
    frame["day"] = np.where(frame.age > 40, pd.Timestamp("2026-01-02"), pd.Timestamp("2025-01-02"))
    frame.to_parquet(folder / "people.parquet", index=False)
    plan = plan_of(0.5, gates=[], data={"path": "people.parquet"}, **KINDS[kind])
    return plan, counted(plan, folder, "duckdb", ladder=ladder)


def tables(plan: Plan, cells: Condensed) -> Tables:
    return tabulate_cells(counted_subject(plan, cells))


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_kept_is_what_was_counted(kind: str, tmp_path: Path) -> None:
    plan, cells = of(kind, tmp_path)
    keep(cells, tmp_path / "cells.parquet")
    found = kept(tmp_path / "cells.parquet")
    assert found is not None
    assert found.content_sha256() == cells.content_sha256()
    assert tables(plan, found).sha256() == tables(plan, cells).sha256()
    for name in ("bin_range", "rows_read", "rows", "sensitive", "columns", "notes", "strata", "source"):
        assert getattr(found, name) == getattr(cells, name)
    assert found.reached is not None
    assert cells.reached is not None
    assert found.reached.ladder == cells.reached.ladder
    assert found.reached.lowest.tolist() == cells.reached.lowest.tolist()
    assert found.reached.highest.tolist() == cells.reached.highest.tolist()


def test_cells_at_one_threshold_are_kept_as_such(tmp_path: Path) -> None:
    _, cells = of("scores", tmp_path, ladder=False)
    keep(cells, tmp_path / "cells.parquet")
    found = kept(tmp_path / "cells.parquet")
    assert found is not None
    assert found.reached is None
    assert found.content_sha256() == cells.content_sha256()


@pytest.mark.parametrize("damage", ["none", "cut", "other", "wide"])
def test_a_file_that_is_none_of_these_is_no_file(damage: str, tmp_path: Path) -> None:
    _, cells = of("scores", tmp_path)
    path = tmp_path / "cells.parquet"
    keep(cells, path)
    if damage == "none":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:-9])
    elif damage == "wide":  # as many thresholds as would fill the memory
        table = pq.read_table(path)
        said = table.schema.metadata
        facts = said[b"fairwitness"].replace(b'"steps":200', b'"steps":999999999')
        assert facts != said[b"fairwitness"]
        pq.write_table(table.replace_schema_metadata({**said, b"fairwitness": facts}), path)
    else:
        people().to_parquet(path)
    assert kept(path) is None


def test_the_tables_are_the_same_whether_or_not_scores_are_told_apart(tmp_path: Path) -> None:
    for kind in KINDS:
        plan, coarse = of(kind, tmp_path, ladder=False)
        _, fine = of(kind, tmp_path)
        assert len(fine.frequency) >= len(coarse.frequency)
        assert tables(plan, fine).sha256() == tables(plan, coarse).sha256()
