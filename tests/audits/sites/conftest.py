"""Rows of one whole, and of the sites it lies in."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.plan import make_plan
from fairwitness.audits.sites.collect import count_rows
from fairwitness.audits.sites.document import CountsDocument
from fairwitness.audits.subject import Dataset


@pytest.fixture(scope="session")
def whole() -> pd.DataFrame:
    """600 seeded rows, each of one of three hospitals."""
    draw = np.random.default_rng(21)
    rows = 600
    frame = pd.DataFrame(
        {
            "hospital": draw.choice(["north", "south", "east"], rows),
            "race": draw.choice(["a", "b", "c"], rows, p=[0.6, 0.3, 0.1]),
            "sex": draw.choice(["f", "m", None], rows, p=[0.48, 0.48, 0.04]),
            "ward": draw.choice(["x", "y"], rows),
            "w": draw.uniform(0.2, 4, rows),
            "y": draw.integers(0, 2, rows),
            "s": draw.random(rows).round(3),
            "animal": draw.choice(["cat", "dog", "fox"], rows),
            "said": draw.choice(["cat", "dog", "fox"], rows),
            "stay": draw.normal(10, 3, rows),
            "guess": draw.normal(11, 2, rows),
        }
    )
    frame["p"] = (frame.s >= 0.5).astype(int)
    frame["house"] = frame.hospital + draw.integers(0, 60, rows).astype(str)
    return frame


@pytest.fixture(scope="session")
def counted() -> Callable[..., CountsDocument]:
    """The counts of some rows under a plan in plain values."""

    def made(frame: pd.DataFrame, suppress: int | None = None, **plan: object) -> CountsDocument:
        rows = Dataset(frame.reset_index(drop=True), "rows", "python", first_line=1)
        return count_rows(make_plan(plan), rows, suppress=suppress)

    return made


ROLES = {
    "target": "y",
    "prediction": "p",
    "positive": 1,
    "sensitive": [{"name": "race", "categories": ["a", "b", "c"]}, {"name": "sex", "categories": ["f", "m"]}],
    "intersections": [["race", "sex"]],
}


@pytest.fixture(scope="session")
def roles() -> dict[str, object]:
    """Roles under which every site has the same groups."""
    return ROLES
