"""`fairwitness merge`: one record from the counts of several sites."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairwitness.app.commands.lists import split
from fairwitness.app.commands.progress import watched
from fairwitness.app.commands.tell import tell

if TYPE_CHECKING:
    from fairwitness.app.commands.progress import Watcher
    from fairwitness.audits.record import Record

_DEFAULT = "json,html,pdf"


@click.command(
    "merge",
    short_help="Merge the counts of several sites.",
    epilog="Example: fairwitness merge berlin/counts.json paris/counts.json --out both. Exit codes as of "
    "`fairwitness audit`.",
)
@click.argument("counts", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--formats", "--format", metavar="A,B", default=_DEFAULT, show_default=True, help="Reports to write."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("fairwitness-out"),
    show_default=True,
    help="Folder for the record and the reports.",
)
def command(counts: tuple[Path, ...], formats: str, out: Path) -> None:
    """Judge the rows of all sites together, from COUNTS files that `audit --counts-only` wrote.

    The sites must have counted by the same plan, with the same groups and labels; what differs is named.
    """
    from fairwitness.audits.gates import exit_code

    with watched(None) as watcher:
        record = _merged(counts, split(formats) or [], out, watcher)
    tell(record, out)
    sys.exit(exit_code(record.gates))


def _merged(counts: tuple[Path, ...], formats: list[str], out: Path, watcher: Watcher) -> Record:
    from fairwitness.audits.sites.document import load_counts
    from fairwitness.audits.sites.merge import merge_named
    from fairwitness.reports.prepare import check_formats, warm_up
    from fairwitness.reports.write import write_reports

    check_formats(formats)
    named = [(str(path), load_counts(path)) for path in counts]
    warm_up(formats)
    record, witness = merge_named(named, watcher)
    return write_reports(record, formats, out, witness)
