"""PERF002."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks.base import Check, CheckNotApplicable, Context, Seen
from fairwitness.audits.record.schema import Estimate
from fairwitness.audits.wording import percent


class PerformanceByGroup(Check):
    """Are the decisions right more often than always giving each group its more common answer would be?"""

    code: ClassVar = "PERF002"
    metrics: ClassVar = ("accuracy", "base_rate")
    remedy: ClassVar = (
        "Do not rely on the model for these groups until it has learned to tell their members apart."
    )

    def look(self, context: Context) -> Seen:
        """Find groups whose accuracy is, beyond chance, below their own baseline."""
        if not context.has_labels:
            raise CheckNotApplicable("Performance by group needs a target: what really happened.")
        if context.plan.task != "binary":
            raise CheckNotApplicable("The more common answer of each group is looked at where there are two.")
        shares = {
            (found.attribute, found.group): found.value
            for found in context.estimates
            if found.metric == "base_rate"
        }
        findings = []
        for place, found in enumerate(context.estimates):
            share = shares.get((found.attribute, found.group))
            if found.metric != "accuracy" or found.attribute is None or share is None:
                continue
            baseline = max(share, 1 - share)
            if found.judged and found.value is not None and found.high is not None and found.high < baseline:
                statement = _statement(found, found.value, baseline, context.words.people)
                findings.append(self.finding("low", statement, (f"estimates[{place}]",)))
        return Seen(tuple(findings))


def _statement(found: Estimate, accuracy: float, baseline: float, people: str) -> str:
    return (
        f"For {found.group} {people} (by {found.attribute}) the decision is right in {percent(accuracy)} of "
        f"{found.n:,} cases; always giving the more common answer would be right in {percent(baseline)}."
    )
