"""Run by the interpreter that has Aequitas:  python aequitas_side.py rule|speed ARRAYS.npz

`rule` prints, for each row of `score` and `label`, whether any group fails any of the parities that Aequitas checks
by default (tau 0.8, against the largest group), and whether any fails impact parity, the ratio of selection rates.
`speed` prints the seconds of each of a few audits of one frame; it crosses the other columns if there are several,
which Aequitas leaves to its user.
"""

from __future__ import annotations

import json
import sys
import time
import warnings

import numpy as np
import pandas as pd
from aequitas import Audit
from aequitas.fairness import Fairness

RUNS = 3


def audited(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The table of groups by parity."""
    audit = Audit(frame, sensitive_attribute_column=columns)
    audit.audit()
    fairness = Fairness()
    table = fairness.get_group_value_fairness(audit.disparity_df)
    return table[list(fairness.fair_measures_supported)]


def rule(arrays: dict[str, np.ndarray]) -> list[list[float]]:
    """Two flags for each run."""
    answers = []
    for score, label in zip(arrays["score"], arrays["label"], strict=True):
        frame = pd.DataFrame({"score": score, "label": label, "group": arrays["group"]})
        unfair = audited(frame, ["group"]).apply(lambda column: column.map(lambda value: value == 0))
        answers.append([float(unfair.to_numpy().any()), float(unfair["Impact Parity"].any())])
    return answers


def speed(arrays: dict[str, np.ndarray]) -> list[list[float]]:
    """Seconds of each run: the first is the one without any warm-up."""
    columns = [name for name in arrays if name not in ("score", "label")]
    frame = pd.DataFrame(arrays)
    frame[columns] = frame[columns].astype(object)
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        crossed = frame[columns[0]]
        for column in columns[1:]:
            crossed = crossed + " & " + frame[column]
        audited(frame[["score", "label"]].assign(crossed=crossed), ["crossed"])
        seconds.append(time.perf_counter() - start)
    return [seconds]


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    with np.load(sys.argv[2], allow_pickle=False) as given:
        found = {"rule": rule, "speed": speed}[sys.argv[1]](dict(given))
    print(json.dumps(found))
