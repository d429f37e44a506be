"""What stands at the front of an exported store, and what its files may be called."""

from __future__ import annotations

import re
import stat
import zipfile
from datetime import datetime
from typing import Annotated, Final, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, JsonValue, ValidationError

from fairwitness.app.store.facts import Entry
from fairwitness.app.store.files import RECORD
from fairwitness.app.store.names import is_id
from fairwitness.app.store.projects import Member, Project
from fairwitness.app.store.tables import MAIN
from fairwitness.errors import StoreError
from fairwitness.reports.evidence.manifest import ATTESTATION

CONTENTS: Final = "store.json"
TRAIL: Final = "trail.jsonl"
AUDITS: Final = "audits/"
TRAILS: Final = "trails/"
_LOG: Final = ".jsonl"
_FORMAT: Final = "fairwitness/store/1"
_MOST_CONTENTS: Final = 256 << 20
_MOST_FILES: Final = 2_000_000
_FREE_BYTES: Final = 1 << 30
"""However much an archive swells, up to this it may: a table of few values packs to almost nothing."""
_MOST_SWELL: Final = 200
_LONGEST_ADDRESS: Final = 320
_PART: Final = re.compile(r"(?!\.)[^/\\\x00-\x1f\x7f:]{1,255}(?<![. ])")

Held = TypeVar("Held", Project, Entry)


def _with_id(one: Held) -> Held:
    if not is_id(one.id):
        raise ValueError("an id is lower-case letters, digits and hyphens")
    return one


def _with_name(one: Project) -> Project:
    if not one.name:
        raise ValueError("a project has a name")
    return one


def _with_address(one: Member) -> Member:
    if len(one.email) > _LONGEST_ADDRESS:
        raise ValueError(f"an address has at most {_LONGEST_ADDRESS} characters")
    return one


class Contents(BaseModel):
    """Everything of a store that is no file of an audit; what it does not know is refused, at every depth."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["fairwitness/store/1"] = "fairwitness/store/1"
    made: datetime
    version: str
    """Of Fairwitness."""
    projects: tuple[Annotated[Project, AfterValidator(_with_id), AfterValidator(_with_name)], ...]
    members: tuple[Annotated[Member, AfterValidator(_with_address)], ...]
    settings: dict[str, JsonValue]
    audits: tuple[Annotated[Entry, AfterValidator(_with_id)], ...]
    """As the list shows them."""


def contents(
    made: datetime,
    version: str,
    people: tuple[tuple[Project, ...], tuple[Member, ...]],
    settings: dict[str, object],
    audits: tuple[Entry, ...],
) -> Contents:
    """The front of an archive that is being made."""
    return Contents.model_validate(
        {
            "made": made,
            "version": version,
            "projects": people[0],
            "members": people[1],
            "settings": settings,
            "audits": audits,
        }
    )


def read_contents(archive: zipfile.ZipFile, name: str) -> Contents:
    """The front of an archive.

    Raises
    ------
    StoreError
        It has none, or it is not as this version writes it.
    """
    if CONTENTS not in archive.namelist():
        raise StoreError(
            f"'{name}' must be an archive that `fairwitness store export` has written. It is another."
        )
    if archive.getinfo(CONTENTS).file_size > _MOST_CONTENTS:
        raise StoreError(f"'{name}' must list at most {_MOST_CONTENTS >> 20} MB of facts. It lists more.")
    try:
        found = Contents.model_validate_json(archive.read(CONTENTS))
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"][:3])
        raise StoreError(
            f"'{name}' must list what it holds as this version of Fairwitness does ({_FORMAT}). It does not at "
            f"'{where}': it was changed, or written by a later version."
        ) from error
    ids = [one.id for one in found.audits]
    if len(set(ids)) < len(ids):
        raise StoreError(f"'{name}' lists an audit twice: it was changed after it was written.")
    return found


def refuse(archive: zipfile.ZipFile, name: str, size: int, room: int) -> None:
    """Refuse an archive by the list of its files alone, before any of them is unpacked.

    Parameters
    ----------
    archive : ZipFile
        The archive.
    name : str
        What to call it.
    size, room : int
        Its own bytes, and those that are free on the disk.

    Raises
    ------
    StoreError
        It is a bundle of evidence; a name leads out of the store, is a link or stands twice; or there are too many
        files or bytes.
    """
    _refuse_bundle(archive, name)
    listed = archive.infolist()
    if len(listed) > _MOST_FILES:
        raise StoreError(f"'{name}' must have at most {_MOST_FILES:,} files. It has {len(listed):,}.")
    seen: set[str] = set()
    for one in listed:
        shown = f"the file '{one.filename[:80]}'"
        if one.orig_filename != one.filename or not allowed(one.filename):
            raise StoreError(
                f"'{name}' holds {shown}, a name that no file of an audit has. Nothing was imported."
            )
        if stat.S_IFMT(one.external_attr >> 16) not in (0, stat.S_IFREG) or one.is_dir():
            raise StoreError(
                f"'{name}' holds {shown}, which is a link or no plain file. Nothing was imported."
            )
        if one.flag_bits & 0x1 or one.filename.casefold() in seen:
            raise StoreError(f"'{name}' holds {shown} twice, or encrypted. Nothing was imported.")
        seen.add(one.filename.casefold())
    total = sum(one.file_size for one in listed)
    if total > max(_FREE_BYTES, _MOST_SWELL * size):
        raise StoreError(
            f"'{name}' must unpack to at most {_MOST_SWELL} times its size. It would be {total / size:,.0f} times, as "
            "an archive that is meant to fill a disk. Nothing was imported."
        )
    if total > room:
        raise StoreError(
            f"'{name}' needs {total / 1e6:,.1f} MB, and the disk has {room / 1e6:,.1f} MB free. Nothing was imported."
        )


def _refuse_bundle(archive: zipfile.ZipFile, name: str) -> None:
    if {ATTESTATION, RECORD} <= set(archive.namelist()):
        raise StoreError(
            f"'{name}' must be an archive that `fairwitness store export` has written. It is the evidence of one "
            f"audit: check it by `fairwitness verify {name}`, or open it in the app, under Audits, by *Open a record "
            "made elsewhere*. Nothing was imported."
        )


def trail_name(project: str) -> str:
    """What the trail of a project is called in an archive."""
    return TRAIL if project == MAIN else f"{TRAILS}{project}{_LOG}"


def allowed(name: str) -> bool:
    """Whether a file of an archive may have that name."""
    if name in (CONTENTS, TRAIL):
        return True
    top, *rest = name.split("/")
    if f"{top}/" == TRAILS:
        return len(rest) == 1 and rest[0].endswith(_LOG) and is_id(rest[0].removesuffix(_LOG))
    inside = len(rest) >= 2 and is_id(rest[0]) and all(_PART.fullmatch(part) for part in rest[1:])
    return f"{top}/" == AUDITS and inside
