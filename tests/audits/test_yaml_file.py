"""YAML that people write, whatever it is meant to be."""

import pytest

from fairwitness.audits.yaml_file import Kind, parse_mapping, read_text
from fairwitness.errors import StatementError

LIST = Kind("list", "`a` and `b`", StatementError, "write one")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2", "ours: Each key must stand once. Got 'a' again in line 2."),
        ("- a", "ours must hold keys such as `a` and `b`. Got a list instead."),
        ("a: [", "ours must be YAML. It stops being so in line 1, column 5"),
        (f"a: {'9' * 50}", "ours: A whole number must have at most 40 digits. Got 50 in line 1."),
        ("a: " + "[" * 3000, "ours must be plain YAML. It is nested too deeply."),
        ("a: 2020-99-99", "ours must be plain YAML. It holds what cannot be read"),
    ],
)
def test_what_is_no_such_file_is_a_sentence_of_its_kind(text, said):
    with pytest.raises(StatementError) as refused:
        parse_mapping(text, LIST, "ours")
    assert str(refused.value).startswith(said)


def test_a_file_is_called_what_it_is_meant_to_be(tmp_path):
    with pytest.raises(StatementError, match=r"The list must be a file. There is none at .*; write one."):
        read_text(tmp_path / "no", LIST)
    (tmp_path / "big").write_bytes(b"#" * ((1 << 20) + 1))
    with pytest.raises(StatementError, match=r"A list must have at most 1 MB. 'big' has more"):
        read_text(tmp_path / "big", LIST)
    (tmp_path / "latin").write_bytes(b"a: \xff")
    with pytest.raises(StatementError, match=r"The list '.*latin' must be a UTF-8 text file"):
        read_text(tmp_path / "latin", LIST)
    (tmp_path / "mark").write_bytes(b"\xef\xbb\xbfa: 1")
    assert parse_mapping(read_text(tmp_path / "mark", LIST), LIST, "ours") == {"a": 1}
