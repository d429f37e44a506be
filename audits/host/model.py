"""A model on the other side of the wire, asked as if it were here."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from fairwitness.audits.host import bubblewrap
from fairwitness.audits.host.child import columns
from fairwitness.audits.host.child.wire import Bytes, Header, WireError
from fairwitness.audits.host.interpreter import interpreter
from fairwitness.audits.host.levels import choose
from fairwitness.audits.host.process import CHILD, GoneError, Process, ScratchFullError, TimeUpError
from fairwitness.audits.host.replies import cleaned, explains_in, more_in, signature_in, word
from fairwitness.audits.plan.source import Isolation
from fairwitness.audits.quoting import shown
from fairwitness.audits.subject.models.signature import Signature
from fairwitness.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
Given = TypeVar("Given")
GIB = 1 << 30
_START_SECONDS = 120.0
_CPU_SECONDS = 4 * 3600
_SCRATCH_BYTES = 256 << 20
_QUESTION_BYTES = 64 << 20
_NO_LABELS_BYTES = 1 << 20
_SAID_BYTES = 16 << 20
_LABEL_BYTES = 256


@dataclass(frozen=True)
class HostOptions:
    """How a model's process is run."""

    name: str
    """What messages call the model."""
    python: str = sys.executable
    minimum: Isolation = "process"
    memory: int = 4 * GIB
    """Bytes of address space."""
    seconds: float = 600.0
    """For one question."""


class HostedModel:
    """An estimator whose code runs in a process of its own; closed when it is let go of."""

    def __init__(
        self, process: Process, signature: Signature, isolation: Isolation, options: HostOptions
    ) -> None:
        self._process, self._options = process, options
        self.more: dict[str, object] = {}
        """What else the loader says of the model, as JSON has it; as little to be believed as the rest."""
        self.explains: str | None = None
        """How the model says that it was trained, as JSON, where its own library explains it."""
        self.signature, self.isolation = signature, isolation
        self._lock = threading.Lock()

    def predict(self, X: pd.DataFrame) -> npt.NDArray[np.generic]:
        """A label, or a number, for every row of X."""
        return np.concatenate([self._ask(part, ("labels",))[0] for part in parts(X)])

    def predict_proba(self, X: pd.DataFrame) -> Floats:
        """The probability of each label, shape (rows, labels)."""
        return np.concatenate([self._ask(part, ("probabilities",))[1] for part in parts(X)])

    def answer(self, X: pd.DataFrame) -> tuple[npt.NDArray[np.generic], Floats]:
        """Labels and probabilities in one round."""
        found = [self._ask(part, ("labels", "probabilities")) for part in parts(X)]
        return np.concatenate([labels for labels, _ in found]), np.concatenate([each for _, each in found])

    def close(self) -> None:
        """End the process."""
        self._process.close()

    def ask(
        self,
        question: Header,
        buffers: Sequence[memoryview],
        most: tuple[int, int],
        read: Callable[[Header, list[Bytes]], Given],
        what: str,
    ) -> Given:
        """What `read` makes of the answer to a question; one that it refuses ends the process.

        Parameters
        ----------
        most : tuple of int
            Bytes that the buffers, and the header, of the answer may have.
        what : str
            What the model must answer with, in words.

        Raises
        ------
        ModelError
            There is no answer, or `read` raised `WireError`, TypeError or ValueError.
        """
        with self._lock:
            header, came = exchange(
                self._process, self._options, (question, buffers), self._options.seconds, most
            )
        try:
            return read(header, came)
        except (WireError, TypeError, ValueError) as error:
            self.close()
            raise ModelError(
                f"'{self._options.name}' must answer with {what}. It sent {cleaned(str(error))}, and was stopped."
            ) from error

    def _ask(self, X: pd.DataFrame, wanted: Sequence[str]) -> tuple[npt.NDArray[np.generic], Floats]:
        headers, written = columns.write_table(X)
        labels = len(self.signature.classes or ())
        rows = len(X)
        most = 8 * rows * (1 + labels) + _NO_LABELS_BYTES, _LABEL_BYTES * rows + _NO_LABELS_BYTES
        question: Header = {"rows": rows, "columns": headers, "wanted": list(wanted)}
        return self.ask(
            question,
            written,
            most,
            lambda header, buffers: self._read(header, buffers, rows, wanted),
            "labels and probabilities",
        )

    def _read(
        self, header: Header, buffers: list[Bytes], rows: int, wanted: Sequence[str]
    ) -> tuple[npt.NDArray[np.generic], Floats]:
        if len(buffers) != len(wanted):
            raise WireError("another number of answers")
        labels: npt.NDArray[np.generic] = np.empty(0, dtype=object)
        if "labels" in wanted:
            labels, _ = columns.read_column(header.get("labels"), buffers[0], rows)
            if labels.dtype.kind == "M":
                raise WireError("dates")
        if "probabilities" not in wanted:
            return labels, np.empty((rows, 0))
        shape = (rows, len(self.signature.classes or ()))
        if header.get("shape") != list(shape) or len(buffers[-1]) != 8 * shape[0] * shape[1]:
            raise WireError(f"probabilities of another shape than {shape}")
        return labels, np.frombuffer(buffers[-1], dtype="<f8").reshape(shape)


def start_host(
    loader: str, files: Sequence[Path], arguments: Mapping[str, object], options: HostOptions
) -> HostedModel:
    """Start a process, shut it in, and load a model there.

    Parameters
    ----------
    loader : str
        A module of ``child/loaders``.
    files : sequence of Path
        What the model is read from; nothing else of the person's can be.
    arguments : mapping
        For the loader, as JSON has them.

    Raises
    ------
    ModelError
        The machine cannot shut it in as demanded, the interpreter cannot serve, or the model cannot be loaded.
    """
    level = choose(options.minimum)
    python = interpreter(options.python)
    paths = [str(path.resolve()) for path in files]
    readable = [*python.readable, str(CHILD), *paths]
    wrap = partial(bubblewrap.command, readable) if level == "bubblewrap" else None
    process = Process(python.path, wrap, _SCRATCH_BYTES)
    setup: Header = {
        "loader": loader,
        "files": paths,
        "arguments": dict(arguments),
        "locked": level == "sandbox",
        "read": paths,
        "write": [str(process.scratch)],
        "limits": {"memory": options.memory, "cpu": _CPU_SECONDS, "file": _SCRATCH_BYTES},
    }
    said, _ = exchange(process, options, (setup, ()), _START_SECONDS + options.seconds, (0, _SAID_BYTES))
    try:
        signature = signature_in(said.get("loaded"))
    except (WireError, TypeError, ValueError) as error:
        process.close()
        raise ModelError(f"'{options.name}' must say what it is. It sent {cleaned(str(error))}.") from error
    model = HostedModel(process, signature, level, options)
    model.more, model.explains = more_in(said.get("loaded")), explains_in(said.get("loaded"))
    return model


def exchange(
    process: Process,
    options: HostOptions,
    question: tuple[Header, Sequence[memoryview]],
    seconds: float,
    most: tuple[int, int],
) -> tuple[Header, list[Bytes]]:
    """One question and its answer; whatever goes wrong is a `ModelError`, and the process is over.

    `most` is how many bytes the buffers, and the header, of the answer may have.
    An error of the model's own code is told, and leaves the process as it is.
    """
    name = options.name
    try:
        process.send(*question, seconds)
        header, buffers = process.receive(seconds, *most)
    except TimeUpError as error:
        raise ModelError(
            f"'{name}' must answer within {seconds:g} seconds. It did not, and was stopped; ask about fewer rows, or "
            "raise `model.timeout`."
        ) from error
    except ScratchFullError as error:
        raise ModelError(
            f"'{name}' wrote more than {_SCRATCH_BYTES >> 20} MiB, or folders without end, to disk, and was stopped."
        ) from error
    except GoneError as error:
        raise ModelError(
            f"'{name}' ended before it answered: {error}{_words(process)}. If it ran out of memory, raise "
            f"`model.memory` above {options.memory / GIB:g} GiB."
        ) from error
    except WireError as error:
        raise ModelError(
            f"'{name}' must answer with a frame. It sent {cleaned(str(error))}, and was stopped."
        ) from error
    if "failed" in header:
        raise _failed(header, process, options)
    return header, buffers


def _failed(header: Header, process: Process, options: HostOptions) -> ModelError:
    kind, text = word(header.get("type")), word(header.get("text"))
    doing = header.get("failed")
    if doing == "answering":
        text = shown(text) or "its message may quote a row, and is not shown"
    if doing != "answering":
        process.close()
    if doing == "locking":
        return ModelError(
            f"'{options.name}' could not be shut in, and was not loaded: {text}. `fairwitness doctor` says what this "
            "machine can do."
        )
    if kind == "MemoryError":
        return ModelError(
            f"'{options.name}' needs more than the {options.memory / GIB:g} GiB it may take. Raise `model.memory` if "
            "you trust it."
        )
    if kind in ("ModuleNotFoundError", "ImportError"):
        return ModelError(
            f"'{options.name}' needs a package that its Python has not: {text}. Name the Python that it was saved with "
            "under `model.python`, such as .venv/bin/python."
        )
    if kind == "NotOneModelError":
        return ModelError(f"'{options.name}' must hold a model with `predict`, for one decision. It {text}.")
    refused = kind == "PermissionError" or "Operation not permitted" in text or "Permission denied" in text
    shut = " It tried what is not allowed where it is shut in." if refused else ""
    verb = "be loaded" if doing == "loading" else "answer"
    return ModelError(f"'{options.name}' must {verb}. It stopped with {kind}: {text}.{shut}")


def _words(process: Process) -> str:
    said = shown(cleaned(process.last_words()))
    return f" (it said: {said})" if said else ""


def parts(X: pd.DataFrame) -> list[pd.DataFrame]:
    """The rows in pieces of about 64 MiB."""
    rows = max(1, _QUESTION_BYTES // (8 * max(1, X.shape[1])))
    return [X.iloc[start : start + rows] for start in range(0, max(1, len(X)), rows)]
