"""Why the model decides as it does, in numbers."""

from __future__ import annotations

from fairwitness.audits.record.base import Part


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


class CaseExplanation(Part):
    """One case, explained by one method. Kept only when asked for."""

    id: str
    """Keyed hash of the row's id."""
    method: str
    output: float
    base_value: float
    fidelity: float | None
    contributions: tuple[Contribution, ...]


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


class Explanations(Part):
    """Why the model decides as it does."""

    importance: GlobalExplanation | None = None
    cases: tuple[CaseExplanation, ...] = ()
    statement: str | None = None
