"""What a loaded model can be asked, and how to find the format that loads it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
import numpy.typing as npt

from fairwitness import _registry
from fairwitness.audits.plan.part import Task
from fairwitness.audits.plan.source import Isolation, ModelSource
from fairwitness.audits.quoting import shown
from fairwitness.audits.subject.datasets.base import file_sha256
from fairwitness.audits.subject.models.place import check_place, of_others
from fairwitness.audits.subject.models.renamed import Renamed, with_classes
from fairwitness.audits.subject.models.signature import Signature, signature_of
from fairwitness.audits.subject.models.vectoriser import reads_texts
from fairwitness.errors import ModelError, nearest

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]


class Estimator(Protocol):
    """The part of scikit-learn's interface that an audit uses.

    It may also have ``predict_proba``, ``answer`` (labels and probabilities from one pass) and ``close``.
    """

    def predict(self, X: pd.DataFrame) -> npt.ArrayLike:
        """A label for every row."""
        ...


class ModelFormat(Protocol):
    """One kind of model. Registered in the entry point group ``fairwitness.models``."""

    name: str
    title: str
    """What a person calls it."""
    suffixes: tuple[str, ...]
    """How its files end; none for what is no file."""
    executes: bool
    """Whether loading runs code that comes with the model: only in a process of its own, and with consent."""

    def recognises(self, path: Path) -> bool:
        """Whether a file or folder is of this format, by its name and what lies in it."""
        ...

    def load(self, source: ModelSource, folder: Path) -> LoadedModel:
        """Load the model, or raise `ModelError`. Paths are relative to `folder`."""
        ...


@dataclass(frozen=True)
class Answer:
    """What a model says of each row."""

    labels: pd.Series
    probabilities: Floats | None
    """Shape (rows, classes)."""
    classes: tuple[str, ...]

    def probability(self, label: str) -> Floats | None:
        """The probability of a label, shape (rows,); None where the model gives none."""
        if self.probabilities is None:
            return None
        if label not in self.classes:
            raise ModelError(f"The model must know the label '{label}'. {nearest(label, self.classes)}")
        return self.probabilities[:, self.classes.index(label)]


@dataclass(frozen=True)
class LoadedModel:
    """A model that can be asked, on the columns a person knows."""

    estimator: Estimator
    format: str
    sha256: str | None = None
    stated: Signature | None = None
    """What its file says of it, where the estimator does not."""
    isolation: Isolation | None = None
    """How well it is shut in; None where it runs no code of its own."""
    readable: object = None
    """What explanations may read instead of asking, where that is not the estimator itself."""

    @cached_property
    def signature(self) -> Signature:
        """What the model says of itself."""
        return self.stated or signature_of(self.estimator)

    @property
    def type(self) -> str:
        """The estimator's class, of the last step if it is a pipeline."""
        return self.signature.type

    @property
    def classes(self) -> tuple[str, ...] | None:
        """The labels the model knows, as text, in its own order."""
        return self.signature.classes

    @property
    def inside(self) -> object:
        """The fitted object whose structure explanations may read."""
        if self.readable is not None:
            return self.readable
        return self.estimator.estimator if isinstance(self.estimator, Renamed) else self.estimator

    def own_label(self, label: str) -> str:
        """What the fitted object calls a label: the plan may have given it another name."""
        own = getattr(self.inside, "classes_", None)
        classes = self.classes or ()
        return str(own[classes.index(label)]) if own is not None and label in classes else label

    @property
    def expects(self) -> tuple[str, ...] | None:
        """The columns the model was trained on, if it says."""
        return self.signature.columns

    @property
    def has_scores(self) -> bool:
        """Whether the model gives probabilities."""
        return self.signature.has_scores

    def predict(self, X: pd.DataFrame) -> pd.Series:
        """A label for every row of X, as the model gives it."""
        return self._labels(self._ask("predict", X), X)

    def scores(self, X: pd.DataFrame, label: str) -> Floats:
        """The probability of a label for every row of X, shape (rows,)."""
        classes = self.classes or ()
        if label not in classes:
            raise ModelError(f"The model must know the label '{label}'. {nearest(label, classes)}")
        return self._probabilities(self._ask("predict_proba", X), X)[:, classes.index(label)]

    def all_scores(self, X: pd.DataFrame) -> Floats:
        """The probability of every label for every row of X, shape (rows, classes)."""
        return self._probabilities(self._ask("predict_proba", X), X)

    def answer(self, X: pd.DataFrame) -> Answer:
        """Labels, and probabilities where it has them, for every row of X: from one pass if the model can."""
        classes = self.classes or ()
        if self.has_scores and hasattr(self.estimator, "answer"):
            labels, probabilities = cast("tuple[npt.ArrayLike, npt.ArrayLike]", self._ask("answer", X))
            return Answer(self._labels(labels, X), self._probabilities(probabilities, X), classes)
        found = self._probabilities(self._ask("predict_proba", X), X) if self.has_scores else None
        return Answer(self.predict(X), found, classes)

    def close(self) -> None:
        """Let go of what the model holds, such as a process of its own."""
        close = getattr(self.estimator, "close", None)
        if callable(close):
            close()

    def _labels(self, given: npt.ArrayLike, X: pd.DataFrame) -> pd.Series:
        import pandas as pd

        labels = np.asarray(given)
        if labels.shape != (len(X),):
            raise ModelError(
                f"The model must give one label for each of the {len(X):,} rows. Got an array of "
                f"shape {labels.shape} instead."
            )
        return pd.Series(labels, index=X.index, name="prediction")

    def _probabilities(self, given: npt.ArrayLike, X: pd.DataFrame) -> Floats:
        classes = self.classes or ()
        probabilities = np.asarray(given, dtype=float)
        if probabilities.shape != (len(X), len(classes)) or not np.isfinite(probabilities).all():
            raise ModelError(
                f"The model must give {len(classes)} finite probabilities for each of the "
                f"{len(X):,} rows. Got an array of shape {probabilities.shape}."
            )
        return probabilities

    def _as_trained(self, X: pd.DataFrame) -> pd.DataFrame | npt.NDArray[np.generic]:
        """An array for what was trained on one, as it would warn of names; a list for what reads texts."""
        if X.shape[1] == 1 and reads_texts(self.inside):
            return X.iloc[:, 0].to_numpy(dtype=object)
        arrays = hasattr(self.estimator, "n_features_in_") and not hasattr(
            self.estimator, "feature_names_in_"
        )
        return X.to_numpy() if arrays else X

    def _ask(self, method: str, X: pd.DataFrame) -> npt.ArrayLike:
        try:
            answer: npt.ArrayLike = getattr(self.estimator, method)(self._as_trained(X))
        except ModelError:
            raise
        except Exception as error:  # a stranger's model may raise anything
            raise ModelError(
                f"The model must accept the columns {list(X.columns)}. It stopped with: "
                f"{shown(first_line(error)) or type(error).__name__}"
            ) from error
        return answer


def load_model(source: ModelSource, folder: Path, task: Task = "binary") -> LoadedModel:
    """Load the model a plan names; paths are relative to `folder`.

    Raises
    ------
    ModelError
        There is no such file, no format knows it, or it does not hold a model.
    """
    if task == "regression" and source.output is None:
        source = source.model_copy(update={"output": "number"})
    found = with_classes(format_of(source, folder).load(source, folder), source)
    if source.shape is None:
        return found
    return replace(found, stated=replace(found.signature, shape=source.shape))


@contextmanager
def closed_after(model: LoadedModel | None) -> Iterator[None]:
    """Close a model at the end of a block, if there is one."""
    try:
        yield
    finally:
        if model is not None:
            model.close()


def format_of(source: ModelSource, folder: Path) -> ModelFormat:
    """The format that loads a model: the one that is named, else the one that knows its file.

    Raises
    ------
    ModelError
        There is no such file, or no format knows it.
    """
    name = source.format or (
        "http" if source.url is not None else "function" if source.call is not None else None
    )
    if source.path is not None:
        check_place(folder / source.path, source)
    if name is not None:
        return model_format(name)
    path = folder / str(source.path)
    formats = [model_format(known) for known in _registry.names("fairwitness.models")]
    for candidate in formats:
        if candidate.recognises(path):
            return candidate
    known = ", ".join(sorted(suffix for candidate in formats for suffix in candidate.suffixes))
    what = f"the folder '{source.name}'" if path.is_dir() else f"'{source.name}'"
    raise ModelError(
        f"The model must be a file of a known format ({known}) or an MLflow folder. Got {what}{of_others(path)}. "
        "Without a model, audit a column of predictions."
    )


def model_format(name: str) -> ModelFormat:
    """The format of that name."""
    return cast(ModelFormat, _registry.load("fairwitness.models", name))


def model_file(source: ModelSource, folder: Path) -> Path:
    """The file of a format that is no folder, or `ModelError`."""
    path = folder / str(source.path)
    if path.is_dir():
        raise ModelError(f"The model must be a file. '{source.path}' is a folder; name the file in it.")
    if not path.is_file():
        raise ModelError(
            f"The model must be a file. '{source.path}' is a pipe or a device; save it as a file."
        )
    return path


def model_sha256(path: Path) -> str:
    """SHA-256 of a file; of a folder, over the names and hashes of its files in the order of their names."""
    if path.is_file():
        return file_sha256(path)
    digest = hashlib.sha256()
    for file in sorted(each for each in path.rglob("*") if each.is_file()):
        digest.update(f"{file.relative_to(path).as_posix()}\0{file_sha256(file)}\n".encode())
    return digest.hexdigest()


def first_line(error: BaseException) -> str:
    """The first line of what an error says, or its type if it says nothing."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
