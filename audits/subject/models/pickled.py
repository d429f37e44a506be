"""Pickles, however they were written: run in a process of their own, and only with consent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fairwitness.audits.plan.source import ModelSource
from fairwitness.audits.subject.datasets.base import file_sha256
from fairwitness.audits.subject.models.base import LoadedModel, model_file
from fairwitness.audits.subject.models.hosted import ask_consent, load_hosted


class Pickled:
    """A model saved with pickle, joblib or cloudpickle."""

    name = "pickle"
    title = "Python object saved with pickle, joblib or cloudpickle"
    suffixes = (".pkl", ".pickle", ".joblib", ".cloudpickle")
    executes = True

    def recognises(self, path: Path) -> bool:
        """By its name."""
        return path.suffix.casefold() in self.suffixes

    def load(self, source: ModelSource, folder: Path) -> LoadedModel:
        """Load a pickle; see `ModelFormat.load`.

        Raises
        ------
        ConsentError
            The plan does not agree to run its code.
        """
        from fairwitness.audits.host.imports import imports_of

        path = model_file(source, folder)
        if not source.run_code:
            found = imports_of(path)
            ask_consent(source, "a pickle", found.names, complete=found.complete)
        loaded = load_hosted(source, folder, "pickled", [path])
        return replace(loaded, format=self.name, sha256=file_sha256(path))
