"""Any model, by questions to it: every coalition of columns, or a sample of them shared by all rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fairwitness.explainers.coalitions import CoalitionResult, coalition_values
from fairwitness.explainers.engines.base import Question, Shares
from fairwitness.explainers.inputs import on_codes


@dataclass(frozen=True)
class Coalitions:
    """Interventional values of a black box; see `fairwitness.explainers.coalitions`."""

    name: ClassVar[str] = "fairwitness.coalitions"
    packages: ClassVar[tuple[str, ...]] = ("numpy", "pandas")

    def shares(self, question: Question) -> Shares:
        """See `Engine.shares`."""
        options, codec = question.options, question.codec
        found = coalition_values(
            on_codes(question.ask, codec),
            codec.encode(question.X),
            codec.encode(question.reference),
            n_samples=options.n_samples,
            tolerance=options.tolerance,
            seed=options.seed,
            workers=options.workers,
            progress=options.progress,
        )
        return Shares(
            values=found.values,
            base=found.base,
            base_definition="mean output over the background",
            outputs=question.ask(question.X),
            scale=options.scale,
            effort={
                "n_samples": int(found.evaluations.max()),
                "exact": found.exact,
                "model_rows": found.model_rows,
                "workers": found.workers,
                **_stopped(found),
            },
            standard_errors=found.standard_errors,
        )


def _stopped(found: CoalitionResult) -> dict[str, float | int]:
    """Where the sampling stopped by itself: at what, and for how many rows that could not be reached."""
    if found.tolerance is None:
        return {}
    return {"tolerance": found.tolerance, "rows_beyond_tolerance": int((~found.settled).sum())}
