"""`fairwitness validate`: what is wrong with plans, by line, before any data are there."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairwitness.app.failure import one_line
from fairwitness.errors import FairwitnessError, PlanError

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
    from fairwitness.audits.plan.load import parse_plan, read_text
    from fairwitness.audits.plan.mistakes import Mistake, mistake_of, mistakes

    try:
        text = read_text(path)
    except PlanError as error:
        return (Mistake(None, str(error)),)
    if found := mistakes(text, name=path.name):
        return found
    from fairwitness.audits.frameworks import located
    from fairwitness.audits.run import check_plan
    from fairwitness.reports.prepare import check_formats

    plan = parse_plan(text, name=path.name)
    refused = []
    for check in (
        partial(check_plan, located(plan, path.parent)),
        partial(check_formats, plan.report.formats),
    ):
        try:
            check()
        except FairwitnessError as error:
            refused.append(mistake_of(error, text))
    return tuple(refused)
