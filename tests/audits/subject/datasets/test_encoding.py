import pytest

from fairwitness.audits.subject.datasets.encoding import find_encoding
from fairwitness.errors import DataError

TEXT = "group,p\nMünchen,1\nÅre,0\n"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("cp1252", "was read as Windows-1252"),
    ],
)
def test_what_an_unstated_encoding_is_found_to_be(read, encoding, said):
    dataset = read(TEXT.encode(encoding))
    assert dataset.frame.to_dict("list") == {"group": ["München", "Åre"], "p": [1, 0]}
    assert dataset.notes == () if said is None else said in dataset.notes[0]


@pytest.mark.parametrize("encoding", ["utf-8", "UTF8", "latin-1", "utf-16-le", "cp437"])
def test_a_stated_encoding_is_taken(read, encoding):
    assert read(TEXT.encode(encoding), encoding=encoding).frame["group"].tolist() == ["München", "Åre"]


def test_a_byte_order_mark_is_no_part_of_a_name(read):
    assert list(read(TEXT.encode("utf-8-sig"), encoding="utf-8").frame) == ["group", "p"]


@pytest.mark.parametrize(
    ("written", "stated"), [("cp1252", "utf-8"), ("utf-8", "utf-16"), ("utf-8", "ascii")]
)
def test_a_stated_encoding_that_is_wrong_is_refused(read, written, stated):
    with pytest.raises(
        DataError, match=rf"must be text in the stated `data\.encoding`, {stated}\. The bytes from"
    ):
        read(TEXT.encode(written), encoding=stated)


@pytest.mark.parametrize("stated", ["utf-9", "rot13", "base64", "hex", "zlib"])
def test_what_is_no_encoding_is_refused(read, stated):
    with pytest.raises(
        DataError, match=rf"must be a text encoding such as 'utf-8' or 'cp1252'\. Got '{stated}'"
    ):
        read(TEXT, encoding=stated)


def test_text_without_a_mark_in_two_byte_units_is_refused(read):
    with pytest.raises(DataError, match="holds zero bytes"):
        read("group,p\nx,1\n".encode("utf-16-le"))


def test_neither_utf8_nor_windows(read):
    with pytest.raises(DataError, match="is neither UTF-8 nor Windows-1252"):
        read(b"group,p\n\x81\xff,1\n")


def test_a_mistake_far_into_the_file_is_found(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 1_500_000 + b"\xe4\n")
    assert find_encoding(path, None)[0] == "cp1252"
    with pytest.raises(DataError, match="The bytes from 1,500,000 on"):
        find_encoding(path, "utf-8")
