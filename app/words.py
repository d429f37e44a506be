"""Words that somebody has begun to write about an audit and not sent: kept for that person, beside the audit.

They stand in a hidden folder of the audit's, under a name that tells nobody whose they are: they go with the audit, and
into no export and no report.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final

from fairwitness.app import access, store
from fairwitness.app.people import Person
from fairwitness.audits.private import private_folder
from fairwitness.errors import StoreError

FOLDER: Final = ".words"
MOST: Final = 200_000
"""Characters."""


def kept(person: Person, audit: str, field: str) -> str:
    """What that person has begun to write there; empty if nothing is kept."""
    try:
        return _file(person, audit, field).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def keep(person: Person, audit: str, field: str, text: str) -> None:
    """Keep what was written so far; of a text that was emptied nothing.

    Raises
    ------
    RecordError
        The audit is not there for this person.
    StoreError
        It cannot be written, such as on a full disk.
    """
    file = _file(person, audit, field)
    try:
        if not text.strip():
            file.unlink(missing_ok=True)
            return
        private_folder(file.parent)
        store.write_text(file, text[:MOST])
    except OSError as error:
        raise StoreError(
            f"What you write is not kept yet: {error.strerror or error}. It is still on this page; send it, or "
            "change it once more when there is room."
        ) from error


def drop(person: Person, audit: str, field: str) -> None:
    """Forget it: it was sent."""
    keep(person, audit, field, "")


def _file(person: Person, audit: str, field: str) -> Path:
    access.open_audit(person, audit)
    whose = "\0".join((person.email or "", field))
    return store.folder(audit) / FOLDER / f"{sha256(whose.encode()).hexdigest()[:32]}.txt"
