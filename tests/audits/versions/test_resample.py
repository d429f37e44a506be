"""The bootstrap of the table: seeded, blind to names, order and which version is called A."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fairwitness.audits.versions.resample import Limits, Wanted, resample
from fairwitness.audits.versions.table import PairedTable

BOTH = (0, 1, 2)
WANTED = [Wanted("selection_rate", "difference", BOTH), Wanted("precision", "ratio", BOTH)]
TABLES = arrays(np.int64, (3, 3, 2, 2), elements=st.integers(1, 30))


def table(n: np.ndarray) -> PairedTable:
    return PairedTable("g", tuple(f"g{place}" for place in range(len(n))), n)


def limits(n: np.ndarray, wanted: list[Wanted] = WANTED, **options: int) -> list[Limits | None]:
    return resample(table(n), wanted, **({"resamples": 300} | options))  # type: ignore[arg-type]


def ends(found: list[Limits | None]) -> np.ndarray:
    return np.array([(one.low, one.high) for one in found if one is not None])


class TestSeeded:
    N = np.random.default_rng(0).integers(1, 80, (3, 3, 2, 2))

    def test_the_same_seed_gives_the_same_limits_and_another_gives_others(self) -> None:
        assert limits(self.N, seed=4) == limits(self.N, seed=4) != limits(self.N, seed=5)

    def test_limits_hold_the_change_that_was_seen(self) -> None:
        rates = [self.N.sum(axis=others)[:, 1] / self.N.sum(axis=(1, 2, 3)) for others in ((1, 3), (1, 2))]
        change = np.ptp(rates[1]) - np.ptp(rates[0])
        found = limits(self.N)[0]
        assert found is not None
        assert found.low < change < found.high
        assert found.resamples == 300

    def test_the_spread_is_that_of_the_sample(self) -> None:
        """Two groups far apart: the gap's change has the standard error of four rows' worth of multinomials."""
        n = np.zeros((2, 3, 2, 2), dtype=np.int64)
        n[0, 0], n[1, 0] = [[100, 100], [0, 800]], [[800, 0], [100, 100]]
        found = resample(table(n), [Wanted("selection_rate", "difference", (0, 1))], resamples=4000)[0]
        # Under A the groups have 0.8 and 0.2, under B 0.9 and 0.1: per group the change is +-0.1 with p = 0.1.
        error = np.sqrt(2 * 0.1 * 0.9 / 1000)
        assert found is not None
        assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.08)

    def test_a_ratio_that_never_exists_has_no_limits(self) -> None:
        n = np.zeros((2, 3, 2, 2), dtype=np.int64)
        n[:, 0, 0, 0] = 50
        wanted = [Wanted("selection_rate", kind, (0, 1)) for kind in ("ratio", "difference")]
        assert limits(n, wanted) == [None, Limits(0.0, 0.0, 300)]

    def test_nothing_asked_nothing_drawn(self) -> None:
        assert limits(self.N, []) == []


class TestWhatDoesNotCount:
    @settings(max_examples=25)
    @given(n=TABLES)
    def test_exchanging_the_versions_turns_the_sign(self, n: np.ndarray) -> None:
        assert ends(limits(n.swapaxes(2, 3))) == pytest.approx(-ends(limits(n))[:, ::-1])

    @settings(max_examples=25)
    @given(n=TABLES, order=st.permutations(range(3)))
    def test_the_order_of_the_groups(self, n: np.ndarray, order: list[int]) -> None:
        assert ends(limits(n[order])) == pytest.approx(ends(limits(n)))

    @settings(max_examples=25)
    @given(n=TABLES)
    def test_a_table_that_is_its_own_mirror_image_has_limits_around_none(self, n: np.ndarray) -> None:
        own = n + n.swapaxes(2, 3)
        found = ends(limits(own))
        assert found[:, 0] == pytest.approx(-found[:, 1], abs=1e-12)

    @settings(max_examples=10)
    @given(n=TABLES)
    def test_the_same_decisions_never_change(self, n: np.ndarray) -> None:
        n = n.copy()
        n[:, :, 0, 1] = n[:, :, 1, 0] = 0
        assert (ends(limits(n)) == 0).all()
