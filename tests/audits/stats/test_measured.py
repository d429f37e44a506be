import numpy as np

from fairwitness.audits.metrics.figures import Figures
from fairwitness.audits.stats.measured import Excluded, eligible
from fairwitness.audits.stats.samples import Means


def figures(trials, values, errors, *, groups="abcdef", unknown=None):
    n = np.array(trials)
    known = [np.nan if value is None else value for value in values]
    sample = Means(np.array(known, float), np.array(errors, float), n - 1.0, n.astype(float))
    reasons = tuple("nothing there" if value is None else None for value in values)
    names = tuple(groups[: len(n)])
    return Figures("x", "mean", names, unknown, n, n, tuple(values), reasons, sample, True, "t")


def test_who_is_left_out_and_why():
    found = eligible(
        figures([50, 29, 900, 60, 40], [1, 2, 3, 4, None], [1, 1, 1, 0, 1], unknown="c"), min_group=30
    )
    assert found.judged == (0,)
    assert found.excluded == (
        Excluded("b", 29, "29 of the 30 trials that it takes to be judged"),
        Excluded("c", 900, "stands for missing values"),
        Excluded("d", 60, "60 trials without a spread give no standard error"),
        Excluded("e", 40, "nothing there"),
    )
    assert found.blocks_within


def test_small_groups_and_unknown_ones_block_nothing():
    found = eligible(figures([50, 29, 900], [1, None, None], [1, 1, 1], unknown="c"), min_group=30)
    assert not found.blocks_within
    assert [item.reason for item in found.excluded] == ["nothing there", "stands for missing values"]


def test_large_groups_come_first_then_large_figures_then_names():
    assert eligible(figures([40, 50, 40, 40], [1, 0, 2, 1], [1] * 4), 30).judged == (1, 2, 0, 3)
    assert eligible(figures([40, 50, 40, 40], [1, 0, 2, 1], [1] * 4, groups="dcba"), 30).judged == (
        1,
        2,
        3,
        0,
    )


def test_a_rest_too_small_or_without_a_figure_leaves_the_group_out():
    groups = figures([500, 60, 70], [1, 2, 3], [1, 1, 1])
    found = eligible(groups, 30, figures([20, 560, 40], [1, 2, None], [1, 1, 1]))
    assert found.judged == (1,)
    assert [item.reason for item in found.excluded] == [
        "everybody else: 20 of the 30 trials that it takes to be judged",
        "everybody else: nothing there",
    ]
    assert found.blocks_within
    alike = eligible(groups, 30, figures([130, 560, 40], [1, 2, 3], [1, 0, 1]))
    assert (alike.judged, alike.blocks_within) == ((0, 2), True)
    assert alike.excluded[0].reason == "everybody else: 560 trials without a spread give no standard error"
