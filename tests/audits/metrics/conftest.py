"""Sources made of seeded rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.measurements import Measurements
from fairwitness.audits.plan import make_plan
from fairwitness.audits.subject import Dataset, make_subject
from fairwitness.audits.tabulate import rows_of, tabulate


@pytest.fixture(scope="session")
def people() -> pd.DataFrame:
    """300 rows with labels, scores, several classes and numbers."""
    draw = np.random.default_rng(11)
    rows = 300
    frame = pd.DataFrame(
        {
            "group": draw.choice(["a", "b", "c"], rows, p=[0.5, 0.3, 0.2]),
            "dept": draw.choice(["x", "y"], rows),
            "house": draw.integers(0, 90, rows),
            "w": draw.uniform(0.2, 3, rows),
            "y": draw.integers(0, 2, rows),
            "class": draw.choice(["cat", "dog", "fox"], rows),
            "said": draw.choice(["cat", "dog", "fox"], rows),
            "income": draw.normal(100, 15, rows),
        }
    )
    frame["s"] = (0.2 * frame.y + 0.8 * draw.random(rows)).round(2)
    frame["p"] = (frame.s >= 0.5).astype(int)
    frame["forecast"] = frame.income + draw.normal(2, 5, rows)
    return frame


@pytest.fixture(scope="session")
def measured(people: pd.DataFrame) -> Callable[..., Measurements]:
    """The measurements of the people under a plan in plain values."""

    def made(frame: pd.DataFrame | None = None, *, rows: bool = True, **plan: object) -> Measurements:
        subject = make_subject(make_plan(plan), Dataset(people if frame is None else frame, "rows", "python"))
        return Measurements(tabulate(subject), rows_of(subject) if rows else None, resamples=400)

    return made


BINARY = {"target": "y", "prediction": "p", "sensitive": ["group"]}
SCORED = {"target": "y", "score": "s", "score_is_probability": True, "threshold": 0.5, "sensitive": ["group"]}
SEVERAL = {"target": "class", "prediction": "said", "sensitive": ["group"]}
NUMBER = {"target": "income", "prediction": "forecast", "sensitive": ["group"]}


@pytest.fixture(scope="session")
def roles() -> dict[str, dict[str, object]]:
    """Roles by what is decided."""
    return {"binary": BINARY, "scored": SCORED, "multiclass": SEVERAL, "regression": NUMBER}
