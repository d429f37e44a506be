"""How much of one kind of evidence a record holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Extent = Literal["full", "part", "none", "not_applicable"]


@dataclass(frozen=True)
class Seen:
    """How much of one kind of evidence is in the record, and where, or why not."""

    extent: Extent
    where: str
    caveats: tuple[str, ...] = ()
    """What a reader must know of the framework's categories; said beside the status too."""
