"""A framework point by point: what the record says, who stated what, and what is open."""

from datetime import date

import pytest
import records

from fairwitness.audits.statements import make_statements
from fairwitness.reports.frameworks import read_framework, read_vocabulary
from fairwitness.reports.frameworks.dossier import _SAYS, dossier

PURPOSE = {
    key: {"text": f"About {key}.", "by": "A. Weber", "date": "2026-11-20"}
    for key in ("intended_purpose", "users", "affected_people")
}


def stated(record, said=PURPOSE):
    content = {"schema": "fairwitness/statements/1", "statements": said}
    return record.with_statements(make_statements(content, today=date(2026, 11, 22)))


def entry(found, control):
    return next(one for one in found.entries if one.row.control.id == control)


def test_the_points_are_those_of_the_text_in_its_order():
    found = dossier(records.full(), "eu_ai_act_high_risk", "AIV-")
    expected = [one.id for one in read_framework("eu_ai_act_high_risk").controls if one.id.startswith("AIV-")]
    assert [one.row.control.id for one in found.entries] == expected
    assert found.matrix.facts.id == "eu_ai_act_high_risk"


def test_it_needs_no_framework_in_the_record_and_leaves_the_record_alone():
    record = records.no_gates()
    assert record.frameworks == ()
    assert dossier(record, "uk_atrs_ico", "ATRS-").entries
    assert record.frameworks == ()


def test_the_record_speaks_in_its_own_sentences_and_once():
    record = records.full()
    found = dossier(record, "eu_ai_act_high_risk", "AIV-")
    testing = entry(found, "AIV-2g").found
    assert record.performance.statement in testing
    assert any(record.gates[0].reason in text for text in testing)
    assert len(testing) == len(set(testing))


def test_what_is_stated_is_quoted_with_its_source_and_closes_the_point():
    record = records.full()
    before = dossier(record, "uk_atrs_ico", "ATRS-")
    after = dossier(stated(record), "uk_atrs_ico", "ATRS-")
    described = entry(after, "ATRS-T1-description")
    assert [said.text for said in described.counted] == [f"About {key}." for key in PURPOSE]
    assert described.row.left == ""
    assert entry(before, "ATRS-T1-description").row.left
    assert after.open < before.open
    assert after.lead.startswith(f"{after.open} of {len(after.entries)} points")


def test_a_statement_about_another_record_does_not_count():
    other = {key: {**one, "record": "0" * 12} for key, one in PURPOSE.items()}
    described = entry(dossier(stated(records.full(), other), "uk_atrs_ico", "ATRS-"), "ATRS-T1-description")
    assert described.counted == ()
    assert described.row.left


@pytest.mark.parametrize("variant", records.VARIANTS)
def test_no_record_makes_it_say_a_number_that_is_none(variant):
    found = dossier(records.VARIANTS[variant](), "eu_ai_act_high_risk", "AIV-")
    for one in found.entries:
        assert all(text.strip() and "None" not in text and "nan" not in text for text in one.found)


def test_every_kind_of_evidence_that_is_quoted_is_one():
    assert set(_SAYS) <= set(read_vocabulary().titles())
