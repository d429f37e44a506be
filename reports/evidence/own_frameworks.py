"""Files of frameworks that are a user's own, found through the plan beside a record and held against its hashes."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fairwitness.audits.frameworks import is_file
from fairwitness.audits.plan import load_plan
from fairwitness.audits.record import Record
from fairwitness.errors import FairwitnessError

FRAMEWORKS: Final = "frameworks/"
"""Where they stand in a bundle, and where its plan names them."""
PLAN_FILES: Final = ("audit.yaml", "plan.yaml")
"""What the plan beside a record may be called."""


@dataclass(frozen=True)
class OwnFrameworks:
    """What was found of them."""

    files: dict[str, bytes]
    remarks: tuple[str, ...]
    """Which were not, in sentences."""


def own_frameworks(folder: Path, record: Record) -> OwnFrameworks:
    """The files of the frameworks that a record holds and we do not ship, found through the plan beside it.

    A file that is not the one that was audited, by its SHA-256, is not taken.
    """
    wanted = {one.sha256: one.id for one in record.frameworks if one.sha256 is not None}
    found: dict[str, bytes] = {}
    held = set()
    for path in _named(folder) if wanted else ():
        content, sha256 = _read(path)
        name = f"{FRAMEWORKS}{path.name}"
        if sha256 in wanted and name not in found:
            found[name] = content
            held.add(sha256)
    remarks = (
        f"The file of framework '{name}' is not packed: who makes the audit anew needs it, with SHA-256 {sha256}."
        for sha256, name in wanted.items()
        if sha256 not in held
    )
    return OwnFrameworks(found, tuple(remarks))


def _named(folder: Path) -> list[Path]:
    for name in PLAN_FILES:
        with suppress(FairwitnessError):
            return [folder / one for one in load_plan(folder / name).frameworks if is_file(one)]
    return []


def _read(path: Path) -> tuple[bytes, str]:
    """The file, and the hash of its text as a framework is read; of a link or nothing, nothing."""
    if path.is_symlink() or not path.is_file():
        return b"", ""
    content = path.read_bytes()
    with suppress(UnicodeDecodeError):
        return content, hashlib.sha256(content.decode("utf-8-sig").encode()).hexdigest()
    return b"", ""
