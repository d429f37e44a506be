"""The forms, and the file that they make for people to fill in."""

import pytest
import yaml
from pydantic import ValidationError

from fairwitness.audits.statements import (
    Statements,
    feeding,
    fields,
    fields_for,
    forms,
    parse_statements,
    template,
)
from fairwitness.audits.statements.forms import Forms


def test_the_things_that_are_always_asked_for_are_there() -> None:
    wanted = {
        "intended_purpose",
        "users",
        "affected_people",
        "oversight",
        "data_handling",
        "incident_contact",
    }
    assert wanted <= set(fields())
    assert all(field.asks.endswith(".") and field.feeds for field in fields().values())


def test_keys_are_single() -> None:
    form = {"id": "a", "title": "A", "fields": [{"key": "x", "title": "X", "asks": "X.", "feeds": ["k"]}] * 2}
    with pytest.raises(ValidationError, match="Got 'x' twice"):
        Forms.model_validate({"version": "1", "forms": [form]})


def test_a_kind_of_evidence_knows_its_fields() -> None:
    assert [field.key for field in feeding()["doc.intended_purpose"]] == [
        "intended_purpose",
        "users",
        "affected_people",
    ]
    assert fields_for({"doc.intended_purpose", "trail.retention"}) == (
        "intended_purpose", "users", "affected_people", "retention",
    )  # fmt: skip
    assert fields_for(set()) == ()


def test_the_file_has_every_field_open() -> None:
    text = template()
    assert set(yaml.safe_load(text)["statements"]) == set(fields())
    assert parse_statements(text) == Statements()
    for form in forms():
        assert f"# --- {form.title}" in text


def test_the_file_can_be_of_what_is_asked_for_alone() -> None:
    text = template({"oversight.training"})
    assert list(yaml.safe_load(text)["statements"]) == ["training"]
    assert "Purpose" not in text
    assert parse_statements(template(set())) == Statements()
