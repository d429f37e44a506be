"""Models that can be asked for decisions: one file per format. With predictions in the data none is needed."""

from fairwitness.audits.subject.models.base import LoadedModel, ModelFormat, load_model
from fairwitness.audits.subject.models.python import from_object

__all__ = ["LoadedModel", "ModelFormat", "from_object", "load_model"]
