"""What a law's own arithmetic gives: rates and ratios by group, and the four-fifths rule with its companions."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fairwitness.audits.record.base import Part


class ImpactRow(Part):
    """One group against the group with the highest selection rate."""

    group: str
    applicants: int
    selected: int
    """People selected; in a table of scoring rates, those scored above the median."""
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
    """Selection or scoring rates and impact ratios by one attribute, of people counted without weights."""

    attribute: str
    reference: str | None
    """The group with the highest rate; null if nobody was selected, or scored above the median."""
    rows: tuple[ImpactRow, ...]
    unknown: int
    """People whose group is not known, who are in no row."""
    basis: Literal["selection", "scoring"] = Field("selection", exclude_if=lambda basis: basis == "selection")
    """Of what the rates are: people selected, or people scored strictly above the median (6 RCNY 5-301(c))."""
    label: str | None = Field(None, exclude_if=lambda label: label is None)
    """The label that counts as selected, where one of several is decided (6 RCNY 5-301(b)(4))."""
    median: float | None = Field(None, exclude_if=lambda median: median is None)
    """The median score of all people, those of unknown group too; only of scoring rates."""
    note: str | None = Field(None, exclude_if=lambda note: note is None)
    """What would differ if the median were that of the people whose group is known."""
