"""How the model is explained."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fairwitness.audits.plan.explanation_limit import ExplanationLimit
from fairwitness.audits.plan.lime import Lime
from fairwitness.audits.plan.part import Part

GapMetric = Literal[
    "selection_rate", "true_positive_rate", "false_positive_rate", "mean_score", "mean_prediction"
]


class Explain(Part):
    """How the model is explained."""

    rows: int = Field(100, ge=1)
    """Rows over which the global importance is averaged, drawn with the seed."""
    background: int = Field(100, ge=2)
    """Rows an explanation compares with, drawn with the seed."""
    cases: tuple[str, ...] = ()
    """Ids or row numbers of single cases to keep in the record. Their ids are stored as keyed hashes."""
    scale: Literal["auto", "probability", "margin"] = Field("auto", exclude_if=lambda scale: scale == "auto")
    """What is shared out among the columns: what the model answers (auto), or the margin before its probability."""
    check_rows: int = Field(3, ge=0, exclude_if=lambda rows: rows == 3)
    """Rows that a second engine explains again, so that the difference can be printed; 0 switches that off."""
    gaps: tuple[GapMetric, ...] = Field((), exclude_if=lambda metrics: not metrics)
    """Figures whose gaps are shared out among the columns, beside the selection rate (of numbers: the average
    prediction) and those that gates limit."""
    effects: int = Field(3, ge=0, le=20, exclude_if=lambda columns: columns == 3)
    """Columns, the most important first, along which the output's course is drawn."""
    quality: bool = Field(default=True, exclude_if=lambda wanted: wanted)
    """Whether explanations are put to the test: measures by group, and signs of tampering."""
    quality_rows: int = Field(50, ge=2, exclude_if=lambda rows: rows == 50)
    """Rows whose explanations are put to the test, drawn with the seed; small groups are topped up to `min_group`."""
    lime: Lime = Field(default_factory=Lime, exclude_if=lambda chosen: chosen == Lime())
    """How LIME perturbs rows and weighs them."""
    limits: tuple[ExplanationLimit, ...] = Field((), exclude_if=lambda limits: not limits)
    """Declared limits on how good the explanations are. They decide the exit code, as gates do."""
