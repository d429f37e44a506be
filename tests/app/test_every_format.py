"""Every registered model format through the command line: the figures of calling the library in Python."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pandas as pd
import pytest
from tests.app.every_format import MAKE, PEOPLE
from tests.audits.conftest import StillMeter

import fairwitness
from fairwitness._registry import names
from fairwitness.app import cli, policy, store, uploads
from fairwitness.app.people import local
from fairwitness.audits import run
from fairwitness.audits.plan.model import ModelSource, Roles, Sensitive

PLAN = {
    "gates": [{"metric": "selection_rate", "kind": "difference", "limit": 0.1}],
    "checks": {"ignore": {"EXPL001": "Not asked here."}},
}
BY_LABELS = ["selection_rate", "accuracy", "true_positive_rate", "false_positive_rate", "precision"]


def test_there_is_a_model_of_every_format() -> None:
    assert set(MAKE) == set(names("fairwitness.models"))


def by_labels(record: fairwitness.Record) -> pd.DataFrame:
    frame = record.to_frame()
    return frame[frame["metric"].isin(BY_LABELS)].reset_index(drop=True)


def expected(labels: object) -> pd.DataFrame:
    return by_labels(
        fairwitness.audit(
            PEOPLE["happened"], pd.Series(labels), sensitive_features=PEOPLE[["sex"]], positive=1
        )
    )


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", sorted(set(MAKE) - {"function", "http"}))
def test_a_file_that_is_handed_over_in_the_browser_gives_them_too(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(run, "EnergyMeter", StillMeter)
    monkeypatch.setenv(policy.ALLOW_CODE, "1")
    made = MAKE[name](tmp_path, request)
    assert made.file is not None
    draft = uploads.draft_of(uploads.spool("people.csv", io.BytesIO(PEOPLE.to_csv(index=False).encode())))
    file = uploads.spool(made.file, io.BytesIO((tmp_path / made.file).read_bytes()))
    said = dict(zip(made.options, (*made.options[1:], ""), strict=True))
    source = ModelSource(path=file.name, run_code="--run-code" in said, output=said.get("--model-output"))
    draft = uploads.with_model(draft, source, file.parent)
    roles = Roles(target="happened", positive=1, sensitive=(Sensitive(name="sex"),), features=("a", "b"))
    audit = uploads.start(local(), draft.plan.model_copy(update={"roles": roles}), draft)
    record, _ = run.run_plan(store.plan(audit), store.folder(audit))
    assert record.subject.model is not None
    assert record.subject.model.format == name
    pd.testing.assert_frame_equal(by_labels(record), expected(made.labels))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", sorted(MAKE))
def test_the_command_line_gives_the_figures_of_the_library_itself(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(run, "EnergyMeter", StillMeter)
    monkeypatch.chdir(tmp_path)
    made = MAKE[name](tmp_path, request)
    PEOPLE.to_csv(tmp_path / "people.csv", index=False)
    asked = ["audit", "--data", "people.csv", "--target", "happened", "--positive", "1", "--sensitive", "sex"]
    options = ["--features", "a,b", "--formats", "json", "--out", "out", *made.options]
    monkeypatch.setattr(sys, "argv", ["fairwitness", *asked, *options])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code in (0, 1, 3)
    found = fairwitness.load_record(tmp_path / "out")
    assert found.subject.model is not None
    assert found.subject.model.format == name
    pd.testing.assert_frame_equal(by_labels(found), expected(made.labels))
