"""`fairwitness verify`: a record against its own hash, and its explanations against the data and the model."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairwitness.app.commands.audit import command as audit_command
from fairwitness.app.commands.models import NAMES as MODEL_OPTIONS
from fairwitness.app.commands.options import plan_from, plan_with
from fairwitness.app.failure import one_line
from fairwitness.errors import ChangedRecordError, PlanError

if TYPE_CHECKING:
    from fairwitness.audits.matching import Compared
    from fairwitness.audits.plan import Plan
    from fairwitness.audits.record import Record

DOES_NOT_MATCH = 1
_SHARED = ("data", "separator", "encoding", "sheet", "missing", "types", *MODEL_OPTIONS)
_EXAMPLE = "fairwitness verify out --data decisions.csv --model model.skops"


@click.command(
    "verify",
    short_help="Check a record.",
    params=[option for option in audit_command.params if option.name in _SHARED],
    epilog=f"Example: {_EXAMPLE}. Exit codes: 0 verified, 1 no match, 2 could not check.",
)
@click.argument("record", type=click.Path(path_type=Path))
@click.option(
    "--plan", "plan_file", type=click.Path(path_type=Path), help="The plan, to explain anew and compare."
)
def command(record: Path, plan_file: Path | None, **flags: object) -> None:
    """Check RECORD against its hash and schema, and compute its explanations anew to compare them.

    For the explanations, give the plan, or the data and the model alone: the record keeps the rest of its plan.
    """
    from fairwitness.audits.record import load_record

    try:
        said = load_record(record)
    except ChangedRecordError as error:
        click.echo(f"Does not match: {one_line(error)}")
        sys.exit(DOES_NOT_MATCH)
    asked = _asked(said, plan_file, flags)
    click.echo(f"The record has the content that its hash says: {said.hash[:12]}.")
    if asked is None:
        click.echo("Its explanations were not computed anew: give --plan, or --data and --model, for that.")
        return
    from fairwitness.audits.verification import verify

    found = verify(said, *asked)
    for line in _lines(found):
        click.echo(one_line(line))
    if first := next((one for one in found if one.sign == "differs"), None):
        click.echo(one_line(f"Does not match: {first.of}: {first.sentence}."))
        sys.exit(DOES_NOT_MATCH)
    open_ = any(one.sign == "not computed" for one in found)
    end = "; what was not computed is named above" if open_ else ""
    click.echo(f"The explanations are the same when computed anew{end}.")


def _asked(said: Record, plan_file: Path | None, flags: Mapping[str, object]) -> tuple[Plan, Path] | None:
    """The plan to compute by, and the folder of its paths; None where nothing is to be computed."""
    if plan_file is not None:
        return plan_from(plan_file, flags)
    given = [name for name in ("data", "model") if flags.get(name) is not None]
    if len(given) == 2:
        return plan_with(said.plan, flags), Path()
    others = [name for name, value in flags.items() if value not in (None, ())]
    if others:
        raise PlanError(
            f"Explanations are computed anew by `--plan`, or by `--data` and `--model`. Got `--{others[0]}` without "
            f"`--{'model' if given == ['data'] else 'data'}`."
        )
    return None


def _lines(found: Iterable[Compared]) -> Iterator[str]:
    """For each part what matched, in a line, and then all that did not."""
    parts: dict[str, list[Compared]] = {}
    for one in found:
        parts.setdefault(one.of, []).append(one)
    for of, own in parts.items():
        same = [one.name for one in own if one.sign == "matches"]
        if same:
            yield f"{of}: the same in {', '.join(same)}."
        yield from (f"{of}: {one.sign}: {one.sentence}." for one in own if one.sign != "matches")
