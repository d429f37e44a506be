"""Work in a thread of its own: in that of a worker's browser tests Playwright's loop runs, and bears no second."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def aside(function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """What the function gives, or raises."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function, *args, **kwargs).result()
