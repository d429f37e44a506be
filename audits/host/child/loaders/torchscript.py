"""TorchScript: a network with its own code, compiled and saved by `torch.jit.save`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..outputs import Outputs
from ..tensors import asked_in_pieces


def load(files: Sequence[str], arguments: Mapping[str, object]) -> object:
    """The network in the file."""
    import torch

    network = torch.jit.load(files[0], map_location="cpu").eval()
    known = [each.dtype for each in (*network.parameters(), *network.buffers()) if each.is_floating_point()]
    name = getattr(network, "original_name", "") or "TorchScript"
    given = arguments.get("shape")
    shape = [int(size) for size in given] if isinstance(given, list) else []
    ask = asked_in_pieces(_plainly(network), known[0] if known else torch.float32, shape)
    return Outputs(ask, arguments, str(name))


def _plainly(network: Callable[[object], object]) -> Callable[[object], object]:
    """The network, its errors without the listing of its code that comes first."""

    def ask(rows: object) -> object:
        try:
            return network(rows)
        except RuntimeError as error:
            raise RuntimeError((str(error).strip() or "no reason given").splitlines()[-1]) from error

    return ask
