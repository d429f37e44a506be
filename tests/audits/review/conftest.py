"""Records to review, made by real audits, and entries kept in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pandas as pd
import pytest
from tests.memory_log import Memory

import fairwitness
from fairwitness.audits.record import Record
from fairwitness.audits.review.acts import Reviewer

Audited = Callable[..., Record]
NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)
ASKED = {"sign_off": ["legal", "ethics"], "second_pair_of_eyes": True}


@pytest.fixture(scope="module")
def audited(still_meter: object) -> Audited:
    """An audit of two groups of 100, of whom so many get the favourable decision, and two who are unknown."""

    def made(first: int = 90, second: int = 40, **plan: object) -> Record:
        decided = [1] * first + [0] * (100 - first) + [1] * second + [0] * (100 - second) + [1, 0]
        frame = pd.DataFrame({"sex": ["a"] * 100 + ["b"] * 100 + [None, None]})
        return fairwitness.audit(y_pred=decided, sensitive_features=frame, positive=1, plan=plan)

    return made


@pytest.fixture(scope="module")
def record(audited: Audited) -> Record:
    """Reviewed by plan: legal, ethics and a second pair of eyes."""
    return audited(review=ASKED)


@pytest.fixture
def log() -> Memory:
    return Memory()


@pytest.fixture
def person(record: Record, log: Memory) -> Callable[..., Reviewer]:
    """Somebody at work on the record, on 15 January 2027 unless said otherwise."""

    def named(by: str, role: str | None = None, *, at: datetime = NOON, on: Record | None = None) -> Reviewer:
        return Reviewer(on or record, log, by, role, at)  # type: ignore[arg-type]  # roles as text

    return named
