"""`fairwitness verify`: a record against its own hash, and against the plan's data and model."""

from __future__ import annotations

import sys
from pathlib import Path

import click

DOES_NOT_MATCH = 1


@click.command(
    "verify", short_help="Check a record.", epilog="Exit codes: 0 verified, 1 no match, 2 could not check."
)
@click.argument("record", type=click.Path(path_type=Path))
@click.option(
    "--plan", "plan_file", type=click.Path(path_type=Path), help="The plan, to explain anew and compare."
)
def command(record: Path, plan_file: Path | None) -> None:
    """Check RECORD against its hash and schema; with a plan, compute its explanations anew and compare them."""
    from fairwitness.audits.record import load_record
    from fairwitness.errors import RecordError

    try:
        said = load_record(record)
    except RecordError as error:
        if not (record.is_file() or (record / "record.json").is_file()):
            raise
        click.echo(f"Does not match: {error}")
        sys.exit(DOES_NOT_MATCH)
    click.echo(f"The record has the content that its hash says: {said.hash[:12]}.")
    if plan_file is None:
        return
    from fairwitness.audits.plan import load_plan
    from fairwitness.audits.verification import explanations_again

    difference = explanations_again(said, load_plan(plan_file), plan_file.parent)
    if difference is not None:
        click.echo(f"Does not match: {difference}.")
        sys.exit(DOES_NOT_MATCH)
    click.echo("The explanations are the same when computed anew.")
