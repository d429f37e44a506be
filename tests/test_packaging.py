"""What is built is what is meant: one import package, through the sdist, with a command that answers."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import fairwitness
from fairwitness.reports.evidence.bundle import Signer, make_bundle, write_file
from fairwitness.reports.evidence.gather import gather
from fairwitness.reports.evidence.keys import SigningKey

ROOT = Path(__file__).parent.parent


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The sdist, and the wheel built from it."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT))
    (wheel,), (sdist,) = out.glob("*.whl"), out.glob("*.tar.gz")
    return sdist, wheel


@pytest.mark.slow
def test_the_only_top_level_name_is_fairwitness(built):
    with zipfile.ZipFile(built[1]) as wheel:
        tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"fairwitness"}


@pytest.mark.slow
def test_the_wheel_has_every_module_and_its_data(built):
    with zipfile.ZipFile(built[1]) as wheel:
        packed = set(wheel.namelist())
    tracked = run("git", "ls-files", "app", "audits", "explainers", "reports", cwd=ROOT).split()
    expected = {f"fairwitness/{name}" for name in tracked}
    assert expected <= packed, sorted(expected - packed)
    assert {"fairwitness/__init__.py", "fairwitness/py.typed", "fairwitness/errors.py"} <= packed


@pytest.mark.slow
def test_the_sdist_has_no_tests_data_or_links(built):
    with tarfile.open(built[0]) as sdist:
        assert not [member.name for member in sdist if member.issym() or "/tests/" in member.name]


@pytest.fixture(scope="module")
def bare(built, tmp_path_factory):
    """An environment with the wheel and click alone."""
    made = tmp_path_factory.mktemp("bare") / "bare"
    run(sys.executable, "-m", "venv", str(made))
    run(*installing(made), "--no-deps", str(built[1]))
    run(*installing(made), "--constraint", str(ROOT / "constraints.txt"), "click")
    return made


def installing(environment):
    return [
        str(environment / "bin" / "python"),
        *["-m", "pip", "install", "--quiet", "--disable-pip-version-check"],
    ]


@pytest.mark.slow
def test_the_command_answers_in_a_bare_environment(bare, tmp_path):
    assert run(str(bare / "bin" / "fairwitness"), "--version", cwd=tmp_path).startswith("fairwitness 0.")
    listed = run(
        str(bare / "bin" / "python"),
        "-c",
        "import fairwitness.audits; print(fairwitness.audits.__file__)",
        cwd=tmp_path,
    )
    assert str(bare) in listed


@pytest.mark.slow
def test_a_bundle_made_here_verifies_in_a_bare_environment(bare, tmp_path):
    """After the test above: what a stranger adds to the wheel are the four packages that docs/evidence.md names."""
    record = fairwitness.audit([1, 0] * 40, [1, 1, 0, 0] * 20, sensitive_features={"sex": list("ab") * 40})
    record.save(tmp_path)
    key = SigningKey.new()
    (tmp_path / "key.pub.pem").write_bytes(key.public.to_pem())
    write_file(make_bundle(gather(tmp_path), Signer(key)), tmp_path / "evidence.zip")
    needed = ("click", "pydantic", "PyYAML", "cryptography")
    run(*installing(bare), "--constraint", str(ROOT / "constraints.txt"), *needed)
    asked = ["verify", "evidence.zip", "--key", "key.pub.pem"]
    assert "It is signed by the key that you named" in run(
        str(bare / "bin" / "fairwitness"), *asked, cwd=tmp_path
    )


def test_links_point_to_the_four_folders():
    for folder in ("app", "audits", "explainers", "reports"):
        link = ROOT / "src" / "fairwitness" / folder
        assert link.is_symlink()
        assert not link.readlink().is_absolute()
        assert link.resolve() == (ROOT / folder).resolve()


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_nothing_is_committed_that_names_a_registry_or_a_machine():
    tracked = run("git", "ls-files", cwd=ROOT).splitlines()
    assert "uv.lock" not in tracked
    assert "://" not in (ROOT / "constraints.txt").read_text()
