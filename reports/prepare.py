"""Before anything is measured: refuse report formats that there are not, and start what starts slowly."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fairwitness import _registry
from fairwitness.audits.language import is_file
from fairwitness.audits.plan.model import Plan
from fairwitness.errors import UnknownNameError

WITH_CHARTS = frozenset({"html", "pdf"})
"""Report formats that draw."""


def check_formats(formats: Iterable[str]) -> None:
    """Refuse a report format that there is not, before anything is measured."""
    known = _registry.names("fairwitness.reports")
    for name in formats:
        if name not in known:
            raise UnknownNameError.among(name, known, what="report format")


def check_language(plan: Plan, folder: Path) -> None:
    """Refuse a language that there is not, or whose file lacks a text, before anything is measured."""
    from fairwitness.reports.language import named

    name = plan.report.language
    named(str(folder / name) if is_file(name) else name)


def warm_up(formats: Iterable[str]) -> None:
    """Start the engine that draws charts, in its own process, if a format will want it. Returns at once."""
    if not WITH_CHARTS.isdisjoint(formats):
        from fairwitness.reports.charts.static import warm

        warm()
