"""The Questions and Answers' own figures, the companions as scipy has them, and what must hold for any counts."""

from __future__ import annotations

import random as rng
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from fairwitness.audits.law.uniform_guidelines import (
    below_four_fifths,
    chi_square,
    four_fifths,
    katz_interval,
    standard_deviations,
)
from fairwitness.errors import DataError

Counts = dict[str, tuple[int, int]]
group = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (max(pair), min(pair)))
tallies = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), group, min_size=1, max_size=6)


def test_rates_of_the_questions_and_answers() -> None:
    """44 FR 11996: 45% of 60% is flagged; 48% is exactly four fifths, and exactly four fifths is not below."""
    tally = {"White": (100, 60), "American Indian": (100, 45), "Hispanic": (100, 48), "Black": (100, 51)}
    found = {line.group: line for line in four_fifths(tally)}
    assert {name: line.impact_ratio for name, line in found.items() if name != "White"} == {
        "American Indian": Fraction(3, 4),
        "Hispanic": Fraction(4, 5),
        "Black": Fraction(17, 20),
    }
    assert {name: line.below for name, line in found.items()} == {
        "White": False,
        "American Indian": True,
        "Hispanic": False,
        "Black": False,
    }


def test_counts_of_the_questions_and_answers() -> None:
    white, black = four_fifths({"White": (80, 48), "Black": (40, 12)})
    assert (white.rate, black.rate, black.impact_ratio) == (Fraction(3, 5), Fraction(3, 10), Fraction(1, 2))
    assert black.reference == "White"
    assert black.below is True
    assert black.standard_deviations == pytest.approx(3.0984, abs=5e-5)
    assert black.chi_square == Fraction(48, 5)
    assert black.fisher_p == pytest.approx(0.003409, abs=5e-7)
    assert katz_interval((40, 12), (80, 48)) == pytest.approx((0.3014, 0.8294), abs=5e-5)


@pytest.mark.parametrize(
    ("female", "male", "ratio", "deviations", "clear"),
    [
        ((250, 50), (250, 100), 0.50, 4.8795, True),
        ((350, 50), (550, 100), 0.785714, 1.5289, False),  # the same people, with those of unknown race
    ],
)
def test_two_standard_deviations(
    female: tuple[int, int], male: tuple[int, int], ratio: float, deviations: float, clear: bool
) -> None:
    (line, _) = four_fifths({"female": female, "male": male})
    assert float(line.impact_ratio or 0) == pytest.approx(ratio, abs=5e-7)
    assert line.below
    assert line.standard_deviations == pytest.approx(deviations, abs=5e-5)
    assert ((line.standard_deviations or 0) > 2) is clear
    assert ((line.fisher_p or 0) < 0.05) is clear


def test_the_flag_is_exact_where_floats_are_not() -> None:
    assert (3 / 5) / (6 / 8) < 0.8
    assert below_four_fifths(5, 3, (8, 6)) is False
    assert below_four_fifths(5 * 10**12, 3 * 10**12 - 1, (8, 6)) is True


@given(st.integers(1, 10**6), st.integers(1, 200), st.integers(1, 10**6))
def test_equality_is_never_below(selected: int, extra: int, times: int) -> None:
    """A group of 4k of 5n against the best of 5k of 5n: equal to four fifths, and one fewer is below."""
    n = 5 * (selected + extra)
    best = (n * times, 5 * selected * times)
    assert below_four_fifths(n, 4 * selected, best) is False
    assert below_four_fifths(n, 4 * selected - 1, best) is True


@pytest.mark.parametrize(
    ("tally", "reasons"),
    [
        ({"a": (10, 0), "b": (3, 0)}, ["nobody was selected, so no ratio exists"] * 2),
        (
            {"a": (0, 0), "b": (3, 1)},
            ["no applicants", "the highest rate, which the others are held against"],
        ),
        ({"a": (0, 0)}, ["no applicants"]),
    ],
)
def test_what_does_not_exist_is_none_with_a_reason(tally: Counts, reasons: list[str]) -> None:
    lines = four_fifths(tally)
    assert [line.reason for line in lines] == reasons
    for line in lines:
        assert line.standard_deviations is line.chi_square is line.fisher_p is None
        assert line.rate is None or line.applicants
        assert line.impact_ratio is None or line.group == line.reference


def test_where_everybody_is_selected_only_the_deviations_do_not_exist() -> None:
    _, small = four_fifths({"a": (9, 9), "b": (2, 2)})
    assert (small.impact_ratio, small.below, small.fisher_p) == (1, False, 1.0)
    assert small.standard_deviations is None
    assert small.reason == "everybody was selected, so the rates do not vary"


def test_a_zero_cell_has_a_ratio_and_both_tests() -> None:
    line, _ = four_fifths({"a": (4, 0), "b": (6, 3)})
    assert (line.impact_ratio, line.below, line.few) == (0, True, True)
    assert line.fisher_p == pytest.approx(1 / 6 + 1 / 30)
    assert katz_interval((4, 0), (6, 3)) is None


def test_few_is_an_expected_count_below_five() -> None:
    assert not four_fifths({"a": (10, 4), "b": (10, 6)})[0].few  # expected 5 each
    assert four_fifths({"a": (10, 3), "b": (10, 6)})[0].few  # expected 4.5 selected each
    assert four_fifths({"a": (100, 92), "b": (100, 99)})[0].few  # expected 4.5 not selected each


def test_among_equal_rates_the_largest_group_is_the_reference() -> None:
    lines = four_fifths({"a": (10, 5), "c": (40, 20), "b": (40, 20), "d": (10, 1)})
    assert {line.reference for line in lines} == {"b"}
    assert [line.standard_deviations for line in lines[:2]] == [0.0, 0.0]


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(DataError, match="from 0 to its 3 people"):
        four_fifths({"a": (3, 4)})


def test_hundred_millions_of_people() -> None:
    line, _ = four_fifths({"a": (50_000_000, 29_000_000), "b": (50_000_000, 30_000_000)})
    assert line.standard_deviations == pytest.approx(203.32, abs=0.005)
    assert 0 < (line.fisher_p or 0) <= 1e-100


@given(group, group)
def test_companions_as_scipy_has_them(one: tuple[int, int], other: tuple[int, int]) -> None:
    (n, a), (m, b) = one, other
    squared = chi_square(one, other)
    deviations = standard_deviations(one, other)
    if not n or not m or a + b in (0, n + m):
        assert squared is deviations is None
        return
    expected = chi2_contingency([[a, n - a], [b, m - b]], correction=False).statistic
    assert float(squared or 0) == pytest.approx(expected, abs=1e-9)
    assert deviations is not None
    assert deviations**2 == pytest.approx(float(squared or 0), rel=1e-12)
    assert (deviations > 0) == (Fraction(a, n) < Fraction(b, m))
    assert standard_deviations(other, one) == -deviations


@given(tallies, st.integers(2, 40))
def test_scaling_changes_no_ratio_and_no_flag(tally: Counts, times: int) -> None:
    scaled = {name: (times * n, times * k) for name, (n, k) in tally.items()}
    for line, large in zip(four_fifths(tally), four_fifths(scaled), strict=True):
        assert (line.rate, line.impact_ratio, line.below) == (large.rate, large.impact_ratio, large.below)
        if line.chi_square:
            assert large.chi_square == times * line.chi_square


@given(tallies, st.integers(0, 1000))
def test_the_order_of_the_groups_changes_nothing(tally: Counts, seed: int) -> None:
    order = list(tally)
    rng.Random(seed).shuffle(order)
    shuffled = four_fifths({name: tally[name] for name in order})
    assert {line.group: line for line in shuffled} == {line.group: line for line in four_fifths(tally)}


@given(tallies)
def test_a_flag_is_the_ratio_below_four_fifths(tally: Counts) -> None:
    lines = [line for line in four_fifths(tally) if line.impact_ratio is not None]
    assume(lines)
    for line in lines:
        assert line.below == (line.impact_ratio < Fraction(4, 5))  # type: ignore[operator]
    assert max(line.impact_ratio or 0 for line in lines) == 1
