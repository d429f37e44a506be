"""How contributions spread: every row is counted once, by the level of the column's value."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

from fairwitness.audits.checks import Context, registered
from fairwitness.audits.plan.model import Words
from fairwitness.audits.record.schema import Explanations
from fairwitness.audits.strips import BINS, LEVELS, _edges, strips
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
