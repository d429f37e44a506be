"""Models of pictures: how large these must be, their pixels as rows, and a column of file names as what is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isqrt, prod
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from fairwitness.audits.subject.datasets.base import Dataset, PictureFolder, file_sha256
from fairwitness.audits.subject.datasets.picture_files import read_pictures
from fairwitness.audits.subject.models.base import LoadedModel
from fairwitness.audits.subject.models.signature import Input, Signature
from fairwitness.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd

    from fairwitness.audits.plan.model import Plan

Batch = npt.NDArray[np.generic]
Floats = npt.NDArray[np.float64]
Pixels = Literal["unit", "same"]
"""Whole numbers as shares of the largest that their type holds, from 0 to 1; or the numbers as they are."""
Size = tuple[int, int, int]
AT_ONCE = 1 << 22
"""Numbers of pixels that are held, and asked about, at a time: 27 pictures of 3 x 224 x 224."""
_CHANNELS = (1, 3, 4)


@dataclass(frozen=True)
class PictureReader:
    """An estimator that is given names of files and asks a model about the pictures in them."""

    model: LoadedModel
    """What reads a row of pixels for each picture."""
    pictures: PictureFolder
    size: Size

    def predict(self, X: pd.DataFrame) -> npt.NDArray[np.generic]:
        """The label of each picture."""
        return np.concatenate([self.model.predict(rows).to_numpy() for rows in self._rows(X)])

    def predict_proba(self, X: pd.DataFrame) -> Floats:
        """Shape (pictures, labels)."""
        return np.concatenate([self.model.all_scores(rows) for rows in self._rows(X)])

    def answer(self, X: pd.DataFrame) -> tuple[npt.NDArray[np.generic], Floats]:
        """Both, each picture opened once."""
        found = [self.model.answer(rows) for rows in self._rows(X)]
        labels = np.concatenate([one.labels.to_numpy() for one in found])
        known = [one.probabilities for one in found if one.probabilities is not None]
        return labels, np.concatenate(known)

    def close(self) -> None:
        """Let go of what the model holds."""
        self.model.close()

    def read(self, X: pd.DataFrame) -> npt.NDArray[np.uint8]:
        """The pictures as the model is given them: shape (pictures, height, width) or with channels last."""
        return read_pictures(X.iloc[:, 0].tolist(), self.pictures.path, self.size)

    def hashes(self, names: pd.Series) -> pd.Series:
        """SHA-256 of each file."""
        return names.map(lambda name: file_sha256(self.pictures.path / str(name)))

    def _rows(self, X: pd.DataFrame) -> Iterator[pd.DataFrame]:
        step = max(1, AT_ONCE // prod(self.size))
        for start in range(0, max(len(X), 1), step):
            yield pixel_rows(self.read(X.iloc[start : start + step]), self.model)


def reading_pictures(plan: Plan, dataset: Dataset, model: LoadedModel | None) -> LoadedModel | None:
    """The model as one of a column of file names, where that is what it is: pictures in a folder, and a model of them.

    Raises
    ------
    ModelError
        The plan says that it reads the pictures, and it does not say their size.
    """
    if model is None or not reads_pictures(plan, dataset, model.signature):
        return model
    assert dataset.pictures is not None
    size = picture_size(model.signature)
    reader = PictureReader(model, dataset.pictures, size)
    stated = of_names(dataset, model.signature)
    return LoadedModel(reader, model.format, model.sha256, stated, model.isolation)


def reads_pictures(plan: Plan, dataset: Dataset, signature: Signature) -> bool:
    """Whether a model is to be given the pictures of a folder: by the plan, else by what it says that it reads."""
    pictures, said = dataset.pictures, plan.roles.features
    if pictures is None or said is not None:
        return pictures is not None and said == (pictures.column,)
    columns = signature.columns
    if columns is not None and set(columns) <= set(map(str, dataset.frame.columns)):
        return False
    try:
        picture_size(signature)
    except ModelError:
        return False
    return True


def of_names(dataset: Dataset, signature: Signature) -> Signature:
    """What the model says of itself, but that it reads the names of the pictures."""
    column = None if dataset.pictures is None else dataset.pictures.column
    inputs = (Input(str(column), "text"),)
    return replace(signature, inputs=inputs, width=None)


def picture_size(signature: Signature) -> Size:
    """Height, width and channels of the pictures that a model reads.

    Raises
    ------
    ModelError
        It says neither a shape, nor a number of columns that makes a square.
    """
    shape, width = signature.shape, signature.width or 0
    if shape is not None and len(shape) == 2:
        return (*shape, 1)
    if shape is not None and len(shape) == 3:
        first = shape[0] in _CHANNELS and shape[2] not in _CHANNELS
        return (shape[1], shape[2], shape[0]) if first else shape
    for channels in (1, 3) if shape is None and width > 1 else ():
        side = isqrt(width // channels)
        if side * side * channels == width:
            return side, side, channels
    raise ModelError(
        "A model of pictures must say their size. It does not; give it under `model.shape` (or `--model-shape`), "
        "such as 28x28, or 3x32x32 where the channels come first."
    )


def pixel_rows(batch: Batch, model: LoadedModel, pixels: Pixels = "unit") -> pd.DataFrame:
    """Pictures as a frame that the model can be asked about, a row of pixels for each.

    Raises
    ------
    ModelError
        The pictures are of another size than the model reads.
    """
    import pandas as pd

    rows = _arranged(_scaled(batch, pixels), model)
    known = model.expects
    named = known if known is not None and len(known) == rows.shape[1] else None
    return pd.DataFrame(rows, columns=named or [f"pixel {place}" for place in range(rows.shape[1])])


def _scaled(batch: Batch, pixels: Pixels) -> Floats:
    top = 2.0 ** (8 * batch.dtype.itemsize) - 1 if pixels == "unit" and batch.dtype.kind == "u" else 1.0
    return batch.astype(np.float64) / top


def _arranged(batch: Floats, model: LoadedModel) -> Floats:
    """The pixels of each picture in the order of the model, shape (pictures, pixels)."""
    shape, own, count = model.signature.shape, batch.shape[1:], prod(batch.shape[1:])
    wanted = shape if shape is not None else (model.signature.width or count,)
    first = len(own) == 3 and shape == (own[2], own[0], own[1])
    plain = shape is None or own == shape or (len(own) == 2 and _without_ones(shape) == _without_ones(own))
    if prod(wanted) != count or not (first or plain):
        size = " x ".join(map(str, wanted))
        raise ModelError(
            f"The pictures must be of the size that the model reads, {size}. Got {' x '.join(map(str, own))} (height, "
            "width, channels); bring them to that size."
        )
    turned = np.moveaxis(batch, -1, 1) if first else batch
    return turned.reshape(len(batch), count)


def _without_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(size for size in shape if size != 1)
