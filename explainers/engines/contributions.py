"""Models whose own library computes the values, where nobody else can read their trees."""

from __future__ import annotations
