"""Spark counts what DuckDB counts, bit for bit; a master that does not answer is refused in time."""

import importlib.util
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tabled import from_cells, in_memory, plan_of

from fairwitness.audits.engine import condense
from fairwitness.audits.engine.spark import check_installed, check_master, in_time
from fairwitness.errors import DataError

SCORED = {
    "prediction": None,
    "score": "score",
    "threshold": 0.5,
    "score_is_probability": True,
    "weight": "weight",
}
WHERE = ["age >= 30", "region != North", "grade in 1, 2"]

# What pyspark leaves open when an answer has been read is closed by the collector, which says so.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


def marked(function):
    return pytest.mark.spark(pytest.mark.timeout(280)(function))


@marked
@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("hive", {**SCORED, "where": WHERE, "sensitive": ["sex", "age", "region"]}),
        (
            "semicolon.csv",
            {**SCORED, "id": "person", "sensitive": ["sex", {"name": "age", "bins": [25, 60]}]},
        ),
    ],
)
def test_cells_and_sums_are_those_of_duckdb_and_of_the_rows(spark, people, stored, kind, roles):
    folder, path = stored(people, kind)
    plan = plan_of(path, **roles)
    here, there = (condense(plan, folder, engine, histogram=True) for engine in ("duckdb", "local[2]"))
    assert from_cells(there, plan) == in_memory(people, plan, there.bin_range)
    pd.testing.assert_frame_equal(here.frame, there.frame)
    for name in ("frequency", "decided", "bins"):
        assert (getattr(here, name) == getattr(there, name)).all()
    assert here.sums.keys() == there.sums.keys()
    assert all((here.sums[name] == there.sums[name]).all() for name in here.sums)
    assert here.columns == there.columns
    assert (here.rows_read, here.rows, here.sensitive) == (there.rows_read, there.rows, there.sensitive)
    assert there.engine == "spark (local[2])"


@marked
@pytest.mark.parametrize("ends", ["probabilities", "points"])
def test_scores_reach_the_thresholds_that_they_reach_to_duckdb(spark, people, stored, ends):
    frame = people if ends == "probabilities" else people.assign(score=people.score * 700 - 300)
    folder, path = stored(frame, "file.parquet")
    roles = {**SCORED, "threshold": 0.4567, "score_is_probability": ends == "probabilities"}
    plan = plan_of(path, **roles)
    here, there = (condense(plan, folder, engine, ladder=True) for engine in ("duckdb", "local[2]"))
    assert here.content_sha256() == there.content_sha256()
    assert here.reached.ladder == there.reached.ladder
    assert here.reached.lowest.tolist() == there.reached.lowest.tolist()
    assert here.reached.highest.tolist() == there.reached.highest.tolist()
    at_one = condense(plan, folder, "local[2]")
    assert len(there.frequency) > 5 * len(at_one.frequency)
    assert there.sums["score"].sum() == at_one.sums["score"].sum()


@marked
def test_nan_does_not_pass_for_a_number(spark, people, stored):
    folder, path = stored(people, "file.parquet")
    scores = people.score.to_numpy().copy()
    scores[3] = np.nan
    table = pa.table(people.drop(columns="score")).append_column("score", pa.array(scores, from_pandas=False))
    pq.write_table(table, folder / path)
    with pytest.raises(
        DataError, match=r"score column 'score' must have a value in every row\. 1 of 600 rows"
    ):
        condense(plan_of(path, **SCORED), folder, "local[2]")


@marked
@pytest.mark.parametrize(
    "content", ["sex,outcome,decision\nf,1,0\nm,0\n", "sex,outcome,decision\nf,1,0\nm,0,1,1\n"]
)
def test_a_line_that_is_no_row(spark, tmp_path, content):
    (tmp_path / "rows.csv").write_text(content)
    with pytest.raises(DataError, match="must have the columns of its header"):
        condense(plan_of("rows.csv"), tmp_path, "local[2]")


@marked
def test_a_name_is_no_pattern(spark, tmp_path):
    pd.DataFrame({"sex": ["f"], "outcome": [1], "decision": [1]}).to_parquet(
        tmp_path / "rows [1] {a,b} 50%.parquet"
    )
    assert condense(plan_of("rows [1] {a,b} 50%.parquet"), tmp_path, "local[2]").rows == 1


@marked
def test_the_session_that_was_there_is_left_open(spark, tmp_path):
    pd.DataFrame({"sex": ["f"], "outcome": [1], "decision": [1]}).to_parquet(tmp_path / "rows.parquet")
    assert condense(plan_of("rows.parquet"), tmp_path, "spark").rows == 1
    assert spark.sql("SELECT 1").collect()[0][0] == 1


def test_without_the_extra_the_line_that_installs_it_is_said(monkeypatch):
    monkeypatch.setattr("fairwitness.audits.engine.spark.find_spec", lambda name: None)
    with pytest.raises(DataError, match=r"must be installed\. It is not: pip install 'fairwitness\[spark\]'"):
        check_installed()


def test_without_java_it_is_said_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setattr("fairwitness.audits.engine.spark.find_spec", importlib.util.find_spec)
    monkeypatch.setattr("fairwitness.audits.engine.spark.find_spec", lambda name: object())
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(DataError, match=r"needs Java 17\..*openjdk-17-jre-headless.*JAVA_HOME"):
        check_installed()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").touch()
    check_installed()


@pytest.fixture
def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_master_that_refuses_the_connection(closed_port):
    begun = time.monotonic()
    with pytest.raises(
        DataError, match=rf"master must answer\. 'spark://127\.0\.0\.1:{closed_port}' does not"
    ):
        check_master(f"spark://127.0.0.1:{closed_port}")
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("master", ["spark://nowhere", "spark://:", "spark://host.invalid:7077"])
def test_a_master_that_is_no_address(master):
    with pytest.raises(DataError, match="master must answer"):
        check_master(master, seconds=1)


def test_one_of_several_masters_is_enough_and_others_are_not_looked_for(closed_port):
    with socket.create_server(("127.0.0.1", 0)) as server:
        check_master(f"spark://127.0.0.1:{closed_port},127.0.0.1:{server.getsockname()[1]}")
    check_master("local[2]")
    check_master("yarn")


def test_work_that_hangs_is_given_up_and_work_that_fails_is_said(monkeypatch):
    ended = []
    monkeypatch.setattr("fairwitness.audits.engine.spark._end_process", lambda: ended.append(True))
    begun = time.monotonic()
    with pytest.raises(DataError, match="master must answer"):
        in_time(lambda: time.sleep(20), 0.1, "spark://host:7077")
    assert time.monotonic() - begun < 15
    with pytest.raises(DataError, match="master must answer") as raised:
        in_time(lambda: Path("/nowhere").stat(), 5, "spark://host:7077")
    assert isinstance(raised.value.__cause__, FileNotFoundError)
    assert ended == [True, True]
    assert in_time(lambda: 3, 5, "x") == 3


SILENT = """
import socket, sys
from pathlib import Path
from fairwitness.audits.engine import condense, spark
from fairwitness.audits.plan import make_plan
from fairwitness.errors import DataError
spark.STARTS_WITHIN = 8.0
plan = make_plan({"data": {"path": "rows.csv"}, "roles": {"prediction": "d", "sensitive": ["g"]}})
with socket.create_server(("127.0.0.1", 0)) as server:
    master = f"spark://127.0.0.1:{server.getsockname()[1]}"
    try:
        condense(plan, Path(), master)
    except DataError as error:
        sys.exit(str(error))
"""


@marked
def test_a_master_that_accepts_and_is_silent_is_given_up_and_leaves_no_process(spark):
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", SILENT], capture_output=True, text=True, timeout=120, check=False
    )
    assert "The Spark master must answer. 'spark://127.0.0.1:" in done.stderr.splitlines()[-1]
    assert time.monotonic() - begun < 90
