"""A limit on how good explanations are, declared before the data were opened."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from fairwitness.audits.explanations.measures import MEASURES
from fairwitness.audits.plan.part import Bound, Kind, Part
from fairwitness.audits.plan.spelling import Names
from fairwitness.audits.plan.waiver import Waived
from fairwitness.errors import nearest


class ExplanationLimit(Part):
    """A limit on a measure of explanations. Exactly one of `at_least`, `at_most` and `difference` is given."""

    metric: str
    """A measure of explanations, such as explanation_fidelity."""
    at_least: float | None = None
    """The mean of every group must not be below."""
    at_most: float | None = None
    """The mean of every group must not be above."""
    difference: float | None = Field(None, ge=0)
    """The means of no two groups may be further apart."""
    attributes: Names | None = None
    """The attributes it is for; all of them if left out."""
    waiver: Waived = None
    """Why this limit is muted, with an `owner` and the last day (`until`). All are printed in every report."""

    @property
    def kind(self) -> Bound | Kind:
        """Which of the three it is."""
        if self.at_least is not None:
            return "at_least"
        return "at_most" if self.at_most is not None else "difference"

    @property
    def limit(self) -> float:
        """The number."""
        return next(value for value in (self.at_least, self.at_most, self.difference) if value is not None)

    @model_validator(mode="after")
    def _is_one_limit(self) -> Self:
        given = [value for value in (self.at_least, self.at_most, self.difference) if value is not None]
        if len(given) != 1:
            raise ValueError(
                "A limit on explanations must have one of `at_least`, `at_most` and `difference`. "
                f"Got {len(given)} of them instead."
            )
        if self.metric not in MEASURES:
            raise ValueError(
                "The `metric` of a limit on explanations must be a measure of them. "
                f"Got '{self.metric}' instead. {nearest(self.metric, MEASURES)}"
            )
        return self
