"""Which columns of a subject form groups: all that describe a person, none that says what was decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.checks import Context
from fairwitness.audits.subgroups.candidates import candidates
from fairwitness.errors import ColumnNotFoundError, PlanError

pytestmark = pytest.mark.usefixtures("still_meter")
ROLES = {
    "target": "outcome",
    "prediction": "decision",
    "sensitive": [
        {"name": "gender", "column": "sex", "groups": {"f": "women", "m": "men"}},
        {"name": "age group", "column": "age", "bins": [40]},
    ],
    "intersections": [["gender", "age group"]],
    "weight": "weight",
    "id": "case",
    "features": ["income"],
}


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    draw, rows = np.random.default_rng(1), 400
    frame = pd.DataFrame(
        {
            "case": [f"c{i}" for i in range(rows)],
            "sex": draw.choice(["f", "m"], rows),
            "age": draw.integers(20, 70, rows),
            "region": draw.choice(["north", "south"], rows),
            "income": draw.normal(50, 9, rows),
            "weight": draw.uniform(1, 2, rows),
            "outcome": draw.integers(0, 2, rows),
            "decision": draw.integers(0, 2, rows),
            "name": [f"person {i}" for i in range(rows)],
        }
    )
    frame["letter"] = np.where(frame.decision == 1, "welcome", "sorry")
    frame["repaid"] = np.where(frame.outcome == 1, "yes", "no")
    return frame


def _names(context: Context) -> tuple[list[str], dict[str, str]]:
    found, _ = candidates(context.subject)
    return [one.name for one in found.kept], {one.column: one.reason for one in found.left_out}


def test_attributes_features_and_columns_without_a_role_are_taken(
    context_of: Callable[..., Context], frame: pd.DataFrame
) -> None:
    kept, left_out = _names(context_of(frame, roles=ROLES))
    assert kept == ["age group", "gender", "income", "region"]
    assert left_out == {
        "letter": "it repeats the decision",
        "name": "nearly every row has a value of its own, as an id or a name has",
        "repaid": "it repeats the outcome",
    }


def test_attributes_keep_the_groups_of_the_plan(
    context_of: Callable[..., Context], frame: pd.DataFrame
) -> None:
    found, _ = candidates(context_of(frame, roles=ROLES).subject)
    assert {one.name: one.values for one in found.kept}["gender"] == ("men", "women")
    assert {one.name: one.values for one in found.kept}["age group"] == ("under 40", "40 and over")


def test_a_feature_may_decide_everything_and_stays(
    context_of: Callable[..., Context], frame: pd.DataFrame
) -> None:
    kept, _ = _names(context_of(frame, roles=ROLES | {"features": ["letter"]}))
    assert "letter" in kept


def test_the_plan_may_name_the_columns(context_of: Callable[..., Context], frame: pd.DataFrame) -> None:
    search = {"search": {"columns": ["gender", "letter", "age"]}}
    kept, left_out = _names(context_of(frame, roles=ROLES, checks=search))
    assert kept == ["age", "gender", "letter"]
    assert left_out == {}


@pytest.mark.parametrize("role", ["target", "prediction", "weight", "id"])
def test_what_was_decided_is_never_searched(
    context_of: Callable[..., Context], frame: pd.DataFrame, role: str
) -> None:
    context = context_of(frame, roles=ROLES, checks={"search": {"columns": [ROLES[role]]}})
    with pytest.raises(PlanError, match=f"which is the {role}"):
        candidates(context.subject)


def test_a_column_that_is_not_there_is_refused(
    context_of: Callable[..., Context], frame: pd.DataFrame
) -> None:
    context = context_of(frame, roles=ROLES, checks={"search": {"columns": ["regoin"]}})
    with pytest.raises(ColumnNotFoundError, match="'region'"):
        candidates(context.subject)


def test_the_hash_is_of_what_is_searched_and_nothing_else(
    context_of: Callable[..., Context], frame: pd.DataFrame
) -> None:
    def sha256(changed: pd.DataFrame) -> str:
        return candidates(context_of(changed, roles=ROLES).subject)[1]

    first = sha256(frame)
    assert first == sha256(frame[frame.columns[::-1]])
    assert first == sha256(frame.assign(letter="x", repaid=frame.repaid.str.upper()).drop(columns="letter"))
    assert first != sha256(frame.assign(region=frame.region.str.upper()))
    assert first == sha256(
        frame.assign(age=frame.age.where(frame.index > 0, 19))
    )  # the data's hash covers it
    assert sha256(frame.drop(columns=["region", "letter", "repaid", "name"])) is None


def test_what_the_plan_compares_is_declared(context_of: Callable[..., Context], frame: pd.DataFrame) -> None:
    found, _ = candidates(context_of(frame, roles=ROLES).subject)
    assert found.declared == {
        frozenset(names) for names in (["gender"], ["age group"], ["gender", "age group"])
    }


def test_a_column_named_like_an_attribute_is_not_taken_for_it(
    context_of: Callable[..., Context], frame: pd.DataFrame
) -> None:
    kept, left_out = _names(context_of(frame.assign(gender="x"), roles=ROLES))
    assert kept.count("gender") == 1
    assert left_out["gender"] == "a sensitive attribute that is read from another column has its name"


def test_a_name_that_stands_twice_is_left_out(
    context_of: Callable[..., Context], frame: pd.DataFrame
) -> None:
    subject = context_of(frame, roles=ROLES).subject
    doubled = replace(subject, dataset=replace(subject.dataset, conflicting=frozenset({"region"})))
    found, _ = candidates(doubled)
    assert "region" not in [one.name for one in found.kept]
    assert "stands more than once" in {one.column: one.reason for one in found.left_out}["region"]
