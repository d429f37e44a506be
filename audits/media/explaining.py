"""Texts and pictures at hand, explained by a loaded model; each result is called as a person calls it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from fairwitness.audits.media.pictures import picture_predict
from fairwitness.audits.media.texts import text_predict
from fairwitness.audits.subject import LoadedModel
from fairwitness.errors import ExplanationError, ModelError, nearest

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.explainers.media import Effort, ItemExplanation
    from fairwitness.explainers.media.item import Method

REGIONS, PIXELS = 50, 16
"""At most so many regions, and each of so many pixels or more."""
HIDDEN: Literal["blur"] = "blur"
"""Regions follow colours, and one of a single colour is not hidden by its own mean."""
_TEXTS_AT_ONCE, _PICTURES_AT_ONCE = 512, 64


@dataclass(frozen=True)
class How:
    """How items are explained.

    Parameters
    ----------
    seed
        From 0.
    methods
        Each gives an explanation of every item.
    label
        The label explained; None for the one that the model holds most likely for each item.
    samples
        Versions of each item that the model is asked about.
    """

    seed: int
    methods: tuple[Method, ...] = ("lime", "shap")
    label: str | None = None
    samples: int = 1000


@dataclass(frozen=True, eq=False)
class MediaCase:
    """One explained text or picture."""

    name: str
    item: str | npt.NDArray[np.uint8]
    label: str | None
    """What the explained class is called; None where a number is predicted."""
    found: ItemExplanation


def explained_texts(
    column: pd.Series, names: Sequence[str], model: LoadedModel, how: How
) -> tuple[MediaCase, ...]:
    """The texts of a column, one after the other, each by every method; the model reads a column of that name.

    Raises
    ------
    ExplanationError
        A row has no text, or the model answers badly.
    ModelError
        It does not know the label, or reads something else.
    """
    from fairwitness.explainers import explain_text

    texts = _texts(column, names)
    predict, effort = text_predict(model, str(column.name)), _effort(model, how, _TEXTS_AT_ONCE)
    found = [explain_text(predict, texts, method=method, effort=effort) for method in how.methods]
    return _cases(texts, names, model, found)


def explained_pictures(
    images: npt.NDArray[np.uint8], names: Sequence[str], model: LoadedModel, how: How
) -> tuple[MediaCase, ...]:
    """Pictures of the size that the model reads, one after the other, each by every method.

    Raises
    ------
    ExplanationError
        The model answers badly.
    ModelError
        It does not know the label, or reads pictures of another size.
    """
    from fairwitness.explainers import explain_images

    predict, effort = picture_predict(model), _effort(model, how, _PICTURES_AT_ONCE)
    regions = max(4, min(REGIONS, images.shape[1] * images.shape[2] // PIXELS))
    found = [
        explain_images(predict, images, method=method, regions=regions, hidden=HIDDEN, effort=effort)
        for method in how.methods
    ]
    return _cases(list(images), names, model, found)


def _cases(
    items: Sequence[str | npt.NDArray[np.uint8]],
    names: Sequence[str],
    model: LoadedModel,
    found: Sequence[Sequence[ItemExplanation]],
) -> tuple[MediaCase, ...]:
    return tuple(
        MediaCase(names[place], items[place], _called(model, one[place]), one[place])
        for place in range(len(names))
        for one in found
    )


def _texts(column: pd.Series, names: Sequence[str]) -> list[str]:
    for name, value in zip(names, column, strict=True):
        if not isinstance(value, str) or not value.strip():
            raise ExplanationError(
                f"Case '{name}' must have a text in '{column.name}'. It has none; leave it out."
            )
    return [str(value) for value in column]


def _effort(model: LoadedModel, how: How, batch: int) -> Effort:
    from fairwitness.explainers.media import Effort

    classes = model.classes or ()
    if how.label is not None and how.label not in classes:
        raise ModelError(f"The model must know the label '{how.label}'. {nearest(how.label, classes)}")
    output = None if how.label is None else classes.index(how.label)
    return Effort(n_samples=how.samples, batch=batch, seed=how.seed, output=output)


def _called(model: LoadedModel, found: ItemExplanation) -> str | None:
    return None if model.classes is None else model.classes[found.output]
