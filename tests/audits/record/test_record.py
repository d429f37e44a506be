"""A record: sealed, read back, refused when changed, and never a NaN in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import fairwitness
from fairwitness.audits.record import Record, content_hash, load_record, parse_record, schema
from fairwitness.errors import FairwitnessError, RecordError

pytestmark = pytest.mark.usefixtures("still_meter")
VALIDATOR = jsonschema.Draft202012Validator(Record.model_json_schema(by_alias=True, mode="serialization"))
HOSTILE = "<script>alert('x')</script>"


@pytest.fixture(scope="module")
def record(still_meter: object, random_decisions: pd.DataFrame) -> Record:
    frame = random_decisions
    plan = {
        "frameworks": ["nyc_ll144"],
        "gates": [
            {},
            {
                "metric": "precision",
                "waiver": {"reason": "Agreed", "owner": "A. Weber", "until": "2999-12-31"},
            },
        ],
    }
    return fairwitness.audit(
        frame.outcome, frame.decision, sensitive_features=frame[["sex", "race"]], plan=plan
    )


def _changed(record: Record, *path: str | int, to: object) -> object:
    content = json.loads(record.to_json())
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return content


def test_it_reads_back_as_itself(record: Record, tmp_path: Path) -> None:
    file = record.save(tmp_path / "new" / "folder")
    assert file.name == "record.json"
    for place in (file, file.parent, str(file)):
        again = load_record(place)
        assert again == record
        assert again.to_json() == record.to_json()
    assert record.hash == content_hash(record) == again.hash
    assert re.fullmatch("[0-9a-f]{64}", record.hash)


def test_it_follows_the_published_schema(record: Record) -> None:
    VALIDATOR.validate(json.loads(record.to_json()))


def test_keys_stand_in_the_schemas_order(record: Record) -> None:
    fields = ["schema", *[name for name in Record.model_fields if name != "schema_"]]
    written = list(json.loads(record.to_json()))
    assert written == [name for name in fields if name in written]


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("title",), "Another title"),
        (("estimates", 0, "value"), 0.123),
        (("comparisons", 0, "verdict"), "within"),
        (("comparisons", 0, "low"), 0.0),
        (("gates", 0, "outcome"), "muted"),
        (("plan", "alpha"), 0.01),
        (("subject", "rows"), 401),
        (("subject", "attributes", 0, "groups", 0, "rows"), 1),
        (("summary", "lead"), "All is well."),
        (("checks",), []),
        (("provenance", "data_sha256"), "0" * 64),
        (("hash",), "0" * 64),
    ],
)
def test_a_changed_record_is_refused(record: Record, path: tuple[str | int, ...], to: object) -> None:
    with pytest.raises(RecordError, match="changed after it was sealed"):
        parse_record(_changed(record, *path, to=to))


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("energy", "kwh"), 1.5),
        (("environment", "python"), "3.99"),
        (("provenance", "created"), "2031-01-01T00:00:00+00:00"),
        (("subject", "source"), "renamed.csv"),
    ],
)
def test_what_is_no_result_is_not_sealed(record: Record, path: tuple[str | int, ...], to: object) -> None:
    assert parse_record(_changed(record, *path, to=to)).hash == record.hash


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({}, "must have the schema"),
        ([], "must have the schema"),
        (None, "must have the schema"),
        ({"schema": "fairwitness/record/2"}, "Got 'fairwitness/record/2'"),
        ({"schema": "fairwitness/record/1"}, "does not at `title`"),
    ],
)
def test_what_is_no_record_is_refused(content: object, message: str) -> None:
    with pytest.raises(RecordError, match=message):
        parse_record(content)


def test_a_key_that_the_schema_does_not_name_is_refused(record: Record) -> None:
    with pytest.raises(RecordError, match=r"`subject\.comment`"):
        parse_record(_changed(record, "subject", "comment", to="x"))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_refused(record: Record, tmp_path: Path, number: str) -> None:
    file = tmp_path / "record.json"
    text = record.to_json()
    for part in ('"alpha": 0.05', f'"value": {record.estimates[0].value!r}'):
        assert part in text
        file.write_text(text.replace(part, f"{part.split(':')[0]}: {number}", 1))
        with pytest.raises(RecordError):
            load_record(file)


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="There is none at"):
        load_record(tmp_path)
    file = tmp_path / "broken.json"
    for content in (b"{", b"\xff\xfe\x00", b"[" * 100_000):
        file.write_bytes(content)
        with pytest.raises(RecordError, match=r"'broken.json' cannot be read"):
            load_record(file)


def test_it_is_frozen(record: Record) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        record.title = "x"  # type: ignore[misc]


def test_energy_is_filled_in_without_a_new_hash(record: Record) -> None:
    other = record.with_energy(schema.Energy(kwh=0.001))
    assert other.hash == record.hash == content_hash(other)
    assert other.energy.kwh == 0.001
    assert record.energy.kwh is None


def test_a_folder_that_cannot_be_written_is_said(record: Record, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RecordError, match="folder that can be written"):
        record.save(tmp_path / "file")


def test_the_frame_has_a_row_for_each_estimate(record: Record) -> None:
    frame = record.to_frame()
    assert len(frame) == len(record.estimates)
    selected = frame[(frame.metric == "selection_rate") & (frame.attribute == "sex")]
    assert selected.set_index("group").value.to_dict() == {
        found.group: found.value
        for found in record.estimates
        if found.metric == "selection_rate" and found.attribute == "sex"
    }


def test_a_notebook_shows_the_lead_and_the_gates(record: Record) -> None:
    page = record._repr_html_()
    assert record.summary.lead.split(".")[0] in page
    assert page.count("<tr>") == 1 + len(record.gates)
    assert "Muted" in page
    assert repr(record).startswith(f"<Record {record.hash[:12]} 'Audit': ")


def test_hostile_names_stay_text_in_a_notebook() -> None:
    record = fairwitness.audit(
        [1, 0] * 40,
        [1, 0] * 40,
        sensitive_features=[HOSTILE] * 40 + ["b"] * 40,
        plan={"title": HOSTILE, "words": {"favourable": HOSTILE}},
    )
    assert "<script" not in record._repr_html_()
    assert "&lt;script&gt;" in record._repr_html_()


def test_a_notebook_shows_no_empty_table() -> None:
    record = fairwitness.audit([1, 0], [1, 0], sensitive_features=["a", "b"], plan={"gates": []})
    assert "<table" not in record._repr_html_()
    assert "no gates" in repr(record)


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
GROUPS = st.one_of(st.none(), st.sampled_from(["a", "b"]), NAMES, st.just(float("nan")))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_subject_brings_a_nan_into_a_record(data: st.DataObject) -> None:
    rows = data.draw(st.integers(1, 12))
    column = st.lists(st.sampled_from([0, 1]), min_size=rows, max_size=rows)
    truth = data.draw(st.none() | st.lists(st.sampled_from([0, 1, None]), min_size=rows, max_size=rows))
    weights = data.draw(st.none() | st.lists(st.floats(0, 1e6), min_size=rows, max_size=rows))
    plan = {
        "checks": {"min_group": data.draw(st.integers(0, 3))},
        "gates": [
            {
                "metric": data.draw(
                    st.sampled_from(
                        ["selection_rate", "true_positive_rate", "precision", "false_omission_rate"]
                    )
                )
            },
            {"kind": "ratio", "limit": data.draw(st.sampled_from([0.5, 0.8, 1.0]))},
        ],
    }
    groups = data.draw(st.lists(GROUPS, min_size=rows, max_size=rows))
    try:
        record = fairwitness.audit(
            truth, data.draw(column), sensitive_features=groups, sample_weight=weights, positive=1, plan=plan
        )
    except FairwitnessError as error:
        assert str(error).strip()  # noqa: PT017 - either a record or a sentence
        return
    text = record.to_json()
    json.loads(text, parse_constant=lambda found: pytest.fail(f"{found} in a record"))
    content = json.loads(text)
    VALIDATOR.validate(content)
    assert parse_record(content) == record
    for found in record.estimates:
        assert (found.value is None) == (not found.estimable)
        assert (found.value is None) <= (found.reason is not None)
    assert np.isfinite([found.value for found in record.estimates if found.value is not None]).all()


def test_other_versions_of_libraries_give_the_same_hash_and_what_once_covered_them_is_read() -> None:
    from tests.reports.records import full

    record = full()
    importance = record.explanations.importance
    assert importance is not None
    assert importance.certificate is not None
    assert importance.certificate.versions
    newer = importance.certificate.model_copy(update={"versions": {"numpy": "99.0"}})
    other = record.model_copy(
        update={
            "explanations": record.explanations.model_copy(
                update={"importance": importance.model_copy(update={"certificate": newer})}
            )
        }
    )
    assert content_hash(other) == content_hash(record)
    once = record.model_copy(update={"hash": content_hash(record, versions=True)})
    assert once.hash != record.hash
    assert parse_record(json.loads(once.to_json())) == once
    moved = _changed(once, "explanations", "importance", "certificate", "versions", to={"numpy": "99.0"})
    with pytest.raises(RecordError, match="was changed after it was sealed"):
        parse_record(moved)
