"""`explain`: one call for a person with a model and some rows."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Explanation, Options, load_explainer
from fairwitness.explainers.inputs import as_frame, as_predict, matched

Method = Literal["auto", "shap", "lime"]
Table = pd.DataFrame | npt.NDArray[np.generic]


def explain(
    model: object,
    X: Table,
    *,
    background: Table | None = None,
    method: Method = "auto",
    n_samples: int | None = None,
    seed: int = 0,
) -> Explanation:
    """Attribute the answers of a model to the raw columns of the rows in `X`.

    Parameters
    ----------
    model
        A predict function (frame of raw columns in, one number a row out), or an object with `predict_proba`
        or `predict`; of a classifier, the last of `classes_` is the positive label. A pipeline is explained
        as a whole, so that the columns are the ones that come in, never the dummies inside.
    X
        Rows to explain, shape (rows, columns): a frame, or a 2-D array whose columns are then called x0, x1,
        and so on.
    background
        Rows that stand for "not knowing a column", with the columns of `X`; a few hundred rows of the
        training data are usual. All of them are used, none is dropped.
    method
        "shap", "lime", the name of any other registered explainer, or "auto", which is "shap".
    n_samples
        Effort for a row: coalitions (SHAP, default 2 (2p + 1) for p columns; up to 8 columns all are taken)
        or perturbed rows (LIME, default 5000).
    seed
        The same seed gives the same numbers.

    Returns
    -------
    Explanation
        `values` of shape (rows, columns), with what is needed to compute them again in `meta`.

    Raises
    ------
    ExplanationError
        Something asked for or answered does not fit; the message says what, and what to do.
    UnknownNameError
        The method is not registered.
    """
    frame = as_frame(X, name="X")
    if background is None:
        raise ExplanationError(
            "The `background` must be rows that stand for what is usual, with the columns of `X`. "
            "Got None instead. Pass a few hundred rows of the training data, "
            "for instance background=X_train.sample(200, random_state=0)."
        )
    reference = matched(frame, as_frame(background, name="background"))
    predict, scale, positive = as_predict(model, matrix=isinstance(X, np.ndarray))
    options = Options(n_samples=n_samples, seed=seed, scale=scale, positive=positive)
    return load_explainer("shap" if method == "auto" else method).explain(predict, frame, reference, options)
