"""Sensitive attributes as groups: values named, numbers cut into bins, missing values a group of their own."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.plan.model import UNKNOWN, Sensitive, join
from fairwitness.audits.plan.roles import MOST_VALUES_OF_A_CODED_NUMBER
from fairwitness.audits.quoting import cell, shown
from fairwitness.audits.subject.columns import first_text, floats, is_number, plain
from fairwitness.audits.subject.labels import label_text
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

Codes = npt.NDArray[np.int64]
_MOST_CELLS = 400


@dataclass(frozen=True)
class Attribute:
    """One attribute of the rows: the names of its groups, and each row's place among them."""

    name: str
    columns: tuple[str, ...]
    groups: tuple[str, ...]
    """Group names; `UNKNOWN` is last if any row's value is missing."""
    codes: Codes
    """Shape (rows,): index into groups."""
    edges: tuple[float, ...] | None = None
    note: str | None = None

    @property
    def unknown(self) -> str | None:
        """The name of the group of missing values, if there is one."""
        return UNKNOWN if UNKNOWN in self.groups else None

    def known(self) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
        """Each group but that of missing values, and which rows are in it."""
        for place, name in enumerate(self.groups):
            if name != self.unknown:
                yield name, self.codes == place

    @property
    def sizes(self) -> Codes:
        """Rows in each group, shape (groups,)."""
        return np.bincount(self.codes, minlength=len(self.groups))


def read_attribute(sensitive: Sensitive, column: pd.Series, *, max_groups: int) -> Attribute:
    """The groups of one sensitive attribute.

    Raises
    ------
    DataError
        No value is known, there are too many values to be groups, or bins were asked of what is not a number.
    """
    column = plain(column)
    if column.isna().all():
        raise DataError(
            f"The sensitive attribute '{sensitive.name}' must have known values. All {len(column):,} "
            f"rows of '{sensitive.source}' are missing."
        )
    numeric = is_number(column)
    if sensitive.bins is not None and not numeric:
        _, value = first_text(column) or (0, column.dropna().iloc[0])
        raise DataError(
            f"The `bins` of '{sensitive.name}' need numbers. The column '{sensitive.source}' holds text such as "
            f"{cell(value)}."
        )
    many = numeric and sensitive.groups is None and column.nunique() > MOST_VALUES_OF_A_CODED_NUMBER
    if sensitive.bins is not None or many:
        return _binned(sensitive, column)
    return _categories(sensitive, column, max_groups)


def cross(attributes: Sequence[Attribute]) -> Attribute:
    """The intersection of attributes: every combination of known groups, those without a row too."""
    known = [[group for group in attribute.groups if group != UNKNOWN] for attribute in attributes]
    name = join([attribute.name for attribute in attributes])
    cells = math.prod(map(len, known))
    if cells > _MOST_CELLS:
        raise DataError(
            f"An intersection must have at most {_MOST_CELLS} groups. '{name}' has {cells:,}; bin "
            "an attribute, or cross fewer."
        )
    codes = np.zeros(len(attributes[0].codes), dtype=np.int64)
    missing = np.zeros(len(codes), dtype=bool)
    for attribute, groups in zip(attributes, known, strict=True):
        codes = codes * len(groups) + np.minimum(attribute.codes, len(groups) - 1)
        missing |= attribute.codes >= len(groups)
    names = [join(combination) for combination in product(*known)]
    columns = tuple(column for attribute in attributes for column in attribute.columns)
    return _with_unknown(name, columns, names, np.where(missing, len(names), codes))


def cross_strata(strata: Sequence[Attribute]) -> Attribute:
    """The strata as groups: those of the one column, or every combination of them.

    Raises
    ------
    DataError
        A column has one level only, so that it tells nobody apart.
    """
    for one in strata:
        if len(one.groups) < 2:
            raise DataError(
                f"The `strata` must tell people apart. '{one.name}' has one level only, '{one.groups[0]}'; "
                "leave it out."
            )
    return strata[0] if len(strata) == 1 else cross(strata)


def _categories(sensitive: Sensitive, column: pd.Series, max_groups: int) -> Attribute:
    import pandas as pd

    codes, values = pd.factorize(column)
    if len(values) > max_groups:
        raise DataError(
            f"The sensitive attribute '{sensitive.name}' must have at most {max_groups} groups. It "
            f"has {len(values):,}{shown(f', such as {values[0]!r} and {values[1]!r}')}. "
            "Group its values first, give `bins` if it is a number, or raise `checks.max_groups`."
        )
    texts = [label_text(value) for value in values]
    named = sensitive.groups or {}
    if strangers := sorted(set(named) - set(texts) if sensitive.categories is None else ()):
        raise DataError(
            f"The `groups` of '{sensitive.name}' must name values of '{sensitive.source}': "
            f"{', '.join(sorted(texts))}. Got '{strangers[0]}' too."
        )
    called = [named.get(text, text) or UNKNOWN for text in texts]
    names = sorted(
        {name for name in (*called, *(sensitive.categories or ())) if name != UNKNOWN}, key=_natural
    )
    if sensitive.categories is not None:
        _check_categories(sensitive, names)
    place = {name: index for index, name in enumerate(names)}
    lookup = np.array([place.get(name, len(names)) for name in called] + [len(names)], dtype=np.int64)
    return _with_unknown(sensitive.name, (sensitive.source,), names, lookup[codes])


def _check_categories(sensitive: Sensitive, names: Sequence[str]) -> None:
    strangers = [name for name in names if name not in (sensitive.categories or ())]
    if strangers:
        raise DataError(
            f"The `categories` of '{sensitive.name}' must hold every group in the data. '{strangers[0]}' is not among "
            f"{list(sensitive.categories or ())}; add it, or give the value one of these names under `groups`."
        )


def _binned(sensitive: Sensitive, column: pd.Series) -> Attribute:
    values = floats(column)
    finite = values[np.isfinite(values)]
    note = None
    if isinstance(sensitive.bins, tuple):
        edges = np.asarray(sensitive.bins, dtype=float)
    else:
        edges = np.unique(np.quantile(finite, [0.25, 0.5, 0.75])) if len(finite) else finite
        edges = edges[edges > finite.min()] if len(finite) else edges
        if sensitive.bins is None:
            note = f"'{sensitive.name}' is a number with many values and was cut at its quartiles."
    if not len(edges):
        raise DataError(
            f"The numbers of '{sensitive.name}' must differ enough to be cut at their quartiles. More than three in "
            "four are the smallest one; give `bins`."
        )
    cuts = _short(edges)
    names = [
        f"under {cuts[0]}",
        *(f"{low} to under {high}" for low, high in pairwise(cuts)),
        f"{cuts[-1]} and over",
    ]
    codes = np.where(np.isnan(values), len(names), np.searchsorted(edges, values, side="right"))
    attribute = _with_unknown(sensitive.name, (sensitive.source,), names, codes)
    return Attribute(
        attribute.name, attribute.columns, attribute.groups, attribute.codes, tuple(map(float, edges)), note
    )


def _with_unknown(name: str, columns: tuple[str, ...], names: Sequence[str], codes: Codes) -> Attribute:
    unknown = (UNKNOWN,) if (codes == len(names)).any() else ()
    return Attribute(name, columns, (*names, *unknown), codes)


def _natural(name: str) -> tuple[int, float, str, str]:
    with suppress(ValueError):
        if math.isfinite(number := float(name)):
            return (0, number, name, name)
    return (1, 0.0, name.casefold(), name)


def _short(edges: npt.NDArray[np.float64]) -> list[str]:
    """Edges as text, with as many digits as it takes to tell them apart."""
    for digits in (6, 9, 12):
        cuts = [f"{edge:,.0f}" if float(edge).is_integer() else f"{edge:.{digits}g}" for edge in edges]
        if len(set(cuts)) == len(cuts):
            return cuts
    return [repr(float(edge)) for edge in edges]
