"""Figures of a record without the rounding noise that differs between machines: a record's hash must not."""

from __future__ import annotations

from typing import overload

DECIMALS = 12
"""Of the output's unit."""


@overload
def settled(value: float) -> float: ...
@overload
def settled(value: None) -> None: ...
@overload
def settled(value: float | None) -> float | None: ...
def settled(value: float | None) -> float | None:
    """The figure at 12 decimals, never a negative 0; None stays None."""
    return None if value is None else round(float(value), DECIMALS) + 0.0
