from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.audits.counts import Counts, ExactSums
from fairwitness.audits.thresholds.steps import Running, Steps

GROUPS = ("a", "b", "(unknown)")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 60), st.integers(0, 6), st.booleans())
def test_the_counts_at_a_level_are_those_of_the_rows(
    seed: int, rows: int, level: int, weighted: bool
) -> None:
    draw = np.random.default_rng(seed)
    codes, outcome, place = draw.integers(0, 3, rows), draw.integers(-1, 2, rows), draw.integers(0, 6, rows)
    weights = draw.choice([0.0, 0.1, 1 / 3, 5.5], rows) if weighted else None
    more = {"weights": weights, "unknown": "(unknown)", "favourable_is_positive": False}
    steps = Steps.of("g", GROUPS, codes, outcome, place, levels=6, **more)
    assert steps.at(level) == Counts.of("g", GROUPS, codes, outcome, place >= level, **more)


def test_sums_over_blocks_are_exact_at_any_place() -> None:
    values = np.random.default_rng(0).random(5_000)
    running = Running.of(values, np.arange(len(values) + 1))
    places = np.array([0, 1, 1023, 1024, 1025, 4096, 5_000])
    wanted = [ExactSums.of(values[:end], np.zeros(end, dtype=int), 1).units[0] for end in places]
    assert running.upto(places).tolist() == wanted
