"""LAW002."""

from __future__ import annotations

from typing import ClassVar

import numpy.typing as npt

from fairwitness.audits.checks._impact import left_out_of, lines_of, scoring_table
from fairwitness.audits.checks.base import Check, CheckNotApplicable, Context, Seen
from fairwitness.audits.law.nyc_ll144 import Scored, above_median, impact_ratios
from fairwitness.audits.law.tally import printed
from fairwitness.audits.plan.model import Plan
from fairwitness.audits.record.schema import ImpactTable
from fairwitness.audits.subject.attributes import Attribute
from fairwitness.audits.units import plain


class ScoringRates(Check):
    """How do scoring rates compare, as New York's rule counts them?"""

    code: ClassVar = "LAW002"
    remedy: ClassVar = (
        "Publish the table as it is. The rule sets no line for a ratio, and knows nothing of chance."
    )

    def look(self, context: Context) -> Seen:
        """Count, by attribute, who scored strictly above the median of all scores: 6 RCNY 5-301(c)."""
        plan = context.plan
        if plan.task != "regression" and plan.roles.score is None:
            raise CheckNotApplicable(
                "Scoring rates, as New York's rule counts them, are not counted: the plan names no score."
            )
        subject = context.rows()
        scores = subject.decisions.score
        if scores is None or not len(scores):
            raise CheckNotApplicable("There are no scores to take a median of.")
        return Seen(impact=tuple(_table(plan, scores, attribute) for attribute in subject.attributes))


def _table(plan: Plan, scores: npt.ArrayLike, attribute: Attribute) -> ImpactTable:
    names = [None if name == attribute.unknown else name for name in attribute.groups]
    people = [names[code] for code in attribute.codes.tolist()]
    found = above_median(scores, people)
    # A crossed group without a row is a category too.
    tally = {name: found.tally.get(name, (0, 0)) for name in names if name is not None}
    left_out = left_out_of(plan, attribute.name, tally)
    note = None
    if found.unknown and found.tally:
        known = above_median(scores, people, sample="known")
        note = _difference(found, known, set(left_out))
    median = float(found.median)
    return scoring_table(attribute.name, lines_of(tally, left_out), found.unknown, left_out, (median, note))


def _difference(full: Scored, known: Scored, left_out: set[str]) -> str | None:
    """What the other reading of "the full sample" changes; None where it moves nobody across the median."""
    if full.tally == known.tally:
        return None
    ratios = impact_ratios(known.tally, left_out=left_out & set(known.tally))
    said = ", ".join(f"{name} {printed(ratio, 3)}" for name, ratio in ratios.items() if ratio is not None)
    return (
        f"The median of all {plain(float(full.median), 6)} counts people of unknown group too, as the rule does not "
        f"say otherwise. Without them it is {plain(float(known.median), 6)}, and the impact ratios are: "
        f"{said or 'none'}."
    )
