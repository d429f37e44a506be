"""Times as evidence states them: UTC, to the second, with an end that says so."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from fairwitness.errors import EvidenceError

EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"
SLACK = timedelta(minutes=5)
"""By how much two honest clocks may differ."""


def now() -> datetime:
    """The time, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def signing_time() -> datetime:
    """The time that a signature states: now, or ``SOURCE_DATE_EPOCH`` where set, to repeat a build byte by byte.

    Raises
    ------
    EvidenceError
        The variable holds no number of seconds.
    """
    stated = os.environ.get(EPOCH_VARIABLE)
    if not stated:
        return now()
    try:
        return datetime.fromtimestamp(int(stated), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise EvidenceError(
            f"{EPOCH_VARIABLE} must be a number of seconds since 1970. Got '{stated[:40]}' instead."
        ) from error


def written(time: datetime) -> str:
    """A time as ``2026-05-03T10:00:00Z``.

    Examples
    --------
    >>> written(datetime(2026, 5, 3, 10, tzinfo=UTC))
    '2026-05-03T10:00:00Z'
    """
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read(text: str, what: str = "A time", *, end: bool = False) -> datetime:
    """A time from ISO 8601; a date alone is its first second, or its last. What names no zone is UTC.

    Raises
    ------
    EvidenceError
        It is none.
    """
    try:
        found = datetime.fromisoformat(text)
        found = (
            found.replace(hour=23, minute=59, second=59) if end and len(text) == len("2026-12-31") else found
        )
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise EvidenceError(
            f"{what} must be a date such as 2026-12-31, or a time such as 2026-12-31T18:00:00Z. Got '{text[:40]}' "
            "instead."
        ) from error
