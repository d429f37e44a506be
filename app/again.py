"""An audit run once more as it was: the same plan, on the copies of its files."""

from __future__ import annotations

from contextlib import ExitStack
from typing import BinaryIO

from fairwitness.app import jobs, store
from fairwitness.app.access import changes
from fairwitness.app.kept_plans import kept_plan
from fairwitness.app.people import Person
from fairwitness.errors import DataError, FairwitnessError


@changes("audit", "ran an audit again")
def run_again(person: Person, audit: str) -> str:
    """Begin the same audit as a new one, and return its id.

    Raises
    ------
    DataError
        Its rows were not kept, a file is gone, or its plan names what may not be read here.
    ModelError
        The operator does not allow its model here any more.
    FairwitnessError
        The run cannot be started; then no audit is added.
    """
    plan, folder = kept_plan(audit)
    paths = [path for path in (plan.data.path, plan.model.path if plan.model else None) if path is not None]
    with ExitStack() as opened:
        files: dict[str, BinaryIO] = {}
        for path in paths:
            try:
                files[path.removeprefix(f"{store.INPUTS}/")] = opened.enter_context(
                    (folder / path).open("rb")
                )
            except OSError as error:
                raise DataError(_gone(path, kept=plan.privacy.rows)) from error
        new = store.create(plan, files, by=person, project=store.entry(audit).project)
    try:
        jobs.start(new)
    except FairwitnessError:
        store.delete(new)
        raise
    return new


def _gone(path: str, *, kept: bool) -> str:
    why = "was removed" if kept else "was not kept, as the plan asked (`privacy.rows: false`)"
    return f"The file '{path.rpartition('/')[2]}' of this audit {why}. Begin a new audit with the file."
