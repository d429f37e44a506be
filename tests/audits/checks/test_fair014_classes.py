"""FAIR014."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import confusion_matrix

from fairwitness.audits.checks import CheckNotApplicable, Context, registered

pytestmark = pytest.mark.usefixtures("still_meter")
CHECK = registered()["FAIR014"]
ROLES = {"target": "animal", "prediction": "said", "sensitive": ["group"]}


def animals(missed: float, rows: int = 1500) -> pd.DataFrame:
    """Foxes of group b are missed so often."""
    draw = np.random.default_rng(2)
    animal, group = draw.choice(["cat", "dog", "fox"], rows), draw.choice(["a", "b"], rows)
    wrong = draw.random(rows) < np.where((animal == "fox") & (group == "b"), missed, 0.1)
    return pd.DataFrame({"group": group, "animal": animal, "said": np.where(wrong, "dog", animal)})


def test_a_class_that_is_missed_in_one_group(context_of: Callable[..., Context]) -> None:
    gates = [{"metric": "recall_worst_class", "limit": 0.2}]
    frame = animals(0.7)
    seen = CHECK.look(context_of(frame, task="multiclass", roles=ROLES, gates=gates))
    declared = [finding for finding in seen.findings if finding.severity == "high"]
    assert declared[0].statement.startswith("Worst-recognised class: 0.")
    assert seen.classes.labels == ("cat", "dog", "fox")
    expected = confusion_matrix(frame.animal, frame.said).tolist()
    assert [list(row) for row in seen.classes.rows] == [*expected, [0, 0, 0]]
    alike = CHECK.look(context_of(animals(0.1), task="multiclass", roles=ROLES, gates=gates))
    assert alike.findings == ()


def test_each_label_is_compared_with_the_rest(context_of: Callable[..., Context]) -> None:
    gates = [{"metric": "true_positive_rate", "limit": 0.2}]
    context = context_of(animals(0.7), task="multiclass", roles=ROLES, gates=gates)
    verdicts = {one.metric: one.verdict for one in context.comparisons if one.declared}
    assert verdicts == {
        "true_positive_rate[cat]": "within",
        "true_positive_rate[dog]": "within",
        "true_positive_rate[fox]": "disparity",
    }
    (finding,) = (one for one in registered()["FAIR002"].look(context).findings if one.severity == "high")
    assert finding.statement.startswith("Among people who had animal fox, ")
    seen = registered()["PERF001"].look(context)
    assert seen.performance.confusion is None
    assert "always giving the most common answer" in seen.performance.statement


def test_between_two_labels(
    context_of: Callable[..., Context], decisions_from: Callable[..., pd.DataFrame]
) -> None:
    with pytest.raises(CheckNotApplicable, match="not measured with `task: binary`"):
        CHECK.look(context_of(decisions_from({"a": (4, 4, 4, 4), "b": (4, 4, 4, 4)})))
