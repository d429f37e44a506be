"""Single cases found among the audited rows: by id, group, what was decided and what happened, and score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from fairwitness.audits.plan.model import INTERSECTION
from fairwitness.audits.subject import Subject
from fairwitness.audits.subject.attributes import Attribute
from fairwitness.audits.units import plain as figure
from fairwitness.errors import ExplanationError, nearest

Order = Literal["row", "lowest", "highest", "nearest"]
ORDERS: Final[tuple[Order, ...]] = ("row", "lowest", "highest", "nearest")
Floats = npt.NDArray[np.float64]
_HALF: Final = 0.5
_HINTED: Final = 5000


@dataclass(frozen=True)
class Kind:
    """Cases of one outcome and one decision, such as those that were wrongly refused."""

    title: str
    outcome: int
    decision: int


@dataclass(frozen=True)
class Search:
    """What is asked for; what is left as it is asks for nothing."""

    text: str = ""
    """In the id or number, whatever its case."""
    group: tuple[str, str] | None = None
    """Attribute and group."""
    kind: str | None = None
    """The title of a `Kind`."""
    low: float | None = None
    high: float | None = None
    """The range of the score, its ends included."""
    order: Order = "row"


@dataclass(frozen=True)
class Hit:
    """One case, as a list shows it."""

    row: int
    """Position, from 0."""
    name: str
    decided: str
    happened: str
    score: float | None
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Cases:
    """The audited rows, ready to be searched; nothing is computed twice."""

    subject: Subject

    @cached_property
    def names(self) -> list[str]:
        """What a person calls each row; where ids repeat, as of one person's rows, with its number."""
        given = self.subject.row_names()
        times = Counter(given)
        return [
            name if times[name] == 1 else f"{name} (row {number})"
            for number, name in enumerate(given, start=1)
        ]

    @cached_property
    def attributes(self) -> tuple[Attribute, ...]:
        """The attributes whose groups can be asked for; crossed ones are left out."""
        return tuple(one for one in self.subject.attributes if INTERSECTION not in one.name)

    @property
    def scores(self) -> Floats | None:
        """The score of each row, or the number predicted; None where there is none."""
        return self.subject.decisions.score

    @cached_property
    def span(self) -> tuple[float, float] | None:
        """The least and the largest score; None where there is none, or they are all one."""
        if self.scores is None or not len(self.scores):
            return None
        low, high = float(self.scores.min()), float(self.scores.max())
        return (low, high) if low < high else None

    @property
    def threshold(self) -> float | None:
        """From which score on the decision is positive; None where nobody says."""
        plan = self.subject.plan
        if plan.task != "binary" or self.scores is None:
            return None
        if plan.roles.threshold is not None:
            return plan.roles.threshold
        by_model = plan.roles.score is None and plan.roles.prediction is None
        return _HALF if by_model and self.subject.score_is_probability else None

    @cached_property
    def orders(self) -> tuple[Order, ...]:
        """How hits can be sorted."""
        if self.span is None:
            return ("row",)
        return ORDERS if self.threshold is not None else ORDERS[:-1]

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """Outcome and decision together, where two labels are decided and outcomes are known; the wrong ones first."""
        labels = self.subject.labels
        if self.subject.plan.task != "binary" or not self.subject.has_labels:
            return ()
        good = int(labels.favourable_is_positive)
        bad = 1 - good
        told = ("Wrongly refused", good, bad), ("Wrongly granted", bad, good)
        right = ("Rightly refused", bad, bad), ("Rightly granted", good, good)
        return tuple(
            Kind(f"{word}: was {labels.names[was]}, decided {labels.names[decided]}", was, decided)
            for word, was, decided in (*told, *right)
        )

    def find(self, search: Search, most: int, skip: int = 0) -> tuple[int, tuple[Hit, ...]]:
        """How many cases fit, and `most` of them in the order asked for, after the first `skip`.

        Cases whose id is the text itself come first. Equal ones keep the order of the rows.
        """
        rows = self._fitting(search)
        rows = rows[np.argsort(self._keys(rows, search.order), kind="stable")]
        if search.text.strip():
            wanted = search.text.strip().casefold()
            exact = np.array([self._folded[row] != wanted for row in rows], dtype=bool)
            rows = rows[np.argsort(exact, kind="stable")]
        return len(rows), tuple(map(self.hit, map(int, rows[skip : skip + most])))

    def exact(self, text: str) -> int | None:
        """The position of the case with that very name, whatever its case if no other has it; None if there is none."""
        wanted = text.strip()
        return self._places.get(wanted, self._folded_places.get(wanted.casefold()))

    def row(self, name: str) -> int:
        """The position of the case of that name.

        Raises
        ------
        ExplanationError
            No case has it.
        """
        found = self.exact(name)
        if found is None:
            hint = nearest(name, self.names[:_HINTED])
            raise ExplanationError(
                f"A case must be the id or the number of a row. Got '{name}' instead. {hint}"
            )
        return found

    def hit(self, row: int) -> Hit:
        """One case by its position."""
        decisions, number = self.subject.decisions, self.subject.plan.task == "regression"
        groups = tuple(f"{one.name}: {one.groups[one.codes[row]]}" for one in self.attributes)
        score = None if self.scores is None else float(self.scores[row])
        if number:
            decided = "" if score is None else figure(score, digits=4)
            return Hit(row, self.names[row], decided, self._real(row), score, groups)
        names, outcome = decisions.labels.names, int(decisions.outcome[row])
        happened = names[outcome] if outcome >= 0 else "not known"
        return Hit(row, self.names[row], names[int(decisions.prediction[row])], happened, score, groups)

    def _real(self, row: int) -> str:
        numbers = self.subject.decisions.numbers
        known = numbers is not None and np.isfinite(numbers[row])
        return figure(float(numbers[row]), digits=4) if known and numbers is not None else "not known"

    @cached_property
    def _folded(self) -> list[str]:
        return [name.casefold() for name in self.names]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.names)}

    @cached_property
    def _folded_places(self) -> dict[str, int]:
        return {name: row for row, name in reversed(list(enumerate(self._folded)))}

    def _fitting(self, search: Search) -> npt.NDArray[np.int64]:
        fits = np.ones(len(self.names), dtype=bool)
        decisions = self.subject.decisions
        if search.group is not None:
            fits &= _in_group(self.attributes, *search.group, rows=len(fits))
        if (kind := next((one for one in self.kinds if one.title == search.kind), None)) is not None:
            fits &= (decisions.outcome == kind.outcome) & (decisions.prediction == kind.decision)
        if self.scores is not None:
            fits &= self.scores >= (-np.inf if search.low is None else search.low)
            fits &= self.scores <= (np.inf if search.high is None else search.high)
        rows = np.flatnonzero(fits)
        wanted = search.text.strip().casefold()
        if wanted:
            rows = np.array([row for row in rows if wanted in self._folded[row]], dtype=np.int64)
        return rows

    def _keys(self, rows: npt.NDArray[np.int64], order: Order) -> Floats:
        """What to sort by, the smallest first."""
        if order not in self.orders or order == "row" or self.scores is None:
            return np.zeros(len(rows))
        scores = self.scores[rows]
        if order == "nearest":
            return np.abs(scores - (self.threshold or 0.0))
        return scores if order == "lowest" else -scores


def _in_group(attributes: Sequence[Attribute], name: str, group: str, *, rows: int) -> npt.NDArray[np.bool_]:
    found = next((one for one in attributes if one.name == name and group in one.groups), None)
    if found is None:
        return np.zeros(rows, dtype=bool)
    fits: npt.NDArray[np.bool_] = found.codes == found.groups.index(group)
    return fits
