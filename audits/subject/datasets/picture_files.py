"""Picture files as arrays, in the size that a model reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fairwitness.errors import ModelError

_MODES = {1: "L", 3: "RGB", 4: "RGBA"}


def read_pictures(names: Sequence[str], folder: Path, size: tuple[int, int, int]) -> npt.NDArray[np.uint8]:
    """Pictures of a folder, turned as the camera says and brought to a size.

    Parameters
    ----------
    names
        Of files in the folder, which `fairwitness.audits.subject.datasets.images` has looked at.
    size
        Height, width and channels: 1 for grey, 3 for colours, 4 with transparency.

    Returns
    -------
    array of uint8
        Shape (pictures, height, width), or (pictures, height, width, channels) of more than one.

    Raises
    ------
    ModelError
        The model reads another number of channels.
    """
    from PIL import Image, ImageOps

    height, width, channels = size
    if channels not in _MODES:
        raise ModelError(
            f"The model must read pictures of 1, 3 or 4 channels. It reads {channels}; explain it in Python."
        )
    found = np.empty((len(names), height, width) + ((channels,) if channels > 1 else ()), np.uint8)
    for place, name in enumerate(names):
        with Image.open(folder / str(name)) as picture:
            upright = ImageOps.exif_transpose(picture).convert(_MODES[channels])
            found[place] = np.asarray(upright.resize((width, height), Image.Resampling.BILINEAR))
    return found
