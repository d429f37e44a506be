"""How tables of different rows are lined up: the same groups in one order, or a sentence that says why not."""

from __future__ import annotations

from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from fairwitness.errors import DataError, nearest

Number = TypeVar("Number", np.int64, np.object_)


class Grouped(Protocol):
    """A table with a place for every group."""

    @property
    def attribute(self) -> str:
        """The sensitive attribute."""
        ...

    @property
    def groups(self) -> tuple[str, ...]:
        """The names of the groups."""
        ...

    @property
    def unknown(self) -> str | None:
        """The group that stands for missing values."""
        ...


def merged_groups(
    left: Grouped, right: Grouped
) -> tuple[tuple[str, ...], str | None, tuple[list[int], list[int]]]:
    """The groups of both, the unknown one, and the place of each table's groups among them.

    Equal tuples keep their order, others are sorted with the unknown last, so that no order of merging can change
    the result.

    Raises
    ------
    DataError
        Missing values have two names.
    """
    for this, that in ((left, right), (right, left)):
        if this.unknown in (None, that.unknown):
            continue
        if that.unknown is not None or this.unknown in that.groups:
            other = f"'{that.unknown}'" if that.unknown else "the same name for a group like any other"
            raise DataError(
                f"Counts can be merged only with the same name for missing values of '{this.attribute}'. "
                f"Got '{this.unknown}' and {other} instead."
            )
    unknown = left.unknown if left.unknown is not None else right.unknown
    groups = left.groups
    if groups != right.groups:
        groups = tuple(sorted({*groups, *right.groups}, key=lambda name: (name == unknown, name)))
    places = ([groups.index(name) for name in left.groups], [groups.index(name) for name in right.groups])
    return groups, unknown, places


def added(
    size: int, places: tuple[list[int], list[int]], one: npt.NDArray[Number], two: npt.NDArray[Number]
) -> npt.NDArray[Number]:
    """Two tables added, each group of either at its place among ``size`` groups."""
    total: npt.NDArray[Number] = np.zeros((size, *one.shape[1:]), dtype=one.dtype)
    for place, table in zip(places, (one, two), strict=True):
        total[place] += table
    return total


def refuse_unlike(what: str, *compared: tuple[str, str, str]) -> None:
    """Refuse to merge what does not count the same: (name, one, two) each."""
    for name, one, two in compared:
        if one != two:
            raise DataError(
                f"{what} can be merged only with the same {name}. Got '{one}' and '{two}' instead."
            )


def check_groups(table: Grouped) -> None:
    """Refuse groups with one name, and an unknown group that is none of them."""
    groups, attribute, unknown = table.groups, table.attribute, table.unknown
    if len(set(groups)) != len(groups):
        twice = next(name for name in groups if groups.count(name) > 1)
        raise DataError(
            f"The groups of '{attribute}' must have different names. Got '{twice}' twice instead."
        )
    if unknown is not None and unknown not in groups:
        raise DataError(
            f"The `unknown` group of '{attribute}' must be one of its groups. Got '{unknown}' instead. "
            f"{nearest(unknown, groups)}".rstrip()
        )


def rest_of(table: Grouped, cells: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """What all other known groups have together, at the place of each group: the same shape."""
    known = [place for place, name in enumerate(table.groups) if name != table.unknown]
    rest: npt.NDArray[Number] = np.repeat(cells[known].sum(axis=0, keepdims=True), len(cells), axis=0)
    rest[known] -= cells[known]
    return rest
