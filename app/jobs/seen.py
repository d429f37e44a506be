"""What a run has seen so far, read from its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairwitness.app import store
from fairwitness.app.jobs.facts import PARTIAL

if TYPE_CHECKING:
    from fairwitness.audits.partial import Partial


def seen(audit: str) -> Partial | None:
    """What a run has seen; None before its data are read, or if it cannot be read."""
    from fairwitness.audits.partial import Partial

    try:
        return Partial.model_validate_json((store.folder(audit) / PARTIAL).read_bytes())
    except (OSError, ValueError):
        return None
