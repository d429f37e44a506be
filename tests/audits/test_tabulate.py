import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.audits.plan import make_plan
from fairwitness.audits.subject import Dataset, make_subject
from fairwitness.audits.tabulate import rows_of, tabulate

ROWS = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.integers(0, 1), st.floats(0, 1), st.sampled_from("xy"), st.floats(0.1, 5)
    ),
    min_size=2,
    max_size=30,
)
ROLES = {"target": "y", "score": "s", "score_is_probability": True, "threshold": 0.5, "sensitive": ["g"]}


def subject_of(rows, **roles):
    frame = pd.DataFrame(rows, columns=["g", "y", "s", "d", "w"])
    given_roles = {**ROLES, "positive": 1, "sensitive": [{"name": "g", "categories": ["a", "b"]}], **roles}
    plan = make_plan({"roles": given_roles, "checks": {"score_range": [0, 1]}})
    return make_subject(plan, Dataset(frame, "rows", "python"))


@settings(max_examples=40, deadline=None)
@given(ROWS, st.integers(1, 29), st.booleans(), st.randoms())
def test_any_split_of_the_rows_merges_to_the_same_tables(rows, cut, weighted, random):
    rows = [*rows, ("a", 0, 0.25, "x", 1.0), ("b", 1, 0.75, "x", 1.0)]
    options = {"weight": "w"} if weighted else {}
    whole = tabulate(subject_of(rows, **options)).sha256()
    random.shuffle(rows)
    cut = min(cut, len(rows) - 1)
    parts = [
        tabulate(subject_of([*part, ("a", 0, 0.25, "x", 1.0), ("b", 1, 0.75, "x", 1.0)], **options))
        for part in (rows[:cut], rows[cut:])
    ]
    once = tabulate(subject_of([*rows, *[("a", 0, 0.25, "x", 1.0), ("b", 1, 0.75, "x", 1.0)] * 2], **options))
    assert (parts[0] + parts[1]).sha256() == once.sha256()
    assert (parts[1] + parts[0]).sha256() == once.sha256()
    assert once.sha256() != whole


def test_what_a_score_brings():
    rows = [("a", 1, 0.9, "x", 1.0), ("b", 0, 0.4, "y", 2.0), ("b", 1, 0.2, "y", 1.0)]
    found = tabulate(subject_of(rows))
    assert set(found.moments["g"]) == {"score", "outcome", "error", "absolute_error", "squared_error"}
    assert found.moments["g"]["error"].mean == pytest.approx([-0.1, -0.2])
    assert found.histograms["g"].n.sum() == 3
    assert found.strata == {}
    plain = tabulate(subject_of(rows, score_is_probability=False))
    assert set(plain.moments["g"]) == {"score"}
    assert tabulate(subject_of(rows, weight="w")).histograms == {}


def test_strata_and_rows():
    rows = [("a", 1, 0.9, "x", 1.0), ("b", 0, 0.4, "y", 2.0), ("b", 1, 0.2, None, 1.0)]
    subject = subject_of([*rows, ("a", 1, 0.3, "y", 1.0)], strata=["d"])
    found = tabulate(subject).strata["g"]
    assert {name: int(table.n.sum()) for name, table in found.items()} == {"x": 1, "y": 2}
    held = rows_of(subject)
    assert held.codes["g"].tolist() == [0, 1, 1, 0]
    assert held.outcome.tolist() == [1, 0, 1, 1]
    assert held.score == pytest.approx([0.9, 0.4, 0.2, 0.3])


def test_a_number_has_no_counts():
    frame = pd.DataFrame({"g": list("aab"), "y": [1.0, np.nan, 3.0], "p": [2.0, 5.0, 1.0]})
    plan = make_plan({"task": "regression", "roles": {"target": "y", "prediction": "p", "sensitive": ["g"]}})
    found = tabulate(make_subject(plan, Dataset(frame, "rows", "python")))
    assert found.counts == {}
    assert found.attributes == ("g",)
    assert found.moments["g"]["score"].n.tolist() == [2, 1]
    assert found.moments["g"]["error"].n.tolist() == [1, 1]
    assert found.moments["g"]["error"].mean.tolist() == [1.0, -2.0]
