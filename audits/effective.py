"""Rates of rows that carry weights or come in clusters, and the trials that would be as sure without either."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

from fairwitness.audits.counts import Counts, FloatArray, IntArray

Mask = npt.NDArray[np.bool_]


def effective_rates(
    counts: Counts, success: Mask, trial: Mask
) -> tuple[tuple[float | None, ...], FloatArray]:
    """Weighted rates, None without weight, and effective trials p (1 - p) / variance: (G,) each.

    The variance is that of a ratio of sums by linearisation, over rows or over clusters (the sandwich). Kish's
    W^2 / sum w^2 would cover too little where weights depend on the outcome; it is used only for a rate of exactly
    0 or 1, where the variance above is 0. Clusters are counted as a sample of m units: the variance is multiplied
    by m / (m - 1) and the effective trials by the square of the ratio of Student's quantiles with n - 1 and m - 1
    degrees of freedom.

    Parameters
    ----------
    success, trial
        Cells that count, both shaped as one group's table.

    References
    ----------
    E. L. Korn and B. I. Graubard, Surv. Methodol. 24 (1998) 193-201 (effective trials for exact limits).
    K.-Y. Liang and S. L. Zeger, Biometrika 73 (1986) 13-22 (the sandwich).
    """
    weights = counts.weights.reshape(len(counts.groups), -1)
    hit, total = success.ravel().astype(float), trial.ravel().astype(float)
    weight = weights @ total
    there = weight > 0
    safe = np.where(there, weight, 1.0)
    # The failing share is summed on its own: 1 - p would lose a small one.
    p, q = weights @ hit / safe, weights @ (total - hit) / safe
    centred = hit[None, :] * q[:, None] - (total - hit)[None, :] * p[:, None]
    spread, square = _squares(counts, centred), _squares(counts, np.broadcast_to(total, centred.shape))
    inner = (p > 0) & (q > 0)
    variance = np.where(inner, spread, square) / safe**2
    effective = np.where(inner, p * q, 1.0) / np.where(there & (variance > 0), variance, 1.0)
    trials = counts.n[:, trial].sum(axis=1)
    if counts.clusters is not None:
        effective = _with_few_clusters(effective, trials, counts.clusters)
    equal = np.isclose(effective, trials, rtol=1e-9, atol=0)  # equal weights count as none
    value = tuple(float(rate) if known else None for rate, known in zip(p, there, strict=True))
    return value, np.where(there, np.where(equal, trials, effective), 0.0)


def _squares(counts: Counts, coefficients: FloatArray) -> FloatArray:
    """The sum over rows, or clusters, of the square of a linear combination of cells: (G,)."""
    groups = len(counts.groups)
    if counts.products is not None:
        products: FloatArray = np.einsum("gi,gij,gj->g", coefficients, counts.products.floats, coefficients)
        return products
    squares = counts.n.astype(np.float64) if counts.w2 is None else counts.w2.floats
    squared: FloatArray = coefficients**2
    total: FloatArray = (squared * squares.reshape(groups, -1)).sum(axis=1)
    return total


def _with_few_clusters(effective: FloatArray, trials: IntArray, clusters: IntArray) -> FloatArray:
    """Fewer trials for what few clusters cannot tell; never more than the rows that were seen."""
    freedom = np.maximum(clusters - 1, 1).astype(np.float64)
    many = np.maximum(trials - 1, 1).astype(np.float64)
    ratio = special.stdtrit(many, 0.975) / special.stdtrit(freedom, 0.975)
    held: FloatArray = effective * freedom / np.maximum(clusters, 2) * np.minimum(ratio, 1.0) ** 2
    return np.minimum(held, trials.astype(np.float64))
