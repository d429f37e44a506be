"""`fairwitness report`: write reports of a record that is already there."""

from __future__ import annotations

from pathlib import Path

import click

from fairwitness.app.commands.lists import split


@click.command("report", short_help="Write reports of a record that is already there.")
@click.argument("record", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "formats",
    metavar="A,B",
    default="html,pdf",
    show_default=True,
    help="json, html, pdf, markdown, junit, ll144.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write to; that of the record if left out.",
)
def command(record: Path, formats: str, out: Path | None) -> None:
    """Write reports of RECORD, a record.json or the folder that holds it. Nothing is measured again."""
    from fairwitness.audits.record import load_record
    from fairwitness.reports.prepare import check_formats, warm_up
    from fairwitness.reports.write import write_files

    wanted = split(formats) or []
    check_formats(wanted)
    warm_up(wanted)
    folder = out or (record if record.is_dir() else record.parent)
    for path in write_files(load_record(record), wanted, folder):
        click.echo(path)
