"""`fairwitness validate`: mistakes by line, and plans that can be run."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fairwitness.app.cli import cli
from fairwitness.audits.subject import datasets

GOOD = "data: {path: nowhere.csv}\nroles: {target: y, prediction: said, sensitive: [sex]}\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(**files: str) -> Result:
    for name, text in files.items():
        Path(f"{name}.yaml").write_text(text)
    return CliRunner().invoke(cli, ["validate", *(f"{name}.yaml" for name in files)])


def test_plans_that_can_be_run_need_no_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets, "read_dataset", None)
    one = run(a=GOOD)
    assert (one.exit_code, one.output) == (0, "1 plan can be run.\n")
    assert run(a=GOOD, b=GOOD).output == "2 plans can be run.\n"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("alpha: 2\n", "a.yaml:3: `alpha` must be less than 0.5. Got 2 instead."),
        (
            "gates: [{metric: acuracy}]\n",
            "a.yaml:3: There is no metric named 'acuracy'. Did you mean 'accuracy'?",
        ),
        ("frameworks: [nyc_ll145]\n", "a.yaml:3: There is no framework named 'nyc_ll145'."),
        ("checks: {ignore: {PERF999: why}}\n", "a.yaml:3: There is no check named 'PERF999'."),
        (
            "report: {formats: [jsonn]}\n",
            "a.yaml:3: There is no report format named 'jsonn'. Did you mean 'json'?",
        ),
        (
            "gates: [{attributes: [race]}]\n",
            "The `attributes` of a gate must be among those that are audited. Got 'race' instead. There are: 'sex'.",
        ),
    ],
)
def test_each_mistake_is_a_line(more: str, says: str) -> None:
    done = run(a=GOOD + more)
    assert done.exit_code == 2
    assert says in done.output
    assert len(done.output.splitlines()) == 1


def test_every_plan_is_looked_at() -> None:
    done = run(a="alpha: 2\n", b=GOOD, c="report: {formats: [jsonn]}\ngates: [{metric: acuracy}]\n")
    assert done.exit_code == 2
    assert [line.split(" ")[0] for line in done.output.splitlines()] == [
        "a.yaml:1:",
        "c.yaml:2:",
        "c.yaml:1:",
    ]


def test_a_file_that_is_not_there_or_no_text() -> None:
    Path("binary.yaml").write_bytes(b"\xff\xfe\x00")
    done = CliRunner().invoke(cli, ["validate", "nowhere.yaml", "binary.yaml"])
    assert done.exit_code == 2
    first, second = done.output.splitlines()
    assert first.startswith("nowhere.yaml: The plan must be a file. There is none at 'nowhere.yaml'")
    assert second.startswith("binary.yaml: The plan 'binary.yaml' must be a UTF-8 text file")
