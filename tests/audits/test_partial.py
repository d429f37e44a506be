"""What is told while an audit runs agrees with the record that it ends in."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairwitness.audits.partial import Partial
from fairwitness.audits.plan import make_plan
from fairwitness.audits.run import run_plan

ROWS = "hired,decision,sex\n" + "".join(
    f"{i % 2},{(i // 2) % 2 if i % 3 else 1},{'fm'[i % 3 == 0]}\n" for i in range(300)
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("rows")
    (folder / "x.csv").write_text(ROWS)
    plan = make_plan(
        {
            "data": {"path": "x.csv"},
            "roles": {"target": "hired", "prediction": "decision", "sensitive": ["sex"]},
            "gates": [{"metric": "selection_rate", "kind": "difference", "limit": 0.1}],
        }
    )
    heard: list[Partial] = []
    record, _ = run_plan(plan, folder, hear=heard.append)
    return record, heard


def test_it_begins_with_the_rows_and_goes_on_to_the_groups(told) -> None:
    _, heard = told
    assert heard[0] == Partial(rows=300)
    assert [(one.attribute, one.groups) for one in heard[1].groups] == [("sex", 2)]


def test_limits_are_what_the_record_holds(told) -> None:
    record, heard = told
    seen = [(one.id, one.verdict, one.reason) for one in heard[-1].gates]
    assert seen == [(one.id, one.verdict, one.reason) for one in record.gates]
    assert seen


def test_every_check_and_finding_is_counted(told) -> None:
    record, heard = told
    assert heard[-1].checks_done == heard[-1].checks == len(record.checks)
    assert sorted(heard[-1].findings) == sorted(one.title for one in record.findings)
    assert [one.checks_done for one in heard] == sorted(one.checks_done for one in heard)
