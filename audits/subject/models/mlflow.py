"""MLflow folders. What needs no code of its own is read directly: skops files, and the boosters' and ONNX's own.

Pickles, and what only MLflow itself can load, run in a process of their own, and with consent.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from fairwitness.audits.plan.source import ModelSource
from fairwitness.audits.subject.datasets.base import file_sha256
from fairwitness.audits.subject.datasets.unpack import unpack_folder
from fairwitness.audits.subject.models.base import LoadedModel, model_format, model_sha256
from fairwitness.audits.subject.models.hosted import ask_consent
from fairwitness.audits.subject.models.hosted_outputs import load_outputs
from fairwitness.audits.subject.models.mlmodel import NAME, MlModel, read_mlmodel
from fairwitness.audits.subject.models.signature import Input, Signature
from fairwitness.errors import DataError, ModelError

_FILE_OF = {
    "sklearn": "pickled_model",
    "xgboost": "data",
    "lightgbm": "data",
    "catboost": "data",
    "onnx": "data",
}
"""The flavours whose file may be read directly, and the key that names it."""
_PICKLES = frozenset({".pkl", ".pickle", ".joblib"})


class MLflow:
    """A folder that MLflow wrote."""

    name = "mlflow"
    title = "MLflow model folder, or a zip archive of one"
    suffixes = (".zip",)
    executes = False

    def recognises(self, path: Path) -> bool:
        """By the file MLmodel in it; an archive by its name."""
        return (path / NAME).is_file() or path.suffix.casefold() in self.suffixes

    def load(self, source: ModelSource, folder: Path) -> LoadedModel:
        """Load the model in the folder; see `ModelFormat.load`."""
        root = folder / str(source.path)
        if root.suffix.casefold() in self.suffixes and root.is_file():
            return self._packed(source, root)
        if not root.is_dir():
            raise ModelError(
                f"An MLflow model must be a folder. '{source.name}' is a file; name the folder it is in."
            )
        described = read_mlmodel(root)
        inner = _inner(described)
        if inner is None:
            return self._by_mlflow(source, folder, described)
        form, file = inner
        path = f"{source.path}/{file.relative_to(root).as_posix()}"
        loaded = model_format(form).load(source.model_copy(update={"path": path, "format": form}), folder)
        stated = _with(loaded.signature, described)
        return replace(loaded, format=self.name, sha256=model_sha256(root), stated=stated)

    def _packed(self, source: ModelSource, path: Path) -> LoadedModel:
        """Unpack the archive, which may hold the folder or what is in it, and load that."""
        with tempfile.TemporaryDirectory(prefix="fairwitness-") as unpacked:
            try:
                unpack_folder(path, Path(unpacked))
            except DataError as error:
                raise ModelError(str(error)) from error
            inner = _the_folder(Path(unpacked), source)
            named = source.model_copy(update={"path": inner.name if inner != Path(unpacked) else "."})
            loaded = self.load(named, inner.parent if inner != Path(unpacked) else inner)
        return replace(loaded, sha256=file_sha256(path))

    def _by_mlflow(self, source: ModelSource, folder: Path, described: MlModel) -> LoadedModel:
        """Let MLflow load what it alone can, in a process of its own."""
        if "python_function" not in described.flavours:
            named = ", ".join(f"'{flavour[:40]}'" for flavour in described.flavours)
            raise ModelError(
                f"'{source.name}/{NAME}' must name the flavour `python_function`, or one of {', '.join(_FILE_OF)}. It "
                f"names {named}; save the model with one of these."
            )
        ask_consent(source, "an MLflow model of a flavour that only MLflow can load")
        loaded = load_outputs(source, folder, "pyfunc", [described.folder], "label", numeric=False)
        stated = _with(loaded.signature, described)
        return replace(loaded, format=self.name, sha256=model_sha256(described.folder), stated=stated)


def _the_folder(unpacked: Path, source: ModelSource) -> Path:
    """The folder with the model: the archive itself, or the one folder in it that has an MLmodel."""
    found = list(unpacked.glob(NAME)) or sorted(unpacked.glob(f"*/{NAME}"))
    if len(found) == 1:
        return found[0].parent
    listed = ", ".join(f"'{each.parent.name}'" for each in found[:6])
    got = f"holds {len(found)}: {listed}; unpack it and name one" if found else f"holds no file {NAME}"
    raise ModelError(f"A model in a .zip must be one MLflow folder. '{source.name}' {got}.")


def _inner(described: MlModel) -> tuple[str, Path] | None:
    """The format and the file in the folder that can be loaded without MLflow, if there is one."""
    for flavour, key in _FILE_OF.items():
        if flavour not in described.flavours:
            continue
        file = described.file(described.flavours[flavour].get(key))
        if file.suffix.casefold() == ".skops":
            return "skops", file
        if file.suffix.casefold() in _PICKLES:
            # Code that lies in the folder is found by MLflow alone.
            return None if described.flavours[flavour].get("code") else ("pickle", file)
        if flavour != "sklearn":
            return flavour, file
    return None


def _with(signature: Signature, described: MlModel) -> Signature:
    """What the model says of itself, and of its columns what MLmodel adds."""
    inputs, added = signature.inputs, {column.name: column for column in described.inputs or ()}
    if inputs is None:
        inputs = described.inputs
    elif set(added) == {column.name for column in inputs}:
        inputs = tuple(_column(column, added[column.name]) for column in inputs)
    return replace(
        signature,
        inputs=inputs,
        width=signature.width or described.width,
        versions={**described.versions, **signature.versions},
    )


def _column(own: Input, added: Input) -> Input:
    return replace(own, kind=own.kind or added.kind, required=added.required)
