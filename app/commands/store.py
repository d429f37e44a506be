"""`fairwitness store`: where audits are kept, and everything of it in one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairwitness.app.failure import one_line

if TYPE_CHECKING:
    from fairwitness.app.store import Retention

_EXAMPLE = "fairwitness store export backup.zip"


@click.group(
    "store", short_help="Show, export, import and tidy up what is kept.", epilog=f"Example: {_EXAMPLE}"
)
def command() -> None:
    """Audits are folders, and a database lists them: a file beside them, or the one FAIRWITNESS_DATABASE names."""


@command.command("status")
def status() -> None:
    """Where audits are kept, in which database, and how much there is."""
    from fairwitness.app import store

    found = store.status()
    step = found.step or "none yet; it is made with the first audit"
    behind = "" if found.step in (None, found.newest) else f" (brought to {found.newest} now)"
    lines = {
        "kept in": found.home,
        "database": found.database,
        "tables": f"{step}{behind}",
        "audits": f"{found.audits:,}, of which {found.finished:,} have a record",
        "projects": f"{found.projects:,}, with {found.members:,} members",
        "forms": f"{found.drafts:,} not finished",
        "size": f"{found.bytes / 1e6:,.1f} MB",
        "retention": _kept(store.retention()),
    }
    for name, value in lines.items():
        click.echo(one_line(f"{name:<10} {value}"))


@command.command("upgrade")
def upgrade() -> None:
    """Bring the database to the tables of this version, and put the list of audits right.

    Every start does so; this is for whoever wants it done before.
    """
    from fairwitness.app import store

    before, after = store.upgrade()
    found = store.reconcile()
    click.echo(
        f"The tables are at {after}." if before == after else f"From {before or 'nothing'} to {after}."
    )
    for words, ids in (
        ("adopted", found.adopted),
        ("finished", found.finished),
        ("removed, half made", found.removed),
        ("without its folder", found.missing),
    ):
        for audit in ids:
            click.echo(one_line(f"{words}: {audit}"))


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path))
def export(file: Path) -> None:
    """Write projects, members, settings, the trail and all audits with their files into a new zip FILE.

    It holds people's data as the audits do, and no key. Unfinished forms are not in it.
    """
    from fairwitness.app import people, upkeep

    done = upkeep.export_all(people.local(), file)
    click.echo(one_line(f"{done.audits:,} audits in {done.path} ({done.bytes / 1e6:,.1f} MB)"))


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_(file: Path) -> None:
    """Take in a FILE that `fairwitness store export` has written. What is here already is left as it is, and named."""
    from fairwitness.app import people, upkeep

    done = upkeep.import_all(people.local(), file)
    click.echo(
        f"{len(done.audits):,} audits, {len(done.projects):,} projects and {done.members:,} members came in."
    )
    for name in done.settings:
        click.echo(one_line(f"setting taken over: {name}"))
    for entry in done.skipped:
        click.echo(one_line(f"here already, left as it is: {entry.id}  {entry.title}"))
    for trail in done.trails:
        click.echo(one_line(f"its trail: {trail}"))


@command.command("prune")
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and remove nothing.")
def prune(*, dry_run: bool) -> None:
    """Remove what is past its time by the setting, as a server does by itself every day."""
    from fairwitness.app import people, store, upkeep

    rule = store.retention()
    found = store.due(rule) if dry_run else upkeep.prune(people.local())
    would = "would be removed" if dry_run else "removed"
    for entry in found.audits:
        click.echo(one_line(f"{would}: the audit {entry.id}  {entry.title}"))
    for entry in found.inputs:
        click.echo(one_line(f"{would}: rows and model of {entry.id}  {entry.title}"))
    if found.uploads:
        click.echo(f"{would}: {len(found.uploads)} uploads")
    if not found:
        click.echo(f"Nothing is past its time ({_kept(rule)}).")


@command.command("keep")
@click.option("--inputs", metavar="DAYS|always", help="Copies of rows and models, after an audit has ended.")
@click.option("--audits", metavar="DAYS|always", help="Whole audits, after they have ended.")
@click.option("--uploads", metavar="HOURS", type=int, help="What was uploaded and not audited.")
def keep(inputs: str | None, audits: str | None, uploads: int | None) -> None:
    """Say how long things are kept. What is not named stays as it was set."""
    from fairwitness.app import people, store, upkeep

    now = store.retention()
    rule = upkeep.set_retention(
        people.local(),
        inputs_days=now.inputs_days if inputs is None else _days(inputs),
        audits_days=now.audits_days if audits is None else _days(audits),
        upload_hours=now.upload_hours if uploads is None else uploads,
    )
    click.echo(_kept(rule))


def _days(said: str) -> int | None:
    if said == "always":
        return None
    try:
        return int(said)
    except ValueError as error:
        raise click.UsageError(
            f"How long must be a number of days, or 'always'. Got '{said}' instead."
        ) from error


def _kept(rule: Retention) -> str:
    inputs = "always" if rule.inputs_days is None else f"{rule.inputs_days} days"
    audits = "always" if rule.audits_days is None else f"{rule.audits_days} days"
    return f"rows and models {inputs}, audits {audits}, uploads {rule.upload_hours} hours"
