"""How LIME perturbs rows and weighs them, where it is not to be as in the lime package."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fairwitness.audits.plan.part import Part


class Lime(Part):
    """What may be chosen about LIME; the defaults are those of the lime package."""

    discretize: bool = True
    """Whether numbers are turned into conditions, by the quartiles of the background."""
    within: Literal["lime", "background"] = "lime"
    """Which numbers stand for a condition: normal ones, cut at its ends (lime), or the background's own."""
    local: bool = False
    """Whether numbers are drawn around the explained row; only without `discretize`."""
    kernel_width: Literal["lime", "local"] | Annotated[float, Field(gt=0, allow_inf_nan=False)] = "lime"
    """A distance; 0.75 sqrt(columns) (lime), at which nearly all perturbed rows weigh alike; or the width that leaves
    an effective sample size of a tenth of them (local)."""

    @model_validator(mode="after")
    def _draws_one_way(self) -> Self:
        if self.local and self.discretize:
            raise ValueError(
                "The `local` of `explain.lime` draws numbers around the row, so it must come with `discretize: false`. "
                "Got both instead."
            )
        return self
