"""How long things are kept, and the removal of what is past that. Every removal is a line in the trail first."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from fairwitness.app.store.audits import delete, entries
from fairwitness.app.store.drafts import named_files
from fairwitness.app.store.facts import Entry, moment
from fairwitness.app.store.files import root, trail
from fairwitness.app.store.names import CASES, INPUTS
from fairwitness.app.store.settings import set_settings, settings
from fairwitness.app.store.tables import MAIN
from fairwitness.audits.keys import home
from fairwitness.audits.private import remove_folder
from fairwitness.errors import RecordError, StoreError

PRUNED_BY: Final = "Fairwitness"
_OF_ROWS: Final = (INPUTS, CASES)
_LONGEST: Final = 36_500
_SIGNS_OF_LIFE: Final = ("progress.jsonl", "job.json", "ticket.json")


@dataclass(frozen=True)
class Retention:
    """How long things are kept; None is for as long as nobody deletes them."""

    inputs_days: int | None = None
    """The copies of rows and model, and single cases that were looked at, after an audit has ended."""
    audits_days: int | None = None
    """Whole audits, after they have ended."""
    upload_hours: int = 24
    """What was uploaded and not yet audited."""


@dataclass(frozen=True)
class Pruned:
    """What was removed, or would be; an audit that goes as a whole is not among the inputs."""

    inputs: tuple[Entry, ...] = ()
    audits: tuple[Entry, ...] = ()
    uploads: tuple[Path, ...] = field(default=())

    def __bool__(self) -> bool:
        """Whether there was anything."""
        return bool(self.inputs or self.audits or self.uploads)


def retention() -> Retention:
    """The setting; what was never set is kept, and uploads a day."""
    known = settings()
    usual = asdict(Retention())
    return Retention(**{name: _checked(name, known.get(name, value)) for name, value in usual.items()})  # type: ignore[arg-type]  # checked


def set_retention(
    *, inputs_days: int | None = None, audits_days: int | None = None, upload_hours: int = 24
) -> Retention:
    """Say how long things are kept; nothing is removed before `prune` is called.

    Raises
    ------
    StoreError
        A number is no whole number from 1 to 36,500.
    """
    wanted = Retention(inputs_days, audits_days, upload_hours)
    for name, value in asdict(wanted).items():
        _checked(name, value)
    set_settings(asdict(wanted))
    return wanted


def _checked(name: str, value: object) -> int | None:
    if value is None and name != "upload_hours":
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= _LONGEST:
        words, unit = name.replace("_", " ").replace("upload", "uploads"), name.rpartition("_")[2]
        raise StoreError(
            f"Retention: {words} must be a whole number of {unit} from 1 to {_LONGEST:,}. Got {value} instead."
        )
    return value


def due(rule: Retention, at: datetime | None = None) -> Pruned:
    """What is past its time: of audits those that have ended, are not to be kept, and are not the demo."""
    now = at or datetime.now(UTC)
    ended = [(one, _ended(one)) for one in entries() if not one.kept and not one.demo] if _any(rule) else []
    gone = tuple(one for one, when in ended if _past(when, rule.audits_days, now))
    names = {one.id for one in gone}
    rows = tuple(
        one
        for one, when in ended
        if one.id not in names and _past(when, rule.inputs_days, now) and _has_rows(one)
    )
    return Pruned(rows, gone, tuple(_old_uploads(rule.upload_hours)))


def prune(by: str = PRUNED_BY, *, at: datetime | None = None) -> Pruned:
    """Remove what is past its time, each after a note in the trail.

    Parameters
    ----------
    by : str
        Who asked for it, for the trail.
    at : datetime, optional
        The time to go by; now if left out.

    Raises
    ------
    StoreError, EvidenceError
        The database cannot be read, or the trail cannot be added to; nothing more is removed then.
    """
    rule = retention()
    found = due(rule, at)
    for one in found.audits:
        note(by, f"{_named(one)} is deleted, {_rule(rule.audits_days)}.", one.project)
        with suppress(RecordError):  # another process was first
            delete(one.id)
    for one in found.inputs:
        said = f"{_named(one)}: the copies of its rows and model are deleted, {_rule(rule.inputs_days)}."
        note(by, said, one.project)
        for name in _OF_ROWS:
            remove_folder(root() / one.id / name)
    for path in found.uploads:
        remove_folder(path)
    return found


def sweep_uploads() -> None:
    """Remove uploads that are past their time; what cannot be removed stays until the next time."""
    for path in _old_uploads(retention().upload_hours):
        remove_folder(path)


def _any(rule: Retention) -> bool:
    return rule.inputs_days is not None or rule.audits_days is not None


def _has_rows(one: Entry) -> bool:
    return any((root() / one.id / name).is_dir() for name in _OF_ROWS)


def _past(ended: datetime, days: int | None, now: datetime) -> bool:
    return days is not None and now - ended > timedelta(days=days)


def _ended(one: Entry) -> datetime:
    """When an audit ended: the time of its record, or when a run last said something, for it may have run again."""
    times = [moment(one.created)]
    for name in _SIGNS_OF_LIFE:
        with suppress(OSError):
            times.append(datetime.fromtimestamp((root() / one.id / name).stat().st_mtime, UTC))
    return max(times)


def _old_uploads(hours: int) -> Iterator[Path]:
    """Uploads past their time that no unfinished form names."""
    folder = home() / "uploads"
    named = {file.parent.name for file in named_files()}
    with suppress(OSError):
        for path in () if folder.is_symlink() else sorted(folder.iterdir()):
            if path.name not in named and time.time() - path.lstat().st_mtime > hours * 3600:
                yield path


def _named(one: Entry) -> str:
    record = f"record {one.hash[:12]}" if one.hash else "without a record"
    return f"The audit '{one.title}' ({one.id}, {record})"


def _rule(days: int | None) -> str:
    return f"as the setting of {days} day{'' if days == 1 else 's'} asks"


def note(by: str, comment: str, project: str = MAIN) -> None:
    """Add a line to the trail of a project; raises `EvidenceError` if it cannot be added to."""
    from fairwitness.reports.evidence import trail as trails
    from fairwitness.reports.evidence.events import stated

    trails.add(trail(project), stated("note", {"by": by, "comment": comment}))
