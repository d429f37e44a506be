"""What the formats of boosted trees share: the library, what an objective predicts, coded columns."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
import numpy.typing as npt

from fairwitness.audits.plan.source import ModelSource, Output
from fairwitness.audits.quoting import cell, shown
from fairwitness.audits.subject.columns import plain
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.subject.models.base import first_line
from fairwitness.audits.subject.models.inputs import matrix
from fairwitness.audits.subject.models.outputs import Answers, Ask, Coded, estimator_of
from fairwitness.audits.subject.models.signature import Input
from fairwitness.errors import ModelError, nearest

if TYPE_CHECKING:
    from types import ModuleType

    import pandas as pd

Floats = npt.NDArray[np.float64]
Meaning = Output | Literal["rank", "time", "several"]
THREADS = min(os.cpu_count() or 1, 4)

_REFUSED = {
    "rank": "It ranks rows, and a rank decides about nobody. Audit a column of the decisions that were made with it.",
    "time": "It predicts the time until something happens, which is not measured here. Audit a column of the decisions "
    "that were made with it.",
    "several": "It predicts several things at once, and an audit judges one decision. Audit a column of one of them.",
}


class MalformedError(ModelError):
    """The file is no such model, or not all of it is there."""


@dataclass(frozen=True)
class Column:
    """One column that a booster reads, and the values behind its codes."""

    name: str
    categories: tuple[str, ...] | None = None
    """In the order of their codes; None for numbers."""
    coded: bool = False
    """Whether it was trained on codes whose values the file does not have."""


def library(name: str, what: str, file: str) -> ModuleType:
    """A library that comes with the extra `boosters`.

    Raises
    ------
    ModelError
        It is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise ModelError(
            f"'{file}' is {what}, and needs the package {name} to be read. It is not installed: "
            "`pip install fairwitness[boosters]`."
        ) from error


def meaning_of(objective: str, table: Mapping[str, Meaning], source: ModelSource) -> Output:
    """What the numbers of a model are, by the objective it was trained with, else by the plan.

    Raises
    ------
    ModelError
        Nothing of that kind is measured, or neither the file nor the plan says what it is.
    """
    found = table.get(objective)
    if found is None:
        if source.output is not None:
            return source.output
        raise ModelError(
            f"'{source.name}' must say what its numbers are. It was trained with an objective that is not known here "
            f"('{objective or 'none'}'): name them under `model.output`."
        )
    if found in _REFUSED:
        raise ModelError(f"'{source.name}' was trained with the objective '{objective}'. {_REFUSED[found]}")
    if source.output not in (None, "number", found) and found != "number":
        raise ModelError(
            f"The `output` of '{source.name}' must be what its objective '{objective}' says: {found}. Got "
            f"{source.output} instead; leave it out."
        )
    meaning: Output = found if found != "number" or source.output is None else source.output  # type: ignore[assignment]  # what was found is one of them
    return "number" if source.output == "number" else meaning


def answers(ask: Ask, source: ModelSource, meaning: Output, labels: Sequence[str | int]) -> Answers:
    """What can be asked of it, under the labels of the file: the plan's names for them are put on later."""
    bare = source.model_copy(update={"output": meaning, "classes": tuple(labels)})
    return Coded(ask, tuple(labels)) if meaning == "label" else estimator_of(ask, bare)


def inputs_of(columns: Sequence[Column], *, refuses_others: bool) -> tuple[Input, ...]:
    """The columns as a signature has them."""
    return tuple(
        Input(
            column.name,
            None if column.categories or column.coded else "number",
            column.categories,
            refuses_others,
        )
        for column in columns
    )


def encoded(X: pd.DataFrame, columns: Sequence[Column] | None, width: int, *, refuses_others: bool) -> Floats:
    """The columns as a booster was trained on them, shape (rows, columns); what it never saw is NaN, or refused.

    Raises
    ------
    ModelError
        A column is not there, or holds what the model cannot read.
    """
    if columns is None:
        if X.shape[1] != width:
            raise ModelError(
                f"The model reads {width} columns by their order. Got {X.shape[1]} instead; name them under "
                "`roles.features`, in the order in which the model was trained."
            )
        return matrix(X)
    given = [str(name) for name in X.columns]
    found = np.empty((len(X), len(columns)))
    for place, column in enumerate(columns):
        if column.name not in given:
            raise ModelError(
                f"The model reads the column '{column.name}', which is not there. {nearest(column.name, given)}"
            )
        if column.categories is None:
            found[:, [place]] = matrix(X, [column.name])
        else:
            found[:, place] = _codes(X[column.name], column, column.categories, refuses_others=refuses_others)
    return found


def reason(error: Exception) -> str:
    """What a library says, without the time and the places in its source."""
    said = re.sub(r"^\[[\d:]+\]\s*", "", first_line(error))
    return re.sub(r"(?<![\w.])/?(?:[\w.-]+/)+[\w.-]+(?::\d+)?:?\s*", "", said)[:300]


def _codes(values: pd.Series, column: Column, categories: tuple[str, ...], *, refuses_others: bool) -> Floats:
    import pandas as pd

    places, distinct = pd.factorize(plain(values))
    known = {name: float(code) for code, name in enumerate(categories)}
    names = [label_text(value) for value in distinct]
    new = [name for name in names if name not in known]
    if new and refuses_others:
        raise ModelError(
            f"The column '{column.name}' must hold only values that the model was trained on. Got {cell(new[0])}, "
            f"which it has never seen. {shown(nearest(new[0], categories))} Correct the values, or leave their rows "
            "out with `where`."
        )
    codes = np.array([*(known.get(name, np.nan) for name in names), np.nan])
    return codes[places]


class Booster(Protocol):
    """A library's model that is asked with a matrix."""

    def predict(self, data: object, **how: object) -> npt.ArrayLike:
        """A number, or several, for each row."""
        ...

    def __getitem__(self, rounds: slice) -> Booster:
        """The model of some of the rounds."""
        ...
