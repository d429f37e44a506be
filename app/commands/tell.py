"""What a command says of a record on standard output."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairwitness.app.failure import one_line

if TYPE_CHECKING:
    from fairwitness.audits.record import Record


def tell(record: Record, out: Path) -> None:
    """What was found, a line for each gate."""
    click.echo(one_line(record.summary.lead))
    for gate in record.gates:
        outcome = "muted" if gate.outcome == "muted" else gate.verdict.replace("_", " ")
        click.echo("  " + one_line(f"{outcome:<14} {gate.id:<44} {gate.reason}"))
    for remark in record.subject.notes:
        click.echo("  " + one_line(f"note: {remark}"))
    if record.energy.budget_kwh is not None:
        click.echo("  " + one_line(f"note: {record.energy.note.partition('. ')[0]}."))
    click.echo(f"Record {record.hash[:12]} in {out}")
