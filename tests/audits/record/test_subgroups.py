"""A record without a search is written, and hashed, as it was before there was one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from fairwitness.audits import run
from fairwitness.audits.plan import make_plan
from fairwitness.audits.record import Record, load_record, sha256
from fairwitness.audits.record.record import content_hash

pytestmark = pytest.mark.usefixtures("still_meter")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, still_meter: object) -> Callable[..., Record]:
    folder = tmp_path_factory.mktemp("rows")
    groups = [("n", "f", 0.2), ("n", "m", 0.6), ("s", "f", 0.6), ("s", "m", 0.6)]
    rows = [
        (region, sex, i % 2, int((i * 7 % 200) / 200 < rate))
        for region, sex, rate in groups
        for i in range(200)
    ]
    pd.DataFrame(rows, columns=["region", "sex", "y", "decision"]).to_csv(folder / "rows.csv", index=False)

    def audit(**search: object) -> Record:
        plan = {
            "data": {"path": "rows.csv"},
            "roles": {"target": "y", "prediction": "decision", "sensitive": ["sex"]},
            "checks": {"search": {"min_rows": 20} | search},
        }
        return run.run_plan(make_plan(plan), folder)[0]

    return audit


def test_without_a_search_the_key_is_not_there(made: Callable[..., Record]) -> None:
    record = made(off=True)
    assert record.subgroups is None
    written = json.loads(record.to_json())
    assert "subgroups" not in written
    older = record.model_copy(update={"subgroups": None})
    assert content_hash(older) == record.hash


def test_an_older_record_is_read_and_keeps_its_hash(made: Callable[..., Record], tmp_path: Path) -> None:
    record = made(off=True)
    record.save(tmp_path)
    assert load_record(tmp_path).hash == record.hash


def test_a_search_is_read_back_whole_and_is_in_the_hash(made: Callable[..., Record], tmp_path: Path) -> None:
    record = made()
    assert record.subgroups is not None
    assert record.subgroups.groups
    record.save(tmp_path)
    assert load_record(tmp_path) == record
    less = record.subgroups.model_copy(update={"groups": ()})
    assert content_hash(record.model_copy(update={"subgroups": less})) != record.hash


def test_the_plan_s_hash_covers_the_search(made: Callable[..., Record]) -> None:
    one, two = made(), made(depth=1)
    assert one.provenance.plan_sha256 == sha256(one.plan) != two.provenance.plan_sha256


def test_the_schema_leaves_the_search_optional() -> None:
    assert "subgroups" not in Record.model_json_schema(by_alias=True)["required"]
