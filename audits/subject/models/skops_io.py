"""`skops.io`, imported without PyTorch: that takes half of the time and of the memory.

To know the types of scikit-learn, skops imports every module of it, and among them the one that speaks to PyTorch where
that is installed. No type of a model is in there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_OF_TORCH = "sklearn.externals.array_api_compat.torch"


@contextmanager
def _left_out(name: str) -> Iterator[None]:
    """An empty module stands for one that nothing has imported yet."""
    if name in sys.modules:
        yield
        return
    empty = ModuleType(name)
    sys.modules[name] = empty
    try:
        yield
    finally:
        if sys.modules.get(name) is empty:
            del sys.modules[name]


with _left_out(_OF_TORCH):
    from skops.io import dumps, get_untrusted_types, load

__all__ = ["dumps", "get_untrusted_types", "load"]
