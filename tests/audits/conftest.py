"""What the tests of audits share: a meter that does nothing, decisions made from counts, and the real files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits import run
from fairwitness.audits.checks import Context
from fairwitness.audits.context import context_of as look_at
from fairwitness.audits.plan import make_plan
from fairwitness.audits.subject import Dataset, from_object, make_subject


class StillMeter:
    """Metering is tested elsewhere, and takes its time."""

    closed = 0

    def __init__(self, country: str | None = None) -> None:
        self.phases: list[str] = []

    def start(self) -> None: ...

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        self.phases.append(name)
        yield

    def result(self) -> StillMeter:
        return self

    def to_dict(self) -> dict[str, object]:
        return {}

    def close(self) -> None:
        StillMeter.closed += 1


@pytest.fixture(scope="module")
def still_meter() -> Iterator[type[StillMeter]]:
    """No energy is metered in this module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "EnergyMeter", StillMeter)
        yield StillMeter


@pytest.fixture(scope="session")
def decisions_from() -> Callable[..., pd.DataFrame]:
    """Rows from counts: {group: (true negatives, false positives, false negatives, true positives)}."""

    def made(cells: dict[str, tuple[int, int, int, int]], attribute: str = "group") -> pd.DataFrame:
        rows = [
            (group, outcome, prediction)
            for group, numbers in cells.items()
            for (outcome, prediction), times in zip(((0, 0), (0, 1), (1, 0), (1, 1)), numbers, strict=True)
            for _ in range(times)
        ]
        return pd.DataFrame(rows, columns=[attribute, "outcome", "decision"])

    return made


@pytest.fixture(scope="session")
def context_of() -> Callable[..., Context]:
    """What a check looks at, made from a frame and a plan in plain values."""

    def made(frame: pd.DataFrame, model: object | None = None, **plan: object) -> Context:
        content: dict[str, object] = {
            "roles": {"target": "outcome", "prediction": "decision", "sensitive": ["group"]}
        }
        full = make_plan(content | plan)
        dataset = Dataset(frame, "rows", "python", first_line=1)
        return look_at(make_subject(full, dataset, None if model is None else from_object(model)))

    return made


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of the real data sets; the test is skipped, visibly, where there is none."""
    stated = os.environ.get("FAIRWITNESS_DATA")
    if not stated or not Path(stated).is_dir():
        pytest.skip("FAIRWITNESS_DATA does not name the folder of the real data sets")
    return Path(stated)


@pytest.fixture(scope="session")
def random_decisions() -> pd.DataFrame:
    """400 seeded rows with two attributes, a score, an id and missing values."""
    draw = np.random.default_rng(7)
    rows = 400
    frame = pd.DataFrame(
        {
            "case": [f"applicant-{number:04d}" for number in range(rows)],
            "sex": draw.choice(["f", "m"], rows),
            "race": draw.choice(["x", "y", "z"], rows, p=[0.5, 0.3, 0.2]),
            "income": draw.normal(50, 10, rows).round(2),
            "outcome": draw.integers(0, 2, rows),
        }
    )
    frame["score"] = (0.3 * frame.outcome + 0.1 * (frame.sex == "m") + draw.random(rows) * 0.6).round(4)
    frame["decision"] = (frame.score >= 0.5).astype(int)
    return frame
