"""The command line: what it says, what it writes, and its exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points, version
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
import yaml
from still_meter import StillMeter

from fairwitness.app import cli
from fairwitness.audits import at_hand
from fairwitness.audits import run as audit_run
from fairwitness.audits.metrics import METRICS
from fairwitness.audits.record import load_record
from fairwitness.errors import DataError

FLAGS = (
    "--target",
    "hired",
    "--prediction",
    "decision",
    "--sensitive",
    "sex,race",
    "--positive",
    "1",
    "--formats",
    "json",
)


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


Command = Callable[..., Done]


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No energy is metered here, and nothing is kept outside the test's folder."""
    monkeypatch.setattr(audit_run, "EnergyMeter", StillMeter)
    monkeypatch.setenv("FAIRWITNESS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("FAIRWITNESS_DEBUG", raising=False)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run the command line in this process."""

    def ran(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["fairwitness", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        said = capsys.readouterr()
        return Done(int(stopped.value.code or 0), said.out, said.err)

    return ran


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """A small file with two attributes and a gap between the sexes."""
    draw = np.random.default_rng(5)
    n = 240
    frame = pd.DataFrame(
        {
            "id": [f"case-{number}" for number in range(n)],
            "sex": ["f", "m"] * (n // 2),
            "race": draw.choice(["x", "y"], n),
        }
    )
    frame["hired"] = draw.integers(0, 2, n)
    frame["decision"] = (draw.random(n) < np.where(frame.sex == "m", 0.8, 0.3)).astype(int)
    frame["income"] = draw.normal(50, 5, n).round(2)
    path = tmp_path / "work" / "rows.csv"
    frame.to_csv(path, index=False)
    return path


def _refused(done: Done, *parts: str) -> None:
    assert done.code == 2
    assert done.out == ""
    assert re.fullmatch(r"Error: [^\n]+\n", done.err), done.err
    for part in parts:
        assert part in done.err


class TestHelp:
    @pytest.mark.parametrize("name", [[], *[[name] for name in cli.COMMANDS]])
    def test_every_command_has_help(self, name: list[str], command: Command) -> None:
        for (
            known
        ) in name:  # click keeps the help option of whoever asked first: another test, without the group
            import_module(f"fairwitness.app.commands.{known}").command._help_option = None
        for option in ("--help", "-h"):
            done = command(*name, option)
            assert done.code == 0
            assert done.err == ""
            assert "Usage: fairwitness" in done.out
        if not name:
            assert all(f"  {known}" in done.out for known in cli.COMMANDS)
            assert "Exit codes:" in done.out

    def test_the_version(self, command: Command) -> None:
        assert command("--version").out == f"fairwitness {version('fairwitness')}\n"

    def test_it_answers_without_loading_what_is_heavy(self) -> None:
        heavy = "{'numpy', 'pandas', 'pydantic', 'scipy', 'sklearn', 'streamlit', 'shap', 'rich', 'yaml', 'codecarbon'}"
        code = (
            "import sys, time; start = time.process_time()\n"
            "from fairwitness.app import cli\n"
            "try: cli.main()\n"
            "except SystemExit: pass\n"
            f"print(sorted({heavy} & set(sys.modules)), time.process_time() - start)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=True
        )
        loaded, _, seconds = done.stdout.splitlines()[-1].rpartition(" ")
        assert loaded == "[]"
        assert float(seconds) < 0.6  # 0.3 is the aim; a busy machine counts its CPU time dearly

    def test_every_command_of_the_table_is_there_and_described(self) -> None:
        context = cli.cli.make_context("fairwitness", ["--help"], resilient_parsing=True)
        for name, line in cli.COMMANDS.items():
            found = cli.cli.get_command(context, name)
            assert found is not None
            assert found.help
            assert line.endswith(".")


class TestRefusals:
    @pytest.mark.parametrize(
        ("arguments", "parts"),
        [
            (["adit"], ["There is no command 'adit'. Did you mean 'audit'?"]),
            (["audit"], ["needs a plan or data"]),
            (["audit", "nowhere.yaml"], ["none at 'nowhere.yaml'", "fairwitness init"]),
            (["audit", "--nope"], ["--nope"]),
            (["audit", "--alpha", "x"], ["--alpha"]),
            (["audit", "--data", "row.csv", *FLAGS], ["'row.csv' does not exist. Did you mean 'rows.csv'?"]),
            (
                ["audit", "--data", "rows.csv", *FLAGS, "--target", "hird"],
                ["Got 'hird' instead. Did you mean 'hired'?"],
            ),
            (["audit", "--data", "rows.csv", *FLAGS, "--sensitive", "sx"], ["'sx'", "Did you mean 'sex'?"]),
            (
                ["audit", "--data", "rows.csv", *FLAGS, "--gate", "selektion_rate<=0.1"],
                ["Did you mean 'selection_rate'?"],
            ),
            (["audit", "--data", "rows.csv", *FLAGS, "--gate", "nonsense"], ["must read like"]),
            (
                ["audit", "--data", "rows.csv", *FLAGS, "--gate", "selection_rate:difference>=0.1"],
                ["limited from above"],
            ),
            (["audit", "--data", "rows.csv", *FLAGS, "--gate", "selection_rate<=1-"], ["must be a number"]),
            (
                ["audit", "--data", "rows.csv", *FLAGS, "--frameworks", "nyc_ll14"],
                ["Did you mean 'nyc_ll144'?"],
            ),
            (["audit", "--data", "rows.csv", *FLAGS, "--where", "income > 900"], ["must leave some rows"]),
            (["audit", "--data", "rows.csv", *FLAGS, "--country", "Germany"], ["energy.country"]),
            (["audit", "--data", "rows.csv", *FLAGS, "--include-cases", "3"], ["only with the model"]),
            (["report", "nowhere"], ["There is none at 'nowhere'"]),
            (["report", "rows.csv", "--format", "pfd"], ["Did you mean 'pdf'?"]),
            (["report", "rows.csv"], ["must be JSON"]),
            (["schema", "plans"], ["plans"]),
            (["init", "nowhere.csv"], ["does not exist"]),
        ],
    )
    def test_one_sentence_and_exit_2(
        self, arguments: list[str], parts: list[str], rows: Path, command: Command
    ) -> None:
        _refused(command(*arguments), *parts)

    def test_an_unknown_format_is_refused_before_anything_is_read(self, command: Command) -> None:
        _refused(
            command("audit", "--data", "nowhere.csv", *FLAGS, "--formats", "json,dpf"),
            "report format",
            "Did you mean 'pdf'?",
        )

    def test_a_plan_with_a_wrong_key(self, command: Command) -> None:
        Path("plan.yaml").write_text("rolls: {}\n")
        _refused(command("audit", "plan.yaml"), "plan.yaml: There is no key `rolls`. Did you mean 'roles'?")

    def test_line_breaks_in_names_do_not_break_the_line(self, command: Command) -> None:
        pd.DataFrame({"a\nb": [1], "c": [2]}).to_csv("rows.csv", index=False)
        _refused(command("audit", "--data", "rows.csv", "--target", "x", *FLAGS[2:]))

    @pytest.mark.parametrize("out", ["file", "file/deeper"])
    def test_a_folder_that_cannot_be_written(self, out: str, rows: Path, command: Command) -> None:
        Path("file").touch()
        _refused(command("audit", "--data", "rows.csv", *FLAGS, "--out", out), "file")

    def test_what_fails_inside_is_one_sentence(
        self, rows: Path, command: Command, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object) -> None:
            raise ZeroDivisionError("division by zero")

        monkeypatch.setattr(at_hand, "make_subject", broken)
        arguments = ("audit", "--data", "rows.csv", *FLAGS, "--progress-file", "told.jsonl")
        _refused(
            command(*arguments),
            "Fairwitness itself failed (ZeroDivisionError: division by zero)",
            "report this",
            "FAIRWITNESS_DEBUG=1",
        )
        last = json.loads(Path("told.jsonl").read_text().splitlines()[-1])
        assert last["done"] == 2
        assert last["error"].startswith("Fairwitness itself failed")
        monkeypatch.setenv("FAIRWITNESS_DEBUG", "1")
        monkeypatch.setattr(sys, "argv", ["fairwitness", *arguments])
        with pytest.raises(ZeroDivisionError):
            cli.main()

    def test_a_mistake_has_no_traceback_even_for_those_who_want_one(
        self, command: Command, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FAIRWITNESS_DEBUG", "1")
        _refused(command("audit", "nowhere.yaml"))

    def test_stopping_it_by_hand(self, rows: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
        def stopped(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(at_hand, "make_subject", stopped)
        done = command("audit", "--data", "rows.csv", *FLAGS)
        assert (done.code, done.err.strip()) == (130, "Error: Stopped by hand.")


class TestAudit:
    @pytest.mark.parametrize(
        ("gates", "code"),
        [
            (["selection_rate<=0.9"], 0),
            (["selection_rate<=0.1"], 1),
            (["selection_rate@race<=0.1"], 3),
            (["selection_rate@race<=0.1", "selection_rate:ratio@sex>=0.8"], 1),
        ],
    )
    def test_exit_codes(self, gates: list[str], code: int, rows: Path, command: Command) -> None:
        chosen = [part for gate in gates for part in ("--gate", gate)]
        done = command("audit", "--data", rows, *FLAGS, *chosen, "--out", "out")
        assert (done.code, done.err) == (code, "")
        record = load_record("out")
        assert f"Record {record.hash[:12]} in out" in done.out
        assert done.out.startswith(record.summary.lead)
        for gate in record.gates:
            assert gate.reason in done.out

    @pytest.mark.parametrize("mapped", [0, 1, 3])
    def test_a_plan_may_map_what_is_open(self, mapped: int, rows: Path, command: Command) -> None:
        plan = {
            "data": {"path": "rows.csv"},
            "gates": [{"attributes": "race"}],
            "report": {"formats": [], "inconclusive_exit_code": mapped},
            "roles": {"prediction": "decision", "sensitive": ["race"], "positive": 1},
        }
        Path("plan.yaml").write_text(yaml.safe_dump(plan))
        assert command("audit", "plan.yaml").code == mapped

    def test_without_gates_nothing_was_judged(self, rows: Path, command: Command) -> None:
        Path("plan.yaml").write_text(
            "data: {path: rows.csv}\ngates: []\nreport: {formats: []}\n"
            "roles: {prediction: decision, sensitive: [sex], positive: 1}\n"
        )
        done = command("audit", "plan.yaml")
        assert done.code == 3
        assert "No limit was declared" in done.out

    def test_the_written_plan_repeats_the_audit_from_anywhere(
        self, rows: Path, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = command(
            "audit",
            "--data",
            "rows.csv",
            *FLAGS,
            "--where",
            "income >= 45",
            "--id",
            "id",
            "--out",
            "deep/out",
        )
        record = load_record("deep/out")
        (tmp_path / "elsewhere").mkdir()
        for folder in (tmp_path / "elsewhere", tmp_path / "work" / "deep" / "out", Path("/")):
            monkeypatch.chdir(folder)
            again = command("audit", tmp_path / "work/deep/out/audit.yaml", "--out", tmp_path / "again")
            assert again.code == first.code
            assert load_record(tmp_path / "again").hash == record.hash
        monkeypatch.chdir(tmp_path / "elsewhere")
        third = command("audit", tmp_path / "again" / "audit.yaml", "--out", "third")
        assert third.code == first.code
        assert load_record("third").hash == record.hash

    def test_a_plan_flags_and_python_give_one_hash(self, rows: Path, command: Command) -> None:
        import fairwitness

        command("audit", "--data", "rows.csv", *FLAGS, "--out", "a")
        Path("plans").mkdir()
        plan = {
            "data": {"path": "../rows.csv"},
            "roles": {
                "target": "hired",
                "prediction": "decision",
                "sensitive": ["sex", "race"],
                "positive": 1,
            },
        }
        Path("plans/plan.yaml").write_text(yaml.safe_dump(plan))
        command("audit", "plans/plan.yaml", "--formats", "junit", "--country", "DEU", "--out", "b")
        frame = pd.read_csv(rows)
        arrays = fairwitness.audit(
            frame.hired, frame.decision, sensitive_features=frame[["sex", "race"]], positive=1
        )
        by_plan = fairwitness.audit(plan="plans/plan.yaml")
        assert len({load_record("a").hash, load_record("b").hash, arrays.hash, by_plan.hash}) == 1
        assert sorted(path.name for path in Path("b").iterdir()) == ["audit.yaml", "junit.xml", "record.json"]

    def test_an_option_beats_the_plan(self, rows: Path, command: Command, tmp_path: Path) -> None:
        (tmp_path / "plans").mkdir()
        plan = {
            "data": {"path": "missing.parquet", "format": "parquet"},
            "alpha": 0.1,
            "gates": [{"limit": 0.9}],
            "roles": {
                "prediction": "nothing",
                "positive": 1,
                "sensitive": [{"name": "sex", "groups": {"f": "Women", "m": "Men"}}, {"name": "race"}],
            },
        }
        file = tmp_path / "plans" / "plan.yaml"
        file.write_text(yaml.safe_dump(plan))
        options = (
            "--data",
            "rows.csv",
            "--prediction",
            "decision",
            "--alpha",
            "0.02",
            "--gate",
            "selection_rate<=0.2",
        )
        done = command("audit", file, *options, "--sensitive", "sex", "--formats", "json", "--out", "out")
        record = load_record("out")
        assert done.code == 1
        assert record.plan["alpha"] == 0.02
        assert [gate.limit for gate in record.gates] == [0.2]
        assert [group.name for group in record.subject.attributes[0].groups] == ["Men", "Women"]

    def test_data_take_the_place_of_the_demo(self, rows: Path, command: Command) -> None:
        Path("plan.yaml").write_text("data: {demo: mortgage}\n")
        command("audit", "plan.yaml", "--data", "rows.csv", *FLAGS, "--out", "out")
        assert load_record("out").subject.source == "rows.csv"

    def test_a_threshold_takes_the_place_of_a_prediction(self, rows: Path, command: Command) -> None:
        Path("plan.yaml").write_text(
            "data: {path: rows.csv}\nreport: {formats: []}\n"
            "roles: {prediction: decision, sensitive: [sex], positive: 1, target: hired}\n"
        )
        command("audit", "plan.yaml", "--score", "income", "--threshold", "50", "--out", "out")
        assert load_record("out").subject.prediction == "'income' of at least 50"

    def test_a_plan_is_not_overwritten(self, rows: Path, command: Command) -> None:
        text = (
            "# a comment\ndata: {path: rows.csv}\nreport: {formats: []}\n"
            "roles: {prediction: decision, sensitive: [sex], positive: 1}\n"
        )
        Path("audit.yaml").write_text(text)
        assert command("audit", "audit.yaml", "--out", ".").code == 1
        assert Path("audit.yaml").read_text() == text
        _refused(command("audit", "audit.yaml", "--alpha", "0.01", "--out", "."), "give another `--out`")
        _refused(command("audit", "--data", "rows.csv", *FLAGS, "--out", "."), "that no audit wrote")
        assert Path("audit.yaml").read_text() == text

    def test_a_plan_that_an_audit_wrote_is_renewed(self, rows: Path, command: Command) -> None:
        command("audit", "--data", "rows.csv", *FLAGS, "--out", "out")
        command("audit", "out/audit.yaml", "--alpha", "0.01", "--out", "out")
        assert yaml.safe_load(Path("out/audit.yaml").read_text())["alpha"] == 0.01
        first = load_record("out").hash
        command("audit", "out/audit.yaml", "--out", "again")
        assert load_record("again").hash == first

    def test_progress_in_a_file(self, rows: Path, command: Command) -> None:
        done = command("audit", "--data", "rows.csv", *FLAGS, "--progress-file", "told.jsonl")
        told = [json.loads(line) for line in Path("told.jsonl").read_text().splitlines()]
        phases = ["load", "predict", "check", "explain", "report"]
        seconds = [line.pop("seconds") for line in told]
        assert seconds == sorted(seconds)
        assert told == [*[{"phase": phase} for phase in phases], {"done": done.code}]
        assert done.err == ""

    @pytest.mark.parametrize("arguments", [("--data", "nowhere.csv", *FLAGS), ("nowhere.yaml",)])
    def test_failure_in_a_file(self, arguments: tuple[str, ...], command: Command) -> None:
        done = command("audit", *arguments, "--progress-file", "told.jsonl")
        told = [json.loads(line) for line in Path("told.jsonl").read_text().splitlines()]
        assert told[-1]["done"] == done.code == 2
        assert done.err == f"Error: {told[-1]['error']}\n"

    def test_a_terminal_shows_a_bar_and_a_pipe_does_not(
        self, rows: Path, command: Command, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from fairwitness.app.commands import bar

        shown: list[str] = []
        monkeypatch.setattr(bar.PhaseBar, "show", lambda _self, phase: shown.append(phase))
        assert command("audit", "--data", "rows.csv", *FLAGS).err == ""
        assert shown == []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
            command("audit", "--data", "rows.csv", *FLAGS)
        assert shown == list(bar.PHASES)

    def test_it_is_quiet_as_a_process_of_its_own(self, rows: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "fairwitness.app.cli", "audit", "--data", rows.name, *FLAGS],
            capture_output=True,
            text=True,
            cwd=rows.parent,
            env=os.environ | {"PYTHONWARNINGS": "default"},
            check=False,
        )
        assert done.returncode == 1
        assert done.stderr == ""
        assert sorted(path.name for path in (rows.parent / "fairwitness-out").iterdir()) == [
            "audit.yaml",
            "record.json",
        ]


class TestOthers:
    def test_init_guesses_says_so_and_the_plan_runs(self, rows: Path, command: Command) -> None:
        done = command("init", "rows.csv")
        assert done.code == 0
        for said in (
            "240 rows and 6 columns of rows.csv",
            "guessed target: The column 'hired'",
            "guessed sensitive: sex",
            "Wrote audit.yaml",
        ):
            assert said in done.out
        text = Path("audit.yaml").read_text()
        assert "# GUESS:" in text
        assert command("audit", "audit.yaml", "--formats", "json", "--out", "out").code == 1
        assert load_record("out").plan["roles"]["target"] == "hired"  # type: ignore[index]
        _refused(command("init", "rows.csv"), "already there", "--force")
        assert Path("audit.yaml").read_text() == text
        assert command("init", "rows.csv", "--force").code == 0

    def test_init_reads_the_sheet_it_is_told(
        self, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        with pd.ExcelWriter("book.xlsx") as book:
            for name, decision in (("old", "approved"), ("new", "decision")):
                frame = pd.DataFrame({"sex": ["f", "m"] * 20, decision: [0, 1] * 20})
                frame.to_excel(book, sheet_name=name, index=False)
        done = command("init", "book.xlsx", "--sheet", "new")
        assert "40 rows and 2 columns of book.xlsx [new]" in done.out
        plan = yaml.safe_load(Path("audit.yaml").read_text())
        assert plan["data"] == {"path": "book.xlsx", "sheet": "new"}
        assert plan["roles"]["prediction"] == "decision"

    def test_init_takes_a_policy(self, rows: Path, command: Command) -> None:
        assert "advice: Choose sex and race" in command("init", "rows.csv", "--policy", "hiring").out
        text = Path("audit.yaml").read_text()
        assert "29 CFR 1607.4(D)" in text
        assert yaml.safe_load(text)["gates"] == [{"metric": "selection_rate", "kind": "ratio", "limit": 0.8}]
        assert command("validate", "audit.yaml").code == 0
        _refused(command("init", "rows.csv", "--policy", "hirng", "--force"), "Did you mean 'hiring'")
        assert Path("audit.yaml").read_text() == text

    def test_init_says_what_is_odd(self, rows: Path, command: Command) -> None:
        lines = rows.read_text().splitlines()
        odd = [line + ("," + ("-99" if i % 9 == 0 else str(20 + i % 30))) for i, line in enumerate(lines[1:])]
        Path("odd.csv").write_text("\n".join([lines[0] + ",age", *odd]))
        assert "look at age: '-99' (27 rows) may stand for a missing value." in command("init", "odd.csv").out

    def test_init_takes_data_sets_by_name(self, command: Command) -> None:
        assert command("init", "sklearn:breast_cancer").code == 0
        assert yaml.safe_load(Path("audit.yaml").read_text())["data"] == {"sklearn": "breast_cancer"}

    @pytest.mark.parametrize(
        ("address", "fix"),
        [
            ("https://example.org/a.csv", "download it, and name the file"),
            ("s3://bucket/a.csv", "download it"),
            ("postgresql+psycopg://u:hunter2@host/x", "name a database under `data.sql`"),
            ("sqlite:///a.db", "under `data.sql`"),
        ],
    )
    def test_an_address_is_no_file_and_is_not_repeated(
        self, address: str, fix: str, command: Command, tmp_path: Path
    ) -> None:
        (tmp_path / "more").mkdir()
        (tmp_path / "more" / "audit.yaml").write_text("roles: {prediction: a, sensitive: [b]}\n")
        asked = (
            ["init", address],
            ["audit", "--data", address, "--prediction", "a", "--sensitive", "b"],
            ["audit", str(tmp_path / "more" / "audit.yaml"), "--data", address],
            ["audit", "--data", address, "--prediction", "a", "--sensitive", "b", "--engine", "duckdb"],
        )
        for arguments in asked:
            done = command(*arguments)
            _refused(done, "must be a file, or a data set by name", fix)
            assert "hunter2" not in done.err

    def test_init_into_another_folder_keeps_the_path_right(self, rows: Path, command: Command) -> None:
        Path("plans").mkdir()
        assert command("init", "rows.csv", "--out", "plans/mine.yaml").code == 0
        assert yaml.safe_load(Path("plans/mine.yaml").read_text())["data"]["path"] == "../rows.csv"
        assert command("audit", "plans/mine.yaml", "--formats", "json").code == 1
        _refused(command("init", "rows.csv", "--out", "none/mine.yaml"), "where it can be written")

    @pytest.mark.parametrize("what", ["plan", "record"])
    def test_schemas_are_json_schemas(self, what: str, command: Command) -> None:
        schema = json.loads(command("schema", what).out)
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$schema"].endswith("2020-12/schema")
        if what == "plan":
            assert schema == json.loads(command("schema").out)
            jsonschema.validate({"title": "x", "roles": {"target": "y"}}, schema)

    def test_the_catalogue_lists_every_entry_point(self, command: Command) -> None:
        listed = {line.split()[0] for line in command("catalogue").out.splitlines() if line.startswith("  ")}
        for group in ("checks", "datasets", "models", "explainers", "reports", "frameworks"):
            for point in entry_points(group=f"fairwitness.{group}"):
                assert point.name in listed

    def test_the_catalogue_says_of_which_task_a_metric_is(self, command: Command) -> None:
        listed = {line.split()[0]: line for line in command("catalogue").out.splitlines() if line[:3].strip()}
        for name, tasks in {
            "selection_rate": "(binary, multiclass)",
            "accuracy": "(binary, multiclass)",
            "recall_macro": "(multiclass)",
            "mean_error": "(binary, regression)",
            "equalized_odds": "(binary)",
        }.items():
            assert listed[name].endswith(f" {tasks}")
        assert all(listed[name].endswith(")") for name in METRICS)

    def test_init_knows_several_labels_and_numbers(self, command: Command) -> None:
        draw = np.random.default_rng(4)
        frame = pd.DataFrame(
            {"sex": draw.choice(["f", "m"], 120), "label": draw.choice(["a", "b", "c"], 120)}
        )
        frame.assign(predicted=draw.choice(["a", "b"], 120)).to_csv("several.csv", index=False)
        frame.assign(y=draw.normal(50, 9, 120), y_pred=draw.normal(50, 9, 120)).drop(columns="label").to_csv(
            "numbers.csv", index=False
        )
        done = command("init", "several.csv")
        assert "guessed task: The column 'label' is named like a target and holds 3 labels." in done.out
        assert command("audit", "audit.yaml", "--formats", "json", "--out", "several").code in (1, 3)
        assert load_record("several").plan["task"] == "multiclass"
        done = command("init", "numbers.csv", "--force")
        assert (
            "guessed task: The column 'y' is named like a target and holds 120 different numbers." in done.out
        )
        assert command("audit", "audit.yaml", "--formats", "json", "--out", "numbers").code == 3
        assert load_record("numbers").plan["task"] == "regression"
        assert command("init", "several.csv", "--task", "binary", "--force").code == 0
        assert "task" not in yaml.safe_load(Path("audit.yaml").read_text())
        assert "regression" in command("init", "several.csv", "--task", "number").err

    def test_doctor(self, command: Command, tmp_path: Path) -> None:
        done = command("doctor")
        assert done.code == 0
        assert f"fairwitness    {version('fairwitness')}" in done.out
        assert f"{tmp_path / 'home'} (writable)" in done.out
        assert f"psycopg        {version('psycopg')}" in done.out

    def test_doctor_says_what_installs_what_is_missing(
        self, command: Command, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from fairwitness.app.commands import doctor

        monkeypatch.setattr(doctor, "_EXTRAS", {"no-such-thing": ("sql", "rows of a database")})
        said = (
            "no-such-thing  not installed; `pip install 'fairwitness[sql]'` brings it, for rows of a database"
        )
        assert said in command("doctor").out

    def test_report_writes_from_a_record(self, rows: Path, command: Command) -> None:
        command("audit", "--data", "rows.csv", *FLAGS, "--out", "out")
        for where in ("out", "out/record.json"):
            done = command("report", where, "--format", "junit,markdown", "--out", "again")
            assert done.code == 0
            assert done.out.split() == ["again/junit.xml", "again/report.md"]
        assert command("report", "out", "--format", "junit").out.split() == ["out/junit.xml"]

    def test_report_speaks_a_language_that_is_there(self, rows: Path, command: Command) -> None:
        command("audit", "--data", "rows.csv", *FLAGS, "--out", "out", "--format", "json")
        refused = command("report", "out", "--language", "fr")
        assert refused.code == 2
        assert "There is no language named 'fr': there are de, en" in refused.err
        (rows.parent / "own.yaml").write_text("language: nl\nregion: NL\n", "utf-8")
        lacking = command("report", "out", "--language", "./own.yaml")
        assert "It has none for `figure.decimal`." in lacking.err
        assert command("report", "out", "--format", "pdf", "--language", "de").code == 0
        assert b"(de-DE)" in (rows.parent / "out" / "report.pdf").read_bytes()

    def test_an_audit_in_a_language_that_is_not_there_measures_nothing(
        self, rows: Path, command: Command
    ) -> None:
        plan = {"data": {"path": "rows.csv"}, "report": {"language": "fr"}}
        (rows.parent / "fr.yaml").write_text(yaml.safe_dump(plan), "utf-8")
        refused = command("audit", "fr.yaml", *FLAGS, "--out", "none")
        assert refused.code == 2
        assert "There is no language named 'fr'" in refused.err
        assert not (rows.parent / "none" / "record.json").exists()

    def test_the_web_app_opens_without_a_command(
        self, command: Command, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from fairwitness.app import demo, web

        served: list[object] = []
        monkeypatch.setattr(
            web, "serve", lambda port, where, open_browser: served.append((port, where.address, open_browser))
        )
        monkeypatch.setattr(web, "free_port", lambda port, address: port or 8501)
        monkeypatch.setattr(demo, "ensure_demo", lambda say: served.append("demo"))
        assert command().code == 0
        assert command("web", "--port", "9000", "--no-browser", "--no-demo").code == 0
        assert served == ["demo", (8501, "127.0.0.1", True), (9000, "127.0.0.1", False)]


# ProPublica's figures, compas-analysis, "Compas Analysis.ipynb": n, TN, FP, FN, TP, and FPR, FNR, PPV, NPV as printed.
COMPAS = {
    "All": (7214, 2681, 1282, 1216, 2035, 0.3235, 0.3740, 0.6135, 0.6880),
    "African-American": (3696, 990, 805, 532, 1369, 0.4485, 0.2799, 0.6297, 0.6505),
    "Caucasian": (2454, 1139, 349, 461, 505, 0.2345, 0.4772, 0.5913, 0.7119),
    "Male": (5819, 2072, 994, 1021, 1732, 0.3242, 0.3709, 0.6354, 0.6699),
    "Female": (1395, 609, 288, 195, 303, 0.3211, 0.3916, 0.5127, 0.7575),
}
COMPAS_FILTERED = {
    "All": (6172, 2345, 1018, 1076, 1733, 0.3027, 0.3831, 0.6300, 0.6855),
    "African-American": (3175, 873, 641, 473, 1188, 0.4234, 0.2848, 0.6495, 0.6486),
    "Caucasian": (2103, 999, 282, 408, 414, 0.2201, 0.4964, 0.5948, 0.7100),
}
FILTER = (
    "days_b_screening_arrest >= -30",
    "days_b_screening_arrest <= 30",
    "is_recid != -1",
    "c_charge_degree != O",
    "score_text is known",
)
GATES = (
    "false_positive_rate<=0.1",
    "false_negative_rate<=0.1",
    "precision<=0.1",
    "negative_predictive_value<=0.1",
)


@pytest.fixture
def compas() -> Path:
    """The real file."""
    path = Path(os.environ.get("FAIRWITNESS_DATA", "/nowhere")) / "compas" / "compas-scores-two-years.csv"
    if not path.is_file():
        pytest.skip("FAIRWITNESS_DATA does not name a folder with compas/compas-scores-two-years.csv")
    return path


def _asked(path: Path) -> tuple[str, ...]:
    return (
        "audit",
        "--data",
        str(path),
        "--target",
        "two_year_recid",
        "--score",
        "decile_score",
        "--threshold",
        "5",
        "--positive",
        "1",
        "--favourable",
        "0",
        "--sensitive",
        "race,sex",
        "--out",
        "out",
        "--formats",
        "json",
    )


def _holds_the_figures(published: dict[str, tuple[float, ...]]) -> None:
    record = load_record("out")
    found = {(item.metric, item.group or "All"): item for item in record.estimates}
    for group, (n, tn, fp, fn, tp, fpr, fnr, ppv, npv) in published.items():
        parts = {
            "selection_rate": (tn + fn, n),
            "false_positive_rate": (fp, fp + tn),
            "false_negative_rate": (fn, fn + tp),
            "precision": (tp, tp + fp),
            "negative_predictive_value": (tn, tn + fn),
            "accuracy": (tn + tp, n),
        }
        for metric, (successes, trials) in parts.items():
            estimate = found[metric, group]
            assert (estimate.successes, estimate.n) == (successes, trials), (metric, group)
        printed = {
            "false_positive_rate": fpr,
            "false_negative_rate": fnr,
            "precision": ppv,
            "negative_predictive_value": npv,
        }
        for metric, value in printed.items():
            assert found[metric, group].value == pytest.approx(value, abs=5.1e-5), (metric, group)


@pytest.mark.data
class TestCompas:
    def test_the_command_of_the_readme(self, compas: Path, command: Command) -> None:
        done = command(*_asked(compas))
        assert (done.code, done.err) == (1, "")
        record = load_record("out")
        assert [(gate.attribute, gate.outcome) for gate in record.gates] == [
            ("race", "fail"),
            ("sex", "pass"),
        ]
        assert any(
            "'decile_score' stands 2 times, with the same content" in note for note in record.subject.notes
        )
        assert record.performance.confusion is not None
        assert record.performance.confusion.model_dump() == {
            "true_negatives": 2681,
            "false_positives": 1282,
            "false_negatives": 1216,
            "true_positives": 2035,
            "unlabelled": 0,
        }

    def test_propublicas_figures(self, compas: Path, command: Command) -> None:
        gates = [part for gate in GATES for part in ("--gate", gate)]
        assert command(*_asked(compas), *gates).code == 1
        _holds_the_figures(COMPAS)

    def test_propublicas_figures_after_the_first_filter(self, compas: Path, command: Command) -> None:
        conditions = [part for condition in FILTER for part in ("--where", condition)]
        gates = [part for gate in GATES for part in ("--gate", gate)]
        assert command(*_asked(compas), *conditions, *gates).code == 1
        _holds_the_figures(COMPAS_FILTERED)

    def test_one_hash_through_the_plan_and_python(self, compas: Path, command: Command) -> None:
        import fairwitness

        # The arrays bring fewer columns than the file has, so the search must be told which.
        searched = {"checks": {"search": {"columns": ["race", "sex"]}}}
        Path("search.yaml").write_text(json.dumps(searched))
        command("audit", "search.yaml", *_asked(compas)[1:])
        frame = pd.read_csv(compas)
        arrays = fairwitness.audit(
            frame.two_year_recid,
            y_score=frame.decile_score,
            sensitive_features=frame[["race", "sex"]],
            threshold=5,
            positive=1,
            favourable=0,
            plan=searched,
        )
        plan = fairwitness.audit(plan="out/audit.yaml")
        assert load_record("out").hash == arrays.hash == plan.hash


def test_errors_read_on_one_line() -> None:
    from fairwitness.app.failure import one_line, sentence

    assert one_line(" a\n  b\tc\x00d ") == "a b c d"
    assert sentence(DataError("x\ny")) == "x y"
    assert sentence(ValueError()).startswith("Fairwitness itself failed (ValueError). Please report this")


def test_a_number_and_one_of_several_labels_by_options_alone(command: Command, tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    rows = 300
    frame = pd.DataFrame(
        {
            "sex": draw.choice(["f", "m"], rows),
            "house": draw.integers(0, 100, rows),
            "dept": draw.choice(["x", "y"], rows),
            "wage": draw.normal(100, 10, rows),
            "animal": draw.choice(["cat", "dog", "fox"], rows),
        }
    )
    frame["guess"], frame["said"] = frame.wage + draw.normal(1, 2, rows), frame.animal
    file = tmp_path / "rows.csv"
    frame.to_csv(file, index=False)
    common = ["--data", str(file), "--sensitive", "sex", "--formats", "json"]
    number = command(
        "audit", *common, "--task", "regression", "--target", "wage", "--prediction", "guess", "--cluster", "house",
        "--gate", "mean_error<=2", "--out", str(tmp_path / "number"),
    )  # fmt: skip
    assert number.code == 0, number.err
    assert "mean_error.difference.sex" in number.out
    several = command(
        "audit", *common, "--task", "multiclass", "--target", "animal", "--prediction", "said",
        "--gate", "precision[cat]@sex~rest<=0.2", "--out", str(tmp_path / "several"),
    )  # fmt: skip
    assert several.code == 0, several.err
    assert "precision[cat].difference.sex.rest" in several.out


def test_counts_only_and_merge(command: Command, tmp_path: Path) -> None:
    draw = np.random.default_rng(1)
    sites = []
    for name in ("berlin", "rome"):
        rows = 400
        frame = pd.DataFrame({"sex": draw.choice(["f", "m"], rows), "y": draw.integers(0, 2, rows)})
        frame["p"] = draw.integers(0, 2, rows)
        file = tmp_path / f"{name}.csv"
        frame.to_csv(file, index=False)
        sites.append(str(tmp_path / name))
        done = command(
            "audit", "--data", str(file), "--target", "y", "--prediction", "p", "--sensitive", "sex",
            "--counts-only", "--out", sites[-1],
        )  # fmt: skip
        assert done.code == 0, done.err
        assert [path.name for path in (tmp_path / name).iterdir()] == ["counts.json"]
        assert "no row, id or model" in done.out
    merged = command("merge", *sites, "--formats", "json", "--out", str(tmp_path / "both"))
    assert merged.code in (0, 3), merged.err
    assert "Site 1: 400 rows" in merged.out
    assert (tmp_path / "both" / "record.json").is_file()
    alone = command("merge", sites[0], "--out", str(tmp_path / "one"))
    assert (alone.code, "two or more sites" in alone.err) == (2, True)
    assert not (tmp_path / "one").exists()
    lost = command("audit", "--data", "rows.csv", "--suppress", "5")
    assert (lost.code, "without `--counts-only`" in lost.err) == (2, True)


def test_a_proxy_package_that_is_missing_and_not_needed_is_not_spoken_of() -> None:
    """As it is when requests is imported while another thread is in `catch_warnings`: its own filter is gone."""
    program = (
        "import sys, warnings\nfrom fairwitness.app import cli\nsys.modules['socks'] = None\n"
        "def command(**_):\n    try:\n        import urllib3.contrib.socks\n    except ImportError: pass\n"
        "    warnings.warn('another')\n"
        "cli.cli = command\ncli.main()"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stderr
    assert "another" in said, "nothing else is silenced"
    assert "SOCKS" not in said
