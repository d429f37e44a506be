"""The threshold explorer: what every rate, gap and verdict of an audit would be at another threshold."""

from fairwitness.audits.thresholds.explorer import Decided, Explorer

__all__ = ["Decided", "Explorer"]
