"""Single texts and pictures, and how far each part of them moved the model's answer. Kept only when asked for."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from fairwitness.audits.record.base import Part
from fairwitness.audits.record.binary import Base64

MOST_SIDE = 96
"""Pixels along the longer side of a kept picture, so that a record stays small."""


class KeptPicture(Part):
    """A picture as the model read it, no larger than `MOST_SIDE`, and which region each pixel is of.

    Bare bytes row by row, neither compressed nor encoded: they are the same on every machine, and who reads a record
    decodes no picture of a stranger.
    """

    height: int = Field(ge=1, le=MOST_SIDE)
    width: int = Field(ge=1, le=MOST_SIDE)
    channels: Literal[1, 3, 4]
    """Grey; red, green and blue; these and how opaque."""
    pixels: Base64
    """height x width x channels bytes."""
    regions: Base64
    """height x width bytes, each the place of a part, from 0."""
    read_height: int = Field(ge=1)
    read_width: int = Field(ge=1)
    """The size that the model read."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        area = self.height * self.width
        if len(self.pixels) != area * self.channels or len(self.regions) != area:
            raise ValueError(f"must have {area * self.channels} bytes of pixels and {area} of regions")
        return self


class ItemCertificate(Part):
    """How an explanation of a text or picture was made: enough to make it again."""

    engine: str
    versions: dict[str, str]
    """Of Fairwitness and of the packages that the numbers depend on. Outside the record's hash."""
    masking: str
    """What stood in the place of a part that was left out."""
    kernel: str | None
    """How LIME weighed versions."""
    n_samples: int
    """Versions asked about: drawn by LIME, at most by SHAP."""
    questions: int
    """Versions that the model was asked about."""
    seed: int
    additivity_residual: float | None
    """Of SHAP: the absolute difference between the output and base value plus contributions."""


class ItemContributions(Part):
    """What each part adds to the output, by one method."""

    method: Literal["lime", "shap"]
    base_value: float
    values: tuple[float, ...]
    standard_errors: tuple[float, ...] | None
    fidelity: float | None
    """R2 of LIME's simple model."""
    stability: float | None
    """The share of the strongest parts that every half of the sample finds again (LIME)."""
    note: str | None
    certificate: ItemCertificate


class ExplainedItem(Part):
    """One text or picture, explained by several methods."""

    id: str
    """Keyed hash of the row's id."""
    kind: Literal["text", "picture"]
    label: str | None
    """The label whose probability is explained; null where a number is predicted."""
    output: float
    text: str | None
    picture: KeptPicture | None
    parts: tuple[str, ...] = Field(min_length=1)
    """The words, or the regions, in order."""
    spans: tuple[tuple[int, int], ...] | None
    """Where each word begins and ends in the text."""
    explanations: tuple[ItemContributions, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        parts = len(self.parts)
        lengths = [
            len(found)
            for one in self.explanations
            for found in (one.values, one.standard_errors)
            if found is not None
        ]
        if any(length != parts for length in lengths):
            raise ValueError(f"must have a value for each of its {parts} parts")
        if self.kind == "text":
            spans, end = self.spans, len(self.text or "")
            if spans is None or len(spans) != parts or not all(0 <= a < b <= end for a, b in spans):
                raise ValueError("must have a text, and the place of each part in it")
        elif self.picture is None or (self.picture.regions and max(self.picture.regions) >= parts):
            raise ValueError("must have a picture, and no region that is no part")
        return self
