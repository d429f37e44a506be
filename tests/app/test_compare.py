"""`fairwitness compare`: every form, its exit codes, and what it refuses before anything is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import skops.io
import yaml
from click.testing import CliRunner, Result
from sklearn.linear_model import LogisticRegression
from still_meter import StillMeter

from fairwitness.app.cli import cli
from fairwitness.audits import run as audit_run
from fairwitness.errors import FairwitnessError

ROLES = {"target": "y", "prediction": "a", "sensitive": ["sex"], "positive": 1}
FLAGS = ("--data", "rows.csv", "--target", "y", "--prediction", "a", "--sensitive", "sex", "--positive", "1")


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with rows, other rows, two plans, two models and two records."""
    folder = tmp_path_factory.mktemp("work")
    draw = np.random.default_rng(5)
    n = 3000
    frame = pd.DataFrame({"sex": draw.choice(["f", "m"], n), "x": draw.normal(size=n).round(3)})
    frame["y"] = (draw.random(n) < 0.3 + 0.2 * (frame.x > 0)).astype(int)
    frame["a"] = (frame.x > 0).astype(int)
    frame["b"] = np.where((frame.sex == "f") & (draw.random(n) < 0.5), 0, frame.a)
    frame["sa"], frame["sb"] = frame.a * 0.9, frame.b * 0.9
    frame.to_csv(folder / "rows.csv", index=False)
    frame.sample(frac=0.8, random_state=1).to_csv(folder / "others.csv", index=False)
    for name, data, over in (
        ("a", "rows.csv", {}),
        ("b", "rows.csv", {"prediction": "b"}),
        ("c", "others.csv", {"prediction": "b"}),
    ):
        plan = {"data": {"path": data}, "roles": ROLES | over}
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(plan))
    for name, columns in (("one", ["x"]), ("two", ["x", "a"])):
        model = LogisticRegression().fit(frame[columns], frame.a)
        skops.io.dump(model, folder / f"{name}.skops")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit_run, "EnergyMeter", StillMeter)
        patch.chdir(folder)
        runner = CliRunner()
        for name in "ac":
            runner.invoke(cli, ["audit", f"{name}.yaml", "--formats", "json", "--out", name])
        yield folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["compare", *arguments])


def refused(*arguments: str) -> str:
    done = run(*arguments)
    assert done.output == ""
    assert isinstance(done.exception, FairwitnessError), done.exception
    return str(done.exception)


@pytest.mark.usefixtures("work")
class TestForms:
    def test_two_columns(self) -> None:
        done = run(*FLAGS, "--against", "b")
        assert done.exit_code == 1, done.output
        lines = done.output.splitlines()
        assert lines[0] == "Compared on the same 3,000 rows. Of 1 gap between groups: 1 got worse."
        assert lines[1].split()[:2] == ["worse", "selection_rate.difference.sex"]
        assert lines[-1].startswith("Comparison ")

    def test_two_scores(self) -> None:
        flags = [{"--prediction": "--score", "a": "sa"}.get(flag, flag) for flag in FLAGS]
        done = run(*flags, "--threshold", "0.5", "--against", "sb")
        assert done.exit_code == 1, done.exception
        assert done.output.splitlines()[1:2] == run(*FLAGS, "--against", "b").output.splitlines()[1:2]

    def test_two_models(self) -> None:
        base = ("--data", "rows.csv", "--target", "y", "--sensitive", "sex", "--positive", "1")
        done = run(*base, "--model", "one.skops", "--against-model", "two.skops", "--tolerance", "0.1")
        assert done.exit_code == 0, done.exception
        assert "not worse" in done.output
        assert "The model now makes more use of 'a' and less use of 'x' than before" in done.output
        quiet = run(*base, "--model", "one.skops", "--against-model", "two.skops", "--no-explanations")
        assert quiet.exit_code == 0
        assert "more use of" not in quiet.output

    def test_a_column_against_a_model(self) -> None:
        done = run("a.yaml", "--against-model", "one.skops", "--gate", "accuracy")
        assert done.exit_code == 0, done.exception
        assert "accuracy.difference.sex" in done.output

    def test_two_plans_of_the_same_data_are_paired(self) -> None:
        plans, columns = run("a.yaml", "b.yaml"), run(*FLAGS, "--against", "b")
        assert (plans.exit_code, plans.output) == (1, columns.output)

    def test_a_plan_and_a_column(self) -> None:
        assert run("a.yaml", "--against", "b").output == run("a.yaml", "b.yaml").output

    def test_two_records(self) -> None:
        done = run("a", "c/record.json")
        assert done.exit_code == 1
        assert done.output.startswith("Compared on different rows, 3,000 before and 2,400 now.")

    @pytest.mark.parametrize("pair", [("a.yaml", "c.yaml"), ("a", "c.yaml"), ("a.yaml", "c")])
    def test_plans_of_other_data_are_audited_and_compared_as_records(self, pair: tuple[str, str]) -> None:
        assert run(*pair).output == run("a", "c").output

    def test_the_same_record_twice(self) -> None:
        done = run("a", "a")
        assert done.exit_code == 0
        assert "note: Both records are of the same rows" in done.output


@pytest.mark.usefixtures("work")
class TestOptions:
    def test_gates_and_terms(self) -> None:
        gates = ("--gate", "accuracy", "--gate", "precision:ratio@sex")
        done = run("a.yaml", "--against", "a", *gates, "--tolerance", "0.1", "--alpha", "0.2")
        assert done.exit_code == 0, done.output
        assert "2 are shown not to be worse" in done.output

    def test_with_a_tolerance_what_is_open_is_no_pass(self) -> None:
        done = run("a.yaml", "--against", "a", "--tolerance", "0.001")
        assert done.exit_code == 3
        assert "too few cases" in done.output

    def test_nothing_to_judge_is_no_pass(self, work: Path) -> None:
        pd.read_csv(work / "rows.csv").head(20).to_csv(work / "few.csv", index=False)
        assert run(*FLAGS, "--data", "few.csv", "--against", "b").exit_code == 2

    def test_files_are_written_where_asked(self, work: Path) -> None:
        done = run("a.yaml", "b.yaml", "--out", "compared")
        assert done.output.splitlines()[-1].endswith(" in compared")
        written = json.loads((work / "compared" / "comparison.json").read_text())
        assert written["schema"] == "fairwitness/comparison/1"
        assert (work / "compared" / "comparison.md").is_file()

    def test_the_schema_is_printed(self) -> None:
        done = CliRunner().invoke(cli, ["schema", "comparison"])
        assert json.loads(done.output)["properties"]["schema"]["const"] == "fairwitness/comparison/1"


@pytest.mark.usefixtures("work")
class TestRefused:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ((), "needs two versions"),
            (("a.yaml",), "needs two versions"),
            (("a", "--against", "b"), "must come from a plan"),
            (("--against", "b"), "needs a plan or data"),
            (
                ("a", "rows.csv"),
                "must be records (a folder or a .json file) or plans (.yaml). Got 'rows.csv'",
            ),
            (("a", "nowhere"), "There is none at 'nowhere'"),
            (("a.yaml", "nowhere.yaml"), "There is none at 'nowhere.yaml'"),
            (("a", "c", "--target", "y"), "Got the option `--target`"),
            (("a.yaml", "--against", "z"), "Got 'z' instead"),
            (("a.yaml", "--against", "b", "--against-model", "one.skops"), "a column or a model"),
            (("a", "c", "--gate", "nothing"), "no metric named 'nothing'"),
            (("a", "c", "--gate", "selection_rate<=0.1"), "must read like"),
            (("a", "c", "--gate", "accuracy@age"), "must be one that is compared"),
            (("a", "c", "--tolerance", "2"), "`tolerance` must be above 0"),
            (("a", "c", "--alpha", "0"), "`alpha` must be above 0"),
        ],
    )
    def test_in_a_sentence(self, arguments: tuple[str, ...], message: str) -> None:
        assert message in refused(*arguments)

    def test_other_rows_in_a_plan(self, work: Path) -> None:
        plan = {"data": {"path": "rows.csv"}, "roles": ROLES | {"prediction": "b"}, "where": ["x > 0"]}
        (work / "fewer.yaml").write_text(yaml.safe_dump(plan))
        assert "needs the same rows" in refused("a.yaml", "fewer.yaml")

    def test_other_labels_in_a_plan(self, work: Path) -> None:
        plan = {"data": {"path": "rows.csv"}, "roles": ROLES | {"positive": 0, "favourable": 1}}
        (work / "turned.yaml").write_text(yaml.safe_dump(plan))
        assert "same positive label. Before: '1'; now: '0'" in refused("a.yaml", "turned.yaml")

    def test_a_record_that_is_half_written(self, work: Path) -> None:
        (work / "half").mkdir()
        text = (work / "a" / "record.json").read_text()
        (work / "half" / "record.json").write_text(text[: len(text) // 2])
        assert "must be JSON" in refused("a", "half", "--out", "never")
        assert not (work / "never").exists()

    def test_a_folder_that_cannot_be_written(self, work: Path) -> None:
        (work / "taken").write_text("")
        assert "Not written: " in refused("a", "c", "--out", "taken/inside")
        (work / "blocked" / "comparison.md").mkdir(parents=True)
        assert "Not written: " in refused("a", "c", "--out", "blocked")
        assert [path.name for path in (work / "blocked").iterdir()] == ["comparison.md"]
