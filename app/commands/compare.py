"""`fairwitness compare`: two versions, and whether a gap between groups got worse beyond noise."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairwitness.app.commands.audit import command as audit_command
from fairwitness.app.commands.models import NAMES as MODEL_OPTIONS
from fairwitness.app.commands.options import against, plan_from
from fairwitness.app.failure import one_line
from fairwitness.errors import ComparisonError

if TYPE_CHECKING:
    from fairwitness.audits.plan import Plan
    from fairwitness.audits.record import Record
    from fairwitness.audits.versions.document import VersionComparison
    from fairwitness.audits.versions.make import Options

_PLANS = (".yaml", ".yml")
_SHARED = (
    "data",
    "separator",
    "encoding",
    "sheet",
    "missing",
    "types",
    "predictions",
    "target",
    "prediction",
    "score",
    "score_is_probability",
    "threshold",
    "positive",
    "favourable",
    "sensitive",
    "intersections",
    "features",
    "where",
    *MODEL_OPTIONS,
    "alpha",
    "seed",
)
_EXAMPLE = (
    "fairwitness compare --data decisions.csv --target hired --prediction old --against new --sensitive sex"
)


@click.command(
    "compare",
    short_help="Compare two versions.",
    params=[option for option in audit_command.params if option.name in _SHARED],
    epilog=f"Example: {_EXAMPLE}. Exit codes: 0 no gate got worse, 1 a gate got worse, 2 could not compare, "
    "3 only with a tolerance: neither shown worse nor shown not to be.",
)
@click.argument("a", metavar="[A]", required=False, type=click.Path(path_type=Path))
@click.argument("b", metavar="[B]", required=False, type=click.Path(path_type=Path))
@click.option("--against", metavar="COLUMN", help="The decisions (or scores) of version B, in the same data.")
@click.option("--against-model", metavar="FILE", help="Version B as a model.")
@click.option(
    "--gate",
    "gates",
    multiple=True,
    metavar="METRIC[:KIND][@ATTRIBUTE]",
    help="What to compare, such as 'precision:ratio@sex'; the plan's gates if left out. May be repeated.",
)
@click.option(
    "--tolerance", type=float, help="A gap may grow by this much; without it, any growth beyond noise fails."
)
@click.option(
    "--explanations/--no-explanations",
    default=True,
    show_default=True,
    help="Whether to compare what two models use of the columns.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for comparison.json and comparison.md; nothing is written if left out.",
)
def command(a: Path | None, b: Path | None, out: Path | None, **flags: object) -> None:
    """Compare two versions: A and B are records of different rows, or plans.

    Plans with the same data are compared on the same rows, as are two columns or models named by options.
    """
    from fairwitness.audits.versions.comparable import wish_of
    from fairwitness.audits.versions.make import Options

    gates, tolerance, explanations = (flags.pop(name) for name in ("gates", "tolerance", "explanations"))
    wishes = tuple(wish_of(gate) for gate in gates) if isinstance(gates, tuple) and gates else None
    alpha = flags["alpha"] if isinstance(flags["alpha"], float) else None
    options = Options(
        wishes, tolerance if isinstance(tolerance, float) else None, alpha, explanations is True
    )
    found = _two(a, b, options, flags) if a is not None and b is not None else _one(a, options, flags)
    if out is not None:
        from fairwitness.reports.comparison import write_comparison

        write_comparison(found, out)
    _tell(found, out)
    sys.exit(found.exit_code)


def _two(a: Path, b: Path, options: Options, flags: Mapping[str, object]) -> VersionComparison:
    """Two records, two plans, or one of each."""
    from fairwitness.audits.versions.make import compare_pair_of_records

    given = sorted(name for name, value in flags.items() if value not in (None, ()) and name != "alpha")
    if given:
        raise ComparisonError(
            f"Two records or plans are compared as they are. Got the option `--{given[0].replace('_', '-')}` too; "
            "leave it out, or give one plan or `--data`."
        )
    one, two = (plan_from(path, {}) if _is_plan(path) else None for path in (a, b))
    if one is not None and two is not None and _same_data(one, two):
        from fairwitness.audits.versions.plans import compare_plans

        return compare_plans(one, two, options)
    return compare_pair_of_records(_record(a, one), _record(b, two), options)


def _one(a: Path | None, options: Options, flags: Mapping[str, object]) -> VersionComparison:
    """One plan, or options alone, and what version B is."""
    column, model = _text(flags["against"]), _text(flags["against_model"])
    if column is None and model is None:
        raise ComparisonError(
            "A comparison needs two versions. Got one: give two records or plans, or name the second version with "
            "`--against COLUMN` or `--against-model FILE`."
        )
    if a is not None and not _is_plan(a):
        raise ComparisonError(
            f"A version to set `--against` beside must come from a plan (.yaml) or from `--data`. Got '{a}' instead."
        )
    from fairwitness.audits.versions.plans import compare_plans

    own = {name: value for name, value in flags.items() if not name.startswith("against")}
    plan, folder = plan_from(a, own)
    other = against(plan, column, model, folder)
    return compare_plans((plan, folder), (other, folder), options)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _is_plan(path: Path) -> bool:
    return path.suffix.casefold() in _PLANS and not path.is_dir()


def _same_data(a: tuple[Plan, Path], b: tuple[Plan, Path]) -> bool:
    (one, folder), (two, other) = a, b
    return one.data.moved(lambda path: str((folder / path).resolve())) == two.data.moved(
        lambda path: str((other / path).resolve())
    )


def _record(path: Path, planned: tuple[Plan, Path] | None) -> Record:
    """The record at a path, or of the audit that the plan there asks for."""
    from fairwitness.audits.record import load_record

    if planned is None:
        if path.is_file() and path.suffix.casefold() != ".json":
            raise ComparisonError(
                f"A and B must be records (a folder or a .json file) or plans (.yaml). Got '{path.name}' instead."
            )
        return load_record(path)
    from fairwitness.audits.run import run_plan

    record, witness = run_plan(*planned)
    witness.meter.close()
    return record


def _tell(found: VersionComparison, out: Path | None) -> None:
    """What was found, a line for each gate, on standard output."""
    click.echo(one_line(found.lead))
    for gate in found.gates:
        click.echo("  " + one_line(f"{gate.outcome.replace('_', ' '):<16} {gate.id:<44} {gate.statement}"))
    if found.explanations is not None:
        click.echo("  " + one_line(found.explanations.statement))
    for note in found.notes:
        click.echo("  " + one_line(f"note: {note}"))
    click.echo(f"Comparison {found.hash[:12]}" + (f" in {out}" if out else ""))
