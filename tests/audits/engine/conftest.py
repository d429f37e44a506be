"""Rows in every kind of file, one Spark session, and the helpers of `tabled` however pytest is started."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import warnings
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.engine.backends import DuckDB

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def people() -> pd.DataFrame:
    """600 seeded rows with everything that a reader may stumble over."""
    draw = np.random.default_rng(20)
    rows = 600
    frame = pd.DataFrame(
        {
            "person": [f"p{number}" for number in range(rows)],
            "sex": draw.choice(["f", "m", None], rows, p=[0.5, 0.45, 0.05]),
            "region": draw.choice(["North", "South, by the sea", "Öst"], rows),
            "age": draw.integers(18, 78, rows),
            "grade": draw.choice([1.0, 2.0, 3.0, np.nan], rows),
            "outcome": draw.choice([0.0, 1.0, np.nan], rows, p=[0.5, 0.4, 0.1]),
            "decision": draw.integers(0, 2, rows),
            "score": draw.random(rows).round(3),
            "weight": draw.choice([0.0, 0.1, 1 / 3, 2.5, 800.25], rows),
            "amount": draw.normal(0, 1e4, rows),
        }
    )
    frame.loc[:4, "score"] = [0.0, 1.0, 0.5, 1e-21, 0.1 + 0.2]
    frame["forecast"] = frame.amount + draw.normal(0, 10, rows)
    frame.loc[7:9, "amount"] = np.nan
    return frame


@pytest.fixture(scope="session")
def stored(tmp_path_factory):
    """Writes a frame as one of the kinds of data, and returns its folder and path."""

    def made(frame: pd.DataFrame, kind: str) -> tuple[Path, str]:
        root = tmp_path_factory.mktemp("data")
        path = root / kind
        if kind == "file.parquet":
            frame.to_parquet(path, index=False, row_group_size=100)
        elif kind == "folder":
            (path / "deep").mkdir(parents=True)
            for place, name in enumerate(["b.parquet", "deep/a.pq", "c.parquet"]):
                frame.iloc[place::3].to_parquet(path / name, index=False)
            (path / "_SUCCESS.parquet").write_bytes(b"")
        elif kind == "hive":
            for region, part in frame.groupby("region"):
                (path / f"region={region}").mkdir(parents=True)
                part.drop(columns="region").to_parquet(path / f"region={region}" / "0.parquet", index=False)
        elif kind == "semicolon.csv":
            frame.to_csv(path, index=False, sep=";", na_rep="NA", decimal=",")
            path.write_bytes(path.read_text("utf-8").encode("cp1252"))
        else:
            frame.to_csv(path, index=False)
        return root, kind

    return made


@pytest.fixture(scope="module")
def spark():
    """One Spark session for all tests; skipped visibly where there is none, unless CI asks for it."""
    if find_spec("pyspark") is None or shutil.which("java") is None:
        if os.environ.get("FAIRWITNESS_CI") == "1":
            pytest.fail("pyspark or Java is not installed, and FAIRWITNESS_CI=1 asks for the Spark tests.")
        pytest.skip("pyspark or Java is not installed")
    from fairwitness.audits.engine.spark import start_session

    session = start_session("local[2]")
    yield session
    session.stop()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()  # what pyspark left open must not be found in the tests of others


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    """DuckDB for single expressions."""
    backend = DuckDB(tmp_path_factory.mktemp("scratch"))
    yield backend
    backend.close()
