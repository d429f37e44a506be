"""Findings of a record, one after another."""

from __future__ import annotations

from collections.abc import Iterable

from fairwitness.app.views import parts
from fairwitness.audits.record.judgements import Finding


def findings(found: Iterable[Finding]) -> str:
    """Each with its severity, what was seen, and what helps."""
    return "".join(
        f'<div class="finding"><h3>{parts.text(one.title)}</h3>'
        f'<p class="m">{parts.text(one.code)}, {one.severity} severity</p>'
        f"<p>{parts.sentence(one.statement)}</p><p><b>What helps:</b> {parts.sentence(one.remedy)}</p></div>"
        for one in found
    )
