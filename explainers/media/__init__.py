"""What texts and pictures share: parts that are there or not, and a model asked about both."""

from __future__ import annotations

from fairwitness.explainers.media.item import Effort, ItemExplanation

__all__ = ["Effort", "ItemExplanation"]
