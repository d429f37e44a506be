"""Names in the store: ids of audits, and names for files that people brought."""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import UTC, datetime
from typing import Final

from fairwitness.errors import RecordError

INPUTS: Final = "inputs"
CASES: Final = "cases"
"""The folder beside a record, of explanations made while somebody looked; it goes when the audit or its rows go."""
_ID: Final = re.compile("[a-z0-9][a-z0-9-]{0,63}")
_DEVICE: Final = re.compile("con|prn|aux|nul|(com|lpt)[0-9]", re.IGNORECASE)
"""What Windows takes for a device, whatever follows the first dot."""


def is_id(name: str) -> bool:
    """Whether that can be the id of an audit, and so the name of its folder."""
    return _ID.fullmatch(name) is not None


def new_id() -> str:
    """An id that nothing has yet, with the time in front, so that ids sort as they were made."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def checked_id(name: str) -> str:
    """The name, if it can be an id; raises `RecordError` if it cannot."""
    if not is_id(name):
        raise RecordError(
            f"The id of an audit must be lower-case letters, digits and hyphens. Got '{name}' instead."
        )
    return name


def input_name(file: str) -> str:
    """Where an uploaded file stands in an audit's folder, as the plan names it: never outside of it.

    Examples
    --------
    >>> input_name("../../etc/pass wd.csv")
    'inputs/pass_wd.csv'
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFKC", file))[-1]
    safe = re.sub(r"[^\w.-]", "_", last).lstrip(".")
    stem, dot, suffix = safe.rpartition(".")
    kept = _cut((stem or suffix)[:80], 180) or "data"
    kept = f"_{kept}" if _DEVICE.fullmatch(kept.partition(".")[0]) else kept
    return f"{INPUTS}/{kept}{dot if stem else ''}{_cut(suffix[:12], 40) if stem else ''}"


def _cut(text: str, most: int) -> str:
    """As much of a text as fits into so many bytes: a file system counts bytes."""
    return text.encode("utf-8", "ignore")[:most].decode("utf-8", "ignore")
