"""Shapley values of anything that can be asked, from its answers to coalitions of columns."""

from __future__ import annotations

from fairwitness.explainers.coalitions.values import CoalitionResult, coalition_values

__all__ = ["CoalitionResult", "coalition_values"]
