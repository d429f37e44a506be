"""Programs of `torch.export`: run in a process of their own, as pickles lie in them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fairwitness.audits.plan.source import ModelSource
from fairwitness.audits.subject.datasets.base import file_sha256
from fairwitness.audits.subject.models.base import LoadedModel, model_file
from fairwitness.audits.subject.models.hosted import ask_consent
from fairwitness.audits.subject.models.hosted_outputs import load_outputs
from fairwitness.audits.subject.models.torch_archive import check_kind


class Exported:
    """A program that `torch.export.save` wrote."""

    name = "exported"
    title = "PyTorch program saved with torch.export"
    suffixes = (".pt2",)
    executes = True

    def recognises(self, path: Path) -> bool:
        """By its name."""
        return path.suffix.casefold() in self.suffixes

    def load(self, source: ModelSource, folder: Path) -> LoadedModel:
        """Load the program, which reads one tensor of shape (rows, columns); see `ModelFormat.load`."""
        path = model_file(source, folder)
        check_kind(path, "exported", "a program of torch.export")
        ask_consent(source, "a program of torch.export")
        loaded = load_outputs(source, folder, "exported", [path])
        return replace(loaded, format=self.name, sha256=file_sha256(path))
