"""Points of ROC and PR are those of scikit-learn at the edges of the bins."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import precision_score, recall_score
from tests.audits.thresholds.people import people

import fairwitness
from fairwitness.audits.operating import EVERYBODY, curves_of, histogram_of, operating_points, pooled
from fairwitness.audits.record.schema import ScoreTable


@pytest.fixture(scope="module")
def table() -> ScoreTable:
    frame = people(400)
    record = fairwitness.audit(
        frame.y, y_score=frame.score, threshold=0.5, sensitive_features=frame[["sex"]], positive=1
    )
    return record.scores[0]


def test_known_answers() -> None:
    points = operating_points([2, 1, 0], [0, 1, 3], [0.0, 1.0, 2.0, 3.0])
    assert [one.threshold for one in points] == [3.0, 2.0, 1.0, 0.0]
    assert [one.false_positive_rate for one in points] == [0.0, 0.0, 1 / 3, 1.0]
    assert [one.true_positive_rate for one in points] == [0.0, 0.75, 1.0, 1.0]
    assert [one.precision for one in points] == [None, 1.0, 0.8, 4 / 7]


def test_without_negatives_there_is_no_rate_of_them() -> None:
    assert {one.false_positive_rate for one in operating_points([0, 0], [1, 2], [0, 1, 2])} == {None}


def test_they_are_those_of_scikit_learn(table: ScoreTable) -> None:
    frame = people(400)
    curves = curves_of(table)
    assert set(curves) == {EVERYBODY, "f", "m"}
    for name, rows in ((EVERYBODY, frame), ("f", frame[frame.sex == "f"])):
        known = rows[rows.y.notna()]
        for one in curves[name][1::40]:
            # The bins' edges are multiples of 1/256, and scores those of 1/20: both are told apart exactly enough.
            flagged = known.score >= one.threshold - 1e-12
            assert one.true_positive_rate == pytest.approx(recall_score(known.y, flagged))
            if flagged.any():
                assert one.precision == pytest.approx(precision_score(known.y, flagged))


def test_everybody_are_all_groups_and_the_unknown(table: ScoreTable) -> None:
    whole = pooled(table)
    assert [one.group for one in whole.groups] == [EVERYBODY]
    assert sum(whole.groups[0].positives) == sum(sum(one.positives) for one in table.groups)
    assert sum(one.n for one in whole.groups[0].reliability) == int(people(400).y.notna().sum())
    bare = table.model_copy(
        update={"groups": tuple(one.model_copy(update={"reliability": ()}) for one in table.groups)}
    )
    assert pooled(bare).groups[0].reliability == ()


def test_the_counts_come_back_as_they_were(table: ScoreTable) -> None:
    found = histogram_of(table)
    assert found.unknown == next(one.group for one in table.groups if one.unknown)
    assert found.n.sum() == 400
    assert np.array_equal(found.n[0, 1], table.groups[0].positives)
