"""Before anything is measured: refuse report formats that there are not, and start what starts slowly."""

from __future__ import annotations

from collections.abc import Iterable

from fairwitness import _registry
from fairwitness.errors import UnknownNameError

WITH_CHARTS = frozenset({"html", "pdf"})
"""Report formats that draw."""


def check_formats(formats: Iterable[str]) -> None:
    """Refuse a report format that there is not, before anything is measured."""
    known = _registry.names("fairwitness.reports")
    for name in formats:
        if name not in known:
            raise UnknownNameError.among(name, known, what="report format")


def warm_up(formats: Iterable[str]) -> None:
    """Start the engine that draws charts, in its own process, if a format will want it. Returns at once."""
    if not WITH_CHARTS.isdisjoint(formats):
        from fairwitness.reports.charts.static import warm

        warm()
