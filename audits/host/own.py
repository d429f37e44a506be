"""What a model's own library says of it, from the other side of the wire: believed no more than anything else there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.host.child import columns
from fairwitness.audits.host.child.wire import Bytes, Header, WireError
from fairwitness.audits.host.model import parts

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.audits.host.model import HostedModel

Floats = npt.NDArray[np.float64]
_HEADER_BYTES = 1 << 16
_APART = 1e-4
"""How far shares may miss the sum, relative to the largest sum: more than rounding."""


def margins(model: HostedModel, X: pd.DataFrame) -> Floats:
    """The model's sums before a link function, shape (rows, outputs).

    Raises
    ------
    ModelError
        It cannot answer, or sent something else, and was stopped.
    """
    return np.concatenate([_margins(model, part) for part in parts(X)])


def contributions(model: HostedModel, X: pd.DataFrame, background: pd.DataFrame | None) -> Floats:
    """What the library shares out, shape (rows, outputs, columns + 1), with the base values last.

    Parameters
    ----------
    X, background
        Rows as the model reads them, in the same columns; without a background it compares with its training rows.

    Raises
    ------
    ModelError
        It cannot answer; or sent numbers of another shape, that are not finite, whose base value is another for each
        row or not the mean over the background, or that do not add up to its sums; and was stopped.
    """
    return np.concatenate([_contributions(model, part, background) for part in parts(X)])


def _margins(model: HostedModel, X: pd.DataFrame) -> Floats:
    headers, written = columns.write_table(X)
    shape = len(X), _outputs(model)
    question: Header = {"rows": len(X), "columns": headers, "wanted": ["margins"]}

    def read(header: Header, buffers: list[Bytes]) -> Floats:
        if len(buffers) != 1:
            raise WireError("another number of answers")
        return _numbers("margins", header, buffers[0], shape)

    return model.ask(question, written, (8 * shape[0] * shape[1], _HEADER_BYTES), read, "its sums")


def _contributions(model: HostedModel, X: pd.DataFrame, background: pd.DataFrame | None) -> Floats:
    import pandas as pd

    together = X if background is None else pd.concat([X, background], ignore_index=True)
    headers, written = columns.write_table(together)
    outputs, rows = _outputs(model), len(together)
    question: Header = {"rows": rows, "columns": headers, "wanted": ["margins", "contributions"]}
    if background is not None:
        question["background"] = len(background)

    def read(header: Header, buffers: list[Bytes]) -> Floats:
        if len(buffers) != 2:
            raise WireError("another number of answers")
        sums = _numbers("margins", header, buffers[0], (rows, outputs))
        shares = _numbers("contributions", header, buffers[1], (len(X), outputs, X.shape[1] + 1))
        _check(shares, sums[: len(X)], None if background is None else sums[len(X) :])
        return shares

    most = 8 * outputs * (rows + len(X) * (X.shape[1] + 1)), _HEADER_BYTES
    return model.ask(question, written, most, read, "shares of its columns that add up to its sums")


def _outputs(model: HostedModel) -> int:
    """Two labels share one sum."""
    labels = len(model.signature.classes or ())
    return labels if labels > 2 else 1


def _numbers(name: str, header: Header, buffer: Bytes, shape: tuple[int, ...]) -> Floats:
    if header.get(name) != list(shape) or len(buffer) != 8 * int(np.prod(shape)):
        raise WireError(f"{name} of another shape than {shape}")
    found = np.frombuffer(buffer, dtype="<f8").reshape(shape)
    if not np.isfinite(found).all():
        raise WireError(f"{name} that are not finite")
    return found


def _check(shares: Floats, sums: Floats, reference: Floats | None) -> None:
    """Raise `WireError` for shares that cannot be what they are said to be."""
    most = _APART * max(1.0, float(np.abs(sums).max(initial=0.0)))
    base = shares[:, :, -1]
    if np.abs(base - base[:1]).max(initial=0.0) > most:
        raise WireError("another base value for each row")
    if reference is not None and np.abs(base - reference.mean(axis=0)).max(initial=0.0) > most:
        raise WireError("a base value that is not its mean over the background")
    missed = float(np.abs(shares.sum(axis=2) - sums).max(initial=0.0))
    if missed > most:
        raise WireError(f"shares that miss its sums by up to {missed:.3g}")
