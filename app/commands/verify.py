"""`fairwitness verify`: a bundle or a record against its own hashes, and its figures against the data and the model."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairwitness.app.commands.audit import command as audit_command
from fairwitness.app.commands.models import NAMES as MODEL_OPTIONS
from fairwitness.app.commands.options import plan_from, plan_with
from fairwitness.app.failure import one_line
from fairwitness.errors import AlteredError, ChangedRecordError, PlanError

if TYPE_CHECKING:
    from fairwitness.audits.matching import Compared
    from fairwitness.audits.plan import Plan
    from fairwitness.audits.record import Record

DOES_NOT_MATCH = 1
_SHARED = ("data", "separator", "encoding", "sheet", "missing", "types", *MODEL_OPTIONS)
_EXAMPLE = "fairwitness verify evidence.zip --key auditor.pub.pem --data decisions.csv"


@click.command(
    "verify",
    short_help="Check a bundle or a record.",
    params=[option for option in audit_command.params if option.name in _SHARED],
    epilog=f"Example: {_EXAMPLE}. Exit codes: 0 verified, 1 no match, 2 could not check.",
)
@click.argument("record", metavar="BUNDLE|RECORD", type=click.Path(path_type=Path))
@click.option(
    "--key",
    "key_file",
    type=click.Path(path_type=Path),
    metavar="PUBLIC.pem",
    help="The public key that must have signed the bundle.",
)
@click.option(
    "--trail",
    "trail_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The project's trail: it must still have the lines that it had when the bundle was made.",
)
@click.option(
    "--plan", "plan_file", type=click.Path(path_type=Path), help="The plan, to audit anew and compare."
)
def command(
    record: Path, key_file: Path | None, trail_file: Path | None, plan_file: Path | None, **flags: object
) -> None:
    """Check a bundle, or a record, against its hashes and signature, and compute its figures anew to compare them.

    For the figures, give the plan, or the data (and the model, if the record has one): the record keeps the rest of
    its plan. Without them nothing is computed, no network is used and no model is run.
    """
    try:
        if _is_bundle(record):
            said = _bundled(record, key_file, trail_file)
        else:
            said = _alone(record, {"--key": key_file, "--trail": trail_file})
    except (AlteredError, ChangedRecordError) as error:
        click.echo(f"Does not match: {one_line(error)}")
        sys.exit(DOES_NOT_MATCH)
    asked = _asked(said, plan_file, flags)
    if asked is None:
        needs = "--plan, or --data and --model" if said.subject.model is not None else "--plan or --data"
        click.echo(f"Its figures were not computed anew: give {needs} for that.")
        return
    _again(said, *asked)


def _is_bundle(path: Path) -> bool:
    """Whether a path is meant as a bundle: by its name, or by what it begins with."""
    if path.is_dir():
        return False
    if path.suffix.casefold() == ".zip":
        return True
    with suppress(OSError), path.open("rb") as stream:
        return stream.read(2) == b"PK"
    return False


def _bundled(file: Path, key_file: Path | None, trail_file: Path | None) -> Record:
    """The record of a bundle, after all that can be checked without the data."""
    from fairwitness.reports.evidence.verification import in_trail, open_bundle, trusted, verified

    key = None if key_file is None else trusted(key_file)
    bundle = open_bundle(file)
    for sentence in verified(bundle, key):
        click.echo(one_line(sentence))
    if trail_file is not None:
        click.echo(one_line(in_trail(bundle, trail_file)))
    return bundle.record()


def _alone(path: Path, given: Mapping[str, Path | None]) -> Record:
    from fairwitness.audits.record import load_record

    for option in (name for name, file in given.items() if file is not None):
        raise PlanError(
            f"`{option}` is for a bundle, which `fairwitness bundle` makes. Got it for '{path}', which is a record."
        )
    said = load_record(path)
    click.echo(f"The record has the content that its hash says: {said.hash[:12]}.")
    return said


def _again(said: Record, plan: Plan, folder: Path) -> None:
    """Compute the figures anew, then the explanations where there are some, and tell what differs first."""
    from fairwitness.audits.repeat import repeat

    figures = repeat(said, plan, folder)
    _compare(figures, "The figures are")
    explained = said.explanations.importance is not None or said.explanations.items
    if not explained or plan.model is None:
        return
    from fairwitness.audits.verification import LEFT_OUT, verify

    whole = figures[-1].sign == "matches"  # then what verifying explanations leaves out was made anew as well
    found = verify(said, plan, folder)
    _compare(tuple(one for one in found if not (whole and one.of == LEFT_OUT)), "The explanations are")


def _compare(found: tuple[Compared, ...], what: str) -> None:
    for line in _lines(found):
        click.echo(one_line(line))
    if first := next((one for one in found if one.sign == "differs"), None):
        click.echo(one_line(f"Does not match: {first.of}: {first.sentence}."))
        sys.exit(DOES_NOT_MATCH)
    open_ = any(one.sign == "not computed" for one in found)
    end = "; what was not computed is named above" if open_ else ""
    click.echo(f"{what} the same when computed anew{end}.")


def _asked(said: Record, plan_file: Path | None, flags: Mapping[str, object]) -> tuple[Plan, Path] | None:
    """The plan to compute by, and the folder of its paths; None where nothing is to be computed."""
    if plan_file is not None:
        return plan_from(plan_file, flags)
    needed = ("data",) if said.subject.model is None else ("data", "model")
    given = [name for name in ("data", "model") if flags.get(name) is not None]
    if set(needed) <= set(given):
        return plan_with(said.plan, flags), Path()
    others = [name for name, value in flags.items() if value not in (None, ())]
    if others:
        missing = next(name for name in needed if name not in given)
        ways = "`--data`" if said.subject.model is None else "by `--data` and `--model`"
        raise PlanError(
            f"Figures are computed anew by `--plan`, or {ways}. Got `--{others[0]}` without `--{missing}`."
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
