"""What a model says of itself: the columns it reads, the labels it knows, what it was made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from fairwitness.audits.subject.labels import label_text
from fairwitness.errors import ModelError

Kind = Literal["number", "text", "true or false"]


@dataclass(frozen=True)
class Input:
    """One column that a model reads."""

    name: str
    kind: Kind | None = None
    """None where the model does not say."""
    categories: tuple[str, ...] | None = None
    """The only values it knows, as text."""
    refuses_others: bool = False
    """Whether it stops at a value that it does not know."""
    required: bool = True


@dataclass(frozen=True)
class Signature:
    """What is known of a model before it is asked anything."""

    type: str
    """Its class, or what its file calls it."""
    inputs: tuple[Input, ...] | None = None
    """None where the model does not name its columns."""
    width: int | None = None
    """How many columns it reads; None where it does not say."""
    classes: tuple[str, ...] | None = None
    """The labels as text, in the order of its probabilities."""
    has_scores: bool = False
    """Whether it gives probabilities."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """What it was made with: library and version."""
    runs_with: Mapping[str, str] = field(default_factory=dict)
    """The libraries of the process it runs in, where that is not this one."""
    shape: tuple[int, ...] | None = None
    """Of what it reads of one row, where that is no list of columns: such as (3, 32, 32)."""

    @property
    def columns(self) -> tuple[str, ...] | None:
        """The names of its columns, if it says."""
        return None if self.inputs is None else tuple(column.name for column in self.inputs)


def signature_of(estimator: object) -> Signature:
    """What an estimator with scikit-learn's attributes says of itself.

    Raises
    ------
    ModelError
        It decides several things at once.
    """
    from fairwitness.audits.subject.models.trained_on import inputs_of

    steps = getattr(estimator, "steps", None)
    last = steps[-1][1] if steps else estimator
    names = getattr(estimator, "feature_names_in_", None)
    width = getattr(estimator, "n_features_in_", None)
    classes = getattr(estimator, "classes_", None)
    if isinstance(classes, list) and classes and all(hasattr(each, "shape") for each in classes):
        raise ModelError(
            f"The model must decide one thing. This {type(last).__name__} decides {len(classes)} at once; audit a "
            "column of the decisions about each."
        )
    return Signature(
        type(last).__name__,
        inputs=None if names is None else inputs_of(estimator, tuple(map(str, names))),
        width=int(width) if isinstance(width, int) else None,
        classes=None if classes is None else tuple(label_text(value) for value in classes),
        has_scores=hasattr(estimator, "predict_proba"),
    )
