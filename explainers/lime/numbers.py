"""Perturbed rows whose numbers are drawn from a normal distribution: LIME without conditions on numbers."""

from __future__ import annotations

import numpy as np

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.lime.sampling import Draw, Flags, Places, unknown
from fairwitness.explainers.lime.whole import whole_numbers


class Numbers:
    """Draws numbers around the background's mean or around the row, and all other columns from the background.

    Whole numbers stay whole and in the range of their type; a column with one value in the background keeps it. The
    features are numbers in standard deviations from the background's mean, and for other columns whether they have
    the explained row's value.

    Parameters
    ----------
    codec
        Of the background and the explained rows.
    background, rows
        Coded, shapes (background rows, columns) and (rows, columns).
    draw
        Random numbers.
    local
        Draw around the explained row.

    Raises
    ------
    ExplanationError
        A number is missing: there is no normal distribution of that.
    """

    def __init__(
        self, codec: ColumnCodec, background: FloatArray, rows: FloatArray, draw: Draw, *, local: bool
    ) -> None:
        number = np.array([place not in codec.category_names for place in range(rows.shape[1])])
        _complete(codec, number, background, rows)
        self._codec, self._number, self._rows, self._draw, self._local = codec, number, rows, draw, local
        self._mean = np.where(number, background.mean(axis=0), 0.0)
        self._spread = np.where(number, background.std(axis=0), 0.0)
        self._scale = np.where(self._spread > 0, self._spread, 1.0)
        self._bounds = whole_numbers(codec, background)
        self._noise, self._drawn = draw.noise, draw.values(background)
        self._unknown = unknown(np.where(number, background[0], rows).T, background.T)
        self.shared: FloatArray | None = None if local else self._around(self._mean)

    def own_places(self, row: int) -> Places:
        """All perturbed rows where they are drawn around the explained one."""
        if self._local:
            return np.arange(len(self._drawn))
        return np.flatnonzero(self._rare(row).any(axis=1))

    def own_values(self, row: int) -> FloatArray:
        """As `Perturbation`."""
        return self._perturbed(row)[self.own_places(row)]

    def seen_from(self, row: int) -> tuple[FloatArray, FloatArray]:
        """As `Perturbation`."""
        own = self._rows[row]
        values = np.concatenate([own[None], self._perturbed(row)])
        features = np.where(self._number, (values - self._mean) / self._scale, values == own).T.copy()
        squared = ((features - features[:, :1]) ** 2).sum(axis=0)
        return features, squared

    def by_code(self) -> None:
        """As `Perturbation`: numbers are no conditions."""

    def conditions(self, row: int) -> tuple[str, ...]:
        """For a number the step that its weight speaks of, for other columns the value."""
        return tuple(
            f"{name} + {self._scale[place]:.4g}"
            if self._number[place]
            else f"{name}={self._codec.category_names[place][int(self._rows[row, place])]}"
            for place, name in enumerate(self._codec.columns)
        )

    def _perturbed(self, row: int) -> FloatArray:
        values = self._around(self._rows[row]) if self.shared is None else self.shared
        return np.where(self._rare(row), self._rows[row], values)

    def _around(self, centre: FloatArray) -> FloatArray:
        values = np.where(self._number, centre + self._spread * self._noise, self._drawn)
        for place, (low, high) in self._bounds.items():
            values[:, place] = np.clip(np.rint(values[:, place]), low, high)
        return values

    def _rare(self, row: int) -> Flags:
        return self._draw.rare & self._unknown[:, row]


def _complete(codec: ColumnCodec, number: Flags, background: FloatArray, rows: FloatArray) -> None:
    lacking = number & (np.isnan(background).any(axis=0) | np.isnan(rows).any(axis=0))
    if lacking.any():
        name = codec.columns[int(lacking.argmax())]
        raise ExplanationError(
            f"The column '{name}' must have no missing values where `discretize` is off. "
            "Got some instead. Leave `discretize` on, which makes a condition of missing values."
        )
