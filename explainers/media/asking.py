"""A model asked about versions of many items in bounded batches, which run across items."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Generic, TypeVar

import numpy as np

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.media.item import Effort, Flags

Item = TypeVar("Item")
Found = TypeVar("Found")
Masked = Callable[[Flags], Item]
"""Gives the version of an item in which only the marked parts are there."""


class Asking(Generic[Item]):
    """Questions to one model.

    Parameters
    ----------
    predict
        A list of items in, shape (items,) or (items, classes) out.
    effort
        The size of a batch, and who is told of progress.
    """

    def __init__(self, predict: Callable[[list[Item]], object], effort: Effort) -> None:
        self._predict = predict
        self._effort = effort

    def whole(self, items: Sequence[Item]) -> FloatArray:
        """The answers to items as they are. Shape (items, classes)."""
        found = [
            self._answers(list(items[start : start + self._effort.batch]))
            for start in self._starts(len(items))
        ]
        return np.concatenate(found)

    def talk(
        self,
        talks: Sequence[Generator[Flags, FloatArray, Found]],
        masked: Sequence[Masked[Item]],
        outputs: Sequence[int],
    ) -> list[tuple[Found, int]]:
        """Lead a conversation about every item: masks come, answers for one class go back, until each has its result.

        What several items ask at the same time shares batches. Beside each result stands how many versions were asked.
        """
        results: dict[int, Found] = {}
        questions = [0] * len(talks)
        waiting = dict(enumerate(talks))
        replies: dict[int, FloatArray | None] = dict.fromkeys(waiting)
        while waiting:
            asked: dict[int, Flags] = {}
            for place, one in list(waiting.items()):
                try:
                    reply = replies[place]
                    asked[place] = next(one) if reply is None else one.send(reply)
                except StopIteration as end:
                    results[place] = end.value
                    del waiting[place]
            for place, masks in asked.items():
                questions[place] += len(masks)
            replies = dict(self._versions(asked, masked, outputs))
        return [(results[place], questions[place]) for place in range(len(talks))]

    def _versions(
        self, asked: dict[int, Flags], masked: Sequence[Masked[Item]], outputs: Sequence[int]
    ) -> dict[int, FloatArray]:
        plan = [(item, row) for item, masks in asked.items() for row in range(len(masks))]
        found = {item: np.empty(len(masks)) for item, masks in asked.items()}
        for start in self._starts(len(plan)):
            part = plan[start : start + self._effort.batch]
            answers = self._answers([masked[item](asked[item][row]) for item, row in part])
            for (item, row), answer in zip(part, answers, strict=True):
                found[item][row] = answer[outputs[item]]
            if self._effort.progress is not None:
                self._effort.progress(min(start + len(part), len(plan)), len(plan))
        return found

    def _starts(self, count: int) -> range:
        return range(0, count, self._effort.batch)

    def _answers(self, items: list[Item]) -> FloatArray:
        try:
            given = np.asarray(self._predict(items))
        except Exception as error:
            raise ExplanationError(
                "The model must answer a list of items. "
                f"It failed instead: {type(error).__name__}: {error}. Try it on one or two of them first."
            ) from error
        wanted = f"The predict function must return finite numbers of shape ({len(items)},) or ({len(items)}, classes)."
        if given.ndim not in (1, 2) or len(given) != len(items):
            raise ExplanationError(f"{wanted} Got an array of shape {given.shape} instead.")
        try:
            numbers = given.reshape(len(items), -1).astype(np.float64)
        except (TypeError, ValueError) as error:
            raise ExplanationError(f"{wanted} Got {str(given.reshape(-1)[0])!r} instead.") from error
        if not np.isfinite(numbers).all():
            raise ExplanationError(
                f"{wanted} Got {int((~np.isfinite(numbers)).sum())} numbers that are not finite."
            )
        return numbers


def chosen(answers: FloatArray, output: int | None) -> int:
    """The class explained: the one asked for, else the one with the largest answer; of one number, that.

    Raises
    ------
    ExplanationError
        There is no such class.
    """
    if output is None:
        return int(answers.argmax())
    if not 0 <= output < len(answers):
        raise ExplanationError(
            f"The `output` must be the place of a class, from 0 to {len(answers) - 1}. Got {output} instead."
        )
    return output
