"""The form of a new audit as values, and the plan they make. What it does not show is kept from its first plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal

from fairwitness.audits.plan import Plan, Sensitive, make_plan
from fairwitness.audits.plan.model import INTERSECTION, Gate, Roles, join
from fairwitness.audits.plan.roles import MOST_VALUES_OF_A_CODED_NUMBER
from fairwitness.audits.subject.labels import label_text, observed
from fairwitness.errors import PlanError

if TYPE_CHECKING:
    import pandas as pd

Values = Mapping[str, object]
Decision = Literal["column", "score", "model"]
WORDS: Final = ("people", "positive", "negative", "predicted_positive", "favourable")


def values_of(plan: Plan, *, has_model: bool) -> dict[str, object]:
    """What each field shows for a plan."""
    roles = plan.roles
    decision: Decision = (
        "column" if roles.prediction else "score" if roles.score else "model" if has_model else "column"
    )
    fields: dict[str, object] = {
        "title": plan.title,
        "task": plan.task,
        "cluster": roles.cluster,
        "strata": list(roles.strata),
        "target": roles.target,
        "decision": decision,
        "prediction": roles.prediction,
        "score": roles.score,
        "threshold": roles.threshold,
        "probability": roles.score_is_probability,
        "positive": None if roles.positive is None else label_text(roles.positive),
        "favourable": None if roles.favourable is None else label_text(roles.favourable),
        "sensitive": [attribute.source for attribute in roles.sensitive],
        "intersections": [join(crossed) for crossed in roles.intersections],
        "weight": roles.weight,
        "id": roles.id,
        "features": list(roles.features or ()),
        "where": "\n".join(map(str, plan.where)),
        "alpha": plan.alpha,
        "seed": plan.seed,
        "min_group": plan.checks.min_group,
        "frameworks": list(plan.frameworks),
        "country": plan.energy.country,
        "energy_budget": plan.energy.budget_wh,
        "gates": [gate.model_dump() for gate in plan.gates],
        "gates-aside": {},
        **{f"words.{name}": getattr(plan.words, name) or "" for name in WORDS},
        **{f"bins.{attribute.source}": _bins_text(attribute) for attribute in roles.sensitive},
    }
    return fields


def plan_of(values: Values, first: Plan) -> Plan:
    """The plan that the fields make.

    Raises
    ------
    PlanError
        A field holds what a plan cannot; one sentence.
    """
    content = first.model_dump(mode="json", by_alias=True)
    content["title"] = _text(values, "title") or first.title
    content["task"] = values.get("task") or first.task
    content["roles"] = _roles(values, first.roles)
    content["where"] = [line.strip() for line in str(values.get("where") or "").splitlines() if line.strip()]
    content["gates"] = _rows(values)
    content["checks"]["min_group"] = values.get("min_group", first.checks.min_group)
    content["frameworks"] = _list(values, "frameworks")
    content["energy"] = {"country": _text(values, "country"), "budget_wh": values.get("energy_budget")}
    content["words"] |= {name: _text(values, f"words.{name}") for name in WORDS}
    content["words"]["people"] = content["words"]["people"] or "people"
    content["privacy"] = {"rows": not values.get("no_rows", not first.privacy.rows)}
    for name in ("alpha", "seed"):
        content[name] = values.get(name, getattr(first, name))
    return make_plan(content, name="The form")


def corrected(values: Values, first: Plan | None) -> Plan | None:
    """A plan with what the fields say, or as it was where they make none."""
    if first is None:
        return None
    try:
        return plan_of(values, first)
    except PlanError:
        return first


class CutError(PlanError):
    """Cuts of a column that are no numbers."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


def attribute_names(values: Values, first: Plan) -> list[str]:
    """The names of the attributes that are compared, as gates call them."""
    single = [_sensitive(column, first.roles).name for column in _list(values, "sensitive")]
    return [
        *single,
        *(
            crossed
            for crossed in _list(values, "intersections")
            if set(crossed.split(INTERSECTION)) <= set(single)
        ),
    ]


def labels_of(values: Values, frame: pd.DataFrame) -> list[str]:
    """The labels to choose the positive and the favourable from; none if a column holds too many to be labels."""
    names = [
        _text(values, "target"),
        _text(values, "prediction") if values.get("decision") == "column" else None,
    ]
    columns = [frame[name] for name in names if name is not None and name in frame]
    found = (
        observed(*columns)
        if all(column.nunique() <= MOST_VALUES_OF_A_CODED_NUMBER for column in columns)
        else []
    )
    return found or (["0", "1"] if values.get("decision") == "score" and not columns else [])


def needs_bins(column: pd.Series) -> bool:
    """Whether a sensitive column is a number with so many values that it must be cut."""
    return column.dtype.kind in "iuf" and column.nunique() > MOST_VALUES_OF_A_CODED_NUMBER


def parse_bins(text: str, name: str) -> Literal["quartiles"] | tuple[float, ...] | None:
    """Edges as a person writes them: ``25, 45``; "quartiles"; blank for the default.

    Raises
    ------
    PlanError
        A part is no number.
    """
    if not text.strip():
        return None
    if text.strip().casefold() == "quartiles":
        return "quartiles"
    try:
        return tuple(float(part) for part in text.replace(";", ",").split(",") if part.strip())
    except ValueError as error:
        raise PlanError(
            f"The cuts of '{name}' must be numbers with commas between, such as 25, 45. Got '{text.strip()}' instead."
        ) from error


def _roles(values: Values, first: Roles) -> dict[str, object]:
    decision = values.get("decision")
    labelled = values.get("task") in (None, "binary")
    scored = decision == "score"
    threshold = values.get("threshold") if decision in ("score", "model") and labelled else None
    named = values.get("task") != "regression"
    sensitive = []
    for column in _list(values, "sensitive"):
        attribute = _sensitive(column, first)
        bins = _cuts(column, str(values.get(f"bins.{column}") or ""), attribute.name)
        sensitive.append({**attribute.model_dump(), "bins": bins})
    known = {str(attribute["name"]) for attribute in sensitive}
    crossed = [name.split(INTERSECTION) for name in _list(values, "intersections")]
    return {
        "target": _text(values, "target"),
        "prediction": _text(values, "prediction") if decision == "column" else None,
        "score": _text(values, "score") if scored else None,
        "score_is_probability": bool(values.get("probability")) and scored,
        "threshold": threshold,
        "positive": _text(values, "positive") if named else None,
        "favourable": _text(values, "favourable") if named else None,
        "cluster": _text(values, "cluster"),
        "strata": _list(values, "strata"),
        "sensitive": sensitive,
        "intersections": [names for names in crossed if set(names) <= known],
        "weight": _text(values, "weight"),
        "id": _text(values, "id"),
        "features": _list(values, "features") or None,
    }


def _cuts(column: str, text: str, name: str) -> Literal["quartiles"] | tuple[float, ...] | None:
    try:
        return parse_bins(text, name)
    except PlanError as error:
        raise CutError(column, str(error)) from error


def _rows(values: Values) -> list[dict[str, object]]:
    rows = values.get("gates")
    known = set(Gate.model_fields)
    return (
        [
            {k: v for k, v in row.items() if k in known} | {"attributes": row.get("attributes") or None}
            for row in rows
        ]
        if isinstance(rows, list)
        else []
    )


def _sensitive(column: str, first: Roles) -> Sensitive:
    return next(
        (attribute for attribute in first.sensitive if attribute.source == column), Sensitive(name=column)
    )


def _bins_text(attribute: Sensitive) -> str:
    return (
        ", ".join(f"{edge:g}" for edge in attribute.bins)
        if isinstance(attribute.bins, tuple)
        else attribute.bins or ""
    )


def _text(values: Values, name: str) -> str | None:
    value = values.get(name)
    return str(value).strip() or None if value is not None else None


def _list(values: Values, name: str) -> list[str]:
    value = values.get(name)
    return [str(item) for item in value] if isinstance(value, Sequence) and not isinstance(value, str) else []
