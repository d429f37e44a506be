import subprocess
import sys
from pathlib import Path

import pytest

from fairwitness.audits.host.interpreter import interpreter
from fairwitness.errors import ModelError


def script(folder, printed):
    """What answers like a Python, and is none that can serve."""
    path = folder / "python"
    path.write_text(f"#!/bin/sh\necho '{printed}'\n")
    path.chmod(0o755)
    return str(path)


def test_this_one_can_serve_and_its_packages_are_known():
    found = interpreter(sys.executable)
    assert found.path == sys.executable
    packages = Path(pytest.__file__).parents[1]
    assert any(packages.is_relative_to(path) for path in found.readable)


@pytest.mark.parametrize(
    ("python", "message"),
    [
        ("/no/such/python", r"There is none at '/no/such/python'"),
        ("true", r"'true' does not run as one"),
        ("echo", r"'echo' does not run as one"),
    ],
)
def test_what_is_no_python(python, message):
    with pytest.raises(ModelError, match=message):
        interpreter(python)


def test_one_that_is_too_old(tmp_path):
    with pytest.raises(ModelError, match=r"must be Python 3\.9 or newer\. Got '.*', Python 3\.8"):
        interpreter(script(tmp_path, "[[3, 8], [], []]"))


def test_one_without_numpy(tmp_path):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare"], check=True)
    with pytest.raises(ModelError, match="has no numpy and no pandas; install it there"):
        interpreter(str(tmp_path / "bare" / "bin" / "python"))
