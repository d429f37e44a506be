"""How easily made-up rows are told from real ones: what an explanation asks a model about people who cannot exist.

Source: Slack et al., Fooling LIME and SHAP, AIES 2020 (arXiv 1911.02508), whose attack rests on such a discriminator.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.quality.base import Examined, hybrids

TREES = 60
FOLDS = 2


@dataclass(frozen=True, eq=False)
class ToldApart:
    """How real rows look to a forest that did not see them: real ones and made-up ones.

    Parameters
    ----------
    real
        Share of trees that take a real row for real, shape (rows,).
    made_up
        The same of made-up rows, shape (rows,): one for each real row.
    fold
        Which forest judged the pair, shape (rows,); only pairs of one fold are compared.
    """

    real: FloatArray
    made_up: FloatArray
    fold: np.ndarray[tuple[int], np.dtype[np.int64]]

    def rates(self) -> FloatArray:
        """For each real row, how many made-up ones look less real (ties count half); their mean is the held-out AUC.

        Shape (rows,), from 0 to 1. A mean of 0.5 is best: nothing tells them apart. Near 1, the model was asked about
        rows unlike any real one, and may answer anything there.
        """
        found = np.empty(len(self.real))
        for place in np.unique(self.fold):
            own = self.fold == place
            real, made_up = self.real[own, None], self.made_up[None, own]
            found[own] = ((real > made_up) + 0.5 * (real == made_up)).mean(axis=1)
        return found


def told_apart(examined: Examined) -> ToldApart:
    """Tell real rows from hybrids of them and the background, by forests that saw neither.

    A row and its hybrid are always in the same fold: they share cells, by which a forest could know them again.
    """
    real = examined.coded
    return apart(real, hybrids(examined, 1), examined.seed)


def apart(real: FloatArray, made_up: FloatArray, seed: int) -> ToldApart:
    """As `told_apart`, of given coded rows; `made_up` has one row for each real one.

    Rows are split by their place, so that the rows behind a pair must be the same.
    """
    from sklearn.ensemble import RandomForestClassifier

    fold = np.random.default_rng([seed, 7]).permutation(len(real)) % FOLDS
    shown = [np.empty(len(real)), np.empty(len(real))]
    for place in range(FOLDS):
        learn, judge = fold != place, fold == place
        forest = RandomForestClassifier(TREES, min_samples_leaf=2, random_state=seed, n_jobs=1)
        labels = np.repeat([1, 0], int(learn.sum()))
        forest.fit(np.vstack([real[learn], made_up[learn]]), labels)
        for kind, rows in enumerate((real, made_up)):
            shown[kind][judge] = forest.predict_proba(rows[judge])[:, 1]
    return ToldApart(shown[0], shown[1], fold)
