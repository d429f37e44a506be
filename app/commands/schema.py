"""`fairwitness schema`: the shapes of a plan, a record and a comparison."""

from __future__ import annotations

import json

import click


@click.command("schema", short_help="Print the JSON Schema of a plan, a record or a comparison.")
@click.argument("what", type=click.Choice(["plan", "record", "comparison"]), default="plan")
def command(what: str) -> None:
    """Print the JSON Schema of a plan (default), a record or a comparison."""
    click.echo(
        json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **_schema(what)}, indent=2)
    )


def _schema(what: str) -> dict[str, object]:
    from fairwitness.audits.plan import Plan
    from fairwitness.audits.record import Record
    from fairwitness.audits.versions.document import VersionComparison

    if what == "plan":
        return Plan.model_json_schema(by_alias=True)
    written = Record if what == "record" else VersionComparison
    return written.model_json_schema(by_alias=True, mode="serialization")
