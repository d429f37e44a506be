"""Aequitas in an interpreter of its own: it needs a pandas older than 3."""

from __future__ import annotations

import atexit
import functools
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

AEQUITAS = "aequitas==1.1.0"
_SCRIPT = Path(__file__).with_name("aequitas_side.py")


@functools.cache
def interpreter() -> Path | str:
    """A Python with Aequitas, made once and removed when this process ends; or why there is none."""
    folder = tempfile.TemporaryDirectory(prefix="aequitas-")
    atexit.register(folder.cleanup)
    python = Path(folder.name) / "bin" / "python"
    for command in (
        [sys.executable, "-m", "venv", folder.name],
        [str(python), "-m", "pip", "install", "--quiet", AEQUITAS],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            why = (done.stderr.strip().splitlines() or ["no message"])[-1]
            return f"{AEQUITAS} could not be installed: {why}"
    return python


def aequitas(task: str, **arrays: npt.ArrayLike) -> list[list[float]] | str:
    """What `aequitas_side.py` answers to a task with these arrays, or why it cannot."""
    python = interpreter()
    if isinstance(python, str):
        return python
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "arrays.npz"
        np.savez(path, allow_pickle=False, **{name: np.asarray(values) for name, values in arrays.items()})
        done = subprocess.run(
            [str(python), str(_SCRIPT), task, str(path)], capture_output=True, text=True, check=False
        )
    if done.returncode:
        return f"Aequitas failed: {(done.stderr.strip().splitlines() or ['no message'])[-1]}"
    answer: list[list[float]] = json.loads(done.stdout.splitlines()[-1])
    return answer
