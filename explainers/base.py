"""The words every explainer speaks: `Predict` and `Options` go in, an `Explanation` comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness import _registry
from fairwitness.errors import ExplanationError
from fairwitness.explainers.lime.options import LimeOptions

if TYPE_CHECKING:
    from fairwitness.explainers.inside import Structure

FloatArray = npt.NDArray[np.float64]
Meta = Mapping[str, str | int | float | bool | None]
Scale = Literal["probability", "margin", "score"]
"""A share between 0 and 1; the number before a link function, such as log-odds; or anything else."""
Progress = Callable[[int, int], None]
"""Called between chunks with the model rows done and planned; what it raises ends the work."""


class Predict(Protocol):
    """Anything that answers a frame of raw columns with one number a row, that of the positive label."""

    def __call__(self, frame: pd.DataFrame, /) -> npt.ArrayLike:
        """Probabilities or scores, one for each row of `frame`, in its order."""
        ...


@dataclass(frozen=True)
class Asked:
    """A predict function and the fitted object that answers it, for engines that can read the object itself.

    Parameters
    ----------
    predict
        Frames in, one number a row out.
    inside
        The fitted object, or None where it is not known.
    scale
        What the numbers of `predict` are.
    label
        What the fitted object calls the label explained, where that is not `Options.positive`.
    kept
        What has been read of the fitted object, so that explaining again does not read it again.
    """

    predict: Predict
    inside: object = None
    scale: Scale = "score"
    label: str | None = None
    kept: dict[tuple[tuple[str, ...], str | None], Structure | None] = field(
        default_factory=dict, repr=False, compare=False
    )

    def __call__(self, frame: pd.DataFrame, /) -> npt.ArrayLike:
        """As `Predict`."""
        return self.predict(frame)


@dataclass(frozen=True)
class Options:
    """How an explanation is to be computed.

    Parameters
    ----------
    n_samples
        Effort for one explained row: coalitions for SHAP, perturbed rows for LIME. None takes the explainer's
        own default.
    tolerance
        Of SHAP by sampled coalitions: a row needs no more once its largest standard error is at most this share of the
        spread of its values. `n_samples` is then the most. None takes the explainer's own default.
    seed
        The same seed gives the same numbers, whichever rows are explained together.
    scale
        What the numbers of the model are; written into the explanation, never guessed from their range.
    positive
        The label whose probability or score is explained, where it is known.
    workers
        Processes to share the work; the numbers are the same for any number of them. LIME needs only one.
    check_rows
        How many rows a second engine recomputes, to print the difference; 0 switches that off.
    progress
        Told how far the work is.
    lime
        How LIME perturbs rows and weighs them.
    """

    n_samples: int | None = None
    tolerance: float | None = None
    seed: int = 0
    scale: Scale = "score"
    positive: str | None = None
    workers: int = 1
    check_rows: int = 3
    progress: Progress | None = None
    lime: LimeOptions = field(default_factory=LimeOptions)

    def __post_init__(self) -> None:
        counts = (("workers", self.workers, 1), ("check_rows", self.check_rows, 0))
        for name, value, least in (("n_samples", self.n_samples, 1), ("seed", self.seed, 0), *counts):
            if name == "n_samples" and value is None:
                continue
            whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
            if value is None or not whole or not least <= value < 2**32:
                raise ExplanationError(
                    f"The `{name}` must be a whole number from {least} to {2**32 - 1}. Got {value!r} instead."
                )
        if self.tolerance is not None and not 0 < self.tolerance < 1:
            raise ExplanationError(
                "The `tolerance` must be a share above 0 and below 1, such as 0.05. "
                f"Got {self.tolerance!r} instead. Leave it out for the default."
            )


@dataclass(frozen=True)
class Importance:
    """Mean absolute attribution of one column over the explained rows, in the units of the model's output.

    `standard_error` is that of the mean over rows; None when a single row was explained.
    """

    column: str
    mean: float
    standard_error: float | None


@dataclass(frozen=True, eq=False)
class Explanation:
    """Attributions of a model's outputs to its raw columns.

    Parameters
    ----------
    values
        Shape (rows, columns), in the units of the model's output.
    base_values
        Shape (rows,): where the attributions start; `meta["base_value_definition"]` says what that is.
    outputs
        Shape (rows,): what the model answers to the rows themselves.
    columns
        Names of the columns, in the order of `values`.
    meta
        What is needed to compute the numbers again: method, engine, scale, background, seed, effort,
        versions.
    standard_errors
        Shape (rows, columns), or None where the engine enumerates or has no honest estimate. They cover the
        sampling of coalitions, not the choice of the background.
    fidelity
        Shape (rows,): R2 of the local surrogate on its own weighted sample, in [0, 1] (LIME); None for SHAP.
    conditions
        For each row and column the condition that the value speaks of, such as ``"age > 37"`` (LIME); None
        for SHAP.
    effective_samples
        Shape (rows,): how many perturbed rows of equal weight would tell as much (LIME); None for SHAP.
    stability
        Shape (rows,): the share of the columns on top that another seed would leave there, in [0, 1] (LIME); None for
        SHAP.
    seconds
        What parts took that are timed apart, such as the check by a second engine.

    Raises
    ------
    ExplanationError
        The shapes do not fit each other, or a value is not finite.
    """

    values: FloatArray
    base_values: FloatArray
    outputs: FloatArray
    columns: tuple[str, ...]
    meta: Meta = field(default_factory=dict)
    standard_errors: FloatArray | None = None
    fidelity: FloatArray | None = None
    conditions: tuple[tuple[str, ...], ...] | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    effective_samples: FloatArray | None = None
    stability: FloatArray | None = None

    def __post_init__(self) -> None:
        rows, width = len(self.outputs), len(self.columns)
        shapes = {"values": (rows, width), "standard_errors": (rows, width)}
        by_row = ("base_values", "outputs", "fidelity", "effective_samples", "stability")
        for name in ("values", "standard_errors", *by_row):
            given = getattr(self, name)
            if given is None:
                continue
            array = np.array(given, dtype=np.float64)
            expected = shapes.get(name, (rows,))
            if array.shape != expected:
                raise ExplanationError(f"The `{name}` must have shape {expected}. Got {array.shape} instead.")
            if not np.isfinite(array).all():
                raise ExplanationError(
                    f"The `{name}` must be finite numbers. "
                    f"Got {int((~np.isfinite(array)).sum())} that are not."
                )
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        if self.conditions is not None and [len(row) for row in self.conditions] != [width] * rows:
            raise ExplanationError(
                f"The `conditions` must name {width} conditions for each of {rows} rows. They do not."
            )
        object.__setattr__(self, "meta", MappingProxyType(dict(self.meta)))

    @property
    def additivity_residual(self) -> float:
        """Largest |base value + sum of the values - output| over the rows.

        For SHAP it is rounding error. For LIME it is how far the surrogate misses the model at the row
        itself.
        """
        gaps = np.abs(self.base_values + self.values.sum(axis=1) - self.outputs)
        return float(gaps.max(initial=0.0))

    def importance(self) -> tuple[Importance, ...]:
        """Mean absolute attribution of every column, in the order of the columns."""
        size = np.abs(self.values)
        rows = len(size)
        errors = size.std(axis=0, ddof=1) / np.sqrt(rows) if rows > 1 else None
        return tuple(
            Importance(name, float(size[:, place].mean()), None if errors is None else float(errors[place]))
            for place, name in enumerate(self.columns)
        )


@runtime_checkable
class Explainer(Protocol):
    """One way of attributing outputs to columns; registered in the entry points `fairwitness.explainers`."""

    @property
    def name(self) -> str:
        """The name it is registered under."""
        ...

    def explain(
        self, predict: Predict, X: pd.DataFrame, background: pd.DataFrame | None, options: Options
    ) -> Explanation:
        """Explain the answers of `predict` to the rows of `X`, against the rows of `background` if there are any."""
        ...


def load_explainer(name: str) -> Explainer:
    """The explainer registered under a name, ready to use.

    Raises
    ------
    UnknownNameError
        No explainer of that name is registered; the message has the nearest one.
    ExplanationError
        What is registered is not an explainer.
    """
    found = _registry.load("fairwitness.explainers", name)
    made = found() if isinstance(found, type) else found
    if not isinstance(made, Explainer):
        raise ExplanationError(
            f"The entry point '{name}' of fairwitness.explainers must have a `name` and a method `explain`. "
            f"Got {type(made).__name__} instead. Repair or remove the package that registers it."
        )
    return made
