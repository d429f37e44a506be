"""The Open Inference Protocol (v2), as KServe, Triton, MLServer and OpenVINO speak it.

The model's metadata name its tensors: either one for each column, or a single one that holds the whole row.
https://github.com/kserve/open-inference-protocol
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from fairwitness.audits.plan.source import Output
from fairwitness.audits.subject.columns import plain
from fairwitness.audits.subject.models.http.client import Client, NoSuchModelError, printable
from fairwitness.audits.subject.models.http.protocol import Served
from fairwitness.audits.subject.models.http.tensor import Tensor, tensors_of
from fairwitness.audits.subject.models.http.values import Answers, Batch, Json, cells
from fairwitness.audits.subject.models.inputs import matrix
from fairwitness.audits.subject.models.signature import Input
from fairwitness.errors import ModelError, nearest

if TYPE_CHECKING:
    import pandas as pd

_PATH = re.compile(r"(?P<model>.*/v2/models/(?P<name>[^/]+)(/versions/[^/]+)?)(/infer)?/?")


@dataclass(frozen=True)
class V2:
    """A server that speaks the protocol, and one of its models."""

    client: Client
    path: str
    """Of the model, without ``/infer``."""
    served: Served
    inputs: tuple[Tensor, ...]
    output: str | None
    """Which output is asked for; the server's first where it does not name them."""

    def ask(self, X: pd.DataFrame, batch: Batch) -> Answers:
        """The answers for some rows."""
        question: dict[str, object] = {"inputs": list(self._tensors(X, batch))}
        if self.output is not None:
            question["outputs"] = [{"name": self.output}]
        if not self.inputs:
            question["parameters"] = {"content_type": "pd"}  # MLServer's word for a tensor for each column
        return batch.read(self._rows(self.client.post(f"{self.path}/infer", question), batch))

    def _tensors(self, X: pd.DataFrame, batch: Batch) -> Iterator[dict[str, object]]:
        if len(self.inputs) == 1:
            (whole,) = self.inputs
            flat = _row_by_row(whole, X, batch.first)
            yield whole.with_data(flat, rows=len(X), width=len(X.columns))
            return
        for tensor in self.inputs or (_tensor_for(str(name), X[name]) for name in X.columns):
            if tensor.name not in X:
                raise ModelError(
                    f"The model reads the column '{tensor.name}', which it is not given. "
                    f"{nearest(tensor.name, map(str, X.columns))}"
                )
            yield tensor.with_data(tensor.encode(X[tensor.name], batch.first), rows=len(X))

    def _rows(self, reply: object, batch: Batch) -> list[object]:
        outputs = reply.get("outputs") if isinstance(reply, dict) else None
        given = (
            [each for each in outputs or () if isinstance(each, dict)] if isinstance(outputs, list) else []
        )
        found = [each for each in given if self.output in (None, each.get("name"))]
        if not found or not isinstance(found[0].get("data"), list):
            raise ModelError(
                f"The server of the model must answer with the output {self.output or 'of the model'} and its `data` "
                "in JSON. Its answer has none."
            )
        flat, size = list(_flat(found[0]["data"])), _size(found[0])
        if size is not None and size != len(flat):
            raise ModelError(
                f"The server of the model must send as many values as the shape of its output says, {size:,}. Got "
                f"{len(flat):,}."
            )
        width, left = divmod(len(flat), max(1, batch.rows))
        if left or not width:
            raise ModelError(
                f"The server of the model must send an answer for each of the {batch.rows:,} rows. Got "
                f"{len(flat):,} values."
            )
        return [flat[start : start + width] for start in range(0, len(flat), width)]


def _row_by_row(whole: Tensor, X: pd.DataFrame, first: int) -> list[Json]:
    """All values of a frame, one row after the other."""
    if whole.deep and whole.is_float and np.isfinite(values := matrix(X)).all():
        return cast("list[Json]", values.ravel().tolist())  # pixels are many
    data = [whole.encode(X[name], first) for name in X.columns]
    return [value for row in zip(*data, strict=True) for value in row]


def is_v2(path: str) -> bool:
    """Whether the path of a URL is one of this protocol."""
    return _PATH.fullmatch(path) is not None


def connect(client: Client, wanted: Output | None, shape: tuple[int, ...] | None = None) -> V2:
    """Ask a server for a model's metadata; `shape` is what the plan says of a row, where the server leaves it open.

    Raises
    ------
    ModelError
        The URL names no model, the server does not know it, or it reads something other than tables.
    """
    found = _PATH.fullmatch(client.address.path)
    if found is None:
        raise ModelError(
            "The URL of a model behind the v2 protocol must end in /v2/models/NAME, with /versions/VERSION after it "
            f"if you like. Got '{client.address.path}' instead."
        )
    name = found["name"]
    try:
        told = client.get(found["model"])
    except NoSuchModelError as error:
        raise ModelError(
            f"The server of the model at '{client.address.netloc}' must know the model '{name}'. It does not; "
            "correct the name or the version in the URL."
        ) from error
    if not isinstance(told, dict):
        raise ModelError(f"The metadata of the model '{name}' must be a JSON object. They are none.")
    inputs = tensors_of(told.get("inputs"), f"inputs of the model '{name}'")
    inputs = tuple(each.sized(shape) for each in inputs) if len(inputs) == 1 else inputs
    outputs = tensors_of(told.get("outputs"), f"outputs of the model '{name}'")
    chosen = _chosen(outputs, wanted)
    kind = printable(str(told.get("platform") or name))[:60]
    served = Served(
        kind,
        tuple(Input(each.name, each.kind) for each in inputs) if len(inputs) > 1 else None,
        inputs[0].width if len(inputs) == 1 else None,
        output=_meaning(chosen),
        classes=max(2, (chosen and chosen.width) or 2),
        shape=(inputs[0].deep or None) if len(inputs) == 1 else None,
    )
    _check_tables(inputs, name)
    return V2(client, found["model"], served, inputs, None if chosen is None else chosen.name)


def _chosen(outputs: tuple[Tensor, ...], wanted: Output | None) -> Tensor | None:
    """The output that holds what is wanted: probabilities before labels where nothing is said."""
    wide = [each for each in outputs if each.is_float and each.width != 1]
    floats = [each for each in outputs if each.is_float]
    labels = [each for each in outputs if not each.is_float]
    order = {
        None: [*wide, *labels, *floats],
        "label": [*labels, *floats],
        "number": [*floats, *labels],
    }.get(wanted, [*wide, *floats, *labels])
    return order[0] if order else None


def _meaning(chosen: Tensor | None) -> Output:
    return "probability" if chosen is not None and chosen.is_float else "label"


def _check_tables(inputs: tuple[Tensor, ...], name: str) -> None:
    for tensor in inputs:
        odd = len(inputs) > 1 or tensor.width is None or tensor.datatype == "BYTES"
        deep = (tensor.deep and odd) or (len(inputs) > 1 and tensor.width not in (1, None))
        if deep or tensor.shape[0] > 0:
            open_sizes = len(inputs) == 1 and tensor.deep and tensor.width is None
            fix = " Say its sizes under `model.shape` (or `--model-shape`)." if open_sizes else ""
            raise ModelError(
                f"The model '{name}' must read tables: inputs of shape [-1, columns], or one of [-1] for each column; "
                "or pictures, such as [-1, 3, 32, 32]. "
                f"Its input '{tensor.name}' has the shape {list(tensor.shape)}.{fix}"
            )


def _tensor_for(name: str, column: pd.Series) -> Tensor:
    """A tensor for a column whose server does not say what it reads."""
    import pandas as pd

    first = next((value for value in cells(column) if value is not None), None)
    if isinstance(first, bool):
        return Tensor(name, "BOOL", (-1, 1))
    if isinstance(first, str):
        return Tensor(name, "BYTES", (-1, 1))
    return Tensor(name, "INT64" if pd.api.types.is_integer_dtype(plain(column)) else "FP64", (-1, 1))


def _flat(data: object) -> Iterator[Json]:
    """Values in row-major order, however the server nests them."""
    waiting = [data]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting += reversed(each)
        else:
            yield each  # type: ignore[misc]  # an object is refused where the value is read


def _size(output: Mapping[str, object]) -> int | None:
    shape = output.get("shape")
    if not isinstance(shape, list) or not all(isinstance(size, int) and size >= 0 for size in shape):
        return None
    return math.prod(shape)
