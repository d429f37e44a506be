"""The ways of computing Shapley values, all asked and answering alike; the planner chooses among them."""

from __future__ import annotations

from fairwitness.explainers.engines.base import Engine, Question, Shares

__all__ = ["Engine", "Question", "Shares"]
