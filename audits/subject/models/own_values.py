"""Models in a process of their own whose library explains them, as explanations may ask it: over a person's columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt

from fairwitness.audits.host.own import contributions, margins

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.audits.host import HostedModel
    from fairwitness.explainers.base import Scale
    from fairwitness.explainers.engines.catboost import Trained

Floats = npt.NDArray[np.float64]
Rows = Callable[["pd.DataFrame"], "pd.DataFrame"]


@dataclass(frozen=True, eq=False)
class HostedOwnValues:
    """A CatBoost model on the other side of the wire.

    Parameters
    ----------
    host
        Where it is asked.
    classes_
        Its labels; none where it gives a number.
    rows
        What the model reads of a raw frame.
    names
        Which columns these are; None for all of them as they come.
    """

    host: HostedModel
    classes_: tuple[str, ...]
    rows: Rows = lambda frame: frame
    names: tuple[str, ...] | None = None

    def as_own_values(self, columns: tuple[str, ...], positive: str | None) -> OneOutput | None:
        """See `HasOwnValues` of the explainers."""
        from fairwitness.explainers.engines.catboost import Trained, output_of

        names = columns if self.names is None else self.names
        trained = Trained.of(self.host.explains or "")
        output = output_of(list(self.classes_), positive if self.classes_ else None)
        if output is None or not trained.adds_up or not set(names) <= set(columns):
            return None
        places = np.array([columns.index(name) for name in names], dtype=np.intp)
        return OneOutput(self, trained, places, *output)


@dataclass(frozen=True, eq=False)
class OneOutput:
    """One of its outputs, as the explainers' `OwnValues`."""

    model: HostedOwnValues
    trained: Trained
    places: npt.NDArray[np.intp]
    place: int
    sign: float
    family: ClassVar[str] = "CatBoost trees"

    @cached_property
    def engine(self) -> str:
        """See `OwnValues`."""
        from fairwitness.explainers.engines.catboost import ENGINE

        return f"{ENGINE}, in a process of its own"

    @property
    def scale(self) -> Scale:
        """See `OwnValues`."""
        return "margin" if self.model.classes_ else "score"

    @property
    def versions(self) -> Mapping[str, str]:
        """See `OwnValues`; what the other side says it runs with."""
        said = self.model.host.signature.runs_with.get("catboost")
        return {} if said is None else {"catboost_version": said}

    @property
    def against_rows(self) -> bool:
        """See `OwnValues`."""
        return self.trained.against_rows

    def answer(self, frame: pd.DataFrame) -> Floats:
        """See `OwnValues`."""
        chosen: Floats = self.sign * margins(self.model.host, self.model.rows(frame))[:, self.place]
        return chosen

    def values(self, X: pd.DataFrame, background: pd.DataFrame | None) -> Floats:
        """See `OwnValues`."""
        rows = self.model.rows
        against = None if background is None else rows(background)
        own = self.sign * contributions(self.model.host, rows(X), against)[:, self.place]
        found = np.zeros((len(X), X.shape[1] + 1))
        found[:, self.places], found[:, -1] = own[:, :-1], own[:, -1]
        return found


def own_values_of(
    host: HostedModel, rows: Rows | None = None, names: tuple[str, ...] | None = None
) -> object:
    """What explanations may ask of a hosted model besides predictions; None where its library does not explain it."""
    if host.explains is None:
        return None
    classes = host.signature.classes or ()
    return HostedOwnValues(host, classes) if rows is None else HostedOwnValues(host, classes, rows, names)
