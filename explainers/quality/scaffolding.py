"""Whether the model behaves differently where it can tell that it is being explained.

Slack et al., Fooling LIME and SHAP, AIES 2020 (arXiv 1911.02508), hide a racist model behind an innocuous one that
answers whenever a row looks made up. Such a model depends on how real a row looks, over and above its columns. So
that is what is measured: a forest learns the model's answers to real and made-up rows from the columns, another also
from how real each looks to a discriminator, and both are asked about rows they have not seen. An honest model has no
use for the second.

Measured with 400 rows (benchmarks/telltales.py): no alarm in 72 audits of honest forests, boosting, logistic models and
networks on synthetic people and COMPAS, so at most 4.1% with 95% confidence. Where a guard hid a column from the
explanations (synthetic people), it fired in 12 of 12 for a guard against LIME and in 5 of 12 for one against SHAP, the
other 7 inconclusive. On COMPAS no guard told made-up rows well enough to hide the column, and none was found. The rows
asked about hold no value that does not occur: a guard against normal noise sees nothing made up in them, nor in the
explanations made here from such values, and is not found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.explainers.base import FloatArray, Predict
from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.inputs import as_frame, checked, on_codes
from fairwitness.explainers.quality.telltale import Telltale, of_mean

TREES = 50
DRAWS = 3
LIMIT = 0.01
LEAST_ROWS = 100
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Asked:
    """Real and made-up rows with the model's answers; the made-up ones are `DRAWS` for each real one, in order."""

    real: FloatArray
    made_up: FloatArray
    real_answers: FloatArray
    made_up_answers: FloatArray

    def half(self, chosen: Mask) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Rows, answers and weights of some real rows and the made-up ones of these; both kinds weigh alike."""
        also = np.repeat(chosen, DRAWS)
        rows = np.vstack([self.real[chosen], self.made_up[also]])
        answers = np.concatenate([self.real_answers[chosen], self.made_up_answers[also]])
        return rows, answers, np.repeat([float(DRAWS), 1.0], [chosen.sum(), also.sum()])


def scaffolding(predict: Predict, rows: pd.DataFrame, seed: int = 0) -> Telltale:
    """How much better the model's answers are foretold by one who knows which rows look made up.

    The number is the mean over held-out rows of [(f(x) - g(x))^2 - (f(x) - h(x, realness))^2] / Var f, real and made-up
    rows counting half each. At most 1; 0 or less is best.

    Parameters
    ----------
    predict
        The model, from outside: one that answers differently when it is explained must not be read but asked.
    rows
        Real rows of the audited data; made-up ones draw each column by itself, as LIME does.

    Returns
    -------
    It fires where the 99% interval is above 0.01; with fewer than 100 rows it is inconclusive.

    Raises
    ------
    ExplanationError
        The model answers badly.
    """
    frame = as_frame(rows, name="rows")
    if len(frame) < LEAST_ROWS:
        return Telltale(None, None, None, LIMIT, len(frame))
    asked = _asked(predict, frame, seed)
    variance = (asked.real_answers.var() + asked.made_up_answers.var()) / 2
    if variance == 0:
        return Telltale(0.0, 0.0, 0.0, LIMIT, len(frame))
    first = np.random.default_rng([seed, 8]).permutation(len(frame)) % 2 == 0
    gains = np.empty(len(frame))
    for judged in (first, ~first):
        gains[judged] = _gain(asked, judged, seed) / variance
    return of_mean(gains, LIMIT, LEAST_ROWS)


def _asked(predict: Predict, frame: pd.DataFrame, seed: int) -> Asked:
    codec = ColumnCodec(frame, frame)
    real = codec.encode(frame)
    random = np.random.default_rng([seed, 9])
    picks = random.integers(len(real), size=(len(real) * DRAWS, real.shape[1]))
    made_up = np.take_along_axis(real, picks, axis=0)
    answer = on_codes(checked(predict), codec)
    return Asked(real, made_up, answer(real), answer(made_up))


def _gain(asked: Asked, judged: Mask, seed: int) -> FloatArray:
    """What knowing the realness takes off the squared error, for each judged row."""
    from sklearn.ensemble import ExtraTreesRegressor, RandomForestClassifier

    rows, answers, weights = asked.half(~judged)
    held, truth, _ = asked.half(judged)
    labels = np.repeat([1, 0], [int((~judged).sum()), DRAWS * int((~judged).sum())])
    forest = RandomForestClassifier(
        2 * TREES, min_samples_leaf=2, class_weight="balanced", oob_score=True, random_state=seed, n_jobs=1
    ).fit(rows, labels)
    # Of the rows it learned from, the forest may judge only by trees that did not see them.
    seen = np.nan_to_num(forest.oob_decision_function_[:, 1], nan=0.5)
    unseen = forest.predict_proba(held)[:, 1]
    errors = []
    for learn, test in ((rows, held), (np.c_[rows, seen], np.c_[held, unseen])):
        model = ExtraTreesRegressor(TREES, min_samples_leaf=3, random_state=seed, n_jobs=1)
        errors.append((truth - model.fit(learn, answers, weights).predict(test)) ** 2)
    gain = errors[0] - errors[1]
    count = int(judged.sum())
    both: FloatArray = (gain[:count] + gain[count:].reshape(count, DRAWS).mean(axis=1)) / 2
    return both
