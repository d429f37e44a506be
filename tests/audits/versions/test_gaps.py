"""Whether a gap got worse: by hand, what must not matter, and how often it is said of a gap that did not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fairwitness.audits.versions.doubts import Versions, paired, unpaired
from fairwitness.audits.versions.gaps import SMALLEST_P, gap, p_not_worse, p_worse, worse_limits

KINDS = ("difference", "ratio")
CELLS = arrays(np.int64, (3, 2, 2), elements=st.integers(1, 60))


def versions_of(cells: np.ndarray) -> Versions:
    joint = np.zeros((len(cells), 3, 3), dtype=np.int64)
    joint[:, 1:, 1:] = cells
    return paired(joint, same_trials=True)


def drawn(draw: np.random.Generator, n: list[int], rates: np.ndarray, agree: float) -> Versions:
    """Groups whose rate is the same under both versions, which decide alike in most rows."""
    moved = (1 - agree) * np.minimum(rates, 1 - rates)
    cells = np.array(
        [
            draw.multinomial(size, [1 - rate - change, change, change, rate - change]).reshape(2, 2)
            for size, rate, change in zip(n, rates, moved, strict=True)
        ]
    )
    return versions_of(cells)


class TestGap:
    def test_by_hand(self) -> None:
        assert gap(np.array([0.2, 0.5, 0.4]), "difference") == pytest.approx(0.3)
        assert gap(np.array([0.2, 0.5, 0.4]), "ratio") == pytest.approx(0.4)
        assert gap(np.zeros(2), "ratio") is None


class TestWorse:
    def test_a_gap_that_opens_is_worse_and_one_that_closes_is_better(self) -> None:
        cells = np.array([[[200, 0], [120, 180]], [[200, 0], [0, 300]]])  # one group loses 120 of 500
        cells[1, 0, 1], cells[1, 0, 0] = 60, 140
        opened = versions_of(cells)
        for kind in KINDS:
            assert p_worse(opened, kind) < 0.001
            assert p_worse(opened.swapped(), kind) > 0.5
            low, high = worse_limits(opened, kind, 0.05)
            assert 0 < low < high

    def test_two_groups_by_hand(self) -> None:
        """On different rows the contrast of two pairs is one of four rates: MOVER of four limits at alpha / 2."""
        found = unpaired(
            (np.array([50, 30]), np.array([100, 100])), (np.array([60, 20]), np.array([100, 100]))
        )
        doubts = found.doubts(0.025)
        width = np.sqrt(
            doubts.after_low[0] ** 2
            + doubts.after_high[1] ** 2
            + doubts.before_high[0] ** 2
            + doubts.before_low[1] ** 2
        )
        assert worse_limits(found, "difference", 0.05)[0] == pytest.approx(0.4 - 0.2 - width)

    def test_the_same_rows_of_two_groups_by_hand(self) -> None:
        """B's gap is held against A's both ways round: one way the groups' changes count, the other their sums."""
        found = versions_of(np.array([[[200, 60], [40, 200]], [[210, 30], [70, 190]]]))
        one = found.doubts(0.025)
        assert one.change_low is not None
        assert one.change_high is not None
        after, before = (float(rates[0] - rates[1]) for rates in (found.after, found.before))
        apart = after - before - np.hypot(one.change_low[0], one.change_high[1])
        turned = (
            after
            + before
            - np.hypot(one.after_low[0] + one.before_low[0], one.after_high[1] + one.before_high[1])
        )
        assert after > 0
        assert worse_limits(found, "difference", 0.05)[0] == pytest.approx(min(apart, turned))
        assert turned < apart

    def test_who_is_ahead_may_change_and_the_gap_stay(self) -> None:
        found = unpaired(
            (np.array([700, 300]), np.array([1000, 1000])), (np.array([300, 700]), np.array([1000] * 2))
        )
        assert p_worse(found, "difference") > 0.5
        assert p_not_worse(found, "difference", 0.1) == 1.0

    def test_the_same_decisions_are_not_worse(self) -> None:
        cells = np.array([[[100, 0], [0, 100]], [[60, 0], [0, 140]]])
        for kind in KINDS:
            assert p_worse(versions_of(cells), kind) == 1.0
            assert p_not_worse(versions_of(cells), kind, 0.1) < 0.01

    def test_a_clear_case_has_the_smallest_p(self) -> None:
        n = np.array([100_000, 100_000])
        found = unpaired((n // 2, n), (np.array([90_000, 10_000]), n))
        assert p_worse(found, "difference") == 2 * SMALLEST_P

    def test_a_ratio_without_rates_is_no_evidence(self) -> None:
        n = np.array([50, 50, 50])
        found = unpaired((np.array([0, 10, 20]), n), (np.array([0, 0, 20]), n))
        assert p_worse(found, "ratio") == 1.0

    def test_many_groups_are_compared_in_time(self) -> None:
        draw = np.random.default_rng(2)
        n = np.full(60, 500)
        before = draw.binomial(n, 0.5)
        after = before.copy()
        after[7] = 20
        found = unpaired((before, n), (after, n))
        assert p_worse(found, "difference") < 1e-6
        assert p_worse(unpaired((before, n), (before, n)), "difference") == 1.0


class TestProperties:
    @given(cells=CELLS, kind=st.sampled_from(KINDS), alpha=st.sampled_from([0.01, 0.05, 0.3]))
    def test_exchanging_the_versions_turns_the_sign(self, cells: np.ndarray, kind: str, alpha: float) -> None:
        low, high = worse_limits(versions_of(cells), kind, alpha)  # type: ignore[arg-type]
        turned = worse_limits(versions_of(cells.swapaxes(1, 2)), kind, alpha)  # type: ignore[arg-type]
        assert turned == pytest.approx((-high, -low))

    @given(cells=CELLS, kind=st.sampled_from(KINDS), order=st.permutations(range(3)))
    def test_the_order_of_the_groups_does_not_count(
        self, cells: np.ndarray, kind: str, order: list[int]
    ) -> None:
        one, two = versions_of(cells), versions_of(cells[order])
        assert p_worse(one, kind) == p_worse(two, kind)  # type: ignore[arg-type]
        assert p_not_worse(one, kind, 0.05) == p_not_worse(two, kind, 0.05)  # type: ignore[arg-type]

    @given(cells=CELLS, kind=st.sampled_from(KINDS), tolerance=st.sampled_from([0.0, 0.02, 0.1]))
    def test_the_limit_clears_what_the_p_value_says(
        self, cells: np.ndarray, kind: str, tolerance: float
    ) -> None:
        found = versions_of(cells)
        p = p_worse(found, kind, tolerance)  # type: ignore[arg-type]
        for alpha in (0.01, 0.05, 0.2):
            if abs(p - alpha) > 1e-6:
                assert (worse_limits(found, kind, alpha)[0] > tolerance) == (p < alpha)  # type: ignore[arg-type]

    @given(cells=CELLS, kind=st.sampled_from(KINDS))
    def test_worse_and_not_worse_are_never_both_shown(self, cells: np.ndarray, kind: str) -> None:
        found = versions_of(cells)
        for tolerance in (0.01, 0.1):
            worse = p_worse(found, kind, tolerance) <= 0.05  # type: ignore[arg-type]
            assert not (worse and p_not_worse(found, kind, tolerance) <= 0.05)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("n", "rates", "agree"),
    [
        ([500, 500], [0.3, 0.3], 0.7),
        ([500, 500], [0.3, 0.4], 0.0),
        ([900, 100], [0.05, 0.15], 0.9),
        ([800, 400, 200, 100, 50, 30, 20, 15], [0.3] * 8, 0.7),
        ([100] * 8, [0.9] * 7 + [0.8], 0.0),
    ],
)
def test_false_alarms(kind: str, n: list[int], rates: list[float], agree: float) -> None:
    """Both versions are equally fair in truth: 300 seeded pairs, with 3.5 standard errors of allowance."""
    draw = np.random.default_rng(17)
    alarms = {"paired": 0, "unpaired": 0}
    for _ in range(300):
        found = drawn(draw, n, np.array(rates), agree)
        before, after = (draw.binomial(n, rates) for _ in range(2))
        other = unpaired((before, np.array(n)), (after, np.array(n)))
        for name, versions in (("paired", found), ("unpaired", other)):
            if versions.before.max() and versions.after.max():
                alarms[name] += worse_limits(versions, kind, 0.05)[0] > 0  # type: ignore[arg-type]
    assert max(alarms.values()) <= 300 * 0.05 + 3.5 * np.sqrt(300 * 0.05 * 0.95)


def test_not_worse_is_said_of_a_gap_at_the_tolerance_no_more_than_alpha_of_the_time() -> None:
    draw = np.random.default_rng(23)
    n = np.array([600, 600])
    said = 0
    for _ in range(400):
        found = unpaired((draw.binomial(n, 0.5), n), (draw.binomial(n, [0.55, 0.45]), n))
        said += p_not_worse(found, "difference", 0.1) <= 0.05
    assert said <= 400 * 0.05 + 3.5 * np.sqrt(400 * 0.05 * 0.95)


def test_a_real_change_is_found() -> None:
    """One of two groups of 500 loses a tenth: on the same rows it is found, nearly always."""
    draw = np.random.default_rng(29)
    found = 0
    for _ in range(100):
        cells = np.array(
            [
                draw.multinomial(500, [0.58, 0.02, 0.02, 0.38]).reshape(2, 2),
                draw.multinomial(500, [0.68, 0.02, 0.12, 0.18]).reshape(2, 2),
            ]
        )
        found += p_worse(versions_of(cells), "difference") <= 0.05
    assert found >= 95
