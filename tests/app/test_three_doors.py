"""One plan through browser, command and Python: one record, also with a model that is explained."""

from __future__ import annotations

import time
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import skops.io
from click.testing import CliRunner
from sklearn.linear_model import LogisticRegression

import fairwitness
from fairwitness.app import jobs, store
from fairwitness.app.cli import cli
from fairwitness.audits.plan import make_plan
from fairwitness.audits.plan.template import dump_plan


@pytest.mark.slow
def test_a_model_that_is_explained_has_one_record_through_all_three(tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    rows = pd.DataFrame({"a": draw.normal(size=120).round(3), "b": draw.normal(size=120).round(3)})
    rows["sex"], rows["y"] = draw.choice(["f", "m"], 120), (rows.a + draw.normal(size=120) > 0).astype(int)
    model = LogisticRegression().fit(rows[["a", "b"]], rows.y)
    plan = make_plan(
        {
            "data": {"path": "inputs/rows.csv"},
            "model": {"path": "inputs/model.skops"},
            "roles": {"target": "y", "sensitive": ["sex"], "features": ["a", "b"]},
            "explain": {"rows": 5, "background": 10},
            "report": {"formats": ["json"]},
        }
    )
    files = {
        "rows.csv": BytesIO(rows.to_csv(index=False).encode()),
        "model.skops": BytesIO(skops.io.dumps(model)),
    }

    audit = store.create(plan, files)
    jobs.start(audit)
    end = time.monotonic() + 120
    while (job := jobs.status(audit)) is not None and job.state == "running" and time.monotonic() < end:
        time.sleep(0.2)
    browser = store.record(audit)

    folder = store.folder(audit)
    (folder / "mine.yaml").write_text(dump_plan(plan))
    done = CliRunner().invoke(cli, ["audit", str(folder / "mine.yaml"), "--out", str(tmp_path / "out")])
    assert done.exit_code in (0, 1, 3), done.output
    command = fairwitness.load_record(tmp_path / "out")

    bare = plan.model_copy(update={"model": None})
    notebook = fairwitness.audit(
        rows.y, sensitive_features=rows[["sex"]], features=rows[["a", "b"]], model=model, plan=bare
    )
    assert browser.explanations.importance is not None
    assert browser.hash == command.hash == notebook.hash
