import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.audits.stats import resampling
from fairwitness.audits.stats.resampling import resample, standard_error

CELLS = np.array([[50, 30, 20], [5, 0, 95], [300, 300, 400]])


def first_share(tables):
    return tables[..., 0] / tables.sum(axis=-1)


def all_of(cells, n, seed):
    return np.concatenate(list(resample(cells, n, seed)))


def test_tables_keep_the_sizes_and_the_empty_cells():
    drawn = all_of(CELLS, 500, 1)
    assert drawn.shape == (500, 3, 3)
    assert (drawn.sum(axis=2) == CELLS.sum(axis=1)).all()
    assert (drawn[:, 1, 1] == 0).all()
    assert (drawn >= 0).all()


def test_moments_are_multinomial():
    drawn = all_of(CELLS, 20_000, 2).astype(float)
    share = CELLS / CELLS.sum(1, keepdims=True)
    error = np.sqrt(CELLS * (1 - share))
    assert np.all(np.abs(drawn.mean(0) - CELLS) <= 4.5 * error / 20_000**0.5)
    assert drawn.std(0) == pytest.approx(error, rel=0.03)
    # Cells of a group exclude each other, groups have nothing to do with each other.
    assert np.cov(drawn[:, 0, 0], drawn[:, 0, 1])[0, 1] == pytest.approx(-50 * 30 / 100, rel=0.08)
    assert abs(np.corrcoef(drawn[:, 0, 0], drawn[:, 2, 0])[0, 1]) < 4.5 / 20_000**0.5


def test_equal_groups_are_drawn_apart():
    drawn = all_of(np.array([[40, 60], [40, 60]]), 5000, 3)
    assert abs(np.corrcoef(drawn[:, 0, 0], drawn[:, 1, 0])[0, 1]) < 4.5 / 5000**0.5


def test_the_size_of_a_block_and_other_groups_change_no_draw(monkeypatch):
    whole = all_of(CELLS, 300, 4)
    assert (all_of(CELLS[[2, 0]], 300, 4) == whole[:, [2, 0]]).all()
    assert (all_of(CELLS[:, [2, 0, 1]], 300, 4) == whole[:, :, [2, 0, 1]]).all()
    assert (all_of(CELLS, 300, 5) != whole).any()
    monkeypatch.setattr(resampling, "BLOCK_CELLS", 70)
    blocks = list(resample(CELLS, 300, 4))
    assert {len(block) for block in blocks} == {7, 300 % 7}
    assert (np.concatenate(blocks) == whole).all()


def test_blocks_are_bounded():
    cells = np.full((100, 6), 10**6)
    assert next(resample(cells, 10**9, 0)).size <= resampling.BLOCK_CELLS


def test_the_standard_error_of_a_share():
    found = standard_error(first_share, CELLS, 20_000, seed=1)
    share = CELLS[:, 0] / CELLS.sum(1)
    assert list(found.value) == pytest.approx(np.sqrt(share * (1 - share) / CELLS.sum(1)).tolist(), rel=0.03)
    assert found.reasons == (None, None, None)


def test_far_from_nought_the_spread_is_not_lost():
    near = standard_error(first_share, CELLS, 500)
    far = standard_error(lambda tables: first_share(tables) + 1e7, CELLS, 500)
    assert list(far.value) == pytest.approx(list(near.value), rel=1e-6)


@settings(max_examples=20)
@given(st.lists(st.lists(st.integers(0, 60), min_size=3, max_size=3), min_size=1, max_size=5), st.randoms())
def test_names_change_no_standard_error(cells, random):
    table, places = np.array(cells), list(range(len(cells)))
    random.shuffle(places)
    one, two = standard_error(first_share, table, 50), standard_error(first_share, table[places], 50)
    assert [one.value[place] for place in places] == list(two.value)
    assert [one.reasons[place] for place in places] == list(two.reasons)


def test_undefined_figures_have_no_standard_error_and_a_reason():
    def of_the_last_two(tables):
        return tables[..., 0] / (tables[..., 0] + tables[..., 1])

    cells = np.array([[1, 1, 98], [30, 30, 40], [0, 0, 10], [0, 0, 0], [4, 4, 92]])
    found = standard_error(of_the_last_two, cells, 1000, seed=2)
    assert [value is None for value in found.value] == [True, False, True, True, False]
    # Both cells are empty in about (1 - .02)^100 = 13 % of the resamples.
    assert 100 < int(found.reasons[0].split()[2]) < 170
    assert found.reasons[2] == "undefined in 1,000 of 1,000 resamples"
    assert found.reasons[1] is None


@pytest.mark.slow
def test_a_hundred_groups_ten_thousand_times_are_quick():
    import time

    cells = np.random.default_rng(0).integers(1, 2000, (100, 6))
    start = time.process_time()
    standard_error(first_share, cells, 10_000)
    assert time.process_time() - start < 1.5
