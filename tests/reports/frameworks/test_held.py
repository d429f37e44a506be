"""The figures behind evidence are those of the record, and every kind of evidence that is held has some."""

from __future__ import annotations

import pytest
import records

from fairwitness.audits.record import Record
from fairwitness.reports.frameworks.evidence import EVALUATORS, look
from fairwitness.reports.frameworks.held import _WHERE, MOST, held

RECORDS = {
    "full": records.full,
    "no target": records.no_target,
    "scored": records.scored,
    "several labels": records.several_labels,
    "hostile": records.hostile,
}
SECTIONS = {"Summary", "Fairness", "Performance", "Explanations", "Energy"}


def test_every_kind_that_a_record_can_hold_has_its_place() -> None:
    assert set(_WHERE) == set(EVALUATORS)
    assert {section for section, _, _ in _WHERE.values()} <= SECTIONS


@pytest.mark.parametrize("kind", RECORDS)
@pytest.mark.parametrize("key", sorted(EVALUATORS))
def test_what_is_held_in_full_shows_figures(key: str, kind: str) -> None:
    record = RECORDS[kind]()
    found = held(key, record)
    if look(key, record, ()).extent == "full":
        assert found is not None, key
    if found is not None:
        assert 0 < len(found.lines) <= MOST
        assert all(name and value for name, value in found.lines)


def test_rates_are_those_of_the_record() -> None:
    record = records.full()
    lines = dict(held("fairness.selection_rate_ratio", record).lines)
    for one in record.estimates:
        if one.metric == "selection_rate" and " & " not in (one.attribute or " & ") and one.value is not None:
            text = lines.get(f"Favourable decision, {one.attribute}: {one.group}")
            assert text is None or text.startswith(f"{100 * one.value:.1f}%")
    assert lines


def test_a_rate_that_does_not_exist_is_no_number() -> None:
    base = records.full()
    nobody = [one.model_copy(update={"value": None, "n": 0}) for one in base.estimates]
    found = held(
        "fairness.selection_rate_ratio", Record.of(base.model_copy(update={"estimates": tuple(nobody)}))
    )
    assert found is not None
    assert {value for _, value in found.lines} == {"not estimable, n 0"}


def test_many_groups_are_cut_and_counted() -> None:
    record = records.many_groups(60)
    found = held("data.representation", record)
    assert found is not None
    groups = sum(len(one.groups) for one in record.subject.attributes)
    assert (len(found.lines), found.more) == (MOST, groups - MOST)


def test_what_no_record_holds_has_no_figures() -> None:
    assert held("monitor.drift", records.full()) is None
    assert held("performance.overall", records.no_target()) is None
