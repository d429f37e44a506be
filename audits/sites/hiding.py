"""Small cells of a site's counts, hidden so that no sum gives them away.

Hiding a cell is not enough where totals are known: its column adds up to what any other attribute's table shows, and
the groups of an intersection add up to the group they are part of. More cells are hidden until every hidden one could
hold several numbers of rows, for one who knows every sum but does not reason from the rule by which cells are chosen
(``docs/sites.md`` says what that rule may tell). This is secondary cell suppression, checked cell by cell with
an integer programme.

References
----------
L. Willenborg and T. de Waal, Elements of Statistical Disclosure Control (2001), chapter 6.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import Counts, Tables
from fairwitness.audits.plan.model import INTERSECTION
from fairwitness.errors import DataError, PlanError

Place = tuple[str, int]
"""An attribute, and a cell of its flat table."""
Cells = Mapping[str, npt.NDArray[np.int64]]
Masks = dict[str, npt.NDArray[np.bool_]]
_LEAST = 2


@dataclass(frozen=True, eq=False)
class Hidden:
    """Which cells are hidden, by attribute, flat; and how many rows each may hold at most."""

    masks: Mapping[str, npt.NDArray[np.bool_]]
    most: int


@dataclass(frozen=True)
class Known:
    """What someone may know of some cells together: their sum, less the cell of ``whole``, lies from low to high."""

    places: tuple[Place, ...]
    low: int
    high: int
    whole: Place | None = None

    @property
    def all(self) -> tuple[Place, ...]:
        """Every cell that it speaks of."""
        return self.places if self.whole is None else (*self.places, self.whole)


def hide(tables: Tables, below: int) -> Hidden:
    """Choose the cells to hide.

    Parameters
    ----------
    below
        Cells with 1 or more rows, and fewer than this, are hidden, and as many others as it takes.

    Raises
    ------
    PlanError
        The number is below 2, or rows carry weights or clusters, whose sums would tell.
    """
    if below < _LEAST:
        raise PlanError(f"Cells can be hidden below {_LEAST} rows or more. Got {below} instead; 5 is usual.")
    if not tables.counts or not all(one.plain for one in tables.counts.values()):
        raise PlanError(
            "Cells can be hidden only of plain counts of labels: sums of weights, clusters and numbers would tell what "
            "is in them. Leave out `--suppress`, or those roles."
        )
    cells = {name: one.n.ravel() for name, one in tables.counts.items()}
    masks: Masks = {name: (n > 0) & (n < below) for name, n in cells.items()}
    sums = list(known_sums(tables.counts))
    while True:
        _hide_beside_lonely(cells, masks, sums)
        largest = max(int(n[masks[name]].max(initial=0)) for name, n in cells.items())
        # Above every hidden number, so that no sum can say that all of them are at the most.
        hidden = Hidden(masks, below * (largest // below + 1))
        told = next((place for place in _places(masks) if _is_told(cells, hidden, place, sums)), None)
        if told is None:
            return hidden
        if not any(_hide_smallest(one, cells, masks) for one in sums if told in one.all):
            raise DataError(
                f"Small cells must be hidden so that nobody can work them out. One of '{told[0]}' follows from the "
                "totals however many others are hidden; leave that attribute, or the crossing, out of the plan."
            )


def known_sums(tables: Mapping[str, Counts]) -> Iterator[Known]:
    """Every column's total, which some other table shows, and every group's cells as the sum of its crossings."""
    for name, table in tables.items():
        width, column_of = table.n[0].size, table.n.reshape(len(table.groups), -1)
        for column in range(width):
            total = int(column_of[:, column].sum())
            yield Known(tuple((name, g * width + column) for g in range(len(table.groups))), total, total)
        parents = name.split(INTERSECTION)
        if len(parents) > 1:
            for order, parent in enumerate(parents):
                yield from _crossings(table, tables[parent], order)


def possible(cells: Cells, hidden: Hidden, place: Place, sums: Sequence[Known]) -> tuple[int, int]:
    """The least and the most rows that a hidden cell can hold, for one who sees what is shown and knows the sums."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    order = {one: index for index, one in enumerate(_places(hidden.masks))}
    rows, low, high = [], [], []
    for one in sums:
        row = np.zeros(len(order))
        shown = 0.0
        for name, cell in one.all:
            sign = -1 if (name, cell) == one.whole else 1
            if (name, cell) in order:
                row[order[name, cell]] = sign
            else:
                shown += sign * float(cells[name][cell])
        if row.any():
            rows.append(row)
            low.append(one.low - shown)
            high.append(one.high - shown)
    limits = Bounds(np.zeros(len(order)), np.full(len(order), float(hidden.most)))
    found = []
    for way in (1.0, -1.0):
        goal = np.where(np.arange(len(order)) == order[place], way, 0.0)
        answer = milp(
            goal,
            constraints=LinearConstraint(np.array(rows), np.array(low), np.array(high)),
            bounds=limits,
            integrality=np.ones(len(order)),
        )
        if not answer.success:
            return 0, 0  # nothing proves that it could hold several numbers, so more must be hidden
        found.append(round(way * float(answer.fun)))
    return found[0], found[1]


def _places(masks: Mapping[str, npt.NDArray[np.bool_]]) -> Iterator[Place]:
    for name, mask in masks.items():
        for cell in np.flatnonzero(mask).tolist():
            yield name, cell


def _is_told(cells: Cells, hidden: Hidden, place: Place, sums: Sequence[Known]) -> bool:
    low, high = possible(cells, hidden, place, sums)
    return low == high


def _crossings(table: Counts, parent: Counts, order: int) -> Iterator[Known]:
    """The crossed groups of each group: fewer than the group by at most the rows whose other value is unknown."""
    width = table.n[0].size
    for place, group in enumerate(parent.groups):
        inside = [
            g
            for g, name in enumerate(table.groups)
            if name != table.unknown and name.split(INTERSECTION)[order] == group
        ]
        for column in range(width) if inside else ():
            astray = 0
            if table.unknown is not None:
                astray = int(table.n[table.groups.index(table.unknown)].ravel()[column])
            places = tuple((table.attribute, g * width + column) for g in inside)
            yield Known(places, -astray, 0, (parent.attribute, place * width + column))


def _hide_beside_lonely(cells: Cells, masks: Masks, sums: Sequence[Known]) -> None:
    """Where one cell alone of a sum is hidden, hide the smallest of the others too, until there is none."""
    changed = True
    while changed:
        lonely = [one for one in sums if sum(bool(masks[name][cell]) for name, cell in one.all) == 1]
        for one in lonely:
            _hide_smallest(one, cells, masks)
        changed = bool(lonely)


def _hide_smallest(one: Known, cells: Cells, masks: Masks) -> bool:
    """Hide the smallest shown cell of a sum, one with rows if there is one; False if all are hidden."""
    shown = [p for p in one.all if not masks[p[0]][p[1]]]
    if not shown:
        return False
    name, cell = min(shown, key=lambda p: (cells[p[0]][p[1]] == 0, cells[p[0]][p[1]], p))
    masks[name][cell] = True
    return True
