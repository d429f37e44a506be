import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.audits.stats.contrasts import (
    SMALLEST_P,
    Proportions,
    Question,
    difference_limits,
    largest_p,
    p_values,
    ratio_limits,
    smallest_p,
)
from fairwitness.audits.stats.intervals import clopper_pearson

GROUP = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
ASKED = st.sampled_from(
    [
        Question("above", limit=0.0),
        Question("above", limit=0.1),
        Question("below", limit=0.1),
        Question("below", ratio=0.8),
        Question("above", ratio=0.8),
    ]
)


def props(*pairs):
    return Proportions(*np.array(pairs, dtype=float).T)


BLACK, WHITE = props((805, 1795)), props((349, 1488))


def test_compas_false_positive_rates():
    low, high = difference_limits(BLACK, WHITE, 0.0025)
    assert [low[0], high[0]] == pytest.approx([0.16784087568008738, 0.25886384691897824], abs=1e-12)


def test_the_formula_from_its_parts():
    (l1, u1), (l2, u2) = clopper_pearson(7, 20, 0.025), clopper_pearson(3, 30, 0.025)
    low, high = difference_limits(props((7, 20)), props((3, 30)), 0.025, ratio=0.8)
    d = 0.35 - 0.08
    assert low[0] == pytest.approx(d - ((0.35 - l1) ** 2 + 0.64 * (u2 - 0.1) ** 2) ** 0.5, abs=1e-14)
    assert high[0] == pytest.approx(d + ((u1 - 0.35) ** 2 + 0.64 * (0.1 - l2) ** 2) ** 0.5, abs=1e-14)


@given(GROUP, GROUP, st.sampled_from([0.001, 0.025, 0.1]))
def test_ratio_limits_are_where_the_difference_is_nought(one, two, alpha):
    i, j = props(one), props(two)
    low, high = ratio_limits(i, j, alpha)
    assert 0 <= low[0] <= high[0]
    if one[0] > 0:
        assert difference_limits(i, j, alpha, float(low[0]))[0][0] == pytest.approx(0, abs=1e-9)
    if two[0] > 0:
        assert difference_limits(i, j, alpha, float(high[0]))[1][0] == pytest.approx(0, abs=1e-9)
        assert low[0] <= i.estimate[0] / j.estimate[0] <= high[0]
    else:
        assert np.isinf(high[0])


def test_ratio_closed_form_of_donner_and_zou():
    (l1, u1), (l2, u2) = clopper_pearson(12, 40, 0.025), clopper_pearson(48, 80, 0.025)
    p1, p2 = 0.3, 0.6
    root = ((p1 * p2) ** 2 - l1 * u2 * (2 * p1 - l1) * (2 * p2 - u2)) ** 0.5
    low = (p1 * p2 - root) / (u2 * (2 * p2 - u2))
    root = ((p1 * p2) ** 2 - u1 * l2 * (2 * p1 - u1) * (2 * p2 - l2)) ** 0.5
    high = (p1 * p2 + root) / (l2 * (2 * p2 - l2))
    found = ratio_limits(props((12, 40)), props((48, 80)), 0.025)
    assert [x[0] for x in found] == pytest.approx([low, high], rel=1e-12)


@given(GROUP, GROUP, ASKED)
def test_p_inverts_the_limit(one, two, asked):
    i, j = props(one), props(two)
    p = p_values(i, j, asked)[0]
    d = i.estimate[0] - asked.ratio * j.estimate[0]
    right_side = d > asked.limit if asked.side == "above" else d < asked.limit
    if not right_side:
        assert p == 1
        return

    def cleared(alpha):
        low, high = difference_limits(i, j, alpha, asked.ratio)
        return low[0] > asked.limit if asked.side == "above" else high[0] < asked.limit

    assert p == SMALLEST_P or not cleared(p * (1 - 1e-6))
    assert p * (1 + 1e-6) >= 1 or cleared(p * (1 + 1e-6))


@settings(deadline=None)
@given(st.lists(GROUP, min_size=2, max_size=6), ASKED)
def test_one_search_for_all_pairs_finds_the_extremes(groups, asked):
    family = props(*groups)
    i, j = np.array([(i, j) for i in range(len(groups)) for j in range(len(groups)) if i != j]).T
    pairs = p_values(
        Proportions(family.successes[i], family.trials[i]),
        Proportions(family.successes[j], family.trials[j]),
        asked,
    )
    p, pair = smallest_p(family, asked)
    assert p == pytest.approx(pairs.min(), rel=1e-12)
    assert pair[0] != pair[1]
    if p < 1:
        at = next(k for k in range(len(i)) if (i[k], j[k]) == pair)
        assert pairs[at] == pytest.approx(p, rel=1e-9)
    assert largest_p(family, asked) == pytest.approx(pairs.max(), rel=1e-12)


def test_overwhelming_evidence_stops_at_the_floor():
    i, j = props((90_000, 100_000)), props((10_000, 100_000))
    assert p_values(i, j, Question("above")).tolist() == [SMALLEST_P]


def test_p_at_the_limit_itself_is_half_or_more():
    p = p_values(props((300, 1000)), props((200, 1000)), Question("above", limit=0.1 - 1e-9))
    assert p[0] > 0.4
