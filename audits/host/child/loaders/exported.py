"""Programs that `torch.export.save` wrote."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ..outputs import Outputs
from ..tensors import asked_in_pieces


def load(files: Sequence[str], arguments: Mapping[str, object]) -> object:
    """The program in the file, which must read one tensor of shape (rows, columns) with any number of rows.

    A row may also be of a fixed shape, such as (3, 32, 32) for a picture.
    """
    import torch

    program = torch.export.load(files[0])
    names = set(program.graph_signature.user_inputs)
    given = [
        node.meta["val"] for node in program.graph.nodes if node.op == "placeholder" and node.name in names
    ]
    if len(given) != 1 or not isinstance(given[0], torch.Tensor) or given[0].ndim < 2:
        raise TypeError("it must read one tensor of shape (rows, columns)")
    rows, *shape = given[0].shape
    deep = len(shape) > 1
    if deep and not all(isinstance(size, int) for size in shape):
        raise TypeError("it must read rows of a fixed shape")
    if isinstance(rows, int):
        raise TypeError(
            f"it was exported for exactly {rows} rows; export it again with "
            "`dynamic_shapes=({0: torch.export.Dim.DYNAMIC},)`"
        )
    ask = asked_in_pieces(program.module(), given[0].dtype, shape if deep else ())
    found = Outputs(ask, arguments, "exported program", width=math.prod(shape) if deep else shape[0])
    found.more = {"shape": shape} if deep else {}
    return found
