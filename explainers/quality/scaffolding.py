"""Whether the model behaves differently where it can tell that it is being explained.

Slack et al., Fooling LIME and SHAP, AIES 2020 (arXiv 1911.02508), hide a racist model behind an innocuous one that
answers whenever a row looks made up. Such a model depends on how real a row looks, over and above its columns. So
that is what is measured: a forest learns the model's answers to real and made-up rows from the columns, another also
from how real each looks to a discriminator, and both are asked about rows they have not seen. An honest model has no
use for the second.

Measured with 400 rows (benchmarks/telltales.py): no alarm in 72 audits of honest forests, boosting, logistic models and
networks on synthetic people and COMPAS, so at most 4.1% with 95% confidence. Where a guard hid a column from the
explanations (synthetic people), it fired in 12 of 12 for a guard against LIME and in 4 of 12 for one against SHAP, the
other 8 inconclusive. A guard that learned normal noise hides nothing from the explanations made here, which take values
that occur, but from others; it was found in 18 of 18. On COMPAS no other guard told made-up rows well enough to hide a
column, and none was found. Whole numbers stay whole in the noise, as in LIME here: a guard that knows fractions in them
is found only where the data hold them as numbers with fractions. Rows joined of two people, as KernelSHAP asks about,
were tried as a third kind: they found none in 18 attacks, and were left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import FloatArray, Predict
from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.inputs import as_frame, checked, on_codes
from fairwitness.explainers.lime.whole import whole_numbers
from fairwitness.explainers.quality.telltale import Says, Telltale, of_mean

TREES = 50
DRAWS = 3
LIMIT = 0.01
LEAST_ROWS = 100
SAYS: Final[tuple[Says, ...]] = ("clear", "inconclusive", "fires")
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
        Real rows of the audited data. Two kinds are made up of them: each column drawn by itself, as LIME with bins
        and KernelSHAP take values that occur; and normal noise on every number, as LIME without bins.

    Returns
    -------
    Of the kind that tells most. It fires where the interval is above 0.01, at 99% for both kinds together; with fewer
    than 100 rows it is inconclusive.

    Raises
    ------
    ExplanationError
        The model answers badly.
    """
    frame = as_frame(rows, name="rows")
    if len(frame) < LEAST_ROWS:
        return Telltale(None, None, None, LIMIT, len(frame))
    codec = ColumnCodec(frame, frame)
    real, answer = codec.encode(frame), on_codes(checked(predict), codec)
    random = np.random.default_rng([seed, 9])
    rows_made_up = [_apart(real, codec, random)]
    if len(codec.categorical) < real.shape[1]:
        rows_made_up.append(_noisy(real, codec, random))
    said = answer(real)
    found = [
        _telltale(_asked(answer, codec, (real, said), made_up), seed, len(rows_made_up))
        for made_up in rows_made_up
    ]
    return max(found, key=lambda one: (SAYS.index(one.says), one.value))


def _asked(
    answer: Callable[[FloatArray], FloatArray],
    codec: ColumnCodec,
    known: tuple[FloatArray, FloatArray],
    made_up: FloatArray,
) -> Asked:
    """Ask about made-up rows; where the model refuses them, within the range of the real ones."""
    real, said = known
    try:
        return Asked(real, made_up, said, answer(made_up))
    except ExplanationError:
        made_up = _within(made_up, real, codec)
        return Asked(real, made_up, said, answer(made_up))


def _telltale(asked: Asked, seed: int, among: int) -> Telltale:
    """What one kind of made-up rows, among so many, tells."""
    rows = len(asked.real)
    variance = (asked.real_answers.var() + asked.made_up_answers.var()) / 2
    if variance == 0:
        return Telltale(0.0, 0.0, 0.0, LIMIT, rows)
    first = np.random.default_rng([seed, 8]).permutation(rows) % 2 == 0
    gains = np.empty(rows)
    for judged in (first, ~first):
        gains[judged] = _gain(asked, judged, seed) / variance
    return of_mean(gains, LIMIT, LEAST_ROWS, among)


def _apart(real: FloatArray, codec: ColumnCodec, random: np.random.Generator) -> FloatArray:
    """Rows of which each column is that of another row."""
    picks = random.integers(len(real), size=(len(real) * DRAWS, real.shape[1]))
    return np.take_along_axis(real, picks, axis=0)


def _noisy(real: FloatArray, codec: ColumnCodec, random: np.random.Generator) -> FloatArray:
    """Rows with normal noise on every number, of its own spread; whole numbers stay whole, and missing ones missing."""
    made_up = _apart(real, codec, random)
    whole = whole_numbers(codec, real)
    for place in set(range(real.shape[1])) - set(codec.categorical):
        own = np.repeat(real[:, place], DRAWS)
        spread = np.nanstd(own) if np.isfinite(own).any() else 0.0
        noisy = own + random.normal(size=len(own)) * spread
        made_up[:, place] = np.clip(np.rint(noisy), *whole[place]) if place in whole else noisy
    return made_up


def _within(made_up: FloatArray, real: FloatArray, codec: ColumnCodec) -> FloatArray:
    """The same rows with every number between the least and the largest there is."""
    found = made_up.copy()
    for place in set(range(real.shape[1])) - set(codec.categorical):
        known = real[~np.isnan(real[:, place]), place]
        if len(known):
            found[:, place] = np.clip(found[:, place], known.min(), known.max())
    return found


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
