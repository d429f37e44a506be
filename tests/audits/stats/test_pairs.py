import numpy as np
import pytest

from fairwitness.audits.stats.contrasts import Question, margins, p_values, smallest_p
from fairwitness.audits.stats.pairs import Pairs
from fairwitness.audits.stats.samples import Proportions

GROUPS = Proportions(np.array([30.0, 50, 20]), np.array([100.0, 100, 100]))
REST = Proportions(np.array([70.0, 50, 80]), np.array([200.0, 200, 200]))


def listed(pairs):
    return list(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True))


def test_which_pairs_there_are():
    assert listed(Pairs(GROUPS)) == [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]
    assert listed(Pairs(GROUPS, reference=1)) == [(0, 1), (2, 1), (1, 0), (1, 2)]
    assert listed(Pairs(GROUPS, rest=REST)) == [(0, 3), (1, 4), (2, 5), (3, 0), (4, 1), (5, 2)]
    assert [Pairs(GROUPS).count, Pairs(GROUPS, 1).count, Pairs(GROUPS, rest=REST).count] == [6, 4, 6]


@pytest.mark.parametrize("pairs", [Pairs(GROUPS), Pairs(GROUPS, 2), Pairs(GROUPS, rest=REST)])
@pytest.mark.parametrize("asked", [Question("above", limit=0.05), Question("below", ratio=0.8)])
def test_margins_are_those_of_the_members(pairs, asked):
    i, j = (
        Proportions(
            *(np.array([getattr(pairs.member(m), name) for m in ends]) for name in ("successes", "trials"))
        )
        for ends in (pairs.first.tolist(), pairs.second.tolist())
    )
    each = p_values(i, j, asked)
    p, pair = smallest_p(pairs, asked)
    assert p == pytest.approx(each.min(), rel=1e-10)
    assert pair == listed(pairs)[int(each.argmin())]
    at = margins(pairs, 0.05, asked)
    assert ((at > 0) == (each < 0.05)).all()
    assert at.shape == (pairs.count,)


def test_one_group_alone_has_no_pair_but_may_have_a_rest():
    alone = GROUPS[np.array([0])]
    assert Pairs(alone).count == Pairs(alone, 0).count == 0
    assert listed(Pairs(alone, rest=REST[np.array([0])])) == [(0, 1), (1, 0)]


def test_the_rest_grows_with_the_others():
    grown = Pairs(GROUPS, rest=REST).grown(np.array([100.0, 130, 100]))
    assert grown.groups.trials.tolist() == [100, 130, 100]
    assert grown.rest.trials.tolist() == [230, 200, 230]
    assert grown.rest.estimate.tolist() == REST.estimate.tolist()
    assert Pairs(GROUPS, 2).grown(np.array([100.0, 130, 100])).reference == 2
