"""lime's linear model: on lime's own neighbourhoods the same, to the last digits."""

import numpy as np
import pytest
from lime.lime_base import LimeBase

from fairwitness.explainers.media.surrogate import cosine_weights, errors, fit, stability

RNG = np.random.default_rng(5)
MASKS = RNG.random((400, 7)) > 0.4
MASKS[0] = True
TRUE = np.array([2.0, -1, 0.5, 0, 0, 0, 3])
ANSWERS = MASKS @ TRUE + 0.3 * MASKS[:, 0] * MASKS[:, 1] + RNG.normal(size=400) / 10


@pytest.mark.parametrize(("width", "unit"), [(25.0, 100.0), (0.25, 1.0)])
def test_weights_intercept_and_fit_are_limes(width, unit):
    distances = (1 - np.sqrt(MASKS.mean(axis=1))) * unit

    def kernel(d):
        return np.sqrt(np.exp(-(d**2) / width**2))

    lime = LimeBase(kernel)
    labels = np.column_stack([1 - ANSWERS, ANSWERS])
    intercept, weights, score, _ = lime.explain_instance_with_data(
        MASKS.astype(float), labels, distances, 1, 7, feature_selection="none"
    )
    found = fit(MASKS, ANSWERS, cosine_weights(MASKS, width, unit))
    np.testing.assert_allclose(found.weights, [value for _, value in sorted(weights)], atol=1e-8)
    assert found.intercept == pytest.approx(intercept, abs=1e-8)
    assert found.r2 == pytest.approx(score, abs=1e-8)


def test_errors_are_those_of_other_samples():
    def drawn(seed):
        rng = np.random.default_rng(seed)
        masks = rng.random((300, 7)) > 0.5
        return masks, masks @ TRUE + rng.normal(size=300)

    fits = np.array([fit(*drawn(seed), np.ones(300)).weights for seed in range(60)])
    said = np.mean([errors(*drawn(seed), np.ones(300)) for seed in range(60)], axis=0)
    ratio = said / fits.std(axis=0, ddof=1)
    assert (ratio > 0.7).all()
    assert (ratio < 1.5).all()


def test_what_never_changes_has_no_fit():
    flat = fit(MASKS, np.full(400, 0.25), np.ones(400))
    assert flat.r2 is None
    np.testing.assert_allclose(flat.weights, 0, atol=1e-12)
    assert flat.intercept == pytest.approx(0.25)


def test_stability_tells_noise_from_a_finding():
    clear = fit(MASKS, ANSWERS, np.ones(400)).weights
    assert stability(MASKS[:, :5], MASKS[:, :5] @ np.arange(5.0), np.ones(400), np.arange(5.0)) == 1
    assert stability(MASKS, ANSWERS, np.ones(400), clear) >= 0.6
    wide = RNG.random((200, 40)) > 0.5
    noise = RNG.normal(size=200)
    assert stability(wide, noise, np.ones(200), fit(wide, noise, np.ones(200)).weights) <= 0.4
