"""`fairwitness explain`."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import skops.io
from click.testing import CliRunner
from sklearn.linear_model import LogisticRegression

from fairwitness.app import cli
from fairwitness.app.commands.explain import command
from fairwitness.audits.explanations import explain
from fairwitness.errors import ExplanationError, PlanError

RNG = np.random.default_rng(3)
ROWS = pd.DataFrame({"pay": RNG.normal(size=90), "debt": RNG.normal(size=90), "sex": RNG.integers(0, 2, 90)})
HIRED = (ROWS["pay"] - ROWS["debt"] + RNG.normal(size=90) > 0) * 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("explain")
    ROWS.assign(hired=HIRED).to_csv(made / "rows.csv", index=False)
    skops.io.dump(LogisticRegression().fit(ROWS, HIRED), made / "model.skops")
    return made


def explained(folder, *more):
    args = [
        "--data",
        str(folder / "rows.csv"),
        "--model",
        str(folder / "model.skops"),
        "--target",
        "hired",
        *more,
    ]
    return CliRunner(catch_exceptions=False).invoke(command, [*args, "--positive", "1"])


def test_what_moves_the_model_over_a_sample(folder):
    found = explained(folder, "--rows", "30", "--background", "40", "--sensitive", "sex")
    assert found.exit_code == 0
    assert "move the output most, over 30 rows" in found.output
    assert "Engine: fairwitness.coalitions" in found.output
    assert "background: 40 rows" in found.output
    assert "Checked by a second engine: shap.PermutationExplainer on 3 rows" in found.output
    assert "sex" in next(line for line in found.output.splitlines() if "(sensitive)" in line)


def test_single_cases_by_both_methods(folder):
    found = explained(folder, "--case", "1,7")
    assert found.output.count("by SHAP") == 2
    assert found.output.count("by LIME") == 2
    assert found.output.count("near this case the simple model follows the real one") == 2
    assert found.output.count("of its strongest columns stay the same") == 2
    assert found.output.count("perturbed rows, the nearer ones with more weight") == 2
    assert found.output.count("quartiles as often as in the background") == 2


def test_what_may_be_chosen_about_lime_is_done_and_said(folder):
    found = explained(folder, "--case", "1", "--lime-local", "--lime-width", "local")
    assert "Perturbed rows: numbers normal around the explained row" in found.output
    assert "Kernel width: found for this case" in found.output
    found = explained(folder, "--case", "1", "--lime-within", "background", "--lime-width", "0.9", "--json")
    said = json.loads(found.output)["cases"][1]["certificate"]["neighbourhood"]
    assert (said["kernel_width"], said["local"]) == (0.9, False)
    assert "background values drawn within quartiles" in said["perturbation"]
    found = explained(folder, "--case", "1", "--lime-numbers", "--json")
    assert "around the background's mean" in found.output


@pytest.mark.parametrize("width", ["wide", "0", "-1", "nan", "inf"])
def test_a_width_is_a_number_above_0_or_has_a_name(folder, width):
    found = explained(folder, "--case", "1", "--lime-width", width)
    assert found.exit_code == 2
    assert "must be 'lime', 'local' or a number above 0" in found.output


def test_the_margin_has_a_closed_form(folder):
    found = json.loads(explained(folder, "--case", "7", "--scale", "margin", "--json").output)
    shap = next(case for case in found["cases"] if case["method"] == "shap")
    assert shap["certificate"]["engine"] == "fairwitness.linear"
    assert shap["certificate"]["scale"] == "margin"
    model = LogisticRegression().fit(ROWS, HIRED)
    assert shap["output"] == pytest.approx(model.decision_function(ROWS.iloc[[6]])[0])


def test_the_check_is_switched_off(folder):
    assert "second engine: no: switched off" in explained(folder, "--case", "1", "--check-rows", "0").output


@pytest.mark.parametrize(
    ("more", "error", "said"),
    [
        (["--case", "91"], ExplanationError, "Got '91' instead"),
        (["--case", "x"], ExplanationError, "id or the number of a row"),
    ],
)
def test_cases_that_are_not_there(folder, more, error, said):
    with pytest.raises(error, match=said):
        explained(folder, *more)


def test_a_case_that_is_not_there_costs_no_explanation(folder, monkeypatch):
    monkeypatch.setattr(
        explain, "prepare", lambda *_: pytest.fail("explained before the cases were looked up")
    )
    with pytest.raises(ExplanationError, match="Got '91' instead"):
        explained(folder, "--case", "1,91")


def test_without_a_model(folder):
    with pytest.raises(PlanError, match="needs the model"):
        CliRunner(catch_exceptions=False).invoke(command, ["--data", str(folder / "rows.csv")])


def test_rows_that_stay_private(folder):
    plan = folder / "private.yaml"
    plan.write_text(
        "data: {path: rows.csv}\nmodel: {path: model.skops}\nroles: {target: hired, positive: 1}\n"
        "privacy: {rows: false}\n"
    )
    run = CliRunner(catch_exceptions=False)
    with pytest.raises(ExplanationError, match="stay private"):
        run.invoke(command, [str(plan), "--case", "1"])
    assert run.invoke(command, [str(plan), "--rows", "20"]).exit_code == 0


def test_it_is_listed():
    assert "explain" in cli.COMMANDS
