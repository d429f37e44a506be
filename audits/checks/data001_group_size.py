"""DATA001."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks.base import Check, Context, Seen
from fairwitness.audits.record.schema import AttributeFacts
from fairwitness.audits.wording import listed


class GroupSize(Check):
    """Is every group large enough to be judged, and known?"""

    code: ClassVar = "DATA001"
    remedy: ClassVar = (
        "Collect more rows of these groups, or join groups where that makes sense; "
        "until then their rates are shown without a verdict."
    )

    def look(self, context: Context) -> Seen:
        """Name groups below `checks.min_group`, and count the unknown."""
        findings = []
        for place, attribute in enumerate(context.facts.attributes):
            small = _small(attribute, context.plan.checks.min_group)
            evidence = (f"subject.attributes[{place}]",)
            if small:
                findings.append(self.finding("medium", _too_small(attribute.name, small), evidence))
            if any(group.unknown for group in attribute.groups) and len(attribute.columns) == 1:
                findings.append(self.finding("low", _without_value(attribute), evidence))
        return Seen(tuple(findings))


def _too_small(attribute: str, small: list[tuple[str, int]]) -> str:
    names = listed([f"{group} ({rows:,})" for group, rows in small])
    if len(small) == 1:
        small_one = f"1 group by {attribute} is too small to be judged: {names}"
        return f"{small_one}. It is shown, and no verdict speaks of it."
    return (
        f"{len(small)} groups by {attribute} are too small to be judged: {names}. "
        "They are shown, and no verdict speaks of them."
    )


def _without_value(attribute: AttributeFacts) -> str:
    (unknown,) = (group for group in attribute.groups if group.unknown)
    total = sum(group.rows for group in attribute.groups)
    verb = "has" if unknown.rows == 1 else "have"
    shown = f"shown as '{unknown.name}' and not judged"
    return f"{unknown.rows:,} of {total:,} rows {verb} no value for {attribute.name}, {shown}."


def _small(attribute: AttributeFacts, least: int) -> list[tuple[str, int]]:
    return [
        (group.name, group.rows) for group in attribute.groups if group.rows < least and not group.unknown
    ]
