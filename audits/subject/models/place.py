"""Whether what a plan names as its model can be a file with a model in it."""

from __future__ import annotations

from pathlib import Path

from fairwitness.audits.plan.source import ModelSource
from fairwitness.audits.subject.datasets.base import scheme_of, similar_files
from fairwitness.audits.subject.datasets.content import content_of
from fairwitness.errors import ModelError

_NO_MODEL = frozenset(
    {
        *("html", "pdf", "picture", "program", "sqlite", "rar", "7z"),
        *("excel", "locked", "old office", "opendocument", "parquet", "arrow", "feather 1"),
    }
)
"""Contents that are no model, whatever the file is called."""
_OF_OTHERS = {
    ".h5": "Keras before version 3 writes; save it with `model.save('model.keras')`",
    ".hdf5": "Keras before version 3 writes; save it with `model.save('model.keras')`",
    ".pb": "TensorFlow writes; save it as .keras or export it to ONNX",
    ".tflite": "TensorFlow Lite writes; save the network as .keras or export it to ONNX",
    ".safetensors": "holds weights without their network; save the network as TorchScript, .pt2, .keras or ONNX",
    ".pmml": "is PMML, which is not read; export the model to ONNX",
    ".mlmodel": "Core ML writes; export the model to ONNX",
    ".rds": "R writes; export the model to ONNX, or serve it over HTTP",
    ".rdata": "R writes; export the model to ONNX, or serve it over HTTP",
}


def of_others(path: Path) -> str:
    """What is said of a file of no known format: by its content or its name, else that the format may be stated."""
    known = _OF_OTHERS.get(path.suffix.casefold())
    if known is not None:
        return f", which {known}"
    if path.suffix.casefold() in (".json", ".txt"):
        return ", which none of the libraries that write such files has written"
    return "; if it is one of these, say so with `model.format`"


def check_place(path: Path, source: ModelSource) -> None:
    """Refuse what is not there, empty, an address, no model by its content, or a Python file without a function.

    Raises
    ------
    ModelError
        It is one of these; the message says what to name instead.
    """
    if not path.exists():
        scheme = scheme_of(str(source.path))
        if scheme is not None:  # not repeated: it may hold a password
            raise ModelError(
                "The model must be a file or a folder, or answer at a URL that begins with https:// or http://. Got "
                f"'{scheme}://…'; download the file."
            )
        raise ModelError(
            f"The model must be a file or a folder. '{source.path}' does not exist.{similar_files(path)}"
        )
    if path.is_file() and path.stat().st_size == 0:
        raise ModelError(
            f"The model must be a file with a model in it. '{source.name}' is empty; save it again."
        )
    content = content_of(path) if path.is_file() else None
    if content is not None and content.name in _NO_MODEL:
        raise ModelError(
            f"'{source.name}' must be a model. It is {content.words}; look at the file, and name the one with "
            "the model."
        )
    if path.suffix == ".py" and source.format is None:
        raise ModelError(
            f"The model must name the function in a Python file, as '{source.name}:predict' does. Got "
            f"'{source.name}' alone."
        )
