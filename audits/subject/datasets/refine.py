"""What the plan knows better of the rows than their reader: more markers of missing values, and types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fairwitness.audits.plan.data import ColumnType, Data
from fairwitness.audits.quoting import cell
from fairwitness.audits.subject.columns import floats, is_number, plain
from fairwitness.audits.subject.datasets.base import Dataset
from fairwitness.audits.subject.datasets.dates import read_dates
from fairwitness.audits.subject.datasets.thousands import may_be_thousands
from fairwitness.audits.subject.labels import label_text
from fairwitness.errors import ColumnNotFoundError, DataError

if TYPE_CHECKING:
    import pandas as pd

MARK = "?"
"""Stands for a missing value in a column of otherwise nothing but numbers, in files that carry no types."""
UNTYPED = frozenset({"csv", "excel", "jsonl"})
_TRUE, _FALSE = {"true", "yes", "y", "t", "1"}, {"false", "no", "n", "f", "0"}


def refined(dataset: Dataset, data: Data) -> Dataset:
    """The rows with the plan's markers read as missing and its types applied; what was done is noted.

    Raises
    ------
    DataError
        A column that the plan gives a type is not there, or holds something else.
    """
    for name in data.types:
        if name not in dataset.frame:
            raise ColumnNotFoundError.among(
                name, map(str, dataset.frame.columns), role="key of `data.types`", source=dataset.source
            )
    columns: dict[str, pd.Series] = {}
    marked: list[str] = []
    for key, column in dataset.frame.items():
        name = str(key)
        found = _without_marks(column, data.missing)
        kind = data.types.get(name)
        if kind is not None:
            found = _as_type(found, kind, dataset)
        elif dataset.kind in UNTYPED and (numbers := _numbers_beside_marks(found)) is not None:
            marked.append(f"'{name}' ({int((found == MARK).sum()):,})")
            found = numbers
        if found is not column:
            columns[name] = found
    if not columns:
        return dataset
    changed = replace(dataset, frame=dataset.frame.assign(**columns))
    return changed.noted(marks_note(marked)) if marked else changed


def marks_note(columns: Sequence[str]) -> str:
    """What is said of columns in which `MARK` was read as missing."""
    return (
        f"'{MARK}' was read as a missing value where everything else in the column is a number: {', '.join(columns)}. "
        "If it is a value, say `data.types: {COLUMN: text}`."
    )


def _without_marks(column: pd.Series, marks: Sequence[str]) -> pd.Series:
    """The column with the plan's markers as missing values; the same column if it has none."""
    import pandas as pd

    if not marks:
        return column
    bare = plain(column)
    if is_number(bare):
        numbers = [float(mark) for mark in marks if _is_number(mark)]
        hit = bare.isin(numbers) if numbers else pd.Series(data=False, index=column.index)
        return column.mask(hit) if hit.any() else column
    if bare.dtype.kind in "bM":
        return column
    wanted = {label_text(mark) for mark in marks}
    hit = (
        bare.map(lambda value: label_text(value) in wanted, na_action="ignore")
        .fillna(value=False)
        .astype(bool)
    )
    if not hit.any():
        return column
    rest = bare.mask(hit)
    return rest.infer_objects() if rest.dtype == object else rest


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text


def _numbers_beside_marks(column: pd.Series) -> pd.Series | None:
    """A column of numbers and question marks as numbers; None for any other."""
    import pandas as pd

    if not (pd.api.types.is_string_dtype(column) or column.dtype == object):
        return None
    hit = column == MARK
    if not hit.any():
        return None
    rest = column.mask(hit)
    if not rest.notna().any() or rest.map(lambda value: isinstance(value, bool)).any():
        return None
    try:
        numbers = pd.to_numeric(rest)
    except (ValueError, TypeError):
        return None
    return numbers if is_number(numbers) else None


def _as_type(column: pd.Series, kind: ColumnType, dataset: Dataset) -> pd.Series:
    if kind == "text":
        return _as_text(column)
    if kind == "number":
        return _as_number(column, dataset)
    return _as_truth(column, dataset) if kind == "true or false" else read_dates(column, dataset)


def _as_text(column: pd.Series) -> pd.Series:
    import pandas as pd

    if pd.api.types.is_string_dtype(column) and column.dtype != object:
        return column
    return column.map(label_text, na_action="ignore").astype("str")


def _as_number(column: pd.Series, dataset: Dataset) -> pd.Series:
    import pandas as pd

    bare = plain(column)
    if is_number(bare):
        return column
    texts = bare.dropna().astype("str").str.strip()
    if may_be_thousands(texts):
        raise DataError(
            f"The column '{column.name}' of {dataset.source} must hold numbers that can be read in one way. Its dots "
            "or commas may be decimal marks, or set off thousands; take them out of the file."
        )
    numbers = pd.to_numeric(texts, errors="coerce").reindex(bare.index)
    wrong = numbers.isna() & bare.notna()
    if wrong.any():
        raise misfit(column, wrong, "numbers", dataset)
    return pd.Series(floats(numbers), index=column.index, name=column.name)


def _as_truth(column: pd.Series, dataset: Dataset) -> pd.Series:
    texts = column.map(lambda value: label_text(value).casefold(), na_action="ignore")
    wrong = column.notna() & ~texts.isin(_TRUE | _FALSE)
    if wrong.any():
        raise misfit(column, wrong, "true and false (or yes and no, 1 and 0)", dataset)
    truth = texts.map(lambda text: text in _TRUE, na_action="ignore")
    return truth.astype("boolean" if column.isna().any() else bool)


def misfit(column: pd.Series, wrong: pd.Series, what: str, dataset: Dataset) -> DataError:
    """What is raised where a column does not hold what the plan says."""
    place = int(wrong.to_numpy().argmax())
    text = " ".join(str(column.iloc[place]).split())
    held = cell(f"{text[:40]}…" if len(text) > 40 else text)
    return DataError(
        f"The column '{column.name}' of {dataset.source} must hold {what}, as `data.types` says. It holds {held} in "
        f"line {dataset.line(place):,}; name it under `data.missing` if it stands for a missing value, else correct "
        "the type."
    )
