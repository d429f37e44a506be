"""Whether what a plan names as its model can be a file with a model in it."""

from __future__ import annotations

from pathlib import Path

from fairwitness.audits.plan.source import ModelSource
from fairwitness.audits.subject.datasets.base import scheme_of, similar_files
from fairwitness.errors import ModelError


def check_place(path: Path, source: ModelSource) -> None:
    """Refuse what is not there, empty, an address, or a Python file without a function.

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
    if path.suffix == ".py" and source.format is None:
        raise ModelError(
            f"The model must name the function in a Python file, as '{source.name}:predict' does. Got "
            f"'{source.name}' alone."
        )
