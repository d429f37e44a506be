"""`fairwitness bundle`, `keygen` and `verify` of a bundle: on the command line, and on a stranger's machine."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from fairwitness.app.commands.bundle import command as bundle
from fairwitness.app.commands.keygen import command as keygen
from fairwitness.app.commands.verify import command as verify
from fairwitness.audits.plan import load_plan
from fairwitness.audits.run import run_plan
from fairwitness.errors import EvidenceError, PlanError
from fairwitness.reports.evidence.keys import KEY_VARIABLE, PASSPHRASE_VARIABLE

DRAW = np.random.default_rng(8)
ROWS = pd.DataFrame(
    {"sex": DRAW.choice(["f", "m"], 90), "hired": DRAW.integers(0, 2, 90), "said": DRAW.integers(0, 2, 90)}
)
PLAN = "data: {path: rows.csv}\nroles: {target: hired, prediction: said, positive: 1, sensitive: [sex]}\n"


def done(command, *args):
    return CliRunner(catch_exceptions=False).invoke(command, [str(arg) for arg in args])


@pytest.fixture(autouse=True)
def _no_key(monkeypatch):
    for name in (KEY_VARIABLE, PASSPHRASE_VARIABLE):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An audit's folder, a key beside it, and its bundle."""
    made = tmp_path_factory.mktemp("bundle")
    ROWS.to_csv(made / "rows.csv", index=False)
    (made / "audit.yaml").write_text(PLAN)
    record, witness = run_plan(load_plan(made / "audit.yaml"), made)
    witness.meter.close()
    record.save(made)
    assert done(keygen, "--out", made / "key", "--owner", "Bank", "--until", "2099-12-31").exit_code == 0
    assert done(bundle, made, "--key", made / "key.pem").exit_code == 0
    return made


def test_what_the_commands_say(folder, tmp_path):
    made = done(keygen, "--out", tmp_path / "k")
    assert "not encrypted" in made.output
    key_id = re.search("The key is ([0-9a-f]{64})", made.output)[1]
    packed = done(bundle, folder / "record.json", "--out", tmp_path / "a.zip", "--key", tmp_path / "k.pem")
    assert packed.output.splitlines() == [
        f"{tmp_path / 'a.zip'} holds audit.yaml, environment.json, plan.json, record.json.",
        f"It is signed by the key {key_id}",
    ]
    assert "It is unsigned: give --key" in done(bundle, folder, "--out", tmp_path / "b.zip").output


def test_the_name_of_the_key_may_be_given_with_its_end(tmp_path):
    done(keygen, "--out", tmp_path / "auditor.pem")
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "auditor.pem",
        "auditor.pub.json",
        "auditor.pub.pem",
    ]


def test_a_key_from_the_environment(folder, tmp_path, monkeypatch):
    monkeypatch.setenv(PASSPHRASE_VARIABLE, "open")
    assert "encrypted with the passphrase" in done(keygen, "--out", tmp_path / "k").output
    monkeypatch.setenv(KEY_VARIABLE, (tmp_path / "k.pem").read_text())
    assert "It is signed by" in done(bundle, folder, "--out", tmp_path / "a.zip").output
    assert done(verify, tmp_path / "a.zip", "--key", tmp_path / "k.pub.pem").exit_code == 0


def test_a_bundle_verifies_and_its_figures_are_made_anew(folder):
    found = done(verify, folder / "evidence.zip", "--key", folder / "key.pub.pem")
    assert found.exit_code == 0
    assert (
        found.output.splitlines()[-1] == "Its figures were not computed anew: give --plan or --data for that."
    )
    found = done(verify, folder / "evidence.zip", "--data", folder / "rows.csv")
    assert found.exit_code == 0, found.output
    assert found.output.splitlines()[-1] == "The figures are the same when computed anew."


def test_a_bundle_by_another_name(folder, tmp_path):
    (tmp_path / "evidence").write_bytes((folder / "evidence.zip").read_bytes())
    assert "It is signed by" in done(verify, tmp_path / "evidence").output


def test_a_key_that_others_can_read_is_said(folder, tmp_path):
    (tmp_path / "k.pem").write_bytes((folder / "key.pem").read_bytes())
    for mode, said in ((0o644, True), (0o600, False)):
        (tmp_path / "k.pem").chmod(mode)
        found = done(bundle, folder, "--out", tmp_path / "a.zip", "--key", tmp_path / "k.pem").output
        assert ("others on this machine can read" in found) == said


def test_other_data_do_not_match(folder, tmp_path):
    ROWS.assign(said=1).to_csv(tmp_path / "rows.csv", index=False)
    found = done(verify, folder / "evidence.zip", "--data", tmp_path / "rows.csv")
    assert found.exit_code == 1
    assert "Does not match: inputs: the hash of the audited columns is" in found.output


def test_an_altered_bundle_does_not_match(folder, tmp_path):
    data = (folder / "evidence.zip").read_bytes()
    at = data.index(b'"estimates"')
    (tmp_path / "a.zip").write_bytes(data[:at] + b"'" + data[at + 1 :])
    found = done(verify, tmp_path / "a.zip")
    assert found.exit_code == 1
    assert found.output.startswith("Does not match: 'a.zip' was altered: the content of 'record.json'")
    (tmp_path / "a.zip").write_bytes(data[:5000])
    found = done(verify, tmp_path / "a.zip")
    assert found.exit_code == 1
    assert "was not copied or written to its end" in found.output


def test_what_cannot_be_checked_is_no_mismatch(folder, tmp_path):
    (tmp_path / "a.zip").write_bytes(b"not a zip")
    with pytest.raises(EvidenceError, match="A bundle must be a zip file"):
        done(verify, tmp_path / "a.zip")
    with pytest.raises(EvidenceError, match="Got a private one instead"):
        done(verify, folder / "evidence.zip", "--key", folder / "key.pem")
    with pytest.raises(PlanError, match="`--key` is for a bundle"):
        done(verify, folder, "--key", folder / "key.pub.pem")


def test_a_bundle_of_no_record(tmp_path):
    done_ = subprocess.run(
        [sys.executable, "-m", "fairwitness.app.cli", "bundle", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done_.returncode == 2
    assert done_.stderr.startswith("Error: A bundle is made of a record")
    assert "Traceback" not in done_.stderr


HEAVY = (
    "numpy",
    "pandas",
    "scipy",
    "sklearn",
    "streamlit",
    "shap",
    "lime",
    "altair",
    "typst",
    "codecarbon",
    "duckdb",
)


def test_a_stranger_needs_no_model_no_data_stack_and_no_network(folder):
    code = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise AssertionError('the network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from fairwitness.app.commands.verify import command\n"
        "command.main(sys.argv[1:], standalone_mode=False)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    args = [str(folder / "evidence.zip"), "--key", str(folder / "key.pub.pem")]
    found = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert found.stdout.splitlines()[-1] == "[]"
    assert "It is signed by the key that you named" in found.stdout


@pytest.mark.skipif(
    not Path("/usr/bin/unzip").exists() or not Path("/usr/bin/openssl").exists(), reason="needs both"
)
def test_other_tools_read_it_and_openssl_verifies_the_signature(folder, tmp_path):
    """As docs/evidence.md says it can be done without Fairwitness."""
    import base64

    subprocess.run(["unzip", "-q", str(folder / "evidence.zip"), "-d", str(tmp_path)], check=True)
    envelope = json.loads((tmp_path / "attestation.dsse.json").read_text())
    payload, kind = base64.b64decode(envelope["payload"]), envelope["payloadType"]
    signed = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)
    (tmp_path / "signed").write_bytes(signed)
    (tmp_path / "sig").write_bytes(base64.b64decode(envelope["signatures"][0]["sig"]))
    asked = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(folder / "key.pub.pem"), "-rawin"]
    found = subprocess.run(
        [*asked, "-in", str(tmp_path / "signed"), "-sigfile", str(tmp_path / "sig")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OPENSSL_CONF": "/dev/null"},
    )
    assert "Signature Verified Successfully" in found.stdout, found.stderr


def test_no_row_is_in_the_bundle(folder):
    with zipfile.ZipFile(folder / "evidence.zip") as archive:
        assert "rows.csv" not in archive.namelist()
        assert not {"key.pem", "reports/key.pem"} & set(archive.namelist())
    assert (folder / "key.pem").read_bytes().split(b"\n")[1] not in (folder / "evidence.zip").read_bytes()
