"""Why a model answers a picture as it does: which regions moved the answer."""

from __future__ import annotations

from fairwitness.explainers.images.explain import explain_images

__all__ = ["explain_images"]
