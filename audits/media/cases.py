"""Single texts and pictures of the data of a plan, explained by its model."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fairwitness.audits.media.explaining import How, MediaCase, explained_pictures, explained_texts
from fairwitness.audits.media.pictures import picture_size
from fairwitness.audits.plan import Plan
from fairwitness.audits.subject import Dataset, closed_after, load_model, read_dataset
from fairwitness.audits.subject.datasets.picture_files import read_pictures
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.subject.rows import select
from fairwitness.errors import ColumnNotFoundError, ExplanationError, PlanError, nearest

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.audits.subject import LoadedModel
    from fairwitness.explainers.media.item import Method

SHOWN = 5
"""Rows explained where none are named."""


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
    methods, label, samples
        See `fairwitness.audits.media.explaining.How`.
    """

    text: str | None = None
    cases: Sequence[str] | None = None
    rows: int = SHOWN
    methods: tuple[Method, ...] = ("lime", "shap")
    label: str | None = None
    samples: int = 1000


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
    names, how = [named[row] for row in chosen], How(plan.seed, wanted.methods, wanted.label, wanted.samples)
    with ExitStack() as held:
        model = load_model(plan.model, folder, plan.task)
        held.enter_context(closed_after(model))
        rows = frame.iloc[chosen]
        cases = (
            _pictures(dataset, rows, names, model, how)
            if wanted.text is None
            else explained_texts(rows[wanted.text], names, model, how)
        )
    return MediaExplanations(cases, dataset.source, plan.model.name, model.sha256, plan.seed)


def _pictures(
    dataset: Dataset, rows: pd.DataFrame, names: list[str], model: LoadedModel, how: How
) -> tuple[MediaCase, ...]:
    if dataset.pictures is None:
        raise ExplanationError(
            f"To explain pictures, the data must be a folder of pictures with a CSV that labels them. "
            f"Got '{dataset.source}'; for texts, name their column with `--text`."
        )
    files = rows[dataset.pictures.column].tolist()
    images = read_pictures(files, dataset.pictures.path, picture_size(model))
    return explained_pictures(images, names, model, how)


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
