"""The interval of a mean of independent numbers."""

from __future__ import annotations


def t_interval(mean: float, standard_error: float, n: int, alpha: float) -> tuple[float, float]:
    """Student's two-sided interval of a mean.

    Parameters
    ----------
    mean, standard_error
        Of the numbers; the error is their standard deviation (n - 1) over the root of n.
    n
        How many numbers, 2 at least.
    alpha
        The chance that the interval misses the mean; not 0.
    """
    from scipy.special import stdtrit

    half = float(stdtrit(n - 1, 1 - alpha / 2)) * standard_error
    return mean - half, mean + half


def welch_interval(
    one: tuple[float, float, int], other: tuple[float, float, int], alpha: float
) -> tuple[float, float]:
    """Welch's two-sided interval of the difference of two means.

    Parameters
    ----------
    one, other
        Mean, standard error and number of either, 2 at least.
    alpha
        The chance that the interval misses the difference; not 0.
    """
    from scipy.special import stdtrit

    first, second = one[1] ** 2, other[1] ** 2
    difference = one[0] - other[0]
    if first + second == 0:
        return difference, difference
    freedom = (first + second) ** 2 / (first**2 / (one[2] - 1) + second**2 / (other[2] - 1))
    half = float(stdtrit(freedom, 1 - alpha / 2)) * (first + second) ** 0.5
    return difference - half, difference + half
