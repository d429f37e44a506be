"""`fairwitness verify`: a record that was changed, and one whose model was."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import skops.io
from click.testing import CliRunner
from sklearn.linear_model import LogisticRegression

from fairwitness.app.commands.verify import command
from fairwitness.audits.plan import load_plan
from fairwitness.audits.record import Record, load_record
from fairwitness.audits.run import run_plan
from fairwitness.errors import PlanError, RecordError

RNG = np.random.default_rng(4)
ROWS = pd.DataFrame({"pay": RNG.normal(size=80), "debt": RNG.normal(size=80), "sex": RNG.integers(0, 2, 80)})
HIRED = (ROWS["pay"] - ROWS["debt"] > 0) * 1
PLAN = """
data: {path: rows.csv}
model: {path: model.skops}
roles: {target: hired, positive: 1, sensitive: [sex]}
explain: {rows: 20, background: 20, effects: 0, quality: false}
checks: {ignore: {EXPL002: not here}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("verify")
    ROWS.assign(hired=HIRED).to_csv(made / "rows.csv", index=False)
    skops.io.dump(LogisticRegression().fit(ROWS, HIRED), made / "model.skops")
    (made / "audit.yaml").write_text(PLAN)
    record, _ = run_plan(load_plan(made / "audit.yaml"), made)
    record.save(made)
    return made


def verified(*args):
    return CliRunner(catch_exceptions=False).invoke(command, [str(arg) for arg in args])


def test_what_was_not_touched(folder):
    found = verified(folder, "--plan", folder / "audit.yaml")
    assert found.exit_code == 0
    assert "the same when computed anew" in found.output


def test_what_is_the_same_as_a_whole_leaves_nothing_out(folder, tmp_path):
    found = verified(folder, "--plan", folder / "audit.yaml").output
    assert "the whole: the same in hash of the record." in found
    assert "not computed" not in found
    record = load_record(folder)
    retold = record.model_copy(
        update={"summary": record.summary.model_copy(update={"lead": "In other words."})}
    )
    Record.of(retold).save(tmp_path)
    found = verified(tmp_path, "--plan", folder / "audit.yaml")
    assert found.exit_code == 0
    assert "the whole: noted: the hash of the record is" in found.output
    assert "the rest: not computed" in found.output


def test_a_figure_that_was_changed(folder, tmp_path):
    content = json.loads((folder / "record.json").read_text())
    content["explanations"]["importance"]["features"][0]["value"] += 0.001
    (tmp_path / "record.json").write_text(json.dumps(content))
    found = verified(tmp_path)
    assert found.exit_code == 1
    assert "changed after it was sealed" in found.output


def test_another_model(folder, tmp_path):
    for name in ("rows.csv", "audit.yaml"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    skops.io.dump(LogisticRegression(C=0.01).fit(ROWS, HIRED), tmp_path / "model.skops")
    found = verified(folder, "--plan", tmp_path / "audit.yaml")
    assert found.exit_code == 1
    assert found.output.splitlines()[-1].startswith("Does not match:")


def test_no_record(tmp_path):
    with pytest.raises(RecordError, match="There is none at"):
        verified(tmp_path / "nowhere")


def test_a_changed_record_is_no_match_and_what_is_no_record_cannot_be_checked(folder, tmp_path):
    (tmp_path / "record.json").write_text("{}")
    with pytest.raises(RecordError, match="must have the schema"):
        verified(tmp_path)
    (tmp_path / "record.json").write_text("not json")
    with pytest.raises(RecordError, match="must be JSON"):
        verified(tmp_path)


def test_the_files_alone_will_do(folder):
    found = verified(folder, "--data", folder / "rows.csv", "--model", folder / "model.skops")
    assert found.exit_code == 0, found.output
    same = dict(line.split(": the same in ") for line in found.output.splitlines() if ": the same in" in line)
    assert {"base value", "additivity residual", "background hash"} <= set(same["importance"].split(", "))
    said = {
        "engine",
        "scale",
        "background rows",
        "seed",
        "second engine difference",
        "version of fairwitness",
    }
    assert said <= set(same["certificate of importance"].split(", "))


def test_one_file_alone_will_not(folder):
    with pytest.raises(PlanError, match="Got `--data` without `--model`"):
        verified(folder, "--data", folder / "rows.csv")


def test_other_data_are_named_first(folder, tmp_path):
    ROWS.assign(hired=HIRED, pay=ROWS["pay"] + 0.1).to_csv(tmp_path / "rows.csv", index=False)
    found = verified(folder, "--data", tmp_path / "rows.csv", "--model", folder / "model.skops")
    assert found.exit_code == 1
    assert "Does not match: inputs: the hash of the audited columns is" in found.output


def test_another_version_of_a_library_is_named_and_no_failure(folder, tmp_path):
    record = load_record(folder)
    importance = record.explanations.importance
    versions = {**importance.certificate.versions, "fairwitness": "0.0.1"}
    certificate = importance.certificate.model_copy(update={"versions": versions})
    resealed(record, importance=importance.model_copy(update={"certificate": certificate})).save(tmp_path)
    found = verified(tmp_path, "--plan", folder / "audit.yaml")
    assert found.exit_code == 0, found.output
    assert "noted: the version of fairwitness is 0.0.1 in the record and" in found.output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("additivity_residual", 0.2),
        ("second_engine_difference", 0.3),
        ("seed", 9),
        ("second_engine", "by hand"),
        ("background_hash", "ab"),
        ("base_value_definition", "zero"),
        ("largest_standard_error", 0.1),
    ],
)
def test_every_line_of_the_certificate_counts(folder, tmp_path, name, value):
    record = load_record(folder)
    importance = record.explanations.importance
    certificate = importance.certificate.model_copy(update={name: value})
    resealed(record, importance=importance.model_copy(update={"certificate": certificate})).save(tmp_path)
    found = verified(tmp_path, "--plan", folder / "audit.yaml")
    assert found.exit_code == 1
    assert (
        f"Does not match: certificate of importance: the {name.replace('_', ' ')} is {value}" in found.output
    )


def resealed(record, **explanations):
    """Sealed anew by a forger who knows how."""
    changed = record.explanations.model_copy(update=explanations)
    return Record.of(record.model_copy(update={"explanations": changed}))


@pytest.fixture(scope="module")
def kept(folder, tmp_path_factory):
    made = tmp_path_factory.mktemp("cases")
    for name in ("rows.csv", "model.skops"):
        (made / name).write_bytes((folder / name).read_bytes())
    (made / "audit.yaml").write_text(
        PLAN.replace("explain: {rows: 20", "explain: {cases: ['3', '7'], rows: 20")
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRWITNESS_HOME", str(made / "home"))
        record, _ = run_plan(load_plan(made / "audit.yaml"), made)
    record.save(made)
    return made


def test_cases_are_computed_anew_by_both_methods(kept, monkeypatch):
    monkeypatch.setenv("FAIRWITNESS_HOME", str(kept / "home"))
    found = verified(kept, "--data", kept / "rows.csv", "--model", kept / "model.skops")
    assert found.exit_code == 0, found.output
    assert found.output.count("by shap: the same in") == found.output.count("by lime: the same in") == 4
    assert "inputs: the same in hash of the audited columns, hash of the plan, hash of the model's file." in (
        found.output.splitlines()
    )


def test_a_forged_case_is_caught(kept, tmp_path):
    record = load_record(kept)
    first, *others = record.explanations.cases
    part, *rest = first.contributions
    part = part.model_copy(update={"value": part.value + 0.01})
    forged = first.model_copy(update={"contributions": (part, *rest)})
    resealed(record, cases=(forged, *others)).save(tmp_path)
    found = verified(tmp_path, "--plan", kept / "audit.yaml")
    assert found.exit_code == 1
    assert f"by shap: the value of column '{part.column}' is" in found.output


def test_under_another_key_a_plan_says_which_rows_they_are_and_nothing_else_does(kept, tmp_path, monkeypatch):
    monkeypatch.setenv("FAIRWITNESS_HOME", str(tmp_path))
    found = verified(kept, "--plan", kept / "audit.yaml")
    assert found.output.count("by lime: the same in") == 4
    found = verified(kept, "--data", kept / "rows.csv", "--model", kept / "model.skops")
    assert found.exit_code == 0
    assert found.output.count("the case could not be computed: its id is a keyed hash") == 4
    assert found.output.splitlines()[-1].endswith("what was not computed is named above.")
