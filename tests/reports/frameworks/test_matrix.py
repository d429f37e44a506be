"""Statements beside a record: which requirements they settle, and that they are never taken for evidence."""

import records
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.record.schema import AppliesFrom
from fairwitness.audits.statements import Statements, feeding, fields, make_statements
from fairwitness.reports.frameworks import eu_ai_act_high_risk as framework
from fairwitness.reports.frameworks.matrix import _when as when
from fairwitness.reports.frameworks.matrix import matrices, stated

BASE = records.full()
RECORD = BASE.model_copy(update={"frameworks": (framework.facts(),), "controls": framework.controls(BASE)})


def saying(*keys, **over):
    said = {"by": "Ana Pires", "date": "2026-11-20", "text": "So it is.", **over}
    return make_statements({"statements": dict.fromkeys(keys, said)})


def rows(statements=None):
    (found,) = matrices(RECORD.with_statements(statements or Statements()))
    return {row.control.id: row for row in found.rows}


def test_without_statements_a_row_is_as_the_record_has_it():
    for row in rows().values():
        assert (row.status, row.left) == (row.control.status, row.control.person)
        assert row.said == ()


def test_what_only_a_person_can_state_is_stated_with_name_and_day():
    row = rows(saying("training"))["EU-4"]
    assert row.status == "stated"
    assert row.left == ""
    assert row.stated == ("Stated by Ana Pires on 20 November 2026: training and competence.",)


def test_what_is_not_stated_is_still_open():
    row = rows(saying("intended_purpose", "users"))["EU-6"]
    assert row.status == "partly"
    assert row.left == "Still open: whether the rule applies, people affected and named sign-off."
    done = rows(saying("intended_purpose", "users", "affected_people", "applicability", "sign_off"))["EU-6"]
    assert done.status == "stated"


def test_no_statement_replaces_what_only_a_record_can_show():
    row = rows(saying(*fields()))["AIV-3"]
    assert row.status == "partly"
    assert "performance by group" in row.left


def test_a_statement_about_another_record_does_not_count():
    row = rows(saying("training", record="ab" * 6))["EU-4"]
    assert row.status == "person"
    assert row.left
    assert row.stated[0].startswith("Stated by Ana Pires on 20 November 2026, about another record")
    assert rows(saying("training", record=RECORD.hash))["EU-4"].status == "stated"


def test_statements_leave_the_record_as_it_is():
    told = RECORD.with_statements(saying("training"))
    assert told.hash == RECORD.hash
    assert told.to_json() == RECORD.to_json()
    assert told.controls == RECORD.controls
    assert told.with_energy(RECORD.energy).statements == told.statements
    assert stated(RECORD) == ()
    assert [one.title for one in stated(told)] == ["Training and competence"]


@given(st.sets(st.sampled_from(sorted(fields()))))
def test_a_requirement_is_stated_only_if_all_that_is_missing_is(keys):
    for row in rows(saying(*keys) if keys else None).values():
        missing = [one.key for one in row.control.evidence if not one.held]
        complete = all(feeding().get(key) and all(f.key in keys for f in feeding()[key]) for key in missing)
        if row.control.status in ("shown", "not_applicable"):
            assert row.status == row.control.status
        else:
            assert (row.status == "stated") == (complete and bool(row.said))
        assert (row.status in ("shown", "stated", "not_applicable")) or row.left


def test_days_are_written_out_with_whom_they_are_for():
    days = (
        AppliesFrom(date="2027-12-02", to="systems of Annex III"),
        AppliesFrom(date="2030-08", to="", confidence="memory"),
    )
    assert (
        when(days) == "2 December 2027, systems of Annex III; August 2030 (date from memory, to be confirmed)"
    )
    assert when(None) == ""


def test_the_days_of_most_rows_are_said_once():
    (found,) = matrices(RECORD)
    assert found.usual.startswith("2 December 2027, systems of Annex III; 2 August 2028, systems of Annex I")
    by_id = rows()
    assert by_id["EU-10.2.f"].usual
    assert by_id["EU-10.2.f"].first == "2 Dec 2027"
    assert not by_id["EU-4"].usual
    assert by_id["EU-4"].when == "2 February 2025"


def test_an_older_record_without_clauses_and_days_still_has_its_matrix():
    bare = {"clause": "", "applies_from": None, "not_shown": "", "roles": ()}
    old = RECORD.model_copy(
        update={"controls": tuple(one.model_copy(update=bare) for one in RECORD.controls)}
    )
    (found,) = matrices(old)
    assert found.usual == found.rows[0].when == found.rows[0].first == ""
    assert found.rows[0].clause == "EU-4"
