"""How often reviewers decided as the model did, by group: a dot and its interval for each."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from fairwitness.audits.record.schema import Estimate
from fairwitness.audits.review.agreement import CONFIDENCE, Agreement, GroupAgreement
from fairwitness.reports.charts.figure import Canvas, Figure, slug
from fairwitness.reports.charts.groups import groups

_AS: Final = "accuracy"
"""The measure whose unit it has: a share of cases that are right or not."""


def agreement(found: Agreement, attribute: str, canvas: Canvas) -> Figure | None:
    """The shares agreed by the groups of one attribute; none if it has no group.

    Groups with too few reviewed cases to be compared are grey, and the title says so where none can be.
    """
    rows = [_estimate(one) for one in found.groups if one.attribute == attribute]
    drawn = groups(rows, canvas)
    if drawn is None:
        return None
    grey = " Grey squares: too few cases to compare." if any(not one.judged for one in rows) else ""
    return replace(
        drawn,
        key=slug("agreement", attribute),
        title=_title(found, attribute),
        subtitle=f"Share of reviewed cases in which the reviewer decided as the model did, by {attribute}. "
        f"Only cases that somebody chose to look at.{grey}",
        table=replace(drawn.table, caption=f"Agreement of reviewers with the model by {attribute}."),
    )


def _title(found: Agreement, attribute: str) -> str:
    said = found.statements[len(found.statements) - len(found.contrasts) :]
    of = {contrast.attribute: one for contrast, one in zip(found.contrasts, said, strict=True)}
    return of.get(attribute, f"Agreement by {attribute}.")


def _estimate(one: GroupAgreement) -> Estimate:
    return Estimate(
        metric=_AS,
        attribute=one.attribute,
        group=one.group,
        value=one.rate,
        low=one.low,
        high=one.high,
        confidence=CONFIDENCE,
        n=one.cases,
        successes=one.agreed,
        rows=one.cases,
        method="wilson",
        estimable=one.rate is not None,
        judged=one.judged,
        reason=one.reason or (None if one.judged else "too few cases to compare"),
    )
