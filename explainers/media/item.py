"""An explained text or picture: parts, and how far each moved the model's answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import FloatArray, Meta, Progress
from fairwitness.explainers.given import whole_number
from fairwitness.explainers.ranking import ranked

Method = Literal["lime", "shap"]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Effort:
    """How much a model is asked, and how.

    Parameters
    ----------
    n_samples
        Versions of one item, with parts left out, that the model is asked about: drawn by LIME, at most by SHAP.
    batch
        Most items in one call of the model.
    seed
        From 0. Every item has a draw of its own (LIME), made of the seed and what the item holds: its numbers depend
        neither on what else is explained, nor on its place in the list, nor on `batch`.
    output
        The place of the class explained; None for the one that the model gives to the whole item.
    progress
        Told after every call of the model, with the versions done and planned; what it raises ends the work.
    """

    n_samples: int = 1000
    batch: int = 128
    seed: int = 0
    output: int | None = None
    progress: Progress | None = None

    def __post_init__(self) -> None:
        for name, least in (("n_samples", 10), ("batch", 1), ("seed", 0)):
            whole_number(name, getattr(self, name), least)


@dataclass(frozen=True, eq=False)
class ItemExplanation:
    """How far each part of one text or picture moved the model's answer to it.

    Parameters
    ----------
    parts
        What a person calls each part: the word, or the number of the region.
    values
        Shape (parts,), in the units of the model's answer: what the part adds by being there.
    base
        Where the values start: the answer to the item without any part (SHAP), or the surrogate's intercept (LIME).
    answer
        The model's answer to the whole item.
    output
        The place of the class explained.
    method
        "lime" or "shap".
    fidelity
        R2 of the surrogate on its own weighted sample, in [0, 1]; None for SHAP, and where the answers never change.
    standard_errors
        Shape (parts,), of values that were sampled (LIME), from fifths of the sample.
    stability
        Share of the five strongest parts that every half of the sample finds again, in [0, 1]; None for SHAP.
    spans
        For a text, where each part begins and ends. Shape (parts, 2).
    regions
        For a picture, the place of the part that each pixel belongs to. Shape (height, width).
    meta
        Engine, masking, seed, versions of packages; `questions` is how many versions of this item the model was asked.
    """

    parts: tuple[str, ...]
    values: FloatArray
    base: float
    answer: float
    output: int
    method: Method
    fidelity: float | None = None
    standard_errors: FloatArray | None = None
    stability: float | None = None
    spans: npt.NDArray[np.int_] | None = None
    regions: npt.NDArray[np.int_] | None = None
    meta: Meta = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.values.shape != (len(self.parts),) or not np.isfinite(self.values).all():
            raise ExplanationError(
                f"The `values` must be {len(self.parts)} finite numbers. Got shape {self.values.shape} instead."
            )
        frozen: Mapping[str, str | int | float | bool | None] = MappingProxyType(dict(self.meta))
        object.__setattr__(self, "meta", frozen)

    def clear(self) -> FloatArray:
        """The values, with 0 for those that lie less than two standard errors from none. Shape (parts,)."""
        if self.standard_errors is None:
            return self.values
        return np.where(np.abs(self.values) >= 2 * self.standard_errors, self.values, 0.0)

    def strongest(self, count: int = 5) -> tuple[int, ...]:
        """Places of the parts with the largest absolute values, the strongest first."""
        return tuple(ranked(self.values)[:count].tolist())
