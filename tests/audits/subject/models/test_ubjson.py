import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from fairwitness.audits.subject.models.ubjson import read_ubjson


def length(number):
    return b"L" + number.to_bytes(8, "big")


def written(value):
    """UBJSON as XGBoost writes it: lengths of eight bytes, objects that end with a brace."""
    if value is None or isinstance(value, bool):
        return {None: b"Z", True: b"T", False: b"F"}[value]
    if isinstance(value, int):
        return b"L" + value.to_bytes(8, "big", signed=True)
    if isinstance(value, str):
        return b"S" + length(len(value.encode())) + value.encode()
    if isinstance(value, list):
        return b"[" + b"#" + length(len(value)) + b"".join(map(written, value))
    names = b"".join(length(len(k.encode())) + k.encode() + written(v) for k, v in value.items())
    return b"{" + names + b"}"


VALUES = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**63), 2**63 - 1) | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=40, deadline=None)
@given(VALUES)
def test_what_is_written_is_read_back(value):
    assert read_ubjson(written(value)) == value


@settings(max_examples=40, deadline=None)
@given(VALUES, some.data())
def test_what_is_cut_off_is_refused(value, data):
    whole = written(value)
    with pytest.raises(ValueError, match=r".*"):
        read_ubjson(whole[: data.draw(some.integers(0, len(whole) - 1))])


def test_arrays_of_one_kind_and_open_ones():
    assert read_ubjson(b"[$l#" + length(2) + b"\x00\x00\x00\x07\xff\xff\xff\xff") == [7, -1]
    assert read_ubjson(b"[$d#" + length(1) + b"\x3f\x80\x00\x00") == [1.0]
    assert read_ubjson(b"[i\x01i\xff]") == [1, -1]


@pytest.mark.parametrize(
    "data",
    [b"", b"?", b"[" * 100, b"[$d#" + length(2**40), b"S" + b"L" + b"\xff" * 8, b"S" + length(1) + b"\xff"],
)
def test_what_is_none_is_refused(data):
    with pytest.raises(ValueError, match=r".*"):
        read_ubjson(data)
