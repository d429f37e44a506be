"""Other libraries that explain trees against a background exactly, each stopped when it takes too long."""

from __future__ import annotations

import contextlib
import io
import signal
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from types import FrameType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from shap import TreeExplainer

Floats = npt.NDArray[np.float64]
Explain = Callable[[Floats], Floats]
CHUNK = 10
"""Rows in one call of shap, which cannot be stopped inside one."""


class Stopped(BaseException):
    """A library took too long. Not an `Exception`, so that no library can take it for one of its own."""


@dataclass(frozen=True)
class Peer:
    """A library, how it is set up for a model and a background, and the package on which that hangs."""

    name: str
    package: str
    prepare: Callable[[object, Floats], Explain]

    @property
    def version(self) -> str | None:
        """None where it is not installed."""
        try:
            return version(self.package)
        except PackageNotFoundError:
            return None


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise `Stopped` after some seconds."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _shap(model: object, background: Floats) -> Explain:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shap = import_module("shap")
    masker = shap.maskers.Independent(background, max_samples=len(background))
    explainer = shap.TreeExplainer(model, masker)

    return partial(in_chunks, explainer, chunk=CHUNK)


def in_chunks(explainer: TreeExplainer, rows: Floats, *, chunk: int) -> Floats:
    """shap's values of so many rows at a time, between which it can be stopped; of two labels those of the last."""
    parts = [
        np.asarray(explainer.shap_values(rows[start : start + chunk], check_additivity=False))
        for start in range(0, len(rows), chunk)
    ]
    values = np.concatenate(parts)
    return values if values.ndim == 2 else values[..., 1]


def _woodelf(model: object, background: Floats) -> Explain:
    names = [f"x{place}" for place in range(background.shape[1])]
    explainer = import_module("woodelf").WoodelfExplainer(model, pd.DataFrame(background, columns=names))

    def explain(rows: Floats) -> Floats:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = explainer.shap_values(pd.DataFrame(rows, columns=names), verbose=False)
        # A forest's values are those of class 0, which are the negatives of class 1's.
        return np.asarray(-values if hasattr(model, "estimators_") else values, dtype=np.float64)

    return explain


def _shapiq(model: object, background: Floats) -> Explain:
    made = import_module("shapiq.tree").InterventionalTreeSHAPIQ(model, background, max_order=1)

    def explain(rows: Floats) -> Floats:
        return np.array([[found[(j,)] for j in range(rows.shape[1])] for found in map(made.explain, rows)])

    return explain


PEERS = (
    Peer("shap", "shap", _shap),
    Peer("woodelf", "woodelf_explainer", _woodelf),
    Peer("shapiq", "shapiq", _shapiq),
)
