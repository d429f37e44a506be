"""An audit run once more: the same plan and files under a new id, or a sentence why not."""

from __future__ import annotations

import io

import pytest

from fairwitness.app import jobs, store
from fairwitness.app.again import run_again
from fairwitness.app.people import Person
from fairwitness.audits.plan import Plan, make_plan
from fairwitness.errors import AccessError, DataError, FairwitnessError, RecordError

ME = Person("Ada")
ROLES = {"target": "y", "prediction": "p", "sensitive": ["sex"]}


def kept(**plan: object) -> str:
    made = make_plan({"title": "Hiring", "data": {"path": "inputs/a b.csv"}, "roles": ROLES, **plan})
    return store.create(
        made.model_copy(update={"data": made.data.model_copy(update={"path": store.input_name("a b.csv")})}),
        {"a b.csv": io.BytesIO(b"y,p,sex\n1,1,f\n")},
        audit="first",
    )


def test_the_same_plan_runs_on_a_copy_of_its_files(started: list[str]) -> None:
    new = run_again(ME, kept())
    assert started == [new]
    assert store.plan(new) == store.plan("first")
    path = store.plan(new).data.path or ""
    assert (store.folder(new) / path).read_bytes() == (store.folder("first") / path).read_bytes()
    assert store.entry(new).by == "Ada"


def test_an_audit_of_the_demo_rows_needs_no_file(started: list[str]) -> None:
    store.create(Plan(data={"demo": "mortgage"}), audit="demo")  # type: ignore[arg-type]
    assert run_again(ME, "demo") in started


@pytest.mark.parametrize(("rows", "why"), [(True, "was removed"), (False, "was not kept, as the plan asked")])
def test_rows_that_are_gone_are_a_sentence(rows: bool, why: str, started: list[str]) -> None:
    audit = kept(privacy={"rows": rows})
    (store.folder(audit) / (store.plan(audit).data.path or "")).unlink()
    with pytest.raises(DataError, match=why):
        run_again(ME, audit)
    assert (started, len(store.entries())) == ([], 1)


def test_a_run_that_cannot_be_started_adds_no_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(audit: str) -> None:
        raise FairwitnessError("At most 2 audits can run at a time.")

    monkeypatch.setattr(jobs, "start", full)
    with pytest.raises(FairwitnessError, match="At most"):
        run_again(ME, kept())
    assert len(store.entries()) == 1


def test_who_may_not_audit_runs_nothing(started: list[str]) -> None:
    audit, person = kept(), Person("B", "b@example.org")
    with pytest.raises(RecordError, match="not kept on this machine"):
        run_again(person, audit)
    store.set_member(store.MAIN, "b@example.org", "reviewer", Person("Me"))
    with pytest.raises(AccessError):
        run_again(person, audit)
    assert started == []
