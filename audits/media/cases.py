"""Single texts and pictures of the data of a plan, explained by its model."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from fairwitness.audits.media.files import read_pictures
from fairwitness.audits.media.pictures import picture_predict, picture_size
from fairwitness.audits.media.texts import text_predict
from fairwitness.audits.plan import Plan
from fairwitness.audits.subject import LoadedModel, Subject, closed_after, load_model, read_dataset
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.subject.rows import select
from fairwitness.errors import ColumnNotFoundError, ExplanationError, ModelError, PlanError, nearest

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.explainers.media import Effort, ItemExplanation
    from fairwitness.explainers.media.item import Method

SHOWN = 5
"""Rows explained where none are named."""
REGIONS, PIXELS = 50, 16
"""At most so many regions, and each of so many pixels or more."""
HIDDEN: Literal["blur"] = "blur"
"""Regions follow colours, and one of a single colour is not hidden by its own mean."""


@dataclass(frozen=True)
class Wanted:
    """What is to be explained, and how.

    Parameters
    ----------
    text
        The column of texts; None for pictures.
    cases
        Rows by id, or by number counted from 1; None for a few drawn with the plan's seed.
    rows
        How many are drawn.
    methods
        Each gives an explanation of every row.
    label
        The label explained; None for the one that the model holds most likely for each row.
    samples
        Versions of each item that the model is asked about.
    """

    text: str | None = None
    cases: Sequence[str] | None = None
    rows: int = SHOWN
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


@dataclass(frozen=True, eq=False)
class MediaExplanations:
    """What was explained, of which data and by which model."""

    cases: tuple[MediaCase, ...]
    source: str
    model: str
    sha256: str | None
    seed: int


def explain_media(plan: Plan, folder: Path, wanted: Wanted) -> MediaExplanations:
    """Explain some texts, or some pictures, of the data of a plan.

    Raises
    ------
    FairwitnessError
        There is no model, rows stay private, data or model cannot be read or do not fit, or a case is not there.
    """
    if plan.model is None:
        raise PlanError(
            "An explanation needs the model: name one with `--model`, or under `model` in the plan."
        )
    if not plan.privacy.rows:
        raise ExplanationError(
            "Single cases cannot be explained where rows stay private (`privacy.rows: false`)."
        )
    dataset = read_dataset(plan.data, folder, plan.roles.id)
    frame = select(dataset.frame, plan, dataset.source)
    named = _named(frame, plan)
    if wanted.text is not None and wanted.text not in frame:
        raise ColumnNotFoundError.among(wanted.text, frame.columns, role="text", source=dataset.source)
    chosen = _chosen(frame, named, wanted, plan.seed)
    names = [named[row] for row in chosen]
    with ExitStack() as held:
        model = load_model(plan.model, folder, plan.task)
        held.enter_context(closed_after(model))
        if wanted.text is None:
            images = read_pictures(frame.iloc[chosen], folder / str(plan.data.path), picture_size(model))
            found = _pictures(images, model, wanted, plan.seed)
            items: Sequence[str | npt.NDArray[np.uint8]] = list(images)
        else:
            texts = _texts(frame[wanted.text].iloc[chosen], names)
            found, items = _explained_texts(texts, model, wanted, plan.seed), texts
    cases = (
        MediaCase(names[place], items[place], _called(model, one[place]), one[place])
        for place in range(len(names))
        for one in found
    )
    return MediaExplanations(tuple(cases), dataset.source, plan.model.name, model.sha256, plan.seed)


def text_column(subject: Subject) -> str | None:
    """The column of texts, where that is all that the audited model reads; None where it reads anything else."""
    if subject.model is None or len(subject.features) != 1:
        return None
    column = subject.frame[subject.features[0]]
    several = column.map(lambda value: isinstance(value, str) and len(value.split()) > 1)
    return subject.features[0] if 2 * int(several.sum()) > len(column) else None


def explain_text_of(subject: Subject, column: str, row: int, name: str) -> tuple[MediaCase, ...]:
    """The text of one row of an audit, by LIME and by SHAP. `row` counts from 0.

    The label explained is the positive one, as for tables, where the model knows it.

    Raises
    ------
    ExplanationError
        The row has no text.
    """
    if subject.model is None:
        raise ExplanationError("Explanations need the model: predictions alone do not say what moved them.")
    positive = subject.labels.positive if subject.plan.task != "regression" else None
    label = positive if positive in (subject.model.classes or ()) else None
    wanted = Wanted(text=column, label=label)
    texts = _texts(subject.frame[column].iloc[[row]], [name])
    found = _explained_texts(texts, subject.model, wanted, subject.plan.seed)
    return tuple(MediaCase(name, texts[0], _called(subject.model, one), one) for (one,) in found)


def _named(frame: pd.DataFrame, plan: Plan) -> list[str]:
    if plan.roles.id is None:
        return [str(place + 1) for place in range(len(frame))]
    return [label_text(value) for value in frame[plan.roles.id]]


def _chosen(frame: pd.DataFrame, named: list[str], wanted: Wanted, seed: int) -> list[int]:
    if wanted.cases is not None:
        for name in wanted.cases:
            if name not in named:
                raise ExplanationError(
                    f"A case must be the id or the number of a row. Got '{name}' instead. "
                    f"{nearest(name, named[:5000])}"
                )
        return [named.index(name) for name in wanted.cases]
    usable = np.arange(len(frame))
    if wanted.text is not None:
        usable = np.flatnonzero(
            frame[wanted.text].map(lambda text: isinstance(text, str) and bool(text.strip()))
        )
    if not len(usable):
        raise ExplanationError(f"The column '{wanted.text}' must hold texts. It holds none.")
    return sorted(np.random.default_rng(seed).permutation(usable)[: wanted.rows].tolist())


def _texts(column: pd.Series, names: list[str]) -> list[str]:
    for name, value in zip(names, column, strict=True):
        if not isinstance(value, str) or not value.strip():
            raise ExplanationError(
                f"Case '{name}' must have a text in '{column.name}'. It has none; leave it out."
            )
    return [str(value) for value in column]


def _effort(model: LoadedModel, wanted: Wanted, seed: int, batch: int) -> Effort:
    from fairwitness.explainers.media import Effort

    classes = model.classes or ()
    if wanted.label is not None and wanted.label not in classes:
        raise ModelError(f"The model must know the label '{wanted.label}'. {nearest(wanted.label, classes)}")
    output = None if wanted.label is None else classes.index(wanted.label)
    return Effort(n_samples=wanted.samples, batch=batch, seed=seed, output=output)


def _explained_texts(
    texts: list[str], model: LoadedModel, wanted: Wanted, seed: int
) -> list[list[ItemExplanation]]:
    from fairwitness.explainers import explain_text

    predict, effort = text_predict(model, wanted.text), _effort(model, wanted, seed, 512)
    return [explain_text(predict, texts, method=method, effort=effort) for method in wanted.methods]


def _pictures(
    images: npt.NDArray[np.uint8], model: LoadedModel, wanted: Wanted, seed: int
) -> list[list[ItemExplanation]]:
    from fairwitness.explainers import explain_images

    predict, effort = picture_predict(model), _effort(model, wanted, seed, 64)
    regions = max(4, min(REGIONS, images.shape[1] * images.shape[2] // PIXELS))
    return [
        explain_images(predict, images, method=method, regions=regions, hidden=HIDDEN, effort=effort)
        for method in wanted.methods
    ]


def _called(model: LoadedModel, found: ItemExplanation) -> str | None:
    return None if model.classes is None else model.classes[found.output]
