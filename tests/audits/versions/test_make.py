"""Comparisons from subjects and from records: what is compared, what is refused, what must not matter."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fairwitness
from fairwitness.audits.record import Record
from fairwitness.audits.subject import Subject
from fairwitness.audits.versions.comparable import Wish
from fairwitness.audits.versions.make import Options, compare_pair_of_records, compare_subjects
from fairwitness.errors import ComparisonError, PlanError

pytestmark = pytest.mark.usefixtures("still_meter")
Make = Callable[..., Subject]
GATES = [{}, {"metric": "precision", "kind": "ratio"}]


@pytest.fixture(scope="module")
def record_of() -> Callable[..., Record]:
    def made(frame: pd.DataFrame, decision: str = "a", **plan: object) -> Record:
        return fairwitness.audit(
            frame.y,
            frame[decision].rename("said"),
            sensitive_features=frame[["sex"]],
            plan={"gates": GATES} | plan,
        )

    return made


class TestPaired:
    def test_a_version_that_takes_from_one_group_got_worse(
        self, subject_of: Make, hired: pd.DataFrame
    ) -> None:
        found = compare_subjects(subject_of(hired), subject_of(hired, "b"))
        (gate,) = found.gates
        assert (gate.outcome, gate.id, found.exit_code) == ("worse", "selection_rate.difference.sex", 1)
        rates = {side: hired.groupby("sex")[side].mean() for side in "ab"}
        assert gate.before == pytest.approx(np.ptp(rates["a"]))
        assert gate.change == pytest.approx(np.ptp(rates["b"]) - np.ptp(rates["a"]))
        assert gate.low is not None
        assert gate.low > 0
        assert gate.resampled is not None
        assert {one.metric for one in found.groups} >= {"accuracy", "precision"}
        assert "base_rate" not in {one.metric for one in found.groups}

    def test_and_the_other_way_round_it_got_better(self, subject_of: Make, hired: pd.DataFrame) -> None:
        one = compare_subjects(subject_of(hired), subject_of(hired, "b")).gates[0]
        found = compare_subjects(subject_of(hired, "b"), subject_of(hired))
        two = found.gates[0]
        assert (two.outcome, found.exit_code) == ("better", 0)
        assert two.change == pytest.approx(-(one.change or 0))
        assert (two.low, two.high) == pytest.approx((-(one.high or 0), -(one.low or 0)))
        assert one.resampled is not None
        assert two.resampled is not None
        assert (two.resampled.low, two.resampled.high) == pytest.approx(
            (-one.resampled.high, -one.resampled.low)
        )

    @settings(max_examples=15)
    @given(seed=st.integers(0, 2**16), size=st.integers(4, 200))
    def test_the_same_decisions_are_never_worse(self, subject_of: Make, seed: int, size: int) -> None:
        draw = np.random.default_rng(seed)
        frame = pd.DataFrame({name: draw.integers(0, 2, size) for name in ("y", "a")})
        frame["sex"] = np.where(draw.random(size) < 0.5, "f", "m")
        frame.loc[:1, "y"], frame.loc[:1, "sex"] = [0, 1], ["f", "m"]
        subject = subject_of(frame, gates=GATES, checks={"min_group": 0})
        for gate in compare_subjects(subject, subject).gates:
            assert gate.outcome in ("no_change_shown", "not_estimable")
            assert gate.change in (0.0, None)

    @settings(max_examples=10)
    @given(seed=st.integers(0, 2**16))
    def test_the_order_of_the_rows_and_the_names_of_groups_do_not_count(
        self, subject_of: Make, hired: pd.DataFrame, seed: int
    ) -> None:
        other = hired.sample(frac=1, random_state=seed).reset_index(drop=True)
        other["sex"] = other.sex.map({"f": "zz", "m": "aa"})
        one = compare_subjects(subject_of(hired, gates=GATES), subject_of(hired, "b", gates=GATES))
        two = compare_subjects(subject_of(other, gates=GATES), subject_of(other, "b", gates=GATES))
        for left, right in zip(one.gates, two.gates, strict=True):
            assert (left.outcome, left.p_worse, left.low) == (right.outcome, right.p_worse, right.low)
            assert left.resampled == right.resampled

    def test_another_encoding_of_the_labels_does_not_count(
        self, subject_of: Make, hired: pd.DataFrame
    ) -> None:
        other = hired.replace({0: "no", 1: "yes"})
        roles = {"positive": "yes"}
        one = compare_subjects(subject_of(hired), subject_of(hired, "b")).gates
        two = compare_subjects(subject_of(other, roles=roles), subject_of(other, "b", roles=roles)).gates
        assert one == two

    def test_a_tolerance_makes_three_answers(self, subject_of: Make, hired: pd.DataFrame) -> None:
        same, worse = subject_of(hired), subject_of(hired, "b")
        assert compare_subjects(same, same, Options(tolerance=0.05)).exit_code == 0
        assert compare_subjects(same, same, Options(tolerance=0.05)).gates[0].outcome == "not_worse"
        wide = compare_subjects(same, worse, Options(tolerance=0.15))
        assert (wide.gates[0].outcome, wide.exit_code) == ("no_change_shown", 3)
        assert compare_subjects(same, worse, Options(tolerance=0.01)).exit_code == 1

    def test_the_stricter_plan_decides_who_is_judged(self, subject_of: Make, hired: pd.DataFrame) -> None:
        strict = subject_of(hired, "b", checks={"min_group": 2000})
        for pair in ((subject_of(hired), strict), (strict, subject_of(hired))):
            found = compare_subjects(*pair)
            assert (found.min_group, found.exit_code) == (2000, 2)
            assert [item.group for item in found.gates[0].excluded_groups] == ["f", "m"]

    def test_gates_that_are_no_gap_of_a_rate_are_left_out_and_named(
        self, subject_of: Make, hired: pd.DataFrame
    ) -> None:
        gates = [{}, {"metric": "accuracy", "against": "rest"}, {"metric": "mean_error", "limit": 1}]
        found = compare_subjects(*(subject_of(hired, side, gates=gates) for side in "ab"))
        assert [gate.id for gate in found.gates] == ["selection_rate.difference.sex"]
        assert found.notes[:2] == (
            "The limit accuracy.difference was not compared: only gaps of rates between all groups are.",
            "The limit mean_error.difference was not compared: only gaps of rates between all groups are.",
        )

    def test_thresholds_may_differ_and_that_is_noted(self, subject_of: Make, hired: pd.DataFrame) -> None:
        frame = hired.assign(s=0.2 + 0.3 * hired.a + 0.4 * hired.b)
        low, high = (
            subject_of(frame, roles={"prediction": None, "score": "s", "threshold": cut})
            for cut in (0.4, 0.6)
        )
        found = compare_subjects(low, high)
        assert "The thresholds differ: 0.4 before and 0.6 now." in found.notes
        assert (found.a.threshold, found.b.threshold) == (0.4, 0.6)

    def test_what_reading_brought_up_is_said_once(self, subject_of: Make, hired: pd.DataFrame) -> None:
        frame = hired.copy()
        frame["y"] = frame.y.where(frame.index > 9)
        found = compare_subjects(subject_of(frame), subject_of(frame, "b"))
        assert [note for note in found.notes if "have no value in the target" in note] == [found.notes[0]]
        assert found.a.rows_unlabelled == 10

    def test_without_labels_only_what_needs_none(self, subject_of: Make, hired: pd.DataFrame) -> None:
        bare = hired.drop(columns="y")
        one, two = (subject_of(bare, side, roles={"target": None}) for side in "ab")
        assert {change.metric for change in compare_subjects(one, two).groups} == {"selection_rate"}

    def test_wishes_win_over_the_gates_of_the_plans(self, subject_of: Make, hired: pd.DataFrame) -> None:
        options = Options(
            (Wish("accuracy"), Wish("accuracy"), Wish("precision", "ratio", ("sex",))), alpha=0.01
        )
        found = compare_subjects(subject_of(hired), subject_of(hired, "b", gates=GATES), options)
        assert [gate.id for gate in found.gates] == ["accuracy.difference.sex", "precision.ratio.sex"]
        assert (found.alpha, found.gates[0].confidence) == (0.01, 0.99)


def _weighted(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(w=1.0)


class TestOtherRows:
    @pytest.mark.parametrize(
        ("change", "plan", "message"),
        [
            (lambda f: f.iloc[:2999], {}, "There were 3,000 before and are 2,999 now"),
            (lambda f: f.assign(y=1 - f.y), {}, "Before and now differ in 3,000 of 3,000 rows"),
            (lambda f: f.assign(sex=f.sex.to_numpy()[::-1]), {}, "other groups of 'sex'"),
            (_weighted, {"roles": {"cluster": "w"}}, "Got the column 'w' as `cluster`"),
            (lambda f: f, {"task": "multiclass"}, "decisions with two labels. Got the task 'multiclass'"),
            (_weighted, {"roles": {"weight": "w"}}, "Got the column 'w' as `weight`"),
            (lambda f: f.assign(y=f.y.map({0: "no", 1: "yes"}), a=f.a.map({0: "no", 1: "yes"})),
             {"roles": {"positive": "yes"}}, "same positive label. Before: '1'; now: 'yes'"),
            (lambda f: f, {"roles": {"positive": 1, "favourable": 0}}, "same favourable decision"),
            (lambda f: f, {"gates": GATES}, "same gates"),
            (lambda f: f.assign(sex=f.sex.replace("f", "w")), {}, "groups of 'sex'. Before: 'f, m'; now: 'm, w'"),
        ],
    )  # fmt: skip
    def test_are_refused(
        self,
        subject_of: Make,
        hired: pd.DataFrame,
        change: Callable[[pd.DataFrame], pd.DataFrame],
        plan: dict[str, object],
        message: str,
    ) -> None:
        with pytest.raises(ComparisonError) as caught:
            compare_subjects(subject_of(hired), subject_of(change(hired), **plan))
        assert message in str(caught.value)

    def test_terms_that_cannot_be(self, subject_of: Make, hired: pd.DataFrame) -> None:
        subject = subject_of(hired)
        for options in (Options(tolerance=0.0), Options(alpha=0.0), Options((Wish(attributes=("age",)),))):
            with pytest.raises(PlanError):
                compare_subjects(subject, subject, options)

    def test_a_plan_without_a_limit_on_a_rate_is_named(self, subject_of: Make, hired: pd.DataFrame) -> None:
        other = subject_of(hired, "b", gates=[{"metric": "mean_error", "limit": 1}])
        with pytest.raises(
            ComparisonError, match=r"The later plan has none, but mean_error\.difference; name one"
        ):
            compare_subjects(subject_of(hired), other)

    def test_no_gate_is_no_comparison(self, subject_of: Make, hired: pd.DataFrame) -> None:
        subject = subject_of(hired, gates=[])
        with pytest.raises(ComparisonError, match="needs a limit on a rate"):
            compare_subjects(subject, subject)


class TestHeldAgainstTheRest:
    """Plans whose only limit is held against the rest, or against one group."""

    @pytest.mark.parametrize("against", [{"against": "rest"}, {"against": "reference", "reference": "m"}])
    def test_the_gap_between_all_groups_is_compared_and_that_is_said(
        self, record_of: Callable[..., Record], hired: pd.DataFrame, against: dict[str, str]
    ) -> None:
        one, two = record_of(hired, gates=[{}]), record_of(hired, "b", gates=[against])
        plain = compare_pair_of_records(one, record_of(hired, "b", gates=[{}]))
        for pair in ((one, two), (two, one), (two, two)):
            found = compare_pair_of_records(*pair)
            assert [gate.id for gate in found.gates] == ["selection_rate.difference.sex"]
            assert any(
                "held against one group or the rest. Compared is the gap" in note for note in found.notes
            )
        assert compare_pair_of_records(one, two).gates == plain.gates
        assert not any("held against one group" in note for note in plain.notes)


class TestRecords:
    def test_different_rows(self, record_of: Callable[..., Record], hired: pd.DataFrame) -> None:
        other = hired.sample(frac=0.9, random_state=1)
        a, b = record_of(hired), record_of(other, "b")
        found = compare_pair_of_records(a, b)
        assert (found.form, found.a.record_sha256, found.exit_code) == ("unpaired", a.hash, 1)
        assert found.lead.startswith("Compared on different rows, 3,000 before and 2,700 now.")
        assert found.notes == ()
        assert [gate.resampled for gate in found.gates] == [None, None]
        assert found.gates[0].before == a.comparisons[0].value
        assert found.gates[0].after == b.comparisons[0].value

    def test_the_same_rows_are_said(self, record_of: Callable[..., Record], hired: pd.DataFrame) -> None:
        one = record_of(hired)
        assert (
            "same rows; the limits here hold for different ones" in compare_pair_of_records(one, one).notes[0]
        )
        assert "--against" in compare_pair_of_records(one, one).notes[0]
        assert (
            "same number of rows in every group"
            in compare_pair_of_records(one, record_of(hired, "b")).notes[0]
        )

    def test_other_circumstances_are_noted(
        self, record_of: Callable[..., Record], hired: pd.DataFrame
    ) -> None:
        other = record_of(
            hired.rename(columns={"y": "was"}).assign(y=hired.y).iloc[:2500], "b", where=["sex is known"]
        )
        notes = compare_pair_of_records(record_of(hired), other).notes
        assert notes == ("The plans keep different rows (`where`).",)

    @pytest.mark.parametrize(
        ("change", "plan", "message"),
        [
            (lambda f: f.assign(sex=f.sex.replace("f", "w")), {}, "same groups of 'sex'"),
            (
                lambda f: f,
                {"roles": {"positive": 1, "favourable": 0}},
                "same favourable decision. Before: '1'; now: '0'",
            ),
            (lambda f: f, {"gates": [{}]}, "same gates"),
            (lambda f: f, {"roles": {"intersections": []}, "gates": [{"metric": "accuracy"}]}, "same gates"),
        ],
    )
    def test_what_does_not_speak_of_the_same_is_refused(
        self,
        record_of: Callable[..., Record],
        hired: pd.DataFrame,
        change: Callable[[pd.DataFrame], pd.DataFrame],
        plan: dict[str, object],
        message: str,
    ) -> None:
        with pytest.raises(ComparisonError) as caught:
            compare_pair_of_records(record_of(hired), record_of(change(hired), **plan))
        assert message in str(caught.value)
