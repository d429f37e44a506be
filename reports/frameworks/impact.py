"""What a record holds for a law's arithmetic: people and selected by group, and the estimates of their rates."""

from __future__ import annotations

from fairwitness.audits.record import RecordContent
from fairwitness.audits.record.schema import AttributeFacts, Estimate, ImpactTable

METRIC = "selection_rate"


def rates(content: RecordContent, attribute: AttributeFacts) -> tuple[Estimate, ...]:
    """Selection rates of the known groups of an attribute, in the record's order."""
    known = {group.name for group in attribute.groups if not group.unknown}
    return tuple(
        estimate
        for estimate in content.estimates
        if estimate.metric == METRIC and estimate.attribute == attribute.name and estimate.group in known
    )


def table_of(
    content: RecordContent, attribute: AttributeFacts, *, scoring: bool = False
) -> ImpactTable | None:
    """The impact table of an attribute: of scoring, or of the favourable decision."""
    basis = "scoring" if scoring else "selection"
    for table in content.impact:
        if (table.attribute, table.basis) == (attribute.name, basis) and table.label in (
            None,
            content.subject.favourable or None,
        ):
            return table
    return None


def scored(content: RecordContent) -> bool:
    """Whether the record has scoring rates."""
    return any(table.basis == "scoring" for table in content.impact)


def left_out(content: RecordContent, attribute: AttributeFacts, *, scoring: bool = False) -> dict[str, str]:
    """Groups that the auditor leaves out of the ratios, each with the reason."""
    table = table_of(content, attribute, scoring=scoring)
    return {row.group: row.left_out for row in table.rows if row.left_out is not None} if table else {}


def tally(
    content: RecordContent, attribute: AttributeFacts, *, scoring: bool = False
) -> dict[str, tuple[int, int]]:
    """Known group to (people, selected or scored above the median), counted without weights.

    From the impact table of the record; where it has none, from the estimates, and then without the groups whose
    selected are not stated because their rate is weighted. Empty where nothing was counted.
    """
    table = table_of(content, attribute, scoring=scoring)
    if table is not None or scoring:
        return {row.group: (row.applicants, row.selected) for row in table.rows} if table else {}
    return {
        one.group: (one.n, one.successes or 0)
        for one in rates(content, attribute)
        if one.group is not None and (one.successes is not None or one.n == 0)
    }


def weighted(content: RecordContent, attribute: AttributeFacts) -> bool:
    """Whether the rates by an attribute are weighted, and so are no shares of people counted."""
    return any(one.successes is None and one.n > 0 for one in rates(content, attribute))
