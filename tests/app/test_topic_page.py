"""The sections of topics: linked where a record holds them, and a sentence where it does not."""

from __future__ import annotations

import pytest
import records
from test_pages import app, sane

from fairwitness.app import state
from fairwitness.audits.record import Record
from fairwitness.audits.record.judgements import CheckRun


def of(*codes: str) -> Record:
    runs = tuple(CheckRun(code=code, title=f"<b>{code}</b>?", outcome="ran") for code in codes)
    return Record.of(records.full().model_copy(update={"checks": runs}))


def test_data_shows_groups_columns_and_checks(keep) -> None:
    keep(of("DATA001", "FAIR001"))
    found = app("data", audit="kept")
    said = sane(found)
    assert "1 check of data ran" in said
    assert {"Groups", "Columns", "What was checked"} <= {one.value for one in found.header}
    assert "&lt;b&gt;DATA001" in said
    assert "FAIR001" not in said


def test_a_section_is_linked_only_where_the_record_holds_it(keep) -> None:
    keep(of("DATA001", "PRIV001"), "both")
    keep(of("FAIR001"), "none")
    linked = {link.proto.label for link in app("summary", audit="both").get("page_link")}
    assert {"Data", "Privacy"} <= linked
    assert "Robustness" not in linked
    assert "Data" not in {link.proto.label for link in app("summary", audit="none").get("page_link")}
    assert state.sections(of("FAIR001")) == state.SECTIONS


@pytest.mark.parametrize("topic", ["data", "robustness", "privacy"])
def test_what_the_record_does_not_hold_is_a_sentence(topic: str, keep) -> None:
    keep(of("FAIR001"))
    assert f"No check of {topic} is in this record." in sane(app(topic, audit="kept"))
