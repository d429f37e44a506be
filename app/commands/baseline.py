"""`fairwitness audit --baseline`: the audit beside an earlier record, which only what got worse can fail."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairwitness.app.failure import one_line
from fairwitness.errors import ComparisonError

if TYPE_CHECKING:
    from fairwitness.app.commands.progress import Watcher
    from fairwitness.audits.baseline import Judgement
    from fairwitness.audits.plan import Plan
    from fairwitness.audits.record import Record
    from fairwitness.audits.run import Witness


def baseline_of(flags: Mapping[str, object], plan: Plan, out: Path) -> Record | None:
    """The record to set the audit beside, read and refused before anything is measured; None if none is named.

    Raises
    ------
    RecordError
        There is no record at the path, or it was changed.
    ComparisonError
        It is of another plan, or the audit would write over it.
    """
    path = flags["baseline"]
    if not isinstance(path, Path):
        return None
    from fairwitness.audits.baseline import refuse_other_plan
    from fairwitness.audits.record import load_record

    baseline = load_record(path)
    file = path / "record.json" if path.is_dir() else path
    if file.resolve() == (out / "record.json").resolve():
        raise ComparisonError(
            f"A baseline must stay as it is. Got '{path}', which this audit would write over; keep the baseline in "
            "another folder than `--out`."
        )
    refuse_other_plan(baseline, plan)
    return baseline


def audited(
    plan: Plan, folder: Path, watcher: Watcher, baseline: Record | None
) -> tuple[Record, Witness, Judgement | None]:
    """The record of a plan, who metered it, and what became of each limit since the baseline, if there is one."""
    from fairwitness.audits.run import audit, load, run_plan, start

    if baseline is None:
        return *run_plan(plan, folder, watcher, hear=watcher.hear), None
    from fairwitness.audits.baseline import change_since, judge
    from fairwitness.audits.frameworks import located
    from fairwitness.audits.subject import closed_after

    plan = located(plan, folder)
    witness = start(plan, watcher, hear=watcher.hear)
    dataset, model = load(plan, folder, witness)
    with closed_after(model):
        record = audit(plan, dataset, model, witness)
        try:
            change = change_since(baseline, record, dataset, model, plan)
        except BaseException:
            witness.meter.close()
            raise
    return record, witness, judge(baseline, record, change, plan.report.inconclusive_exit_code)


def tell_baseline(found: Judgement) -> None:
    """What became of each limit since the baseline, on standard output."""
    click.echo(one_line(found.lead))
    for gate in found.gates:
        if gate.standing != "holds":
            click.echo("  " + one_line(f"{gate.standing:<14} {gate.id:<44} {gate.statement}"))
    for remark in found.notes:
        click.echo("  " + one_line(f"note: {remark}"))
