"""The record is written as it is, and is a record when it is read again."""

import json

import records

from fairwitness.audits.record import parse_record
from fairwitness.reports.json_report import JsonReport


def test_what_is_written_is_the_record():
    record = records.hostile()
    assert parse_record(json.loads(JsonReport().render(record))) == record


def test_it_is_the_same_text_as_the_record_s_own():
    assert JsonReport().render(records.full()).decode() == records.full().to_json()
