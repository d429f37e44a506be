"""The notebook's door: arrays or frames in, a record out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.audits import run
from fairwitness.audits.plan import Label, Plan, Roles, Sensitive, load_plan, make_plan
from fairwitness.audits.record import Record
from fairwitness.audits.subject import Dataset, from_object
from fairwitness.errors import DataError, PlanError

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Column = npt.ArrayLike | pd.Series
    Columns = pd.DataFrame | pd.Series | Mapping[str, Column] | npt.ArrayLike

_SOURCE = "Python"


def audit(  # noqa: PLR0913 - the signature is the field's: y_true, y_pred, sensitive_features ...
    y_true: Column | None = None,
    y_pred: Column | None = None,
    y_score: Column | None = None,
    *,
    sensitive_features: Columns | None = None,
    features: pd.DataFrame | None = None,
    model: object | None = None,
    sample_weight: Column | None = None,
    positive: Label | None = None,
    favourable: Label | None = None,
    threshold: float | None = None,
    plan: Plan | Mapping[str, object] | str | os.PathLike[str] | None = None,
) -> Record:
    """Audit decisions for fairness and, with a model, explain it.

    Parameters
    ----------
    y_true : array-like of shape (rows,), optional
        What really happened. Without it only what needs no labels is measured.
    y_pred : array-like of shape (rows,), optional
        The decisions. Without them, `y_score` with a threshold, or `model` with `features`.
    y_score : array-like of shape (rows,), optional
        Scores; at least `threshold` is a positive prediction.
    sensitive_features : frame, series, mapping of columns, or array of shape (rows,) or (rows, attributes)
        The attributes whose groups are compared, named as in fairlearn's `MetricFrame`.
    features : DataFrame of shape (rows, features), optional
        What the model reads, as the person knows it: before any encoding.
    model : estimator, optional
        A fitted classifier with `predict`, and `predict_proba` if it has one.
    sample_weight : array-like of shape (rows,), optional
    positive, favourable : label, optional
        The label that true positive rates speak of, and the decision that is good for the person.
    threshold : float, optional
        For `y_score` or the model's probabilities.
    plan : Plan, mapping, or path to a YAML file, optional
        Everything else: gates, checks, frameworks. Where it names columns, the arrays take those names.

    Returns
    -------
    Record
        Frozen; `record.save(folder)`, `record.to_frame()`, `record.gates`.

    Raises
    ------
    FairwitnessError
        The audit could not be made; the message says what to do.

    Examples
    --------
    >>> import fairwitness
    >>> record = fairwitness.audit([1, 0, 1, 1], [1, 0, 0, 1], sensitive_features=["a", "a", "b", "b"])
    >>> record.gates[0].outcome
    'not_estimable'
    """
    base, folder = _plan(plan)
    given = {"target": y_true, "prediction": y_pred, "score": y_score, "weight": sample_weight}
    stated = {"positive": positive, "favourable": favourable, "threshold": threshold}
    base = base.model_copy(
        update={"roles": base.roles.model_copy(update={k: v for k, v in stated.items() if v is not None})}
    )
    if all(value is None for value in (*given.values(), sensitive_features, features)):
        if plan is None:
            raise DataError(
                "An audit needs data: arrays with `sensitive_features`, or a `plan` that names a file. Got neither."
            )
        record, witness = run.run_plan(base, folder)
        return record.with_energy(witness.energy())
    columns = _Columns(base.roles)
    roles = {role: columns.add(role, value) for role, value in given.items() if value is not None}
    sensitive = columns.add_sensitive(sensitive_features)
    if features is not None:
        columns.add_features(features)
        roles["features"] = tuple(map(str, features.columns))
    full = make_plan(
        base.model_copy(
            update={"roles": base.roles.model_copy(update={**roles, "sensitive": sensitive})}
        ).model_dump(by_alias=True)
    )
    witness = run.start(full)
    dataset = Dataset(columns.frame(), _SOURCE, "python", first_line=1)
    record = run.audit(full, dataset, None if model is None else from_object(model), witness)
    return record.with_energy(witness.energy())


def _plan(plan: Plan | Mapping[str, object] | str | os.PathLike[str] | None) -> tuple[Plan, Path]:
    if plan is None:
        return Plan(), Path()
    if isinstance(plan, Plan):
        return plan, Path()
    if isinstance(plan, Mapping):
        return make_plan(plan), Path()
    if isinstance(plan, str | os.PathLike):
        return load_plan(plan), Path(plan).parent
    raise PlanError(
        f"The `plan` must be a Plan, a mapping, or the path of a YAML file. Got a {type(plan).__name__} instead."
    )


class _Columns:
    """Columns of one length, collected from arrays."""

    def __init__(self, roles: Roles) -> None:
        self._roles = roles
        self._columns: dict[str, pd.Series] = {}
        self._first: tuple[str, int] | None = None

    def add(self, role: str, values: Column) -> str:
        """Add one column under the name the plan gives it, else its own, else that of the argument."""
        import pandas as pd

        argument = {
            "target": "y_true",
            "prediction": "y_pred",
            "score": "y_score",
            "weight": "sample_weight",
        }[role]
        series = _series(values, argument)
        own = None if series.name is None else str(series.name)
        name = getattr(self._roles, role) or (own if own and own not in self._columns else argument)
        self._put(name, series if isinstance(series, pd.Series) else pd.Series(series), argument)
        return str(name)

    def add_sensitive(self, given: Columns | None) -> tuple[Sensitive, ...]:
        """Add the sensitive columns; the plan's own attributes are kept, with their bins and names."""
        planned = self._roles.sensitive
        if given is None:
            if not planned:
                raise DataError(
                    "An audit needs `sensitive_features`: whose groups should be compared? Got none."
                )
            return planned
        for name, series in _sensitive_series(given, [attribute.source for attribute in planned]).items():
            self._put(name, series, "sensitive_features")
        return planned or tuple(Sensitive(name=name) for name in _sensitive_series(given, []))

    def add_features(self, features: pd.DataFrame) -> None:
        """Add the columns the model reads."""
        for name in features.columns:
            self._put(str(name), features[name], "features")

    def frame(self) -> pd.DataFrame:
        """All columns side by side, rows numbered from 0."""
        import pandas as pd

        return pd.DataFrame(self._columns)

    def _put(self, name: str, series: pd.Series, argument: str) -> None:
        first = self._first or (argument, len(series))
        self._first = first
        if len(series) != first[1]:
            raise DataError(
                f"The `{argument}` must have one value for each of the {first[1]:,} rows of `{first[0]}`. Got {len(series):,} instead."
            )
        column = series.reset_index(drop=True)
        if name in self._columns and not self._columns[name].equals(column):
            raise DataError(
                f"A column must have one content. '{name}' is given twice, the second time in `{argument}`, with different values; rename one."
            )
        self._columns[name] = column


def _series(values: Column, argument: str) -> pd.Series:
    import numpy as np
    import pandas as pd

    if isinstance(values, pd.Series):
        return values
    array = np.asarray(values)
    if array.ndim != 1:
        raise DataError(f"The `{argument}` must have shape (rows,). Got shape {array.shape} instead.")
    return pd.Series(array)


def _sensitive_series(given: Columns, planned: list[str]) -> dict[str, pd.Series]:
    import numpy as np
    import pandas as pd

    if isinstance(given, pd.DataFrame):
        return {str(name): given[name] for name in given.columns}
    if isinstance(given, Mapping):
        return {str(name): _series(values, "sensitive_features") for name, values in given.items()}
    if isinstance(given, pd.Series):
        return {
            str(given.name)
            if given.name is not None
            else (planned[0] if planned else "sensitive_feature_0"): given
        }
    array = np.asarray(given)
    columns = [array] if array.ndim == 1 else list(array.T)
    names = (
        planned
        if len(planned) == len(columns)
        else [f"sensitive_feature_{place}" for place in range(len(columns))]
    )
    return {name: _series(column, "sensitive_features") for name, column in zip(names, columns, strict=True)}
