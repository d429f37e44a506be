"""DATA002."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from fairwitness.audits.checks.base import Check, CheckNotApplicable, Context, Seen
from fairwitness.audits.counts import Counts
from fairwitness.audits.plan.model import Plan
from fairwitness.audits.rates import Rates, rates
from fairwitness.audits.record.schema import Finding
from fairwitness.audits.stats.verdict import Contrast, contrast, judge_exploratory
from fairwitness.audits.subject import Attribute, Subject
from fairwitness.audits.units import percent


class MissingValues(Check):
    """Are values missing more often in some groups than in others?"""

    code: ClassVar = "DATA002"
    remedy: ClassVar = (
        "Find out why the values are missing there; "
        "what fills them in for the model may treat the groups differently."
    )

    def look(self, context: Context) -> Seen:
        """Compare the share of missing values of every feature, and of the target, between the groups."""
        subject = context.rows()
        columns = self._columns(subject)
        if not columns:
            raise CheckNotApplicable("No feature and no target was named whose values could be missing.")
        missing = {name: subject.frame[name].isna().to_numpy() for name in columns}
        cases = [
            (name, table) for name, gone in missing.items() if gone.any() for table in _tables(subject, gone)
        ]
        return Seen(
            tuple(
                self._finding(name, table, found.evidence.groups, context)
                for (name, table), found in zip(cases, _judged(cases, context.plan), strict=True)
                if found.verdict == "disparity" and found.evidence and _q(found) <= context.plan.alpha
            )
        )

    @staticmethod
    def _columns(subject: Subject) -> list[str]:
        roles = subject.plan.roles
        return [*subject.features, *([roles.target] if roles.target else [])]

    def _finding(self, column: str, table: Rates, pair: tuple[str, str], context: Context) -> Finding:
        shares = dict(zip(table.groups, table.value, strict=True))
        ordered = sorted(pair, key=lambda group: -(shares[group] or 0.0))  # the worse off first
        first, second = (f"{percent(shares[group] or 0.0)} of {group}" for group in ordered)
        where = f"{first} and {second} {context.words.people} (by {table.attribute})"
        name = context.words.column(column)
        return self.finding("medium", f"The value of '{name}' is missing for {where}.")


def _judged(cases: list[tuple[str, Rates]], plan: Plan) -> list[Contrast]:
    limits = plan.checks
    contrasts = [
        contrast(
            table, kind="difference", tolerance=limits.tolerance, alpha=plan.alpha, min_group=limits.min_group
        )
        for _, table in cases
    ]
    return judge_exploratory(contrasts, plan.alpha)


def _q(found: Contrast) -> float:
    return 1.0 if found.q_value is None else found.q_value


def _tables(subject: Subject, missing: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[Rates]:
    """The share of missing values by group, as the rate of a decision 'missing'."""
    for attribute in subject.attributes:
        yield rates(_missing_counts(attribute, missing), "selection_rate")


def _missing_counts(attribute: Attribute, missing: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Counts:
    unlabelled = np.full(len(missing), -1, dtype=np.int8)
    return Counts.of(
        attribute.name, attribute.groups, attribute.codes, unlabelled, missing, unknown=attribute.unknown
    )
