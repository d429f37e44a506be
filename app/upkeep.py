"""What an administrator does with the whole store, each a line in the trail: export, import, what is kept how long."""

from __future__ import annotations

from pathlib import Path

from fairwitness.app import access, store
from fairwitness.app.access import changes
from fairwitness.app.people import Person
from fairwitness.app.store import Exported, Imported, Pruned, Retention
from fairwitness.reports.format import plural


@changes("administer")
def export_all(person: Person, path: Path) -> Exported:
    """Write everything into a new file; raises as `store.export_all` does."""
    done = store.export_all(path)
    store.note(person.name, f"The store was exported: {plural(done.audits, 'audit')}.")
    return done


@changes("administer")
def import_all(person: Person, path: Path) -> Imported:
    """Take in what another store exported; raises as `store.import_all` does."""
    done = store.import_all(path)
    came = plural(len(done.audits), "audit")
    store.note(person.name, f"A store was imported: {came}, and {len(done.skipped)} that were here already.")
    return done


@changes("administer")
def set_retention(
    person: Person, *, inputs_days: int | None = None, audits_days: int | None = None, upload_hours: int = 24
) -> Retention:
    """Say how long things are kept; raises as `store.set_retention` does."""
    done = store.set_retention(inputs_days=inputs_days, audits_days=audits_days, upload_hours=upload_hours)
    store.note(
        person.name,
        f"Kept from now on: rows and models {_days(inputs_days)}, audits {_days(audits_days)}, "
        f"uploads {plural(upload_hours, 'hour')}.",
    )
    return done


@changes("administer")
def prune(person: Person) -> Pruned:
    """Remove what is past its time; raises as `store.prune` does."""
    return store.prune(person.name)


@changes("audit", noted=False)
def keep(person: Person, audit: str, *, kept: bool = True) -> None:
    """Say that an audit stays, whatever the setting for old ones says, or that it need not."""
    store.keep(audit, kept=kept)
    entry = store.entry(audit)
    how = "stays, however old it gets" if kept else "need not stay when it is old"
    access.note(person, f"said that an audit {how}", entry.project, entry)


def _days(days: int | None) -> str:
    return "until deleted" if days is None else plural(days, "day")
