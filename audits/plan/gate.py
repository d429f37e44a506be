"""A limit declared before the data were opened."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from fairwitness.audits.plan.part import Form, Kind, Part
from fairwitness.audits.plan.spelling import Names, as_names
from fairwitness.audits.plan.waiver import Waived

USUAL_LIMITS: dict[Kind, float] = {"difference": 0.10, "ratio": 0.80}


class Gate(Part):
    """A limit declared before the data were opened. It decides the exit code."""

    metric: str = "selection_rate"
    """A rate, by its scikit-learn or fairlearn name."""
    kind: Kind = "difference"
    """`difference`: the largest rate minus the smallest. `ratio`: the smallest over the largest."""
    limit: float = Field(USUAL_LIMITS["difference"], ge=0)
    """The largest difference (0.10 if left out), or the smallest ratio (0.80 if left out), that is tolerated."""
    against: Form = "others"
    """`others`: the two groups furthest apart. `reference`: each group and the reference. `rest`: each and the rest."""
    reference: Annotated[str, BeforeValidator(as_names)] | None = None
    """The reference group, if it is another than the attribute's own."""
    attributes: Names | None = None
    """The attributes it is for; all of them if left out."""
    waiver: Waived = None
    """Why this gate is muted, with an `owner` and the last day (`until`). All are printed in every report."""

    @model_validator(mode="before")
    @classmethod
    def _usual_limit(cls, given: object) -> object:
        if isinstance(given, dict) and "limit" not in given and given.get("kind") == "ratio":
            return {**given, "limit": USUAL_LIMITS["ratio"]}
        return given

    @model_validator(mode="after")
    def _reference_is_used(self) -> Self:
        if self.reference is not None and self.against != "reference":
            raise ValueError(
                f"A gate with a `reference` must say `against: reference`. Got `against: {self.against}` instead."
            )
        return self

    @model_validator(mode="after")
    def _ratio_is_above_zero(self) -> Self:
        if self.kind == "ratio" and self.limit == 0:
            raise ValueError("The `limit` of a ratio must be above 0. Got 0 instead; 0.8 is usual.")
        if self.kind == "ratio" and self.limit > 1:
            raise ValueError(
                f"The `limit` of a ratio must be at most 1. Got {self.limit:g} instead; 0.8 is usual."
            )
        return self
