"""No hidden cell can be worked out from what is shown and the totals, by trying every completion."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.audits.counts import Counts, Tables
from fairwitness.audits.sites.hiding import hide, known_sums, possible
from fairwitness.errors import PlanError


def tables_of(rows, unknown_sex=()):
    """Tables of race, sex and both, from rows (race, sex, outcome, prediction)."""
    race, sex, y, p = np.array(rows).reshape(-1, 4).T
    crossed = race * 2 + sex
    names = tuple(f"{r} & {s}" for r, s in itertools.product("ab", "fm"))
    return Tables(
        {
            "race": Counts.of("race", ("a", "b"), race, y, p),
            "sex": Counts.of("sex", ("f", "m"), sex, y, p),
            "race & sex": Counts.of("race & sex", names, crossed, y, p),
        }
    )


def completions(cells, hidden, sums):
    """Every way to fill the hidden cells that fits all sums."""
    places = [(name, cell) for name, mask in hidden.masks.items() for cell in np.flatnonzero(mask).tolist()]
    for values in itertools.product(range(hidden.most + 1), repeat=len(places)):
        filled = dict(zip(places, values, strict=True))

        def of(place, filled=filled):
            return filled.get(place, int(cells[place[0]][place[1]]))

        if all(
            one.low <= sum(map(of, one.places)) - (of(one.whole) if one.whole else 0) <= one.high
            for one in sums
        ):
            yield filled


def test_a_small_cell_is_not_hidden_alone():
    one = Counts(
        "race", ("a", "b", "c"), np.array([[[9, 9], [9, 2], [0, 0]], [[8, 8], [8, 8], [0, 0]], [[7] * 2] * 3])
    )
    hidden = hide(Tables({"race": one}), 3)
    assert np.flatnonzero(hidden.masks["race"]).tolist() == [3, 15]
    assert hidden.most == 9
    cells = {"race": one.n.ravel()}
    low, high = possible(cells, hidden, ("race", 3), list(known_sums({"race": one})))
    assert (low, high) == (0, 9)


def test_nothing_small_nothing_hidden():
    one = Counts("race", ("a", "b"), np.full((2, 3, 2), 9))
    hidden = hide(Tables({"race": one}), 5)
    assert not hidden.masks["race"].any()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 1), st.just(1)),
        min_size=4,
        max_size=14,
    )
)
def test_an_attacker_who_knows_every_total_cannot_tell(rows):
    tables = tables_of(rows)
    hidden = hide(tables, 2)
    cells = {name: one.n.ravel() for name, one in tables.counts.items()}
    places = [(name, cell) for name, mask in hidden.masks.items() for cell in np.flatnonzero(mask).tolist()]
    sums = list(known_sums(tables.counts))
    if (
        len(places) * np.log(hidden.most + 1) > 12
    ):  # too many completions to try; the integer programme is tested here
        assert all(low < high for low, high in (possible(cells, hidden, place, sums) for place in places))
        return
    seen = {place: set() for place in places}
    for filled in completions(cells, hidden, sums):
        for place, value in filled.items():
            seen[place].add(value)
    for place in places:
        assert len(seen[place]) > 1, place
        assert possible(cells, hidden, place, sums) == (min(seen[place]), max(seen[place]))


def test_rows_of_unknown_sex_blur_the_crossings():
    rows = [(0, 0, 1, 1)] * 6 + [(0, 1, 1, 1)] * 2 + [(1, 0, 1, 1)] * 7 + [(1, 1, 1, 1)] * 8
    table = tables_of(rows).counts
    crossed = table["race & sex"]
    blurred = Counts(
        "race & sex",
        (*crossed.groups, "(unknown)"),
        np.concatenate([crossed.n, np.full((1, 3, 2), 4)]),
        unknown="(unknown)",
    )
    found = [one for one in known_sums({**table, "race & sex": blurred}) if one.whole is not None]
    assert {(one.low, one.high) for one in found} == {(-4, 0)}
    assert {(one.low, one.high) for one in known_sums(table) if one.whole is not None} == {(0, 0)}


@pytest.mark.parametrize(
    ("tables", "below", "message"),
    [
        (tables_of([(0, 0, 1, 1)]), 1, "below 2 rows or more. Got 1"),
        (Tables({}), 5, "only of plain counts of labels"),
        (
            Tables(
                {"g": Counts("g", ("a",), np.ones((1, 3, 2)), w=np.ones((1, 3, 2)), w2=np.ones((1, 3, 2)))}
            ),
            5,
            "only of plain counts of labels",
        ),
    ],
)
def test_what_cannot_be_hidden(tables, below, message):
    with pytest.raises(PlanError, match=message):
        hide(tables, below)


def test_the_rule_itself_may_tell_as_the_manual_warns():
    found = []
    for first, second in ((0, 2), (1, 1), (2, 0)):
        n = np.zeros((3, 3, 2), dtype=np.int64)
        n[:, 1, 1] = first, second, 2
        hidden = hide(Tables({"race": Counts("race", ("a", "b", "c"), n)}), 2)
        if np.flatnonzero(hidden.masks["race"]).tolist() == [3, 9]:
            found.append((first, second))
    assert found == [(1, 1)]
