"""Curves and strips in a record: which columns, which groups, and nothing of single rows where those are private."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

import fairwitness
from fairwitness.audits.checks import Context, registered
from fairwitness.audits.explanations.effects import LIVE_ROWS, MOST_LINES, along, drawable
from fairwitness.audits.explanations.explain import prepare
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Explanations

pytestmark = pytest.mark.usefixtures("still_meter")
SMALL: dict[str, object] = {"rows": 40, "background": 20}
ROWS = 300


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    draw = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "group": draw.choice(["a", "b", "rare"], ROWS, p=[0.5, 0.46, 0.04]),
            "income": draw.normal(0, 1, ROWS),
            "debt": draw.normal(0, 1, ROWS),
            "same": 1.0,
        }
    )
    return frame.assign(price=5 * frame.income - frame.debt)


@pytest.fixture(scope="module")
def seen(
    context_of: Callable[..., Context], still_meter: object, frame: pd.DataFrame
) -> Callable[..., Explanations]:
    features = ["income", "debt", "same"]
    model = LinearRegression().fit(frame[features], frame.price)

    def made(explain: dict[str, object] | None = None, **plan: object) -> Explanations:
        roles = {"target": "price", "sensitive": ["group"], "features": features}
        context = context_of(
            frame, model, roles=roles, task="regression", explain=SMALL | (explain or {}), **plan
        )
        found = registered()["EXPL001"].look(context).explanations
        assert found is not None
        return found

    return made


def test_the_columns_that_move_the_output_have_curves_with_their_slopes(
    seen: Callable[..., Explanations], frame: pd.DataFrame
) -> None:
    income, debt = seen().effects
    assert (income.column, debt.column) == ("income", "debt")
    values = np.array(income.curves[0].values, dtype=float)
    assert values == pytest.approx(5 * (np.array(income.points) - frame.income.mean()), abs=1e-6)
    assert income.curves[0].rows == ROWS
    assert sum(income.counts) == ROWS
    assert np.diff(np.array(debt.curves[0].values, dtype=float)) == pytest.approx(-np.diff(debt.points))


def test_groups_with_rows_enough_have_curves_of_their_own(seen: Callable[..., Explanations]) -> None:
    curves = seen().effects[0].curves
    assert [curve.group for curve in curves] == [None, "a", "b"]
    assert seen().effects[0].attribute == "group"


def test_the_plan_says_how_many_and_a_column_without_difference_has_none(
    seen: Callable[..., Explanations],
) -> None:
    assert [one.column for one in seen({"effects": 1}).effects] == ["income"]
    assert seen({"effects": 0}).effects == ()
    assert "same" not in [one.column for one in seen({"effects": 20}).effects]


def test_where_rows_are_private_there_are_no_curves_and_no_strips(seen: Callable[..., Explanations]) -> None:
    found = seen(privacy={"rows": False})
    assert found.effects == ()
    assert found.strips is None
    assert found.importance is not None


def test_along_a_column_the_mean_output_and_single_rows_have_its_slope(
    context_of: Callable[..., Context], frame: pd.DataFrame
) -> None:
    features = ["income", "debt"]
    model = LinearRegression().fit(frame[features], frame.price)
    roles = {"target": "price", "sensitive": ["group"], "features": features}
    context = context_of(frame, model, roles=roles, task="regression", explain=SMALL)
    explained = prepare(context.rows(), context.words)
    found = along(explained, context.rows(), "income")
    assert found.kind == "partial_dependence"
    points = np.array(found.points)
    assert np.array(found.curves[0].values, dtype=float) == pytest.approx(
        5 * points - frame.debt[:LIVE_ROWS].mean(), abs=1e-6
    )
    assert [curve.group for curve in found.curves] == [None, "a", "b"]
    assert len(found.lines) == MOST_LINES
    for line in found.lines:
        assert np.diff(np.array(line, dtype=float)) == pytest.approx(5 * np.diff(points))
    assert drawable(explained) == features


def test_records_without_them_say_nothing_of_them(frame: pd.DataFrame) -> None:
    record = fairwitness.audit(
        (frame.price > 0).astype(int), (frame.debt > 0).astype(int), sensitive_features=frame[["group"]]
    )
    written = record.model_dump(mode="json", by_alias=True)
    assert not {"strips", "effects", "gaps"} & set(written["explanations"])
    assert "gaps" not in Record.model_json_schema(by_alias=True)["$defs"]["Explanations"].get("required", [])
