"""`fairwitness validate`: what is wrong with plans, by line, before any data are there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairwitness.app.failure import one_line
from fairwitness.errors import PlanError

if TYPE_CHECKING:
    from fairwitness.audits.plan.mistakes import Mistake


@click.command(
    "validate",
    short_help="Say what is wrong with plans, by line.",
    epilog="Example: fairwitness validate audit.yaml. Exit codes: 0 every plan can be run, 2 one cannot.",
)
@click.argument("plans", nargs=-1, required=True, metavar="PLAN...", type=click.Path(path_type=Path))
def command(plans: tuple[Path, ...]) -> None:
    """Check each PLAN without its data: keys and values, and the names of metrics, checks, frameworks and formats.

    Each mistake is a line FILE:LINE: SENTENCE. No data are read, and no model is loaded.
    """
    wrong = False
    for path in plans:
        found = _mistakes(path)
        wrong |= bool(found)
        for one in found:
            place = f"{path}:{one.line}" if one.line else str(path)
            click.echo(one_line(f"{place}: {one.sentence}"))
    if wrong:
        from fairwitness.audits.gates import ExitCode

        sys.exit(ExitCode.COULD_NOT_JUDGE)
    click.echo(f"{len(plans)} plan{'' if len(plans) == 1 else 's'} can be run.")


def _mistakes(path: Path) -> tuple[Mistake, ...]:
    from fairwitness.app.plan_text import mistakes_in
    from fairwitness.audits.plan.load import read_text
    from fairwitness.audits.plan.mistakes import Mistake

    try:
        text = read_text(path)
    except PlanError as error:
        return (Mistake(None, str(error)),)
    return mistakes_in(text, name=path.name, folder=path.parent)
