"""What is built is what is meant: one import package, through the sdist, with a command that answers."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

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


@pytest.mark.slow
def test_the_command_answers_in_a_bare_environment(built, tmp_path):
    bare = tmp_path / "bare"
    run(sys.executable, "-m", "venv", str(bare))
    pip = [str(bare / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(*pip, "--no-deps", str(built[1]))
    run(*pip, "--constraint", str(ROOT / "constraints.txt"), "click")
    assert run(str(bare / "bin" / "fairwitness"), "--version", cwd=tmp_path).startswith("fairwitness 0.")
    listed = run(
        str(bare / "bin" / "python"),
        "-c",
        "import fairwitness.audits; print(fairwitness.audits.__file__)",
        cwd=tmp_path,
    )
    assert str(bare) in listed


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
