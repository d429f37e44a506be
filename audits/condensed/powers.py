"""Sums of a quantity and of its square in every cell, from the engine's sums, in whole numbers.

Of a score s and an outcome y of 0 or 1 the error s - y and its powers follow from the powers of the score.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairwitness.audits.condensed.subject import CountedSubject
from fairwitness.audits.counts import ExactSums, IntArray

Units = npt.NDArray[np.object_]
Sums = dict[str, tuple[IntArray, list[Units]]]


def quantities(subject: CountedSubject) -> Sums:
    """By quantity: the rows of each cell that have it, and the sums of w, w v, w^2, w^2 v and w^2 v^2.

    None where the engine summed no score.
    """
    if "score" not in subject.cells.sums:
        return {}
    return _Powers(subject).quantities()


class _Powers:
    """What the engine summed, by name."""

    def __init__(self, subject: CountedSubject) -> None:
        self.subject, self.sums = subject, subject.cells.sums
        self.weighted = "weight" in self.sums

    def quantities(self) -> Sums:
        """By quantity: the rows that have it, and its five sums."""
        plan, cells = self.subject.plan, self.subject.cells
        if plan.task == "regression":
            names = [
                name
                for name in ("score", "outcome", "error", "absolute_error", "squared_error")
                if name in self.sums
            ]
            return {name: (cells.counts[name], self._given(name)) for name in names}
        found = {"score": (cells.frequency, self._given("score"))}
        if plan.roles.score_is_probability and plan.roles.target is not None:
            labelled = np.where(self.subject.outcome >= 0, cells.frequency, 0)
            found |= {name: (labelled, sums) for name, sums in self._of_errors().items()}
        return found

    def _given(self, name: str) -> list[Units]:
        if self.weighted:
            known = " of known" if name != "score" and self.subject.plan.task == "regression" else ""
            named = (
                f"weight{known}",
                f"w*{name}",
                f"weight_squared{known}",
                f"w2*{name}",
                f"w2*{name}2",
            )
            return [self.sums[key] for key in named]
        n = self._whole(self.subject.cells.counts.get(name, self.subject.cells.frequency))
        return [n, self.sums[name], n, self.sums[name], self.sums[f"{name}_squared"]]

    def _of_errors(self) -> dict[str, list[Units]]:
        outcome = self.subject.outcome
        y = np.where(outcome == 1, 1, 0).astype(object)
        there = (outcome >= 0).astype(int).astype(object)
        s = self._score_powers(squared=False)
        v = self._score_powers(squared=True)
        sign = 1 - 2 * y  # of the error where the score lies in [0, 1]
        plain = {
            "outcome": (y * s[0], y * v[0], y * v[0]),
            "error": (s[1] - y * s[0], v[1] - y * v[0], v[2] - 2 * y * v[1] + y * v[0]),
            "absolute_error": (
                sign * s[1] + y * s[0],
                sign * v[1] + y * v[0],
                v[2] - 2 * y * v[1] + y * v[0],
            ),
            "squared_error": (
                s[2] - 2 * y * s[1] + y * s[0],
                v[2] - 2 * y * v[1] + y * v[0],
                v[4] - 4 * y * v[3] + 6 * y * v[2] - 4 * y * v[1] + y * v[0],
            ),
        }
        return {
            name: [there * part for part in (s[0], first, v[0], second, third)]
            for name, (first, second, third) in plain.items()
        }

    def _score_powers(self, *, squared: bool) -> list[Units]:
        """Sums of w s^p (or w^2 s^p) for p from 0 to 2 (or 4)."""
        n = self._whole(self.subject.cells.frequency)
        if not self.weighted:
            powers = [
                n,
                *(self.sums[name] for name in ("score", "score_squared", "score_cubed", "score_fourth")),
            ]
            return powers if squared else powers[:3]
        heavy = ("weight_squared", "w2*score", "w2*score2", "w2*score_cubed", "w2*score_fourth")
        return [self.sums[name] for name in (heavy if squared else ("weight", "w*score", "w*score_squared"))]

    @staticmethod
    def _whole(rows: IntArray) -> Units:
        return ExactSums.whole(rows).units
