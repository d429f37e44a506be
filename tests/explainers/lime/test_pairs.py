"""Sums over lists are the products that multiplication gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.explainers.lime.pairs import Pairs
from fairwitness.explainers.lime.solve import PARTS, ByPart, Moments, solve


def drawn(seed, columns, samples, rows=3, codes=4):
    random = np.random.default_rng(seed)
    shared = random.integers(0, codes, (columns, samples - 1)).astype(np.uint8)
    explained = random.integers(0, codes + 1, (columns, rows)).astype(np.uint8)
    return shared, explained, random.normal(size=samples), random.random(samples)


def features_of(shared, explained, row):
    return np.hstack([np.ones((len(shared), 1)), shared == explained[:, row, None]])


@given(
    seed=st.integers(0, 10**6),
    columns=st.integers(1, 6),
    samples=st.integers(2, 130),
    codes=st.integers(1, 5),
)
def test_it_is_what_multiplication_gives(seed, columns, samples, codes):
    shared, explained, answers, weight = drawn(seed, columns, samples, codes=codes)
    pairs, moments = Pairs(shared, explained), Moments(samples, columns)
    slopes = np.random.default_rng(seed).normal(size=columns)
    for row in range(3):
        features = features_of(shared, explained, row)
        multiplied = ByPart(moments.of(features, answers, weight))
        found = pairs.of(row, answers, weight)
        np.testing.assert_allclose(found.whole, multiplied.whole, atol=1e-11)
        np.testing.assert_allclose(found.scores(0.3, slopes), multiplied.scores(0.3, slopes), atol=1e-11)
        assert pairs.unmet(row).tolist() == (1 - features).sum(axis=0).tolist()


def test_the_fits_are_the_same_with_their_errors():
    shared, explained, answers, weight = drawn(1, 12, 5000, rows=20)
    pairs, moments = Pairs(shared, explained), Moments(5000, 12)
    ours = solve([pairs.of(row, answers, weight) for row in range(20)], np.ones(20))
    theirs = solve(
        [
            ByPart(moments.of(features_of(shared, explained, row), answers, weight).copy())
            for row in range(20)
        ],
        np.ones(20),
    )
    for name in ("intercepts", "weights", "r2", "influences", "standard_errors"):
        np.testing.assert_allclose(getattr(ours, name), getattr(theirs, name), atol=1e-12)
    assert ours.influences.shape == (20, 12, PARTS)


def test_rows_do_not_mind_each_other():
    shared, explained, answers, weight = drawn(2, 7, 900, rows=9)
    together, alone = Pairs(shared, explained), Pairs(shared, explained[:, 4:5])
    first, second = together.of(4, answers, weight), alone.of(0, answers, weight)
    assert (first.whole == second.whole).all()
    assert (first.scores(0.1, np.ones(7)) == second.scores(0.1, np.ones(7))).all()


def test_more_columns_than_a_byte_counts():
    shared, explained, *_ = drawn(3, 300, 50, codes=2)
    unmet = Pairs(shared, explained).unmet(1)
    assert unmet.tolist() == (1 - features_of(shared, explained, 1)).sum(axis=0).tolist()
    assert int(unmet.max()) == pytest.approx(200, abs=60)


def test_nobody_waits_for_a_compiler_without_a_word(caplog, monkeypatch):
    from fairwitness.explainers.lime import kernels
    from fairwitness.explainers.trees.compiled import COMPILING, Kernel

    monkeypatch.setattr(
        Kernel, "ready", property(lambda _: False)
    )  # as on a machine that has compiled nothing
    with caplog.at_level("WARNING"):
        kernels.ready()
    assert [record.message for record in caplog.records] == [COMPILING]
