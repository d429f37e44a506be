"""What the model answers to perturbed rows: to those that all explained rows share once, to others in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from fairwitness.explainers.base import FloatArray, Progress
from fairwitness.explainers.inputs import BATCH_ROWS
from fairwitness.explainers.lime.sampling import Perturbation, Places

Ask = Callable[[FloatArray], FloatArray]


class Answers:
    """Asks the model, and tells how far it is.

    Parameters
    ----------
    ask
        Coded rows in, one number a row out.
    around
        The perturbed rows.
    outputs
        What the model answers to the explained rows themselves. Shape (rows,).
    progress
        Told of model rows done and planned after every call of the model; what it raises ends the work.
    """

    def __init__(
        self, ask: Ask, around: Perturbation, outputs: FloatArray, progress: Progress | None = None
    ) -> None:
        self._ask, self._around, self._progress = ask, around, progress
        self.outputs = outputs
        self.asked = len(outputs)
        self._places = [around.own_places(row) for row in range(len(outputs))]
        shared = around.shared
        self._planned = self.asked + (0 if shared is None else len(shared)) + sum(map(len, self._places))
        self._shared = None if shared is None else self._told(shared)

    def plain(self, row: int) -> bool:
        """Whether an explained row has only the perturbed rows that all share, but for itself."""
        return self._shared is not None and not len(self._places[row])

    def each(self) -> Iterator[FloatArray]:
        """The answers around every explained row, that to the row itself first. Shape (samples,)."""
        for rows in self._batches():
            own = [self._around.own_values(row) for row in rows if len(self._places[row])]
            told = self._told(np.concatenate(own)) if own else np.empty(0)
            start = 0
            for row in rows:
                places = self._places[row]
                yield self._put(row, places, told[start : start + len(places)])
                start += len(places)

    def _put(self, row: int, places: Places, told: FloatArray) -> FloatArray:
        others = told if self._shared is None else self._shared
        answers = np.concatenate([self.outputs[row : row + 1], others])
        answers[1 + places] = told
        return answers

    def _batches(self) -> Iterator[list[int]]:
        """Rows in their order, together as long as one call of the model holds what they ask."""
        batch: list[int] = []
        size = 0
        for row, places in enumerate(self._places):
            if batch and size + len(places) > BATCH_ROWS:
                yield batch
                batch, size = [], 0
            batch.append(row)
            size += len(places)
        if batch:
            yield batch

    def _told(self, matrix: FloatArray) -> FloatArray:
        answers = np.empty(len(matrix))
        for start in range(0, len(matrix), BATCH_ROWS):
            chunk = matrix[start : start + BATCH_ROWS]
            answers[start : start + len(chunk)] = self._ask(chunk)
            self.asked += len(chunk)
            if self._progress is not None:
                self._progress(self.asked, self._planned)
        return answers
