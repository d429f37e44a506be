"""Editors over models whose answers are known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.explanations.explain import prepare
from fairwitness.audits.plan import make_plan
from fairwitness.audits.subject import Dataset, from_object, make_subject
from fairwitness.audits.what_if import Editor
from fairwitness.audits.wording import Vocabulary

Made = Callable[..., Editor]


@pytest.fixture(scope="session")
def applicants() -> pd.DataFrame:
    """300 rows with a column of every kind: numbers, whole numbers, truth, names, and some of them missing."""
    draw = np.random.default_rng(5)
    n = 300
    frame = pd.DataFrame(
        {
            "income": draw.uniform(12, 340, n).round(1),
            "dependants": draw.integers(0, 5, n),
            "own_home": draw.random(n) < 0.4,
            "job": draw.choice(["clerk", "nurse", "smith"], n),
            "group": draw.choice(["a", "b"], n),
        }
    )
    frame["debt"] = np.where(np.arange(n) % 10 == 3, np.nan, draw.uniform(0, 1, n))
    frame["granted"] = (frame.income + 20 * frame.own_home > 150).astype(int)
    return frame


@pytest.fixture(scope="session")
def editor_of() -> Made:
    """An editor over a frame and a fitted model; the plan in plain values."""

    def made(frame: pd.DataFrame, model: object, **plan: object) -> Editor:
        roles = {"target": "granted", "positive": 1, "sensitive": ["group"], **dict(plan.pop("roles", {}))}
        full = make_plan({"roles": roles, "explain": {"background": 20}, **plan})
        subject = make_subject(full, Dataset(frame, "rows", "python", first_line=1), from_object(model))
        words = Vocabulary.of(full.words, subject.labels, full.roles.target)
        return Editor(prepare(subject, words), subject)

    return made
