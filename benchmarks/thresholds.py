"""Another threshold over a million rows: seconds of every rate, gap and verdict, beside MetricFrame computed anew."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.timing import timed
from fairwitness.audits.plan import Plan, make_plan
from fairwitness.audits.record.schema import Comparison, Estimate
from fairwitness.audits.subject import Dataset, Subject, make_subject
from fairwitness.audits.thresholds import Explorer
from fairwitness.audits.thresholds.curves import curves

TITLE = "Thresholds: every rate, gap and verdict at another threshold, of one million rows"
ROWS = 1_000_000
RATES = (
    "selection_rate",
    "true_positive_rate",
    "false_positive_rate",
    "false_negative_rate",
    "accuracy",
    "precision",
)
GATES = (
    {"metric": "selection_rate", "limit": 0.1},
    {"metric": "selection_rate", "kind": "ratio", "limit": 0.8},
    {"metric": "true_positive_rate", "limit": 0.1},
    {"metric": "false_positive_rate", "limit": 0.1},
    {"metric": "equalized_odds", "limit": 0.1},
)
THRESHOLDS = (0.1, 0.25, 0.37, 0.44, 0.5, 0.56, 0.63, 0.7, 0.8, 0.95)
TARGET = 0.2


@dataclass(frozen=True)
class Moved:
    """What a reader sees after the slider was moved."""

    verdicts: tuple[Comparison, ...]
    rates: tuple[Estimate, ...]


def make(rows: int = ROWS) -> pd.DataFrame:
    """Seeded scores and outcomes with two attributes, of 2 and 5 groups; scores differ in their sixth decimal."""
    draw = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "sex": draw.choice(["f", "m"], rows),
            "race": draw.choice(list("abcde"), rows, p=[0.5, 0.25, 0.15, 0.08, 0.02]),
            "score": draw.beta(2, 2, rows).round(6),
            "w": draw.random(rows) + 0.5,
        }
    )
    frame["y"] = (draw.random(rows) < frame["score"]).astype(np.int64)
    frame["score"] = np.clip(frame["score"] + 0.03 * (frame["sex"] == "m"), 0, 1)
    return frame


def plan(*, weighted: bool = False) -> Plan:
    """Two attributes, their intersection, and five limits for each of the three: fifteen verdicts."""
    roles: dict[str, object] = {
        "target": "y",
        "score": "score",
        "score_is_probability": True,
        "threshold": 0.5,
        "positive": 1,
        "sensitive": ["sex", "race"],
        "intersections": [["sex", "race"]],
    }
    return make_plan({"roles": roles | ({"weight": "w"} if weighted else {}), "gates": list(GATES)})


def subject(frame: pd.DataFrame, *, weighted: bool = False) -> Subject:
    """What an audit of these rows looks at."""
    return make_subject(plan(weighted=weighted), Dataset(frame, "made up", "python", first_line=1))


def move(explorer: Explorer, threshold: float) -> Moved:
    """Every declared verdict with its words, and every rate by group with its interval; nothing is kept from before."""
    explorer.forget()
    now = explorer.at(threshold)
    rates = (one for rate in RATES for name in explorer.steps for one in now.rates(rate, name))
    return Moved(now.declared, tuple(rates))


def by_fairlearn(frame: pd.DataFrame, threshold: float) -> dict[tuple[str, str, str], float]:
    """The same rates by MetricFrame, without intervals and verdicts, by metric, attribute and group."""
    from fairlearn import metrics
    from sklearn.metrics import accuracy_score, precision_score

    functions = {
        **{name: getattr(metrics, name) for name in RATES[:4]},
        "accuracy": accuracy_score,
        "precision": precision_score,
    }
    decided = (frame["score"] >= threshold).astype(np.int64)
    found = {}
    for columns in (["sex"], ["race"], ["sex", "race"]):
        by_group = metrics.MetricFrame(
            metrics=functions, y_true=frame["y"], y_pred=decided, sensitive_features=frame[columns]
        ).by_group
        for group, row in by_group.iterrows():
            name = " & ".join(group) if isinstance(group, tuple) else str(group)
            found |= {(metric, " & ".join(columns), name): float(row[metric]) for metric in RATES}
    return found


def difference(moved: Moved, theirs: dict[tuple[str, str, str], float]) -> float:
    """The largest of any rate of any group."""
    return max(
        abs(one.value - theirs[one.metric, str(one.attribute), str(one.group)])
        for one in moved.rates
        if one.value is not None
    )


def run(rows: int = ROWS, runs: int = 3) -> list[str]:
    """Lines: seconds to sort once, of each move, and of MetricFrame."""
    frame = make(rows)
    return [
        f"{rows:,} rows, two attributes of 2 and 5 groups and their intersection of 10, five limits for each: "
        f"fifteen verdicts in words, and {len(RATES)} rates of every group with intervals. `sort` is done "
        "once, after the rows are read; `move` is all of it at another threshold, with nothing kept from the one "
        f"before: the median and the slowest of {len(THRESHOLDS)} thresholds, {runs} runs each. fairlearn is "
        "MetricFrame computed anew at a threshold, for each of the three, without intervals and verdicts, one run in "
        "the same minutes. "
        "`curve` is a gap with its interval at 82 thresholds, once for each question.",
        "",
        "| rows | weights | sort, s | move, s | slowest move, s | curve, s | fairlearn, s | fairlearn / move | "
        "largest difference |",
        "|---" * 9 + "|",
        *_rows(frame, runs),
        "",
        f"Target: every move under {TARGET:g} s.",
    ]


def _rows(frame: pd.DataFrame, runs: int) -> Iterator[str]:
    theirs: list[dict[tuple[str, str, str], float]] = []
    slow = timed(lambda: theirs.append(by_fairlearn(frame, THRESHOLDS[0])))
    for weighted in (False, True):
        about, made = subject(frame, weighted=weighted), []
        sort = timed(lambda about=about, made=made: made.append(Explorer.of(about)))
        explorer = made[0]
        moves = [
            timed(lambda at=at, explorer=explorer: move(explorer, at))
            for at in THRESHOLDS
            for _ in range(runs)
        ]
        curve = timed(lambda explorer=explorer: curves(explorer, explorer.asked.declared[0]))
        median = statistics.median(moves)
        cells = [f"{len(frame):,}", "yes" if weighted else "no", f"{sort:.1f}", f"{median:.3f}"]
        cells += [f"{max(moves):.3f}", f"{curve:.2f}"]
        same = "" if weighted else f"{difference(move(explorer, THRESHOLDS[0]), theirs[0]):.0e}"
        cells += ["", ""] if weighted else [f"{slow:.1f}", f"{slow / median:,.0f}"]
        yield "| " + " | ".join([*cells, same]) + " |"
