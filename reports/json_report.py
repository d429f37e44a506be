"""The record itself: what every other format is a view of, and what can be verified."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.record import Record


class JsonReport:
    """``record.json``, keys in the schema's order."""

    name: ClassVar[str] = "json"
    suffix: ClassVar[str] = ".json"
    title: ClassVar[str] = "Record"

    def render(self, record: Record) -> bytes:
        """The record as UTF-8 JSON."""
        return record.to_json().encode()
