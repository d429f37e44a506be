from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import records
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fairwitness.app.people import Person
from fairwitness.app.store import facts
from fairwitness.app.store.facts import Entry
from fairwitness.audits.plan import Plan
from fairwitness.audits.plan.model import Data

TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=30)
ENTRIES = st.builds(
    Entry,
    st.just("one"),
    TEXT,
    st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1)).map(
        lambda at: at.replace(tzinfo=UTC).isoformat()
    ),
    TEXT,
    st.none() | st.integers(0, 2**62),
    st.none() | st.dictionaries(TEXT, st.integers(0, 99), max_size=3),
    st.none() | st.just("0" * 64),
    st.booleans(),
    st.booleans(),
    by=TEXT,
    email=st.none() | st.just("a@b.org"),
    model=TEXT,
    kept=st.booleans(),
)


DATABASES = ("sqlite",)  # has nothing to do with one


@given(ENTRIES)
def test_an_entry_is_the_same_from_a_row_and_from_json(entry: Entry) -> None:
    assert facts.parse_entry(json.dumps(asdict(entry)), "one") == entry
    assert facts.of_row(facts.to_row(entry)) == entry  # type: ignore[arg-type]


def test_what_a_record_says_leaves_alone_who_made_it() -> None:
    record = records.full()
    known = facts.new_entry("one", Plan(title="Planned"), Person("Ada", "a@b.org"), "loans", demo=True)
    found = facts.of_record(replace(known, kept=True), record)
    assert (found.by, found.email, found.project, found.demo, found.kept) == (
        "Ada",
        "a@b.org",
        "loans",
        True,
        True,
    )
    assert (found.title, found.rows, found.hash) == (record.title, record.subject.rows, record.hash)
    assert record.subject.model is None or found.model == record.subject.model.type
    assert found.finished
    assert not known.finished


@pytest.mark.parametrize(
    ("data", "source"),
    [
        (Data(path="inputs/loans.csv"), "loans.csv"),
        (Data(demo="mortgage"), "Mortgage decisions (demo)"),
        (Data(), ""),
    ],
)
def test_a_plan_says_what_is_audited(data: Data, source: str) -> None:
    assert facts.new_entry("one", Plan(data=data), None, "main", demo=False).source == source


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-01", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-01-01T10:00:00+02:00", datetime(2026, 1, 1, 8, tzinfo=UTC)),
        ("2026-01-01T10:00:00Z", datetime(2026, 1, 1, 10, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_as_it_was_written(text: str, moment: datetime) -> None:
    assert facts.moment(text) == moment


def test_a_time_that_is_none_is_now() -> None:
    assert abs((facts.moment("yesterday") - datetime.now(UTC)).total_seconds()) < 5


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": 1},
        {"title": 1},
        {"rows": "many"},
        {"tally": []},
        {"demo": "yes"},
        {"title": None},
        {"rows": 1.5},
    ],
)
def test_facts_that_are_not_what_they_must_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        facts.parse_entry(json.dumps({"id": "one", "title": "t", "created": "c"} | wrong), "one")


def test_the_id_is_that_of_the_folder_and_what_is_unknown_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "entry.json").write_text('{"id": "other", "title": "t", "created": "c", "later": 1}')
    found = facts.read_entry(tmp_path)
    assert found == Entry(tmp_path.name, "t", "c")
    facts.write_entry(tmp_path, replace(found, title="ä"))
    assert facts.read_entry(tmp_path) == replace(found, title="ä")
