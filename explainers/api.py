"""`explain`: one call for a person with a model and some rows."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Asked, Explanation, Options, Progress, Scale, load_explainer
from fairwitness.explainers.inputs import as_frame, as_predict, matched
from fairwitness.explainers.lime import LimeOptions

Method = Literal["auto", "shap", "lime"]
Table = pd.DataFrame | npt.NDArray[np.generic]


def explain(  # noqa: PLR0913 - the first six are the signature of the field, the rest have defaults
    model: object,
    X: Table,
    *,
    background: Table | None = None,
    method: Method = "auto",
    n_samples: int | None = None,
    tolerance: float | None = None,
    seed: int = 0,
    scale: Literal["auto", "probability", "margin"] = "auto",
    workers: int = 1,
    check_rows: int = 3,
    progress: Progress | None = None,
    lime: LimeOptions | None = None,
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
        training data are usual. All of them are used, none is dropped. Without them models of trees are explained by
        the paths of their training rows; all others ask for them.
    method
        "shap", "lime", the name of any other registered explainer, or "auto", which is "shap".
    n_samples
        Effort for a row: coalitions of columns (SHAP, where the model has to be asked) or perturbed rows (LIME,
        default 5000).
    tolerance
        When SHAP stops asking about a row: once its largest standard error is at most this share of the spread of its
        values. Without this and `n_samples`, 0.05 is reached for, from 20 coalitions for a column to at most 80; with
        both, `n_samples` is the most.
    seed
        The same seed gives the same numbers.
    scale
        What is shared out: "probability", "margin" (what a classifier adds up before it makes a probability of it,
        such as log-odds), or "auto": what the model answers, and without a background what its trees add up to.
    workers
        Processes that share the work; the numbers are the same for any number of them. LIME needs only one.
    check_rows
        Rows that a second engine explains once more; the difference is in `meta`. 0 switches that off.
    progress
        Called with the model rows done and planned; what it raises ends the work.
    lime
        With `method="lime"`, how rows are perturbed and weighed; None is as the lime package does it.

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
    if lime is not None and method != "lime":
        raise ExplanationError(
            f"The `lime` must come with method='lime'. Got method={method!r} instead. Leave one of them out."
        )
    frame = as_frame(X, name="X")
    reference = None if background is None else matched(frame, as_frame(background, name="background"))
    predict, positive = as_predict(model, matrix=isinstance(X, np.ndarray))
    options = Options(
        n_samples=n_samples,
        tolerance=tolerance,
        seed=seed,
        scale=_scale(scale, predict, frame, positive, background=reference is not None),
        positive=positive,
        workers=workers,
        check_rows=check_rows,
        progress=progress,
        lime=lime or LimeOptions(),
    )
    return load_explainer("shap" if method == "auto" else method).explain(predict, frame, reference, options)


def _scale(
    asked: Literal["auto", "probability", "margin"],
    predict: Asked,
    X: pd.DataFrame,
    positive: str | None,
    *,
    background: bool,
) -> Scale:
    """The scale that is explained: that of the answers, or, of trees without a background, that of their own sum."""
    if asked == "probability" and predict.scale != "probability":
        raise ExplanationError(
            f"The `scale` can be 'probability' only where the model gives one. Got answers that are a {predict.scale} "
            "instead. Leave `scale` out."
        )
    if asked != "auto":
        return asked
    if background:
        return predict.scale
    from fairwitness.explainers.reading import inside_of

    found = inside_of(predict, tuple(str(name) for name in X.columns), positive)
    return predict.scale if found is None else found.scale
