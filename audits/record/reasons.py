"""Why the model decides as it does, in numbers."""

from __future__ import annotations

from pydantic import Field

from fairwitness.audits.record.base import Part
from fairwitness.audits.record.effects import ColumnEffect, Strips
from fairwitness.audits.record.explanation_quality import ExplanationQuality
from fairwitness.audits.record.gap import GapAttribution
from fairwitness.audits.record.media import ExplainedItem


class Neighbourhood(Part):
    """How LIME perturbed rows and weighed them."""

    perturbation: str
    """What was drawn, in words."""
    local: bool
    """Whether numbers were drawn around the explained row."""
    kernel_width: float | None
    """A distance, at which a perturbed row weighs exp(-1/2); null where it was found for each row."""
    kernel_width_definition: str


class Certificate(Part):
    """How an explanation was made, and how far it can be trusted: enough to make it again."""

    engine: str
    reason: str
    """Why this engine, in a sentence; empty where there is no choice."""
    versions: dict[str, str]
    """Of Fairwitness and of the packages that the numbers depend on. Outside the record's hash."""
    scale: str
    """What was shared out: probability, margin (before the link function) or score."""
    positive: str | None
    background_rows: int
    background_hash: str | None
    base_value_definition: str
    additivity_residual: float
    """Largest absolute difference between the output and base value plus contributions."""
    largest_standard_error: float | None
    """Of any contribution, from the sampling of coalitions; null where nothing was sampled."""
    n_samples: int | None
    """Coalitions, or perturbed rows, for the explained row that had most; null where the model was not asked."""
    tolerance: float | None = Field(None, exclude_if=lambda share: share is None)
    """Where sampling stopped by itself: at a standard error of this share of the spread of a row's contributions."""
    rows_beyond_tolerance: int = Field(0, exclude_if=lambda rows: not rows)
    """Rows that did not get there with the most coalitions allowed."""
    seed: int
    second_engine: str | None
    """What explained a few rows once more; null where nothing did, and then `no_second_engine` says why."""
    second_engine_rows: int
    second_engine_difference: float | None
    """Largest absolute difference of a contribution between the two engines."""
    second_engine_standard_error: float | None
    """Largest standard error of a contribution in either; 0 where both are exact."""
    no_second_engine: str | None
    neighbourhood: Neighbourhood | None = Field(None, exclude_if=lambda found: found is None)
    """Of LIME. Left out elsewhere, so that older records keep their hash."""


class Importance(Part):
    """How far one column moves the model's output on average."""

    column: str
    label: str
    value: float
    standard_error: float | None
    sensitive: bool
    """Whether a sensitive attribute is read from this column."""


class Contribution(Part):
    """What one column adds to, or takes from, one case's output."""

    column: str
    label: str
    shown: str
    """The case's value, as text."""
    value: float
    condition: str | None = None
    standard_error: float | None = Field(None, exclude_if=lambda error: error is None)
    outside: bool = Field(default=False, exclude_if=lambda outside: not outside)
    """Whether the background has no such value, so that the explanation reaches beyond what it compares with."""


class CaseExplanation(Part):
    """One case, explained by one method. Kept only when asked for."""

    id: str
    """Keyed hash of the row's id."""
    method: str
    output: float
    base_value: float
    fidelity: float | None
    effective_samples: float | None = Field(None, exclude_if=lambda count: count is None)
    """How many perturbed rows of equal weight would tell as much (LIME)."""
    stability: float | None = Field(None, exclude_if=lambda share: share is None)
    """The share of the columns on top that another seed would leave there (LIME)."""
    contributions: tuple[Contribution, ...]
    certificate: Certificate | None = Field(None, exclude_if=lambda found: found is None)


class GlobalExplanation(Part):
    """What the model uses, over a sample of rows."""

    method: str
    engine: str
    scale: str
    rows: int
    background_rows: int
    background_hash: str
    base_value: float
    base_value_definition: str
    additivity_residual: float
    """Largest absolute difference between the output and base value plus contributions."""
    seed: int
    n_samples: int
    features: tuple[Importance, ...]
    certificate: Certificate | None = Field(None, exclude_if=lambda found: found is None)


class Explanations(Part):
    """Why the model decides as it does."""

    importance: GlobalExplanation | None = None
    cases: tuple[CaseExplanation, ...] = ()
    items: tuple[ExplainedItem, ...] = Field((), exclude_if=lambda found: not found)
    """The cases of a model that reads one column of texts or of pictures."""
    statement: str | None = None
    strips: Strips | None = Field(None, exclude_if=lambda found: found is None)
    """How contributions spread; left out, as the two below, where nothing was looked at, so that older records keep
    their hash."""
    effects: tuple[ColumnEffect, ...] = Field((), exclude_if=lambda found: not found)
    gaps: tuple[GapAttribution, ...] = Field((), exclude_if=lambda found: not found)
    quality: ExplanationQuality | None = Field(None, exclude_if=lambda found: found is None)
