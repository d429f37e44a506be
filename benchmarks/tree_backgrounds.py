"""Exact interventional Shapley values of trees against a whole background, beside other exact libraries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Self

import numpy as np
import numpy.typing as npt

from benchmarks.timing import timed
from benchmarks.tree_explanations import THREADS, read_as, synthetic
from benchmarks.tree_peers import PEERS, Peer, Stopped, at_most
from fairwitness.explainers.trees.background import interventional, warm_up

TITLE = "Trees: exact Shapley values against a background"
RATIO, SLACK = 1.1, 0.020
"""The bar: this many times the best of the others, and seconds beyond."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A kind of trees."""

    name: str
    fit: Callable[[Floats, Floats], object]


@dataclass(frozen=True)
class Effort:
    """Rows that are explained, rows of the background, rows of a fit, and seconds that a library may take."""

    rows: tuple[int, ...] = (10, 100, 1_000, 10_000)
    backgrounds: tuple[int, ...] = (100, 1_000)
    fitted: int = 5_000
    patience: float = 4.0
    runs: int = 2


def run(effort: Effort | None = None) -> list[str]:
    """Lines: the table of seconds."""
    effort = effort or Effort()
    warm_up(print)
    X, y = synthetic(max(effort.fitted, *effort.rows, *effort.backgrounds))
    told = ", ".join(f"{peer.name} {peer.version or 'not installed'}" for peer in PEERS)
    return [
        f"{told}. All rows at once, models fitted on {effort.fitted:,} rows, {THREADS} threads here and one there, "
        f"warm, the least of up to {effort.runs} runs taken in turns. All keep the whole background. A library is "
        f"stopped after {effort.patience:g} s, or twice our time, and not asked for more again unless we take as long. "
        f"We may take {RATIO:g} times the best of them and {SLACK * 1000:.0f} ms. Difference: the largest from any.",
        "",
        f"| model | rows x background | fairwitness, s | {' | '.join(f'{peer.name}, s' for peer in PEERS)} "
        "| ours / best | bar | difference |",
        "|---" * (6 + len(PEERS)) + "|",
        *(
            line
            for case in CASES
            for line in _lines(case, case.fit(X[: effort.fitted], y[: effort.fitted]), X, effort)
        ),
    ]


def _lines(case: Case, model: object, X: Floats, effort: Effort) -> Iterator[str]:
    stopped: list[tuple[Peer, int, float]] = []  # and for how many rows, and after how long
    for against in effort.backgrounds:
        took = 0.0
        for rows in effort.rows:
            head = f"| {case.name} | {rows:,} x {against:,} |"
            if took > effort.patience:  # ten times as many rows take up to ten times as long
                yield f"{head} not timed |" + " |" * (len(PEERS) + 3)
                continue
            task = Task(model, X[:rows], X[-against:])
            times = Times.of(task, effort)
            took = times.ours
            for peer in PEERS:
                known = [
                    limit
                    for who, few, limit in stopped
                    if who is peer and few <= rows and limit > RATIO * times.ours
                ]
                if known:
                    times.limits[peer.name] = max(known)
                elif peer.version is not None and not times.beside(peer):
                    stopped.append((peer, rows, times.limits[peer.name]))
            yield f"{head} {times.cells()} |"


@dataclass(frozen=True, eq=False)
class Task:
    """A model, the rows to explain and the background."""

    model: object
    rows: Floats
    background: Floats

    def ours(self) -> Callable[[], Floats]:
        """Our side, with all read and encoded."""
        read = read_as(self.model)
        ensemble, rows = read(self.rows)
        background, players = read(self.background)[1], np.arange(ensemble.columns)
        return lambda: interventional(ensemble, rows, background, players, threads=THREADS)[0][..., 0]


@dataclass(eq=False)
class Times:
    """Seconds of one task, here and elsewhere."""

    task: Task
    effort: Effort
    explain: Callable[[], Floats]
    values: Floats
    ours: float
    others: dict[str, float] = field(default_factory=dict)
    limits: dict[str, float] = field(default_factory=dict)
    difference: float = 0.0

    @classmethod
    def of(cls, task: Task, effort: Effort) -> Self:
        """Our own, once."""
        told: list[Floats] = []
        explain = task.ours()
        first = timed(lambda: told.append(explain()))
        return cls(task, effort, explain, told[0], first)

    def beside(self, peer: Peer) -> bool:
        """Time a library, and ourselves again, in turns; whether it was done in time."""
        told: list[Floats] = []
        limit = max(self.effort.patience, 2 * self.ours)
        explain = peer.prepare(self.task.model, self.task.background)
        try:
            with at_most(limit):
                seconds = timed(lambda: told.append(explain(self.task.rows)))
        except Stopped:
            self.limits[peer.name] = limit
            self.ours = min(self.ours, timed(self.explain))
            return False
        for _ in range(self.effort.runs - 1):
            self.ours = min(self.ours, timed(self.explain))
            if seconds < self.effort.patience / 10:
                seconds = min(seconds, timed(lambda: explain(self.task.rows)))
        self.others[peer.name] = seconds
        self.difference = max(self.difference, float(np.abs(self.values - told[0]).max()))
        return True

    def cells(self) -> str:
        """The cells of the table."""
        each = [
            f"{self.others[peer.name]:.3f}"
            if peer.name in self.others
            else f"> {self.limits[peer.name]:.0f}"
            if peer.name in self.limits
            else "-"
            for peer in PEERS
        ]
        best, done = min((*self.others.values(), *self.limits.values()), default=np.nan), self.others.values()
        sign = "" if best in done else "< "
        bar = "holds" if _is_held(self.ours, best) else "not known"
        if done and not _is_held(self.ours, min(done)):
            bar = "missed"
        found = f"{self.difference:.0e}" if self.others else "-"
        return f"{self.ours:.3f} | {' | '.join(each)} | {sign}{self.ours / best:.2f} | {bar} | {found}"


def _is_held(ours: float, other: float) -> bool:
    return ours <= RATIO * other + SLACK


def _forest(depth: int | None, X: Floats, y: Floats) -> object:
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(200, max_depth=depth, random_state=0, n_jobs=THREADS).fit(X, y)


def _histograms(X: Floats, y: Floats) -> object:
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(max_iter=200, early_stopping=False, random_state=0)
    return model.fit(X, y)


def _xgboost(X: Floats, y: Floats) -> object:
    from xgboost import XGBClassifier

    return XGBClassifier(n_estimators=200, max_depth=6, n_jobs=THREADS, random_state=0).fit(X, y)


def _lightgbm(X: Floats, y: Floats) -> object:
    from lightgbm import LGBMClassifier

    return LGBMClassifier(n_estimators=200, n_jobs=THREADS, random_state=0, verbose=-1).fit(X, y)


CASES = (
    Case("XGBoost 200 x depth 6", _xgboost),
    Case("LightGBM 200 x 31 leaves", _lightgbm),
    Case("HistGradientBoosting 200", _histograms),
    Case("forest 200 x depth 10", partial(_forest, 10)),
    Case("forest 200 of any depth", partial(_forest, None)),
)
