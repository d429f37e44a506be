"""What may be chosen about LIME, with the choices of the `lime` package as defaults."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from fairwitness.errors import ExplanationError


@dataclass(frozen=True)
class LimeOptions:
    """How LIME perturbs rows and weighs them; the number of perturbed rows is in `Options.n_samples`.

    Parameters
    ----------
    discretize
        Turn numbers into conditions, by the quartiles of the background. Without it a weight speaks of a rise by
        one standard deviation.
    within
        Which numbers stand for a condition. "lime" draws them from a normal distribution with the mean and the standard
        deviation of the background's values that meet the condition, cut at its ends, as the `lime` package does; whole
        numbers stay whole. "background" draws these values themselves, so that the model sees none that does not occur.
        Without `discretize` it says nothing.
    local
        Draw numbers around the explained row and not around the background's mean (`sample_around_instance` of the
        `lime` package, which ignores it where numbers are discretized). The model is then asked about other perturbed
        rows for each explained row.
    kernel_width
        A distance: a perturbed row that far away weighs exp(-1/2). "lime" is 0.75 sqrt(columns), at which nearly all
        perturbed rows weigh alike. "local" is found for each row: the width that leaves an effective sample size of a
        tenth of the perturbed rows, but no less than 0.5.

    Raises
    ------
    ExplanationError
        The width is not a positive number, the draw within conditions has no such name, or numbers are to be drawn
        around the row and discretized.
    """

    discretize: bool = True
    within: Literal["lime", "background"] = "lime"
    local: bool = False
    kernel_width: float | Literal["lime", "local"] = "lime"

    def __post_init__(self) -> None:
        width = self.kernel_width
        named = width in ("lime", "local")
        if not named and (isinstance(width, bool | str) or not 0 < width < math.inf):
            raise ExplanationError(
                "The `kernel_width` must be a positive number, 'lime' or 'local'. "
                f"Got {width!r} instead. Leave it out for the width of the lime package."
            )
        if self.within not in ("lime", "background"):
            raise ExplanationError(
                f"The `within` must be 'lime' or 'background'. Got {self.within!r} instead. "
                "Leave it out for the draw of the lime package."
            )
        if self.local and self.discretize:
            raise ExplanationError(
                "The `local` draws numbers around the row, so it must come with `discretize=False`. "
                "Got both instead. Set `discretize=False`, or leave `local` out."
            )
