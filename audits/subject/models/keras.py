"""Keras 3 files: run in a process of their own, with layers that hold Python code refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fairwitness.audits.plan.source import ModelSource, Output
from fairwitness.audits.subject.datasets.base import file_sha256
from fairwitness.audits.subject.models.base import LoadedModel, model_file
from fairwitness.audits.subject.models.hosted import ask_consent
from fairwitness.audits.subject.models.hosted_outputs import load_outputs
from fairwitness.audits.subject.models.keras_file import read_keras
from fairwitness.errors import ModelError

_OUTPUTS: dict[str, Output] = {"sigmoid": "probability", "softmax": "probability"}


class Keras:
    """A network in a .keras file."""

    name = "keras"
    title = "Keras 3 network"
    suffixes = (".keras",)
    executes = True

    def recognises(self, path: Path) -> bool:
        """By its name."""
        return path.suffix.casefold() in self.suffixes

    def load(self, source: ModelSource, folder: Path) -> LoadedModel:
        """Load the network; see `ModelFormat.load`."""
        path = model_file(source, folder)
        told = read_keras(path)
        if told.code:
            raise ModelError(
                f"'{path.name}' must hold no layer with Python code in it. It holds {told.code[0]}, and was not "
                "loaded; replace it by layers of Keras's own, or audit a column of the model's predictions."
            )
        ask_consent(source, "a Keras network")
        loaded = load_outputs(source, folder, "keras", [path], _OUTPUTS.get(told.activation or ""))
        stated = replace(loaded.signature, versions=told.versions)
        return replace(loaded, format=self.name, sha256=file_sha256(path), stated=stated)
