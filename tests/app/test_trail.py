"""`fairwitness trail`, and what an audit adds to one."""

import json
import subprocess
import sys

import pandas as pd
import pytest
from click.testing import CliRunner

from fairwitness.app.commands.audit import command as audit
from fairwitness.app.commands.trail import command as trail
from fairwitness.app.commands.verify import command as verify
from fairwitness.audits.plan import load_plan
from fairwitness.errors import EvidenceError, PlanError
from fairwitness.reports.evidence.key_statement import new_pair
from fairwitness.reports.evidence.keys import KEY_VARIABLE
from fairwitness.reports.evidence.trail import load_trail

ROWS = pd.DataFrame({"sex": ["f", "m"] * 100, "said": [0, 1] * 90 + [1] * 20})
PLAN = (
    "data: {path: rows.csv}\ntrail: trail.jsonl\nroles: {prediction: said, positive: 1, sensitive: [sex]}\n"
)


def done(command, *args):
    return CliRunner(catch_exceptions=False).invoke(command, [str(arg) for arg in args])


@pytest.fixture(autouse=True)
def _no_key(monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two audits by the command: the second after a failure, with a looser limit."""
    made = tmp_path_factory.mktemp("trail")
    ROWS.to_csv(made / "rows.csv", index=False)
    (made / "plan.yaml").write_text(PLAN)
    (made / "bare.yaml").write_text(PLAN.replace("trail: trail.jsonl\n", ""))
    new_pair(made / "key", None, None, None, None)
    first = done(
        audit,
        made / "plan.yaml",
        "--out",
        made / "out",
        "--formats",
        "markdown",
        "--bundle",
        "--key",
        made / "key.pem",
    )
    assert first.exit_code == 1, first.output
    (made / "plan.yaml").write_text(PLAN + "gates: [{limit: 0.99}]\n")
    second = done(audit, made / "plan.yaml", "--out", made / "out2", "--formats", "json")
    (made / "said.txt").write_text(second.output)
    return made


def test_an_audit_notes_itself_its_plan_and_its_bundle(folder):
    assert [event.kind for _, event in load_trail(folder / "trail.jsonl").events] == [
        *("plan", "run", "export", "plan", "run")
    ]
    assert (
        "note: the trail shows a limit loosened after a result: line 5: the gate selection_rate.difference.sex"
        in ((folder / "said.txt").read_text())
    )


def test_reports_that_an_earlier_audit_left_are_not_packed(folder, tmp_path):
    (tmp_path / "report.html").write_text("of another")
    found = done(audit, folder / "bare.yaml", "--out", tmp_path, "--formats", "markdown", "--bundle")
    assert (
        "evidence.zip holds audit.yaml, environment.json, plan.json, record.json, reports/report.md."
        in found.output
    )


def test_the_bundle_of_an_audit_verifies_and_is_in_the_trail(folder):
    found = done(
        verify,
        folder / "out/evidence.zip",
        "--key",
        folder / "key.pub.pem",
        "--trail",
        folder / "trail.jsonl",
    )
    assert found.exit_code == 0, found.output
    assert (
        "The trail still has the 2 lines that it had then; line 2 is the run of the record." in found.output
    )
    with pytest.raises(PlanError, match="`--trail` is for a bundle"):
        done(verify, folder / "out", "--trail", folder / "trail.jsonl")


def test_where_a_run_is_noted_changes_no_hash(folder, tmp_path):
    done(audit, folder / "bare.yaml", "--out", tmp_path, "--formats", "json")
    hashes = [json.loads((at / "record.json").read_text())["hash"] for at in (folder / "out", tmp_path)]
    assert hashes[0] == hashes[1]
    assert load_plan(folder / "out" / "audit.yaml").trail is None, "the plan that repeats lies elsewhere"


def test_show_and_verify(folder):
    shown = done(trail, "show", folder / "trail.jsonl").output.splitlines()
    assert len(shown) == 6
    assert "changed `gates.0.limit` from 0.1 to 0.99" in shown[3]
    assert shown[5].startswith(
        "note: line 5: the gate selection_rate.difference.sex had its limit loosened from 0.1"
    )
    head = load_trail(folder / "trail.jsonl").chain.entries[2].hash
    found = done(trail, "verify", folder / "trail.jsonl", "--head", head)
    assert found.exit_code == 0
    assert "'trail.jsonl' is unbroken: 5 lines, the last with the hash" in found.output
    assert found.output.splitlines()[-1] == "The hash that you named is that of line 3."


def test_a_broken_one_and_one_that_was_cut(folder, tmp_path):
    file, whole = tmp_path / "t.jsonl", (folder / "trail.jsonl").read_bytes()
    file.write_bytes(whole.replace(b'"limit":0.1,', b'"limit":0.2,'))
    found = done(trail, "verify", file)
    assert found.exit_code == 1
    assert found.output.startswith("Does not match: The line 1 of 't.jsonl' was altered")
    with pytest.raises(
        EvidenceError, match=r"Nothing is added to a broken trail: move '.*t\.jsonl' away, keep it"
    ):
        done(audit, folder / "plan.yaml", "--out", tmp_path / "out", "--trail", file)
    assert not (tmp_path / "out" / "record.json").exists(), "it is refused before anything is computed"
    file.write_bytes(b"".join(whole.splitlines(keepends=True)[:1]))
    found = done(verify, folder / "out/evidence.zip", "--trail", file)
    assert found.exit_code == 1
    assert "lines were cut off its end" in found.output.splitlines()[-1]


def test_people_add_to_it(tmp_path):
    file = tmp_path / "t.jsonl"
    waiver = ("--gate", "g", "--owner", "A. Okafor", "--until", "2099-05-31")
    with pytest.raises(EvidenceError, match=r"^A waiver needs `--reason`\. It was not given\.$"):
        done(trail, "add", "waiver", "--trail", file, *waiver)
    assert not file.exists()
    said = done(trail, "add", "waiver", "--trail", file, *waiver, "--reason", "Few\ncases").output
    assert said == f"Line 1 of {file}: waiver of g by A. Okafor until 2099-05-31: Few cases\n"
    note = ("--by", "B. Ito", "--comment", "Moved to the new data.")
    assert "note by B. Ito: Moved" in done(trail, "add", "note", "--trail", file, *note).output
    assert len(load_trail(file).events) == 2


@pytest.mark.parametrize("option", ["--trail", "--key", "--bundle"])
@pytest.mark.parametrize("other", ["--counts-only", "--dry-run"])
def test_options_that_make_no_record(folder, option, other):
    given = [option] if option == "--bundle" else [option, folder / "x"]
    with pytest.raises(EvidenceError, match=f"`{option}` needs a record, and `{other}` makes none"):
        done(audit, folder / "plan.yaml", other, *given)


def test_a_key_without_a_bundle_and_one_that_is_none(folder, tmp_path):
    with pytest.raises(EvidenceError, match="`--key` signs a bundle"):
        done(audit, folder / "plan.yaml", "--out", tmp_path, "--key", folder / "key.pem")
    with pytest.raises(EvidenceError, match="The key must be a file that can be read"):
        done(audit, folder / "plan.yaml", "--out", tmp_path, "--bundle", "--key", folder / "none.pem")
    assert not (tmp_path / "record.json").exists()


def test_an_expired_key_is_refused_before_anything_is_computed(folder, tmp_path):
    new_pair(tmp_path / "old", None, "2020-01-01", "2020-12-31", None)
    with pytest.raises(EvidenceError, match="The key that should sign was expired"):
        done(audit, folder / "plan.yaml", "--out", tmp_path / "o", "--bundle", "--key", tmp_path / "old.pem")
    assert not (tmp_path / "o" / "record.json").exists()


@pytest.mark.parametrize("path", ["/etc/x", "../x", "a/../../x", "C:x", "~/x", ".ssh/config", "a\\b", ""])
def test_a_plan_cannot_have_a_file_written_elsewhere(tmp_path, path):
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN.replace("trail: trail.jsonl", f"trail: {json.dumps(path)}"))
    with pytest.raises(PlanError, match="The `trail` must be a file in the plan's folder"):
        load_plan(file)


def test_there_is_none(tmp_path):
    found = subprocess.run(
        [sys.executable, "-m", "fairwitness.app.cli", "trail", "show"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 2
    assert (
        found.stderr
        == "Error: A trail must be a file that can be read. 'trail.jsonl' cannot: No such file or directory.\n"
    )
