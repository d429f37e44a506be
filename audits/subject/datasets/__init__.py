"""Where rows come from: one file per kind of source."""

from fairwitness.audits.subject.datasets.base import Dataset, DatasetReader, read_dataset

__all__ = ["Dataset", "DatasetReader", "read_dataset"]
