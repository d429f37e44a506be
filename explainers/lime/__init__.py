"""LIME for tables, for all rows at once: perturbed rows are drawn once, asked about once, and weighed for each row."""

from __future__ import annotations

from fairwitness.explainers.lime.options import LimeOptions

__all__ = ["LimeOptions"]
