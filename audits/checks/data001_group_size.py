"""DATA001."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks.base import Check, Context, Seen
from fairwitness.audits.subject import Attribute
from fairwitness.audits.wording import listed


class GroupSize(Check):
    """Is every group large enough to be judged, and known?"""

    code: ClassVar = "DATA001"
    remedy: ClassVar = (
        "Collect more rows of these groups, or join groups where that makes sense; until then nothing is known about them."
    )

    def look(self, context: Context) -> Seen:
        """Name groups below `checks.min_group`, and count the unknown."""
        findings = []
        for place, attribute in enumerate(context.subject.attributes):
            small = _small(attribute, context.plan.checks.min_group)
            evidence = (f"subject.attributes[{place}]",)
            if small:
                names = listed([f"{group} ({rows:,})" for group, rows in small])
                noun, verb = ("group", "is") if len(small) == 1 else ("groups", "are")
                findings.append(
                    self.finding(
                        "medium",
                        f"{len(small)} {noun} by {attribute.name} {verb} too small to be judged: {names}. "
                        "Too few rows are shown as such, and no verdict speaks of them.",
                        evidence,
                    )
                )
            if attribute.unknown and len(attribute.columns) == 1:
                rows = int(attribute.sizes[-1])
                findings.append(
                    self.finding(
                        "low",
                        f"{rows:,} of {len(attribute.codes):,} rows have no value for {attribute.name}. They are shown as a group and not judged.",
                        evidence,
                    )
                )
        return Seen(tuple(findings))


def _small(attribute: Attribute, least: int) -> list[tuple[str, int]]:
    sizes = zip(attribute.groups, attribute.sizes.tolist(), strict=True)
    return [(group, rows) for group, rows in sizes if rows < least and group != attribute.unknown]
