"""A model in a process of its own beside the same model called directly: 100,000 rows of 20 numbers."""

from __future__ import annotations

import pickle
import statistics
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.timing import timed

TITLE = "Isolated host: a model in a process of its own"
ROWS, COLUMNS = 100_000, 20
TARGET = 50


def run(rows: int = ROWS, runs: int = 15) -> list[str]:
    """Lines: milliseconds of the same question to both, taken in turns."""
    from sklearn.linear_model import LogisticRegression

    from fairwitness.audits.host import HostOptions, start_host

    generator = np.random.default_rng(0)
    X = pd.DataFrame(generator.random((rows, COLUMNS)), columns=[f"x{place}" for place in range(COLUMNS)])
    model = LogisticRegression().fit(X, X["x0"] > 0.5)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.pkl"
        path.write_bytes(pickle.dumps(model))
        started: list[float] = []
        hosts = []
        started.append(timed(lambda: hosts.append(start_host("pickled", [path], {}, HostOptions("model")))))
        (hosted,) = hosts
        assert np.array_equal(hosted.predict_proba(X), model.predict_proba(X))
        pairs = [
            (1e3 * timed(lambda: model.predict_proba(X)), 1e3 * timed(lambda: hosted.predict_proba(X)))
            for _ in range(runs)
        ]
        hosted.close()
    direct, apart = (statistics.median(side) for side in zip(*pairs, strict=True))
    over = [there - here for here, there in pairs]
    return [
        f"A logistic regression from a pickle, asked for the probabilities of {rows:,} rows with {COLUMNS} numbers, "
        f"{runs} times in turns directly and in its own process at the level `{hosted.isolation}`. The answers are "
        "the same to the last bit.",
        "",
        "| direct, ms | own process, ms | more, ms (median) | more, ms (least) | target, ms | start, s |",
        "|---" * 6 + "|",
        f"| {direct:.0f} | {apart:.0f} | {statistics.median(over):.0f} | {min(over):.0f} | {TARGET} "
        f"| {started[0]:.1f} |",
    ]
