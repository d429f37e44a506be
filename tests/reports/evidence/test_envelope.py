"""DSSE: the specification's example and its test vectors for Ed25519, and what is no envelope."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.errors import EvidenceError
from fairwitness.reports.evidence.envelope import Envelope, Signature, pae, read_envelope
from fairwitness.reports.evidence.keys import PublicKey

# The public key of RFC 8032, 7.1, TEST 1, which the vectors of DSSE (testvectors/vectors.json) call A.
A = PublicKey(bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))
IN_TOTO = "application/vnd.in-toto+json"
STATEMENT = "eyJfdHlwZSI6Imh0dHBzOi8vaW4tdG90by5pby9TdGF0ZW1lbnQvdjEifQ=="
SIGNED = "2WAfaHm5jluo0w+0rk8uVkluELJYWjSmU9x7EUzx+AyteDGJ4/nqyJXfmAUVFIAoQafWm7AxBZNw5M9ixNHiCA=="
ACCEPTED = {
    "single-signature": (STATEMENT, IN_TOTO, SIGNED),
    "url-safe-base64": (
        "-_-_Pj8=",
        IN_TOTO,
        "P-_KHICeR7tI6S_YyejJTRtrXhcQyQ2LYPaL8h90KjC9qN8HU_svOQ6TuDOT1HIrsGW886DbWNWcCmX5twLrAw==",
    ),
    "non-ascii-payload-type": (
        STATEMENT,
        "application/vnd.exämple+json",
        "xmSk/ug66ysT7ayhkCIjhAq42zgZXSsEWuzUaNL7w2eGAdF/NU6/fRXPtmfN+5DNSAs5/i2lUnHjbbjPsu0tAw==",
    ),
    "empty-payload": (
        "",
        IN_TOTO,
        "gSggCAaTLTYyRH6FIDBem6meyIynsYy8RTHVzwx9tnTb7Bg/1jMWnuVgI/gffqmbsC2VX5/jHfkkDqsj7CDbDg==",
    ),
}


def made(payload, kind, signature):
    return {"payload": payload, "payloadType": kind, "signatures": [{"sig": signature, "keyid": "A"}]}


def fits(content):
    envelope = read_envelope(json.dumps(content).encode(), "a.json")
    return all(A.verifies(one.value, envelope.signed) for one in envelope.signatures)


def test_the_example_of_the_specification():
    expected = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    assert pae("http://example.com/HelloWorld", b"hello world") == expected


def test_lengths_are_of_bytes_and_nothing_is_a_length_of_zero():
    assert pae("ä", b"") == b"DSSEv1 2 \xc3\xa4 0 "


@pytest.mark.parametrize("vector", ACCEPTED.values(), ids=ACCEPTED)
def test_vectors_that_are_accepted(vector):
    assert fits(made(*vector))


def test_vectors_that_are_refused():
    assert not fits(made(STATEMENT, "application/vnd.example.other+json", SIGNED))
    other = base64.b64encode(b'{"_type":"https://in-toto.io/Statement/v2"}').decode()
    assert not fits(made(other, IN_TOTO, SIGNED))


@given(st.text(max_size=9), st.binary(max_size=9), st.text(max_size=9), st.binary(max_size=9))
def test_no_two_envelopes_are_signed_alike(kind, payload, other_kind, other):
    assert (pae(kind, payload) == pae(other_kind, other)) == ((kind, payload) == (other_kind, other))


@given(st.text(), st.binary(), st.binary(), st.text())
def test_what_is_written_is_read(kind, payload, signature, key):
    for signatures in ((), (Signature(signature, key), Signature(b"", ""))):
        envelope = Envelope(kind, payload, signatures)
        assert read_envelope(envelope.to_json(), "a.json") == envelope


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"payload": "e30=", "payloadType": 1}',
        b'{"payload": "e3", "payloadType": "x"}',
        b'{"payload": "e30=\\n", "payloadType": "x"}',
        b'{"payload": "\xc3\xa4", "payloadType": "x"}',
        b'{"payload": "", "payloadType": "x", "signatures": {}}',
        b'{"payload": "", "payloadType": "x", "signatures": [1]}',
        b'{"payload": "", "payloadType": "x", "signatures": [{}]}',
        b'{"payload": "", "payload": "", "payloadType": "x"}',
    ],
)
def test_what_is_no_envelope_is_a_sentence(data):
    with pytest.raises(EvidenceError, match=r"^'a\.json' must be a DSSE envelope\. It is none: "):
        read_envelope(data, "a.json")
