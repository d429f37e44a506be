"""What the fairness checks share: each looks at some figures, compared between the groups of every attribute."""

from __future__ import annotations

from fairwitness.audits.checks.base import Check, CheckNotApplicable, Context, Seen
from fairwitness.audits.metrics import is_of, metric_named
from fairwitness.audits.metrics.names import without_label
from fairwitness.audits.plan.model import Task
from fairwitness.audits.record.schema import Comparison, Finding, Severity


class RateCheck(Check):
    """Whether some figures differ between groups."""

    def asks_of(self, task: Task) -> bool:
        """Whether any of its figures is of this kind of decision."""
        return bool(self._figures(task))

    def look(self, context: Context) -> Seen:
        """Report every disparity: declared ones as findings to act on, others as leads."""
        task = context.plan.task
        self.refuse_others(task, f"{_title(self.metrics[0])} is not measured with `task: {task}`.")
        of_this = self._figures(task)
        lacking = context.measured.missing(of_this[0])
        if lacking is not None:
            needs_target = "labels" in metric_named(of_this[0]).needs and not context.has_labels
            why = "needs a target: what really happened" if needs_target else f"is not measured: {lacking}"
            raise CheckNotApplicable(f"{_title(of_this[0])} {why}.")
        found: dict[str, Finding] = {}
        for place, comparison in enumerate(context.comparisons):
            if without_label(comparison.metric) not in of_this or not _stands_out(
                comparison, context.plan.alpha
            ):
                continue
            severity: Severity = "high" if comparison.declared else "low"
            about = f"{comparison.metric} {comparison.attribute}"
            if about not in found or comparison.declared:
                found[about] = self.finding(severity, comparison.statement, (f"comparisons[{place}]",))
        return Seen(tuple(found.values()))

    def _figures(self, task: Task) -> list[str]:
        return [name for name in self.metrics if task in self.tasks and is_of(metric_named(name), task)]


def _title(metric: str) -> str:
    return metric_named(metric).title


def _stands_out(comparison: Comparison, alpha: float) -> bool:
    if comparison.declared:
        return comparison.verdict == "disparity"
    return (
        comparison.q_value is not None and comparison.q_value <= alpha and comparison.verdict == "disparity"
    )
