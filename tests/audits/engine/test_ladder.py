"""A score reaches the thresholds in an engine that it reaches in memory."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tabled import table_of

from fairwitness.audits.counts.ladder import Ladder
from fairwitness.audits.engine.ladder import place_on

ENDS = st.tuples(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6)).map(lambda ends: (ends[0], sum(ends)))


def around(values: np.ndarray) -> list[float]:
    """Every threshold, and the floats next to it on both sides."""
    return [*values, *np.nextafter(values, -np.inf), *np.nextafter(values, np.inf)]


def places(counter, scores: list[float], ladder: Ladder) -> tuple[list[int], list[int]]:
    table = table_of(s=scores)
    found = counter.fetch(table.select(s=table.s, place=place_on(table.s, ladder)))
    return found["place"].tolist(), np.searchsorted(ladder.values, found["s"], side="right").tolist()


@settings(max_examples=60, deadline=None)
@given(ENDS, st.lists(st.floats(-1e300, 1e300), max_size=20))
def test_a_score_reaches_the_thresholds_that_it_reaches_in_memory(scratch, ends, scores):
    ladder = Ladder.of(*ends)
    found, wanted = places(scratch, [*around(ladder.values), *scores], ladder)
    assert found == wanted


@pytest.mark.parametrize("ends", [(0.0, 1.0), (1.0, 10.0), (-3.0, 3.0), (0.0, 1e12), (1e-7, 3e-7)])
def test_a_score_on_a_threshold_reaches_it(scratch, ends):
    ladder = Ladder.of(*ends)
    found, wanted = places(scratch, around(ladder.values), ladder)
    assert found == wanted
