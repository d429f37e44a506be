"""Which of its several formats a file of torch is in, by its content: their names are used for each other."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

from fairwitness.errors import ModelError

Kind = Literal["torchscript", "exported", "weights", "pickled"]

_OLD = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19"  # how torch began its files until 1.6
_SAVE = (
    "Save the network itself: `torch.jit.save(torch.jit.script(network), 'model.pt')`, or "
    "`torch.export.save(torch.export.export(network, (rows,), dynamic_shapes=({0: torch.export.Dim.DYNAMIC},)), "
    "'model.pt2')`."
)


def kind_of(path: Path) -> Kind | None:
    """What a file holds; None if torch did not write it."""
    try:
        with zipfile.ZipFile(path) as archive:
            inside = {name.partition("/")[2] for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        with path.open("rb") as stream:
            return _pickled(path) if stream.read(len(_OLD)) == _OLD else None
    if "constants.pkl" in inside and any(name.startswith("code/") for name in inside):
        return "torchscript"
    if "archive_format" in inside or "serialized_exported_program.json" in inside:
        return "exported"
    return _pickled(path) if "data.pkl" in inside else None


def check_kind(path: Path, wanted: Kind, what: str) -> None:
    """Raise a `ModelError` if the file is not of that kind; the message says of which it is, and what to do."""
    found = kind_of(path)
    if found == wanted:
        return
    if found is None:
        raise ModelError(f"'{path.name}' must be {what}. It is not, or it is not whole. {_SAVE}")
    if found == "weights":
        raise ModelError(
            f"'{path.name}' holds the weights of a network without the network, so that nothing can be asked of it. "
            f"{_SAVE}"
        )
    if found == "pickled":
        raise ModelError(
            f"'{path.name}' holds a network pickled with `torch.save`, which only runs where its classes are. {_SAVE}"
        )
    raise ModelError(
        f"'{path.name}' must be {what}. It is another file of torch; say `model.format: {found}`."
    )


def _pickled(path: Path) -> Kind:
    """Weights alone, or objects of classes: by what the pickle in it names."""
    from fairwitness.audits.host.imports import imports_of

    names = imports_of(path).names
    return "weights" if all(_is_of_weights(name) for name in names) else "pickled"


def _is_of_weights(name: str) -> bool:
    module, _, last = name.rpartition(".")
    storage = module in ("torch", "torch.storage") and (last.endswith("Storage") or last.islower())
    return storage or name.startswith(
        ("collections.OrderedDict", "torch._utils._rebuild", "_codecs.", "numpy")
    )
