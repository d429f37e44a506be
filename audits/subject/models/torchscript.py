"""TorchScript files: run in a process of their own, as what they compile to can open files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fairwitness.audits.plan.source import ModelSource
from fairwitness.audits.subject.datasets.base import file_sha256
from fairwitness.audits.subject.models.base import LoadedModel, model_file
from fairwitness.audits.subject.models.hosted import ask_consent
from fairwitness.audits.subject.models.hosted_outputs import load_outputs
from fairwitness.audits.subject.models.torch_archive import check_kind


class TorchScript:
    """A network that `torch.jit.save` wrote."""

    name = "torchscript"
    title = "PyTorch network saved as TorchScript"
    suffixes = (".pt", ".pth", ".ts", ".torchscript")
    executes = True

    def recognises(self, path: Path) -> bool:
        """By its name."""
        return path.suffix.casefold() in self.suffixes

    def load(self, source: ModelSource, folder: Path) -> LoadedModel:
        """Load the network, which reads one tensor of shape (rows, columns); see `ModelFormat.load`."""
        path = model_file(source, folder)
        check_kind(path, "torchscript", "TorchScript")
        ask_consent(source, "TorchScript")
        loaded = load_outputs(source, folder, "torchscript", [path])
        return replace(loaded, format=self.name, sha256=file_sha256(path))
