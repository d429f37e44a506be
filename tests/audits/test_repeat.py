"""A record's figures made anew: the same where nothing changed, and the first that differs is named."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.plan import make_plan
from fairwitness.audits.record import Record
from fairwitness.audits.repeat import repeat
from fairwitness.audits.run import run_plan

DRAW = np.random.default_rng(8)
ROWS = pd.DataFrame(
    {
        "sex": DRAW.choice(["f", "m"], 200),
        "hired": DRAW.integers(0, 2, 200),
        "decision": DRAW.integers(0, 2, 200),
    }
)
PLAN = make_plan(
    {
        "data": {"path": "rows.csv"},
        "roles": {"target": "hired", "prediction": "decision", "sensitive": ["sex"], "positive": 1},
    }
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("repeat")
    ROWS.to_csv(made / "rows.csv", index=False)
    return made


@pytest.fixture(scope="module")
def record(folder):
    made, witness = run_plan(PLAN, folder)
    witness.meter.close()
    return made


def differing(record, folder, plan=PLAN):
    return [one for one in repeat(record, plan, folder) if one.sign == "differs"]


def test_what_was_not_touched(record, folder):
    found = repeat(record, PLAN, folder)
    assert {one.sign for one in found} == {"matches"}
    assert found[-1].name == "hash of the record"


def test_a_waiver_that_has_ended_since_is_read_as_of_the_day_of_the_record(folder):
    waiver = {"reason": "Agreed", "owner": "A. Weber", "until": "2020-06-30"}
    plan = make_plan(
        {**PLAN.model_dump(mode="json", by_alias=True, exclude_defaults=True), "gates": [{"waiver": waiver}]}
    )
    made, witness = run_plan(plan, folder, clock=lambda: datetime(2020, 6, 1, tzinfo=UTC))
    witness.meter.close()
    assert made.gates[0].outcome == "muted"
    assert {one.sign for one in repeat(made, plan, folder)} == {"matches"}


def test_other_rows(record, tmp_path):
    ROWS.assign(decision=1 - ROWS["decision"]).to_csv(tmp_path / "rows.csv", index=False)
    first, *others = differing(record, tmp_path)
    assert first.name == "hash of the audited columns"
    assert any(one.of == "estimates" for one in others)


def forged(record, part, number, **changes):
    rows = list(getattr(record, part))
    rows[number] = rows[number].model_copy(update=changes)
    return Record.of(record.model_copy(update={part: tuple(rows)}))


def test_a_forged_estimate_is_named(record, folder):
    number, old = next((n, one) for n, one in enumerate(record.estimates) if one.group == "f")
    (found,) = differing(forged(record, "estimates", number, value=old.value + 0.01), folder)
    assert found.of == "estimates"
    assert found.name == f"value of {old.metric}, sex, f"
    assert found.sentence.endswith(f"is {old.value + 0.01} in the record and {old.value} now")


def test_a_forged_verdict_is_named(record, folder):
    (found,) = differing(forged(record, "gates", 0, outcome="pass", verdict="within"), folder)
    assert found.of == "gates"
    assert (found.said, found.now) == ("pass", record.gates[0].outcome)


def test_an_estimate_that_was_left_out(record, folder):
    fewer = Record.of(record.model_copy(update={"estimates": record.estimates[1:]}))
    (found,) = differing(fewer, folder)
    assert found.sentence.startswith("the number of estimates is")


def test_rounding_and_words_are_no_difference(record, folder):
    old = record.estimates[0]
    assert old.value
    assert not differing(forged(record, "estimates", 0, value=old.value * (1 + 1e-11)), folder)
    found = repeat(forged(record, "gates", 0, reason="In other words."), PLAN, folder)
    assert [one.name for one in found if one.sign != "matches"] == ["hash of the record"]
    assert found[-1].sign == "noted"


def test_another_plan_is_noted_and_its_gates_differ(record, folder):
    other = make_plan({**PLAN.model_dump(by_alias=True, exclude_unset=True), "gates": [{"limit": 0.9}]})
    found = repeat(record, other, folder)
    assert next(one for one in found if one.name == "hash of the plan").sign == "noted"
    assert next(one for one in found if one.sign == "differs").of == "comparisons"
