"""Cases are found by what is known of them; the same as a data frame would say, and quickly over many rows."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.case_search import Cases, Search
from fairwitness.audits.plan import make_plan
from fairwitness.audits.subject import Dataset, make_subject
from fairwitness.errors import ExplanationError

N = 200
ROLES = {"target": "paid", "score": "points", "threshold": 50, "positive": 1, "sensitive": ["sex", "age"]}


def frame(n: int = N) -> pd.DataFrame:
    draw = np.random.default_rng(7)
    return pd.DataFrame(
        {
            "person": [f"P-{i:05d}" for i in range(n)],
            "points": draw.integers(0, 101, n).astype(float),
            "paid": draw.integers(0, 2, n),
            "sex": draw.choice(["f", "m"], n),
            "age": draw.integers(20, 60, n),
        }
    )


def cases(data: pd.DataFrame | None = None, **plan: object) -> Cases:
    roles = {**ROLES, "id": "person", **dict(plan.pop("roles", {}))}
    full = make_plan({"roles": {k: v for k, v in roles.items() if v is not None}, **plan})
    return Cases(
        make_subject(full, Dataset(frame() if data is None else data, "rows", "python", first_line=1))
    )


FRAME, CASES = frame(), cases()


@given(
    low=st.none() | st.integers(0, 100),
    high=st.none() | st.integers(0, 100),
    sex=st.none() | st.sampled_from(["f", "m"]),
    kind=st.none() | st.integers(0, 3),
    order=st.sampled_from(["row", "lowest", "highest", "nearest"]),
    text=st.sampled_from(["", "p-0001", "7", "P-00042", "none such"]),
)
def test_hits_are_what_a_data_frame_would_say(low, high, sex, kind, order, text) -> None:
    chosen = None if kind is None else CASES.kinds[kind]
    group = None if sex is None else ("sex", sex)
    search = Search(text, group, None if chosen is None else chosen.title, low, high, order)
    total, found = CASES.find(search, 10)
    kept = FRAME[FRAME.person.str.lower().str.contains(text.lower(), regex=False)]
    kept = kept[kept.points.between(-1 if low is None else low, 101 if high is None else high)]
    kept = kept if sex is None else kept[kept.sex == sex]
    if chosen is not None:
        kept = kept[(kept.paid == chosen.outcome) & ((kept.points >= 50) == bool(chosen.decision))]
    by = {
        "row": kept.points * 0,
        "lowest": kept.points,
        "highest": -kept.points,
        "nearest": abs(kept.points - 50),
    }
    expected = kept.loc[by[order].sort_values(kind="stable").index]
    assert total == len(expected)
    assert [hit.name for hit in found] == list(expected.person[:10])


def test_wrongly_refused_is_the_favourable_outcome_with_the_other_decision() -> None:
    first = CASES.kinds[0]
    assert first.title == "Wrongly refused: was 1, decided 0"
    _, found = CASES.find(Search(kind=first.title), N)
    assert {(hit.happened, hit.decided) for hit in found} == {("1", "0")}


def test_where_the_positive_label_is_bad_for_the_person_words_turn_around() -> None:
    found = cases(roles={"favourable": 0}).kinds
    assert found[0].title == "Wrongly refused: was 0, decided 1"
    assert found[1].title == "Wrongly granted: was 1, decided 0"


def test_the_case_that_is_named_comes_first() -> None:
    numbered = cases(roles={"id": None})
    total, found = numbered.find(Search("7"), 3)
    assert [hit.name for hit in found] == ["7", "17", "27"]
    assert total == sum("7" in str(i) for i in range(1, N + 1))
    assert numbered.exact(" 7 ") == 6
    assert numbered.exact("201") is None
    assert CASES.exact("p-00003") == 3


def test_ids_that_differ_in_capitals_or_repeat_are_told_apart() -> None:
    data = frame(4).assign(person=["a", "A", "b", "b"], team=["x", "y", "z", "z"])
    found = cases(data, roles={"cluster": "team"})
    assert found.names == ["a", "A", "b (row 3)", "b (row 4)"]
    assert [found.exact(name) for name in found.names] == [0, 1, 2, 3]
    assert found.exact("B (ROW 4)") == 3
    assert found.exact("b") is None
    assert [hit.row for hit in found.find(Search("b"), 9)[1]] == [2, 3]


def test_a_name_that_no_case_has_is_refused_with_the_nearest() -> None:
    assert CASES.row("P-00004") == 4
    with pytest.raises(ExplanationError, match=r"Got 'P-0000' instead\. Did you mean"):
        CASES.row("P-0000")


def test_a_page_of_hits_follows_the_one_before() -> None:
    whole = CASES.find(Search(order="highest"), 40)[1]
    assert CASES.find(Search(order="highest"), 20, 20)[1] == whole[20:]


def test_a_hit_says_what_is_known_of_a_case() -> None:
    hit = CASES.hit(0)
    row = FRAME.iloc[0]
    assert (hit.name, hit.score) == ("P-00000", row.points)
    assert (hit.decided, hit.happened) == (str(int(row.points >= 50)), str(row.paid))
    assert hit.groups[0] == f"sex: {row.sex}"
    assert hit.groups[1].startswith("age: ")


def test_a_group_that_is_not_there_has_no_case() -> None:
    assert CASES.find(Search(group=("sex", "x")), 5) == (0, ())
    assert CASES.find(Search(group=("hair", "red")), 5) == (0, ())


def test_without_outcomes_there_are_no_kinds_and_what_happened_is_not_known() -> None:
    found = cases(roles={"target": None})
    assert found.kinds == ()
    assert found.hit(0).happened == "not known"


def test_without_scores_rows_are_sorted_by_their_place_alone() -> None:
    data = frame().assign(decision=lambda rows: rows.paid)
    found = cases(data, roles={"score": None, "threshold": None, "prediction": "decision"})
    assert found.orders == ("row",)
    assert found.span is None
    assert [hit.name for hit in found.find(Search(order="highest"), 2)[1]] == ["P-00000", "P-00001"]


def test_a_score_without_a_threshold_has_no_nearest() -> None:
    data = frame().assign(decision=lambda rows: rows.paid)
    found = cases(data, roles={"threshold": None, "prediction": "decision"})
    assert found.orders == ("row", "lowest", "highest")


def test_numbers_that_are_decided_stand_beside_what_came() -> None:
    roles = {"target": "points", "score": None, "threshold": None, "positive": None, "prediction": "guess"}
    data = frame().assign(guess=lambda rows: rows.points + 1)
    found = cases(data, roles=roles, task="regression")
    hit = found.hit(3)
    assert (float(hit.decided), float(hit.happened)) == (FRAME.points[3] + 1, FRAME.points[3])
    assert found.kinds == ()
    assert found.threshold is None


@pytest.mark.parametrize("search", [Search("199"), Search(order="nearest"), Search(low=20, high=30)])
def test_many_rows_are_searched_at_once(search: Search) -> None:
    many = cases(frame(50_000))
    many.find(search, 10)
    began = time.perf_counter()
    many.find(search, 10)
    assert time.perf_counter() - began < 0.5
