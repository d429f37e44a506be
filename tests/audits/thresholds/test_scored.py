from __future__ import annotations

import numpy as np
import pytest

from fairwitness.audits.subject import Decisions
from fairwitness.audits.subject.labels import Labels
from fairwitness.audits.thresholds.scored import declared_threshold


def decided(score: list[float], positive: list[int]) -> Decisions:
    return Decisions(
        Labels("1", "0", favourable_is_positive=True),
        np.zeros(len(score), dtype=np.int8),
        np.array(positive, dtype=np.int8),
        np.array(score),
        "",
    )


@pytest.mark.parametrize(
    ("score", "positive", "stated", "found"),
    [
        ([0.1, 0.4, 0.6], [0, 1, 1], 0.3, 0.3),
        ([0.1, 0.4, 0.6], [0, 0, 1], None, 0.5),
        ([0.1, 0.2, 0.3], [0, 1, 1], None, 0.2),
        ([0.1, 0.2, 0.3], [0, 1, 1], 0.9, 0.2),
        ([0.1, 0.2, 0.3], [1, 0, 1], 0.2, None),
        ([0.1, 0.2, 0.2], [0, 0, 1], None, None),
        ([0.6, 0.7], [1, 1], None, 0.5),
    ],
)
def test_the_threshold_of_the_record_is_one_that_gives_its_decisions(score, positive, stated, found) -> None:
    assert declared_threshold(decided(score, positive), stated) == found


def test_where_nobody_is_positive_it_lies_above_every_score() -> None:
    found = declared_threshold(decided([0.7, 0.9], [0, 0]), None)
    assert found is not None
    assert found > 0.9
