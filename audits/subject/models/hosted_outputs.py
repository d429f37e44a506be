"""Models in a process of their own that give bare numbers: what those are is said here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy.typing as npt

from fairwitness.audits.plan.source import ModelSource, Output
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.subject.models.base import Estimator, LoadedModel
from fairwitness.audits.subject.models.hosted import load_hosted
from fairwitness.audits.subject.models.inputs import matrix
from fairwitness.audits.subject.models.outputs import Ask, Probabilities, estimator_of
from fairwitness.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd

_FEWEST = 2


def load_outputs(
    source: ModelSource,
    folder: Path,
    loader: str,
    files: Sequence[Path],
    output: Output | None = None,
    *,
    numeric: bool = True,
) -> LoadedModel:
    """A model in a process of its own, its outputs read as the plan says, else as `output` does.

    Parameters
    ----------
    numeric : bool
        Whether it reads numbers only; text is refused before it is sent.

    Raises
    ------
    ModelError
        Neither says what the outputs are, or the model cannot be loaded.
    """
    meaning = source.output or output
    if meaning is None:
        raise ModelError(
            f"'{source.name}' does not say what its outputs are. Say under `model.output` (or `--model-output`) "
            "whether each is a probability, a logit, a label or a number."
        )
    labels = _labels(source, meaning)
    arguments: dict[str, object] = {"output": meaning, "labels": labels}
    if source.shape is not None:
        arguments["shape"] = list(source.shape)
    loaded = load_hosted(source, folder, loader, files, arguments)
    shape = _shape(getattr(loaded.estimator, "more", {}).get("shape"))
    found = _read(loaded, source, meaning, numeric=numeric)
    return found if shape is None else replace(found, stated=replace(found.signature, shape=shape))


def _shape(said: object) -> tuple[int, ...] | None:
    """What a network says that it reads of one row."""
    if not isinstance(said, list) or not said or not all(type(size) is int and size > 0 for size in said):
        return None
    return tuple(said)


def _labels(source: ModelSource, meaning: Output) -> int | None:
    """How many labels there are probabilities of, if the outputs are any."""
    if meaning not in ("probability", "logit"):
        return None
    return _FEWEST if source.classes is None else len(source.classes)


def _read(loaded: LoadedModel, source: ModelSource, meaning: Output, *, numeric: bool) -> LoadedModel:
    host = loaded.estimator
    if meaning == "label" and source.classes is None:
        return replace(
            loaded, estimator=cast(Estimator, Kept(_asked(host, "predict", numeric=numeric), host))
        )
    method = "predict" if meaning in ("number", "label") else "predict_proba"
    read = estimator_of(_asked(host, method, numeric=numeric), source, output=meaning)
    if not isinstance(read, Probabilities):
        named = None if source.classes is None or meaning == "number" else source.classes
        stated = replace(loaded.signature, classes=None if named is None else tuple(map(label_text, named)))
        return replace(loaded, estimator=cast(Estimator, Kept(read.predict, host)), stated=stated)
    stated = replace(loaded.signature, classes=tuple(map(label_text, read.labels)), has_scores=True)
    return replace(loaded, estimator=cast(Estimator, KeptScores(read, host)), stated=stated)


def _asked(host: Estimator, method: str, *, numeric: bool) -> Ask:
    def ask(X: pd.DataFrame) -> npt.ArrayLike:
        import pandas as pd

        table = pd.DataFrame(matrix(X), columns=X.columns, index=X.index) if numeric else X
        return cast(npt.ArrayLike, getattr(host, method)(table))

    return ask


@dataclass(frozen=True)
class Kept:
    """A model without probabilities, and the process it runs in."""

    ask: Ask
    host: Estimator

    def predict(self, X: pd.DataFrame) -> npt.ArrayLike:
        """A label, or a number, for every row."""
        return self.ask(X)

    def close(self) -> None:
        """End the process."""
        self.host.close()  # type: ignore[attr-defined]  # a host is an estimator that can be closed


@dataclass(frozen=True)
class KeptScores:
    """A model with probabilities, and the process it runs in."""

    read: Probabilities
    host: Estimator

    def predict(self, X: pd.DataFrame) -> npt.ArrayLike:
        """The label with the highest probability for every row."""
        return self.read.predict(X)

    def predict_proba(self, X: pd.DataFrame) -> npt.ArrayLike:
        """Shape (rows, labels)."""
        return self.read.predict_proba(X)

    def answer(self, X: pd.DataFrame) -> tuple[npt.ArrayLike, npt.ArrayLike]:
        """Labels and probabilities from one pass."""
        return self.read.answer(X)

    def close(self) -> None:
        """End the process."""
        self.host.close()  # type: ignore[attr-defined]  # a host is an estimator that can be closed
