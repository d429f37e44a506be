"""Perturbed rows as conditions that are met or not: the default of LIME."""

from __future__ import annotations

from typing import Literal

import numpy as np

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.lime.bins import Bins
from fairwitness.explainers.lime.sampling import Codes, Draw, Flags, Places, unknown
from fairwitness.explainers.lime.whole import whole_numbers
from fairwitness.explainers.lime.within import normal_within


class Conditions:
    """Draws values for each column by itself, and compares their conditions with those of the explained row.

    A condition is met as often as in the background, since its rows are drawn. A condition that no background row meets
    is met in the places that `Draw.rare` says. No drawn value depends on the explained row.

    Parameters
    ----------
    codec
        Of the background and the explained rows.
    background, rows
        Coded, shapes (background rows, columns) and (rows, columns).
    draw
        Random numbers.
    within
        As in `LimeOptions`: whether a number is lime's normal one or the background's own.
    """

    def __init__(
        self,
        codec: ColumnCodec,
        background: FloatArray,
        rows: FloatArray,
        draw: Draw,
        *,
        within: Literal["lime", "background"],
    ) -> None:
        bins = Bins(codec, background)
        known = bins.codes(background)
        self.shared: FloatArray = draw.values(background)
        if within == "lime":
            whole = whole_numbers(codec, background)
            for place, cuts in bins.cuts.items():
                one = draw.picks[:, place], draw.levels[:, place]
                self.shared[:, place] = normal_within(
                    background[:, place], known[place], cuts, one, whole=place in whole
                )
        self._bins, self._draw, self._rows = bins, draw, rows
        self._codes = np.take_along_axis(known, draw.picks.T, axis=1)
        self._explained = bins.codes(rows)
        self._unknown = unknown(self._explained, known)
        self._met = np.ones((rows.shape[1], len(self.shared) + 1), dtype=bool)
        self._count = np.min_scalar_type(rows.shape[1])

    def own_places(self, row: int) -> Places:
        """Perturbed rows that take a value which only the explained row has."""
        if not self._unknown[:, row].any():
            return np.empty(0, dtype=np.intp)
        return np.flatnonzero(self._rare(row).any(axis=1))

    def own_values(self, row: int) -> FloatArray:
        """As `Perturbation`."""
        places = self.own_places(row)
        return np.where(self._rare(row)[places], self._rows[row], self.shared[places])

    def seen_from(self, row: int) -> tuple[Flags, FloatArray]:
        """Which conditions are met, and how many are not; the array is used again for the next row."""
        met = self._met
        np.equal(self._codes, self._explained[:, row, None], out=met[:, 1:])
        if self._unknown[:, row].any():
            met[:, 1:] |= self._rare(row).T
        matches = np.add.reduce(met.view(np.uint8), axis=0, dtype=self._count)
        return met, len(met) - matches.astype(np.float64)

    def by_code(self) -> tuple[Codes, Codes]:
        """As `Perturbation`."""
        return self._codes, self._explained

    def conditions(self, row: int) -> tuple[str, ...]:
        """As `Perturbation`."""
        return self._bins.names(self._explained[:, row])

    def _rare(self, row: int) -> Flags:
        return self._draw.rare & self._unknown[:, row]
