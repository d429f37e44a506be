"""The search counts right, misses nothing its beam holds, and says nothing twice."""

from __future__ import annotations

import time
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.subgroups.items import Column
from fairwitness.audits.subgroups.search import CLEARLY, Limits, members, pooled_z, search

VALUES = ("a", "b", "c")


def _columns(rows: int, number: int, seed: int = 0, values: int = 3) -> list[Column]:
    draw = np.random.default_rng(seed)
    names = tuple("abcdefgh"[:values])
    return [Column(f"c{i:02}", names, draw.integers(0, values, rows).astype(np.int16)) for i in range(number)]


def _bad(rows: int, rate: float, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).random(rows) < rate


def _every_group(columns: list[Column], depth: int) -> list[tuple[tuple[int, int], ...]]:
    return [
        tuple(zip(places, values, strict=True))
        for number in range(1, depth + 1)
        for places in combinations(range(len(columns)), number)
        for values in product(*(range(len(columns[place].values)) for place in places))
    ]


def test_pooled_z_is_the_two_sample_score_statistic() -> None:
    # 30 of 100 against 50 of 300: p = 0.2, standard error sqrt(0.16 (1/100 + 1/300)).
    assert pooled_z(30, 100, 80, 400) == pytest.approx((0.3 - 50 / 300) / np.sqrt(0.16 * (1 / 100 + 1 / 300)))
    assert pooled_z([0, 0, 400], [0, 400, 400], 80, 400).tolist() == [0, 0, 0]
    assert pooled_z(5, 5, 10, 10) == 0


def test_a_group_is_the_rows_that_meet_all_conditions() -> None:
    columns = _columns(200, 3)
    inside = members(columns, ((0, 1), (2, 0)))
    assert inside.tolist() == [
        a == 1 and b == 0 for a, b in zip(columns[0].codes, columns[2].codes, strict=True)
    ]


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_with_a_wide_beam_every_group_that_is_large_enough_is_looked_at(depth: int) -> None:
    columns, bad = _columns(600, 4), _bad(600, 0.3)
    sizes = [int(members(columns, items).sum()) for items in _every_group(columns, depth)]
    expected = sum(20 <= size <= 580 for size in sizes)
    found = search(columns, bad, Limits(depth=depth, min_rows=20, beam=1000))
    assert found.looked_at == expected


def test_the_best_group_is_the_one_a_count_of_all_finds() -> None:
    columns, bad = _columns(900, 4, seed=5), _bad(900, 0.3, seed=6)
    bad |= members(columns, ((0, 2), (3, 1)))
    (first, *_) = search(columns, bad, Limits(min_rows=20, beam=1000)).candidates
    scores = {
        items: float(pooled_z(bad[inside].sum(), inside.sum(), bad.sum(), 900))
        for items in _every_group(columns, 2)
        if 20 <= (inside := members(columns, items)).sum() <= 880
    }
    assert first.items == max(scores, key=scores.__getitem__) == ((0, 2), (3, 1))
    assert (first.rows, first.bad) == (int(members(columns, first.items).sum()),) * 2


@given(st.integers(0, 10_000), st.integers(1, 3), st.integers(1, 20))
def test_what_is_put_forward_is_large_clearly_worse_and_adds_something(
    seed: int, depth: int, beam: int
) -> None:
    columns, bad = _columns(300, 4, seed), _bad(300, 0.4, seed + 1)
    limits = Limits(depth=depth, min_rows=15, beam=beam, top=4)
    found = search(columns, bad, limits)
    assert len(found.candidates) <= limits.top
    masks = [members(columns, one.items) for one in found.candidates]
    for one, inside in zip(found.candidates, masks, strict=True):
        assert len(one.items) <= depth
        assert (one.rows, one.bad) == (inside.sum(), bad[inside].sum())
        assert 15 <= one.rows <= 285
        assert pooled_z(one.bad, one.rows, bad.sum(), 300) >= CLEARLY
        for parent in combinations(one.items, len(one.items) - 1):
            wide = members(columns, parent) if parent else np.ones(300, dtype=bool)
            assert pooled_z(one.bad, one.rows, bad[wide].sum(), wide.sum()) >= CLEARLY
    for one, two in combinations(masks, 2):
        assert (one & two).sum() <= 0.9 * (one | two).sum()


def test_two_names_of_the_same_rows_are_shown_once() -> None:
    columns = _columns(1000, 2)
    nearly = columns[0].codes.copy()
    nearly[:10] = 1
    columns.append(Column("copy", VALUES, nearly))
    bad = _bad(1000, 0.3) | (columns[0].codes == 2)
    found = search(columns, bad, Limits(depth=1))
    assert [one.items for one in found.candidates] in ([((0, 2),)], [((2, 2),)])


def test_a_group_with_a_few_rows_more_is_the_same_group() -> None:
    columns = _columns(20_000, 1)
    wider = columns[0].codes.copy()
    wider[np.flatnonzero(wider == 1)[:300]] = 2  # worse than the rest, and less so than the group itself
    columns.append(Column("wider", VALUES, wider))
    rate = np.where(columns[0].codes == 2, 0.9, np.where(wider == 2, 0.5, 0.3))
    bad = np.random.default_rng(8).random(20_000) < rate
    found = search(columns, bad, Limits(depth=1))
    assert [one.items for one in found.candidates] == [((0, 2),)]


def test_a_group_whose_rest_is_too_small_is_not_looked_at() -> None:
    codes = np.array([0] * 590 + [1] * 10, dtype=np.int16)
    half = Column("half", ("x", "y"), np.tile([0, 1], 300).astype(np.int16))
    rare = Column("rare", ("usual", "rare"), codes)
    assert search([rare], _bad(600, 0.3), Limits(min_rows=20)).looked_at == 0
    assert search([half, rare], _bad(600, 0.3), Limits(min_rows=20)).looked_at == 4


def test_a_wider_group_that_only_mirrors_a_narrow_one_is_not_shown() -> None:
    columns = _columns(6000, 3, seed=2)
    bad = _bad(6000, 0.3, seed=3) | members(columns, ((0, 0), (1, 0), (2, 0)))
    found = search(columns, bad, Limits(depth=3))
    assert found.candidates[0].items == ((0, 0), (1, 0), (2, 0))
    wider = [one.items for one in found.candidates[1:] if set(one.items) < {(0, 0), (1, 0), (2, 0)}]
    assert wider == []


def test_a_condition_that_does_not_matter_is_not_added() -> None:
    columns = _columns(4000, 3, seed=4)
    bad = _bad(4000, 0.2, seed=5) | ((columns[1].codes == 1) & _bad(4000, 0.5, seed=6))
    (first, *_) = search(columns, bad, Limits(depth=3)).candidates
    assert first.items == ((1, 1),)


def test_a_hundred_thousand_rows_are_searched_in_seconds() -> None:
    columns = _columns(100_000, 12, values=5)
    bad = _bad(100_000, 0.4)
    for depth, most in ((2, 3.0), (3, 10.0)):
        start = time.process_time()
        search(columns, bad, Limits(depth=depth))
        assert time.process_time() - start < most


def test_known_groups_are_not_put_forward_nor_their_mirror_images() -> None:
    columns = _columns(6000, 3, seed=9)
    columns.append(Column("copy", VALUES, columns[0].codes))
    bad = _bad(6000, 0.2, seed=10) | ((columns[0].codes == 0) & _bad(6000, 0.4, seed=11))
    bad |= (columns[2].codes == 1) & _bad(6000, 0.2, seed=12)
    places = [one.items for one in search(columns, bad, Limits(depth=1)).candidates]
    assert places[0][0][0] in (0, 3)
    new = [one.items for one in search(columns, bad, Limits(depth=1), {frozenset([0])}).candidates]
    assert new == [((2, 1),)]
    (only,) = search(columns, bad, Limits(depth=1, top=1), {frozenset([0])}).candidates
    assert only.items == ((2, 1),)
