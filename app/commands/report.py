"""`fairwitness report`: write reports of a record that is already there."""

from __future__ import annotations

from pathlib import Path

import click

from fairwitness.app.commands.lists import split
from fairwitness.app.commands.place import place_of_plan, plan_beside


@click.command("report", short_help="Write reports of a record that is already there.")
@click.argument("record", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "formats",
    metavar="A,B",
    default="html,pdf",
    show_default=True,
    help="Formats to write; `fairwitness catalogue` lists them.",
)
@click.option(
    "--plan",
    "plan_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The plan, for formats that point at its lines; that beside the record if left out.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write to; that of the record if left out.",
)
def command(record: Path, formats: str, plan_file: Path | None, out: Path | None) -> None:
    """Write reports of RECORD, a record.json or the folder that holds it. Nothing is measured again."""
    from fairwitness.audits.record import load_record
    from fairwitness.reports.prepare import check_formats, warm_up
    from fairwitness.reports.write import write_files

    wanted = split(formats) or []
    check_formats(wanted)
    warm_up(wanted)
    folder = out or (record if record.is_dir() else record.parent)
    plan = place_of_plan(plan_file or plan_beside(record))
    for path in write_files(load_record(record), wanted, folder, plan):
        click.echo(path)
