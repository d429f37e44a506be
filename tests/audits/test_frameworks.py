"""Frameworks come in by their names, and add facts and controls to a record."""

from __future__ import annotations

from pathlib import Path

import pytest

import fairwitness
from fairwitness.audits.frameworks import chosen, framework, is_file, with_controls
from fairwitness.errors import FrameworkError, PlanError, StatementError, UnknownNameError

pytestmark = pytest.mark.usefixtures("still_meter")


def test_a_framework_by_its_name() -> None:
    assert framework("nyc_ll144").facts().id == "nyc_ll144"
    with pytest.raises(UnknownNameError, match="Did you mean 'nyc_ll144'"):
        framework("nyc_ll14")


def test_controls_stand_in_the_record_only_when_asked() -> None:
    def audit(frameworks: list[str]) -> fairwitness.Record:
        return fairwitness.audit(
            y_pred=[0, 1] * 40, sensitive_features=["a", "b"] * 40, plan={"frameworks": frameworks}
        )

    plain, asked = audit([]), audit(["nyc_ll144"])
    assert plain.controls == plain.frameworks == ()
    assert [facts.id for facts in asked.frameworks] == ["nyc_ll144"]
    assert asked.controls
    assert {control.framework for control in asked.controls} == {"nyc_ll144"}
    assert all("compliant" not in control.supports for control in asked.controls)
    assert asked.comparisons == plain.comparisons
    assert with_controls(plain, []).controls == ()


OURS = """\
id: ours
title: House rules
version: "3"
jurisdiction: Our house
as_of: 2026-11-20
status: In force.
sources: [{citation: House rules, url: "https://example.org"}]
dates: {all: [{date: 2026-01-01}]}
applies_from: all
controls:
  - id: H-1
    title: Purpose
    clause: Rule 1
    requirement: State the purpose.
    evidence: [doc.intended_purpose, fairness.selection_rate_ratio]
    automation: partial
"""
PLAN = """\
data: {path: rows.csv}
roles: {prediction: decision, sensitive: [sex], positive: "1"}
frameworks: [nyc_ll144, ./ours.yaml]
"""


def audited_in(folder: Path, framework: str = OURS) -> fairwitness.Record:
    folder.mkdir()
    (folder / "rows.csv").write_text("decision,sex\n" + "1,f\n0,f\n1,m\n0,m\n" * 20)
    (folder / "ours.yaml").write_text(framework)
    (folder / "plan.yaml").write_text(PLAN)
    return fairwitness.audit(plan=folder / "plan.yaml")


def test_a_users_own_file_is_found_beside_the_plan(tmp_path: Path) -> None:
    record = audited_in(tmp_path / "here")
    assert [facts.id for facts in record.frameworks] == ["nyc_ll144", "ours"]
    own = next(control for control in record.controls if control.framework == "ours")
    assert own.status == "partly"
    assert own.applies_from is not None
    assert own.applies_from[0].date == "2026-01-01"


def test_the_hash_covers_what_the_file_says_and_not_where_it_is(tmp_path: Path) -> None:
    first, moved = audited_in(tmp_path / "here"), audited_in(tmp_path / "there")
    changed = audited_in(tmp_path / "other", OURS + "# a remark\n")
    assert first.hash == moved.hash
    assert first.hash != changed.hash
    assert first.provenance.plan_sha256 == changed.provenance.plan_sha256
    assert first.plan["frameworks"] == ["nyc_ll144"]
    assert str(tmp_path) not in first.to_json()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("./no.yaml", "The framework must be a file. There is none at 'no.yaml'"),
        ("./ours.json", r"must be a file that ends in .yaml or .yml. Got './ours.json' instead."),
        ("ours", r"no framework named 'ours'. .* Your own is named by its file, such as ./ours.yaml."),
    ],
)
def test_a_file_that_cannot_be_used_is_a_sentence(name: str, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        framework(name)


def test_two_frameworks_of_one_id_are_refused(tmp_path: Path) -> None:
    copy = tmp_path / "copy.yaml"
    copy.write_text(OURS.replace("id: ours", "id: nyc_ll144", 1))
    with pytest.raises(FrameworkError, match="Got 'nyc_ll144' twice"):
        chosen(["nyc_ll144", str(copy)])


def test_a_bad_file_is_refused_before_any_data_are_read(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(OURS.replace("clause", "claws"))
    (tmp_path / "plan.yaml").write_text(PLAN)
    with pytest.raises(
        FrameworkError, match=r"control 'H-1'.*There is no key `claws`. Did you mean 'clause'?"
    ):
        fairwitness.audit(plan=tmp_path / "plan.yaml")


def test_paths_are_told_from_names() -> None:
    assert is_file("./ours.yaml")
    assert is_file("ours.yaml")
    assert is_file("rules/ours")
    assert not is_file("nyc_ll144")
    assert not is_file("nyc_ll14")


def test_a_record_has_the_statements_that_its_plan_names(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    bare = audited_in(folder)
    (folder / "said.yaml").write_text("statements: {roles: {by: Ana, date: 2026-11-20, text: Ana owns it.}}")
    (folder / "plan.yaml").write_text(PLAN + "statements: said.yaml\n")
    told = fairwitness.audit(plan=folder / "plan.yaml")
    (folder / "bare.yaml").write_text("statements: said.yaml\nframeworks: ./ours.yaml\n")
    arrays = fairwitness.audit(
        y_pred=[0, 1] * 40, sensitive_features=["a", "b"] * 40, plan=folder / "bare.yaml"
    )
    assert told.hash == bare.hash
    assert not bare.statements
    for record in (told, arrays):
        said = record.statements.get("roles")
        assert said is not None
        assert said.by == "Ana"
    (folder / "said.yaml").write_text("statements: {rolls: {}}")
    with pytest.raises(StatementError, match="Did you mean 'roles'"):
        fairwitness.audit(plan=folder / "plan.yaml")
