"""Figures of several groups with the one-sided limits of each: shares, means, and whatever has a standard error.

All that a verdict needs of a figure is its estimate and its limits at any level; how they come about is
decided here, and only here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, Self

import numpy as np
import numpy.typing as npt
from scipy import special

from fairwitness.audits.counts import FloatArray
from fairwitness.audits.stats.intervals import lower_limit, upper_limit

Index = int | npt.NDArray[np.intp] | tuple[slice | None, slice | None]
Transform = Literal["identity", "sqrt"]
Scale = Literal["identity", "logit"]


class Sample(Protocol):
    """Independent estimates, one a group, arrays of one shape.

    A new kind of figure is one class with these members: nothing else in the package asks what it is.
    """

    @property
    def estimate(self) -> FloatArray:
        """The figures themselves."""

    @property
    def trials(self) -> FloatArray:
        """How many independent observations stand behind each, all above 0."""

    @property
    def variance(self) -> FloatArray:
        """The estimate's variance to first order; infinite where it is not known."""

    @property
    def bounded(self) -> bool:
        """Whether the figures lie from 0 to 1, so that no difference can pass 1."""

    @property
    def limits(self) -> str:
        """What the limits are called, in words."""

    def lower(self, alpha: npt.ArrayLike) -> FloatArray:
        """One-sided lower limits at ``alpha``, elementwise over the broadcast shapes."""

    def upper(self, alpha: npt.ArrayLike) -> FloatArray:
        """One-sided upper limits at ``alpha``, elementwise over the broadcast shapes."""

    def grown(self, trials: FloatArray) -> Self:
        """The same estimates as they would be from so many trials."""

    def __getitem__(self, index: Index) -> Self: ...


@dataclass(frozen=True, eq=False)
class Proportions:
    """Successes among trials (more than 0), real numbers, any shape: Clopper-Pearson limits."""

    successes: FloatArray
    trials: FloatArray
    bounded = True
    limits = "Clopper-Pearson"

    @property
    def estimate(self) -> FloatArray:
        """Successes divided by trials."""
        return self.successes / self.trials

    @property
    def variance(self) -> FloatArray:
        """Of a binomial share, p (1 - p) / n."""
        rate = self.estimate
        return rate * (1 - rate) / self.trials

    def lower(self, alpha: npt.ArrayLike) -> FloatArray:
        """One-sided lower limits; 0 without successes."""
        return lower_limit(self.successes, self.trials, alpha)

    def upper(self, alpha: npt.ArrayLike) -> FloatArray:
        """One-sided upper limits; 1 without failures."""
        return upper_limit(self.successes, self.trials, alpha)

    def grown(self, trials: FloatArray) -> Proportions:
        """The same shares of other numbers of trials."""
        return Proportions(self.estimate * trials, trials)

    def __getitem__(self, index: Index) -> Proportions:
        return Proportions(np.asarray(self.successes[index]), np.asarray(self.trials[index]))


@dataclass(frozen=True, eq=False)
class Means:
    """Means with their standard errors: one-sided Student limits, for Welch's unequal variances.

    Attributes
    ----------
    mean
        The mean before the transform; with "sqrt" a mean of squares, none below 0.
    standard_error
        Of the mean before the transform, robust against weights and clusters if there are any. 0 says that
        all observations were alike, and nothing of their spread: 30 may all lack what 1 in 50 has.
    freedom
        Degrees of freedom of the standard error; infinite gives normal limits, 0 or less none at all.
    transform
        "sqrt" for a root of a mean, such as RMSE: its limits are the roots of the mean's.

    References
    ----------
    Student, Biometrika 6 (1908) 1-25.
    """

    mean: FloatArray
    standard_error: FloatArray
    freedom: FloatArray
    trials: FloatArray
    transform: Transform = "identity"
    bounded = False
    limits = "Student t"

    @property
    def estimate(self) -> FloatArray:
        """The mean, or its root."""
        return self._transformed(self.mean)

    @property
    def variance(self) -> FloatArray:
        """The squared standard error, for a root by the delta method."""
        square = np.square(self.standard_error)
        if self.transform == "sqrt":
            square = square / np.where(self.mean > 0, 4 * self.mean, 1.0)
        return np.where(self._known, square, np.inf)

    def lower(self, alpha: npt.ArrayLike) -> FloatArray:
        """One-sided lower limits; a root's is never below 0."""
        return self._transformed(self.mean - self._reach(alpha))

    def upper(self, alpha: npt.ArrayLike) -> FloatArray:
        """One-sided upper limits."""
        return self._transformed(self.mean + self._reach(alpha))

    def grown(self, trials: FloatArray) -> Means:
        """The same means and spreads of other numbers of trials."""
        times = trials / self.trials
        error = self.standard_error / np.sqrt(times)
        return Means(self.mean, error, self.freedom * times, trials, self.transform)

    def __getitem__(self, index: Index) -> Means:
        return Means(
            np.asarray(self.mean[index]),
            np.asarray(self.standard_error[index]),
            np.asarray(self.freedom[index]),
            np.asarray(self.trials[index]),
            self.transform,
        )

    @property
    def _known(self) -> npt.NDArray[np.bool_]:
        return (self.freedom > 0) & _positive(self.standard_error)

    def _reach(self, alpha: npt.ArrayLike) -> FloatArray:
        normal = np.isinf(self.freedom)
        student = np.where(self._known & ~normal, self.freedom, 1.0)
        # The lower tail keeps its digits where 1 - alpha would have lost them.
        times = -np.where(normal, special.ndtri(alpha), special.stdtrit(student, alpha))
        return np.where(self._known, times * np.where(self._known, self.standard_error, 1.0), np.inf)

    def _transformed(self, mean: FloatArray) -> FloatArray:
        return np.sqrt(np.maximum(mean, 0.0)) if self.transform == "sqrt" else mean


@dataclass(frozen=True, eq=False)
class Normal:
    """Estimates with normal standard errors: AUC, calibration error, whatever was bootstrapped.

    Attributes
    ----------
    standard_error
        Of the estimate itself, whatever the scale; 0 says nothing, as for `Means`.
    trials
        Independent observations; for an AUC the fewer of positives and negatives.
    scale
        Where the limits are symmetric: "logit" for figures from 0 to 1. There an estimate of exactly 0 or 1
        has no finite place; as all its ``trials`` agree, it has the limits of so many successes, which for
        an AUC is exact: that many disjoint pairs were ranked alike.

    References
    ----------
    M. S. Pepe, The Statistical Evaluation of Medical Tests (2003), 5.2.4 (logit limits of an AUC).
    """

    estimate: FloatArray
    standard_error: FloatArray
    trials: FloatArray
    scale: Scale = "identity"

    @property
    def bounded(self) -> bool:
        """Whether the scale keeps the figures from 0 to 1."""
        return self.scale == "logit"

    @property
    def limits(self) -> str:
        """The scale, in words."""
        return "normal" if self.scale == "identity" else "logit-normal"

    @property
    def variance(self) -> FloatArray:
        """The squared standard error; 0 where the limits are exact."""
        square = np.where(self._exact, 0.0, np.square(self.standard_error))
        return np.where(self._exact | _positive(self.standard_error), square, np.inf)

    def lower(self, alpha: npt.ArrayLike) -> FloatArray:
        """One-sided lower limits."""
        found = self._away(special.ndtri(alpha))
        if not self._exact.any():
            return found
        return np.where(self._exact, lower_limit(self.estimate * self.trials, self.trials, alpha), found)

    def upper(self, alpha: npt.ArrayLike) -> FloatArray:
        """One-sided upper limits."""
        found = self._away(-special.ndtri(alpha))
        if not self._exact.any():
            return found
        return np.where(self._exact, upper_limit(self.estimate * self.trials, self.trials, alpha), found)

    def grown(self, trials: FloatArray) -> Normal:
        """The same estimates and spreads of other numbers of trials."""
        error = self.standard_error * np.sqrt(self.trials / trials)
        return Normal(self.estimate, error, trials, self.scale)

    def __getitem__(self, index: Index) -> Normal:
        return Normal(
            np.asarray(self.estimate[index]),
            np.asarray(self.standard_error[index]),
            np.asarray(self.trials[index]),
            self.scale,
        )

    @property
    def _exact(self) -> npt.NDArray[np.bool_]:
        return (self.scale == "logit") & ((self.estimate <= 0) | (self.estimate >= 1))

    def _away(self, times: FloatArray) -> FloatArray:
        """So many standard errors away; the farthest there is where none is known."""
        known = _positive(self.standard_error)
        error = np.where(known, self.standard_error, 1.0)
        farthest = np.where(times < 0, -np.inf, np.inf)
        if self.scale == "identity":
            return np.where(known, self.estimate + times * error, farthest)
        p = np.where(self._exact, 0.5, self.estimate)
        step = np.where(known, times * error / (p * (1 - p)), farthest)
        moved: FloatArray = special.expit(special.logit(p) + step)
        return moved


def _positive(error: FloatArray) -> npt.NDArray[np.bool_]:
    return (error > 0) & np.isfinite(error)
