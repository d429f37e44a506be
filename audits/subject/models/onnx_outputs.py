"""Which outputs of an ONNX model are its labels and which its probabilities."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from fairwitness.audits.plan.source import ModelSource
from fairwitness.audits.subject.models.onnx_file import Labels, OnnxFile
from fairwitness.audits.subject.models.onnx_inputs import Described
from fairwitness.audits.subject.models.outputs import Answers, Coded, Probabilities, estimator_of
from fairwitness.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
Run = Callable[["pd.DataFrame", Sequence[str]], list[npt.NDArray[np.generic]]]
_LABEL = re.compile(r"tensor\((string|bool|u?int\d+)\)")
_SCORE = re.compile(r"(seq\()?tensor\((float|double|float16)\)\)?")
_ZIPPED = re.compile(r"seq\(map\((string|int64),tensor\((float|double)\)\)\)")


@dataclass(frozen=True)
class Both:
    """A model that gives a label and the probabilities of all labels."""

    run: Run
    label: str
    coded: Coded | None
    """None where the file's labels are what they are called."""
    scores: Probabilities
    score_names: tuple[str, ...]

    @property
    def classes_(self) -> npt.NDArray[np.object_]:
        """The labels, under scikit-learn's name."""
        return self.scores.classes_

    def predict(self, X: pd.DataFrame) -> npt.ArrayLike:
        """The label that the model gives each row, shape (rows,)."""
        return self._named(self.run(X, [self.label])[0], X)

    def predict_proba(self, X: pd.DataFrame) -> Floats:
        """Shape (rows, labels)."""
        return self.scores.predict_proba(X)

    def answer(self, X: pd.DataFrame) -> tuple[npt.ArrayLike, Floats]:
        """Labels and probabilities from one pass."""
        labels, *scores = self.run(X, [self.label, *self.score_names])
        again = Probabilities(lambda _: stacked(scores), self.scores.labels, logits=self.scores.logits)
        return self._named(labels, X), again.predict_proba(X)

    def _named(self, labels: npt.NDArray[np.generic], X: pd.DataFrame) -> npt.ArrayLike:
        if self.coded is not None:
            return Coded(lambda _: labels, self.coded.labels).predict(X)
        return labels.reshape(-1) if labels.size == len(X) else labels


def stacked(scores: Sequence[npt.NDArray[np.generic]]) -> npt.NDArray[np.generic]:
    """One array as it is; one for each label beside each other."""
    return scores[0] if len(scores) == 1 else np.column_stack([score.ravel() for score in scores])


def estimator(run: Run, outputs: Sequence[Described], said: OnnxFile, source: ModelSource) -> Answers:
    """What can be asked of a model with these outputs.

    Raises
    ------
    ModelError
        It is not clear which of them are meant.
    """
    if source.output == "number":
        only = _numbers(outputs, source)
        return estimator_of(lambda X: run(X, [only])[0], source)
    labels = [each for each in outputs if _LABEL.fullmatch(each.type)]
    label = _only(labels, ("label", "class"), "label", outputs, source)
    _one_decision(label, outputs, source)
    classes = classes_of(said, label, outputs)
    scores = () if source.output == "label" else _scores(outputs, label, classes, source)
    if not scores:
        return _labels_alone(run, label, classes, outputs, source)
    names = tuple(each.name for each in scores)
    if label is None:
        width = _width(scores)
        known = (
            source
            if source.classes is not None or classes is None
            else source.model_copy(update={"classes": classes})
        )
        return estimator_of(lambda X: stacked(run(X, names)), known, classes=max(2, width or 0))
    given = classes or source.classes or _counted(scores, label, outputs, source)
    made = Probabilities(lambda X: stacked(run(X, names)), given, logits=source.output == "logit")
    return Both(run, label.name, None if classes else Coded(lambda X: X, given), made, names)


def classes_of(said: OnnxFile, label: Described | None, outputs: Sequence[Described]) -> Labels | None:
    """The labels in the order of the probabilities, where the file says them without doubt."""
    kind = _kind(label, outputs)
    fitting = [
        (where, labels) for where, labels in said.labels if kind is None or isinstance(labels[0], kind)
    ]
    zipped = [labels for where, labels in fitting if where == "ZipMap"]
    width = _width([each for each in outputs if _SCORE.fullmatch(each.type)])
    sized = [labels for _, labels in fitting if width in (None, 1, len(labels))]
    found = set(zipped or sized)
    if len(found) != 1:
        return None
    only = found.pop()
    return _sorted(only) if any(_ZIPPED.fullmatch(each.type) for each in outputs) else only


def _sorted(labels: Labels) -> Labels:
    """In the order in which a map of labels comes out, whatever order the file names them in."""
    return cast(Labels, tuple(sorted(labels, key=lambda label: (isinstance(label, str), label))))


def _kind(label: Described | None, outputs: Sequence[Described]) -> type | None:
    """What labels are in Python, by the type of the output that gives them."""
    types = (
        [label.type] if label is not None else [each.type for each in outputs if _ZIPPED.fullmatch(each.type)]
    )
    return None if not types else str if "string" in types[0] else int


def _scores(
    outputs: Sequence[Described], label: Described | None, classes: Labels | None, source: ModelSource
) -> list[Described]:
    found = [each for each in outputs if _SCORE.fullmatch(each.type) or _ZIPPED.fullmatch(each.type)]
    several = label is not None and classes is not None and len(found) == len(classes) > 1
    if several and all(len(each.shape) == 1 for each in found):
        return found  # one output for each label, as skl2onnx writes them with zipmap="columns"
    one = _only(found, ("prob",), "probability", outputs, source)
    if one is None:
        return []
    if label is not None and _width([one]) == 1 and source.output is None:
        return []  # the decision function of a linear model: a label has no single probability
    return [one]


def _labels_alone(
    run: Run,
    label: Described | None,
    classes: Labels | None,
    outputs: Sequence[Described],
    source: ModelSource,
) -> Answers:
    one = label or _only(list(outputs), ("label", "class"), "label", outputs, source)
    if one is None:
        raise _unclear("label", outputs, source)
    name = one.name
    known = source.classes or classes
    if known is None:
        return _Plain(lambda X: run(X, [name])[0])
    return Coded(lambda X: run(X, [name])[0], known)


@dataclass(frozen=True)
class _Plain:
    ask: Callable[[pd.DataFrame], npt.NDArray[np.generic]]

    def predict(self, X: pd.DataFrame) -> npt.ArrayLike:
        found = self.ask(X)
        return found.reshape(-1) if found.size == len(X) else found


def _counted(
    scores: Sequence[Described], label: Described, outputs: Sequence[Described], source: ModelSource
) -> tuple[int, ...]:
    """0, 1 and so on, where the labels are whole numbers and nothing else is said."""
    width = _width(scores)
    if "string" in label.type or width is None or width < 2:
        raise ModelError(
            f"'{source.name}' must say which probability belongs to which label. It gives {_listed(outputs)}; name the "
            "labels in their order under `model.classes`, or say `model.output: label` to use the labels alone."
        )
    return tuple(range(width))


def _numbers(outputs: Sequence[Described], source: ModelSource) -> str:
    found = [each for each in outputs if _SCORE.fullmatch(each.type) or _LABEL.fullmatch(each.type)]
    if len(found) != 1 or len(outputs) != 1 or "string" in found[0].type or _width(found) not in (None, 1):
        raise _unclear("number", outputs, source)
    return found[0].name


def _only(
    found: list[Described],
    names: tuple[str, ...],
    what: str,
    outputs: Sequence[Described],
    source: ModelSource,
) -> Described | None:
    """The one there is, else the one that is called so."""
    if len(found) < 2:
        return found[0] if found else None
    called = [each for each in found if any(name in each.name.casefold() for name in names)]
    if len(called) == 1:
        return called[0]
    raise _unclear(what, outputs, source)


def _one_decision(label: Described | None, outputs: Sequence[Described], source: ModelSource) -> None:
    if label is not None and len(label.shape) > 1 and label.shape[-1] != 1:
        raise _unclear("label", outputs, source)


def _unclear(what: str, outputs: Sequence[Described], source: ModelSource) -> ModelError:
    return ModelError(
        f"'{source.name}' must give one {what} for each row. It has the outputs {_listed(outputs)}, and it is not "
        "clear which is meant: export it with that output alone, or audit a column of its predictions."
    )


def _width(outputs: Sequence[Described]) -> int | None:
    """How many numbers each row gets, where it is said."""
    if len(outputs) != 1:
        return len(outputs) or None
    shape = outputs[0].shape
    if _SCORE.fullmatch(outputs[0].type) and len(shape) == 1:
        return 1
    last = shape[-1] if len(shape) == 2 else None
    return last if isinstance(last, int) else None


def _listed(outputs: Sequence[Described]) -> str:
    sizes = (" x ".join(str(size or "?") for size in each.shape) for each in outputs)
    return ", ".join(
        f"'{each.name}' ({each.type}{' of ' if size else ''}{size})"
        for each, size in zip(outputs, sizes, strict=True)
    )
