"""New York City Local Law 144: the figures of a bias audit, 6 RCNY 5-301.

The rule sets no line that a ratio must reach, and neither does anything here.

References
----------
New York City Administrative Code 20-870 to 20-874; Rules of the City of New York, title 6, 5-300 to 5-304
(final rule of April 2023, effective 6 May 2023).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from fairwitness.audits.law.tally import Tally, checked, shares
from fairwitness.errors import DataError, nearest

SEXES: Final = ("Male", "Female")
"""Categories of sex in EEO-1 Component 1."""
RACES: Final = (
    "Hispanic or Latino",
    "White",
    "Black or African American",
    "Native Hawaiian or Pacific Islander",
    "Asian",
    "Native American or Alaska Native",
    "Two or More Races",
)
"""Categories of race or ethnicity in EEO-1 Component 1; all but the first are "not Hispanic or Latino"."""
JOINER: Final = " & "

Sample = Literal["full", "known"]


def selection_rates(tally: Tally) -> dict[str, Fraction | None]:
    """Selected over applicants of each category: 5-301(b)(1). None for a category without applicants."""
    return shares(tally)


def impact_ratios(tally: Tally, *, left_out: Collection[str] = ()) -> dict[str, Fraction | None]:
    """Rate of each category over the highest rate of the grouping: 5-300 and 5-301(b)(2), (c)(3).

    Parameters
    ----------
    tally
        Category to (applicants, selected), or to (applicants, scored above the median).
    left_out
        Categories that the auditor leaves out under 5-301(d). They have no ratio and are not the highest rate.

    Returns
    -------
    dict
        Exact ratios of unrounded rates; None for a category that is left out or has no applicants, and for
        every category where nobody was chosen.

    Raises
    ------
    DataError
        A category that is left out is none of the grouping, or is not under 2% of it.
    """
    _check_left_out(tally, left_out)
    rates = {group: None if group in left_out else rate for group, rate in shares(tally).items()}
    highest = max((rate for rate in rates.values() if rate is not None), default=Fraction(0))
    return {group: rate / highest if rate is not None and highest else None for group, rate in rates.items()}


def under_two_percent(tally: Tally) -> tuple[str, ...]:
    """Categories that 5-301(d) lets an auditor leave out, with a reason: under 2% of the people.

    Counted in integers, so that exactly 2% is never under, and among the people whose category is known:
    what is under 2% of these is under 2% of all the data too.
    """
    counts = checked(tally)
    everybody = sum(people for people, _ in counts.values())
    return tuple(group for group, (people, _) in counts.items() if 50 * people < everybody)


@dataclass(frozen=True)
class Scored:
    """How many people of each category scored above the median.

    Attributes
    ----------
    median
        Of the sample's scores, exact.
    tally
        Category to (applicants, applicants scored strictly above the median), sorted by category.
    unknown
        People without a category, who are in no rate: 5-301(c) with (b)(5).
    """

    median: Fraction
    tally: Mapping[str, tuple[int, int]]
    unknown: int


def above_median(
    scores: npt.ArrayLike, categories: Sequence[str | None], *, sample: Sample = "full"
) -> Scored:
    """Count who scored above the median of the sample: 5-301(c)(1).

    Parameters
    ----------
    scores
        One finite number for each of N applicants.
    categories
        Category of each applicant, None where it is unknown: (N,).
    sample
        ``full`` takes the median of all scores; ``known`` only of applicants whose category is known. The rule
        says "the full sample" and not whether the unknown are in it: look at both where they differ.

    Raises
    ------
    DataError
        There are no scores, a score is not finite, or there is not one category for each.
    """
    values = _finite(scores)
    if len(categories) != len(values):
        raise DataError(
            f"The `categories` must be one for each of the {len(values)} scores. Got {len(categories)} instead."
        )
    names = sorted({one for one in categories if one is not None})
    place: dict[str | None, int] = {name: index for index, name in enumerate(names)}
    codes = np.fromiter((place.get(one, -1) for one in categories), dtype=np.int64, count=len(values))
    known = codes >= 0
    of = values if sample == "full" else values[known]
    if not len(of):
        raise DataError("The `scores` must be those of one applicant or more. Got none; no median exists.")
    low, high = np.sort(of)[[(len(of) - 1) // 2, len(of) // 2]]
    # No score lies between the two middle ones, so above their mean is above the lower: no mean is rounded.
    above = values > low
    people, chosen = (
        np.bincount(codes[rows], minlength=len(names)).tolist() for rows in (known, known & above)
    )
    counts = dict(zip(names, zip(people, chosen, strict=True), strict=True))
    median = (Fraction(float(low)) + Fraction(float(high))) / 2
    return Scored(median, MappingProxyType(counts), int((~known).sum()))


def scoring_rates(
    scores: npt.ArrayLike, categories: Sequence[str | None], *, sample: Sample = "full"
) -> dict[str, Fraction | None]:
    """Share of each category that scored strictly above the median: 5-301(c)(2). See `above_median`."""
    return shares(above_median(scores, categories, sample=sample).tally)


def scoring_impact_ratios(
    scores: npt.ArrayLike,
    categories: Sequence[str | None],
    *,
    sample: Sample = "full",
    left_out: Collection[str] = (),
) -> dict[str, Fraction | None]:
    """Scoring rate of each category over the highest: 5-301(c)(3). See `above_median` and `impact_ratios`."""
    return impact_ratios(above_median(scores, categories, sample=sample).tally, left_out=left_out)


def intersectional(cells: Mapping[tuple[str, str], tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """The fourteen crossed categories, each sex by each race or ethnicity: 5-301(b)(3) and (c)(4).

    Parameters
    ----------
    cells
        (sex, race or ethnicity) to (applicants, chosen), in the words of `SEXES` and `RACES`.

    Returns
    -------
    dict
        ``Male & Hispanic or Latino`` and so on, in the rule's order; a cell that is not given is (0, 0).

    Raises
    ------
    DataError
        A cell's name is none of the rule's categories.
    """
    counts = checked(cells)
    for sex, race in counts:
        refuse_strangers({sex}, SEXES, "sex")
        refuse_strangers({race}, RACES, "race or ethnicity")
    return {f"{sex}{JOINER}{race}": counts.get((sex, race), (0, 0)) for sex in SEXES for race in RACES}


def refuse_strangers(names: Collection[str], categories: Sequence[str], grouping: str) -> None:
    """Refuse a name that is no category of the rule; raises `DataError` with the nearest one."""
    for name in names:
        if name not in categories:
            raise DataError(
                f"The categories of {grouping} must be those that the rule names. Got '{name}' instead. "
                f"{nearest(name, categories)}".rstrip()
            )


def _check_left_out(tally: Tally, left_out: Collection[str]) -> None:
    small = under_two_percent(tally)
    for group in left_out:
        if group not in tally:
            raise DataError(
                f"A category that is left out must be one of the grouping. Got '{group}' instead. "
                f"{nearest(group, tally)}".rstrip()
            )
        if group not in small:
            everybody = sum(people for people, _ in tally.values())
            raise DataError(
                "A category that is left out must be under 2% of the people (5-301(d)). "
                f"Got '{group}' with {tally[group][0]:,} of {everybody:,} instead. Keep it in."
            )


def _finite(scores: npt.ArrayLike) -> npt.NDArray[np.float64]:
    values = np.asarray(scores, dtype=np.float64)
    if values.ndim != 1:
        raise DataError(
            f"The `scores` must be one number for each applicant. Got the shape {values.shape} instead."
        )
    if not np.isfinite(values).all():
        row = int(np.argmin(np.isfinite(values)))
        raise DataError(
            f"The `scores` must be finite. Got {values[row]} in row {row} instead. Leave out who has no score."
        )
    return values
