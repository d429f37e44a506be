"""`fairwitness schema`: the shapes of the plan, and of the documents that are written."""

from __future__ import annotations

import json

import click


@click.command(
    "schema",
    short_help="Print the JSON Schema of a plan, or of a document that is written.",
)
@click.argument(
    "what", type=click.Choice(["plan", "record", "comparison", "baseline", "counts"]), default="plan"
)
def command(what: str) -> None:
    """Print the JSON Schema of a plan (default), a record, a comparison, a judgement beside a baseline or counts."""
    click.echo(
        json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **_schema(what)}, indent=2)
    )


def _schema(what: str) -> dict[str, object]:
    from pydantic import BaseModel

    from fairwitness.audits.baseline import Judgement
    from fairwitness.audits.plan import Plan
    from fairwitness.audits.record import Record
    from fairwitness.audits.sites.document import CountsDocument
    from fairwitness.audits.versions.document import VersionComparison

    if what == "plan":
        return Plan.model_json_schema(by_alias=True)
    written: dict[str, type[BaseModel]] = {
        "record": Record,
        "comparison": VersionComparison,
        "baseline": Judgement,
        "counts": CountsDocument,
    }
    return written[what].model_json_schema(by_alias=True, mode="serialization")
