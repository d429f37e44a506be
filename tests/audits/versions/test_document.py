"""The comparison's document: closed, frozen, published, and named by the hash of its content."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from pydantic import ValidationError

from fairwitness.audits.subject import Subject
from fairwitness.audits.versions.document import VersionComparison, content_hash, load_comparison
from fairwitness.audits.versions.make import Options, compare_subjects
from fairwitness.errors import RecordError

PUBLISHED = VersionComparison.model_json_schema(by_alias=True, mode="serialization")


@pytest.fixture(scope="module")
def found(subject_of: Callable[..., Subject], hired: pd.DataFrame) -> VersionComparison:
    return compare_subjects(subject_of(hired), subject_of(hired, "b"), Options(tolerance=0.02))


class TestSchema:
    def test_what_is_written_follows_what_is_published(self, found: VersionComparison) -> None:
        jsonschema.Draft202012Validator.check_schema(PUBLISHED)
        jsonschema.validate(json.loads(found.to_json()), PUBLISHED)
        assert json.loads(found.to_json())["schema"] == "fairwitness/comparison/1"

    def test_every_part_is_closed(self) -> None:
        parts = [part for part in PUBLISHED["$defs"].values() if part.get("type") == "object"]
        assert len(parts) >= 5
        assert all(part["additionalProperties"] is False for part in [*parts, PUBLISHED])

    def test_nothing_can_be_changed(self, found: VersionComparison) -> None:
        with pytest.raises(ValidationError, match="frozen"):
            found.alpha = 0.5  # type: ignore[misc]


class TestHash:
    def test_what_is_no_result_does_not_count(self, found: VersionComparison) -> None:
        a, b = (side.model_copy(update={"source": "other.csv"}) for side in (found.a, found.b))
        other = found.model_copy(update={"created": "2001-01-01T00:00:00", "version": "9", "a": a, "b": b})
        assert content_hash(other) == found.hash == content_hash(found)

    @pytest.mark.parametrize(
        "update", [{"alpha": 0.01}, {"tolerance": 0.03}, {"gates": ()}, {"lead": "x"}, {"seed": 1}]
    )
    def test_what_is_does(self, found: VersionComparison, update: dict[str, object]) -> None:
        assert content_hash(found.model_copy(update=update)) != found.hash

    def test_the_same_comparison_has_the_same_hash(
        self, found: VersionComparison, subject_of: Callable[..., Subject], hired: pd.DataFrame
    ) -> None:
        again = compare_subjects(subject_of(hired), subject_of(hired, "b"), Options(tolerance=0.02))
        assert again.hash == found.hash


class TestFile:
    def test_it_can_be_read_back(self, found: VersionComparison, tmp_path: Path) -> None:
        assert found.save(tmp_path / "new") == tmp_path / "new" / "comparison.json"
        assert (
            load_comparison(tmp_path / "new")
            == load_comparison(tmp_path / "new" / "comparison.json")
            == found
        )

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (lambda text: text[:200], "must be a JSON file"),
            (lambda _: "[]", "must have the schema 'fairwitness/comparison/1'. Got None"),
            (lambda text: text.replace('"seed": 0', '"seed": 1'), "was changed after it was sealed"),
            (lambda text: text.replace('"alpha":', '"alfa":'), "must follow its schema"),
        ],
    )
    def test_or_is_refused(
        self, found: VersionComparison, tmp_path: Path, change: Callable[[str], str], message: str
    ) -> None:
        (tmp_path / "comparison.json").write_text(change(found.to_json()))
        with pytest.raises(RecordError) as caught:
            load_comparison(tmp_path)
        assert message in str(caught.value)

    def test_there_is_none(self, tmp_path: Path) -> None:
        with pytest.raises(RecordError, match="cannot be read"):
            load_comparison(tmp_path)


class TestShown:
    def test_a_notebook_shows_every_gate(self, found: VersionComparison) -> None:
        assert found.gates[0].statement in found._repr_html_()
        assert found.hash[:12] in repr(found)
        assert "1 got worse" in str(found)

    def test_a_frame_has_a_row_for_each_rate_and_group(self, found: VersionComparison) -> None:
        frame = found.to_frame()
        assert len(frame) == len(found.groups) == 20
        assert set(frame.columns) >= {"metric", "group", "before", "after", "change", "low", "high"}
