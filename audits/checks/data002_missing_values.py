"""DATA002."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from fairwitness.audits.checks.base import Check, CheckNotApplicable, Context, Seen
from fairwitness.audits.counts import Counts
from fairwitness.audits.rates import Rates, rates
from fairwitness.audits.record.schema import Finding
from fairwitness.audits.stats.verdict import contrast, judge_exploratory
from fairwitness.audits.subject import Attribute
from fairwitness.audits.wording import percent


class MissingValues(Check):
    """Are values missing more often in some groups than in others?"""

    code: ClassVar = "DATA002"
    remedy: ClassVar = (
        "Find out why the values are missing there; what fills them in for the model may treat the groups differently."
    )

    def look(self, context: Context) -> Seen:
        """Compare the share of missing values of every feature, and of the target, between the groups."""
        columns = self._columns(context)
        if not columns:
            raise CheckNotApplicable("No feature and no target was named whose values could be missing.")
        missing = {name: context.subject.frame[name].isna().to_numpy() for name in columns}
        cases = [(name, table) for name, gone in missing.items() if gone.any() for table in _tables(context, gone)]
        tolerance, least = context.plan.checks.tolerance, context.plan.checks.min_group
        judged = judge_exploratory(
            [contrast(table, kind="difference", tolerance=tolerance, alpha=context.plan.alpha, min_group=least) for _, table in cases],
            context.plan.alpha,
        )
        return Seen(
            tuple(
                self._finding(name, table, found.evidence.groups, context)
                for (name, table), found in zip(cases, judged, strict=True)
                if found.verdict == "disparity" and found.evidence and (found.q_value or 0) <= context.plan.alpha
            )
        )

    @staticmethod
    def _columns(context: Context) -> list[str]:
        roles = context.plan.roles
        return [*context.subject.features, *([roles.target] if roles.target else [])]

    def _finding(self, column: str, table: Rates, pair: tuple[str, str], context: Context) -> Finding:
        shares = dict(zip(table.groups, table.value, strict=True))
        first, second = (f"{percent(shares[group] or 0.0)} of {group}" for group in pair)
        name = context.words.column(column)
        return self.finding("medium", f"The value of '{name}' is missing for {first} and {second} {context.words.people} (by {table.attribute}).")


def _tables(context: Context, missing: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[Rates]:
    """The share of missing values by group, as the rate of a decision 'missing'."""
    for attribute in context.subject.attributes:
        yield rates(_missing_counts(attribute, missing), "selection_rate")


def _missing_counts(attribute: Attribute, missing: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Counts:
    unlabelled = np.full(len(missing), -1, dtype=np.int8)
    return Counts.of(attribute.name, attribute.groups, attribute.codes, unlabelled, missing, unknown=attribute.unknown)
