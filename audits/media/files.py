"""The pictures of rows of a folder, in the size that a model reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.subject.datasets.images import picture_column
from fairwitness.errors import ExplanationError

if TYPE_CHECKING:
    import pandas as pd

_MODES = {1: "L", 3: "RGB", 4: "RGBA"}


def read_pictures(rows: pd.DataFrame, folder: Path, size: tuple[int, int, int]) -> npt.NDArray[np.uint8]:
    """The pictures that rows of a folder name, turned as the camera says and brought to a size.

    Parameters
    ----------
    rows
        Of a folder that `fairwitness.audits.subject.datasets.images` has read.
    size
        Height, width and channels: 1 for grey, 3 for colours, 4 with transparency.

    Returns
    -------
    array of uint8
        Shape (pictures, height, width), or (pictures, height, width, channels) of more than one.

    Raises
    ------
    ExplanationError
        The data is no folder of pictures, or the model reads another number of channels.
    """
    from PIL import Image, ImageOps

    height, width, channels = size
    if channels not in _MODES:
        raise ExplanationError(
            f"The model must read pictures of 1, 3 or 4 channels. It reads {channels}; explain it in Python."
        )
    if not folder.is_dir():
        raise ExplanationError(
            f"To explain pictures, the data must be a folder of pictures with a CSV that labels them. "
            f"Got '{folder.name}'; for texts, name their column with `--text`."
        )
    column, found = picture_column(rows, folder, folder.name), []
    for name in rows[column]:
        with Image.open(folder / str(name)) as picture:
            upright = ImageOps.exif_transpose(picture).convert(_MODES[channels])
            found.append(np.asarray(upright.resize((width, height), Image.Resampling.BILINEAR)))
    return np.stack(found)
