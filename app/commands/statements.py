"""`fairwitness statements`: begin or check a file of what named people state."""

from __future__ import annotations

from pathlib import Path

import click

from fairwitness.app.failure import one_line
from fairwitness.errors import StatementError


@click.command("statements", short_help="Begin or check a statements.yaml for people to fill in.")
@click.argument("record", required=False, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("statements.yaml"),
    show_default=True,
)
@click.option(
    "--check",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Only check this file, and say who states what.",
)
@click.option("--force", is_flag=True, help="Replace a file that is already there.")
def command(record: Path | None, out: Path, check: Path | None, *, force: bool) -> None:
    """Write a file with a field for each thing that people must state.

    With a RECORD (a record.json, or the folder that holds it): only what its frameworks ask for. Without: everything.
    """
    from fairwitness.audits.statements import template

    if check is not None:
        _tell(check)
        return
    if out.exists() and not force:
        raise StatementError(
            f"Statements must go into a new file. '{out}' is already there; give `--out`, or `--force` to replace it."
        )
    text = template(None if record is None else _asked(record))
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StatementError(
            f"Statements must go where they can be written. '{out}' cannot: {error.strerror}."
        ) from error
    click.echo(
        f"Wrote {out}. Fill it in, then name it in the plan (`statements: {out.name}`), or give "
        f"`--statements {out}` to `fairwitness audit` or `fairwitness report`."
    )


def _asked(path: Path) -> set[str]:
    """The kinds of evidence that the frameworks of a record ask for and that it does not hold."""
    from fairwitness.audits.record import load_record

    record = load_record(path)
    if not record.frameworks:
        raise StatementError(
            f"The record in '{path}' names no framework, so nothing is asked for. Audit with `frameworks:` in the "
            "plan, or give no record to get every field."
        )
    return {one.key for control in record.controls for one in control.evidence if not one.held}


def _tell(file: Path) -> None:
    from fairwitness.audits.statements import fields, load_statements

    found = load_statements(file)
    for key, one in found.statements.items():
        click.echo(one_line(f"  {fields()[key].title}: stated by {one.signature()}"))
    click.echo(f"{len(found.statements)} of {len(fields())} fields are stated in {file}.")
