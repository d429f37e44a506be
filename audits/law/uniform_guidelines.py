"""The four-fifths rule of the Uniform Guidelines, with the two tests that are usually read beside it.

The rule is a convention: a ratio below four fifths is "generally regarded" as evidence of adverse impact, smaller
gaps may be one and larger ones none, where numbers are small. It is not a verdict of this audit.

References
----------
Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4(D); Questions and Answers, 44 FR 11996 (1979).
Castaneda v. Partida, 430 U.S. 482 (1977), note 17, and Hazelwood School District v. United States, 433 U.S. 299
(1977), note 14: differences of more than two or three standard deviations.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from fairwitness.audits.law.fisher import fisher_two_sided
from fairwitness.audits.law.tally import Tally, checked

_FEW_EXPECTED = 5


@dataclass(frozen=True)
class Line:
    """One group against the group with the highest rate.

    Attributes
    ----------
    reference
        The group with the highest rate; among equals the largest, then the first by name. None if nobody was
        selected.
    rate, impact_ratio
        Exact; None where ``reason`` says why.
    below
        Whether the ratio is below four fifths, in integers.
    standard_deviations
        How many the group's selections fall short by: the pooled z of the two rates, unrounded. Its square is
        `chi_square`.
    chi_square
        Pearson's, of the 2 x 2 table, without continuity correction, exact.
    fisher_p
        Two-sided p-value of Fisher's exact test.
    few
        Whether an expected count of the table is below 5, so that the exact test is the one to read.
    reason
        Why something is None.
    """

    group: str
    applicants: int
    selected: int
    reference: str | None = None
    rate: Fraction | None = None
    impact_ratio: Fraction | None = None
    below: bool | None = None
    standard_deviations: float | None = None
    chi_square: Fraction | None = None
    fisher_p: float | None = None
    few: bool = False
    reason: str | None = None


def below_four_fifths(applicants: int, selected: int, best: tuple[int, int]) -> bool | None:
    """Whether a group's rate is below four fifths of the best rate: 29 CFR 1607.4(D).

    In integers: with a of n selected against b of m, iff 5 a m < 4 b n. In floats 3/5 over 6/8 falls below 0.8.

    Parameters
    ----------
    best
        (applicants, selected) of the group with the highest rate.

    Returns
    -------
    bool or None
        None where the ratio does not exist: a group has no applicants, or nobody of the best one was selected.
    """
    people, chosen = best
    if not applicants or not people or not chosen:
        return None
    return 5 * selected * people < 4 * chosen * applicants


def four_fifths(tally: Tally) -> tuple[Line, ...]:
    """Hold each group against the one with the highest rate; in the order of the groups.

    Parameters
    ----------
    tally
        Group to (applicants, selected), unknown groups left out.

    Raises
    ------
    DataError
        A count cannot be.
    """
    counts = checked(tally)
    reference = _reference(counts)
    return tuple(_line(group, counts, reference) for group in counts)


def chi_square(one: tuple[int, int], other: tuple[int, int]) -> Fraction | None:
    """Pearson's statistic of two groups (applicants, selected), exact; None where a margin is empty."""
    (n, a), (m, b) = one, other
    margins = n * m * (a + b) * (n + m - a - b)
    return Fraction((n + m) * (a * m - b * n) ** 2, margins) if margins else None


def standard_deviations(one: tuple[int, int], other: tuple[int, int]) -> float | None:
    """Pooled z by which the rate of ``one`` falls short of that of ``other``; None where a margin is empty."""
    squared = chi_square(one, other)
    if squared is None:
        return None
    (n, a), (m, b) = one, other
    return math.copysign(math.sqrt(squared), b * n - a * m) if squared else 0.0


def katz_interval(
    one: tuple[int, int], other: tuple[int, int], confidence: float = 0.95
) -> tuple[float, float] | None:
    """The usual log-normal interval of the ratio of two rates; None where one of them is 0 or does not exist.

    It stands here because published audits print it. The intervals of the verdicts are those of
    `fairwitness.audits.stats.contrasts`, which also hold in small groups.

    References
    ----------
    D. Katz et al., Biometrics 34 (1978) 469-474.
    """
    from scipy.special import ndtri

    (n, a), (m, b) = one, other
    if not a or not b:
        return None
    half = float(ndtri((1 + confidence) / 2)) * math.sqrt(1 / a - 1 / n + 1 / b - 1 / m)
    middle = math.log(a) + math.log(m) - math.log(b) - math.log(n)
    return math.exp(middle - half), math.exp(middle + half)


def _reference(counts: dict[str, tuple[int, int]]) -> str | None:
    """The highest rate; among equals the largest group, then the first by name, so that order changes nothing."""
    there = [
        (-Fraction(selected, applicants), -applicants, group)
        for group, (applicants, selected) in counts.items()
        if selected
    ]
    return min(there)[-1] if there else None


def _line(group: str, counts: dict[str, tuple[int, int]], reference: str | None) -> Line:
    applicants, selected = counts[group]
    if not applicants:
        return Line(group, 0, 0, reference, reason="no applicants")
    rate = Fraction(selected, applicants)
    if reference is None:
        why = "nobody was selected, so no ratio exists"
        return Line(group, applicants, selected, rate=rate, reason=why)
    best = counts[reference]
    ratio = rate / Fraction(best[1], best[0])
    below = below_four_fifths(applicants, selected, best)
    if group == reference:
        why = "the highest rate, which the others are held against"
        return Line(group, applicants, selected, reference, rate, ratio, below, reason=why)
    mine = counts[group]
    return Line(
        group,
        applicants,
        selected,
        reference,
        rate,
        ratio,
        below,
        standard_deviations(mine, best),
        chi_square(mine, best),
        fisher_two_sided(mine, best),
        _few(mine, best),
        None if chi_square(mine, best) is not None else "everybody was selected, so the rates do not vary",
    )


def _few(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether the smallest expected count, the smaller group times the rarer decision over all, is below 5."""
    (n, a), (m, b) = one, other
    rarer = min(a + b, n + m - a - b)
    return min(n, m) * rarer < _FEW_EXPECTED * (n + m)
