"""The zip of a bundle: the same bytes every time, opened by any tool, and no room for anything else."""

import hashlib
import io
import stat
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.errors import AlteredError, EvidenceError
from fairwitness.reports.evidence.archive import MOST_FILES, pack, unpack

FILES = {"a.json": b"{}", "reports/report.html": b"<p>", "b": b""}


def zipped(*entries, method=zipfile.ZIP_STORED):
    """A zip by the library, of names (or ZipInfo) and contents."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.compress_type = 3, method
            info.external_attr = info.external_attr or (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, content)
    return out.getvalue()


def refused(data):
    with pytest.raises(AlteredError) as caught:
        unpack(data, "a.zip")
    assert str(caught.value).startswith("'a.zip' ")
    assert len(str(caught.value)) < 250
    return str(caught.value)


def test_what_is_packed_is_unpacked():
    assert unpack(pack(FILES), "a.zip") == FILES
    assert pack(FILES) == pack(dict(reversed(FILES.items())))


def test_the_bytes_are_the_same_with_every_python():
    digest = hashlib.sha256(pack(FILES)).hexdigest()
    assert digest == "ecb8590b8e632122116760369283001ba54204402de37202f1d5b04459cc457b"


def test_the_library_reads_it():
    with zipfile.ZipFile(io.BytesIO(pack(FILES))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(FILES)


@given(st.data())
def test_one_changed_byte_anywhere_is_found(data):
    good = bytearray(pack(FILES))
    at = data.draw(st.integers(0, len(good) - 1))
    good[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(EvidenceError):
        unpack(bytes(good), "a.zip")


CUTS = st.lists(
    st.tuples(
        st.integers(4, len(pack(FILES))),
        st.integers(0, 30),
        st.binary(max_size=8)
        | st.sampled_from([b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"\xff" * 4, b"\0" * 4]),
    ),
    min_size=1,
    max_size=5,
)


@given(CUTS)
def test_whatever_is_done_to_it_the_answer_is_a_sentence(cuts):
    data = pack(FILES)
    for at, length, new in cuts:
        data = data[:at] + new + data[at + length :]
    if data != pack(FILES):
        refused(data)


@given(st.integers(4, len(pack(FILES)) - 1))
def test_cut_anywhere_it_is_refused(end):
    assert refused(pack(FILES)[:end])


def test_cut_off_it_says_so():
    assert "was not copied or written to its end" in refused(pack(FILES)[:-30])


@pytest.mark.parametrize("more", [b"x", b"PK\x05\x06" + b"\0" * 18])
def test_nothing_stands_before_or_behind(more):
    good = pack(FILES)
    refused(good + more)
    with pytest.raises(EvidenceError):
        unpack(more + good, "a.zip")


@pytest.mark.parametrize(
    "name",
    [
        "../a",
        "/etc/passwd",
        "reports/../../a",
        "a\\b",
        "C:a",
        "reports/",
        ".hidden",
        "a/b",
        "ä",
        "a" * 101,
        "a b",
    ],
)
def test_names_that_lead_elsewhere(name):
    assert "a name that no bundle has" in refused(zipped((name, b"x")))
    with pytest.raises(EvidenceError, match="The name of a file in a bundle must be"):
        pack({name: b"x"})


def test_a_name_with_a_nul():
    data = zipped(("aXb", b"x")).replace(b"aXb", b"a\0b")
    assert "a name that no bundle has" in refused(data)


@pytest.mark.parametrize("second", ["a", "A"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice(second):
    assert f"'{second}' twice" in refused(zipped(("a", b"x"), (second, b"y")))


def test_a_link():
    info = zipfile.ZipInfo("a", (1980, 1, 1, 0, 0, 0))
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "a link or no plain file" in refused(zipped((info, b"/etc/passwd")))


def test_a_bomb_is_not_unpacked():
    assert "compressed or encrypted" in refused(
        zipped(("a", b"\0" * 50_000_000), method=zipfile.ZIP_DEFLATED)
    )


def test_files_that_share_their_bytes():
    """An entry per name, all over the same content: longer together than the file (a bomb without compression)."""
    one = zipped(("a", b"x" * 10_000))
    start = one.index(b"PK\x01\x02")
    entry = one[start : one.index(b"PK\x05\x06")]
    names = [bytes([letter]) for letter in range(ord("a"), ord("k"))]
    entries = b"".join(entry.replace(b"a", name) for name in names)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(names), len(names), len(entries), start, 0)
    assert "longer together" in refused(one[:start] + entries + end)


def test_too_many_files():
    assert f"at most {MOST_FILES} files" in refused(zipped(*((f"f{n}", b"") for n in range(MOST_FILES + 1))))
    with pytest.raises(EvidenceError, match="A bundle must have at most"):
        pack({f"f{n}": b"" for n in range(MOST_FILES + 1)})


@pytest.mark.parametrize("data", [b"", b"PK", b"%PDF-1.7", b'{"a": 1}'])
def test_what_is_no_zip(data):
    with pytest.raises(EvidenceError, match="A bundle must be a zip file") as caught:
        unpack(data, "a.zip")
    assert not isinstance(caught.value, AlteredError)
