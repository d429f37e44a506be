"""What is no JSON, or no honest JSON, is a clause that says why; in a record, in counts and in a comparison alike."""

from __future__ import annotations

import json
import re

import pytest

from fairwitness.audits.record import load_record
from fairwitness.audits.record.strict import UnfinishedError, parse_json, read_json
from fairwitness.audits.sites.document import load_counts
from fairwitness.audits.versions.document import load_comparison
from fairwitness.errors import RecordError

BAD = {
    "NaN": (b'{"a": NaN}', "it holds NaN"),
    "infinity": (b'{"a": -Infinity}', "it holds -Infinity"),
    "deep": (b"[" * 200_000, "nested too deeply"),
    "deep objects": (b'{"a":' * 200_000, "nested too deeply"),
    "twice": (b'{"schema": "x", "schema": "y"}', "the key 'schema' stands more than once"),
    "long key twice": (b"{" + b",".join([b'"%s": 1' % (b"k" * 9000)] * 2) + b"}", "stands more than once"),
    "huge number": (b"9" * 5000, "a number of 5,000 digits"),
    "no JSON": (b'{] "a": 1, "b": 2}', "Expecting"),
    "half an object": (b'{"a": 1, ', "it was not written to its end"),
    "half a text": (b'{"a": "b', "it was not written to its end"),
    "half a word": (b'{"a": fals', "it was not written to its end"),
    "half a letter": (b'{"a": "\xc3', "it was not written to its end"),
    "something behind": (b'{"a": 1}x', "Extra data"),
    "nothing": (b"", "it was not written to its end"),
    "no UTF-8": (b'{"a": "\xff"}', "utf-8"),
    "NUL": (b'{"a": "\x00"}', "Invalid control character"),
}


@pytest.mark.parametrize(("data", "said"), BAD.values(), ids=BAD)
def test_bad_json_is_a_sentence_at_every_door(data, said, tmp_path):
    file = tmp_path / "record.json"
    file.write_bytes(data)
    with pytest.raises(ValueError, match=re.escape(said)) as caught:
        read_json(file)
    assert len(str(caught.value)) < 200
    for load in (load_record, load_counts, load_comparison):
        with pytest.raises(RecordError) as refused:
            load(file)
        assert "\n" not in str(refused.value)


def test_what_is_too_long_is_not_held(tmp_path):
    file = tmp_path / "record.json"
    with file.open("wb") as stream:
        stream.truncate(5 << 30)
    with pytest.raises(RecordError, match="it has more than 100 MB"):
        load_record(file)


@pytest.mark.parametrize("value", ["1e999", "[" * 300 + "]" * 300, '"\\ud800"', "1" * 39])
def test_what_json_allows_and_a_record_does_not(value, tmp_path):
    file = tmp_path / "record.json"
    file.write_text(json.dumps({"schema": "fairwitness/record/1"})[:-1] + f', "plan": {{"a": {value}}}}}')
    with pytest.raises(RecordError):
        load_record(file)


def test_every_beginning_of_json_is_half_of_it():
    whole = '{"a": [true, null, -1.5e-3], "b": {"c": "d\\u00e9\\n"}, "é": false}'.encode()
    assert parse_json(whole)
    for end in range(len(whole)):
        with pytest.raises(UnfinishedError):
            parse_json(whole[:end])
