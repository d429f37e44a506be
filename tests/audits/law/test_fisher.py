"""The exact test as SciPy has it, at any size, without importing what takes long."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from fairwitness.audits.law.fisher import fisher_two_sided

Pair = tuple[int, int]
group = st.tuples(st.integers(1, 400), st.integers(0, 400)).map(lambda pair: (max(pair), min(pair)))


def reference(one: Pair, other: Pair) -> float:
    return float(fisher_exact([[one[1], one[0] - one[1]], [other[1], other[0] - other[1]]]).pvalue)


@given(group, group)
def test_as_scipy_has_it(one: Pair, other: Pair) -> None:
    found = fisher_two_sided(one, other)
    assert found == pytest.approx(max(reference(one, other), 1e-100), rel=1e-8)
    assert found == fisher_two_sided(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((10_000, 5_050), (10_000, 4_950)),
        ((1_000_000, 20), (30_000_000, 900)),
        ((40_000_000, 20_003_000), (60_000_000, 30_000_000)),
        ((50_000_000, 49_999_990), (50_000_000, 49_999_970)),
        ((3, 3), (90_000_000, 10)),
    ],
)
def test_large_and_lopsided_tables(one: Pair, other: Pair) -> None:
    assert fisher_two_sided(one, other) == pytest.approx(reference(one, other), rel=1e-6)


def test_a_table_as_likely_as_the_observed_one_counts() -> None:
    """Of 10 people in two fives with 5 chosen, 1 and 4 are equally likely: (25 + 1) * 2 of 252."""
    assert fisher_two_sided((5, 1), (5, 4)) == pytest.approx(52 / 252, rel=1e-12)


def test_what_there_is_one_table_of_is_certain() -> None:
    assert fisher_two_sided((4, 4), (6, 6)) == 1.0
    assert fisher_two_sided((4, 0), (6, 0)) == 1.0
    assert fisher_two_sided((0, 0), (6, 3)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [((10**8, 0), (10**8, 10**8)), ((1000, 0), (1000, 1000)), ((10**8, 5 * 10**7), (10**8, 4 * 10**7))],
)
def test_no_p_value_is_nothing(one: Pair, other: Pair) -> None:
    assert fisher_two_sided(one, other) == 1e-100


@pytest.mark.parametrize("k", [300, 330, 350])
def test_far_out_it_is_still_the_exact_one(k: int) -> None:
    expected = reference((1000, k), (1000, 1000 - k))
    assert 1e-100 < expected < 1e-30
    assert fisher_two_sided((1000, k), (1000, 1000 - k)) == pytest.approx(expected, rel=1e-6)


def test_scipy_stats_is_not_imported() -> None:
    code = (
        "import sys; from fairwitness.audits.law.uniform_guidelines import four_fifths; "
        "four_fifths({'a': (9, 4), 'b': (9, 3)}); sys.exit('scipy.stats' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("one", "other", "exact"),
    [((65, 30), (103, 54), 0.5264793975125864), ((33, 8), (111, 64), 0.0012790961955501542)],
)
def test_rounding_does_not_split_tables_that_are_equally_likely(one: Pair, other: Pair, exact: float) -> None:
    """By binomials in whole numbers; without an allowance for rounding the first gives 0.434."""
    assert fisher_two_sided(one, other) == pytest.approx(exact, rel=1e-9)
