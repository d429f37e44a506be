"""Models in ONNX files, run by onnxruntime: operations from a fixed list, and no code of the model's own.

The file is read here first. It may point to files with more numbers: those must lie in its own folder, are read here
too, and handed over from memory, so that onnxruntime follows no path that a file names.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from fairwitness.audits.plan.source import ModelSource
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.subject.models.base import LoadedModel, first_line, model_file
from fairwitness.audits.subject.models.onnx_file import OnnxFile, inside, read_onnx
from fairwitness.audits.subject.models.onnx_inputs import Described, Inputs, Tensor, inputs_of
from fairwitness.audits.subject.models.onnx_outputs import estimator
from fairwitness.audits.subject.models.protobuf import MalformedError
from fairwitness.audits.subject.models.signature import Signature
from fairwitness.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd

_PIECE = 65_536  # rows asked at once: what a model holds of them between its steps stays bounded
_NEWEST_IR = re.compile(r"max supported IR version: (\d+)")
_NEWEST_OPSET = re.compile(r"support for domain ([\w.]+) is till opset (\d+)")


class Session(Protocol):
    """The part of onnxruntime's session that is used."""

    def run(self, output_names: Sequence[str], input_feed: dict[str, Tensor]) -> list[object]:
        """The named outputs."""
        ...

    def get_inputs(self) -> list[Described]:
        """What it reads."""
        ...

    def get_outputs(self) -> list[Described]:
        """What it gives."""
        ...


class Onnx:
    """A model in an .onnx file."""

    name = "onnx"
    title = "ONNX model"
    suffixes = (".onnx",)
    executes = False

    def recognises(self, path: Path) -> bool:
        """By its name."""
        return path.suffix.casefold() in self.suffixes

    def load(self, source: ModelSource, folder: Path) -> LoadedModel:
        """Load an .onnx file; see `ModelFormat.load`."""
        path = model_file(source, folder)
        data = path.read_bytes()
        said = _read(data, source.name)
        beside = {
            location: inside(location, path.parent, source.name).read_bytes() for location in said.locations
        }
        session = _session(data, beside, said, source.name)
        inputs = inputs_of(session.get_inputs(), source.name, source.shape)
        model = estimator(Runner(session, inputs).run, session.get_outputs(), said, source)
        classes = getattr(model, "classes_", getattr(model, "labels", None))
        version = {said.producer: said.producer_version} if said.producer and said.producer_version else {}
        stated = Signature(
            said.kind,
            inputs.signature,
            inputs.width,
            None if classes is None else tuple(label_text(label) for label in classes),
            has_scores=hasattr(model, "predict_proba"),
            versions=version,
            runs_with=version,  # who wrote the file takes no part in running it
            shape=inputs.shape,
        )
        return LoadedModel(model, self.name, _sha256(data, beside), stated)


@dataclass(frozen=True)
class Runner:
    """A session that is asked with frames."""

    session: Session
    inputs: Inputs

    def run(self, X: pd.DataFrame, names: Sequence[str]) -> list[npt.NDArray[np.generic]]:
        """The named outputs for every row, in as many pieces as it takes."""
        tensors = self.inputs.tensors(X)
        size = self.inputs.batch or _PIECE
        pieces = [self._piece(tensors, start, size, names) for start in range(0, max(len(X), 1), size)]
        joined = [np.concatenate(parts) for parts in zip(*pieces, strict=True)]
        return [each[: len(X)] if self.inputs.batch else each for each in joined]

    def _piece(
        self, tensors: dict[str, Tensor], start: int, size: int, names: Sequence[str]
    ) -> list[npt.NDArray[np.generic]]:
        feed = {name: tensor[start : start + size] for name, tensor in tensors.items()}
        if self.inputs.batch:
            feed = {name: _padded(tensor, size) for name, tensor in feed.items()}
        try:
            found = self.session.run(list(names), feed)
        except Exception as error:  # onnxruntime raises types of its own for each kind of failure
            raise ModelError(f"The model stopped with: {_reason(error)}") from error
        return [_array(each, name) for each, name in zip(found, names, strict=True)]


def _read(data: bytes, file: str) -> OnnxFile:
    try:
        said = read_onnx(data)
    except MalformedError as error:
        raise ModelError(
            f"'{file}' must be an ONNX model. It is not, or not all of it is there: {error} Export or copy it again."
        ) from error
    if said.unknown is not None:
        domain, step = said.unknown
        raise ModelError(
            f"'{file}' must use operations that onnxruntime has. It uses '{step}' of '{domain}', which is code of "
            "somebody's own and is not run here. Export it without, or audit a column of its predictions."
        )
    return said


def _session(data: bytes, beside: dict[str, bytes], said: OnnxFile, file: str) -> Session:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # sums in the same order on every machine
    options.use_deterministic_compute = True
    options.enable_profiling = False
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 4
    options.add_session_config_entry("session.load_model_format", "ONNX")
    if beside:
        names, parts = list(beside), list(beside.values())
        options.add_external_initializers_from_files_in_memory(names, parts, [len(part) for part in parts])
    try:
        session: Session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises types of its own for each kind of failure
        raise ModelError(_why_not(error, said, file, onnxruntime.__version__)) from error
    return session


def _why_not(error: Exception, said: OnnxFile, file: str, version: str) -> str:
    newest = _NEWEST_IR.search(str(error))
    fix = "Install a newer onnxruntime, or export the model for an older version."
    if newest:
        return (
            f"'{file}' must be of a version that onnxruntime {version} reads: up to IR version {newest[1]}. It is of "
            f"IR version {said.ir_version}. {fix}"
        )
    opset = _NEWEST_OPSET.search(str(error))
    if opset:
        domain = "" if opset[1] == "ai.onnx" and "" in said.opsets else opset[1]
        return (
            f"'{file}' must be of a version that onnxruntime {version} reads: up to opset {opset[2]} of {opset[1]}. It "
            f"is of opset {said.opsets.get(domain, '?')}. {fix}"
        )
    return f"'{file}' must be a model that onnxruntime {version} can run. It is not: {_reason(error)}"


def _reason(error: Exception) -> str:
    """What onnxruntime says, without its codes and the places in its source."""
    said = re.sub(r"^\[ONNXRuntimeError\] : \d+ : \w+ : ", "", first_line(error))
    said = re.sub(r"/onnxruntime_src/.*?\)\s", "", said)
    return re.sub(r"(?<![\w.])/[\w./-]+", "…", said)


def _padded(tensor: Tensor, size: int) -> Tensor:
    """The last row again, until the piece is as long as the model wants it."""
    short = size - len(tensor)
    return (
        np.concatenate([tensor, np.repeat(tensor[-1:], short, axis=0)]) if short and len(tensor) else tensor
    )


def _array(found: object, name: str) -> npt.NDArray[np.generic]:
    if isinstance(found, list):
        if found and isinstance(found[0], dict):
            labels = sorted(found[0])
            return np.array([[row[label] for label in labels] for row in found])
        if len(found) != 1:
            raise ModelError(
                f"The model must give one answer for each row. Its output '{name}' is a sequence of {len(found)}; "
                "export it with one output for one decision."
            )
        return np.asarray(found[0])
    return np.atleast_1d(np.asarray(found))


def _sha256(data: bytes, beside: dict[str, bytes]) -> str:
    """SHA-256 of the file; with files beside it, over all of them and their names."""
    if not beside:
        return hashlib.sha256(data).hexdigest()
    digest = hashlib.sha256(f"\0{hashlib.sha256(data).hexdigest()}\n".encode())
    for name, part in sorted(beside.items()):
        digest.update(f"{name}\0{hashlib.sha256(part).hexdigest()}\n".encode())
    return digest.hexdigest()
