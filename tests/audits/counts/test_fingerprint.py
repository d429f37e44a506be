from dataclasses import replace

import numpy as np
import pytest

from fairwitness.audits.counts import Counts, Histogram, Moments, Tables

ROWS = np.random.default_rng(5).integers(0, 2, (60, 3))


def tables(rows, **options):
    codes, y, p = rows.T
    counts = Counts.of("g", ("a", "b"), codes, y, p, **options)
    score = Moments.of("g", "score", ("a", "b"), codes, p / 3 + y / 7)
    histogram = Histogram.of("g", ("a", "b"), codes, y, 3 * p, edges=(0.0, 1.0))
    return Tables({"g": counts}, {"g": {"score": score}}, {"g": histogram}, {"g": {"s": counts}})


def test_the_order_of_the_rows_does_not_change_the_hash():
    mixed = np.random.default_rng(6).permutation(ROWS)
    assert tables(mixed).sha256() == tables(ROWS).sha256()
    assert (tables(ROWS[:20]) + tables(ROWS[20:])).sha256() == tables(ROWS).sha256()


@pytest.mark.parametrize(
    "changed",
    [
        tables(ROWS[1:]),
        tables(ROWS, weights=np.full(60, 0.5)),
        tables(ROWS, clusters=np.arange(60) // 2),
        tables(ROWS, favourable_is_positive=False),
        tables(ROWS, unknown="b"),
        replace(tables(ROWS), strata={}),
        replace(tables(ROWS), histograms={"g": replace(tables(ROWS).histograms["g"], high=2.0)}),
        replace(
            tables(ROWS),
            moments={"g": {"score": Moments.of("g", "score", ("a", "b"), ROWS[:, 0], ROWS[:, 1] / 3)}},
        ),
    ],
)
def test_whatever_is_counted_otherwise_does(changed):
    assert changed.sha256() != tables(ROWS).sha256()
