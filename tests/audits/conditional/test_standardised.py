from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.conditional.standardised import StandardisedSample, reversals, standardise
from fairwitness.audits.stats.intervals import clopper_pearson
from fairwitness.audits.stats.verdict import contrast, judge_family
from fairwitness.errors import DataError


class Named:
    """Standardised rates as a metric gives them."""

    attribute, metric, unknown, higher_is_better = "sex", "selection_rate", None, True

    def __init__(self, counted, found):
        self.groups, self.rows, self.trials = counted.groups, counted.rows.sum(axis=0), found.trials
        self.value, self.reasons, self.sample = found.value, found.reasons, found.sample


NUMBERS = st.lists(st.tuples(*[st.integers(0, 20)] * 6), min_size=1, max_size=5)
THREE = ("a", "b", "c")


def test_berkeley_turns_round(admissions):
    found = standardise(admissions)
    pooled = admissions.successes.sum(axis=0) / admissions.trials.sum(axis=0)
    assert pooled == pytest.approx([0.4452, 0.3035], abs=5e-5)  # as published: 44 and 30 %
    # By hand, with the departments' shares of the 4,526 applicants.
    shares = [Fraction(int(n), 4526) for n in admissions.trials.sum(axis=1)]
    by_hand = [
        sum(share * Fraction(int(k), int(n)) for share, k, n in zip(shares, ks, ns, strict=True))
        for ks, ns in zip(admissions.successes.T, admissions.trials.T, strict=True)
    ]
    assert found.value == pytest.approx([float(rate) for rate in by_hand], abs=1e-15)
    assert found.value == pytest.approx((0.387, 0.430), abs=5e-4)
    assert (found.dropped_share, found.left_out, found.reasons) == (0, (None,) * 6, (None, None))
    (turned,) = reversals(found, tolerance=0.02)
    assert turned.groups == ("men", "women")
    assert turned.pooled_gap == pytest.approx(0.1416, abs=5e-5)
    assert turned.standardised_gap == pytest.approx(-0.0426, abs=1e-4)
    assert reversals(found, tolerance=0.05) == ()


@given(NUMBERS)
def test_the_formula_stratum_by_stratum(counted, numbers):
    table = counted(numbers, groups=THREE)
    found = standardise(table, range(3))
    used = [s for s in range(len(numbers)) if all(table.trials[s])]
    size = table.trials[used].sum()
    assert [reason is None for reason in found.left_out] == [s in used for s in range(len(numbers))]
    total = table.trials.sum()
    assert found.dropped_share == (None if not total else pytest.approx(1 - size / total, abs=1e-12))
    for group in range(3):
        if not used:
            assert (found.value[group], found.reasons[group]) == (
                None,
                "no stratum has trials of every group that is compared",
            )
            continue
        direct = sum(table.trials[s].sum() / size * table.value(s, group) for s in used)
        assert found.value[group] == pytest.approx(direct, abs=1e-12)
    if not used:
        return
    assert found.weights.sum() == pytest.approx(1)
    sample = found.sample([0, 2])
    assert sample.estimate == pytest.approx([found.value[0], found.value[2]], abs=1e-12)
    for place, group in enumerate((0, 2)):
        below = above = 0.0
        for s in used:
            low, high = clopper_pearson(table.successes[s, group], table.trials[s, group], 0.025)
            rate, weight = table.value(s, group), table.trials[s].sum() / size
            below, above = below + (weight * (rate - low)) ** 2, above + (weight * (high - rate)) ** 2
        low, high = sample.lower(0.025)[place], sample.upper(0.025)[place]
        assert low == pytest.approx(max(found.value[group] - below**0.5, 0), abs=1e-12)
        assert high == pytest.approx(min(found.value[group] + above**0.5, 1), abs=1e-12)
        assert 0 <= low <= sample.estimate[place] <= high <= 1


@given(NUMBERS, st.permutations(range(3)), st.randoms(use_true_random=False))
def test_the_order_of_strata_and_groups_changes_nothing(counted, numbers, order, random):
    plain = standardise(counted(numbers, groups=THREE), range(3))
    rows = [[n for g in order for n in row[2 * g : 2 * g + 2]] for row in numbers]
    random.shuffle(rows)
    moved = standardise(counted(rows, groups=[THREE[g] for g in order]), range(3))
    for place, group in enumerate(order):
        value = plain.value[group]
        assert moved.value[place] == (None if value is None else pytest.approx(value, abs=1e-12))
    assert {(r.groups, round(r.pooled_gap, 9)) for r in reversals(moved, 1e-9)} == {
        (r.groups, round(r.pooled_gap, 9)) for r in reversals(plain, 1e-9)
    }


def test_a_single_stratum_gives_the_rates_of_all_rows(counted):
    found = standardise(counted([(3, 7, 5, 5)]))
    assert found.value == (0.3, 0.5)
    low, high = found.sample([0, 1]).lower(0.05), found.sample([0, 1]).upper(0.05)
    np.testing.assert_allclose([low, high], clopper_pearson([3, 5], [10, 10], 0.05), atol=1e-15)
    assert found.note == "the strata have one level, so nothing is held constant"
    assert standardise(counted([(3, 7, 5, 5)] * 2)).note is None
    assert standardise(counted([(3, 7, 5, 5), (0, 0, 0, 0)])).note is not None
    assert reversals(found) == ()


def test_a_group_missing_in_a_stratum_drops_it_and_says_so(counted):
    table = counted([(3, 7, 5, 5, 0, 0), (1, 9, 0, 0, 2, 3), (6, 4, 8, 2, 0, 0)], "xyz", THREE)
    pair = standardise(table, [0, 1])
    assert pair.value == (pytest.approx(0.45), pytest.approx(0.65), None)
    assert pair.left_out == (None, "no rows of 'b' in 'y'", None)
    assert pair.reasons == (None, None, "not among the groups that are compared")
    assert pair.dropped_share == 10 / 50
    assert pair.weights.tolist() == [0.5, 0, 0.5]
    everyone = standardise(table)
    assert everyone.value == (None, None, None)
    assert everyone.dropped_share == 1
    assert set(everyone.reasons) == {"no stratum has trials of every group that is compared"}
    with pytest.raises(DataError, match="Got 'c' instead: not among"):
        pair.sample([0, 2])


def test_nothing_at_all_has_no_figures(counted):
    found = standardise(counted([(0, 0, 0, 0)]))
    assert (found.value, found.dropped_share) == ((None, None), None)
    assert None not in found.reasons
    assert found.weights.tolist() == [0]
    empty = standardise(counted([(0, 0, 0, 0)]), [])
    assert (empty.value, reversals(empty)) == ((None, None), ())


def test_a_sample_can_be_indexed_and_broadcast_as_pairs(admissions):
    sample = standardise(admissions).sample([0, 1])
    assert sample[1].estimate == pytest.approx(
        sample.estimate[1], rel=1e-12
    )  # a processor may add in another order
    assert sample[1].lower(0.1) == pytest.approx(sample.lower(0.1)[1])
    rows, columns = sample[:, None], sample[None, :]
    assert (rows.estimate - columns.estimate).shape == (2, 2)
    assert rows.upper(0.05)[:, 0] == pytest.approx(sample.upper(0.05))
    assert columns.lower(0.05)[0] == pytest.approx(sample.lower(0.05))
    assert sample[np.array([1, 0])].estimate == pytest.approx(sample.estimate[::-1], rel=1e-12)
    levels = np.array([0.2, 0.001])
    assert sample.lower(levels)[1] == pytest.approx(sample.lower(0.001)[1])
    assert (sample.lower(0.9) <= sample.estimate).all()


def test_limits_miss_at_most_as_often_as_they_say():
    draw = np.random.default_rng(11)
    weights, truth, trials = np.array([0.5, 0.3, 0.2]), np.array([0.1, 0.4, 0.9]), np.array([40, 60, 15])
    successes = draw.binomial(trials, truth, (4000, 3)).T.astype(float)
    sample = StandardisedSample(successes, np.tile(trials[:, None], 4000).astype(float), weights)
    rate = weights @ truth
    for missed in ((sample.lower(0.05) > rate).mean(), (sample.upper(0.05) < rate).mean()):
        assert 0.005 < missed < 0.06


def test_a_sample_serves_whatever_compares_groups(admissions):
    """It has all that a `Sample` has, so that a verdict can be given on standardised rates."""
    found = standardise(admissions)
    sample = found.sample([0, 1])
    named = Named(admissions, found)
    judged = judge_family([contrast(named, kind="difference", tolerance=0.1)])[0]
    assert judged.value == pytest.approx(abs(found.value[0] - found.value[1]))
    assert judged.verdict == "within"
    assert judged.groups == ("men", "women")  # the lower rate first, unlike over all rows
    assert sample.trials.tolist() == found.trials.tolist() == [2691, 1835]
    more = sample.grown(np.array([2691.0 * 4, 1835 * 9]))
    np.testing.assert_allclose(more.estimate, sample.estimate, atol=1e-15)
    np.testing.assert_allclose(more.variance, sample.variance / [4, 9], rtol=1e-12)
    assert more.lower(0.05) == pytest.approx(sample.estimate - 1.645 * more.variance**0.5, abs=2e-3)
    assert sample[0].grown(np.asarray(500.0)).trials == pytest.approx(500)


def test_the_variance_is_that_of_simulated_rates():
    draw = np.random.default_rng(4)
    weights, truth, trials = np.array([0.7, 0.3]), np.array([0.2, 0.6]), np.array([50, 30])
    successes = draw.binomial(trials, truth, (4000, 2)).T.astype(float)
    sample = StandardisedSample(successes, np.tile(trials[:, None], 4000).astype(float), weights)
    assert sample.variance.mean() == pytest.approx(sample.estimate.var(), rel=0.08)


def test_no_group_can_be_sampled_where_there_is_no_rate(counted):
    found = standardise(counted([(0, 0, 3, 3), (2, 2, 0, 0)]))
    assert found.trials.tolist() == [0, 0]
    assert found.sample([]).estimate.shape == found.sample([]).variance.shape == (0,)
    with pytest.raises(DataError, match="no stratum has trials of every group"):
        found.sample([0])
