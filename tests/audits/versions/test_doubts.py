"""Limits of a rate's change: against published intervals, by hand, and how often they miss."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fairwitness.audits.stats.intervals import clopper_pearson
from fairwitness.audits.versions.doubts import change_limits, newcombe, paired, unpaired

JOINTS = arrays(np.int64, (4, 2, 2), elements=st.integers(1, 40))


def joint_of(both: int, lost: int, gained: int, neither: int) -> np.ndarray:
    """The joint states of one group whose rate has the same trials under both versions."""
    joint = np.zeros((1, 3, 3), dtype=np.int64)
    joint[0, 2, 2], joint[0, 2, 1], joint[0, 1, 2], joint[0, 1, 1] = both, lost, gained, neither
    return joint


def of_cells(cells: np.ndarray) -> np.ndarray:
    joint = np.zeros((len(cells), 3, 3), dtype=np.int64)
    joint[:, 1:, 1:] = cells
    return joint


class TestNewcombe:
    def test_the_published_example(self) -> None:
        """Airway hyper-responsiveness of 21 children before and after stem cell transplantation.

        Bentur et al. (2009), as given in M. W. Fagerland, S. Lydersen and P. Laake, Stat. Med. 33 (2014)
        2850-2875: 2 of 21 before, 8 of 21 after; Newcombe's square-and-add limits 0.026 and 0.507.
        """
        low, high = newcombe(joint_of(both=1, lost=1, gained=7, neither=12))
        assert (round(low[0], 3), round(high[0], 3)) == (0.026, 0.507)

    def test_nothing_changed_is_not_known_for_sure(self) -> None:
        low, high = newcombe(joint_of(20, 0, 0, 20))
        assert low[0] == pytest.approx(-high[0])
        assert 0 < high[0] < 0.1

    @given(cells=JOINTS)
    def test_exchanging_the_versions_turns_the_sign(self, cells: np.ndarray) -> None:
        low, high = newcombe(of_cells(cells))
        turned_low, turned_high = newcombe(of_cells(cells.swapaxes(1, 2)))
        assert turned_low == pytest.approx(-high)
        assert turned_high == pytest.approx(-low)
        n = cells.sum(axis=(1, 2))
        change = (cells[:, 0, 1] - cells[:, 1, 0]) / n
        assert ((low <= change + 1e-12) & (change - 1e-12 <= high)).all()


class TestDoubts:
    def test_a_rate_alone_has_the_limits_of_clopper_and_pearson(self) -> None:
        found = unpaired((np.array([3]), np.array([10])), (np.array([0]), np.array([8])))
        doubts = found.doubts(0.05)
        low, high = clopper_pearson(3, 10, 0.05)
        assert found.before[0] - doubts.before_low[0] == pytest.approx(float(low))
        assert found.before[0] + doubts.before_high[0] == pytest.approx(float(high))
        assert (found.after[0], doubts.after_low[0]) == (0.0, 0.0)
        assert doubts.change_low is None

    def test_only_rows_decided_differently_bear_on_a_change(self) -> None:
        widths = []
        for agreeing in (40, 400):
            doubts = paired(joint_of(agreeing, 4, 4, agreeing), same_trials=True).doubts(0.025)
            assert doubts.change_low is not None
            widths.append(doubts.change_low[0] * (2 * agreeing + 8))
        assert widths[0] == pytest.approx(widths[1], rel=0.1)

    def test_one_kind_of_change_alone_by_hand(self) -> None:
        """Nothing lost, 5 of 50 gained: the lower limit is the root of two squares."""
        doubts = paired(joint_of(20, 0, 5, 25), same_trials=True).doubts(0.05)
        down = 0.1 - float(clopper_pearson(5, 50, 0.05)[0])
        up = float(clopper_pearson(0, 50, 0.05)[1])
        assert doubts.change_low is not None
        assert doubts.change_low[0] == pytest.approx(np.hypot(down, up))

    def test_rows_that_went_either_way_are_cells_of_one_multinomial(self) -> None:
        """9 of 50 lost and 16 of 50 gained: correlated with -sqrt(0.18 * 0.32 / (0.82 * 0.68))."""
        doubts = paired(joint_of(10, 9, 16, 15), same_trials=True).doubts(0.05)
        down = 0.32 - float(clopper_pearson(16, 50, 0.05)[0])
        up = float(clopper_pearson(9, 50, 0.05)[1]) - 0.18
        both = 2 * np.sqrt(0.18 * 0.32 / (0.82 * 0.68)) * down * up
        assert doubts.change_low is not None
        assert doubts.change_low[0] == pytest.approx(np.sqrt(down**2 + up**2 + both))

    @given(joint=arrays(np.int64, (3, 3, 3), elements=st.integers(1, 20)), same=st.booleans())
    def test_exchanging_the_versions_exchanges_the_doubts(self, joint: np.ndarray, same: bool) -> None:
        if same:
            joint[:, 0, :] = joint[:, :, 0] = 0
        one = paired(joint, same_trials=same).swapped()
        two = paired(joint.swapaxes(1, 2), same_trials=same)
        assert np.array_equal(one.after, two.after)
        for alpha in (0.4, 0.05, 1e-9):
            for name, values in vars(one.doubts(alpha)).items():
                assert values == pytest.approx(getattr(two.doubts(alpha), name)), name

    @given(joint=arrays(np.int64, (2, 3, 3), elements=st.integers(0, 9)), same=st.booleans())
    def test_doubts_are_finite_and_grow_with_certainty(self, joint: np.ndarray, same: bool) -> None:
        joint[:, 1, 1] += 1
        if same:
            joint[:, 0, :] = joint[:, :, 0] = 0
        found = paired(joint, same_trials=same)
        last = np.zeros((6, 2))
        for alpha in (1.0, 0.3, 0.01, 1e-100):
            values = np.array(list(vars(found.doubts(alpha)).values()))
            assert np.isfinite(values).all()
            assert (values >= last - 1e-12).all()
            last = values


class TestPrecision:
    def test_the_same_flags_are_no_change_and_not_known_for_sure(self) -> None:
        joint = np.zeros((1, 3, 3), dtype=np.int64)
        joint[0, 1, 1], joint[0, 2, 2] = 20, 30
        low, high = change_limits(joint)
        assert -0.1 < low[0] < 0 < high[0] < 0.1

    def test_limits_miss_no_more_often_than_they_say(self) -> None:
        """B decides three rows in ten anew; its precision is that of A: 400 seeded samples of two groups."""
        draw = np.random.default_rng(3)
        missed = 0
        for _ in range(400):
            joint = np.zeros((2, 3, 3), dtype=np.int64)
            for group in range(2):
                y = draw.random(300) < 0.6
                a, again = (draw.random(300) < np.where(y, 0.5, 0.3) for _ in range(2))
                b = np.where(draw.random(300) < 0.3, again, a)
                np.add.at(joint[group], (np.where(a, y + 1, 0), np.where(b, y + 1, 0)), 1)
            low, high = change_limits(joint)
            missed += int(((low > 0) | (high < 0)).sum())
        assert 0 < missed <= 800 * 0.05 + 3.5 * np.sqrt(800 * 0.05 * 0.95)

    @pytest.mark.parametrize("only_b", [(0, 90), (300, 10), (40, 500)])
    def test_with_many_rows_the_doubt_is_that_of_the_rows_drawn_again(self, only_b: tuple[int, int]) -> None:
        """Rows that B alone flags, right or wrong: how many there are is as uncertain as whether they are right."""
        joint = np.zeros((1, 3, 3), dtype=np.int64)
        joint[0, 2, 2], joint[0, 1, 1], joint[0, 2, 0], joint[0, 1, 0] = 1500, 500, 60, 40
        joint[0, 0, 2], joint[0, 0, 1], joint[0, 0, 0] = *only_b, 1800
        draws = np.random.default_rng(7).multinomial(joint.sum(), joint.reshape(-1) / joint.sum(), size=4000)
        a, b = draws.reshape(-1, 3, 3).sum(axis=2), draws.reshape(-1, 3, 3).sum(axis=1)
        spread = np.std(b[:, 2] / b[:, 1:].sum(axis=1) - a[:, 2] / a[:, 1:].sum(axis=1))
        low, high = change_limits(joint)
        assert high[0] - low[0] == pytest.approx(2 * 1.96 * spread, rel=0.12)
