"""Kernels that numba compiles once on a machine, and never in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Generic, ParamSpec, TypeVar

import numba

P = ParamSpec("P")
T = TypeVar("T")
Notice = Callable[[str], None]
"""Called with one sentence before a wait, for a person to read."""

COMPILING = (
    "Compiling the engine for explanations. This happens once on this machine and takes a few seconds."
)

# Of the fast-math flags only `contract`, a * b + c in one step: others would let the compiler assume that nothing is
# missing, or add in an order that depends on where a row lies. Kernels allocate nothing, so that numba need not count
# references (`_nrt`), which took two thirds of the time.
_FLAGS = {"error_model": "numpy", "nogil": True, "fastmath": {"contract"}, "_nrt": False}


@cache
def _sources() -> str:
    """A short hash of all that may be compiled into kernels: this folder. Numba's cache looks at one file only."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def inlined(function: Callable[P, T]) -> Callable[P, T]:
    """A part of a kernel, compiled into it."""
    made: Callable[P, T] = numba.njit(inline="always", **_FLAGS)(function)
    return made


class Kernel(Generic[P, T]):
    """A function for numba, kept in its cache on disk where one can be written.

    Parameters
    ----------
    function
        The function in Python.
    example
        Gives small arguments of the types it is always called with.
    """

    def __init__(self, function: Callable[P, T], example: Callable[[], tuple[object, ...]]) -> None:
        function.__qualname__ = f"{function.__qualname__}_{_sources()}"  # which names the file in the cache
        self._function = function
        self._example = example
        self._lock = Lock()
        try:
            self._compiled = numba.njit(cache=True, **_FLAGS)(function)
        except RuntimeError:  # numba found no folder that it may write: compile in every process
            self._compiled = numba.njit(**_FLAGS)(function)

    @property
    def ready(self) -> bool:
        """Whether a call would start at once, because this process or the cache has the compiled function."""
        if self._compiled.signatures:
            return True
        return self._compiled._cache.load_overload(self._signature, self._compiled.targetctx) is not None

    def warm_up(self, notice: Notice | None = None) -> None:
        """Load the compiled function, or compile it and say so first."""
        with self._lock:
            if self._compiled.signatures:
                return
            if notice is not None and not self.ready:
                notice(COMPILING)
            try:
                self._compiled.compile(self._signature)
            except OSError:  # the folder is full, or was taken away since
                self._compiled = numba.njit(**_FLAGS)(self._function)
                self._compiled.compile(self._signature)
            self._compiled.disable_compile()  # other types of arguments are an error, not a second wait

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """As the function itself."""
        self.warm_up()
        result: T = self._compiled(*args, **kwargs)
        return result

    @property
    def _signature(self) -> tuple[object, ...]:
        return tuple(numba.typeof(argument) for argument in self._example())


def warm_up(kernels: Iterable[Kernel[..., None]], notice: Notice) -> None:
    """Load all of these, or compile those that have to be and say so first, once for all."""
    kernels = tuple(kernels)
    if not all(kernel.ready for kernel in kernels):
        notice(COMPILING)
    for kernel in kernels:
        kernel.warm_up()
