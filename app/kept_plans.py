"""The plan of an audit that is kept here, once it is clear that all it names may be read.

An audit that was imported, or a folder that was laid into the store, brings a plan that nobody chose in a form.
"""

from __future__ import annotations

from pathlib import Path

from fairwitness.app import databases, store
from fairwitness.app.policy import check_model
from fairwitness.audits.plan import Plan
from fairwitness.errors import DataError


def kept_plan(audit: str) -> tuple[Plan, Path]:
    """The plan of an audit, and the folder that its files are in.

    Raises
    ------
    DataError
        It names a file outside of that folder, or a database that the operator has not named.
    ModelError
        The operator does not allow its model here.
    """
    plan, folder = store.plan(audit), store.folder(audit)
    databases.check(plan.data)
    for path in _files(plan):
        if not (folder / path).resolve().is_relative_to(folder.resolve()):
            raise DataError(
                f"The files of an audit must be in its own folder. '{path[:80]}' is outside of it, and is not read."
            )
    if plan.model is not None:
        check_model(plan.model, folder)
    return plan, folder


def _files(plan: Plan) -> list[str]:
    named = (plan.data.path, plan.data.predictions, plan.model.path if plan.model else None)
    return [path for path in named if path is not None]
