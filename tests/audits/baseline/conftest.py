"""Records made from counts: so many selected of so many people, by group."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import pytest

import fairwitness
from fairwitness.audits.record import Record

RecordOf = Callable[..., Record]


@pytest.fixture(scope="session")
def record_of() -> RecordOf:
    """A record of decisions in which each group was selected so often among so many; every second row is positive."""

    def made(hits: Mapping[str, tuple[int, int]], **plan: object) -> Record:
        rows = [
            (group, place % 2, int(place < hit))
            for group, (hit, size) in hits.items()
            for place in range(size)
        ]
        frame = pd.DataFrame(rows, columns=["sex", "y", "said"])
        given = {"sample_weight": plan.pop("weights")(frame)} if "weights" in plan else {}  # type: ignore[operator]
        return fairwitness.audit(frame.y, frame.said, sensitive_features=frame[["sex"]], plan=plan, **given)

    return made
