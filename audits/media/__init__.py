"""Loaded models as functions of texts and of pictures, so that these can be explained."""

from __future__ import annotations

from fairwitness.audits.media.pictures import picture_predict, picture_size
from fairwitness.audits.media.texts import text_predict

__all__ = ["picture_predict", "picture_size", "text_predict"]
