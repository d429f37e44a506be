"""The paired table: rows counted once, seen as either version alone or as what each row is to a rate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fairwitness.audits.counts import Counts
from fairwitness.audits.rates import METRICS, rates
from fairwitness.audits.versions.table import PairedTable, paired_rates, rests_on_decisions, states
from fairwitness.errors import DataError, UnknownNameError

CODES = np.array([0, 0, 0, 1, 1, 1, 1, 0])
OUTCOME = np.array([1, 1, 0, 1, 0, 0, -1, -1])
A = np.array([1, 0, 0, 1, 1, 0, 1, 0])
B = np.array([1, 1, 0, 0, 1, 1, 1, 0])
EIGHT = PairedTable.of("sex", ("f", "m"), CODES, OUTCOME, (A, B))
TABLES = arrays(np.int64, (3, 3, 2, 2), elements=st.integers(0, 30))


class TestOf:
    def test_each_row_is_in_its_cell(self) -> None:
        assert EIGHT.n.sum() == 8
        assert EIGHT.n[0, 1, 0, 1] == 1  # f, positive, A no, B yes
        assert EIGHT.n[1, 0, 0, 1] == 1  # m, negative, A no, B yes
        assert EIGHT.n[1, 2, 1, 1] == 1  # m, unlabelled, both yes

    @pytest.mark.parametrize(("after", "decision"), [(False, A), (True, B)])
    def test_one_version_alone_is_the_table_of_an_audit(self, after: bool, decision: np.ndarray) -> None:
        assert EIGHT.counts(after=after) == Counts.of("sex", ("f", "m"), CODES, OUTCOME, decision)

    @pytest.mark.parametrize(
        ("columns", "message"),
        [
            ((CODES, OUTCOME[:7], A, B), "`outcome` must be one number for each of the 8 rows"),
            ((CODES, OUTCOME, A, B + 1), "`decisions` must be from 0 to 1. Got values from 1 to 2"),
            ((CODES + 1, OUTCOME, A, B), "`codes` must be from 0 to 1"),
        ],
    )
    def test_columns_that_cannot_be_are_refused(self, columns: tuple[np.ndarray, ...], message: str) -> None:
        codes, outcome, a, b = columns
        with pytest.raises(DataError, match="must") as caught:
            PairedTable.of("sex", ("f", "m"), codes, outcome, (a, b))
        assert message in str(caught.value)

    def test_a_table_of_another_shape_is_refused(self) -> None:
        with pytest.raises(DataError, match="must have the shape"):
            PairedTable("sex", ("f",), np.zeros((1, 3, 2), dtype=np.int64))


class TestRates:
    def test_eight_rows_by_hand(self) -> None:
        found = paired_rates(EIGHT, "true_positive_rate")
        assert found.before.value == (1 / 2, 1.0)
        assert found.after.value == (1.0, 0.0)
        assert found.same_trials
        assert found.joint[0].tolist() == [[2, 0, 0], [0, 0, 1], [0, 0, 1]]

    def test_the_trials_of_precision_differ(self) -> None:
        found = paired_rates(EIGHT, "precision")
        assert not found.same_trials
        assert (found.before.trials.tolist(), found.after.trials.tolist()) == ([1, 2], [2, 2])
        assert found.joint[1].tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 0]]

    @given(n=TABLES, name=st.sampled_from(sorted(METRICS)), favourable=st.booleans())
    def test_both_margins_are_the_rates_of_each_version(
        self, n: np.ndarray, name: str, favourable: bool
    ) -> None:
        table = PairedTable("g", ("x", "y", "z"), n, favourable)
        found = paired_rates(table, name)
        assert found.joint.sum() == n.sum()
        for joint, version in ((found.joint.sum(axis=2), False), (found.joint.sum(axis=1), True)):
            alone = rates(table.counts(after=version), name)
            assert joint[:, 2].tolist() == alone.successes.tolist()
            assert joint[:, 1:].sum(axis=1).tolist() == alone.trials.tolist()
        mirrored = paired_rates(table.swapped(), name)
        assert np.array_equal(mirrored.joint, found.joint.swapaxes(1, 2))

    def test_the_base_rate_alone_rests_on_no_decision(self) -> None:
        assert [name for name in METRICS if not rests_on_decisions(name)] == ["base_rate"]

    def test_an_unknown_metric_is_named(self) -> None:
        with pytest.raises(UnknownNameError, match="selection_rate"):
            states("selection_rat", favourable_is_positive=True)
