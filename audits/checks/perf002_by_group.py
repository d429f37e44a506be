"""PERF002."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks.base import Check, CheckNotApplicable, Context, Seen
from fairwitness.audits.metrics.names import without_label
from fairwitness.audits.record.schema import Estimate
from fairwitness.audits.units import percent


class PerformanceByGroup(Check):
    """Are the decisions right more often than always giving each group its more common answer would be?"""

    code: ClassVar = "PERF002"
    metrics: ClassVar = ("accuracy", "base_rate")
    tasks: ClassVar = frozenset({"binary", "multiclass"})
    remedy: ClassVar = (
        "Do not rely on the model for these groups until it has learned to tell their members apart."
    )

    def look(self, context: Context) -> Seen:
        """Find groups whose accuracy is, beyond chance, below their own baseline."""
        if not context.has_labels:
            raise CheckNotApplicable("Performance by group needs a target: what really happened.")
        baselines = _baselines(context)
        findings = []
        for place, found in enumerate(context.estimates):
            baseline = baselines.get((found.attribute, found.group))
            if found.metric != "accuracy" or found.attribute is None or baseline is None:
                continue
            if found.judged and found.value is not None and found.high is not None and found.high < baseline:
                statement = _statement(found, found.value, baseline, context)
                findings.append(self.finding("low", statement, (f"estimates[{place}]",)))
        return Seen(tuple(findings))


def _baselines(context: Context) -> dict[tuple[str | None, str | None], float]:
    """How often the most common outcome of each group happens: of two labels, or of several."""
    found: dict[tuple[str | None, str | None], float] = {}
    for one in context.estimates:
        if one.value is None or without_label(one.metric) != "base_rate":
            continue
        share = one.value if context.labels else max(one.value, 1 - one.value)
        key = (one.attribute, one.group)
        found[key] = max(share, found.get(key, 0.0))
    return found


def _statement(found: Estimate, accuracy: float, baseline: float, context: Context) -> str:
    common = "most common" if context.labels else "more common"
    return (
        f"For {found.group} {context.words.people} (by {found.attribute}) the decision is right in "
        f"{percent(accuracy)} of {found.n:,} cases; always giving the {common} answer would be right in "
        f"{percent(baseline)}."
    )
