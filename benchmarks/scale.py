"""Parquet of 1, 10 and 100 million rows: the whole audit as a command, against the bare group-by of DuckDB."""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

TITLE = "Scale: audits of Parquet where it lies"
SIZES = (1_000_000, 10_000_000, 100_000_000)
GROUPS = {"group": list("abcde"), "region": ["north", "south", "east", "west"], "sex": ["f", "m"]}
BINS = 256
THRESHOLD = 0.6
TARGETS = {"times": 2.5, "times with histogram": 4.0, "mib": 400.0}
_PART = 10_000_000
_ROW_GROUP = 1_000_000
_CHILD = Path(__file__).with_name("child.py")
_BARE = """
import duckdb, sys
duckdb.sql(f"select {sys.argv[2]}, count(*) from read_parquet('{sys.argv[1]}/*.parquet') group by all").fetchall()
"""


@dataclass(frozen=True)
class Took:
    """What one process took."""

    seconds: float
    mib: float


class ChildError(Exception):
    """A process could not do its work; the text is the last line that it wrote."""


def write_parts(folder: Path, sizes: Sequence[int] = SIZES) -> dict[int, Path]:
    """Seeded rows in Parquet, one folder for each size; a larger one links the files of the smaller ones."""
    folders, written, parts = {}, 0, list[Path]()
    for size in sorted(sizes):
        while written < size:
            rows = min(size - written, _PART)
            parts.append(folder / f"part-{len(parts):03d}.parquet")
            _write_part(parts[-1], rows, seed=len(parts))
            written += rows
        folders[size] = folder / str(size)
        folders[size].mkdir()
        for part in parts:
            os.link(part, folders[size] / part.name)
    return folders


def plan(data: Path, *, histogram: bool) -> str:
    """The plan of the audit as YAML: three attributes, and the score instead of the decision for a histogram."""
    roles: dict[str, object] = {"target": "y", "positive": 1, "sensitive": list(GROUPS)}
    if histogram:
        roles |= {"score": "score", "threshold": THRESHOLD, "score_is_probability": True}
    else:
        roles |= {"prediction": "p"}
    return yaml.safe_dump({"data": {"path": str(data)}, "roles": roles})


def bare(data: Path, *, histogram: bool) -> Took:
    """DuckDB alone, in its own process: the group-by over the columns that the audit reads."""
    decision = (
        f"cast(least(floor(score * {BINS}), {BINS - 1}) as int), score >= {THRESHOLD}" if histogram else "p"
    )
    columns = ", ".join([*(f'"{name}"' for name in GROUPS), "y", decision])
    return took([sys.executable, "-c", _BARE, str(data), columns])


def audit(data: Path, folder: Path, *, histogram: bool) -> Took:
    """The whole command, from the plan to the record on disk."""
    path = folder / "plan.yaml"
    path.write_text(plan(data, histogram=histogram), encoding="utf-8")
    command = [sys.executable, "-m", "fairwitness.app.cli", "audit", str(path), "--engine", "duckdb"]
    return took([*command, "--formats", "json", "--out", str(folder / "out")], home=folder, fine=(0, 1, 3))


def took(command: list[str], *, home: Path | None = None, fine: tuple[int, ...] = (0,)) -> Took:
    """Run a command beside this process and measure it.

    Raises
    ------
    ChildError
        Its exit code is none of those that are fine.
    """
    environment = os.environ | ({} if home is None else {"FAIRWITNESS_HOME": str(home)})
    done = subprocess.run(
        [sys.executable, "-S", "-E", str(_CHILD), *command],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    if found["exit"] not in fine:
        said = [line for line in (done.stderr + done.stdout).splitlines()[:-1] if line.strip()]
        raise ChildError(said[-1] if said else f"exit code {found['exit']}")
    return Took(found["seconds"], found["mib"])


def run(sizes: Sequence[int] = SIZES, runs: int = 3) -> list[str]:
    """Lines: seconds, ratios and peak memory by size, and what another row costs."""
    with tempfile.TemporaryDirectory(prefix="scale-") as name:
        folder = Path(name)
        try:
            return _measured(write_parts(folder, sizes), folder, runs)
        except ChildError as error:
            return [f"Not measured: {error}"]


def _measured(folders: dict[int, Path], folder: Path, runs: int) -> list[str]:
    lines = [
        f"Three attributes with 5, 4 and 2 groups, an outcome and a decision, or a score in {BINS} bins by group and "
        f"outcome. Each figure is the median of {runs} whole processes, Python's start among them: the audit "
        "(`fairwitness audit PLAN --engine duckdb --formats json`) and one SQL statement that counts the same columns.",
        "",
        "| rows | | group-by alone, s | audit, s | audit / group-by | group-by, MiB | audit, MiB |",
        "|---|---|---|---|---|---|---|",
    ]
    found: dict[tuple[int, bool], tuple[Took, Took]] = {}
    for size, data in folders.items():
        for histogram in (False, True):
            pairs = [
                (bare(data, histogram=histogram), audit(data, folder, histogram=histogram))
                for _ in range(runs)
            ]
            alone, whole = (_median([pair[side] for pair in pairs]) for side in (0, 1))
            found[size, histogram] = alone, whole
            lines.append(_row(size, alone, whole, histogram=histogram))
    return [*lines, "", *_summary(found)]


def _row(size: int, alone: Took, whole: Took, *, histogram: bool) -> str:
    what = "score histogram" if histogram else "decisions"
    cells = [
        f"{size:,}",
        what,
        f"{alone.seconds:.2f}",
        f"{whole.seconds:.2f}",
        f"{whole.seconds / alone.seconds:.1f}",
    ]
    return "| " + " | ".join([*cells, f"{alone.mib:.0f}", f"{whole.mib:.0f}"]) + " |"


def _summary(found: dict[tuple[int, bool], tuple[Took, Took]]) -> list[str]:
    sizes = sorted({size for size, _ in found})
    most = sizes[-1]
    counted, binned = found[most, False], found[most, True]
    lines = [
        f"At {most:,} rows: {counted[1].seconds / counted[0].seconds:.1f} times the group-by alone (target "
        f"{TARGETS['times']}), with the histogram {binned[1].seconds / counted[0].seconds:.1f} times that same "
        f"group-by (target {TARGETS['times with histogram']:.0f}), "
        f"at most {max(counted[1].mib, binned[1].mib):.0f} MiB (target under {TARGETS['mib']:.0f}).",
    ]
    for one, two in itertools.pairwise(sizes):
        costs = [
            1e9 * (found[two, histogram][1].seconds - found[one, histogram][1].seconds) / (two - one)
            for histogram in (False, True)
        ]
        lines.append(
            f"From {one:,} to {two:,} rows another row costs {costs[0]:.0f} ns, with the histogram {costs[1]:.0f} ns."
        )
    return [line for text in lines for line in (text, "")][:-1]


def _median(taken: Sequence[Took]) -> Took:
    return Took(statistics.median(one.seconds for one in taken), statistics.median(one.mib for one in taken))


def _write_part(path: Path, rows: int, seed: int) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    generator = np.random.default_rng(seed)
    text = {name: pa.dictionary(pa.int8(), pa.string()) for name in GROUPS}
    schema = pa.schema([*text.items(), ("y", pa.int8()), ("p", pa.int8()), ("score", pa.float32())])
    with pq.ParquetWriter(path, schema) as writer:
        for start in range(0, rows, _ROW_GROUP):
            size = min(_ROW_GROUP, rows - start)
            score = generator.random(size, dtype=np.float32)
            columns = [
                pa.DictionaryArray.from_arrays(
                    generator.integers(0, len(values), size, dtype=np.int8), values
                )
                for values in GROUPS.values()
            ]
            columns += [
                pa.array(generator.integers(0, 2, size, dtype=np.int8)),
                pa.array((score >= THRESHOLD).astype(np.int8)),
                pa.array(score),
            ]
            writer.write_table(pa.table(columns, schema=schema), row_group_size=_ROW_GROUP)
