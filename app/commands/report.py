"""`fairwitness report`: write reports of a record that is already there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairwitness.app.commands.lists import split
from fairwitness.app.commands.place import place_of_plan, plan_beside
from fairwitness.errors import ReviewError

if TYPE_CHECKING:
    from fairwitness.audits.record import Record
    from fairwitness.audits.review.state import Review


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
@click.option(
    "--review",
    "stated",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The trail that keeps the review to show; the one `fairwitness review` takes if left out.",
)
@click.option(
    "--statements",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="What named people state; statements.yaml beside the record if left out and there.",
)
@click.option(
    "--language",
    metavar="NAME|FILE",
    help="Language of HTML, PDF and Markdown, such as de; the one that the record asks for if left out.",
)
def command(  # noqa: PLR0913 - the options of the command
    record: Path,
    formats: str,
    plan_file: Path | None,
    out: Path | None,
    *,
    stated: Path | None,
    statements: Path | None,
    language: str | None,
) -> None:
    """Write reports of RECORD, a record.json or the folder that holds it. Nothing is measured again."""
    from fairwitness.audits.record import load_record
    from fairwitness.audits.statements import load_statements
    from fairwitness.audits.statements.beside import beside
    from fairwitness.reports.language import in_language
    from fairwitness.reports.prepare import check_formats, warm_up
    from fairwitness.reports.write import write_files

    wanted = split(formats) or []
    check_formats(wanted)
    warm_up(wanted)
    home = record if record.is_dir() else record.parent
    found = load_record(record)
    found = found if language is None else in_language(found, language)
    said = beside(home) if statements is None else load_statements(statements)
    plan = place_of_plan(plan_file or plan_beside(record))
    review = _review(found, record, stated)
    for path in write_files(found.with_statements(said), wanted, out or home, plan, review):
        click.echo(path)


def _review(loaded: Record, record: Path, stated: Path | None) -> Review | None:
    """The review of the record as of today; none where nobody has said anything and no file is named."""
    from fairwitness.audits.review.state import review_of
    from fairwitness.reports.review_log import open_log, review_file

    file = stated or review_file(record)
    if stated is not None and not file.exists():
        raise ReviewError(
            f"A review must be a file that `fairwitness review` wrote. There is none at '{file}'."
        )
    entries = open_log(file).entries()
    return review_of(loaded, entries, datetime.now(UTC).date()) if entries or stated else None
