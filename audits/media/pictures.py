"""A loaded model as a function of pictures: each is a row of pixels, which formats with tensors shape again."""

from __future__ import annotations

from collections.abc import Callable

from fairwitness.audits.media.answers import Floats, numbers_of
from fairwitness.audits.subject.models import pictures
from fairwitness.audits.subject.models.base import LoadedModel
from fairwitness.audits.subject.models.pictures import Batch, Pixels, pixel_rows


def picture_predict(model: LoadedModel, *, pixels: Pixels = "unit") -> Callable[[Batch], Floats]:
    """A function for `fairwitness.explainers.explain_images`.

    Parameters
    ----------
    pixels
        What the model was trained on.

    Returns
    -------
    callable
        Takes pictures of shape (pictures, height, width) or (pictures, height, width, channels). A model with channels
        first has them so; one whose shape is not known has a column for each number, row by row. Gives numbers of shape
        (pictures, labels), see `numbers_of`.

    Raises
    ------
    ModelError
        From the returned function: the pictures are of another size than the model reads.
    """
    return lambda batch: numbers_of(model, pixel_rows(batch, model, pixels))


def picture_size(model: LoadedModel) -> pictures.Size:
    """Height, width and channels of the pictures that a model reads.

    Raises
    ------
    ModelError
        It says neither a shape, nor a number of columns that makes a square.
    """
    return pictures.picture_size(model.signature)
