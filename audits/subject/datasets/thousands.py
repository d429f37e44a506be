"""Numbers whose dots or commas may set off thousands: read as decimals, 1.169 is a thousandth of what was meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

GROUPED = r"^[+-]?[1-9][0-9]{0,2}([.,][0-9]{3})*$"
"""A whole number under 1,000, or one in groups of three digits. No decimal of less than 1 is written so."""
MARKED = r"[.,]"


def may_be_thousands(texts: pd.Series) -> bool:
    """Whether the dots or commas of numbers, as they are written, may set off thousands.

    Parameters
    ----------
    texts : Series of str
        The known values of a column, without spaces around them. Shape (rows,).
    """
    return bool(texts.str.match(GROUPED).all() and texts.str.contains(MARKED).any())


def thousands_note(columns: Sequence[str]) -> str:
    """What is said of columns in which a mark was read as the decimal mark, and may set off thousands."""
    return (
        f"A dot or comma before three digits was read as the decimal mark in: {', '.join(columns)}. If it sets off "
        "thousands, every such value is a thousandth of what was meant: take these marks out of the file."
    )
