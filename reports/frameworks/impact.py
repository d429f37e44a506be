"""Impact ratios as New York's rule has them."""

from __future__ import annotations

from fairwitness.audits.record import RecordContent
from fairwitness.audits.record.schema import AttributeFacts, Estimate

METRIC = "selection_rate"


def rates(content: RecordContent, attribute: AttributeFacts) -> tuple[Estimate, ...]:
    """Selection rates of the known groups of an attribute, in the record's order."""
    known = {group.name for group in attribute.groups if not group.unknown}
    return tuple(
        estimate
        for estimate in content.estimates
        if estimate.metric == METRIC and estimate.attribute == attribute.name and estimate.group in known
    )


def impact_ratios(content: RecordContent, attribute: AttributeFacts) -> dict[str, float]:
    """Selection rate of each known group over the highest such rate, on unrounded rates.

    Every known group counts, small ones too: the rule lets an auditor, and no one else, leave out a category
    under 2% of the data. Empty where nobody was selected: the ratio then does not exist.

    References
    ----------
    6 RCNY 5-300 (impact ratio) and 5-301(b)(2).
    """
    found = {
        estimate.group: estimate.value
        for estimate in rates(content, attribute)
        if estimate.group is not None and estimate.value is not None
    }
    highest = max(found.values(), default=0.0)
    return {group: value / highest for group, value in found.items()} if highest > 0 else {}


def under_two_percent(attribute: AttributeFacts, *, rows: int) -> tuple[str, ...]:
    """Known groups with under 2% of the rows, which 5-301(d) lets an auditor leave out.

    In integers, so that a group of exactly 2% is never under.
    """
    return tuple(group.name for group in attribute.groups if not group.unknown and 50 * group.rows < rows)
