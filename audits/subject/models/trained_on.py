"""What a scikit-learn pipeline remembers of each column it was trained on: numbers or text, and which values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.subject.models.signature import Input

_NUMBERS = frozenset(
    {
        *("StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler", "QuantileTransformer"),
        *("PowerTransformer", "PolynomialFeatures", "SplineTransformer", "KBinsDiscretizer", "Normalizer"),
        *("KNNImputer", "IterativeImputer"),
    }
)


def inputs_of(estimator: object, names: Sequence[str]) -> tuple[Input, ...]:
    """Each column by its name, with the kind and the values that the steps that read it first were fitted on."""
    found = {name: Input(name) for name in names}
    for column, step in _first_steps(estimator, tuple(names)):
        if column in found and found[column].kind is None:
            found[column] = _as_read_by(step, column, found[column])
    return tuple(found.values())


def _first_steps(step: object, columns: tuple[str, ...]) -> Iterator[tuple[str, object]]:
    """Every step that reads columns as they come, with each of its columns; what imputes passes them on."""
    steps = getattr(step, "steps", None)
    if steps:
        for _, inner in steps:
            yield from _first_steps(inner, columns)
            if type(inner).__name__ != "SimpleImputer":
                return
        return
    branches = getattr(step, "transformers_", None)
    if branches is None:
        yield from ((column, step) for column in columns)
        return
    for _, inner, selected in branches:
        if not isinstance(inner, str):
            yield from _first_steps(inner, _named(selected, columns))


def _named(selected: object, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that a ColumnTransformer hands to a branch: by name, by place, by mask or as a slice."""
    import numpy as np

    if isinstance(selected, str):
        return (selected,)
    if isinstance(selected, slice):
        return columns[selected]
    chosen = np.asarray(selected)
    if chosen.dtype == bool:
        return tuple(column for column, taken in zip(columns, chosen, strict=False) if taken)
    if chosen.dtype.kind in "iu":
        return tuple(columns[place] for place in np.atleast_1d(chosen))
    return tuple(map(str, np.atleast_1d(chosen)))


def _as_read_by(step: object, column: str, plain: Input) -> Input:
    categories = getattr(step, "categories_", None)
    names = getattr(step, "feature_names_in_", None)
    if categories is not None and names is not None:
        place = list(map(str, names)).index(column)
        values = [value for value in categories[place] if value is not None and value == value]  # noqa: PLR0124 - NaN
        text = all(isinstance(value, str) for value in values)
        return Input(
            column,
            "text" if text else None,
            tuple(label_text(value) for value in values),
            refuses_others=getattr(step, "handle_unknown", "error") == "error",
        )
    strategy = getattr(step, "strategy", None)
    if type(step).__name__ in _NUMBERS or strategy in ("mean", "median"):
        return Input(column, "number")
    return plain
