"""A block of rows at a time: a vector type for kernels, because numba leaves their short inner loops scalar.

Numba cannot know that two arrays do not overlap, so it computes loops over the rows of a block one row after the
other. A value of this type is one vector to LLVM, which splits it into the widest registers that the machine has.
Each row has a lane of its own, so its numbers depend neither on the other rows nor on how many lanes there are.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from llvmlite import binding, ir
from llvmlite.ir import IRBuilder, Value
from numba import types
from numba.core.base import BaseContext
from numba.core.typing import Signature
from numba.extending import intrinsic, models, overload, register_model


def _lanes() -> int:
    """Rows in a block: as many as the registers hold with all that a kernel's inner loop needs."""
    try:
        wide = binding.get_host_cpu_features().get("avx512f", False)
    except RuntimeError:  # LLVM does not know the machine
        wide = False
    return 32 if wide else 16


LANES = _lanes()
_VECTOR = ir.VectorType(ir.DoubleType(), LANES)
_NOTHING = ir.Constant(_VECTOR, ir.Undefined)
_ONES = ir.Constant(_VECTOR, [1.0] * LANES)
_ZEROS = ir.Constant(_VECTOR, [0.0] * LANES)
_FIRST = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)

Array = npt.NDArray[np.float64]
Typed = tuple[Signature, Callable[[BaseContext, IRBuilder, Signature, list[Value]], Value]]


class Lanes:
    """One float64 for each row of a block. It exists in compiled code only."""

    if TYPE_CHECKING:

        def __add__(self, other: Lanes | float) -> Lanes: ...
        def __radd__(self, other: float) -> Lanes: ...
        def __sub__(self, other: Lanes | float) -> Lanes: ...
        def __mul__(self, other: Lanes | float) -> Lanes: ...
        def __rmul__(self, other: float) -> Lanes: ...


class LanesType(types.Type):  # type: ignore[misc]  # numba has no types
    """What numba knows `Lanes` as."""

    def __init__(self) -> None:
        super().__init__(name=f"Lanes({LANES})")


_LANES = LanesType()


class LanesModel(models.PrimitiveModel):  # type: ignore[misc]  # numba has no types
    """What `Lanes` are made of: one vector."""

    def __init__(self, manager: object, kind: LanesType) -> None:
        super().__init__(manager, kind, _VECTOR)


register_model(LanesType)(LanesModel)


def _address(context: BaseContext, builder: IRBuilder, kind: types.Array, array: Value, line: Value) -> Value:
    data = context.make_array(kind)(context, builder, array).data
    start = builder.mul(line, ir.Constant(line.type, LANES))
    return builder.bitcast(builder.gep(data, [start]), _VECTOR.as_pointer())


def _spread(builder: IRBuilder, value: Value) -> Value:
    """A number in every lane; lanes as they are."""
    if value.type == _VECTOR:
        return value
    first = builder.insert_element(_NOTHING, value, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(first, _NOTHING, _FIRST)


def _load(_: object, array: types.Array, line: types.Integer) -> Typed:
    def build(context: BaseContext, builder: IRBuilder, signature: Signature, args: list[Value]) -> Value:
        return builder.load(_address(context, builder, signature.args[0], *args), align=8)

    return _LANES(array, types.intp), build


def _store(_: object, array: types.Array, line: types.Integer, value: LanesType) -> Typed:
    def build(context: BaseContext, builder: IRBuilder, signature: Signature, args: list[Value]) -> Value:
        builder.store(args[2], _address(context, builder, signature.args[0], *args[:2]), align=8)
        return context.get_dummy_value()

    return types.void(array, types.intp, value), build


def _fill(_: object, value: types.Float) -> Typed:
    def build(context: BaseContext, builder: IRBuilder, signature: Signature, args: list[Value]) -> Value:
        return _spread(builder, args[0])

    return _LANES(types.float64), build


def _at_most(_: object, value: LanesType, limit: types.Float, missing: types.Boolean) -> Typed:
    def build(context: BaseContext, builder: IRBuilder, signature: Signature, args: list[Value]) -> Value:
        limits = _spread(builder, args[1])
        known = builder.fcmp_ordered("<=", args[0], limits)
        either = builder.fcmp_unordered("<=", args[0], limits)
        return builder.select(builder.select(args[2], either, known), _ONES, _ZEROS)

    return _LANES(_LANES, types.float64, types.boolean), build


load: Callable[[Array, int], Lanes] = intrinsic(_load)
"""Line i of a C-contiguous array of shape (lines, LANES)."""
store: Callable[[Array, int, Lanes], None] = intrinsic(_store)
"""Write line i of a C-contiguous array of shape (lines, LANES)."""
fill: Callable[[float], Lanes] = intrinsic(_fill)
"""The same number in every lane."""
at_most: Callable[[Lanes, float, bool], Lanes] = intrinsic(_at_most)
"""1 where a value is at most the limit, or missing and missing values count as such; else 0."""


def _arithmetic(operation: Callable[..., object], instruction: str) -> None:
    """Lanes with lanes, or with a number; a product and a sum may become one step."""

    def typed(_: object, a: types.Type, b: types.Type) -> Typed:
        def build(context: BaseContext, builder: IRBuilder, signature: Signature, args: list[Value]) -> Value:
            a, b = (_spread(builder, value) for value in args)
            return getattr(builder, instruction)(a, b, flags=("contract",))

        kinds = (kind if isinstance(kind, LanesType) else types.float64 for kind in (a, b))
        return _LANES(*kinds), build

    instructed = intrinsic(typed)

    def operate(a: types.Type, b: types.Type) -> Callable[..., object] | None:
        if isinstance(a, LanesType) or isinstance(b, LanesType):
            return lambda a, b: instructed(a, b)  # noqa: PLW0108  (numba wants a function in Python here)
        return None

    overload(operation, strict=False)(operate)


_arithmetic(operator.add, "fadd")
_arithmetic(operator.sub, "fsub")
_arithmetic(operator.mul, "fmul")
