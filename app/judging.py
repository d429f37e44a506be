"""Single decisions as their reviewer sees them: what was decided, in which groups, and what the row says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fairwitness.app import live, opening, shelf, store
from fairwitness.app.kept_plans import kept_plan
from fairwitness.app.shelf import Shelf
from fairwitness.audits.record import Record
from fairwitness.audits.review.cases import Case
from fairwitness.errors import FairwitnessError

if TYPE_CHECKING:
    from fairwitness.audits.subject import Subject

GONE: Final = "The rows of this audit are no longer kept here, so no single case can be looked at."
_MOST_COLUMNS: Final = 40
_LONGEST: Final = 200
_MOST: Final = 2


@dataclass(frozen=True)
class Decided:
    """One row, with the decision that was made in it."""

    case: Case
    row: Mapping[str, str]
    """What the row says, by column; the decision itself and the groups are in `case`."""


@dataclass(frozen=True)
class Decisions:
    """The decisions of an audit whose rows are kept here."""

    subject: Subject
    names: tuple[str, ...]

    @property
    def named(self) -> bool:
        """Whether the data have ids, so that rows go by these and not by their numbers."""
        return self.subject.plan.roles.id is not None

    def one(self, name: str) -> Decided:
        """The decision on the row of that id, or number.

        Raises
        ------
        ExplanationError
            No row has that name.
        """
        from fairwitness.audits.explanations.explain import row_of

        at = row_of(self.subject, name)
        groups = {one.name: one.groups[int(one.codes[at])] for one in self.subject.attributes}
        model = self.subject.labels.names[int(self.subject.decisions.prediction[at])]
        own = {self.subject.plan.roles.prediction, self.subject.plan.roles.id}
        row = {
            str(column): str(value)[:_LONGEST]
            for column, value in self.subject.frame.iloc[at].items()
            if column not in own
        }
        return Decided(Case(name, model, groups), dict(list(row.items())[:_MOST_COLUMNS]))


def decisions(audit: str, record: Record) -> Decisions:
    """The decisions of an audit; with a model they are the ones it is asked for, and kept for the audits in use.

    Raises
    ------
    FairwitnessError
        The rows are not kept, or not here; the sentence says which.
    DataError
        A number was decided, so no decision is the same or not.
    """
    from fairwitness.audits.review.feedback import labels_of

    labels_of(record)
    if opening.opened(audit) is not None:
        raise FairwitnessError(opening.NO_ROWS)
    if not store.keeps_rows(record):
        raise FairwitnessError(live.NO_ROWS)
    if record.subject.model is not None:
        live.again(audit, record.hash)
        return _named(live.ready(audit, record.hash).result().subject)
    _refuse_gone(audit)
    _shelf.again((audit, record.hash))
    return _shelf.ready((audit, record.hash)).result()


def _refuse_gone(audit: str) -> None:
    """Let go of rows that were deleted since they were read."""
    path = store.plan(audit).data.path or ""
    if path.startswith(f"{store.INPUTS}/") and not (store.folder(audit) / store.INPUTS).is_dir():
        shelf.forget(audit)
        raise FairwitnessError(GONE)


def _read(audit: str) -> Decisions:
    from fairwitness.audits.subject import make_subject, read_dataset

    plan, folder = kept_plan(audit)
    return _named(make_subject(plan, read_dataset(plan.data, folder, plan.roles.id)))


def _named(subject: Subject) -> Decisions:
    return Decisions(subject, tuple(subject.row_names()))


_shelf: Final = Shelf("decisions", _read, _MOST)
