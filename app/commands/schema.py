"""`fairwitness schema`: the shapes of a plan and of a record."""

from __future__ import annotations

import json

import click


@click.command("schema", short_help="Print the JSON Schema of a plan or a record.")
@click.argument("what", type=click.Choice(["plan", "record"]), default="plan")
def command(what: str) -> None:
    """Print the JSON Schema of a plan (default) or a record."""
    from fairwitness.audits.plan import Plan
    from fairwitness.audits.record import Record

    schema = (
        Plan.model_json_schema(by_alias=True)
        if what == "plan"
        else Record.model_json_schema(by_alias=True, mode="serialization")
    )
    click.echo(json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2))
