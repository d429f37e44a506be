"""What is wrong with the form of a new audit, by the field to say it beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from fairwitness.app.form import CutError, Values, plan_of
from fairwitness.audits.plan import Plan
from fairwitness.audits.plan.load import placed
from fairwitness.audits.plan.model import Roles, Task
from fairwitness.audits.sentences import Place
from fairwitness.audits.subject import Dataset
from fairwitness.audits.subject.labels import observed, resolve, settled
from fairwitness.errors import FairwitnessError, PlanError

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS_LOOKED_AT: Final = 300_000
"""With more rows than this the form does not look into the columns at every change; the run does."""

_OR_A_MODEL: Final = "or give the model, in the step after this"
NOTHING_DECIDED: Final[dict[Task, str]] = {
    "binary": f"Choose the column of decisions, or a score and its threshold; {_OR_A_MODEL}.",
    "multiclass": f"Choose the column of decisions, {_OR_A_MODEL}.",
    "regression": f"Choose the column of predicted numbers, {_OR_A_MODEL}.",
}
"""What the form says while nothing was decided; messages of the plan speak of its keys."""


def mistakes(values: Values, first: Plan) -> dict[str, str]:
    """Why the fields make no plan, by the field to say it beside; empty where they make one."""
    try:
        plan_of(values, first)
    except CutError as error:
        return {f"bins.{error.column}": str(error)}
    except PlanError as error:
        cause = error.__cause__
        found = placed(cause.errors()) if isinstance(cause, ValidationError) else [((), str(error))]
        return {_field_at(place, said): said.removeprefix("The form: ") for place, said in reversed(found)}
    return {}


def _field_at(place: Place, said: str) -> str:
    """The field that holds what stands at a place of the plan; of the plan as a whole, the one that is spoken of."""
    steps = [str(step) for step in place]
    if not steps:
        return "where" if "`where`" in said else "gates" if "of a gate" in said else "form"
    if steps[0] == "roles" and len(steps) > 1:
        return steps[1]
    if steps[-1] == "budget_wh":
        return "energy_budget"
    return {"energy": "country", "checks": "min_group"}.get(steps[0], steps[0])


def problems(plan: Plan, dataset: Dataset, *, has_model: bool) -> dict[str, str]:
    """What the run would refuse, by the field to put it beside; empty if nothing was found."""
    from fairwitness.audits.subject.decisions import decide
    from fairwitness.audits.subject.rows import select

    if len(dataset.frame) > MOST_ROWS_LOOKED_AT:
        return {}
    found: dict[str, str] = {}
    try:
        frame = select(dataset.frame, plan, dataset.source)
    except FairwitnessError as error:
        return {"where": str(error)}
    if plan.task == "binary" and (labels := _label_problem(plan.roles, frame)) is not None:
        found["positive"] = labels
    elif not (plan.roles.prediction or plan.roles.score or has_model):
        found["decision"] = NOTHING_DECIDED[plan.task]
    elif plan.roles.prediction or plan.roles.score:
        try:
            decide(plan, frame, (), None, dataset)
        except FairwitnessError as error:
            found[_decision_field(plan.roles)] = str(error)
    return found | _gate_problems(plan) | _sensitive_problems(plan, frame)


def _gate_problems(plan: Plan) -> dict[str, str]:
    """A limit on what this kind of decision does not have, or that cannot be."""
    from fairwitness.audits.questions import declared

    try:
        declared(plan)
    except FairwitnessError as error:
        return {"gates": str(error)}
    return {}


def _label_problem(roles: Roles, frame: pd.DataFrame) -> str | None:
    columns = {name: frame[name] for name in (roles.target, roles.prediction) if name is not None}
    labels = observed(*columns.values())
    if not labels:
        return None
    if roles.positive is None and len(labels) == 2 and not settled(labels):
        first, second = (f"'{label}'" for label in labels)
        return f"Choose which outcome the model predicts, {first} or {second}: either could be meant."
    try:
        resolve(roles, labels, " and ".join(f"column '{name}'" for name in columns))
    except FairwitnessError as error:
        return str(error)
    return None


def _decision_field(roles: Roles) -> str:
    if roles.prediction:
        return "prediction"
    if roles.score:
        return "threshold" if roles.threshold is None else "score"
    return "decision"


def _sensitive_problems(plan: Plan, frame: pd.DataFrame) -> dict[str, str]:
    from fairwitness.audits.subject.attributes import read_attribute

    if not plan.roles.sensitive:
        return {"sensitive": "Choose at least one column whose groups should be compared."}
    found = {}
    for attribute in plan.roles.sensitive:
        try:
            read_attribute(attribute, frame[attribute.source], max_groups=plan.checks.max_groups)
        except FairwitnessError as error:
            found[f"bins.{attribute.source}"] = str(error)
    return found
