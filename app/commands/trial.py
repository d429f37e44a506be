"""`fairwitness audit --dry-run`: whether the model and the data go together, before anything is measured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairwitness.app.failure import one_line
from fairwitness.errors import PlanError

if TYPE_CHECKING:
    from fairwitness.audits.plan import Plan
    from fairwitness.audits.subject.compatibility import Fit

_SIGNS = {"fits": "ok", "note": "note", "mismatch": "NO"}


def try_model(plan: Plan, folder: Path) -> int:
    """Print the table; the exit code is 0 if nothing stands against the audit, else 2."""
    from fairwitness.audits.quoting import as_planned
    from fairwitness.audits.subject import closed_after, load_model, read_dataset
    from fairwitness.audits.subject.compatibility import trial

    if plan.model is None:
        raise PlanError("A dry run asks the model about a few rows. The plan names no `model`.")
    with as_planned(plan):
        dataset = read_dataset(plan.data, folder, plan.roles.id)
        with closed_after(model := load_model(plan.model, folder, plan.task)):
            found = trial(plan, dataset, model)
    click.echo(f"{plan.model.name}: {model.type}, format {model.format}; data: {dataset.source}")
    for row in found.rows:
        click.echo(one_line(_line(row)))
    if model.isolation is not None:
        click.echo(f"The model ran shut in, at the level '{model.isolation}'.")
    click.echo("They go together." if found.fits else "They do not go together.")
    return 0 if found.fits else 2


def _line(row: Fit) -> str:
    end = f" {row.fix}" if row.fix else ""
    return f"  {_SIGNS[row.state]:<5} {row.what}: expects {row.expected}; got {row.found}.{end}"
