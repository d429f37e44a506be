import numpy as np
import pytest

from fairwitness.audits.counts import Counts
from fairwitness.audits.rates import rates
from fairwitness.audits.stats.contrasts import Proportions, margin
from fairwitness.audits.stats.planning import MOST_ROWS, rows_needed
from fairwitness.audits.stats.verdict import contrast, questions


def table(groups, *, others=0):
    """Successes among negatives, with as many positives a group as ``others`` says."""
    n = np.zeros((len(groups), 3, 2))
    for place, (k, size) in enumerate(groups):
        n[place, 0] = size - k, k
        n[place, 1, 0] = others
    return rates(Counts("x", tuple("abcdefgh"[: len(groups)]), n), "false_positive_rate")


def planned(groups, kind="difference", tolerance=0.1, *, others=0, **options):
    found = table(groups, others=others)
    made = contrast(found, kind=kind, tolerance=tolerance, **{"min_group": 30} | options)
    return rows_needed(found, made)


@pytest.mark.parametrize(
    ("groups", "kind", "tolerance", "word"),
    [
        ([(60, 200), (30, 200)], "difference", 0.1, "disparity"),
        ([(60, 200), (54, 200)], "difference", 0.1, "within"),
        ([(60, 200), (30, 200)], "ratio", 0.8, "disparity"),
        ([(100, 200), (95, 200)], "ratio", 0.8, "within"),
        ([(600, 2000), (6, 40)], "difference", 0.1, "disparity"),
        ([(600, 2000), (12, 40)], "difference", 0.1, "within"),
    ],
)
def test_that_many_rows_settle_it_four_times_out_of_five(groups, kind, tolerance, word):
    plan = planned(groups, kind, tolerance)
    assert plan.rows > 0
    # The sizes are read from the sentence, as a person would.
    words = plan.reason.replace(",", "").split()
    grown = [size for _, size in groups]
    for place, name in enumerate("ab"[: len(groups)]):
        if name in plan.groups:
            grown[place] += int(words[words.index(f"'{name}'") - 4])
    assert sum(grown) - sum(size for _, size in groups) == plan.rows
    runs, rng = 4000, np.random.default_rng(2)
    sides = [
        Proportions(rng.binomial(size, hits / old, runs).astype(float), np.full(runs, float(size)))
        for size, (hits, old) in zip(grown, groups, strict=True)
    ]
    beyond, inside = questions(kind, tolerance)
    cleared = [
        margin(one, two, 0.025 if word == "disparity" else 0.05, beyond if word == "disparity" else inside)
        > 0
        for one, two in (sides, sides[::-1])
    ]
    settled = (np.logical_or if word == "disparity" else np.logical_and)(*cleared).mean()
    assert 0.78 <= settled <= 0.84


def test_only_the_small_group_grows_where_that_is_enough():
    assert planned([(600, 2000), (12, 40)]).groups == ("b",)
    assert planned([(100, 200), (100, 200)], tolerance=0.05).groups == ("a", "b")


def test_a_row_that_is_not_a_trial_counts_as_a_row():
    alone = planned([(600, 2000), (12, 40)])
    mixed = planned([(600, 2000), (12, 40)], others=40)
    assert mixed.rows == pytest.approx(2 * alone.rows, abs=1)


def test_several_groups_grow_where_several_hold_it_up():
    plan = planned([(2400, 8000), (1200, 4000), (60, 200), (18, 50)])
    assert plan.groups == ("c", "d")
    assert plan.reason.startswith("about ")
    assert " rows of 'c' and " in plan.reason
    assert planned([(30, 100)] * 3).groups == ("a", "b", "c")


@pytest.mark.parametrize(
    ("groups", "options", "reason"),
    [
        ([(60, 200), (40, 200)], {}, "as large as the limit itself"),
        ([(60, 200), (60, 200)], {"tolerance": 0.0}, "as large as the limit itself"),
        ([(60, 200), (48, 200)], {"kind": "ratio", "tolerance": 0.8}, "as large as the limit itself"),
        ([(0, 200), (0, 200)], {"kind": "ratio", "tolerance": 0.8}, "no ratio"),
        ([(60, 200), (6, 20)], {}, "only 'a' has 30 trials"),
        ([(60, 200), (6, 20), (0, 0)], {"min_group": 0}, "a group has no rate"),
        ([(60_020, 200_000), (40_001, 200_000)], {}, f"no number up to {MOST_ROWS:,}"),
    ],
)
def test_where_no_number_would_settle_it(groups, options, reason):
    plan = planned(groups, **options)
    assert plan.rows is None
    assert plan.groups == ()
    assert reason in plan.reason


def test_rows_that_are_enough_already():
    assert planned([(600, 1000), (100, 1000)]).rows == 0


def test_a_stricter_level_and_a_higher_power_take_more():
    found = table([(60, 200), (30, 200)])
    made = contrast(found, kind="difference", tolerance=0.1)
    base = rows_needed(found, made).rows
    assert rows_needed(found, made, alpha=0.01).rows > base
    assert rows_needed(found, made, power=0.95).rows > base
