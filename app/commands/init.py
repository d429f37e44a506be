"""`fairwitness init`: a commented plan for a data file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairwitness.app.failure import one_line
from fairwitness.errors import PlanError

if TYPE_CHECKING:
    from fairwitness.audits.plan.guess import Guess
    from fairwitness.audits.plan.model import Task
    from fairwitness.audits.policies import Policy
    from fairwitness.audits.subject import Dataset


@click.command("init", short_help="Write a commented audit.yaml for a data file.")
@click.argument("data")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default=Path("audit.yaml"), show_default=True
)
@click.option(
    "--task",
    type=click.Choice(["binary", "multiclass", "regression"]),
    help="What is decided: one of two labels, one of several, or a number. Guessed if left out.",
)
@click.option(
    "--policy",
    metavar="NAME",
    help="Limits and frameworks for one kind of decision: hiring, credit, health, public_services, or another that "
    "`fairwitness catalogue` lists.",
)
@click.option("--sheet", metavar="NAME", help="Excel: the sheet; the first with a table if left out.")
@click.option("--force", is_flag=True, help="Replace a plan that is already there.")
def command(
    data: str, out: Path, task: Task | None, policy: str | None, sheet: str | None, *, force: bool
) -> None:
    """Guess what the columns of DATA are for, write a plan to correct, and say what was guessed.

    DATA is a file or folder, or sklearn:NAME, openml:NAME or hf:OWNER/NAME.
    """
    from fairwitness.audits.plan.data import data_from
    from fairwitness.audits.plan.guess import guess
    from fairwitness.audits.plan.model import Data
    from fairwitness.audits.plan.template import commented_plan
    from fairwitness.audits.policies import policy as policy_named
    from fairwitness.audits.policies.written import policy_text
    from fairwitness.audits.subject import read_dataset

    if out.exists() and not force:
        raise PlanError(
            f"The plan must go into a new file. '{out}' is already there; "
            "give `--out`, or `--force` to replace it."
        )
    chosen = None if policy is None else policy_named(policy)
    ((key, place),) = data_from(data).items()
    dataset = read_dataset(Data.model_validate({key: place, "sheet": sheet}), Path())
    found = guess(dataset.frame, task)
    if key == "path":
        place = Path(os.path.relpath(place, out.parent)).as_posix()
    limits = None if chosen is None else policy_text(chosen)
    rows = {key: place} | ({} if sheet is None else {"sheet": sheet})
    _write(out, commented_plan(found, rows, name=str(out), checked=limits))
    _say_of_guess(dataset, found)
    if chosen is not None:
        _say_of_policy(chosen, found)
    _say_of_columns(dataset)
    click.echo(f"Wrote {out}. Check it, then run: fairwitness audit {out}")


def _write(out: Path, plan: str) -> None:
    try:
        out.write_text(plan, encoding="utf-8")
    except OSError as error:
        raise PlanError(
            f"The plan must go where it can be written. '{out}' cannot: {error.strerror}."
        ) from error


def _say_of_guess(dataset: Dataset, found: Guess) -> None:
    """What was read, and what its columns were taken for."""
    from fairwitness.reports.format import plural

    rows, columns = dataset.frame.shape
    click.echo(f"Read {plural(rows, 'row')} and {plural(columns, 'column')} of {dataset.source}.")
    for note in dataset.notes:
        click.echo(f"  {one_line(note)}")
    for role, reason in found.reasons.items():
        click.echo("  " + one_line(f"guessed {role}: {reason}"))
    for remark in found.remarks:
        click.echo("  " + one_line(f"remark: {remark}"))


def _say_of_policy(chosen: Policy, found: Guess) -> None:
    """What the guessed roles lack for a policy, and what it wants looked to."""
    from fairwitness.audits.plan.model import Plan

    for lack in chosen.lacks(Plan(task=found.task, roles=found.roles, gates=())):
        click.echo("  " + one_line(f"remark: {lack}"))
    for advice in chosen.advice:
        click.echo("  " + one_line(f"advice: {advice}"))


def _say_of_columns(dataset: Dataset) -> None:
    """Which columns should be looked at."""
    from fairwitness.audits.subject.profile import profile

    for column in profile(dataset.frame, dataset.first_line).columns:
        if column.odd:
            click.echo("  " + one_line(f"look at {column.name}: {column.odd}"))
