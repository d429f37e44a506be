"""What an ONNX file says of itself before onnxruntime sees it: its writer, its labels, the files it points to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from fairwitness.audits.subject.models.protobuf import (
    MalformedError,
    decoded,
    fields,
    integer,
    integers,
    nested,
    text,
)
from fairwitness.errors import ModelError

Labels = tuple[str, ...] | tuple[int, ...]
_STANDARD = frozenset({"", "ai.onnx", "ai.onnx.ml", "ai.onnx.training", "ai.onnx.preview.training"})
_RUNTIME = frozenset(
    {"com.microsoft", "com.microsoft.experimental", "com.microsoft.nchwc", "com.ms.internal.nhwc"}
)
_LABELS = frozenset({"classlabels_strings", "classlabels_int64s", "classlabels_ints"})
_DEEPEST = 64
_LONG = 1 << 16
_INT32, _INT64, _STRING = 6, 7, 8


@dataclass
class OnnxFile:
    """What stands in the file; filled while it is walked through."""

    ir_version: int = 0
    producer: str = ""
    producer_version: str = ""
    opsets: dict[str, int] = field(default_factory=dict)
    has_graph: bool = False
    steps: list[tuple[str, str]] = field(default_factory=list)
    """Domain and name of each operation."""
    functions: set[str] = field(default_factory=set)
    """Domains of operations that the file itself defines."""
    labels: list[tuple[str, Labels]] = field(default_factory=list)
    """Sets of class labels, each with the operation or tensor that has it."""
    tables: dict[str, Labels] = field(default_factory=dict)
    """Short constants of text or whole numbers."""
    looked_up: set[str] = field(default_factory=set)
    """Constants that a place is looked up in, as the label of the highest probability is."""
    locations: set[str] = field(default_factory=set)
    """Files that its tensors lie in."""

    @property
    def unknown(self) -> tuple[str, str] | None:
        """Domain and name of the first operation that is neither standard nor defined in the file."""
        known = _STANDARD | _RUNTIME | self.functions
        return next((step for step in self.steps if step[0] not in known), None)

    @property
    def kind(self) -> str:
        """The last classical model among its steps, else that it is a network."""
        found = [name for domain, name in self.steps if domain == "ai.onnx.ml" and _is_model(name)]
        return found[-1] if found else "ONNX model"


def read_onnx(data: bytes) -> OnnxFile:
    """Walk through a file.

    Raises
    ------
    MalformedError
        It is no ONNX model.
    """
    found = OnnxFile()
    model = memoryview(data)
    for number, value in fields(model):
        if number == 1 and isinstance(value, int):
            found.ir_version = value
        elif isinstance(value, memoryview):
            _part_of_model(number, value, found)
    for name in found.looked_up & set(found.tables):
        _add_labels(name, found.tables[name], found)
    if not found.has_graph:
        raise MalformedError("it holds no graph of operations.")
    return found


def inside(location: str, folder: Path, file: str) -> Path:
    """The file that a tensor lies in, which must be a plain file in the model's own folder or below it.

    Raises
    ------
    ModelError
        It is elsewhere, or is not there.
    """
    parts = re.split(r"[/\\]", location)
    outside = "" in parts or ".." in parts or "*" in location or ":" in location or "\0" in location
    path = folder / location if not outside else folder
    try:
        outside = outside or not path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        outside = True
    shown = location[:60].replace("\n", " ").replace("\0", " ")
    if outside:
        raise ModelError(
            f"'{file}' must keep its numbers in files of its own folder. It points to '{shown}' outside of it, and was "
            "not loaded. Save the model again with its data inside the file."
        )
    if not path.is_file():
        raise ModelError(
            f"'{file}' keeps its numbers in '{shown}', which must lie beside it and does not. Copy that file too, or "
            "save the model again with its data inside."
        )
    return path


def _part_of_model(number: int, value: memoryview, found: OnnxFile) -> None:
    if number == 2:
        found.producer = decoded(value)
    elif number == 3:
        found.producer_version = decoded(value)
    elif number == 7:
        found.has_graph = True
        _graph(value, found, 0)
    elif number == 8:
        found.opsets[text(value, 1)] = integer(value, 2)
    elif number == 20:
        for graph in chain(nested(value, 1), nested(value, 2)):
            _graph(graph, found, 0)
    elif number == 25:
        found.functions.add(text(value, 10))
        for node in nested(value, 7):
            _node(node, found, 0)
        for attribute in nested(value, 11):
            _attribute(attribute, "", found, 0)


def _graph(graph: memoryview, found: OnnxFile, depth: int) -> None:
    if depth > _DEEPEST:
        raise MalformedError("its operations lie inside each other without end.")
    for number, value in fields(graph):
        if not isinstance(value, memoryview):
            continue
        if number == 1:
            _node(value, found, depth)
        elif number == 5:
            _tensor(value, found)
        elif number == 15:
            _sparse(value, found)


def _node(node: memoryview, found: OnnxFile, depth: int) -> None:
    name = text(node, 4)
    found.steps.append((text(node, 7), name))
    if name == "ArrayFeatureExtractor":
        found.looked_up.update(decoded(value) for value in list(nested(node, 1))[:1])
    for attribute in nested(node, 5):
        _attribute(attribute, name, found, depth)


def _attribute(attribute: memoryview, step: str, found: OnnxFile, depth: int) -> None:
    if len(attribute) > _LONG and b"location" not in bytes(attribute):
        return  # the numbers of a forest: each is a field, and none of them is a tensor in another file
    parts = list(_messages(attribute))
    name = next((decoded(value) for number, value in parts if number == 1), "")
    if name in _LABELS:
        _add_labels(step, tuple(decoded(value) for number, value in parts if number == 9), found)
        _add_labels(step, tuple(integers(attribute, 8)), found)
    for number, value in parts:
        if number in (5, 10):
            _tensor(value, found)
        elif number in (6, 11):
            _graph(value, found, depth + 1)
        elif number in (22, 23):
            _sparse(value, found)


def _sparse(sparse: memoryview, found: OnnxFile) -> None:
    for tensor in chain(nested(sparse, 1), nested(sparse, 2)):
        _tensor(tensor, found)


def _tensor(tensor: memoryview, found: OnnxFile) -> None:
    if b"location" in bytes(tensor):
        for entry in nested(tensor, 13):
            if text(entry, 1) == "location":
                found.locations.update(decoded(value) for value in nested(entry, 2))
    kind = integer(tensor, 2) if len(tensor) < _LONG else 0
    if kind == _STRING:
        found.tables[text(tensor, 8)] = tuple(decoded(value) for value in nested(tensor, 6))
    elif kind in (_INT32, _INT64):
        found.tables[text(tensor, 8)] = _numbers(tensor, kind)


def _numbers(tensor: memoryview, kind: int) -> tuple[int, ...]:
    width = 4 if kind == _INT32 else 8
    raw = b"".join(bytes(value) for value in nested(tensor, 9))
    if raw:
        starts = range(0, len(raw) - width + 1, width)
        return tuple(int.from_bytes(raw[at : at + width], "little", signed=True) for at in starts)
    return tuple(integers(tensor, 5 if kind == _INT32 else 7))


def _add_labels(where: str, labels: Labels, found: OnnxFile) -> None:
    if len(labels) > 1:
        found.labels.append((where, labels))


def _messages(message: memoryview) -> Iterator[tuple[int, memoryview]]:
    for number, value in fields(message):
        if isinstance(value, memoryview):
            yield number, value


def _is_model(name: str) -> bool:
    return name.endswith(("Classifier", "Regressor"))
