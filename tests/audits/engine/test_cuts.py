"""Numbers are cut where the rows in memory would be cut."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tabled import table_of

from fairwitness.audits.engine import cuts
from fairwitness.audits.engine.cuts import code_of, find_cuts, quartile_edges
from fairwitness.audits.plan.model import Sensitive
from fairwitness.errors import DataError

VALUES = st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=40)


@given(VALUES, st.integers(1, 4))
def test_quartiles_are_numpys_to_the_last_bit(values, times):
    rows = np.array(values * times) + 0.0
    seen, frequency = np.unique(rows, return_counts=True)
    expected = np.unique(np.quantile(rows, [0.25, 0.5, 0.75]))
    assert quartile_edges(seen, frequency).tolist() == expected[expected > rows.min()].tolist()


@given(st.lists(st.integers(0, 5), min_size=1, max_size=50))
def test_quartiles_of_few_values_that_stand_often(values):
    seen, frequency = np.unique(np.array(values, dtype=float), return_counts=True)
    expected = np.unique(np.quantile(values, [0.25, 0.5, 0.75]))
    assert quartile_edges(seen, frequency).tolist() == expected[expected > min(values)].tolist()


@given(
    st.lists(st.floats(allow_infinity=True, allow_nan=True), min_size=1, max_size=30),
    st.sets(st.floats(-9, 9)),
)
def test_bins_are_those_of_a_search_among_the_edges(scratch, values, edges):
    ordered = sorted(edges) or [0.0]
    table = table_of(x=values)
    found = scratch.fetch(table.select(x=table.x, code=code_of(table.x, ordered)))
    x = found["x"].to_numpy()
    wanted = np.where(np.isnan(x), -1, np.searchsorted(np.array(ordered), x, side="right"))
    assert found["code"].tolist() == wanted.tolist()


def cut(scratch, values, **sensitive):
    table = table_of(x=values)
    (found,) = find_cuts(scratch, table, [Sensitive(name="x", **sensitive)])
    return found


def test_numbers_with_few_values_text_and_stated_edges_stay_as_they_are(scratch):
    assert cut(scratch, [1, 2, 3]).sensitive.bins is None
    assert cut(scratch, ["a", "b"]).sensitive.bins is None
    assert cut(scratch, list(range(100)), groups={"1": "one"}).sensitive.bins is None
    assert cut(scratch, list(range(100)), bins=[5]).sensitive.bins == (5.0,)


def test_numbers_with_many_values_are_cut_and_it_is_said(scratch):
    found = cut(scratch, list(range(101)))
    assert found.sensitive.bins == (25.0, 50.0, 75.0)
    assert found.note == "'x' is a number with many values and was cut at its quartiles."
    assert cut(scratch, list(range(101)), bins="quartiles").note is None


def test_infinite_numbers_do_not_move_the_quartiles(scratch):
    assert cut(scratch, [*map(float, range(101)), np.inf, -np.inf]).sensitive.bins == (25.0, 50.0, 75.0)


def test_bins_of_text_are_refused(scratch):
    with pytest.raises(DataError, match=r"The `bins` of 'x' need numbers\. .* holds text such as 'old'"):
        cut(scratch, ["old", "old"], bins=[3])


def test_numbers_that_hardly_differ_are_refused(scratch):
    with pytest.raises(DataError, match="must differ enough to be cut at their quartiles"):
        cut(scratch, [0] * 90 + [1], bins="quartiles")


@pytest.mark.parametrize("head", [10, 200_000])
def test_too_many_values_for_exact_quartiles_give_bins_to_state(scratch, monkeypatch, head):
    monkeypatch.setattr(cuts, "MOST_VALUES", 500)
    monkeypatch.setattr(cuts, "_HEAD", head)
    with pytest.raises(
        DataError, match=r"must be given `bins`: 'x' has more than 500 .* bins: \[[\d.]+, "
    ) as raised:
        cut(scratch, list(range(1001)))
    shown = str(raised.value).split("bins: [")[1].rstrip("].").split(", ")
    assert [float(edge) for edge in shown] == pytest.approx([250, 500, 750], abs=15)
