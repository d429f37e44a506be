"""Curves and strips in a record: which columns, which groups, and nothing of single rows where those are private."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

import fairwitness
from fairwitness.audits.checks import Context, registered
from fairwitness.audits.effects import BINS, LEVELS, _edges, strips
from fairwitness.audits.plan.model import Words
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Explanations
from fairwitness.audits.subject.labels import Labels
from fairwitness.audits.wording import Vocabulary
from fairwitness.explainers import Explanation

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


def test_strips_count_every_row_once_by_level(seen: Callable[..., Explanations]) -> None:
    found = seen().strips
    assert found is not None
    assert [one.column for one in found.strips] == ["income", "debt"]
    assert found.levels == LEVELS
    for strip in found.strips:
        assert np.sum(strip.counts) == found.rows == 40
    low, _, high, _ = (np.flatnonzero(row) for row in found.strips[0].counts)
    assert low.max() < high.min()  # a rising column: low values pull down, high ones up


def _explained(values: list[float]) -> Explanation:
    column = np.array(values)[:, None]
    return Explanation(column, np.zeros(len(values)), column[:, 0], ("x",), {"scale": "score"})


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return Vocabulary.of(Words(), Labels("1", "0", True), "y")


def _levels(words: Vocabulary, cells: list[object]) -> list[int]:
    found = strips(_explained([1.0] * len(cells)), pd.DataFrame({"x": cells}), words)
    return [sum(row) for row in found.strips[0].counts]


def test_levels_are_thirds_two_values_are_low_and_high_and_text_is_neither(words: Vocabulary) -> None:
    assert _levels(words, [1, 2, 3, 4, 5, 6]) == [2, 2, 2, 0]
    assert _levels(words, [0.0, 0.0, 0.0, 1.0]) == [3, 0, 1, 0]
    assert _levels(words, [0.0, 0.0, 1.0, None]) == [2, 0, 1, 1]
    assert _levels(words, ["p", "q", "q"]) == [0, 0, 0, 3]
    assert _levels(words, [None, None]) == [0, 0, 0, 2]


@pytest.mark.parametrize(("low", "high"), [(-3.0, 1.0), (0.0, 7.0), (-0.2, 0.0), (0.0, 0.0), (-1e-9, 4.0)])
def test_bins_hold_everything_and_one_lies_around_nothing(low: float, high: float) -> None:
    edges = _edges(low, high)
    assert edges[0] <= low <= high <= edges[-1]
    assert len(edges) <= BINS + 3
    middle = np.flatnonzero((edges[:-1] < 0) & (edges[1:] > 0))
    assert len(middle) == 1
    assert edges[middle[0]] == pytest.approx(-edges[middle[0] + 1])


def test_records_without_them_say_nothing_of_them(frame: pd.DataFrame) -> None:
    record = fairwitness.audit(
        (frame.price > 0).astype(int), (frame.debt > 0).astype(int), sensitive_features=frame[["group"]]
    )
    written = record.model_dump(mode="json", by_alias=True)
    assert not {"strips", "effects", "gaps"} & set(written["explanations"])
    assert "gaps" not in Record.model_json_schema(by_alias=True)["$defs"]["Explanations"].get("required", [])
