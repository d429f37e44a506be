"""Tables of two versions made from random cells, or drawn from known rates."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.plan import make_plan
from fairwitness.audits.subject import Dataset, Subject, make_subject


@pytest.fixture(scope="session")
def subject_of() -> Callable[..., Subject]:
    """A subject from a frame with the columns y and sex, and the name of the column that decides."""

    def made(frame: pd.DataFrame, prediction: str = "a", **plan: object) -> Subject:
        roles: dict[str, object] = {"target": "y", "prediction": prediction, "sensitive": ["sex"]}
        roles |= plan.pop("roles", {})  # type: ignore[arg-type]
        full = make_plan({"roles": roles} | plan)
        return make_subject(full, Dataset(frame, "rows", "python", first_line=1))

    return made


@pytest.fixture(scope="session")
def hired() -> pd.DataFrame:
    """3,000 seeded rows; version b takes the favourable decision from two in five women."""
    draw = np.random.default_rng(11)
    rows = 3000
    frame = pd.DataFrame({"sex": draw.choice(["f", "m"], rows), "y": draw.integers(0, 2, rows)})
    frame["a"] = (draw.random(rows) < 0.3 + 0.3 * frame.y).astype(int)
    frame["b"] = np.where((frame.sex == "f") & (draw.random(rows) < 0.4), 0, frame.a)
    return frame
