"""Charts: drawn once, for the page, the file and the PDF. Each takes parts of a record, and computes no statistic."""

from fairwitness.reports.charts.agreement import agreement
from fairwitness.reports.charts.changes import changes
from fairwitness.reports.charts.cross import cross
from fairwitness.reports.charts.effects import effect
from fairwitness.reports.charts.energy import energy
from fairwitness.reports.charts.explanation import importance, lime, waterfall
from fairwitness.reports.charts.figure import Canvas, Figure, Table, short
from fairwitness.reports.charts.gap import gap_shares
from fairwitness.reports.charts.gaps import gaps, gaps_by_limit
from fairwitness.reports.charts.groups import groups
from fairwitness.reports.charts.performance import performance
from fairwitness.reports.charts.reliability import reliability
from fairwitness.reports.charts.roc import precision_recall, roc
from fairwitness.reports.charts.strips import strips

__all__ = [
    "Canvas",
    "Figure",
    "Table",
    "agreement",
    "changes",
    "cross",
    "effect",
    "energy",
    "gap_shares",
    "gaps",
    "gaps_by_limit",
    "groups",
    "importance",
    "lime",
    "performance",
    "precision_recall",
    "reliability",
    "roc",
    "short",
    "strips",
    "waterfall",
]
