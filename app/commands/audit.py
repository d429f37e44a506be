"""`fairwitness audit`: make a record and its reports."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairwitness.app.commands.baseline import audited, baseline_of, tell_baseline
from fairwitness.app.commands.models import model_options
from fairwitness.app.commands.options import plan_from
from fairwitness.app.commands.place import place_of_plan
from fairwitness.app.commands.progress import note, watched
from fairwitness.app.commands.repeat import not_over_a_plan, put_plan
from fairwitness.app.commands.tell import tell
from fairwitness.app.commands.trial import try_model
from fairwitness.app.commands.witnessed import Wanted, evidence_options
from fairwitness.errors import PlanError, ReportError

if TYPE_CHECKING:
    from fairwitness.app.commands.progress import Watcher
    from fairwitness.audits.baseline import Judgement
    from fairwitness.audits.plan import Plan
    from fairwitness.audits.record import Record
    from fairwitness.reports.plan_file import PlanFile

_EXAMPLE = (
    "fairwitness audit --data decisions.csv --target hired --prediction decision --positive 1 --sensitive sex"
)


@click.command(
    "audit",
    short_help="Audit a model or its decisions.",
    epilog=f"Example: {_EXAMPLE}. Exit codes: 0 every gate passed, 1 a gate failed, 2 could not judge, "
    "3 inconclusive or not estimable.",
)
@click.argument("plan_file", metavar="[PLAN]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--data",
    metavar="FILE",
    help="File or folder with the rows (CSV, Parquet, Excel, Arrow, JSON lines, .zip, .gz), or sklearn:NAME, "
    "openml:NAME or hf:OWNER/NAME.",
)
@click.option("--sheet", metavar="NAME", help="Excel: the sheet; the first with a table if left out.")
@click.option("--missing", metavar="A,B", help="More markers of missing values, such as 'unknown,-99'.")
@click.option(
    "--type",
    "types",
    multiple=True,
    metavar="COLUMN=KIND",
    help="What a column holds: number, text, 'true or false' or date; may be repeated.",
)
@click.option(
    "--predictions",
    metavar="FILE",
    help="A second file, with the predictions: joined by the column of --id, else row by row.",
)
@click.option("--separator", metavar="CHAR", help="CSV: character between columns; found out if left out.")
@click.option("--encoding", help="CSV: text encoding; found out if left out.")
@click.option(
    "--engine",
    metavar="NAME",
    help="Count the rows without loading them: duckdb, spark, or a Spark master such as spark://host:7077; or load "
    "them, however many there are: memory.",
)
@click.option(
    "--task",
    type=click.Choice(["binary", "multiclass", "regression"]),
    help="What is decided: one of two labels (if left out), one of several, or a number.",
)
@click.option("--target", metavar="COLUMN", help="What really happened.")
@click.option("--prediction", metavar="COLUMN", help="The decisions to audit.")
@click.option("--score", metavar="COLUMN", help="The scores to audit; needs --threshold.")
@click.option(
    "--probability/--no-probability",
    "score_is_probability",
    default=None,
    help="Whether the score is declared a probability.",
)
@click.option("--threshold", type=float, help="A score of at least this is a positive prediction.")
@click.option("--positive", metavar="LABEL", help="The label that true and false positive rates speak of.")
@click.option(
    "--favourable",
    metavar="LABEL",
    help="The decision that is good for the person; the positive label if left out.",
)
@click.option("--sensitive", metavar="A,B", help="Columns whose groups are compared.")
@click.option("--intersections", metavar="A&B,...", help="Attributes to cross.")
@click.option("--weight", metavar="COLUMN", help="Sample weights.")
@click.option("--cluster", metavar="COLUMN", help="Which rows belong together, such as a household.")
@click.option("--strata", metavar="A,B", help="Columns within whose values people are comparable.")
@click.option("--id", "id_", metavar="COLUMN", help="What names a row.")
@click.option("--features", metavar="A,B", help="Columns the model reads.")
@click.option(
    "--where", multiple=True, metavar="CONDITION", help="Rows to audit, such as 'age >= 18'; may be repeated."
)
@model_options
@click.option(
    "--gate",
    "gates",
    multiple=True,
    metavar="METRIC[:KIND][@ATTRIBUTE[~AGAINST]]<=LIMIT",
    help="A limit, such as 'selection_rate<=0.1', 'selection_rate:ratio>=0.8', 'precision[cat]@sex<=0.2', "
    "'accuracy@race~rest<=0.1' or 'selection_rate@race~White<=0.1' (White is the reference).",
)
@click.option("--alpha", type=float, help="Chance of each error over all gates together.")
@click.option("--seed", type=int)
@click.option(
    "--frameworks",
    metavar="A,B",
    help="Regulations to set the evidence beside, by name (`fairwitness catalogue`) or your own file (./ours.yaml).",
)
@click.option(
    "--statements",
    metavar="FILE",
    help="What named people state; `fairwitness statements` begins one. Shown in the reports, never measured.",
)
@click.option(
    "--country", metavar="CODE", help="Three-letter country of computing, to turn energy into carbon."
)
@click.option(
    "--energy-budget",
    metavar="WH",
    type=float,
    help="Watt-hours that the audit may use; it is said whether it did.",
)
@click.option("--title", help="Title of the report.")
@click.option(
    "--formats",
    "--format",
    metavar="A,B",
    help="Reports to write, such as json,html,pdf; `fairwitness catalogue` lists them.",
)
@click.option(
    "--include-cases",
    metavar="ID,ID",
    help="Single cases to explain and keep in the record, ids as keyed hashes.",
)
@click.option(
    "--no-rows",
    is_flag=True,
    default=None,
    help="Let nothing of a single row leave: no case, no id, no value of a cell in a message.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("fairwitness-out"),
    show_default=True,
    help="Folder for the record and the reports.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="RECORD",
    help="An earlier record of the same plan: only what got worse since, or fails newly, decides the exit code.",
)
@click.option(
    "--counts-only",
    is_flag=True,
    help="Write counts.json for `fairwitness merge` instead of a record: no row leaves.",
)
@click.option(
    "--suppress",
    type=click.IntRange(min=2),
    metavar="K",
    help="With --counts-only: hide cells of fewer than K rows, and as many more as it takes for no sum to tell.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Compare the model with the data, ask it about 20 rows, and stop: exit code 0 if they go together, else 2.",
)
@evidence_options
@click.option("--forget-inputs", is_flag=True, hidden=True)
@click.option("--progress-file", type=click.Path(path_type=Path), hidden=True)
def command(
    plan_file: Path | None,
    out: Path,
    progress_file: Path | None,
    wanted: Wanted,
    *,
    counts_only: bool,
    dry_run: bool,
    **flags: object,
) -> None:
    """Audit a model or its decisions, by a PLAN or by options alone; options win over the plan."""
    for option, chosen in (("--dry-run", dry_run), ("--counts-only", counts_only)):
        if chosen:
            wanted.refuse_beside(option)
    if dry_run:
        sys.exit(try_model(*plan_from(plan_file, flags)))
    suppress = _suppress(flags, counts_only=counts_only)
    if counts_only:
        _count(*plan_from(plan_file, flags), out, suppress)
        return
    from fairwitness.audits.private import remove_folder

    with watched(progress_file) as watcher:
        plan, folder = plan_from(plan_file, flags)
        not_over_a_plan(plan, plan_file, out)
        earlier = baseline_of(flags, plan, out)
        evidence = wanted.ready(plan, folder)
        try:
            place = place_of_plan(plan_file)
            record, judgement = _run(plan, folder, out, watcher, place=place, earlier=earlier)
        finally:
            if flags["forget_inputs"] and not plan.privacy.rows:  # asked for by the store, of its own copy
                remove_folder(folder / "inputs")
    code = _exit_code(record, plan) if judgement is None else judgement.exit_code
    tell(record, out)
    if judgement is not None:
        tell_baseline(judgement)
    evidence.leave(record, out, plan.report.formats)
    if progress_file:
        note(progress_file, {"done": code})
    sys.exit(code)


def _suppress(flags: Mapping[str, object], *, counts_only: bool) -> int | None:
    """Which cells of a counts file are hidden: those of fewer rows than this."""
    suppress = flags["suppress"]
    if counts_only and flags["baseline"] is not None:
        raise PlanError(
            "`--baseline` judges verdicts, and a counts file holds none. Got it with `--counts-only`."
        )
    if suppress is not None and not counts_only:
        raise PlanError("`--suppress` hides small cells of a counts file. Got it without `--counts-only`.")
    return suppress if isinstance(suppress, int) else None


def _count(plan: Plan, folder: Path, out: Path, suppress: int | None) -> None:
    from fairwitness.audits.sites.collect import count

    _writable(out)
    document = count(plan, folder, suppress)
    path = document.save(out)
    groups = sum(len(table.groups) for table in document.subject.attributes)
    click.echo(
        f"{path} holds the counts of {document.subject.rows:,} rows in {groups} groups, and no row, id or model. "
        f"Merge it with those of other sites by `fairwitness merge`. Counts {document.hash[:12]}"
    )


def _run(
    plan: Plan, folder: Path, out: Path, watcher: Watcher, *, place: PlanFile | None, earlier: Record | None
) -> tuple[Record, Judgement | None]:
    from fairwitness.audits.statements.beside import check_place, put_beside
    from fairwitness.reports.prepare import check_formats, check_language, warm_up

    check_formats(plan.report.formats)
    check_language(plan, folder)
    _writable(out)
    source = None if plan.statements is None else folder / plan.statements
    check_place(out, source)
    warm_up(plan.report.formats)  # before the heavy imports, so that it happens beside them

    from fairwitness.reports.baseline import write_baseline
    from fairwitness.reports.write import write_reports

    record, witness, judgement = audited(plan, folder, watcher, earlier)
    written = write_reports(record, plan.report.formats, out, witness, place, since=judgement)
    put_beside(out, written.statements, source)
    put_plan(plan, folder, out)
    if judgement is not None:
        write_baseline(judgement, written, out, place)
    return written, judgement


def _writable(out: Path) -> None:
    import os

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_writable(out, error.strerror or str(error)) from error
    if not os.access(out, os.W_OK):
        raise _not_writable(out, "permission denied")


def _not_writable(out: Path, why: str) -> ReportError:
    return ReportError(f"The folder for the reports must be writable. '{out}' is not: {why}.")


def _exit_code(record: Record, plan: Plan) -> int:
    from fairwitness.audits.gates import exit_code

    return exit_code(record.gates, plan.report.inconclusive_exit_code)
