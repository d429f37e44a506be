"""Requirements as a list that opens: every part of the evidence stands there once, and nothing of it is markup."""

from __future__ import annotations

import re

import records
from attacks import forged

from fairwitness.app.views.requirements import requirements
from fairwitness.audits.record import Record
from fairwitness.reports.frameworks.held import held
from fairwitness.reports.frameworks.matrix import matrices


def drawn(record: Record) -> str:
    return "".join(requirements(one, one.rows, "a b", record) for one in matrices(record))


def test_each_requirement_has_its_clause_its_status_and_its_evidence() -> None:
    record = records.stated()
    said = drawn(record)
    assert said.count("<details") == len(record.controls)
    for control in record.controls:
        assert f"({control.id})" in said
        for one in control.evidence:
            assert said.count(f"<b>{one.title}</b>, {'held' if one.held else 'not held in full'}") >= 1


def test_the_figures_are_those_of_the_record_with_a_link_to_their_section() -> None:
    record = records.stated()
    keys = {one.key for control in record.controls for one in control.evidence}
    found = [figures for key in keys if (figures := held(key, record)) is not None]
    assert found
    said = drawn(record)
    for figures in found:
        assert f'href="{figures.section.lower()}?audit=a%20b' in said
    assert ("more stand there" in said) == any(figures.more for figures in found)


def test_who_stated_what_stands_there_in_their_own_words() -> None:
    said = drawn(records.stated())
    assert "Stated by &lt;b&gt;Jörg&lt;/b&gt;" in said
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in said
    assert "<script>" not in said


def test_addresses_within_the_page_are_different_and_plain() -> None:
    ids = re.findall(r' id="([^"]*)"', drawn(forged(records.stated())))
    assert len(set(ids)) == len(ids) > 0
    assert all(re.fullmatch("[a-z0-9-]+", one) for one in ids)


def test_only_the_rows_that_are_asked_for_are_drawn() -> None:
    record = records.stated()
    (one,) = matrices(record)
    assert requirements(one, one.rows[:2], "a", record).count("<details") == 2
    assert requirements(one, (), "a", record).count("<details") == 0
