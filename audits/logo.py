"""The picture on the reports of an organisation: read once, made small, and kept outside the record's hash."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Final

from fairwitness.errors import PlanError

MOST_BYTES: Final = 5 << 20
SIZE: Final = (480, 144)
"""Pixels at most, wide and high: three times what paper shows."""
_KINDS: Final = ("PNG", "JPEG", "GIF", "WEBP")


def read_logo(path: str | Path) -> bytes:
    """The picture as a PNG of at most `SIZE` pixels, without whatever else the file holds.

    Raises
    ------
    PlanError
        The file is not there, too large, or no picture of a kind that a program can safely read. SVG is not: it may
        hold programs.
    """
    from PIL import Image, UnidentifiedImageError

    path = Path(path)
    must = f"`report.logo` must be a PNG, JPEG, GIF or WebP picture of at most {MOST_BYTES >> 20} MB."
    try:
        if path.stat().st_size > MOST_BYTES:
            raise PlanError(f"{must} '{path.name}' has {path.stat().st_size >> 20} MB.")
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=_KINDS) as opened:
                picture = opened.convert("RGBA")
    except FileNotFoundError as error:
        raise PlanError(f"{must} There is none at '{path.name}'.") from error
    except UnidentifiedImageError as error:
        raise PlanError(f"{must} '{path.name}' is no such picture. Export it as PNG.") from error
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise PlanError(f"{must} '{path.name}' cannot be read: {str(error).rstrip('.')}.") from error
    picture.thumbnail(SIZE)
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()
