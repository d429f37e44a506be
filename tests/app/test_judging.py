"""Single decisions as a reviewer sees them: what was decided, in which groups, as the record counted them."""

from __future__ import annotations

import io
import shutil
from collections import Counter

import pytest

from fairwitness.app import judging, live, reviewing, store
from fairwitness.app.people import Person
from fairwitness.app.reviewing import Hand
from fairwitness.audits.plan import make_plan
from fairwitness.audits.record import Record
from fairwitness.audits.run import run_plan
from fairwitness.errors import DataError, ExplanationError, FairwitnessError

ROWS = "id,sex,age,decision\n" + "".join(
    f"p{at},{'f' if at % 2 else 'm'},{20 + at},{int(at % 3 == 0)}\n" for at in range(60)
)
PLAN = {
    "title": "Kept",
    "data": {"path": "inputs/rows.csv"},
    "roles": {"prediction": "decision", "id": "id", "sensitive": ["sex"], "positive": "1"},
}


def audited(**plan: object) -> Record:
    made = make_plan({**PLAN, **plan})
    store.create(made, {"rows.csv": io.BytesIO(ROWS.encode())}, audit="kept")
    record, _ = run_plan(made, store.folder("kept"))
    record.save(store.folder("kept"))
    store.settle("kept")
    return record


def test_a_case_has_its_decision_its_groups_and_what_the_row_says() -> None:
    found = judging.decisions("kept", audited())
    assert found.named
    decided = found.one("p3")
    assert (decided.case.id, decided.case.model, dict(decided.case.groups)) == ("p3", "1", {"sex": "f"})
    assert decided.row == {"sex": "f", "age": "23"}


def test_the_decisions_are_those_that_the_record_counted() -> None:
    record = audited()
    found = judging.decisions("kept", record)
    cases = [found.one(name).case for name in found.names]
    counted = Counter((case.groups["sex"], case.model) for case in cases)
    for one in record.estimates:
        if one.metric == "selection_rate" and one.attribute == "sex":
            assert counted[one.group, "1"] == one.successes


def test_without_ids_rows_go_by_their_numbers() -> None:
    roles = {**PLAN["roles"]}  # type: ignore[dict-item]
    del roles["id"]
    found = judging.decisions("kept", audited(roles=roles))
    assert not found.named
    assert found.one("4").row["id"] == "p3"


def test_an_id_that_is_not_there_is_a_sentence() -> None:
    found = judging.decisions("kept", audited())
    with pytest.raises(ExplanationError, match="Got 'p99' instead"):
        found.one("p99")


def test_rows_that_are_not_kept_cannot_be_looked_at() -> None:
    with pytest.raises(FairwitnessError, match="keeps no rows"):
        judging.decisions("kept", audited(privacy={"rows": False}))
    assert live.NO_ROWS


def test_rows_that_were_deleted_are_let_go_of() -> None:
    record = audited()
    judging.decisions("kept", record)
    shutil.rmtree(store.folder("kept") / store.INPUTS)
    with pytest.raises(FairwitnessError, match="no longer kept here"):
        judging.decisions("kept", record)
    assert len(judging._shelf) == 0


def test_numbers_are_neither_agreed_with_nor_not() -> None:
    record = audited()
    number = record.model_copy(update={"plan": {**record.plan, "task": "regression"}})
    with pytest.raises(DataError, match="This record is of a number"):
        judging.decisions("kept", number)


def test_what_is_judged_counts_in_the_group_of_the_case() -> None:
    case = judging.decisions("kept", audited()).one("p3").case
    reviewing.judge(Person("Ana"), "kept", Hand(), case, ("0", "New papers."))
    found = reviewing.board("kept").review.agreement
    by_group = {one.group: one.cases for one in found.groups}
    assert by_group == {"f": 1, "m": 0}
    assert b"p3" not in reviewing.log_file("kept").read_bytes()
