"""Dates that are written as text, read where one order of day, month and year alone fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairwitness.audits.quoting import shown
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.audits.subject.datasets.base import Dataset

FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y%m%d")
"""How dates are written; ISO 8601 with a time of day is read too."""


def forms_of(texts: pd.Series) -> list[str]:
    """The forms that every one of some texts fits."""
    import pandas as pd

    found = [form for form in FORMS if pd.to_datetime(texts, format=form, errors="coerce").notna().all()]
    if not found and pd.to_datetime(texts, format="ISO8601", errors="coerce", utc=True).notna().all():
        return ["ISO8601"]
    return found


def read_dates(column: pd.Series, dataset: Dataset) -> pd.Series:
    """A column of dates.

    Raises
    ------
    DataError
        Something in it is no date, or day and month cannot be told apart.
    """
    import pandas as pd

    from fairwitness.audits.subject.datasets.refine import misfit

    if pd.api.types.is_datetime64_any_dtype(column):
        return column
    texts = column.dropna().map(str).str.strip()
    forms = forms_of(texts)
    if {"%d/%m/%Y", "%m/%d/%Y"} <= set(forms):
        raise DataError(
            f"The dates in '{column.name}' of {dataset.source} must be told apart by day and month. All of them"
            f"{shown(f', such as {texts.iloc[0]!r},')} can be read either way; write them as YYYY-MM-DD."
        )
    if not forms:
        read = [pd.to_datetime(texts, format=form, errors="coerce").reindex(column.index) for form in FORMS]
        best = max(read, key=lambda dates: int(dates.notna().sum()))
        raise misfit(column, best.isna() & column.notna(), "dates", dataset)
    return pd.to_datetime(texts, format=forms[0]).reindex(column.index)
