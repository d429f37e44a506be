"""A plan that somebody pastes into the form: checked by line, and taken over without what a page must not take.

A text from elsewhere must not open files of this server, name a database of its own, or bring consent to run code. So
files, the model and the database stay as they were chosen in the form, and that is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fairwitness.app import databases, uploads
from fairwitness.app.plan_text import mistakes_in
from fairwitness.app.uploads import Draft
from fairwitness.audits import language
from fairwitness.audits.frameworks import is_file
from fairwitness.audits.plan import Plan, parse_plan
from fairwitness.audits.plan.mistakes import Mistake, mistake_of
from fairwitness.audits.plan.model import Data, Report
from fairwitness.audits.subject import Dataset, read_dataset
from fairwitness.errors import ColumnNotFoundError, FairwitnessError

MOST_CHARACTERS: Final = 200_000
_READING: Final = ("format", "separator", "encoding", "sheet", "missing", "types")
"""How a file is read, which a plan may say of a file that was chosen in the form."""


@dataclass(frozen=True)
class Taken:
    """What became of a pasted text: a draft, or what is wrong with it."""

    draft: Draft | None
    mistakes: tuple[Mistake, ...] = ()
    said: tuple[str, ...] = ()
    """What was left as it is in the form, a sentence each."""
    waits: Plan | None = None
    """A plan without mistakes whose rows are still to be given."""


def take(text: str, before: Draft | None) -> Taken:
    """Read a pasted plan and set it over the form's rows and model.

    Parameters
    ----------
    before
        What the form holds; None before there are rows.
    """
    if len(text) > MOST_CHARACTERS:
        return _wrong(
            f"A pasted plan must have at most {MOST_CHARACTERS:,} characters. Got {len(text):,}; is it the data?"
        )
    if found := mistakes_in(text, name="The text"):
        return Taken(None, found)
    plan = parse_plan(text)
    own = [name for name in plan.frameworks if is_file(name)]
    if own:
        return _wrong(
            f"A pasted plan must name frameworks that are registered. '{own[0][:80]}' is a file; the command "
            "`fairwitness audit` reads such files."
        )
    try:
        rows = _rows(plan.data, before)
    except FairwitnessError as error:
        return Taken(None, (mistake_of(error, text),))
    if rows is None:
        return Taken(None, said=_left(plan, None), waits=plan)
    return _on(plan, rows, before, text)


def give_rows(plan: Plan, draft: Draft) -> Taken:
    """A plan that waited for its rows, now that there are some."""
    return _on(plan, (draft.dataset, draft.plan.data, draft.data_file), draft, "")


def _on(plan: Plan, rows: tuple[Dataset, Data, Path | None], before: Draft | None, text: str) -> Taken:
    dataset, data, file = rows
    if absent := _absent(plan, dataset):
        return Taken(None, tuple(mistake_of(error, text) for error in absent))
    said = _left(plan, before)
    usual, spoken = Report(), plan.report.language
    spoken = usual.language if language.is_file(spoken) else spoken
    report = plan.report.model_copy(update={"logo": usual.logo, "language": spoken})
    kept = {"data": data, "model": None, "statements": None, "trail": None, "report": report}
    draft = Draft(dataset, plan.model_copy(update=kept), file)
    return Taken(uploads.model_kept(draft, before), said=said)


def _rows(data: Data, before: Draft | None) -> tuple[Dataset, Data, Path | None] | None:
    """The rows for a plan: those it names where a page may read them by name, else those of the form."""
    databases.check(data)
    data = data.model_copy(update={"engine": None, "predictions": None})
    named = data.demo or data.openml or data.huggingface or data.sklearn or data.sql
    if named:
        same = before is not None and before.plan.data == data
        return (before.dataset, data, None) if same and before else (read_dataset(data, Path()), data, None)
    if before is None:
        return None
    if before.data_file is None:
        return before.dataset, before.plan.data, None
    how = before.plan.data.model_copy(update={key: getattr(data, key) for key in _READING})
    if how == before.plan.data:
        return before.dataset, how, before.data_file
    read = uploads.draft_of(before.data_file, how)
    return read.dataset, read.plan.data, read.data_file


def _absent(plan: Plan, dataset: Dataset) -> list[ColumnNotFoundError]:
    """Columns that roles name and the rows do not have."""
    columns, roles = [str(name) for name in dataset.frame.columns], plan.roles
    single = ("target", "prediction", "score", "weight", "id", "cluster")
    asked = [(role, name) for role in single if (name := getattr(roles, role)) is not None]
    asked += [
        (f"{role} column", name) for role in ("strata", "features") for name in getattr(roles, role) or ()
    ]
    asked += [("sensitive attribute", attribute.source) for attribute in roles.sensitive]
    asked += [("`where` condition", condition.column) for condition in plan.where]
    return [
        ColumnNotFoundError.among(name, columns, role=role, source=dataset.source)
        for role, name in dict.fromkeys(asked)
        if name not in columns
    ]


def _left(plan: Plan, before: Draft | None) -> tuple[str, ...]:
    """What the text says and the form does not take from it."""
    said = []
    if plan.data.path is not None:
        here = (
            "choose it in the step Data"
            if before is None
            else f"the rows stay those of {before.dataset.source}"
        )
        said.append(f"The plan names the file '{Path(plan.data.path).name}'; {here}.")
    if plan.model is not None:
        said.append(f"The plan names the model '{plan.model.name}'; the model is given in the step Model.")
    spoken = plan.report.language
    files = {
        "statements": plan.statements,
        "trail": plan.trail,
        "report.logo": plan.report.logo,
        "report.language": spoken if language.is_file(spoken) else None,
    }
    others = [name for name, path in files.items() if path is not None]
    if others:
        said.append(
            f"Files beside a plan are not read here, so {', '.join(f'`{one}`' for one in others)} was left out."
        )
    return tuple(said)


def _wrong(sentence: str) -> Taken:
    return Taken(None, (Mistake(None, sentence),))
