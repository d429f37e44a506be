"""Lists as they are given to an option."""

from __future__ import annotations


def split(text: str | None) -> list[str] | None:
    """Names from ``a, b``."""
    return None if text is None else [part.strip() for part in text.split(",") if part.strip()]
