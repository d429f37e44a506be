"""Shares that are known only between two numbers, because some rows behind them are hidden."""

from __future__ import annotations

from dataclasses import dataclass

import numpy.typing as npt

from fairwitness.audits.counts import FloatArray
from fairwitness.audits.stats.samples import Index, Proportions, Sample


@dataclass(frozen=True, eq=False)
class Bracketed:
    """Shares of which some rows are hidden: what may at least, and at most, be true of them.

    Limits are those of the completion that is worst for what they must show, so that whatever holds, holds for every
    number of rows the hidden cells may have.

    Attributes
    ----------
    least, most
        The completions with the lowest and with the highest shares.
    middle
        What is shown.
    """

    least: Proportions
    most: Proportions
    middle: Proportions
    bounded = True
    limits = "Clopper-Pearson (over all hidden numbers)"

    @property
    def estimate(self) -> FloatArray:
        """The shown shares."""
        return self.middle.estimate

    @property
    def trials(self) -> FloatArray:
        """Of what is shown."""
        return self.middle.trials

    @property
    def variance(self) -> FloatArray:
        """Of what is shown; hidden rows add no chance, only doubt."""
        return self.middle.variance

    def lower(self, alpha: npt.ArrayLike) -> FloatArray:
        """One-sided lower limits of the least shares."""
        return self.least.lower(alpha)

    def upper(self, alpha: npt.ArrayLike) -> FloatArray:
        """One-sided upper limits of the greatest shares."""
        return self.most.upper(alpha)

    def grown(self, trials: FloatArray) -> Bracketed:
        """The same shares of other numbers of trials, as many of them hidden as before."""
        more = trials - self.middle.trials
        rate = self.middle.estimate
        parts = (
            Proportions(part.successes + rate * more, part.trials + more)
            for part in (self.least, self.most, self.middle)
        )
        return Bracketed(*parts)

    def __getitem__(self, index: Index) -> Bracketed:
        return Bracketed(self.least[index], self.most[index], self.middle[index])


def facing(sample: Sample, *, low: bool) -> Sample:
    """What a sample shows at its least, or at its most; itself where nothing is hidden."""
    if isinstance(sample, Bracketed):
        return sample.least if low else sample.most
    return sample
