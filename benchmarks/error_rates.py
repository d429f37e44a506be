"""How often a fair model is called unfair: the verdict here, against the usual rule on a point estimate.

Groups of 800, 400, 200, 100, 50, 30, 20 and 15 people get the favourable decision equally often, at rate 0.3. A point
estimate with a limit of 10 points calls most of these models unfair; the verdict may do so in 5 of 100.
"""

from __future__ import annotations

import numpy as np

from fairwitness.audits.rates import Rates
from fairwitness.audits.stats.verdict import contrast, judge_family

TITLE = "False alarms on a fair model with small groups"
SIZES = (800, 400, 200, 100, 50, 30, 20, 15)
RATE = 0.3


def run(runs: int = 400, limit: float = 0.10) -> list[str]:
    """Lines of a table: share of simulated fair models that each rule calls unfair."""
    draw = np.random.default_rng(0)
    trials = np.array(SIZES)
    ours = theirs = 0
    for _ in range(runs):
        successes = draw.binomial(trials, RATE)
        observed = successes / trials
        theirs += bool(observed.max() - observed.min() > limit)
        found = Rates(
            "group", "selection_rate", tuple(map(str, SIZES)), None, trials, successes, trials,
            tuple(observed.tolist()), trials.astype(float), (None,) * len(SIZES),
        )  # fmt: skip
        (judged,) = judge_family([contrast(found, kind="difference", tolerance=limit, min_group=0)])
        ours += judged.verdict == "disparity"
    return [
        f"{runs:,} simulated fair models; the limit is {limit:.0%} of difference; every group is judged.",
        "",
        "| rule | called unfair |",
        "|---|---|",
        f"| point estimate over the limit | {theirs / runs:.1%} |",
        f"| verdict `disparity` | {ours / runs:.1%} |",
    ]
