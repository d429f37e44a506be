"""The plan that repeats an audit, beside its record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.app.commands.place import REPEAT
from fairwitness.errors import PlanError

if TYPE_CHECKING:
    from fairwitness.audits.plan import Plan

_HEAD = "# Repeats the audit whose record is beside it. Written by `fairwitness audit`.\n"


def not_over_a_plan(plan: Plan, plan_file: Path | None, out: Path) -> None:
    """A plan that a person wrote is never replaced by the one that repeats the audit."""
    from fairwitness.audits.plan import load_plan

    file = out / REPEAT
    if not _by_hand(file):
        return
    if plan_file is None or not file.samefile(plan_file) or load_plan(plan_file) != plan:
        raise PlanError(
            f"The folder of the reports must not hold another plan. '{out}' holds an {REPEAT} that no audit "
            "wrote, and this audit would replace it; give another `--out`."
        )


def put_plan(plan: Plan, folder: Path, out: Path) -> None:
    """Write the plan that repeats an audit beside its record, unless a person's own is there."""
    from fairwitness.audits.plan.template import dump_plan

    if not _by_hand(out / REPEAT):
        text = _HEAD + dump_plan(_repeatable(plan, folder, out))
        (out / REPEAT).write_text(text, encoding="utf-8")


def _by_hand(file: Path) -> bool:
    """Whether there is a plan that no audit wrote."""
    return file.is_file() and not file.read_bytes().startswith(_HEAD.encode())


def _repeatable(plan: Plan, folder: Path, out: Path) -> Plan:
    """The same plan with its paths as they are seen from the folder it is written to."""
    import os

    from fairwitness.audits.frameworks import is_file
    from fairwitness.audits.statements import FILE

    def moved(path: str) -> str:
        file = folder / path
        return Path(os.path.relpath(file.parent.resolve() / file.name, out.resolve())).as_posix()

    data = plan.data.moved(moved)
    model = None if plan.model is None else plan.model.moved(moved)
    own = tuple(moved(name) if is_file(name) else name for name in plan.frameworks)
    stated = None if plan.statements is None else FILE  # it is put beside the record
    places = {"data": data, "model": model, "frameworks": own, "statements": stated}
    return plan.model_copy(update={**places, "trail": None})  # the trail may lie outside
