"""What a limit means, in words, also at its ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.app.gate_words import is_share, words_of
from fairwitness.audits.metrics import METRICS


@pytest.mark.parametrize(
    ("metric", "kind", "limit", "words"),
    [
        (
            "selection_rate",
            "difference",
            0.1,
            "At most 10 points between the best and the worst group, such as 40% and 50%.",
        ),
        ("selection_rate", "difference", 0.01, "At most 1 point between"),
        ("selection_rate", "difference", 0.125, "At most 12.5 points"),
        ("selection_rate", "difference", 0.6, "At most 60 points between the best and the worst group."),
        ("selection_rate", "difference", 0.0, "No difference at all"),
        ("selection_rate", "difference", 1.0, "judges nothing"),
        (
            "selection_rate",
            "ratio",
            0.8,
            "The lowest rate is at least 80% of the highest, such as 40% and 50%.",
        ),
        ("selection_rate", "ratio", 1.0, "Exactly the same"),
        ("mean_error", "difference", 2.5, "At most 2.5 between the best and the worst group, in the unit"),
        ("roc_auc_score", "difference", 0.1, "At most 10 points between the best and the worst group."),
    ],
)  # fmt: skip
def test_known_limits(metric: str, kind: str, limit: float, words: str) -> None:
    assert words in words_of(metric, kind, limit)  # type: ignore[arg-type]


def test_whom_a_limit_compares() -> None:
    assert "between each group and everybody else" in words_of("accuracy", "difference", 0.1, "rest")
    assert "between each group and the group f" in words_of("accuracy", "difference", 0.1, "reference", "f")


@given(st.sampled_from(sorted(METRICS)), st.sampled_from(["difference", "ratio"]), st.floats(0, 1, width=16))
def test_every_limit_is_one_sentence(metric: str, kind: str, limit: float) -> None:
    said = words_of(metric, kind, limit)  # type: ignore[arg-type]
    assert said.endswith(".")
    assert "nan" not in said
    assert "e-" not in said or limit < 1e-3


def test_what_is_told_in_per_cent() -> None:
    assert is_share("selection_rate", "difference")
    assert is_share("mean_error", "ratio")
    assert not is_share("mean_error", "difference")
