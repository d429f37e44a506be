import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

from fairwitness.audits.scores.calibration import bootstrap_error, calibration
from fairwitness.audits.stats.intervals import wilson
from fairwitness.errors import DataError, PlanError

EDGES = np.linspace(0, 1, 257)


def histogram(score, outcome, codes, groups=1, edges=EDGES):
    place = np.clip(np.floor(np.asarray(score) * (len(edges) - 1)), 0, len(edges) - 2).astype(int)
    counts = np.zeros((groups, 3, len(edges) - 1), dtype=int)
    np.add.at(counts, (codes, np.where(outcome < 0, 2, outcome), place), 1)
    return counts


def rows(seed, n=500, groups=3):
    draw = np.random.default_rng(seed)
    score = draw.beta(0.7, 0.9, n)
    outcome = np.where(draw.random(n) < 0.1, -1, draw.random(n) < score**1.3)
    return score, outcome.astype(int), draw.integers(0, groups, n)


@given(st.integers(0, 10_000), st.integers(1, 20))
def test_the_rows_themselves_give_the_same_within_the_bin_error(seed, bins):
    score, outcome, codes = rows(seed, 120)
    for group, found in enumerate(calibration(histogram(score, outcome, codes, 3), EDGES, bins=bins)):
        mine = (codes == group) & (outcome >= 0)
        assert found.n == mine.sum()
        assert found.unlabelled == ((codes == group) & (outcome < 0)).sum()
        assert found.bin_error == 1 / 512
        total = 0.0
        for each in found.bins:
            here = mine & (score >= each.low) & (score < each.high)
            assert (each.n, each.positives) == (here.sum(), outcome[here].sum())
            if each.n:
                assert each.mean_score == pytest.approx(score[here].mean(), abs=found.bin_error)
                assert each.observed == outcome[here].mean()
                assert (each.observed_low, each.observed_high) == wilson(each.positives, each.n)
                total += abs(outcome[here].sum() - score[here].sum()) / mine.sum()
        assert found.expected_error == pytest.approx(total, abs=found.bin_error)


@pytest.mark.parametrize("bins", [4, 8, 16])
def test_scikit_learn_agrees_where_the_bins_are_the_same(bins):
    score, outcome, codes = rows(3)
    counts = histogram(score, outcome, codes, 3)
    for group, found in enumerate(calibration(counts, EDGES, bins=bins)):
        mine = (codes == group) & (outcome >= 0)
        observed, mean = calibration_curve(outcome[mine], score[mine], n_bins=bins)
        seen = [each for each in found.bins if each.n]
        assert [each.observed for each in seen] == pytest.approx(observed, abs=1e-12)
        assert [each.mean_score for each in seen] == pytest.approx(mean, abs=1 / 512)


def test_ten_bins_of_256_state_their_edges():
    (found,) = calibration(np.ones((1, 3, 256), dtype=int), EDGES)
    assert [each.low * 256 for each in found.bins] == [0, 26, 51, 77, 102, 128, 154, 179, 205, 230]
    assert all(a.high == b.low for a, b in zip(found.bins, found.bins[1:], strict=False))
    assert found.bins[-1].high == 1
    assert (found.n, found.unlabelled) == (512, 256)


def test_the_error_by_hand():
    # Two bins: centre .25 with 1 of 4 positive, which is right; centre .75 with 1 of 4, which is half off.
    counts = np.array([[[3, 3], [1, 1], [0, 9]]])
    (found,) = calibration(counts, [0, 0.5, 1], bins=2)
    assert found.expected_error == (0 * 4 + 0.5 * 4) / 8
    assert [each.mean_score for each in found.bins] == [0.25, 0.75]
    assert found.bin_error == 0.25
    (found,) = calibration(counts, [0, 0.5, 1], bins=1)
    assert found.expected_error == 0.25  # merged: mean score .5, 2 of 8 positive


def test_without_labelled_rows_there_are_reasons():
    counts = np.zeros((3, 3, 256), dtype=int)
    counts[0, 2, 5] = 4
    counts[2, 1, 250] = 1
    nothing, empty, one = calibration(counts, EDGES)
    for found in (nothing, empty):
        assert (found.n, found.expected_error, found.reason) == (0, None, "no labelled rows")
    assert (nothing.unlabelled, empty.unlabelled) == (4, 0)
    first, last = one.bins[0], one.bins[-1]
    assert (first.n, first.mean_score, first.observed, first.observed_low) == (0, None, None, None)
    assert (first.reason, last.reason, one.reason) == ("no labelled rows", None, None)
    assert last.observed == 1
    assert one.expected_error == pytest.approx(1 - 250.5 / 256)


def test_a_bootstrap_gives_its_standard_error_whole_or_in_blocks():
    score, outcome, codes = rows(8, 3000)
    counts = histogram(score, outcome, codes, 3)
    draw = np.random.default_rng(2)
    flat = counts.reshape(3, -1)
    drawn = np.stack([[draw.multinomial(t.sum(), t / t.sum()) for t in flat] for _ in range(200)]).reshape(
        200, *counts.shape
    )
    singly, reasons = bootstrap_error(iter(drawn), EDGES)
    blocks, _ = bootstrap_error([drawn[:50], drawn[50:]], EDGES)
    assert reasons == (None,) * 3
    assert singly == pytest.approx(blocks, abs=1e-15)
    direct = [[found.expected_error for found in calibration(table, EDGES)] for table in drawn]
    assert singly == pytest.approx(np.std(direct, axis=0, ddof=1), abs=1e-14)
    # Against fresh samples of the same size: the error is about right.
    fresh = [
        [c.expected_error for c in calibration(histogram(*rows(seed, 3000), 3), EDGES)] for seed in range(100)
    ]
    assert np.mean(singly) == pytest.approx(np.std(fresh, axis=0).mean(), rel=0.25)


def test_a_bootstrap_without_rows_says_why():
    counts = np.zeros((5, 2, 3, 4), dtype=int)
    counts[:, 1, 0, 2] = [1, 2, 3, 0, 1]
    errors, reasons = bootstrap_error(counts, np.linspace(0, 1, 5), bins=2)
    assert errors == (None, 0.0)
    assert reasons == ("fewer than two draws with labelled rows", None)
    with pytest.raises(DataError, match="one table or more"):
        bootstrap_error([], EDGES)


@pytest.mark.parametrize(
    ("shape", "edges", "options", "error", "message"),
    [
        ((2, 2, 4), np.linspace(0, 1, 5), {}, DataError, r"shape \(groups, 3, bins\)"),
        ((2, 3, 4), np.linspace(0, 1, 4), {}, DataError, "one more than the 4 bins"),
        ((2, 3, 4), [0, 0.2, 0.2, 0.5, 1], {}, DataError, "must grow"),
        ((2, 3, 4), np.linspace(0, 1, 5), {"bins": 5}, PlanError, "from 1 to the 4 narrow bins"),
        ((2, 3, 4), [0, 0.9, 0.92, 0.94, 1], {"bins": 3}, PlanError, "too uneven"),
        ((2, 3, 4), np.linspace(0, 1, 5), {"bins": 0}, PlanError, "Got 0 instead"),
        ((2, 3, 4), np.linspace(0, 1, 5), {"bins": 2, "confidence": 1}, PlanError, "below 1"),
    ],
)
def test_what_cannot_be_is_refused(shape, edges, options, error, message):
    with pytest.raises(error, match=message):
        calibration(np.ones(shape, dtype=int), edges, **options)


def test_negative_and_broken_counts_are_refused():
    with pytest.raises(DataError, match="Got -1 instead"):
        calibration(np.full((1, 3, 4), -1), np.linspace(0, 1, 5), bins=2)
    with pytest.raises(DataError, match="whole numbers"):
        calibration(np.ones((1, 3, 4)), np.linspace(0, 1, 5), bins=2)
