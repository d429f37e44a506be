"""The record: all that was seen, frozen, with its hash."""

from fairwitness.audits.record.canonical import canonical, sha256
from fairwitness.audits.record.record import Record, content_hash, load_record, parse_record
from fairwitness.audits.record.schema import SCHEMA, RecordContent

__all__ = [
    "SCHEMA",
    "Record",
    "RecordContent",
    "canonical",
    "content_hash",
    "load_record",
    "parse_record",
    "sha256",
]
