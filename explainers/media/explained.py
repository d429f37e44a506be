"""Items explained by either method, all in one conversation with the model."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import FloatArray, Meta
from fairwitness.explainers.media.asking import Asking, Masked, chosen
from fairwitness.explainers.media.draws import generator
from fairwitness.explainers.media.item import Effort, Flags, ItemExplanation, Method
from fairwitness.explainers.media.partition import Tree, owen_values
from fairwitness.explainers.media.surrogate import cosine_weights, errors, fit, stability

Item = TypeVar("Item")


@dataclass(frozen=True)
class Kernel:
    """How LIME weighs a version: its cosine distance to the whole, times `unit`, in a kernel of this width.

    `draw` gives the masks of the sample: the first is the whole item.
    """

    draw: Callable[[int, int, np.random.Generator], Flags]
    width: float
    unit: float
    words: str


@dataclass(frozen=True, eq=False)
class Subject(Generic[Item]):
    """One item in parts.

    Parameters
    ----------
    item, masked
        The whole, and how versions of it are made.
    parts
        What a person calls each part.
    tree
        The hierarchy of the parts.
    content
        What the item holds, as bytes or a hash of them: its draw comes from it.
    """

    item: Item
    masked: Masked[Item]
    parts: tuple[str, ...]
    tree: Tree
    content: bytes
    spans: np.ndarray[tuple[int, int], np.dtype[np.int_]] | None = None
    regions: np.ndarray[tuple[int, int], np.dtype[np.int_]] | None = None


@dataclass(frozen=True, eq=False)
class _Result:
    values: FloatArray
    base: float
    fidelity: float | None = None
    standard_errors: FloatArray | None = None
    stability: float | None = None
    note: str | None = None


def explained(
    predict: Callable[[list[Item]], object],
    subjects: Sequence[Subject[Item]],
    method: Method,
    effort: Effort,
    *,
    kernel: Kernel,
    meta: Meta,
) -> list[ItemExplanation]:
    """The explanation of every item, in their order.

    Raises
    ------
    ExplanationError
        The method is not known, or the model answers badly.
    """
    if method not in ("lime", "shap"):
        raise ExplanationError(f"The `method` must be 'lime' or 'shap'. Got {method!r} instead.")
    asking = Asking(predict, effort)
    answers = asking.whole([one.item for one in subjects])
    outputs = [chosen(answer, effort.output) for answer in answers]
    talks = [_lime(one, effort, kernel) if method == "lime" else _shap(one, effort) for one in subjects]
    results = asking.talk(talks, [one.masked for one in subjects], outputs)
    how: Meta = {
        **meta,
        "engine": f"fairwitness.media.{'lime' if method == 'lime' else 'partition'}",
        "kernel": kernel.words if method == "lime" else None,
        "n_samples": effort.n_samples,
        "seed": effort.seed,
    }
    return [
        ItemExplanation(
            parts=one.parts,
            values=result.values,
            base=result.base,
            answer=float(answer[output]),
            output=output,
            method=method,
            fidelity=result.fidelity,
            standard_errors=result.standard_errors,
            stability=result.stability,
            spans=one.spans,
            regions=one.regions,
            meta={**how, "questions": questions + 1, "note": result.note},
        )
        for one, (result, questions), answer, output in zip(subjects, results, answers, outputs, strict=True)
    ]


def _lime(one: Subject[Item], effort: Effort, kernel: Kernel) -> Generator[Flags, FloatArray, _Result]:
    masks = kernel.draw(len(one.parts), effort.n_samples, generator(effort.seed, one.content))
    answers = yield masks
    weights = cosine_weights(masks, kernel.width, kernel.unit)
    found = fit(masks, answers, weights)
    return _Result(
        found.weights,
        found.intercept,
        found.r2,
        errors(masks, answers, weights),
        stability(masks, answers, weights, found.weights),
        None if found.r2 is not None else "The model's answer never changed, whatever was left out.",
    )


def _shap(one: Subject[Item], effort: Effort) -> Generator[Flags, FloatArray, _Result]:
    found = yield from owen_values(one.tree, len(one.parts), effort.n_samples)
    shared = (
        "Some neighbouring parts share their value equally: there were too few questions to tell them apart."
    )
    return _Result(found.values, found.base, note=None if found.whole else shared)
