"""Why a model answers a text as it does: which words moved the answer."""

from __future__ import annotations

from fairwitness.explainers.text.explain import explain_text

__all__ = ["explain_text"]
