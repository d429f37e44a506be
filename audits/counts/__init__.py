"""What every figure is computed from: counts and sums by group that add up over frames, files and sites."""

from fairwitness.audits.counts.counts import LABELS, OUTCOMES, PREDICTIONS, Counts
from fairwitness.audits.counts.exact import ExactSums, FloatArray, IntArray
from fairwitness.audits.counts.histogram import Histogram
from fairwitness.audits.counts.moments import Moments
from fairwitness.audits.counts.tables import Tables

__all__ = [
    "LABELS",
    "OUTCOMES",
    "PREDICTIONS",
    "Counts",
    "ExactSums",
    "FloatArray",
    "Histogram",
    "IntArray",
    "Moments",
    "Tables",
]
