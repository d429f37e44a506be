"""The shape of a record is closed, frozen and published."""

from __future__ import annotations

import jsonschema
import pytest
from pydantic import ValidationError

from fairwitness.audits.record import Record, schema

PUBLISHED = Record.model_json_schema(by_alias=True, mode="serialization")


def test_the_published_schema_is_a_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(PUBLISHED)
    assert PUBLISHED["properties"]["schema"]["const"] == "fairwitness/record/1"
    assert "hash" in PUBLISHED["required"]


def test_every_part_is_closed_and_frozen_and_exported() -> None:
    for name in schema.__all__:
        part = getattr(schema, name)
        if isinstance(part, type) and issubclass(part, schema.Part):
            assert part.model_config["extra"] == "forbid", name
            assert part.model_config["frozen"], name
            assert part.model_config["allow_inf_nan"] is False, name


def test_every_part_of_the_published_schema_refuses_other_keys() -> None:
    parts = [part for part in PUBLISHED["$defs"].values() if part.get("type") == "object"]
    assert len(parts) > 20
    assert all(part["additionalProperties"] is False for part in parts)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_none_cannot_stand_in_a_part(value: float) -> None:
    with pytest.raises(ValidationError, match="finite"):
        schema.Pair(groups=("a", "b"), value=value, low=0.0, high=1.0)


def test_a_part_cannot_be_changed() -> None:
    pair = schema.Pair(groups=("a", "b"), value=0.1, low=0.0, high=1.0)
    with pytest.raises(ValidationError, match="frozen"):
        pair.value = 0.2  # type: ignore[misc]
