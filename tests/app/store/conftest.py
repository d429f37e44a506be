"""Every test of the store runs on both databases, unless its file says otherwise."""

from __future__ import annotations

import pytest
from tests.app.databases import cluster, database, postgres

__all__ = ["cluster", "database", "postgres"]


@pytest.fixture(autouse=True)
def _on_both(database: str) -> None:
    pass
