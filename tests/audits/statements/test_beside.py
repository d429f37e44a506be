"""Statements beside a record: found, copied, never written over what a person wrote."""

import pytest

from fairwitness.audits.statements import FILE, Statements, dump_statements, make_statements
from fairwitness.audits.statements.beside import beside, check_place, put_beside
from fairwitness.errors import StatementError

SAID = make_statements({"statements": {"users": {"by": "A", "date": "2026-11-20", "text": "Recruiters."}}})


def test_none_are_there_until_they_are_put_there(tmp_path) -> None:
    assert beside(tmp_path) == Statements()
    put_beside(tmp_path, SAID, tmp_path / "elsewhere.yaml")
    assert beside(tmp_path) == SAID


def test_a_copy_goes_when_a_later_audit_has_no_statements(tmp_path) -> None:
    put_beside(tmp_path, SAID, tmp_path / "elsewhere.yaml")
    check_place(tmp_path, None)
    put_beside(tmp_path, Statements(), None)
    assert not (tmp_path / FILE).exists()


def test_what_a_person_wrote_is_never_replaced(tmp_path) -> None:
    text = "# mine\n" + dump_statements(SAID)
    (tmp_path / FILE).write_text(text)
    with pytest.raises(StatementError, match=r"holds a statements.yaml that this audit does not use"):
        check_place(tmp_path, None)
    with pytest.raises(StatementError, match="give another `--out`"):
        check_place(tmp_path, tmp_path / "elsewhere.yaml")
    check_place(tmp_path, tmp_path / FILE)
    put_beside(tmp_path, SAID, tmp_path / FILE)
    assert (tmp_path / FILE).read_text() == text
    put_beside(tmp_path, Statements(), None)
    assert (tmp_path / FILE).read_text() == text
