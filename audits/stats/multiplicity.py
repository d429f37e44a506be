"""The level, and p-values of a family, adjusted: Holm for verdicts, Benjamini-Hochberg for what is only explored."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import FloatArray
from fairwitness.errors import PlanError


def holm(p: npt.ArrayLike) -> FloatArray:
    """Step-down adjusted p-values, (m,), in the order given.

    The chance of any false rejection stays at the level, whatever the dependence.

    References
    ----------
    S. Holm, Scand. J. Stat. 6 (1979) 65-70.
    """
    values = np.asarray(p, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    scaled = values[order] * np.arange(len(values), 0, -1)
    return _restored(np.maximum.accumulate(scaled), order)


def holm_of_known(p: Sequence[float | None]) -> list[float | None]:
    """`holm` over the p-values that there are; what is not estimable takes no part."""
    values = iter(holm([value for value in p if value is not None]).tolist())
    return [None if value is None else next(values) for value in p]


def check_alpha(alpha: float) -> None:
    """Refuse what no level can be.

    Raises
    ------
    PlanError
        It is not above 0, or not below 0.5.
    """
    if not 0 < alpha < 0.5:
        raise PlanError(f"The `alpha` must be above 0 and below 0.5. Got {alpha} instead; 0.05 is usual.")


def benjamini_hochberg(p: npt.ArrayLike) -> FloatArray:
    """Step-up q-values, (m,), in the order given.

    The expected share of false discoveries stays at the level if the tests are independent.

    References
    ----------
    Y. Benjamini and Y. Hochberg, J. R. Stat. Soc. B 57 (1995) 289-300.
    """
    values = np.asarray(p, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    scaled = values[order] * (len(values) / np.arange(1, len(values) + 1))
    return _restored(np.minimum.accumulate(scaled[::-1])[::-1], order)


def _restored(ranked: FloatArray, order: npt.NDArray[np.intp]) -> FloatArray:
    adjusted = np.empty_like(ranked)
    adjusted[order] = np.minimum(ranked, 1.0)
    return adjusted
