"""What a law's own arithmetic gives: rates and ratios by group, and the four-fifths rule with its companions."""

from __future__ import annotations

from fairwitness.audits.record.base import Part


class ImpactRow(Part):
    """One group against the group with the highest selection rate."""

    group: str
    applicants: int
    selected: int
    rate: float | None
    impact_ratio: float | None
    """Rate over the highest rate, on unrounded rates."""
    below_four_fifths: bool | None
    """Whether the ratio is below four fifths, in integers: a convention (29 CFR 1607.4(D)), not a verdict."""
    z: float | None
    """Standard deviations by which the selections fall short, pooled and unrounded; 2 is the usual line."""
    fisher_p: float | None
    """Two-sided p-value of Fisher's exact test."""
    left_out: str | None = None
    """Why an auditor left the group out of the ratios (6 RCNY 5-301(d))."""
    reason: str | None = None
    """Why a figure is null."""


class ImpactTable(Part):
    """Selection rates and impact ratios by one attribute, of people counted without weights."""

    attribute: str
    reference: str | None
    """The group with the highest rate; null if nobody was selected."""
    rows: tuple[ImpactRow, ...]
    unknown: int
    """People whose group is not known, who are in no row."""
