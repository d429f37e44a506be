"""`fairwitness trail`: the log of a project that only grows."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairwitness.app.failure import one_line
from fairwitness.errors import AlteredError

if TYPE_CHECKING:
    from fairwitness.reports.evidence.chain import Entry
    from fairwitness.reports.evidence.events import Known

DOES_NOT_MATCH = 1
_FILE = "trail.jsonl"
_EXAMPLE = (
    "fairwitness trail add waiver --gate selection_rate.difference.sex --reason 'Fewer than 50 cases until May' "
    "--owner 'A. Okafor' --until 2027-05-31"
)
_trail = click.argument("file", metavar="[TRAIL]", default=_FILE, type=click.Path(path_type=Path))


@click.group("trail", short_help="Show, check or add to the log of a project.", epilog=f"Example: {_EXAMPLE}")
def command() -> None:
    """Show, check or add to a TRAIL, in which each line is hashed over the one before.

    It has runs, exports, changed plans, waivers, reviews and notes. `fairwitness audit --trail FILE` adds to it;
    the file is trail.jsonl if none is named.
    """


@command.command("show")
@_trail
def show(file: Path) -> None:
    """What happened, a line for each event, and what a reader must know of it."""
    from fairwitness.reports.evidence.trail import load_trail, remarks

    trail = load_trail(file)
    for entry, event in trail.events:
        click.echo(one_line(f"{entry.number:>4}  {entry.at}  {_said(entry, event)}"))
    for remark in remarks(trail):
        click.echo(one_line(f"note: {remark}"))


@command.command("verify", epilog="Exit codes: 0 the chain is whole, 1 it is not, 2 it could not be checked.")
@_trail
@click.option("--head", metavar="HASH", help="A hash that the trail had once: its line must still be there.")
def verify(file: Path, head: str | None) -> None:
    """Hold each line of a trail against the one before it. The first that does not fit is named.

    A chain alone cannot show that lines were cut off its end: give a hash that was kept elsewhere with --head, or
    verify a bundle with --trail.
    """
    from fairwitness.reports.evidence.trail import head_of, load_trail, remarks

    try:
        trail = load_trail(file)
        kept = None if head is None else head_of(trail, head)
    except AlteredError as error:
        click.echo(f"Does not match: {one_line(error)}")
        sys.exit(DOES_NOT_MATCH)
    for remark in remarks(trail):
        click.echo(one_line(f"note: {remark}"))
    lines = f"{trail.head.entries} line{'' if trail.head.entries == 1 else 's'}"
    click.echo(one_line(f"'{file.name}' is unbroken: {lines}, the last with the hash {trail.head.hash}"))
    if kept is not None:
        click.echo(f"The hash that you named is that of line {kept.entries}.")


@command.command("add", epilog=f"Example: {_EXAMPLE}")
@click.argument("kind", metavar="waiver|note")
@click.option("--trail", "file", type=click.Path(path_type=Path), default=Path(_FILE), show_default=True)
@click.option("--gate", metavar="ID", help="Waiver: the gate, as the report names it.")
@click.option("--reason", metavar="TEXT", help="Waiver: why.")
@click.option("--owner", metavar="NAME", help="Waiver: who answers for it.")
@click.option("--until", metavar="DATE", help="Waiver: the last day that it holds.")
@click.option("--by", metavar="NAME", help="Note: who.")
@click.option("--comment", metavar="TEXT", help="Note: in words.")
def add(kind: str, file: Path, **values: str | None) -> None:
    """Add what a person decided. A waiver here is a statement: what mutes a gate is the plan's own.

    Reviews and sign-offs are added by `fairwitness review RECORD --file TRAIL`.
    """
    from fairwitness.reports.evidence import trail as trails
    from fairwitness.reports.evidence.events import stated

    event = stated(kind, values)
    added = trails.add(file, event)
    click.echo(one_line(f"Line {added.head.entries} of {file}: {_said(added.chain.entries[-1], event)}"))


def _said(entry: Entry, event: Known | None) -> str:
    return str(entry.event.get("kind", "?")) if event is None else event.words
