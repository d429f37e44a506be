"""Models saved with skops: no code runs on loading, and every type in the file must be on a list of known ones.

skops calls some types of every stock scikit-learn model untrusted. `known_types` lists those that are known here; any
other type is named, and refused unless the plan says that it is trusted.
"""

from __future__ import annotations

import json
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from fairwitness.audits.plan.source import ModelSource
from fairwitness.audits.subject.datasets.base import file_sha256
from fairwitness.audits.subject.models.base import Estimator, LoadedModel, first_line, model_file
from fairwitness.audits.subject.models.known_types import KNOWN_TYPES
from fairwitness.audits.subject.models.signature import signature_of
from fairwitness.errors import ModelError, UntrustedTypeError


class Skops:
    """A scikit-learn model in a .skops file."""

    name = "skops"
    title = "scikit-learn model saved with skops"
    suffixes = (".skops",)
    executes = False

    def recognises(self, path: Path) -> bool:
        """By its name."""
        return path.suffix.casefold() in self.suffixes

    def load(self, source: ModelSource, folder: Path) -> LoadedModel:
        """Load a .skops file; see `ModelFormat.load`.

        Raises
        ------
        UntrustedTypeError
            The file holds types that are neither on the list nor trusted by the plan; each is named.
        """
        path = model_file(source, folder)
        estimator = load_skops(path, source.trust)
        stated = replace(signature_of(estimator), versions=made_with(path))
        return LoadedModel(estimator, self.name, file_sha256(path), stated)


def made_with(path: Path) -> dict[str, str]:
    """The version of scikit-learn that a .skops file was saved with, if it says: each estimator in it does."""
    with zipfile.ZipFile(path) as archive:
        waiting: list[object] = [json.loads(archive.read("schema.json"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            said = node.get("_sklearn_version")
            if isinstance(said, dict) and said.get("content"):
                return {"scikit-learn": str(said["content"]).strip('"')}
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return {}


def load_skops(path: Path, trust: Sequence[str] = ()) -> Estimator:
    """The estimator in a .skops file; see `Skops.load`."""
    from fairwitness.audits.subject.models.skops_io import get_untrusted_types, load

    try:
        unknown = sorted(set(get_untrusted_types(file=path)) - KNOWN_TYPES - set(trust))
    except Exception as error:  # a file that is no model breaks skops in many ways
        raise ModelError(
            f"'{path.name}' must be a model saved with `skops.io.dump`. It is not: {first_line(error)}"
        ) from error
    if unknown:
        raise UntrustedTypeError(
            f"'{path.name}' must hold only known types of scikit-learn, numpy and scipy. It also holds "
            f"{', '.join(unknown)}, and was not loaded. If you know where each comes from and trust it, name it under "
            "`model.trust` (or `--trust`); else audit a column of the model's predictions.",
            unknown,
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # of other versions: `made_with` finds them, and they are compared
            estimator = load(path, trusted=sorted(KNOWN_TYPES | set(trust)))
    except Exception as error:  # skops and the types' own __setstate__ raise many kinds
        raise ModelError(
            f"'{path.name}' cannot be loaded with this version of scikit-learn: {first_line(error)}"
        ) from error
    if not hasattr(estimator, "predict"):
        raise ModelError(
            f"'{path.name}' must hold a model with `predict`. It holds a {type(estimator).__name__}."
        )
    return cast(Estimator, estimator)
