import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fairwitness.audits.stats.multiplicity import benjamini_hochberg, check_alpha, holm, holm_of_known
from fairwitness.errors import PlanError

P = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def test_by_hand():
    p = [0.01, 0.04, 0.03, 0.005]
    # Holm: .005 x 4, .01 x 3, .03 x 2, then .04 x 1 held at .06; Benjamini-Hochberg: x 4/1, 4/2, 4/3, 4/4.
    assert holm(p).tolist() == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert benjamini_hochberg(p).tolist() == pytest.approx([0.02, 0.04, 0.04, 0.02])
    assert benjamini_hochberg([0.01, 0.02, 0.021]).tolist() == pytest.approx([0.021, 0.021, 0.021])


def test_one_alone_is_unchanged_and_none_is_none():
    assert holm([0.03]).tolist() == benjamini_hochberg([0.03]).tolist() == [0.03]
    assert holm([]).tolist() == benjamini_hochberg([]).tolist() == []


@given(P, st.floats(0.001, 0.999))
def test_holm_rejects_what_the_steps_reject(p, alpha):
    rejected, remaining = set(), sorted(range(len(p)), key=lambda i: p[i])
    while remaining and p[remaining[0]] * len(remaining) <= alpha:
        rejected.add(remaining.pop(0))
    assert {i for i, value in enumerate(holm(p)) if value <= alpha} == rejected


@given(P)
def test_scipy_agrees_on_benjamini_hochberg(p):
    np.testing.assert_allclose(benjamini_hochberg(p), stats.false_discovery_control(p), rtol=1e-12)


@given(P, st.randoms())
def test_order_does_not_matter_and_nothing_gets_smaller(p, random):
    places = list(range(len(p)))
    random.shuffle(places)
    for adjust in (holm, benjamini_hochberg):
        adjusted = adjust(p)
        assert np.all(adjusted >= np.array(p))
        assert np.all(adjusted <= 1)
        assert adjust([p[place] for place in places]).tolist() == adjusted[places].tolist()


def test_what_is_not_known_takes_no_part():
    assert holm_of_known([0.01, None, 0.04]) == [*holm([0.01]) * 2, None, *holm([0.04])]
    assert holm_of_known([None]) == [None]


@pytest.mark.parametrize("alpha", [0, 0.5, -1, float("nan")])
def test_a_level_that_is_none_is_refused(alpha):
    check_alpha(0.05)
    with pytest.raises(PlanError, match=r"must be above 0 and below 0\.5"):
        check_alpha(alpha)
