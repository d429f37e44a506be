"""The `shap` package's own estimators, batched: a second opinion on what our engines say.

Sources: Lundberg and Lee, "A Unified Approach to Interpreting Model Predictions", NeurIPS 2017; the `shap` package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import FloatArray, Options
from fairwitness.explainers.engines._shap import Engine as Shap
from fairwitness.explainers.engines.base import Question, Shares
from fairwitness.explainers.inputs import BATCH_ROWS, on_codes

EXACT_COLUMNS = 8
ROUNDS = 2
BLOCKS = 10

Ask = Callable[[FloatArray], FloatArray]
Seeds = npt.NDArray[np.unsignedinteger]
Task = tuple[int, int, int, FloatArray]  # round, block, row, and the coded rows that the model must answer


@dataclass(frozen=True)
class Permutations:
    """Interventional values by `shap.explainers.Exact` up to 8 columns, by `shap.PermutationExplainer` with more.

    Antithetic permutations are drawn, `n_samples // (2p + 1)` rounds of them for p columns, 2 by default. In each
    round every tenth of the background has a permutation of its own: the values of a background are the mean of those
    of its rows, so this stays unbiased and adds up, and errs less than one permutation for all at the same cost. The
    values are the mean over the rounds, the standard errors those of that mean. Every row sees the same permutations,
    so its numbers do not depend on which rows are explained with it.
    """

    name: ClassVar[str] = "shap.PermutationExplainer"
    packages: ClassVar[tuple[str, ...]] = ("shap", "numpy", "pandas")

    def shares(self, question: Question) -> Shares:
        """See `Engine.shares`.

        Raises
        ------
        ExplanationError
            `n_samples` is under 2p + 1, or there is no background.
        """
        X, background, codec = question.X, question.reference, question.codec
        rounds = _rounds(X.shape[1], question.options)
        samples = _samples(
            on_codes(question.ask, codec),
            codec.encode(X),
            codec.encode(background),
            rounds,
            question.options.seed,
        )
        blocks = samples.shape[1]
        sizes = np.array([len(background.iloc[block::blocks]) for block in range(blocks)], dtype=np.float64)
        values, errors = _mean_and_error(samples, sizes)
        return Shares(
            values=values,
            base=float(question.ask(background).mean()),
            base_definition="mean output over the background",
            outputs=question.ask(X),
            scale=question.options.scale,
            effort=_effort(X.shape[1], rounds, blocks),
            standard_errors=errors,
        )


def _effort(columns: int, rounds: int, blocks: int) -> dict[str, str | int | float | bool | None]:
    if not rounds:
        return {"n_samples": 2**columns}
    source = f"sampling of permutations, from {rounds} independent rounds in each of {blocks} blocks"
    return {
        "n_samples": rounds * (2 * columns + 1),
        "rounds": rounds,
        "blocks": blocks,
        "standard_error_definition": source if rounds > 1 else None,
    }


def _rounds(columns: int, options: Options) -> int:
    """How many rounds of permutations are drawn; 0 where every coalition is taken."""
    if columns <= EXACT_COLUMNS:
        return 0
    one = 2 * columns + 1
    rounds = ROUNDS if options.n_samples is None else options.n_samples // one
    if not rounds:
        raise ExplanationError(
            f"The `n_samples` must be at least {one}, one round of permutations of {columns} columns. "
            f"Got {options.n_samples} instead. Take {ROUNDS * one} or leave it out."
        )
    return rounds


def _samples(ask: Ask, rows: FloatArray, background: FloatArray, rounds: int, seed: int) -> FloatArray:
    """Values of shape (rounds, blocks, rows, columns); one round and block where all sets are taken."""
    blocks = min(BLOCKS, len(background)) if rounds else 1
    engines = [Shap(background[block::blocks], exact=not rounds) for block in range(blocks)]
    shape = (max(rounds, 1), blocks)
    seeds = np.random.SeedSequence(seed).generate_state(shape[0] * blocks, np.uint32).reshape(shape)
    samples = np.zeros((*shape, *rows.shape))
    for batch in _batches(engines, rows, seeds):
        answers = ask(np.concatenate([questions for *_, questions in batch]))
        start = 0
        for number, block, place, questions in batch:
            own = answers[start : start + len(questions)]
            values = engines[block].values(rows[place], int(seeds[number, block]), own)
            samples[number, block, place] = values
            start += len(questions)
    return samples


def _batches(engines: list[Shap], rows: FloatArray, seeds: Seeds) -> Iterator[list[Task]]:
    """What the model is to be asked, in lists that hold a bounded number of model rows."""
    batch: list[Task] = []
    waiting = 0
    for place, row in enumerate(rows):
        for number, block in np.ndindex(*seeds.shape):
            questions = engines[block].questions(row, int(seeds[number, block]))
            batch.append((number, block, place, questions))
            waiting += len(questions)
            if waiting >= BATCH_ROWS:
                yield batch
                batch, waiting = [], 0
    if batch:
        yield batch


def _mean_and_error(samples: FloatArray, sizes: FloatArray) -> tuple[FloatArray, FloatArray | None]:
    """The mean over rounds and blocks, blocks weighted by their rows, and the standard error of that mean."""
    share = (sizes / sizes.sum())[:, None, None]
    values = (samples.mean(axis=0) * share).sum(axis=0)
    rounds = len(samples)
    if rounds < 2:
        return values, None
    variance = samples.var(axis=0, ddof=1) / rounds
    return values, np.sqrt((variance * share**2).sum(axis=0))
