"""The record holds what was found, and its sentences say it with both rates and the doubt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairwitness.audits.plan.model import Words
from fairwitness.audits.subgroups.find import Settings
from fairwitness.audits.subgroups.items import LeftOut
from fairwitness.audits.subgroups.report import as_record, group_name
from fairwitness.audits.subgroups.result import Condition, Half, Search, Slice
from fairwitness.audits.subject.labels import Labels
from fairwitness.audits.wording import Vocabulary

WORDS = Vocabulary.of(
    Words(people="applicants", columns={"old": "Age"}),
    Labels("1", "0", favourable_is_positive=True),
    "repaid",
)
HELD = Slice(
    (Condition("old", "60 and over"), Condition("region", "north")),
    Half(120, 880, 0.25, 0.6, 0.35),
    Half(110, 890, 0.3, 0.6, 0.3),
    low=0.2,
    high=0.38,
    p=0.001,
    p_adjusted=0.002,
    confirmed=True,
)
UNCLEAR = replace(HELD, low=-0.02, high=0.1, p=0.4, p_adjusted=0.8, confirmed=False)
NOBODY = replace(
    HELD,
    checked=Half(0, 1000, None, 0.6, None),
    low=None,
    high=None,
    p=None,
    p_adjusted=None,
    confirmed=False,
    reason="no case in the group",
)


def _search(*slices: Slice, **over: object) -> Search:
    found = Search(
        "selection_rate", slices, 84, ("old", "region"), (LeftOut("id", "why"),), 1000, 1000, 7, 0.05
    )
    return replace(found, **over)


def _record(*found: Search, notes: tuple[str, ...] = ()) -> object:
    settings = Settings(metrics=tuple(one.metric for one in found), seed=7)
    return as_record(found, settings, "ab" * 32, WORDS, notes)


def test_columns_are_called_as_a_person_calls_them() -> None:
    assert group_name(HELD, WORDS) == "Age is 60 and over and region is north"


def test_what_held_has_both_rates_the_cases_and_the_interval() -> None:
    (group,) = _record(_search(HELD)).groups
    assert group.statement == (
        "30.0% of those where Age is 60 and over and region is north (110 cases) and 60.0% of all other applicants got "
        "the favourable decision (1). On rows the search had not seen the group is worse off by 30 points "
        "(95% interval 20.0 to 38.0)."
    )
    assert (group.n, group.rest_n, group.rate, group.rest, group.gap) == (110, 890, 0.3, 0.6, 0.3)
    assert (group.searched_n, group.searched_rate, group.searched_rest) == (120, 0.25, 0.6)
    assert group.shrinkage == pytest.approx(0.05)
    assert [(one.column, one.value) for one in group.conditions] == [
        ("old", "60 and over"),
        ("region", "north"),
    ]


def test_what_did_not_hold_says_so() -> None:
    unclear, nobody = _record(_search(UNCLEAR, NOBODY)).groups
    assert unclear.statement.endswith(
        "On these rows, which the search had not seen, that is not clear from chance "
        "(95% interval \u22122.0 to 10.0 points)."
    )
    assert nobody.statement == (
        "The group where Age is 60 and over and region is north could not be checked: no case in the group."
    )
    assert nobody.gap is nobody.low is nobody.rate is None


@pytest.mark.parametrize(
    ("slices", "says"),
    [
        ((), "Among 84 groups from 2 columns none stood out beside what is compared anyway."),
        (
            (UNCLEAR,),
            "Among 84 groups from 2 columns one stood out on one half of the rows, and none held on the other.",
        ),
        (
            (HELD, UNCLEAR),
            "Among 84 groups from 2 columns 2 stood out on one half of the rows, and 1 held on the other.",
        ),
    ],
)
def test_the_outcome_is_one_sentence(slices: tuple[Slice, ...], says: str) -> None:
    assert _record(_search(*slices)).statement == says


def test_several_metrics_are_one_part() -> None:
    reason = "all cases on the half of the rows that is searched are alike"
    found = _record(
        _search(HELD),
        _search(metric="accuracy", looked_at=0, reason=reason, searched_rows=600),
        notes=("A note.",),
    )
    assert found.metrics == ("selection_rate", "accuracy")
    assert (found.looked_at, found.rows_searched, found.seed, found.confidence) == (84, 1000, 7, 0.95)
    assert found.notes == ("A note.", f"Accuracy: {reason}.")
    assert [(one.column, one.reason) for one in found.left_out] == [("id", "why")]
