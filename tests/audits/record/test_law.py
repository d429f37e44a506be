"""The impact tables are part of a record's hash, and a record without them is written as before there were any."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from pydantic import ValidationError

import fairwitness
from fairwitness.audits.record import Record, content_hash, parse_record
from fairwitness.audits.record.law import ImpactRow, ImpactTable

pytestmark = pytest.mark.usefixtures("still_meter")


@pytest.fixture(scope="module")
def record(still_meter: object, random_decisions: pd.DataFrame) -> Record:
    frame = random_decisions
    return fairwitness.audit(frame.outcome, frame.decision, sensitive_features=frame[["sex", "race"]])


def test_the_tables_of_all_attributes_are_kept_and_read_back(record: Record) -> None:
    assert [table.attribute for table in record.impact] == ["sex", "race"]
    assert parse_record(json.loads(record.to_json())) == record


def test_a_record_without_tables_does_not_name_them(record: Record) -> None:
    older = Record.of(record.model_copy(update={"impact": ()}))
    content = json.loads(older.to_json())
    assert "impact" not in content
    assert parse_record(content).impact == ()
    assert older.hash == content_hash(older) != record.hash


def test_the_hash_covers_the_tables(record: Record) -> None:
    (first, *rest) = record.impact
    changed = first.model_copy(update={"unknown": first.unknown + 1})
    assert content_hash(record.model_copy(update={"impact": (changed, *rest)})) != record.hash


def test_the_figures_are_those_of_the_estimates(record: Record) -> None:
    found = {(one.attribute, one.group): one for one in record.estimates if one.metric == "selection_rate"}
    for table in record.impact:
        for row in table.rows:
            one = found[table.attribute, row.group]
            assert (one.n, one.successes, one.value) == (row.applicants, row.selected, row.rate)


def test_a_row_has_no_number_that_is_none() -> None:
    values = {
        "group": "a",
        "applicants": 1,
        "selected": 0,
        "rate": 0.0,
        "impact_ratio": None,
        "below_four_fifths": None,
        "z": float("nan"),
        "fisher_p": None,
    }
    with pytest.raises(ValidationError, match="finite"):
        ImpactRow.model_validate(values)
    row = ImpactRow.model_validate({**values, "z": None})
    assert ImpactTable(attribute="x", reference=None, rows=(row,), unknown=0).rows[0].left_out is None
