"""The annexes on paper: every row whole, every statement with its name and day."""

import json

import records

from fairwitness.audits.statements import make_statements
from fairwitness.reports.paper.annexes import annexes, statements


def tables(blocks):
    return [one for one in blocks if one["kind"] == "table"]


def test_a_row_has_clause_day_requirement_evidence_and_person():
    (table,) = tables(annexes(records.full()))
    clause, asks, evidence, person = table["rows"][0]
    assert clause == {"strong": "Art. 10(2)(f)", "small": "Art. 10(2)(f). From 2 Aug 2026"}
    assert asks["small"] == "For: provider."
    assert evidence["status"] == "shown"
    assert evidence["small"] == "Not shown: Whether the limit was a good one."
    assert person == {"said": [], "left": "nothing further"}


def test_statements_stand_in_the_row_and_in_a_table_of_their_own():
    record = records.stated()
    written = json.dumps(list(annexes(record)), ensure_ascii=False)
    assert "Stated by Ana Pires, Owner on 20 November 2026: roles and accountability." in written
    assert "Nothing here checks it" in json.dumps(list(statements(record)))
    (table,) = tables(statements(record))
    assert len(table["rows"]) == 5
    about_other = next(row for row in table["rows"] if row[0] == "Independence")
    assert about_other[1:] == ["No stake.", "Stated by Ana Pires on 20 November 2026, about another record"]


def test_without_frameworks_or_statements_there_is_no_annex():
    assert list(annexes(records.no_gates())) == []
    assert list(statements(records.full())) == []


def test_a_row_never_grows_to_fill_a_page():
    record = records.stated()
    many = {
        key: {"by": f"{key} {'x' * 180}", "role": "y" * 200, "date": "2026-11-20", "text": "z" * 9000}
        for key in ("roles", "independence", "event_log")
    }
    record = record.with_statements(make_statements({"statements": many}))
    (table,) = tables(annexes(record))
    for _, asks, evidence, person in table["rows"]:
        assert len(person["said"]) <= 6
        assert all(len(line) <= 300 for line in person["said"])
        assert len(asks["plain"]) + len(evidence["text"]) < 1400
