"""What a loaded model can be asked, and how to find the format that loads it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
import numpy.typing as npt

from fairwitness import _registry
from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.datasets.base import similar_files
from fairwitness.audits.subject.labels import label_text
from fairwitness.errors import ModelError, nearest

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]


class Estimator(Protocol):
    """The part of scikit-learn's interface that an audit uses."""

    def predict(self, X: pd.DataFrame) -> npt.ArrayLike:
        """A label for every row."""
        ...


class ModelFormat(Protocol):
    """One file format of models. Registered in the entry point group ``fairwitness.models``."""

    name: str
    suffixes: tuple[str, ...]

    def load(self, path: Path) -> LoadedModel:
        """Load the model, or raise `ModelError`."""
        ...


@dataclass(frozen=True)
class LoadedModel:
    """A classifier with two classes, asked on the columns a person knows."""

    estimator: Estimator
    format: str
    sha256: str | None = None

    @property
    def type(self) -> str:
        """The estimator's class, of the last step if it is a pipeline."""
        steps = getattr(self.estimator, "steps", None)
        return type(steps[-1][1] if steps else self.estimator).__name__

    @property
    def classes(self) -> tuple[str, ...] | None:
        """The labels the model knows, as text, in its own order."""
        classes = getattr(self.estimator, "classes_", None)
        return None if classes is None else tuple(label_text(value) for value in classes)

    @property
    def expects(self) -> tuple[str, ...] | None:
        """The columns the model was trained on, if it says."""
        names = getattr(self.estimator, "feature_names_in_", None)
        return None if names is None else tuple(map(str, names))

    @property
    def has_scores(self) -> bool:
        """Whether the model gives probabilities."""
        return hasattr(self.estimator, "predict_proba")

    def predict(self, X: pd.DataFrame) -> pd.Series:
        """A label for every row of X, as the model gives it."""
        import pandas as pd

        labels = np.asarray(self._ask("predict", X))
        if labels.shape != (len(X),):
            raise ModelError(
                f"The model must give one label for each of the {len(X):,} rows. Got an array of "
                f"shape {labels.shape} instead."
            )
        return pd.Series(labels, index=X.index, name="prediction")

    def scores(self, X: pd.DataFrame, label: str) -> Floats:
        """The probability of a label for every row of X, shape (rows,)."""
        classes = self.classes or ()
        if label not in classes:
            raise ModelError(f"The model must know the label '{label}'. {nearest(label, classes)}")
        probabilities = np.asarray(self._ask("predict_proba", X), dtype=float)
        if probabilities.shape != (len(X), len(classes)) or not np.isfinite(probabilities).all():
            raise ModelError(
                f"The model must give {len(classes)} finite probabilities for each of the "
                f"{len(X):,} rows. Got an array of shape {probabilities.shape}."
            )
        return probabilities[:, classes.index(label)]

    def _ask(self, method: str, X: pd.DataFrame) -> npt.ArrayLike:
        try:
            answer: npt.ArrayLike = getattr(self.estimator, method)(X)
        except Exception as error:  # a stranger's model may raise anything
            raise ModelError(
                f"The model must accept the columns {list(X.columns)}. It stopped with: {_first_line(error)}"
            ) from error
        return answer


def load_model(source: ModelSource, folder: Path) -> LoadedModel:
    """Load the model a plan names; paths are relative to `folder`.

    Raises
    ------
    ModelError
        There is no such file, no format knows it, or it does not hold a model.
    """
    path = folder / source.path
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "does not exist"
        raise ModelError(f"The model must be a file. '{source.path}' {what}.{similar_files(path)}")
    if source.format:
        return cast(ModelFormat, _registry.load("fairwitness.models", source.format)).load(path)
    formats = cast("dict[str, ModelFormat]", _registry.load_all("fairwitness.models"))
    for candidate in formats.values():
        if path.suffix.casefold() in candidate.suffixes:
            return candidate.load(path)
    known = ", ".join(sorted(suffix for candidate in formats.values() for suffix in candidate.suffixes))
    raise ModelError(
        f"The model must be a file of a known format ({known}). Got '{path.name}'. Without one, "
        "audit a column of predictions."
    )


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
