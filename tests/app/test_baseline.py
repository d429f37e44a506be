"""`fairwitness audit --baseline`: its exit codes, its files, and what is refused before anything is measured."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
import yaml
from click.testing import CliRunner, Result
from still_meter import StillMeter

from fairwitness.app.cli import cli
from fairwitness.audits import run as audit_run
from fairwitness.audits.baseline.document import Judgement
from fairwitness.audits.record import Record, load_record
from fairwitness.errors import FairwitnessError


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with rows, a plan, and its record as the baseline: a gap of 20 points over a limit of 10."""
    folder = tmp_path_factory.mktemp("work")
    draw = np.random.default_rng(3)
    frame = pd.DataFrame({"sex": draw.choice(["f", "m"], 2000), "hired": draw.integers(0, 2, 2000)})
    frame["old"] = (draw.random(2000) < np.where(frame.sex == "m", 0.6, 0.4)).astype(int)
    frame["worse"] = np.where((frame.sex == "f") & (draw.random(2000) < 0.3), 0, frame.old)
    frame["fair"] = (draw.random(2000) < 0.5).astype(int)
    frame.to_csv(folder / "rows.csv", index=False)
    roles = {"target": "hired", "prediction": "old", "sensitive": ["sex"], "positive": 1}
    plan = {"data": {"path": "rows.csv"}, "roles": roles, "report": {"formats": ["json"]}}
    (folder / "audit.yaml").write_text(yaml.safe_dump(plan))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit_run, "EnergyMeter", StillMeter)
        patch.chdir(folder)
        assert CliRunner().invoke(cli, ["audit", "audit.yaml", "--out", "baseline"]).exit_code == 1
        yield folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["audit", "audit.yaml", *arguments])


def refused(*arguments: str) -> str:
    done = run(*arguments)
    assert isinstance(done.exception, FairwitnessError), (done.exception, done.output)
    return str(done.exception)


@pytest.mark.parametrize(
    ("decision", "standing", "code"), [("old", "known", 0), ("worse", "worse", 1), ("fair", "mended", 0)]
)
def test_only_what_got_worse_fails(decision: str, standing: str, code: int, work: Path) -> None:
    done = run("--prediction", decision, "--baseline", "baseline/record.json", "--out", decision)
    assert done.exit_code == code, done.output
    assert f"  {standing} " in done.output
    assert "Beside the baseline of " in done.output
    content = json.loads((work / decision / "baseline.json").read_text())
    assert (content["form"], content["gates"][0]["standing"]) == ("paired", standing)
    assert content["record_sha256"] == load_record(work / decision).hash
    assert "Since the baseline" in (work / decision / "baseline.md").read_text()
    schema = json.loads(CliRunner().invoke(cli, ["schema", "baseline"]).output)
    jsonschema.validate(content, schema)


def test_the_record_is_the_one_without_a_baseline(work: Path) -> None:
    run("--baseline", "baseline", "--out", "with")
    assert load_record(work / "with").hash == load_record(work / "baseline").hash
    assert not (work / "baseline" / "baseline.json").exists()


def test_an_engine_counts_are_compared_as_those_of_other_people(work: Path) -> None:
    done = run("--engine", "duckdb", "--baseline", "baseline", "--out", "counted")
    assert done.exit_code == 0, done.output
    assert json.loads((work / "counted" / "baseline.json").read_text())["form"] == "unpaired"


def _broken(work: Path, name: str, change: object) -> str:
    content = json.loads((work / "baseline" / "record.json").read_text())
    content.update(change)  # type: ignore[call-overload]
    path = work / f"{name}.json"
    path.write_text(json.dumps(content))
    return str(path)


def test_what_is_no_baseline_is_refused_before_anything_is_measured(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_run, "load", None)
    monkeypatch.setattr(audit_run, "EnergyMeter", None)
    later = _broken(work, "later", {"schema": "fairwitness/record/9"})
    altered = _broken(work, "altered", {"title": "Altered"})
    for arguments, says in (
        (("--baseline", "nowhere"), "There is none at 'nowhere'"),
        (("--baseline", "rows.csv"), "cannot be read as such"),
        (("--baseline", later), "Got 'fairwitness/record/9' instead"),
        (("--baseline", altered), "was changed after it was sealed"),
        (("--baseline", "baseline", "--alpha", "0.1"), "Its `alpha` is 0.05, and the plan's is 0.1"),
        (("--baseline", "baseline", "--gate", "selection_rate<=0.5"), "A plan must keep every limit"),
        (("--baseline", "baseline", "--sensitive", "old"), "Its list of attributes is sex, and"),
        (("--baseline", "baseline", "--out", "baseline"), "A baseline must stay as it is"),
        (("--baseline", "baseline", "--counts-only"), "Got it with `--counts-only`"),
    ):
        out = () if "--out" in arguments else ("--out", "refused")
        assert says in refused(*arguments, *out)
    assert not (work / "refused" / "record.json").exists()


def test_other_groups_are_refused_once_they_are_known(work: Path) -> None:
    frame = pd.read_csv(work / "rows.csv")
    frame.assign(sex=frame.sex.mask(frame.index < 40, "x")).to_csv(work / "others.csv", index=False)
    says = refused("--data", "others.csv", "--baseline", "baseline", "--out", "refused")
    assert says.startswith(
        "A baseline must have the same groups of 'sex'. It has f and m, and the audit f, m and x;"
    )


def test_the_document_reads_as_its_own_class(work: Path) -> None:
    run("--baseline", "baseline", "--out", "again")
    content = json.loads((work / "again" / "baseline.json").read_text())
    again = Judgement.model_validate(content)
    assert (again.to_json(), again.hash) == ((work / "again" / "baseline.json").read_text(), content["hash"])
    assert isinstance(load_record(work / "again"), Record)
