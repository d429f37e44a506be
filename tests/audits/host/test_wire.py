import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.host.child import wire
from fairwitness.audits.host.child.wire import WireError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def reader(data):
    place = 0

    def read(size):
        nonlocal place
        part = data[place : place + size]
        if len(part) < size:
            raise EOFError
        place += size
        return part

    return read


@given(
    st.dictionaries(st.text().filter(lambda key: key != "buffers"), JSON, max_size=4),
    st.lists(st.binary(), max_size=4),
)
def test_what_is_packed_is_read_again(header, buffers):
    data = b"".join(bytes(piece) for piece in wire.packed(header, buffers))
    assert wire.read_frame(reader(data), sum(map(len, buffers))) == (header, buffers)


def frame(text, rest=b""):
    return struct.pack(">I", len(text)) + text + rest


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (struct.pack(">I", wire.MOST_HEADER + 1), "a header of"),
        (frame(b"\xff\xfe"), "no JSON"),
        (frame(b"[" * 100_000), "no JSON"),
        (frame(b"[]"), "no object"),
        (frame(b"{}"), "without lengths"),
        (frame(b'{"buffers": [-1]}'), "without lengths"),
        (frame(b'{"buffers": [true]}'), "without lengths"),
        (frame(b'{"buffers": [1e3]}'), "without lengths"),
        (frame(json.dumps({"buffers": [11]}).encode()), "11 bytes where at most 10"),
        (frame(json.dumps({"buffers": [2**62, 2**62]}).encode()), "bytes where at most 10"),
    ],
)
def test_what_is_no_frame_is_refused_before_its_bytes_are_read(data, message):
    with pytest.raises(WireError, match=message):
        wire.read_frame(reader(data), 10)


def test_what_no_json_holds_is_never_sent():
    with pytest.raises(ValueError, match="JSON"):
        wire.packed({"a": float("nan")})
