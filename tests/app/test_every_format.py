"""Every registered model format through the command line: the figures of calling the library in Python."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest
from tests.app.every_format import MAKE, PEOPLE
from tests.audits.conftest import StillMeter

import fairwitness
from fairwitness._registry import names
from fairwitness.app import cli
from fairwitness.audits import run

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
    expected = fairwitness.audit(
        PEOPLE["happened"], pd.Series(made.labels), sensitive_features=PEOPLE[["sex"]], positive=1
    )
    pd.testing.assert_frame_equal(by_labels(found), by_labels(expected))
