"""A CSV of 1 GB: the peak memory of `fairwitness audit`, with three attributes and a column of predictions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

TITLE = "Memory: an audit of a CSV of 1 GB"
BYTES = 1_000_000_000
TARGET_MIB = 1024.0
_ROWS = 250_000
_CHILD = Path(__file__).with_name("child.py")
_ROLES = ["--target", "y", "--prediction", "p", "--positive", "1", "--sensitive", "race,sex,region"]


def write_data(path: Path, size: int = BYTES) -> int:
    """Seeded decisions in eleven columns until the file has as many bytes; returns the rows."""
    draw, rows = np.random.default_rng(0), 0
    with path.open("w", encoding="utf-8", newline="") as sink:
        while sink.tell() < size:
            _part(draw, rows).to_csv(sink, index=False, header=not rows)
            rows += _ROWS
    return rows


def audited(path: Path, out: Path, engine: str | None = None) -> dict[str, float]:
    """Seconds, peak MiB and exit code of the command."""
    command = [sys.executable, "-m", "fairwitness.app.cli", "audit", "--data", str(path), *_ROLES]
    command += ["--formats", "json", "--out", str(out), *(["--engine", engine] if engine else [])]
    done = subprocess.run(
        [sys.executable, str(_CHILD), *command],
        env={**os.environ, "FAIRWITNESS_HOME": str(out)},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    assert found["exit"] in (0, 1, 3), done.stderr
    return found


def run(size: int = BYTES) -> list[str]:
    """Lines: what an audit took, as it is counted by itself, and of a file that is just loaded."""
    from fairwitness.audits.engine.choice import IN_MEMORY_UP_TO

    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder) / "decisions.csv", Path(folder) / "out"
        lines = ["| file | rows | how | seconds | peak, MiB | target, MiB |", "|---|---|---|---|---|---|"]
        for bytes_, how in ((size, "counted by DuckDB"), (min(size, IN_MEMORY_UP_TO) - (32 << 20), "loaded")):
            rows = write_data(file, bytes_)
            took = audited(file, out, "memory" if how == "loaded" else None)
            lines.append(
                f"| {file.stat().st_size / 1e9:.2f} GB | {rows:,} | {how} | {took['seconds']:.0f} | "
                f"{took['mib']:.0f} | {TARGET_MIB:.0f} |"
            )
    return lines


def _part(draw: np.random.Generator, start: int) -> pd.DataFrame:
    rows = _ROWS
    return pd.DataFrame(
        {
            "id": np.arange(start, start + rows),
            "y": draw.integers(0, 2, rows),
            "p": draw.integers(0, 2, rows),
            "race": draw.choice(["A", "B", "C", "D"], rows, p=[0.6, 0.2, 0.15, 0.05]),
            "sex": draw.choice(["f", "m"], rows),
            "region": draw.choice(["north", "south", "east", "west"], rows),
            "age": draw.integers(18, 90, rows),
            "income": draw.lognormal(10, 1, rows).round(2),
            "amount": draw.lognormal(9, 1, rows).round(2),
            "rate": draw.random(rows).round(6),
            "branch": draw.choice([f"branch {number}" for number in range(200)], rows),
        }
    )
