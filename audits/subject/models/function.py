"""A function of the person's own code that answers for the model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fairwitness.audits.plan.source import ModelSource
from fairwitness.audits.subject.datasets.base import file_sha256
from fairwitness.audits.subject.models.base import LoadedModel
from fairwitness.audits.subject.models.hosted import ask_consent, load_hosted
from fairwitness.errors import ModelError


class Function:
    """``module:function``: takes a frame, returns a label, a number or probabilities for every row."""

    name = "function"
    title = "Python function"
    suffixes: tuple[str, ...] = ()
    executes = True

    def recognises(self, path: Path) -> bool:
        """Never: a function is named, it is no file."""
        return False

    def load(self, source: ModelSource, folder: Path) -> LoadedModel:
        """Import the function in a process of its own; see `ModelFormat.load`."""
        call = str(source.call)
        where, separator, name = call.rpartition(":")
        if not separator or not where or not all(part.isidentifier() for part in name.split(".")):
            raise ModelError(
                f"`model.call` must read `module:function` or `file.py:function`. Got '{call}' instead."
            )
        path = folder / where
        if where.endswith(".py") and not path.is_file():
            raise ModelError(f"`model.call` must name a file that is there. '{where}' is not.")
        ask_consent(source, "a Python function")
        base = path.parent if where.endswith(".py") else folder
        classes = (
            None if source.classes is None or source.output in ("label", "number") else list(source.classes)
        )
        arguments = {"call": call, "folder": str(folder.resolve()), "classes": classes}
        loaded = load_hosted(source, folder, "function", [base], arguments)
        hashed = file_sha256(path) if path.is_file() else None
        return replace(loaded, format=self.name, sha256=hashed)
