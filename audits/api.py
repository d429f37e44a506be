"""The notebook's door: arrays or frames in, a record out."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from fairwitness.audits import run
from fairwitness.audits.columns import Collected, names_of
from fairwitness.audits.frameworks import located
from fairwitness.audits.metrics.library import Function, of_function
from fairwitness.audits.plan import Label, Plan, load_plan, make_plan
from fairwitness.audits.record import Record
from fairwitness.audits.subject import Dataset, LoadedModel, closed_after, from_object, load_model
from fairwitness.errors import DataError, PlanError

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.audits.columns import Column, Columns
    from fairwitness.audits.metrics import Metric
    from fairwitness.audits.plan.model import Task

Value = TypeVar("Value")
_SOURCE = "Python"
_COLUMNS = ("target", "prediction", "score", "weight", "cluster")


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
    task: Task | None = None,
    cluster: Column | None = None,
    strata: pd.DataFrame | None = None,
    metrics: Mapping[str, Function] | None = None,
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
        The attributes whose groups are compared, named as in fairlearn's `MetricFrame`. A frame or a column may be
        of another library that turns it into pandas, such as polars or pyarrow; so may every other argument of rows.
    features : DataFrame of shape (rows, features), optional
        What the model reads, as the person knows it: before any encoding.
    model : estimator, optional
        A fitted classifier with `predict`, and `predict_proba` if it has one.
    sample_weight : array-like of shape (rows,), optional
    positive, favourable : label, optional
        The label that true positive rates speak of, and the decision that is good for the person.
    threshold : float, optional
        For `y_score` or the model's probabilities.
    task : {"binary", "multiclass", "regression"}, optional
        What is decided: one of two labels, one of several, or a number.
    cluster : array-like of shape (rows,), optional
        Which rows belong together, such as a household: they may depend on each other.
    strata : DataFrame of shape (rows, columns), optional
        Columns within whose values people are comparable.
    metrics : mapping of names to functions, optional
        More figures: functions of `y_true`, `y_pred` and `sample_weight`, as in scikit-learn. Gates may name them.
        Labels reach them as 0 and 1 (1 is the positive one), several labels as 0 to K - 1.
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
    base, folder = plan_given(plan, sensitive_features)
    stated = {"positive": positive, "favourable": favourable, "threshold": threshold}
    base = _of_task(_with_roles(base, _there(stated)), task)
    more = [of_function(name, function) for name, function in (metrics or {}).items()]
    columns = (y_true, y_pred, y_score, sample_weight, cluster)
    rows: dict[str, Column] = _there(dict(zip(_COLUMNS, columns, strict=True)))
    if not rows and sensitive_features is None and features is None:
        if plan is None:
            raise DataError(
                "An audit needs data: arrays with `sensitive_features`, or a `plan` that names a file. "
                "Got neither."
            )
        return _from_files(make_plan(base.model_dump(by_alias=True)), folder, model, more)
    frames = _there({"features": features, "strata": strata})
    full, dataset = _collected(located(base, folder), rows, sensitive_features, frames)
    loaded = _model(full, folder, model)
    witness = run.start(full, more=more)
    with closed_after(loaded if model is None else None):
        record = run.audit(full, dataset, loaded, witness, more)
    return record.with_energy(witness.energy())


def _there(given: Mapping[str, Value | None]) -> dict[str, Value]:
    return {name: value for name, value in given.items() if value is not None}


def _collected(
    base: Plan, rows: Mapping[str, Column], sensitive: Columns | None, frames: Mapping[str, pd.DataFrame]
) -> tuple[Plan, Dataset]:
    """The plan with the roles that arrays and frames bring, and all of them as one frame."""
    columns = Collected(base.roles)
    roles: dict[str, object] = {role: columns.add(role, values) for role, values in rows.items()}
    roles["sensitive"] = columns.add_sensitive(sensitive)
    roles |= {role: columns.add_frame(frame, role) for role, frame in frames.items()}
    full = make_plan(_with_roles(base, roles).model_dump(by_alias=True))
    return full, Dataset(columns.frame(), _SOURCE, "python", first_line=1)


def _with_roles(plan: Plan, roles: Mapping[str, object]) -> Plan:
    return plan.model_copy(update={"roles": plan.roles.model_copy(update=roles)})


def _of_task(plan: Plan, task: Task | None) -> Plan:
    if task is None:
        return plan
    stated = "gates" in plan.model_fields_set
    no_gates = {} if stated or task != "regression" else {"gates": ()}
    return plan.model_copy(update={"task": task, **no_gates})


def _from_files(plan: Plan, folder: Path, model: object | None, more: Sequence[Metric]) -> Record:
    """The plan's own data, and its own model unless another is given."""
    handed = None if model is None else from_object(model)
    plan = located(plan, folder)
    witness = run.start(plan, more=more)
    own = plan if model is None else plan.model_copy(update={"model": None})
    dataset, loaded = run.load(own, folder, witness)
    with closed_after(loaded):
        record = run.audit(plan, dataset, handed or loaded, witness, more)
    return record.with_energy(witness.energy())


def _model(plan: Plan, folder: Path, model: object | None) -> LoadedModel | None:
    if model is not None:
        return from_object(model)
    return None if plan.model is None else load_model(plan.model, folder, plan.task)


def _naming(plan: Mapping[str, object], sensitive: Columns | None) -> Mapping[str, object]:
    """The plan with the attributes that the arrays bring, so that its gates and intersections may name them."""
    roles = plan.get("roles", {})
    if sensitive is None or not isinstance(roles, Mapping) or roles.get("sensitive"):
        return plan
    return {**plan, "roles": {**roles, "sensitive": names_of(sensitive)}}


def plan_given(
    plan: Plan | Mapping[str, object] | str | os.PathLike[str] | None, sensitive: Columns | None
) -> tuple[Plan, Path]:
    """The plan in any of its forms, and the folder its paths are relative to."""
    if plan is None:
        return Plan(), Path()
    if isinstance(plan, Plan):
        return plan, Path()
    if isinstance(plan, Mapping):
        return make_plan(_naming(plan, sensitive)), Path()
    if isinstance(plan, str | os.PathLike):
        return load_plan(Path(plan)), Path(plan).parent
    got = type(plan).__name__
    raise PlanError(f"The `plan` must be a Plan, a mapping, or the path of a YAML file. Got a {got} instead.")
