"""Predictions from a file of their own, joined to the rows they are of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.audits.plan.model import Data
from fairwitness.audits.quoting import as_subject, shown
from fairwitness.audits.subject.datasets.base import Dataset, read_path
from fairwitness.audits.subject.labels import label_text
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import pandas as pd


def with_predictions(dataset: Dataset, data: Data, folder: Path, by: str | None) -> Dataset:
    """The rows with the columns of the plan's file of predictions.

    Parameters
    ----------
    dataset : Dataset
        The rows.
    data : Data
        Names the file under `predictions`; its format is told by its name.
    folder : Path
        What paths are relative to.
    by : str or None
        The column of `roles.id`: rows are joined by it where both have it, else one by one.

    Raises
    ------
    DataError
        A row has no prediction, an id stands twice, the lengths differ, or a column is in both and differs.
    """
    path = str(data.predictions)
    added = read_path(folder / path, path, Data(path=path, missing=data.missing))
    joins = by is not None and by in dataset.frame and by in added.frame
    if joins:
        columns, notes = _by_id(dataset, added, str(by))
    else:
        columns, notes = _by_place(dataset, added, by)
    for name in dataset.frame.columns.intersection(columns.columns):
        if not _same(dataset.frame[name], columns[name]):
            raise DataError(
                f"A column must have one content. '{name}' is in {dataset.source} and in {added.source}, with "
                f"different values; rename it in {added.source}."
            )
    fresh = columns[[name for name in columns.columns if name not in dataset.frame]]
    return replace(
        dataset,
        frame=dataset.frame.assign(**{str(name): fresh[name].to_numpy() for name in fresh.columns}),
        source=f"{dataset.source} with {added.source}",
        sha256=None,  # of two files; the hash of the columns that are used covers both
        notes=(*dataset.notes, *added.notes, *notes),
        conflicting=dataset.conflicting | added.conflicting,
    )


def _by_id(dataset: Dataset, added: Dataset, by: str) -> tuple[pd.DataFrame, list[str]]:
    ids, others = (_texts(found.frame[by]) for found in (dataset, added))
    twice = others[others.duplicated(keep=False) & others.notna()]
    if len(twice):
        places = " and ".join(
            f"{added.line(int(place)):,}" for place in twice.index[twice == twice.iloc[0]][:2]
        )
        raise DataError(
            f"Each '{by}' must stand once in {added.source}. {as_subject(twice.iloc[0])} stands in lines "
            f"{places}; keep one prediction for each row."
        )
    place = {value: number for number, value in enumerate(others) if isinstance(value, str)}
    found = ids.map(place)
    if found.isna().any():
        first = int(found.isna().to_numpy().argmax())
        what = (
            f"'{by}'{shown(f' {ids.iloc[first]!r}')}"
            if isinstance(ids.iloc[first], str)
            else f"row without a '{by}'"
        )
        raise DataError(
            f"Every row of {dataset.source} must have a prediction in {added.source}. The {what} in line "
            f"{dataset.line(first):,} has none, nor have {int(found.isna().sum()) - 1:,} others; add them, or leave "
            "these rows out of the data."
        )
    spare = len(added.frame) - found.nunique()
    note = f"The predictions of {added.source} were joined by '{by}'."
    left = [f"{spare:,} predictions of {added.source} are of no row and were left out."] if spare else []
    return added.frame.drop(columns=by).iloc[found.astype(int).to_numpy()].reset_index(drop=True), [
        note,
        *left,
    ]


def _by_place(dataset: Dataset, added: Dataset, by: str | None) -> tuple[pd.DataFrame, list[str]]:
    rows, others = len(dataset.frame), len(added.frame)
    if rows != others:
        lacks = "" if by is None else f", or both files the column '{by}' of `roles.id`"
        advice = "; name a column that both have under `roles.id`" if by is None else ""
        raise DataError(
            f"The predictions must have one line for each row{lacks}. {added.source} has {others:,} and "
            f"{dataset.source} {rows:,}{advice or '; put the ids into both'}."
        )
    note = f"The predictions of {added.source} were laid beside the rows in their order: no column names rows in both."
    return added.frame, [note]


def _texts(column: pd.Series) -> pd.Series:
    """Ids as text: 1, 1.0 and "1" are one."""
    return column.map(label_text, na_action="ignore").astype(object)


def _same(one: pd.Series, other: pd.Series) -> bool:
    a, b = _texts(one), _texts(other)
    return bool(((a.to_numpy() == b.to_numpy()) | (a.isna().to_numpy() & b.isna().to_numpy())).all())
