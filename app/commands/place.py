"""Where a plan lies, for reports that point at its lines."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairwitness.reports.plan_file import PlanFile

REPEAT = "audit.yaml"
"""The plan that repeats the audit, beside its record."""
_ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""Where GitHub and GitLab say that the repository is checked out."""


def place_of_plan(file: Path | None) -> PlanFile | None:
    """A plan's file as seen from the repository's root: what the build system says it is, else the folder it runs in.

    Raises
    ------
    PlanError
        The file is not there, or no text.
    """
    if file is None:
        return None
    from fairwitness.reports.plan_file import PlanFile

    root = next((given for name in _ROOTS if (given := os.environ.get(name))), ".")
    return PlanFile.read(file, Path(root))


def plan_beside(record: Path) -> Path | None:
    """The plan beside a record, or beside the folder's record; None without one."""
    file = (record if record.is_dir() else record.parent) / REPEAT
    return file if file.is_file() else None
