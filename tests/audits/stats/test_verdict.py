from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.audits.counts import Counts
from fairwitness.audits.rates import rates
from fairwitness.audits.stats.contrasts import Proportions, difference_limits, margin
from fairwitness.audits.stats.intervals import clopper_pearson
from fairwitness.audits.stats.verdict import contrast, judge_exploratory, judge_family, questions
from fairwitness.errors import PlanError

# TN, FP, FN, TP; the first two groups as published by ProPublica.
COMPAS = {"African-American": (990, 805, 532, 1369), "Caucasian": (1139, 349, 461, 505)}
SIZES = np.array([800, 400, 200, 100, 50, 30, 20, 15])


def counted(cells, **options):
    n = np.zeros((len(cells), 3, 2))
    for group, (tn, fp, fn, tp) in enumerate(cells.values()):
        n[group, :2] = [[tn, fp], [fn, tp]]
    return Counts("race", tuple(cells), n, **options)


def selected(**groups):
    """Counts with the given (selected, rows)."""
    return rates(counted({name: (n - k, k, 0, 0) for name, (k, n) in groups.items()}), "selection_rate")


def verdict(found, alpha=0.05):
    return judge_family([found], alpha)[0].verdict


def test_compas_wrongly_flagged():
    found = contrast(
        rates(counted(COMPAS), "false_positive_rate"), kind="difference", tolerance=0.1, alpha=0.005
    )
    assert found.groups == found.evidence.groups == ("African-American", "Caucasian")
    assert found.value == pytest.approx(805 / 1795 - 349 / 1488, abs=1e-15)
    # Two groups have two ordered pairs: 0.005 / 2 is the level of the known answer.
    assert [found.low, found.high] == pytest.approx([0.16784087568008738, 0.25886384691897824], abs=1e-12)
    assert found.confidence == 0.995
    assert found.method == "MOVER of Clopper-Pearson limits, simultaneous (Bonferroni over 2 ordered pairs)"
    judged = judge_family([found])[0]
    assert (judged.verdict, judged.p_within) == ("disparity", 1.0)
    assert judged.p_disparity == judged.p_disparity_adjusted < 1e-4


def test_worst_follows_the_direction_of_the_metric():
    table = counted(COMPAS, favourable_is_positive=False)
    for name, worst in (
        ("selection_rate", "African-American"),
        ("false_negative_rate", "Caucasian"),
        ("precision", "Caucasian"),
    ):
        for kind, tolerance in (("difference", 0.1), ("ratio", 0.8)):
            found = contrast(rates(table, name), kind=kind, tolerance=tolerance)
            assert found.groups[0] == worst
            assert found.evidence is None or found.evidence.groups == found.groups


def test_examples_of_the_uniform_guidelines():
    table = selected(White=(48, 80), Black=(12, 40))
    found = contrast(table, kind="ratio", tolerance=0.8)
    assert found.value == pytest.approx(0.5)
    assert found.groups == ("Black", "White")
    assert 0 <= found.low < 0.5 < found.high <= 1
    # The rates differ (z = 3.1), but 120 people are too few to say that the ratio is below four fifths.
    assert verdict(found) == "inconclusive"
    assert verdict(contrast(table, kind="ratio", tolerance=1.0)) == "disparity"
    # A ratio of exactly four fifths is at the limit, and no evidence against it.
    exact = contrast(selected(White=(600, 1000), Hispanic=(480, 1000)), kind="ratio", tolerance=0.8)
    assert verdict(exact) == "inconclusive"


@pytest.mark.parametrize(
    ("groups", "kind", "tolerance", "expected"),
    [
        ({"a": (300, 1000), "b": (290, 1000)}, "difference", 0.1, "within"),
        ({"a": (300, 1000), "b": (240, 1000)}, "difference", 0.1, "within"),
        ({"a": (30, 100), "b": (20, 100)}, "difference", 0.1, "inconclusive"),
        ({"a": (600, 1000), "b": (300, 1000)}, "difference", 0.1, "disparity"),
        ({"a": (600, 1000), "b": (590, 1000)}, "ratio", 0.8, "within"),
        ({"a": (600, 1000), "b": (0, 1000)}, "ratio", 0.8, "disparity"),
        ({"a": (1000, 1000), "b": (1000, 1000)}, "difference", 0.0, "inconclusive"),
    ],
)
def test_the_three_words(groups, kind, tolerance, expected):
    assert verdict(contrast(selected(**groups), kind=kind, tolerance=tolerance)) == expected


def test_a_clear_gap_inside_the_tolerance_is_within():
    found = contrast(selected(a=(3000, 10_000), b=(2600, 10_000)), kind="difference", tolerance=0.1)
    assert found.low > 0
    assert verdict(found) == "within"


def test_no_rate_above_nought_has_no_ratio_and_no_verdict():
    found = contrast(selected(a=(0, 500), b=(0, 500)), kind="ratio", tolerance=0.8)
    assert (found.value, found.low, found.high) == (None, 0.0, 1.0)
    assert "no ratio" in found.reason
    assert verdict(found) == "inconclusive"


def test_small_and_unknown_groups_are_named_and_not_judged():
    table = counted(
        {
            "a": (50, 50, 0, 0),
            "b": (50, 40, 0, 0),
            "c": (0, 29, 0, 0),
            "d": (0, 0, 9, 0),
            "?": (900, 0, 0, 0),
        },
        unknown="?",
    )
    found = contrast(rates(table, "false_positive_rate"), kind="difference", tolerance=0.1)
    assert set(found.groups) == {"a", "b"}
    assert {(item.group, item.trials, item.reason) for item in found.excluded} == {
        ("c", 29, "29 of the 30 trials that it takes to be judged"),
        ("d", 0, "no negatives among 9 rows"),
        ("?", 900, "stands for missing values"),
    }
    assert not found.blocks_within


def test_a_group_without_a_rate_forbids_within_but_not_a_disparity():
    equal = {"a": (500, 500, 0, 0), "b": (500, 500, 0, 0), "c": (0, 0, 9, 0)}
    found = contrast(
        rates(counted(equal), "false_positive_rate"), kind="difference", tolerance=0.1, min_group=0
    )
    assert found.blocks_within
    assert found.p_within == 1
    assert verdict(found) == "inconclusive"
    assert [item.group for item in found.excluded] == ["c"]
    apart = counted(equal | {"b": (900, 100, 0, 0)})
    found = contrast(rates(apart, "false_positive_rate"), kind="difference", tolerance=0.1, min_group=0)
    assert verdict(found) == "disparity"


@pytest.mark.parametrize(
    ("groups", "reason"),
    [({"a": (3, 50), "b": (1, 29)}, "only 'a' has 30 trials"), ({"a": (3, 5)}, "no group has 30 trials")],
)
def test_fewer_than_two_groups_are_not_estimable(groups, reason):
    found = contrast(selected(**groups), kind="difference", tolerance=0.1)
    assert reason in found.reason
    assert (found.groups, found.value, found.p_disparity) == (None, None, None)
    assert verdict(found) == judge_exploratory([found])[0].verdict == "not_estimable"


def test_holm_over_the_family_and_what_is_not_estimable_takes_no_part():
    base = contrast(selected(a=(60, 200), b=(30, 200)), kind="difference", tolerance=0.0)
    family = [
        replace(base, p_disparity=p, p_within=q) for p, q in ((0.02, 1), (0.03, 1), (0.6, 0.01), (None, None))
    ]
    judged = judge_family(family)
    assert [item.p_disparity_adjusted for item in judged] == pytest.approx([0.06, 0.06, 0.6, None])
    assert [item.verdict for item in judged] == ["inconclusive", "inconclusive", "within", "not_estimable"]
    assert judged[2].p_within_adjusted == pytest.approx(0.03)
    assert judge_family(family[:1] + family[3:])[0].verdict == "disparity"
    explored = judge_exploratory(family)
    assert [item.verdict for item in explored] == ["disparity", "disparity", "within", "not_estimable"]
    assert [item.q_value for item in explored] == pytest.approx([0.045, 0.045, 0.6, None])
    assert explored[0].p_disparity_adjusted is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "odds"}, "'difference' or 'ratio'. Got 'odds'"),
        ({"tolerance": 10}, "from 0 to 1. Got 10 instead"),
        ({"kind": "ratio", "tolerance": 0}, "above 0 and at most 1"),
        ({"alpha": 0.95}, "0.05 is usual"),
    ],
)
def test_what_cannot_be_asked(change, message):
    with pytest.raises(PlanError, match=message):
        contrast(selected(a=(1, 50), b=(2, 50)), **({"kind": "difference", "tolerance": 0.1} | change))


GROUPS = st.lists(
    st.integers(30, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=5
)
KINDS = st.sampled_from([("difference", 0.0), ("difference", 0.1), ("ratio", 0.8), ("ratio", 1.0)])


@settings(deadline=None, max_examples=60)
@given(GROUPS, KINDS, st.randoms())
def test_order_and_names_of_groups_change_no_bit(groups, asked, random):
    places = list(range(len(groups)))
    random.shuffle(places)
    plain = selected(**{f"g{place}": group for place, group in enumerate(groups)})
    moved = selected(**{f"g{place}": groups[place] for place in places})
    renamed = selected(**{f"h{9 - place}": groups[place] for place in places})
    kind, tolerance = asked
    one, two, three = (contrast(table, kind=kind, tolerance=tolerance) for table in (plain, moved, renamed))
    assert one == two
    for name in ("value", "low", "high", "p_disparity", "p_within"):
        assert getattr(one, name) == getattr(three, name)


@settings(deadline=None, max_examples=60)
@given(GROUPS, KINDS)
def test_the_verdict_is_what_the_limits_say(groups, asked):
    kind, tolerance = asked
    table = selected(**{f"g{place}": group for place, group in enumerate(groups)})
    k, n = np.array(groups, dtype=float).T
    each, other = Proportions(k[:, None], n[:, None]), Proportions(k[None, :], n[None, :])
    off = ~np.eye(len(groups), dtype=bool)
    beyond, inside = questions(kind, tolerance)
    disparity = (margin(each, other, 0.05 / off.sum(), beyond) > 0)[off].any()
    within = (margin(each, other, 0.05, inside) > 0)[off].all()
    expected = "disparity" if disparity else "within" if within else "inconclusive"
    assert verdict(contrast(table, kind=kind, tolerance=tolerance)) == expected


class Table:
    """Verdicts of many simulated audits at once: limits come from a table by size and number of successes."""

    def __init__(self, sizes, alpha):
        self.sizes = np.asarray(sizes)
        pairs = len(sizes) * (len(sizes) - 1)
        self.limits = [
            [clopper_pearson(np.arange(n + 1), n, level) for n in sizes] for level in (alpha / pairs, alpha)
        ]

    def __call__(self, k, tolerance):
        p = k / self.sizes
        strict, plain = (
            [np.stack([table[g][side][k[:, g]] for g in range(len(self.sizes))], axis=1) for side in (0, 1)]
            for table in self.limits
        )
        d = p[:, :, None] - p[:, None, :]
        low = d - np.hypot((p - strict[0])[:, :, None], (strict[1] - p)[:, None, :])
        high = d + np.hypot((plain[1] - p)[:, :, None], (p - plain[0])[:, None, :])
        off = ~np.eye(len(self.sizes), dtype=bool)
        return (low > tolerance)[:, off].any(axis=1), (high < tolerance)[:, off].all(axis=1)


RUNS = 4000


def allowed(level):
    return level + 3.5 * (level * (1 - level) / RUNS) ** 0.5


@pytest.mark.parametrize("rate", [0.02, 0.05, 0.3, 0.5, 0.9, 0.98])
@pytest.mark.parametrize("min_group", [0, 30])
def test_equal_groups_are_rarely_called_unequal(rate, min_group):
    sizes = SIZES[min_group <= SIZES]
    k = np.random.default_rng(7).binomial(sizes, rate, (RUNS, len(sizes)))
    disparity, _ = Table(sizes, 0.05)(k, 0.0)
    assert disparity.mean() <= allowed(0.05)


@pytest.mark.parametrize("sizes", [[500, 500], [900, 100], [800, 400, 200, 100, 50, 30]])
@pytest.mark.parametrize("rate", [0.02, 0.3, 0.5, 0.88])
def test_a_gap_of_exactly_the_tolerance_is_rarely_settled_either_way(sizes, rate):
    for place in (0, -1):
        true = np.full(len(sizes), rate)
        true[place] += 0.1
        k = np.random.default_rng(11).binomial(sizes, true, (RUNS, len(sizes)))
        disparity, within = Table(sizes, 0.05)(k, 0.1)
        assert disparity.mean() <= allowed(0.05)
        assert within.mean() <= allowed(0.06)


def test_a_large_gap_is_found():
    # One group of eight differs. Raised by 0.2, 100 people give 0.78: near a half the scatter is widest.
    for n, gap, least in ((400, 0.1, 0.65), (400, -0.1, 0.65), (100, -0.2, 0.82), (100, 0.2, 0.75)):
        true = np.full(8, 0.3)
        true[0] += gap
        k = np.random.default_rng(5).binomial(n, true, (RUNS, 8))
        assert Table([n] * 8, 0.05)(k, 0.0)[0].mean() >= least - 3.5 * (least * (1 - least) / RUNS) ** 0.5


def test_the_simulated_verdicts_are_those_of_the_audit():
    rng = np.random.default_rng(3)
    table = Table(SIZES, 0.05)
    true = np.where(rng.random((40, len(SIZES))) < 0.3, 0.55, 0.3)
    k = rng.binomial(SIZES, true)
    seen = set()
    for tolerance in (0.0, 0.1, 0.6):
        disparity, within = table(k, tolerance)
        for run in range(len(k)):
            groups = {f"g{g}": (int(k[run, g]), int(n)) for g, n in enumerate(SIZES)}
            found = verdict(contrast(selected(**groups), kind="difference", tolerance=tolerance, min_group=0))
            assert found == ("disparity" if disparity[run] else "within" if within[run] else "inconclusive")
            seen.add(found)
    assert seen == {"disparity", "within", "inconclusive"}


def test_simultaneous_limits_cover():
    rng = np.random.default_rng(13)
    sizes, true = np.array([300, 100, 40]), np.array([0.1, 0.2, 0.3])
    k = rng.binomial(sizes, true, (RUNS, 3)).astype(float)
    covered = np.ones(RUNS, dtype=bool)
    for i, j in ((0, 1), (0, 2), (1, 2)):
        one, two = (Proportions(k[:, g], np.full(RUNS, float(sizes[g]))) for g in (i, j))
        low, high = difference_limits(one, two, 0.05 / 6)
        covered &= (low <= true[i] - true[j]) & (true[i] - true[j] <= high)
    assert covered.mean() >= 0.94 - 3.5 * (0.94 * 0.06 / RUNS) ** 0.5


@pytest.mark.parametrize("rate", [0.05, 0.3])
def test_weights_that_depend_on_the_outcome_raise_no_false_alarms(rate):
    """Successes weigh three times as much as failures: the weighted limits keep to the level."""
    k = np.random.default_rng(17).binomial(400, rate, 2 * RUNS)
    cells, scale = np.zeros((2 * RUNS, 3, 2)), np.array([1.0, 3.0])
    cells[:, 0] = np.stack([400 - k, k], axis=1)
    names = tuple(str(run) for run in range(2 * RUNS))
    found = rates(Counts("x", names, cells, w=cells * scale, w2=cells * scale**2), "selection_rate")
    one, two = found.sample(range(RUNS)), found.sample(range(RUNS, 2 * RUNS))
    low, high = difference_limits(one, two, 0.025)
    assert ((low > 0) | (high < 0)).mean() <= allowed(0.05)
    assert ((low > 0) | (high < 0)).mean() >= 0.01
