"""What a run has seen so far, marked as what it is: not sealed yet."""

from __future__ import annotations

from typing import Final

from fairwitness.app.views import numbers, parts
from fairwitness.audits.partial import Partial

_MARK: Final = (
    "Not sealed yet: this is what the run has seen up to now. Nothing of it counts before the run has ended."
)


def so_far(seen: Partial) -> str:
    """Rows, groups, limits that are settled, and findings."""
    limits = "".join(
        f"<li>{parts.chip(one.verdict)} {parts.text(one.reason)} {parts.muted(one.id)}</li>"
        for one in seen.gates
    )
    listed = f'<ul class="seen" aria-label="Limits, not sealed yet">{limits}</ul>' if limits else ""
    found = f"{parts.muted('Findings:')}{parts.listing(seen.findings)}" if seen.findings else ""
    return (
        f'<section aria-label="Seen so far"><h2 class="f" style="margin-top:2rem">Seen so far</h2>'
        f"{parts.muted(_MARK)}{parts.facts(_facts(seen))}{listed}{found}</section>"
    )


def _facts(seen: Partial) -> list[tuple[str, str]]:
    words = numbers.words()
    groups = ", ".join(f"{one.attribute} ({words.plural(one.groups, 'group')})" for one in seen.groups)
    checks = None if seen.checks is None else f"{seen.checks_done} of {seen.checks} done"
    known = (
        ("Rows read", None if seen.rows is None else words.count(seen.rows)),
        ("Model", seen.model),
        ("Groups", groups or None),
        ("Checks", checks),
        ("Findings", str(len(seen.findings)) if seen.checks_done else None),
    )
    return [(name, value) for name, value in known if value is not None]
