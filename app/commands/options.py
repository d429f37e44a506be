"""A plan from a file and options: what is given as an option wins."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fairwitness.app.commands.lists import split
from fairwitness.app.commands.models import model_given, place_of
from fairwitness.errors import PlanError

if TYPE_CHECKING:
    from fairwitness.audits.plan import Plan

_GATE = re.compile(
    r"^\s*(?P<metric>[a-z_0-9]+(?:\[.+?\])?)(?::(?P<kind>[a-z]+))?"
    r"(?:@(?P<attribute>[^<>=~]*?)(?:~(?P<against>[^<>=]+?))?)?\s*(?P<sign><=|>=|=)\s*(?P<limit>[0-9.eE+-]+)\s*$"
)
_REST = "rest"
_OF_EXPLANATIONS = "explanation_"
_READING = ("separator", "encoding", "engine", "sheet", "predictions")
_KEPT = (*_READING, "missing", "types")
_ROLES = (
    "target",
    "prediction",
    "score",
    "score_is_probability",
    "threshold",
    "positive",
    "favourable",
    "weight",
    "cluster",
)


def plan_from(plan_file: Path | None, flags: Mapping[str, object]) -> tuple[Plan, Path]:
    """The plan, and the folder its paths are relative to.

    Raises
    ------
    PlanError
        There is neither a plan nor data, or an option cannot be.
    """
    from fairwitness.audits.plan import load_plan, make_plan

    content: dict[str, object] = {}
    folder = Path()
    if plan_file is not None:
        content = load_plan(plan_file).model_dump(by_alias=True, exclude_unset=True)
        folder = plan_file.parent
    elif flags.get("data") is None:
        raise PlanError(
            "An audit needs a plan or data: give a PLAN file, or `--data FILE`. "
            "`fairwitness init FILE` writes a plan."
        )
    given = _given(flags, folder)
    _make_way(content, given)
    _merge(content, given)
    return make_plan(content, name=str(plan_file) if plan_file else "The options"), folder


def plan_with(planned: Mapping[str, object], flags: Mapping[str, object]) -> Plan:
    """A plan from plain values, such as those that a record keeps, and options; paths are relative to here.

    Raises
    ------
    PlanError
        The two do not make a plan.
    """
    from copy import deepcopy

    from fairwitness.audits.plan import make_plan

    content = deepcopy(dict(planned))
    given = _given(flags, Path())
    _make_way(content, given)
    _merge(content, given)
    return make_plan(content, name="The record's plan with the options")


def against(plan: Plan, column: str | None, model: str | None, folder: Path) -> Plan:
    """The plan of the other version: the same, but for the column or the model that decides.

    Raises
    ------
    PlanError
        Both are given, or the plan cannot be with it.
    """
    from fairwitness.audits.plan import make_plan

    if column is not None and model is not None:
        raise PlanError("Version B must be a column or a model. Got `--against` and `--against-model`.")
    content = plan.model_dump(by_alias=True, exclude_unset=True)
    roles = dict(content.get("roles", {}))
    if model is not None:
        roles |= {"prediction": None, "score": None}
        content["model"] = place_of(model, lambda path: _from_here(path, folder))
    else:
        scored = roles.get("score") is not None and roles.get("prediction") is None
        roles["score" if scored else "prediction"] = column
        content["model"] = None
    return make_plan({**content, "roles": roles}, name="The options")


def parse_gate(text: str) -> dict[str, object]:
    """A gate from ``metric[:kind][@attribute[~against]]<=limit``; against the rest, or a reference group."""
    match = _GATE.match(text)
    if match is None:
        examples = "'selection_rate<=0.1' or 'selection_rate:ratio>=0.8'"
        raise PlanError(f"A gate must read like {examples}. Got '{text}' instead.")
    kind = match["kind"] or "difference"
    if match["sign"] != "=" and (kind == "ratio") != (match["sign"] == ">="):
        raise PlanError(
            f"A difference is limited from above (<=) and a ratio from below (>=). Got '{text}' instead."
        )
    try:
        limit = float(match["limit"])
    except ValueError as error:
        got = f"'{match['limit']}' in '{text}'"
        raise PlanError(f"The limit of a gate must be a number. Got {got} instead.") from error
    gate: dict[str, object] = {"metric": match["metric"], "kind": kind, "limit": limit}
    if attribute := (match["attribute"] or "").strip():
        gate["attributes"] = [attribute]
    if against := (match["against"] or "").strip():
        gate |= {"against": _REST} if against == _REST else {"against": "reference", "reference": against}
    return gate


def parse_limit(text: str) -> dict[str, object]:
    """A limit on explanations: ``metric>=x`` or ``<=x`` on values, ``metric:difference[@attribute]<=x`` on gaps."""
    match = _GATE.match(text)
    gap = match is not None and match["kind"] == "difference" and match["sign"] == "<="
    if match is None or match["against"] or match["sign"] == "=" or (match["kind"] and not gap):
        examples = "'explanation_fidelity>=0.5' or 'explanation_fidelity:difference@sex<=0.1'"
        raise PlanError(f"A limit on explanations must read like {examples}. Got '{text}' instead.")
    kind = "difference" if gap else "at_least" if match["sign"] == ">=" else "at_most"
    limit: dict[str, object] = {"metric": match["metric"], kind: match["limit"]}
    if attribute := (match["attribute"] or "").strip():
        limit["attributes"] = [attribute]
    return limit


_ENERGY: Final = {"country": "country", "budget_wh": "energy_budget"}


def _given(flags: Mapping[str, object], folder: Path) -> dict[str, object]:
    """What the options say, in the plan's shape; nothing where they say nothing."""
    text = {key: value for key, value in flags.items() if value is not None and value != ()}
    found: dict[str, object] = {"roles": _roles(text), "data": _data(text, folder)}
    found |= {key: text[key] for key in ("title", "task", "alpha", "seed") if key in text}
    if "where" in text:
        found["where"] = list(_many(text, "where"))
    if "gates" in text:
        found |= _limits(_many(text, "gates"))
    found |= _beside(text, folder)
    if model := model_given(text, lambda path: _from_here(path, folder)):
        found["model"] = model
    if energy := {key: text[name] for key, name in _ENERGY.items() if name in text}:
        found["energy"] = energy
    if "formats" in text:
        found["report"] = {"formats": split(str(text["formats"]))}
    if "no_rows" in text:
        found["privacy"] = {"rows": False}
    if "include_cases" in text:
        explain = found.setdefault("explain", {})
        if isinstance(explain, dict):
            explain["cases"] = split(str(text["include_cases"]))
    return found


def _beside(text: Mapping[str, object], folder: Path) -> dict[str, object]:
    """What is set beside the evidence: regulations, and what people state."""
    from fairwitness.audits.frameworks import is_file

    found: dict[str, object] = {}
    if "frameworks" in text:
        names = split(str(text["frameworks"])) or []
        found["frameworks"] = [_from_here(name, folder) if is_file(name) else name for name in names]
    if "statements" in text:
        found["statements"] = _from_here(str(text["statements"]), folder)
    return found


def _limits(given: Sequence[str]) -> dict[str, object]:
    """Limits on gaps between groups, and those on explanations, each where the plan has them."""
    limits = [gate for gate in given if gate.lstrip().startswith(_OF_EXPLANATIONS)]
    gates = [parse_gate(gate) for gate in given if gate not in limits]
    if not limits:
        return {"gates": gates}
    own: dict[str, object] = {"explain": {"limits": [parse_limit(limit) for limit in limits]}}
    return {"gates": gates, **own} if gates else own


def _roles(text: Mapping[str, object]) -> dict[str, object]:
    roles: dict[str, object] = {key: text[key] for key in _ROLES if key in text}
    if "id_" in text:
        roles["id"] = text["id_"]
    for key in ("sensitive", "features", "strata"):
        if key in text:
            roles[key] = split(str(text[key]))
    if "intersections" in text:
        crossings = split(str(text["intersections"])) or ()
        roles["intersections"] = [[part.strip() for part in crossed.split("&")] for crossed in crossings]
    return roles


def _data(text: Mapping[str, object], folder: Path) -> dict[str, object]:
    from fairwitness.audits.plan.data import data_from

    data: dict[str, object] = {key: text[key] for key in _READING if key in text}
    if "data" in text:
        data |= data_from(str(text["data"]))
    for key in ("path", "predictions"):
        if key in data:
            data[key] = _from_here(str(data[key]), folder)
    if "missing" in text:
        data["missing"] = split(str(text["missing"]))
    if "types" in text:
        data["types"] = dict(map(_type, _many(text, "types")))
    return data


def _type(text: str) -> tuple[str, str]:
    """A column and what it holds, from ``COLUMN=KIND``."""
    column, equals, kind = text.rpartition("=")
    if not equals or not column.strip():
        raise PlanError(f"A type must read like 'postcode=text' or 'born=date'. Got '{text}' instead.")
    return column.strip(), kind.strip()


def _make_way(content: dict[str, object], given: dict[str, object]) -> None:
    """Take out of the plan what would win over an option or not fit it; keep what it knows of a name."""
    planned, said = content.get("data"), given["data"]
    if (
        isinstance(planned, dict)
        and isinstance(said, dict)
        and said.keys() & {"path", "sklearn", "openml", "huggingface"}
    ):
        content["data"] = {key: planned[key] for key in _KEPT if key in planned}
    model = content.get("model")
    wanted_model = given.get("model")
    if (
        isinstance(model, dict)
        and isinstance(wanted_model, dict)
        and {"path", "url", "call"} & set(wanted_model)
    ):
        for key in ("path", "url", "call", "format"):
            model.pop(key, None)
    roles, wanted = content.get("roles"), given["roles"]
    if not isinstance(roles, dict) or not isinstance(wanted, dict):
        return
    if "threshold" in wanted and "prediction" not in wanted:
        roles.pop("prediction", None)
    known = {attribute["name"]: attribute for attribute in roles.get("sensitive", ())}
    if "sensitive" in wanted:
        wanted["sensitive"] = [known.get(name, name) for name in wanted["sensitive"]]


def _many(text: Mapping[str, object], key: str) -> tuple[str, ...]:
    values = text[key]
    return tuple(map(str, values)) if isinstance(values, tuple) else ()


def _from_here(path: str, folder: Path) -> str:
    """A path given on the command line is relative to where the command runs, one in a plan to the plan."""
    return path if folder == Path() else str(Path(path).absolute())


def _merge(into: dict[str, object], other: Mapping[str, object]) -> None:
    for key, value in other.items():
        inner = into.get(key)
        if isinstance(value, Mapping) and isinstance(inner, dict):
            _merge(inner, value)
        elif value != {}:
            into[key] = value
