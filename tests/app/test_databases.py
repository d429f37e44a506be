"""Databases by name: no address is typed, none is shown, and only reading is possible."""

from __future__ import annotations

import pytest

from fairwitness.app import databases
from fairwitness.audits.plan import Plan
from fairwitness.audits.plan.model import Data
from fairwitness.audits.plan.template import dump_plan
from fairwitness.errors import DataError


@pytest.fixture(autouse=True)
def _named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRWITNESS_SQL_LOANS", "postgresql://reader:tulip@host/loans")
    monkeypatch.setenv("FAIRWITNESS_SQL_HR_2026", "sqlite:////hr.db")
    monkeypatch.setenv("FAIRWITNESS_SQL_EMPTY", " ")
    monkeypatch.setenv("FAIRWITNESS_SQLITE", "sqlite:////no.db")
    monkeypatch.setenv("OTHER", "sqlite:////secret.db")


def test_the_operator_names_them() -> None:
    assert databases.names() == ("hr_2026", "loans")


def test_a_plan_holds_the_name_and_never_the_address() -> None:
    data = databases.data_of("loans", " SELECT * FROM decisions ORDER BY id; ")
    text = dump_plan(Plan(data=data))
    assert "env:FAIRWITNESS_SQL_LOANS" in text
    assert "tulip" not in text
    assert data.sql is not None
    assert data.sql.query == "SELECT * FROM decisions ORDER BY id"
    assert databases.name_of(data) == "loans"
    databases.check(data)


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        ("other", "SELECT 1", "must be one that whoever runs this server has named"),
        ("OTHER", "SELECT 1", "must be one that whoever runs this server has named"),
        ("loans", "   ", "The query must be one SELECT. Got nothing"),
        (
            "loans",
            "DELETE FROM decisions",
            "The query must be one SELECT that changes nothing. It begins with 'DELETE'.",
        ),
        ("loans", "SELECT 1; DROP TABLE decisions", "semicolon"),
        ("loans", "SELECT 1 INTO x", "INTO"),
        ("loans", "x" * 50_000, "at most 20,000 characters. Got 50,000."),
    ],
)
def test_what_is_refused(name: str, query: str, words: str) -> None:
    with pytest.raises(DataError) as caught:
        databases.data_of(name, query)
    assert words in str(caught.value)
    assert "tulip" not in str(caught.value)


@pytest.mark.parametrize("url", ["env:OTHER", "env:HOME", "sqlite:////secret.db", "env:FAIRWITNESS_SQL_GONE"])
def test_a_database_that_a_plan_brings_is_refused(url: str) -> None:
    data = Data.model_validate({"sql": {"url": url, "query": "SELECT 1"}})
    with pytest.raises(DataError, match=r"has named \(hr_2026, loans\)") as caught:
        databases.check(data)
    assert "secret" not in str(caught.value)
    assert databases.name_of(data) is None


def test_other_rows_are_none_of_its_business() -> None:
    databases.check(Data(demo="mortgage"))
    assert databases.name_of(Data()) is None
