"""Every figure that groups can be compared by, under the names that scikit-learn and fairlearn use."""

from fairwitness.audits.metrics.base import Metric, Need, Rows, Shown, Source, Unit
from fairwitness.audits.metrics.registry import METRICS, for_task, is_of, metric_named

__all__ = [
    "METRICS",
    "Metric",
    "Need",
    "Rows",
    "Shown",
    "Source",
    "Unit",
    "for_task",
    "is_of",
    "metric_named",
]
