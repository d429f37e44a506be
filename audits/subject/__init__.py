"""The subject: data with roles, and the decisions that are audited."""

from fairwitness.audits.subject.attributes import Attribute
from fairwitness.audits.subject.datasets import Dataset, read_dataset
from fairwitness.audits.subject.decisions import Decisions
from fairwitness.audits.subject.labels import Labels
from fairwitness.audits.subject.models import LoadedModel, closed_after, from_object, load_model
from fairwitness.audits.subject.subject import Subject, make_subject

__all__ = [
    "Attribute",
    "Dataset",
    "Decisions",
    "Labels",
    "LoadedModel",
    "Subject",
    "closed_after",
    "from_object",
    "load_model",
    "make_subject",
    "read_dataset",
]
