"""FAIR011."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks.base import Check, CheckNotApplicable, Context, Seen
from fairwitness.audits.individual.consistency import Consistency, consistency
from fairwitness.audits.individual.entropy import generalized_entropy
from fairwitness.audits.record.schema import GroupConsistency, IndividualFairness, Inequality
from fairwitness.audits.subject import Subject
from fairwitness.errors import DataError

INDICES = {"generalized_entropy_index": 2.0, "theil_index": 1.0}


class Individual(Check):
    """Are people who are alike treated alike, and is the benefit spread evenly?"""

    code: ClassVar = "FAIR011"
    metrics: ClassVar = ("generalized_entropy_index", "theil_index")
    tasks: ClassVar = frozenset({"binary"})
    remedy: ClassVar = (
        "Look at single cases beside those most like them: what tells them apart that should not count?"
    )

    def look(self, context: Context) -> Seen:
        """Report inequality of benefit within and between groups, and consistency between neighbours."""
        self.refuse_others(context.plan.task, "A benefit of 0, 1 or 2 is of decisions between two labels.")
        inequality = _inequality(context) if context.has_labels else ()
        found = _consistency(context.subject)
        if not inequality and isinstance(found, str):
            raise CheckNotApplicable("Inequality of benefit needs a target, and neighbours need features.")
        return Seen(individual=_record(context, inequality, found))


def _inequality(context: Context) -> tuple[Inequality, ...]:
    found = []
    for attribute, counts in context.counts.items():
        for index, alpha in INDICES.items():
            one = generalized_entropy(
                counts.weights, alpha=alpha, favourable_is_positive=counts.favourable_is_positive
            )
            found.append(
                Inequality(
                    attribute=attribute,
                    index=index,
                    alpha=alpha,
                    value=one.value,
                    between=one.between,
                    within=one.within,
                    reason=one.reason,
                )
            )
    return tuple(found)


def _consistency(subject: Subject | None) -> Consistency | str:
    """Neighbours by the features that are not sensitive, or why there are none."""
    if subject is None:
        return "only counts are at hand, and it needs the rows"
    columns = [name for name in subject.features if name not in subject.sensitive_columns()]
    if not columns:
        return "there are no features by which people could be alike"
    try:
        return consistency(subject.frame[columns], subject.decisions.prediction, seed=subject.plan.seed)
    except DataError as error:  # such as a feature that is neither numbers nor texts: nobody is near anybody
        return str(error).rstrip(".")


def _record(
    context: Context, inequality: tuple[Inequality, ...], found: Consistency | str
) -> IndividualFairness:
    if isinstance(found, str):
        return IndividualFairness(
            inequality=inequality,
            consistency=None,
            consistency_reason=found,
            neighbours=None,
            rows=None,
            of_rows=None,
        )
    groups = []
    for attribute in context.rows().attributes:
        values, reasons = found.by_group(attribute.codes, len(attribute.groups))
        groups += [
            GroupConsistency(attribute=attribute.name, group=name, value=value, reason=reason)
            for name, value, reason in zip(attribute.groups, values, reasons, strict=True)
        ]
    return IndividualFairness(
        inequality=inequality,
        consistency=found.value,
        consistency_reason=found.reason,
        neighbours=found.n_neighbors,
        rows=len(found.rows),
        of_rows=found.of_rows,
        by_group=tuple(groups),
    )
