"""SHAP: Shapley values of raw columns against a background, for any model.

Sources: Lundberg and Lee, "A Unified Approach to Interpreting Model Predictions", NeurIPS 2017; the `shap`
package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Explanation, FloatArray, Options, Predict
from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.inputs import BATCH_ROWS, as_frame, checked, matched, on_codes, provenance

if TYPE_CHECKING:
    from fairwitness.explainers._shap_engine import Engine

EXACT_COLUMNS = 8
ROUNDS = 2
BLOCKS = 10
RESIDUAL_LIMIT = 1e-4

Ask = Callable[[FloatArray], FloatArray]
Seeds = npt.NDArray[np.unsignedinteger]
Task = tuple[int, int, int, FloatArray]  # round, block, row, and the coded rows that the model must answer


@dataclass(frozen=True)
class ShapValues:
    """Interventional Shapley values: columns that are not told take their values from rows of the background.

    Up to 8 columns every coalition is taken (`shap.explainers.Exact`). With more, antithetic permutations are
    drawn (`shap.PermutationExplainer`), `n_samples // (2p + 1)` rounds of them for p columns, 2 by default.
    In each round every tenth of the background has a permutation of its own: the values of a background are
    the mean of those of its rows, so this stays unbiased and adds up, and errs less than one permutation for
    all at the same cost. The values are the mean over the rounds, the standard errors those of that mean.
    Every row sees the same permutations, so its numbers do not depend on which rows are explained with it.
    """

    name: ClassVar[str] = "shap"

    def explain(
        self, predict: Predict, X: pd.DataFrame, background: pd.DataFrame, options: Options
    ) -> Explanation:
        """Explain the answers of `predict` to the rows of `X`.

        Raises
        ------
        ExplanationError
            The frames do not fit, the model answers badly, `n_samples` is under 2p + 1, or the model gives
            different answers to the same row, so that the values do not add up.
        """
        X = as_frame(X, name="X")
        background = matched(X, as_frame(background, name="background"))
        ask, codec = checked(predict), ColumnCodec(background, X)
        rounds = _rounds(X.shape[1], options)
        outputs, base = ask(X), float(ask(background).mean())
        samples = _samples(
            on_codes(ask, codec), codec.encode(X), codec.encode(background), rounds, options.seed
        )
        blocks = samples.shape[1]
        sizes = np.array([len(background.iloc[block::blocks]) for block in range(blocks)], dtype=np.float64)
        values, errors = _mean_and_error(samples, sizes)
        return Explanation(
            values=values,
            base_values=np.full(len(X), base),
            outputs=outputs,
            columns=codec.columns,
            standard_errors=errors,
            meta={
                "method": self.name,
                "base_value_definition": "mean output over the background",
                "additivity_residual": _residual(values, base, outputs),
                **_effort(X.shape[1], rounds, blocks),
                **provenance(background, options, ("shap", "numpy", "pandas")),
            },
        )


def _effort(columns: int, rounds: int, blocks: int) -> dict[str, str | int | None]:
    """What the engine did, for the meta of the explanation."""
    if not rounds:
        return {"engine": "shap.explainers.Exact", "n_samples": 2**columns}
    source = f"sampling of permutations, from {rounds} independent rounds in each of {blocks} blocks"
    return {
        "engine": "shap.PermutationExplainer",
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


def _residual(values: FloatArray, base: float, outputs: FloatArray) -> float:
    """The largest failure to add up; more than rounding means that the model does not repeat itself."""
    residual = float(np.abs(base + values.sum(axis=1) - outputs).max())
    if residual > RESIDUAL_LIMIT * max(1.0, float(np.abs(outputs).max())):
        raise ExplanationError(
            "The model must give the same answer to the same row, alone or among others. "
            f"Got values that miss its answers by up to {residual:.3g} instead. "
            "Fix its seed, and let it treat rows one by one."
        )
    return residual


def _samples(ask: Ask, rows: FloatArray, background: FloatArray, rounds: int, seed: int) -> FloatArray:
    """Values of shape (rounds, blocks, rows, columns); one round and block where all sets are taken."""
    from fairwitness.explainers._shap_engine import Engine

    blocks = min(BLOCKS, len(background)) if rounds else 1
    engines = [Engine(background[block::blocks], exact=not rounds) for block in range(blocks)]
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


def _batches(engines: list[Engine], rows: FloatArray, seeds: Seeds) -> Iterator[list[Task]]:
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
