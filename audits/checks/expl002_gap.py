"""EXPL002."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks.base import Check, CheckNotApplicable, Context, Seen
from fairwitness.audits.explanations.gap import attribute_gaps, large, of_what
from fairwitness.audits.media.audited import media_column
from fairwitness.audits.record.schema import Finding, GapAttribution
from fairwitness.audits.units import gap as in_words
from fairwitness.audits.wording import listed


class WhyTheGap(Check):
    """Which columns make the difference between groups, and do they stand in for the group?"""

    code: ClassVar = "EXPL002"
    phase: ClassVar = "explain"
    tasks: ClassVar = frozenset({"binary", "regression"})
    remedy: ClassVar = (
        "Ask whether this column is needed for the decision, and whether it would be without the group it goes "
        "along with; then compare a model without it. What the model uses is not what causes the gap."
    )

    def look(self, context: Context) -> Seen:
        """Share out the widest judged gap of each metric and attribute, and name proxies that bring much of it.

        Raises
        ------
        CheckNotApplicable
            There is no model, it reads one column of texts or pictures, or no gap was judged.
        """
        self.refuse_others(
            context.plan.task, "Gaps are shared out where one of two labels, or a number, is decided."
        )
        if context.subject is None or context.subject.model is None:
            raise CheckNotApplicable(
                "Why there is a gap can be asked of a model only, not of predictions alone."
            )
        if (media := media_column(context.subject)) is not None:
            raise CheckNotApplicable(f"{media.said}: there is nothing among which to share a gap.")
        found = attribute_gaps(context)
        if not found:
            raise CheckNotApplicable("No gap between two groups was judged, so there is none to share out.")
        findings = (self._finding(context, place, gap) for place, gap in enumerate(found))
        return Seen(tuple(one for one in findings if one is not None), gaps=found)

    def _finding(self, context: Context, place: int, gap: GapAttribution) -> Finding | None:
        columns = large(gap)
        if not columns:
            return None
        unit = context.measured.metric(gap.metric).unit
        named = [
            f"'{column.label}' ({in_words(column.value, unit)}; AUC {column.auc or 0:.2f})"
            for column in columns
        ]
        size = f"the gap{of_what(context, gap.metric)} of {in_words(gap.value, unit)}"
        goes, tells = ("goes", "tells") if len(named) == 1 else ("go", "tell")
        statement = (
            f"{listed(named)} {goes} along with much of {size} between "
            f"{gap.groups[0]} and {gap.groups[1]} rows, and {tells} the two groups apart better than chance: "
            "an association, not a cause."
        )
        return self.finding("medium", statement, (f"explanations.gaps[{place}]",))
