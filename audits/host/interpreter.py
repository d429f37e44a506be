"""The Python that a model's process runs in: the person's own, with the versions that the model was saved with."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache

from fairwitness.errors import ModelError

_SECONDS = 30
_OLDEST = (3, 9)
_FACTS = (
    "import json, os, sys, importlib.util as u; print(json.dumps([list(sys.version_info[:2]), "
    "[n for n in ('numpy', 'pandas') if u.find_spec(n) is None], "
    "[p for p in [sys.prefix, sys.base_prefix, *sys.path] if p and os.path.exists(p)]]))"
)


@dataclass(frozen=True)
class Interpreter:
    """A Python that can serve."""

    path: str
    readable: tuple[str, ...]
    """Where it and its packages lie."""


@cache
def interpreter(python: str) -> Interpreter:
    """The interpreter of that name or path.

    Raises
    ------
    ModelError
        It is not there, too old, or has not numpy and pandas.
    """
    found = shutil.which(python)
    if found is None:
        raise ModelError(f"`model.python` must name a Python. There is none at '{python}'.")
    try:
        asked = subprocess.run(
            [found, "-I", "-c", _FACTS], capture_output=True, text=True, timeout=_SECONDS, check=True
        )
        (major, minor), missing, readable = json.loads(asked.stdout)
    except (OSError, subprocess.SubprocessError, ValueError, TypeError) as error:
        raise ModelError(f"`model.python` must name a Python. '{python}' does not run as one.") from error
    if (major, minor) < _OLDEST:
        raise ModelError(
            f"`model.python` must be Python 3.9 or newer. Got '{python}', Python {major}.{minor}; name another."
        )
    if missing:
        raise ModelError(
            f"`model.python` must have numpy and pandas. '{python}' has no {' and no '.join(missing)}; "
            "install it there."
        )
    return Interpreter(found, tuple(sorted(set(readable))))
