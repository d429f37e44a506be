"""Models that can be asked for decisions: one file per format. With predictions in the data none is needed."""

from fairwitness.audits.subject.models.base import (
    Answer,
    LoadedModel,
    ModelFormat,
    closed_after,
    format_of,
    load_model,
    model_format,
)
from fairwitness.audits.subject.models.python import from_object
from fairwitness.audits.subject.models.signature import Input, Signature

__all__ = [
    "Answer",
    "Input",
    "LoadedModel",
    "ModelFormat",
    "Signature",
    "closed_after",
    "format_of",
    "from_object",
    "load_model",
    "model_format",
]
