"""What the fairness checks share: each looks at one rate, compared between the groups of every attribute."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks.base import Check, CheckNotApplicable, Context, Seen
from fairwitness.audits.rates import METRICS
from fairwitness.audits.record.schema import Comparison, Finding, Severity


class RateCheck(Check):
    """Whether one rate differs between groups."""

    compares: ClassVar = True

    def look(self, context: Context) -> Seen:
        """Report every disparity of the rate: declared ones as findings to act on, others as leads."""
        (metric,) = self.metrics
        if METRICS[metric].needs_labels and not context.subject.has_labels:
            raise CheckNotApplicable(f"{METRICS[metric].title} needs a target: what really happened.")
        found: dict[str, Finding] = {}
        for place, comparison in enumerate(context.comparisons):
            if comparison.metric != metric or not _stands_out(comparison, context.plan.alpha):
                continue
            severity: Severity = "high" if comparison.declared else "low"
            if comparison.attribute not in found or comparison.declared:
                found[comparison.attribute] = self.finding(
                    severity, comparison.statement, (f"comparisons[{place}]",)
                )
        return Seen(tuple(found.values()))


def _stands_out(comparison: Comparison, alpha: float) -> bool:
    if comparison.declared:
        return comparison.verdict == "disparity"
    return (
        comparison.q_value is not None and comparison.q_value <= alpha and comparison.verdict == "disparity"
    )
