import pytest
from hypothesis import given
from hypothesis import strategies as some
from onnx import StringStringEntryProto, TensorProto

from fairwitness.audits.subject.models.protobuf import MalformedError, fields, integers, nested, text


@given(some.lists(some.integers(-(2**63), 2**63 - 1), max_size=9), some.text(max_size=9))
def test_what_the_library_writes_is_read(numbers, name):
    message = memoryview(TensorProto(int64_data=numbers, name=name).SerializeToString())
    assert integers(message, 7) == numbers
    assert text(message, 8) == name


def test_a_message_in_a_message():
    entries = [StringStringEntryProto(key="location", value=value) for value in ("a", "b")]
    message = memoryview(TensorProto(external_data=entries).SerializeToString())
    assert [text(entry, 2) for entry in nested(message, 13)] == ["a", "b"]


@given(some.binary(max_size=40))
def test_any_bytes_are_read_or_refused(data):
    try:
        found = list(fields(memoryview(data)))
    except MalformedError:
        return
    assert all(number >= 0 for number, _ in found)


@pytest.mark.parametrize(
    "data", [b"\x0a", b"\x0a\x05abc", b"\x08" + b"\xff" * 11, b"\x0b", b"\x02\x00", b"\x0d\x00"]
)
def test_what_ends_in_the_middle_is_refused(data):
    with pytest.raises(MalformedError):
        list(fields(memoryview(data)))


def test_text_that_is_none():
    with pytest.raises(MalformedError, match="not UTF-8"):
        text(memoryview(b"\x42\x01\xff"), 8)
