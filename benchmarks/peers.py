"""A fair model under the rules that are in use, side by side: how often each calls it unfair."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from benchmarks.elsewhere import aequitas
from benchmarks.simulation import BoolArray, Draw, disparity, draw, within

CASES: tuple[tuple[int, ...], ...] = ((500, 500), (900, 100), (800, 400, 200, 100, 50, 30, 20, 15))
RATE = 0.3
"""Of the positive label and of the favourable decision, in every group."""
FOUND = 0.7
"""True positive rate in every group; the false positive rate follows from it."""
LIMIT = 0.1
RESAMPLES = 100


@dataclass(frozen=True)
class Runs:
    """How many simulated models each rule judges: the slow ones fewer."""

    ours: int = 4_000
    fairlearn: int = 40
    aequitas: int = 200


def lines(runs: Runs) -> list[str]:
    """One row for each rule, and what the verdicts are instead."""
    names = [" + ".join(map(str, sizes)) if len(sizes) == 2 else "eight: 800 to 15" for sizes in CASES]
    cases = [_case(sizes, runs) for sizes in CASES]
    result = [
        f"Models with the same rates in every group: base rate {RATE}, selection rate {RATE}, true positive rate "
        f"{FOUND}. Percent called unfair. The verdict's limits are those of its level, 5; the other rules claim "
        "none, and fairlearn's guide says that its interval is not for testing equality. One of Aequitas' ten "
        "parities compares each group's share of all favourable decisions, which unequal groups always fail; "
        "impact parity compares selection rates.",
        "",
        "| rule | runs | " + " | ".join(names) + " |",
        "|---" * (len(CASES) + 2) + "|",
    ]
    for rule in cases[0]:
        shares = [case[rule] for case in cases]
        known = [share for share in shares if not isinstance(share, str)]
        if len(known) < len(shares):
            reason = next(share for share in shares if isinstance(share, str))
            result.append(f"| {rule} | 0 | not run: {reason} |" + " |" * (len(CASES) - 1))
            continue
        number = len(known[0])
        result.append(
            f"| {rule} | {number:,} | " + " | ".join(f"{100 * share.mean():.1f}" for share in known) + " |"
        )
    return result


def _case(sizes: tuple[int, ...], runs: Runs) -> dict[str, BoolArray | str]:
    generator = np.random.default_rng([7, *sizes])
    drawn = draw(sizes, np.full(len(sizes), RATE), "selection_rate", runs.ours, generator)
    every = replace(drawn, min_group=0)
    slow = _bootstrapped(sizes, runs.fairlearn, generator)
    score, label = rows(sizes, runs.aequitas, generator)
    group = np.repeat([f"g{place}" for place in range(len(sizes))], sizes)
    flags = aequitas("rule", score=score, label=label, group=group)
    any_parity, impact = (
        (flags, flags) if isinstance(flags, str) else np.array(flags, dtype=bool).reshape(-1, 2).T
    )
    return {
        "four-fifths rule on the point estimates": four_fifths(drawn),
        f"difference of the point estimates above {LIMIT}": _point(drawn),
        f"fairlearn, 95 % interval of the difference ({RESAMPLES} resamples) above 0": slow > 0,
        f"fairlearn, the same interval above {LIMIT / 2}": slow > LIMIT / 2,
        "Aequitas, tau 0.8, any of its ten default parities": any_parity,
        "Aequitas, tau 0.8, impact parity alone": impact,
        "**Fairwitness `disparity`**, the gate of a plan without gates (difference 0.10)": disparity(
            drawn, "difference", LIMIT
        ),
        "**Fairwitness `disparity`**, ratio 0.8": disparity(drawn, "ratio", 0.8),
        "**Fairwitness `disparity`**, no tolerance": disparity(drawn, "difference", 0.0),
        "**Fairwitness `disparity`**, no tolerance, groups below 30 judged too": disparity(
            every, "difference", 0.0
        ),
        "for comparison: Fairwitness says `within` 0.10 (else `inconclusive`)": within(
            drawn, "difference", LIMIT
        ),
    }


def four_fifths(drawn: Draw) -> BoolArray:
    """Whether the lowest rate is under four fifths of the highest, every group judged: (R,)."""
    a, n = drawn.successes, drawn.trials
    # In whole numbers: in floats 3/5 against 6/8 would fall below 0.8.
    under = 5 * a[:, :, None] * n[:, None, :] < 4 * a[:, None, :] * n[:, :, None]
    found: BoolArray = np.any(under, axis=(1, 2))
    return found


def rows(sizes: tuple[int, ...], runs: int, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Decisions and outcomes of a fair model, row by row: (runs, rows) each."""
    label = generator.binomial(1, RATE, (runs, sum(sizes)))
    wrongly = RATE * (1 - FOUND) / (1 - RATE)
    return generator.binomial(1, np.where(label == 1, FOUND, wrongly)), label


def _point(drawn: Draw) -> BoolArray:
    rate = drawn.successes / drawn.trials
    found: BoolArray = rate.max(axis=1) - rate.min(axis=1) > LIMIT
    return found


def _bootstrapped(sizes: tuple[int, ...], runs: int, generator: np.random.Generator) -> np.ndarray:
    """Lower limits of fairlearn's bootstrap interval of the difference in selection rates: (runs,)."""
    from fairlearn.metrics import MetricFrame, selection_rate

    score, label = rows(sizes, runs, generator)
    group = pd.Series(np.repeat(np.arange(len(sizes)), sizes), name="group")
    lower = []
    for seed, (predicted, actual) in enumerate(zip(score, label, strict=True)):
        frame = MetricFrame(
            metrics=selection_rate,
            y_true=actual,
            y_pred=predicted,
            sensitive_features=group,
            n_boot=RESAMPLES,
            ci_quantiles=[0.025, 0.975],
            random_state=seed,
        )
        lower.append(frame.difference_ci()[0])
    return np.array(lower, dtype=np.float64)
