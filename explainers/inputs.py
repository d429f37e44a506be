"""What comes from outside is looked at here, once: frames, backgrounds, and what a model answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import version

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.errors import ExplanationError, nearest
from fairwitness.explainers.base import Asked, FloatArray, Options, Predict, Scale
from fairwitness.explainers.columns import ColumnCodec

BATCH_ROWS = 32_768


def as_frame(data: pd.DataFrame | npt.NDArray[np.generic], *, name: str) -> pd.DataFrame:
    """The data as a frame; the columns of a matrix are called x0, x1, and so on.

    Raises
    ------
    ExplanationError
        It is neither a frame nor a 2-D array, it is empty, or two columns share a name.
    """
    if isinstance(data, np.ndarray) and data.ndim == 2:
        data = pd.DataFrame(data, columns=[f"x{place}" for place in range(data.shape[1])])
    if not isinstance(data, pd.DataFrame):
        shape = f" of shape {data.shape}" if isinstance(data, np.ndarray) else ""
        raise ExplanationError(
            f"The `{name}` must be a pandas DataFrame or a 2-D array of raw columns. "
            f"Got {type(data).__name__}{shape} instead."
        )
    if not data.shape[0] or not data.shape[1]:
        raise ExplanationError(
            f"The `{name}` must have at least one row and one column. "
            f"Got {data.shape[0]} rows and {data.shape[1]} columns instead."
        )
    twice = data.columns[data.columns.duplicated()]
    if len(twice):
        raise ExplanationError(
            f"The columns of `{name}` must have different names. Got '{twice[0]}' twice. Rename one of them."
        )
    return data


def matched(X: pd.DataFrame, background: pd.DataFrame) -> pd.DataFrame:
    """The background with the columns of `X`, in their order.

    Raises
    ------
    ExplanationError
        One of them has a column that the other has not; the message has the nearest name.
    """
    own = [str(name) for name in background.columns]
    for name in X.columns:
        if name not in background.columns:
            raise ExplanationError(
                f"The `background` must have the columns of `X`. "
                f"Got none named '{name}'. {nearest(str(name), own)}"
            )
    for name in background.columns:
        if name not in X.columns:
            known = [str(column) for column in X.columns]
            raise ExplanationError(
                f"The `background` must have the columns of `X` and no others. "
                f"Got '{name}' as well. {nearest(str(name), known)}"
            )
    return background[list(X.columns)]


def required(background: pd.DataFrame | None) -> pd.DataFrame:
    """The background of an engine that cannot do without.

    Raises
    ------
    ExplanationError
        There is none; the message says how to get one.
    """
    if background is None:
        raise ExplanationError(
            "The `background` must be rows that stand for what is usual, with the columns of `X`. "
            "Got None instead, and this explanation compares with such rows. Pass a few hundred rows of the training "
            "data, for instance background=X_train.sample(200, random_state=0)."
        )
    return background


def unsteady(how: str) -> ExplanationError:
    """A model that does not repeat itself; `how` is what came instead, such as "answers that differ by up to 2"."""
    return ExplanationError(
        f"The model must give the same answer to the same row, alone or among others. Got {how} instead. "
        "Fix its seed, and let it treat rows one by one."
    )


def fingerprint(frame: pd.DataFrame) -> str:
    """The first 16 hexadecimal digits of SHA-256 over the names and cells of a frame, in their order."""
    digest = hashlib.sha256("\x1f".join(str(name) for name in frame.columns).encode())
    for place in range(frame.shape[1]):
        column = frame.iloc[:, place]
        if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iufb":
            digest.update(pd.util.hash_array(column.to_numpy()).tobytes())  # the same, without a Series
            continue
        if column.dtype == object:
            column = column.map(repr)
        digest.update(pd.util.hash_pandas_object(column, index=False).to_numpy().tobytes())
    return digest.hexdigest()[:16]


def provenance(
    background: pd.DataFrame | None, options: Options, packages: Sequence[str]
) -> dict[str, str | int | None]:
    """What every explanation says of its inputs: background, scale, label, seed, versions of packages."""
    return {
        "scale": options.scale,
        "positive": options.positive,
        "background_rows": 0 if background is None else len(background),
        "background_hash": None if background is None else fingerprint(background),
        "seed": options.seed,
        **versions(packages),
    }


@cache
def _version(package: str) -> str:
    return version(package)


def versions(packages: Sequence[str]) -> dict[str, str]:
    """The installed version of each package, under ``PACKAGE_version``."""
    return {f"{package.replace('-', '_')}_version": _version(package) for package in packages}


def checked(predict: Predict) -> Callable[[pd.DataFrame], FloatArray]:
    """The predict function, held to its word: one finite number for each row.

    Raises
    ------
    ExplanationError
        From the returned function: the model failed, or answered something else; the message says what.
    """

    def answer(frame: pd.DataFrame) -> FloatArray:
        try:
            given = np.asarray(predict(frame))
        except Exception as error:
            raise ExplanationError(
                "The model must answer frames with the columns of `X`. "
                f"It failed instead: {type(error).__name__}: {error}. Try it on a few rows of `X` first."
            ) from error
        return _one_number_a_row(given, len(frame))

    return answer


def _one_number_a_row(given: npt.NDArray[np.generic], rows: int) -> FloatArray:
    if given.shape == (rows, 1):
        given = given[:, 0]
    wanted = f"The predict function must return one finite number for each of {rows} rows."
    if given.shape != (rows,):
        raise ExplanationError(
            f"{wanted} Got an array of shape {given.shape} instead. Return the column of the positive label."
        )
    try:
        numbers = given.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ExplanationError(
            f"{wanted} Got {given.reshape(-1)[0]!r} instead. Return a probability or a score."
        ) from error
    wrong = np.flatnonzero(~np.isfinite(numbers))
    if len(wrong):
        raise ExplanationError(
            f"{wanted} Got {numbers[wrong[0]]} for row {wrong[0]} instead ({len(wrong)} such rows)."
        )
    return numbers


def log_odds_of(ask: Callable[[pd.DataFrame], FloatArray]) -> Callable[[pd.DataFrame], FloatArray]:
    """The log-odds of the probabilities that a predict function gives.

    Raises
    ------
    ExplanationError
        From the returned function: a probability is 0 or 1, and has no log-odds.
    """

    def log_odds(frame: pd.DataFrame) -> FloatArray:
        chance = ask(frame)
        sure = int(((chance <= 0) | (chance >= 1)).sum())
        if sure:
            raise ExplanationError(
                "The model must give probabilities between 0 and 1 for its log-odds to exist. "
                f"Got 0 or 1 for {sure:,} of {len(chance):,} rows instead. Explain the probability."
            )
        odds: FloatArray = np.log(chance / (1 - chance))
        return odds

    return log_odds


def on_codes(
    predict: Callable[[pd.DataFrame], FloatArray], codec: ColumnCodec
) -> Callable[[FloatArray], FloatArray]:
    """The predict function as engines see it: matrices in, numbers out, a bounded number of rows a call."""

    def answer(matrix: FloatArray) -> FloatArray:
        chunks = [matrix[start : start + BATCH_ROWS] for start in range(0, len(matrix), BATCH_ROWS)]
        return np.concatenate([np.empty(0), *(predict(codec.decode(chunk)) for chunk in chunks)])

    return answer


def as_predict(model: object, *, matrix: bool = False) -> tuple[Asked, str | None]:
    """The predict function of a model, with the scale of its answers, and the label they speak of.

    Parameters
    ----------
    model
        A predict function (an attribute `scale` may say "probability"), or an object with `predict_proba` or
        `predict`. Of a classifier, the last of `classes_` is the positive label.
    matrix
        Give the model a 2-D array and not a frame.

    Raises
    ------
    ExplanationError
        It is none of these.
    """
    labels: Sequence[object] | None = getattr(model, "classes_", None)
    positive = None if labels is None or not len(labels) else labels[-1]
    spoken = None if positive is None else str(positive)

    def asked(function: Callable[..., object]) -> Callable[[pd.DataFrame], npt.NDArray[np.generic]]:
        return lambda frame: np.asarray(function(frame.to_numpy() if matrix else frame))

    if callable(method := getattr(model, "predict_proba", None)):
        chances = asked(method)
        return Asked(lambda frame: _last_column(chances(frame)), model, "probability"), spoken
    if callable(method := getattr(model, "predict", None)):
        predictions = asked(method)
        if positive is None:
            return Asked(predictions, model), None
        return Asked(lambda frame: predictions(frame) == positive, model), spoken
    if callable(model) and not isinstance(model, type):
        said: Scale = "probability" if getattr(model, "scale", None) == "probability" else "score"
        return Asked(asked(model), None, said), None
    raise ExplanationError(
        "The `model` must be a predict function or an object with `predict_proba` or `predict`. "
        f"Got {model.__name__ if isinstance(model, type) else type(model).__name__} instead"
        f"{', a class: pass a fitted instance of it.' if isinstance(model, type) else '.'}"
    )


def _last_column(probabilities: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    return probabilities[:, -1] if probabilities.ndim == 2 else probabilities
