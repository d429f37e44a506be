from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fairwitness.audits.counts import Counts
from fairwitness.audits.rates import rates
from fairwitness.audits.stats.joint import joined
from fairwitness.audits.stats.verdict import contrast, judge_exploratory, judge_family
from fairwitness.errors import PlanError

ODDS = ("true_positive_rate", "false_positive_rate")


def counted(cells, **options):
    """Counts with (TN, FP, FN, TP) by group."""
    n = np.zeros((len(cells), 3, 2))
    for group, (tn, fp, fn, tp) in enumerate(cells.values()):
        n[group, :2] = [[tn, fp], [fn, tp]]
    return Counts("race", tuple(cells), n, **options)


def parts(cells, kind="difference", tolerance=0.1, **options):
    table = counted(cells)
    return [
        contrast(rates(table, name), kind=kind, tolerance=tolerance, **({"alpha": 0.025} | options))
        for name in ODDS
    ]


def verdict(found):
    return judge_family([found])[0].verdict


BOTH = {"a": (300, 100, 90, 310), "b": (380, 20, 100, 300)}
"""TPR .775 and .75, FPR .25 and .05."""


def test_the_wider_gap_decides():
    tpr, fpr = parts(BOTH)
    found = joined([tpr, fpr], "equalized_odds")
    assert (found.metric, found.attribute, found.confidence) == ("equalized_odds", "race", 0.95)
    assert (found.value, found.groups, found.part) == (pytest.approx(0.2), ("a", "b"), "false_positive_rate")
    # Each part is at .025, so that the limits of both hold together at .05.
    assert (found.low, found.high) == (fpr.low, fpr.high)
    assert (found.evidence, found.evidence_part) == (fpr.evidence, "false_positive_rate")
    assert found.p_disparity == min(1, 2 * min(tpr.p_disparity, fpr.p_disparity))
    assert found.p_within == max(tpr.p_within, fpr.p_within)
    assert found.method.endswith("over 2 ordered pairs); Bonferroni over 2 parts")
    assert verdict(found) == "disparity"
    assert joined([fpr, tpr], "equalized_odds") == found


def test_within_takes_every_part():
    near = {"a": (800, 200, 200, 800), "b": (810, 190, 210, 790)}
    found = joined(parts(near), "equalized_odds")
    assert verdict(found) == "within"
    mixed = near | {"b": (920, 80, 210, 790)}
    assert verdict(joined(parts(mixed), "equalized_odds")) == "inconclusive"
    assert verdict(parts(mixed)[0]) == "within"


def test_where_a_part_is_missing_there_is_a_disparity_or_nothing():
    few = {"a": (300, 100, 3, 4), "b": (395, 5, 2, 4)}
    found = joined(parts(few), "equalized_odds")
    assert found.blocks_within
    assert found.p_within is None
    assert (
        found.reason
        == "true positive rate: a comparison takes two groups, and no group has 30 trials or more"
    )
    judged = judge_family([found])[0]
    assert (judged.verdict, judged.value) == ("disparity", pytest.approx(0.2375))
    alike = joined(parts(few | {"b": (300, 100, 2, 4)}), "equalized_odds")
    for judge in (judge_family, judge_exploratory):
        judged = judge([alike])[0]
        assert judged.verdict == "not_estimable"
        assert (judged.groups, judged.value, judged.low, judged.evidence) == (None, None, None, None)
        assert "no group has 30" in judged.reason
    nothing = joined(parts({"a": (3, 3, 3, 3), "b": (3, 3, 3, 3)}), "equalized_odds")
    assert (nothing.p_disparity, nothing.value, verdict(nothing)) == (None, None, "not_estimable")
    assert "false positive rate: " in nothing.reason
    assert "; true positive rate: " in nothing.reason


def test_what_is_missing_takes_part_in_the_family_only_as_a_disparity():
    few = joined(parts({"a": (300, 100, 3, 4), "b": (310, 90, 2, 4)}), "equalized_odds")
    near = parts({"a": (800, 200, 200, 800), "b": (810, 190, 210, 790)})[0]
    judged = judge_family([few, near])
    assert [item.verdict for item in judged] == ["not_estimable", "within"]
    assert judged[1].p_within_adjusted == near.p_within


def test_groups_that_a_part_leaves_out_are_named_with_it():
    cells = BOTH | {"c": (40, 20, 3, 4), "?": (9, 9, 9, 9)}
    table = counted(cells, unknown="?")
    made = [contrast(rates(table, name), kind="difference", tolerance=0.1) for name in ODDS]
    found = {item.group: (item.trials, item.reason) for item in joined(made, "equalized_odds").excluded}
    assert found == {
        "?": (18, "stands for missing values"),
        "c": (7, "true positive rate: 7 of the 30 trials that it takes to be judged"),
    }


def test_a_part_without_a_ratio_leaves_the_other_ones():
    cells = {"a": (400, 0, 100, 300), "b": (400, 0, 250, 150)}
    found = joined(parts(cells, "ratio", 0.8), "equalized_odds")
    assert (found.value, found.part) == (pytest.approx(0.5), "true_positive_rate")
    none = joined(parts({"a": (400, 0, 400, 0), "b": (400, 0, 400, 0)}, "ratio", 0.8), "equalized_odds")
    assert (none.value, verdict(none)) == (None, "inconclusive")
    assert "no ratio" in none.reason


@pytest.mark.parametrize(
    "change", [{"tolerance": 0.2}, {"kind": "ratio"}, {"form": "rest"}, {"attribute": "sex"}]
)
def test_only_what_asks_one_question_is_joined(change):
    tpr, fpr = parts(BOTH)
    with pytest.raises(PlanError, match="one attribute, kind, tolerance, form and reference"):
        joined([tpr, replace(fpr, **change)], "equalized_odds")


def test_parts_are_different_and_there_are_some():
    tpr, _ = parts(BOTH)
    for wrong in ([], [tpr, tpr]):
        with pytest.raises(PlanError, match="one or more different metrics"):
            joined(wrong, "equalized_odds")


CELLS = st.lists(st.tuples(*[st.integers(1, 40)] * 4), min_size=2, max_size=4)


@settings(max_examples=12)
@given(CELLS)
def test_fairlearn_agrees_on_the_value(groups):
    from fairlearn.metrics import equalized_odds_difference, equalized_odds_ratio

    true = np.concatenate([np.repeat([0, 0, 1, 1], cells) for cells in groups])
    said = np.concatenate([np.repeat([0, 1, 0, 1], cells) for cells in groups])
    group = np.repeat(np.arange(len(groups)), [sum(cells) for cells in groups])
    table = {str(place): cells for place, cells in enumerate(groups)}
    for kind, tolerance, theirs in (
        ("difference", 0.1, equalized_odds_difference),
        ("ratio", 0.8, equalized_odds_ratio),
    ):
        found = joined(parts(table, kind, tolerance, min_group=0), "equalized_odds")
        expected = theirs(true, said, sensitive_features=group, agg="worst_case")
        assert found.value == pytest.approx(expected, abs=1e-12)


@settings(max_examples=25)
@given(CELLS, st.randoms())
def test_the_order_of_groups_and_parts_changes_nothing(groups, random):
    assume(len(groups) > 1)
    places = list(range(len(groups)))
    random.shuffle(places)
    plain, moved = ({str(place): groups[place] for place in order} for order in (range(len(groups)), places))
    one = joined(parts(plain, min_group=0), "equalized_odds")
    two = joined(parts(moved, min_group=0)[::-1], "equalized_odds")
    assert replace(one, excluded=()) == replace(two, excluded=())


def test_size_of_the_joint_verdict():
    """No true gap in either rate, three groups, 400 audits: the disparity error stays at its level."""
    rng, runs, alarms = np.random.default_rng(53), 400, 0
    for _ in range(runs):
        hits, false = rng.binomial(80, 0.7, 3), rng.binomial(120, 0.3, 3)
        cells = {name: (120 - f, f, 80 - h, h) for name, h, f in zip("abc", hits, false, strict=True)}
        alarms += verdict(joined(parts(cells, tolerance=0.0), "equalized_odds")) == "disparity"
    assert alarms / runs <= 0.05 + 3.5 * (0.05 * 0.95 / runs) ** 0.5
