"""A whole audit of predictions from the command line, cold: 50,000 rows, three attributes, JSON, HTML and PDF."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.timing import timed

TITLE = "A cold audit of 50,000 predictions with JSON, HTML and PDF"
ROWS = 50_000
_ROLES = ["--target", "y", "--prediction", "p", "--positive", "1", "--sensitive", "race,sex,region"]


def write_data(path: Path, rows: int = ROWS) -> None:
    """Seeded decisions with three attributes."""
    draw = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "y": draw.integers(0, 2, rows),
            "p": draw.integers(0, 2, rows),
            "race": draw.choice(["A", "B", "C", "D"], rows, p=[0.6, 0.2, 0.15, 0.05]),
            "sex": draw.choice(["f", "m"], rows),
            "region": draw.choice(["north", "south", "east", "west"], rows),
        }
    )
    frame.to_csv(path, index=False)


def command(data: Path, out: Path) -> list[str]:
    """The command that is timed."""
    return [
        sys.executable,
        "-m",
        "fairwitness.app.cli",
        "audit",
        "--data",
        str(data),
        *_ROLES,
        "--formats",
        "json,html,pdf",
        "--out",
        str(out),
    ]


def run(runs: int = 5) -> list[str]:
    """Lines: seconds of the whole process, and of `--help`."""
    with tempfile.TemporaryDirectory() as folder:
        data, out = Path(folder) / "decisions.csv", Path(folder) / "out"
        write_data(data)
        environment = {**os.environ, "FAIRWITNESS_HOME": folder}

        def audit() -> None:
            done = subprocess.run(command(data, out), env=environment, capture_output=True, check=False)
            assert done.returncode in (0, 1, 3), done.stderr

        def help_() -> None:
            subprocess.run(
                [sys.executable, "-m", "fairwitness.app.cli", "--help"], capture_output=True, check=True
            )

        whole = sorted(timed(audit) for _ in range(runs))
        shown = sorted(timed(help_) for _ in range(runs))
    return [
        "| what | median, s | fastest, s | target, s |",
        "|---|---|---|---|",
        f"| whole process | {statistics.median(whole):.2f} | {whole[0]:.2f} | 5 |",
        f"| `fairwitness --help` | {statistics.median(shown):.2f} | {shown[0]:.2f} | 0.3 |",
    ]
