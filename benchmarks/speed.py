"""Eight figures by group from one million rows with text columns, and a bootstrap: seconds beside the incumbents."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.elsewhere import aequitas
from benchmarks.timing import timed
from fairwitness.audits.counts import Counts, Moments, Tables
from fairwitness.audits.metrics import METRICS, Source
from fairwitness.audits.stats.resampling import resample, standard_error
from fairwitness.audits.stats.verdict import Contrast, contrast, judge_family

TITLE = "Speed: eight figures of one million rows, and a bootstrap"
ROWS = 1_000_000
SHARES = (
    "selection_rate",
    "true_positive_rate",
    "false_positive_rate",
    "false_negative_rate",
    "accuracy",
    "precision",
)
GROUPS = {"group": list("abcde"), "region": ["north", "south", "east", "west"], "sex": ["f", "m"]}
RESAMPLES = 10_000
Figures = Mapping[str, npt.NDArray[np.float64]]


@dataclass(frozen=True)
class Measured:
    """Eight figures of each group, with intervals and a verdict where there is a comparison."""

    figures: Figures
    intervals: Mapping[str, list[tuple[float, float] | None]]
    verdicts: list[Contrast]


def make(rows: int = ROWS) -> pd.DataFrame:
    """Seeded decisions, outcomes and scores with three text columns: 5, 4 and 2 groups."""
    generator = np.random.default_rng(0)
    frame = pd.DataFrame({name: generator.choice(values, rows) for name, values in GROUPS.items()})
    frame["score"] = generator.random(rows)
    frame["p"] = (frame["score"] >= 0.6).astype(np.int64)
    frame["y"] = generator.integers(0, 2, rows)
    return frame


def by_counts(frame: pd.DataFrame, columns: list[str]) -> Measured:
    """From text columns to verdicts by the tables that every audit here is computed from."""
    name = " & ".join(columns)
    codes, groups = _coded(frame, columns)
    score = frame["score"].to_numpy()
    tables = Tables(
        {name: Counts.of(name, groups, codes, frame["y"].to_numpy(), frame["p"].to_numpy())},
        {name: {"score": Moments.of(name, "score", groups, codes, score)}},
    )
    shown = {metric: METRICS[metric].measure(Source(tables, name)) for metric in (*SHARES, "mean_score")}
    judged = [contrast(found, kind="difference", tolerance=0.1) for found in shown.values()]
    return Measured(
        {
            "count": tables.counts[name].rows.astype(np.float64),
            **{metric: np.array(found.value, dtype=np.float64) for metric, found in shown.items()},
        },
        {
            metric: [found.interval(place, 0.95) for place in range(len(groups))]
            for metric, found in shown.items()
        },
        judge_family(judged),
    )


def by_audit(frame: pd.DataFrame, columns: list[str]) -> object:
    """The public call: reads, hashes and checks the columns too, and makes a record."""
    import fairwitness

    plan = {"roles": {"intersections": [columns]}} if len(columns) > 1 else None
    return fairwitness.audit(frame["y"], frame["p"], sensitive_features=frame[columns], positive=1, plan=plan)


def by_fairlearn(frame: pd.DataFrame, columns: list[str]) -> Figures:
    """The same figures by MetricFrame, without intervals; the mean score by a frame of its own."""
    from fairlearn import metrics
    from sklearn.metrics import accuracy_score, precision_score

    shares = {
        **{name: getattr(metrics, name) for name in SHARES[:4]},
        "accuracy": accuracy_score,
        "precision": precision_score,
        "count": metrics.count,
    }
    of = {"y_true": frame["y"], "sensitive_features": frame[columns]}
    found = metrics.MetricFrame(metrics=shares, y_pred=frame["p"], **of).by_group
    score = metrics.MetricFrame(metrics=metrics.mean_prediction, y_pred=frame["score"], **of).by_group
    return {
        **{name: found[name].to_numpy(dtype=np.float64) for name in shares},
        "mean_score": score.to_numpy(dtype=np.float64),
    }


def difference(ours: Figures, theirs: Figures) -> float:
    """The largest of any figure of any group, relative to the figure where that is above 1."""
    gaps = [np.abs(ours[name] - theirs[name]) / np.maximum(np.abs(theirs[name]), 1) for name in theirs]
    return float(max(gap.max() for gap in gaps))


def run(rows: int = ROWS, runs: int = 5) -> list[str]:
    """Lines: the table of seconds, and the bootstrap."""
    frame = make(rows)
    one, three = ["group"], list(GROUPS)
    lines = [
        "Selection rate, TPR, FPR, FNR, accuracy, precision, count and mean score of each group. Fairwitness with "
        f"intervals, contrasts and verdicts, medians of {runs} runs: `counts` goes from the text column to verdicts "
        "by the library's own parts; `audit()` is the public call, which also reads, checks and hashes every column, "
        "judges every rate as a plan without gates does, and waits until power was read for long enough to be "
        "trusted. fairlearn without intervals, one run; Aequitas without significance tests, the median of three in "
        "an interpreter of its own; crossing the columns, which it leaves to its user, is counted.",
        "",
        "| rows | groups | counts, s | audit(), s | fairlearn, s | Aequitas, s | fairlearn / counts | "
        "fairlearn / audit() | Aequitas / counts | largest difference from fairlearn |",
        "|---" * 10 + "|",
        _row(frame, one, runs),
        _row(frame, three, runs),
    ]
    return [
        *lines,
        "",
        "Targets: 200 times fairlearn, faster than Aequitas.",
        "",
        *_bootstrap(runs),
    ]


def _row(frame: pd.DataFrame, columns: list[str], runs: int) -> str:
    counts, audit = (
        statistics.median(timed(partial(work, frame, columns)) for _ in range(runs))
        for work in (by_counts, by_audit)
    )
    found = by_counts(frame, columns)
    cells = [f"{len(frame):,}", str(len(found.figures["count"])), f"{counts:.3f}", f"{audit:.2f}"]
    text = {column: frame[column].to_numpy(dtype=np.str_) for column in columns}
    theirs = aequitas("speed", score=frame["p"], label=frame["y"], **text)
    other = f"not run: {theirs}" if isinstance(theirs, str) else statistics.median(theirs[0])
    result: list[Figures] = []
    slow = timed(lambda: result.append(by_fairlearn(frame, columns)))
    gap = difference(found.figures, result[0])
    cells += [f"{slow:.1f}", other if isinstance(other, str) else f"{other:.3f}"]
    cells += [f"{slow / seconds:,.0f}" for seconds in (counts, audit)]
    cells += ["" if isinstance(other, str) else f"{other / counts:.1f}", f"{gap:.0e}"]
    return "| " + " | ".join(cells) + " |"


def _bootstrap(runs: int) -> list[str]:
    cells = np.random.default_rng(0).integers(1_000, 300_000, (100, 4))
    drawn = statistics.median(
        timed(lambda: list(map(len, resample(cells, RESAMPLES, 0)))) for _ in range(runs)
    )
    error = statistics.median(timed(lambda: standard_error(_share, cells, RESAMPLES)) for _ in range(runs))
    return [
        f"{RESAMPLES:,} resamples of a table of 100 groups and {cells.sum():,} rows: {drawn:.2f} s, with the standard "
        f"error of a rate in each group {error:.2f} s (target 1.5 s).",
    ]


def _share(tables: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = (tables[..., 1] + tables[..., 3]) / tables.sum(axis=-1)
    return found


def _coded(frame: pd.DataFrame, columns: list[str]) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """The place of each row's group, and the names, in the order of MetricFrame."""
    codes, names = np.zeros(len(frame), dtype=np.int64), [""]
    for column in columns:
        own, values = pd.factorize(frame[column], sort=True)
        codes = codes * len(values) + own
        names = [f"{name} & {value}".removeprefix(" & ") for name in names for value in values]
    return codes, tuple(names)
