"""How well this machine can shut a process in."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from fairwitness.audits.plan.source import LEVELS, Isolation
from fairwitness.errors import ModelError

_TRY_SECONDS = 10


@dataclass(frozen=True)
class Capabilities:
    """What this machine has."""

    landlock: int
    """The version of Landlock; 0 if there is none."""
    seccomp: bool
    """Whether system calls can be filtered, and this processor's are known."""
    bubblewrap: bool
    """Whether ``bwrap`` is installed and may be used."""

    @property
    def level(self) -> Isolation:
        """The strongest that can be had here."""
        if self.landlock and self.seccomp:
            return "sandbox"
        return "bubblewrap" if self.bubblewrap else "process"

    def sentence(self) -> str:
        """What that means, in words."""
        return MEANING[self.level]


MEANING: Mapping[str, str] = {
    "sandbox": "shut in by Landlock and seccomp: no network, no other files, no programs, no other processes",
    "bubblewrap": "shut in by bubblewrap: no network, no other files; programs may run, inside only",
    "process": "a process of its own with limits only: network and your files stay open to it",
}


@cache
def capabilities() -> Capabilities:
    """What this machine has; found out once."""
    if not sys.platform.startswith("linux"):
        return Capabilities(0, seccomp=False, bubblewrap=False)
    from fairwitness.audits.host.child import landlock, seccomp

    return Capabilities(landlock.version(), seccomp=seccomp.is_known(), bubblewrap=_bubblewrap_works())


def choose(minimum: Isolation) -> Isolation:
    """The level a model gets here.

    Raises
    ------
    ModelError
        The machine cannot give what the plan demands.
    """
    if sys.platform == "win32":
        raise ModelError(
            "Models that bring code must run on Linux or macOS: Windows sets a process no limits. Save the model as "
            ".skops or ONNX, or audit a column of its predictions."
        )
    found = capabilities().level
    if LEVELS.index(found) < LEVELS.index(minimum):
        raise ModelError(
            f"The plan demands that the model be shut in at the level '{minimum}'. This machine has only '{found}' "
            f"({MEANING[found]}); `fairwitness doctor` says what is missing. Run it elsewhere, or lower "
            "`model.isolation` if you trust where the model comes from."
        )
    return found


def _bubblewrap_works() -> bool:
    found = shutil.which("bwrap")
    if found is None:
        return False
    asked = [found, "--unshare-all", "--ro-bind", "/", "/", "/bin/true"]
    try:
        return subprocess.run(asked, capture_output=True, timeout=_TRY_SECONDS, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
