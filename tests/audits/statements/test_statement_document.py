"""Statements are read strictly, refused in sentences, and read back as they were written."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.statements import (
    Statement,
    Statements,
    dump_statements,
    fields,
    load_statements,
    make_statements,
    parse_statements,
)
from fairwitness.errors import StatementError

GOOD = {"by": "Ana Pires", "role": "Head of lending", "date": "2026-11-20", "text": "It ranks applications."}
HASH = "ab" * 32


def one(**over: object) -> Statement:
    found = make_statements({"statements": {"users": {**GOOD, **over}}}).get("users")
    assert found is not None
    return found


def test_a_statement_says_who_and_when() -> None:
    assert one().day == date(2026, 11, 20)
    assert one().signature() == "Ana Pires, Head of lending, on 2026-11-20"
    assert one(role=None).signature() == "Ana Pires on 2026-11-20"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("statements: {usrs: {by: a}}", "There is no statement `usrs`. Did you mean 'users'?"),
        ("statements: {users: hello}", "Statement `users` must have `by`, `date` and `text`. Got 'hello' instead."),
        ("statements: {users: {by: A, date: 2026-11-20, text: x, rol: y}}", "no key `rol`. Did you mean 'role'?"),
        ("statements: {users: {date: 2026-11-20, text: x}}", "Statement `users`: `by` must be given."),
        ("statements: {users: {by: ' ', date: 2026-11-20, text: x}}", "must say who makes it. Give a name as `by`."),
        ("statements: {users: {by: A, text: x}}", "Statement `users`: `date` must be given."),
        ("statements: {users: {by: A, date: soon, text: x}}", "must read like 2026-11-27. Got 'soon' instead."),
        ("statements: {users: {by: A, date: 2026-02-30, text: x}}", "cannot be read"),
        ("statements: {users: {by: A, date: 2026-11-20 10:00:00, text: x}}", "Got '2026-11-20 10:00:00' instead."),
        ("statements: {users: {by: A, date: 20, text: x}}", "Got '20' instead."),
        ("statements: {users: {by: A, date: 2999-01-01, text: x}}", "must not be dated in the future"),
        ("statements: {users: {by: A, date: 2026-11-20, text: x, record: zz}}", "first 12 digits or more. Got 'zz'"),
        ("statements: [a]", "`statements` must be keys with values."),
        ("statement: {}", "There is no key `statement`. Did you mean 'statements'?"),
        ("schema: fairwitness/statements/9\nstatements: {}", "`schema` must be 'fairwitness/statements/1'."),
        ("a: b: c", "must be YAML. It stops being so in line 1"),
        ("", "must hold keys such as `statements`. Got nothing instead."),
        ("statements: {users: {by: A, by: B}}", "Each key must stand once. Got 'by' again in line 1."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_sentence_that_names_the_file(text: str, said: str) -> None:
    with pytest.raises(StatementError, match=re.escape(said)) as refused:
        parse_statements(text, name="ours.yaml")
    assert str(refused.value).startswith("ours.yaml")
    assert "{" not in str(refused.value)


def test_a_text_of_50000_characters_is_a_document() -> None:
    with pytest.raises(StatementError, match=r"at most 10,000 characters. Got 50,000; name the document"):
        one(text="y" * 50_000)
    assert len(one(text="y" * 10_000).text) == 10_000
    with pytest.raises(StatementError, match="The `by` of a statement must have at most 200 characters"):
        one(by="y" * 201)


def test_the_last_day_is_given_or_that_of_the_machine() -> None:
    content = {"statements": {"users": GOOD}}
    assert make_statements(content, today=date(2026, 11, 20))
    with pytest.raises(StatementError, match=r"in the future. Got 2026-11-20 instead"):
        make_statements(content, today=date(2026, 11, 19))


def test_a_blank_field_is_not_stated() -> None:
    blank = {"by": "", "role": "", "date": "", "text": "  "}
    with pytest.raises(StatementError, match="must say something"):
        one(text=" ")
    assert not make_statements({"statements": {"users": blank, "training": None}})


def test_a_statement_may_be_tied_to_a_record() -> None:
    assert one().is_about(HASH)
    assert one(record=HASH[:12]).is_about(HASH)
    assert not one(record="cd" * 6).is_about(HASH)


def test_there_must_be_a_file(tmp_path) -> None:
    with pytest.raises(StatementError, match=r"There is none at .*`fairwitness statements` writes one"):
        load_statements(tmp_path / "no.yaml")


def test_one_is_put_in_its_place_and_taken_back() -> None:
    found = Statements().with_one("users", one()).with_one("intended_purpose", one(text="Why."))
    assert list(found.statements) == ["intended_purpose", "users"]
    assert list(found.with_one("users", None).statements) == ["intended_purpose"]
    assert found.sha256 != found.with_one("users", None).sha256


plain = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufeff\ufffe\uffff"), max_size=60
)
parts = st.tuples(plain, plain, st.dates(max_value=date(2026, 1, 1)))


@given(st.dictionaries(st.sampled_from(sorted(fields())), parts))
def test_what_is_written_reads_back_the_same(content) -> None:
    said = {
        key: {"by": by, "text": text, "date": day}
        for key, (by, text, day) in content.items()
        if by.strip() and text.strip()
    }
    found = make_statements({"statements": said})
    again = parse_statements(dump_statements(found))
    assert again == found
    assert again.sha256 == found.sha256
