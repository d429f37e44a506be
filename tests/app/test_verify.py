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
from fairwitness.audits.run import run_plan
from fairwitness.errors import RecordError

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
