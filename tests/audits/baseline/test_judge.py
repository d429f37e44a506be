"""What is known, new, worse and mended, and the exit code it amounts to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.audits.baseline import Judgement, judge
from fairwitness.audits.baseline.figures import held
from fairwitness.audits.baseline.judge import exit_code, key
from fairwitness.audits.record import Record
from fairwitness.audits.versions.make import compare_pair_of_records

WAIVER = {"reason": "Agreed.", "owner": "A. Weber", "until": "2999-12-31"}

pytestmark = pytest.mark.usefixtures("still_meter")
RecordOf = Callable[..., Record]
FAIR = {"f": (500, 1000), "m": (510, 1000)}
UNFAIR = {"f": (300, 1000), "m": (500, 1000)}
WORSE = {"f": (200, 1000), "m": (600, 1000)}
BETTER = {"f": (370, 1000), "m": (550, 1000)}
OPEN = {"f": (40, 100), "m": (50, 100)}
FEW = {"f": (4, 10), "m": (5, 10)}


def beside(before: Record, after: Record, inconclusive: int = 3) -> Judgement:
    return judge(before, after, compare_pair_of_records(before, after), inconclusive)


@pytest.mark.parametrize(
    ("before", "after", "standing", "code", "says"),
    [
        (UNFAIR, UNFAIR, "known", 0, "It failed in the baseline too, and is not shown to be worse."),
        (UNFAIR, BETTER, "known", 0, "The gap was 20 points in the baseline and is 18 points."),
        (WORSE, UNFAIR, "known", 0, "and got better beyond what chance explains"),
        (UNFAIR, WORSE, "worse", 1, "and got worse beyond what chance explains"),
        (FAIR, UNFAIR, "new", 1, "In the baseline it passed."),
        (OPEN, UNFAIR, "new", 1, "In the baseline it was inconclusive."),
        (FEW, UNFAIR, "new", 1, "In the baseline it could not be estimated."),
        (UNFAIR, FAIR, "mended", 0, "In the baseline it failed."),
        (OPEN, FAIR, "mended", 0, "In the baseline it was inconclusive."),
        (FAIR, FAIR, "holds", 0, "The limit on selection rate by sex holds."),
        (UNFAIR, OPEN, "known", 0, "is inconclusive"),
        (OPEN, OPEN, "known", 0, "It was inconclusive in the baseline too, and is not shown to be worse."),
        (FAIR, OPEN, "new", 3, "In the baseline it passed."),
        (FEW, OPEN, "known", 0, "In the baseline it could not be estimated."),
        (FEW, FEW, "known", 0, "cannot be estimated"),
        (UNFAIR, FEW, "new", 3, "In the baseline it failed."),
        (OPEN, FEW, "new", 3, "In the baseline it was inconclusive."),
    ],
)
def test_each_pair_of_outcomes(
    before: dict[str, tuple[int, int]],
    after: dict[str, tuple[int, int]],
    standing: str,
    code: int,
    says: str,
    record_of: RecordOf,
) -> None:
    found = beside(record_of(before), record_of(after))
    (gate,) = found.gates
    assert (gate.standing, found.exit_code) == (standing, code), gate.statement
    assert says in gate.statement


def test_what_is_newly_open_counts_as_the_plan_says(record_of: RecordOf) -> None:
    before, after = record_of(FAIR), record_of(OPEN)
    assert [beside(before, after, code).exit_code for code in (0, 1, 3)] == [0, 1, 3]


def test_what_got_worse_fails_even_where_it_is_open(record_of: RecordOf) -> None:
    before = record_of({"f": (480, 1000), "m": (500, 1000)}, gates=[{"limit": 0.02}])
    after = record_of({"f": (60, 150), "m": (90, 150)}, gates=[{"limit": 0.10}])
    change = compare_pair_of_records(before, after)
    moved = judge(before.model_copy(update={"gates": after.gates}), after, change, 3)
    assert after.gates[0].outcome == "inconclusive"
    assert (moved.gates[0].standing, moved.exit_code) == ("worse", 1)


class TestOthers:
    """A failure between other people is a new one, however large the gap was."""

    def test_turned_round(self, record_of: RecordOf) -> None:
        found = beside(record_of(UNFAIR), record_of({"f": (500, 1000), "m": (300, 1000)}))
        assert (found.gates[0].standing, found.exit_code) == ("new", 1)
        assert (
            "It fails between m and f, and in the baseline it did between others." in found.gates[0].statement
        )

    def test_a_third_group(self, record_of: RecordOf) -> None:
        before = record_of({"f": (300, 1000), "m": (600, 1000), "x": (590, 1000)})
        after = record_of({"f": (590, 1000), "m": (600, 1000), "x": (300, 1000)})
        found = beside(before, after)
        assert found.gates[0].standing == "new"
        assert "between x and m" in found.gates[0].statement

    def test_a_group_that_was_too_small_to_be_judged(self, record_of: RecordOf) -> None:
        before = record_of({"f": (300, 1000), "m": (600, 1000), "x": (6, 20)})
        after = record_of({"f": (300, 1000), "m": (600, 1000), "x": (20, 400)})
        found = beside(before, after)
        assert found.gates[0].standing == "new"
        assert "in the baseline x was not judged" in found.gates[0].statement

    def test_a_ratio_turned_round(self, record_of: RecordOf) -> None:
        gates = [{"kind": "ratio"}]
        before, after = (
            record_of(UNFAIR, gates=gates),
            record_of({"f": (500, 1000), "m": (300, 1000)}, gates=gates),
        )
        assert beside(before, after).gates[0].standing == "new"
        assert beside(before, before).gates[0].standing == "known"

    def test_another_of_several_metrics_that_are_judged_as_one(self, record_of: RecordOf) -> None:
        record = record_of(UNFAIR, gates=[{"metric": "equalized_odds"}])
        then = held(record, record.gates[0])
        assert then.comparison is not None
        assert then.part in ("true_positive_rate", "false_positive_rate")
        assert then.others_than(then) is None
        other = ({"true_positive_rate", "false_positive_rate"} - {then.part}).pop()
        now = replace(then, comparison=then.comparison.model_copy(update={"part": other}))
        assert f"in {other}, and in the baseline it did in {then.part}" in str(now.others_than(then))


class TestLimits:
    def test_a_limit_that_the_baseline_has_not_is_new(self, record_of: RecordOf) -> None:
        before = record_of(UNFAIR, gates=[{}])
        after = record_of(UNFAIR, gates=[{}, {"kind": "ratio"}])
        found = judge(before, after, None, 3)
        assert [gate.standing for gate in found.gates] == ["known", "new"]
        assert "The baseline has no such limit." in found.gates[1].statement
        assert found.exit_code == 1

    def test_the_same_limit_at_another_number_is_another(self, record_of: RecordOf) -> None:
        one, two = record_of(UNFAIR), record_of(UNFAIR, gates=[{"limit": 0.15}])
        assert key(one.gates[0]) != key(two.gates[0])
        assert judge(one, two, None, 3).gates[0].standing == "new"

    def test_muted_now_holds_and_muted_then_is_no_failure(self, record_of: RecordOf) -> None:
        muted = record_of(UNFAIR, gates=[{"waiver": WAIVER}])
        plain = record_of(UNFAIR)
        assert beside(plain, muted).gates[0].standing == "holds"
        lifted = beside(muted, plain)
        assert (lifted.gates[0].standing, lifted.exit_code) == ("new", 1)
        assert "In the baseline it was muted by the plan." in lifted.gates[0].statement

    def test_without_any_limit_nothing_was_judged(self, record_of: RecordOf) -> None:
        nothing = record_of(UNFAIR, gates=[])
        assert judge(nothing, nothing, None, 3).exit_code == 3
        assert exit_code((), (), 0) == 0


class TestIntervals:
    """Where versions are not compared (weights, several labels, against the rest), intervals are."""

    @pytest.mark.parametrize(
        ("after", "standing"), [(UNFAIR, "known"), (WORSE, "worse"), (BETTER, "known"), (FAIR, "mended")]
    )
    @pytest.mark.parametrize("kind", ["difference", "ratio"])
    def test_weighted_rows(
        self, after: dict[str, tuple[int, int]], standing: str, kind: str, record_of: RecordOf
    ) -> None:
        same = {"weights": lambda frame: np.ones(len(frame)), "gates": [{"kind": kind}]}
        found = judge(record_of(UNFAIR, **same), record_of(after, **same), None, 3)
        assert found.gates[0].standing == standing
        assert (found.gates[0].low, found.form) == (None, "unpaired")

    def test_against_the_rest(self, record_of: RecordOf) -> None:
        gates = [{"against": "rest"}]
        before = record_of({**UNFAIR, "x": (500, 1000)}, gates=gates)
        assert judge(before, before, None, 3).gates[0].standing == "known"
        after = record_of({"f": (500, 1000), "m": (500, 1000), "x": (200, 1000)}, gates=gates)
        found = judge(before, after, None, 3).gates[0]
        assert found.standing == "new"
        assert "It fails between x and " in found.statement


cells = st.tuples(st.integers(0, 60), st.integers(60, 120))


@settings(max_examples=8)
@given(st.fixed_dictionaries({"f": cells, "m": cells}))
def test_a_record_beside_itself_never_fails(record_of: RecordOf, hits: dict[str, tuple[int, int]]) -> None:
    record = record_of(hits)
    found = beside(record, record)
    assert found.exit_code == 0
    assert {gate.standing for gate in found.gates} <= {"known", "holds"}


def test_the_record_keeps_its_verdicts_and_the_document_its_hash(record_of: RecordOf) -> None:
    before, after = record_of(UNFAIR), record_of(WORSE)
    found = beside(before, after)
    assert [gate.outcome for gate in found.gates] == [gate.outcome for gate in after.gates] == ["fail"]
    assert (found.record_sha256, found.baseline_sha256) == (after.hash, before.hash)
    assert found.hash == beside(before, after).hash != beside(before, before).hash
    assert '"schema": "fairwitness/baseline/1"' in found.to_json()
    assert found.lead.endswith("of 1 limit: 1 got worse.")
