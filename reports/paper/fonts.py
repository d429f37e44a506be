"""The faces that paper is set in: Source Serif, Source Sans, and DejaVu Sans for what they lack.

Chinese, Japanese and Korean take a face of 16 MB, Noto Sans CJK, which the extra ``cjk`` brings; without it their
letters are set by their names.

All come with Python packages, so nothing is downloaded and every machine sets the same page. The PDF engine takes
folders only, and would pick between the OpenType and the TrueType file of a face by the order of a directory; so the
wanted files are brought together in a folder of their own.
"""

from __future__ import annotations

import atexit
import importlib.util
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from fairwitness.errors import ReportError

FACES: Final[dict[str, tuple[str, ...]]] = {
    "font_source_sans_pro": tuple(
        f"files/SourceSansPro-{face}.ttf" for face in ("Regular", "It", "Semibold", "Bold")
    ),
    "font_source_serif_pro": tuple(
        f"files/SourceSerifPro-{face}.ttf" for face in ("Regular", "It", "Semibold", "Bold")
    ),
    "matplotlib": ("mpl-data/fonts/ttf/DejaVuSans.ttf", "mpl-data/fonts/ttf/DejaVuSans-Bold.ttf"),
}


CJK: Final = ("mplfonts", "fonts/NotoSansCJKsc-Regular.otf")
"""The package and file of the face that is there only where somebody asked for it."""


@cache
def files() -> tuple[Path, ...]:
    """Every face's file, that for Chinese, Japanese and Korean where it is installed.

    Raises
    ------
    ReportError
        A package of fonts is not installed, or lacks a face.
    """
    found = []
    for package, names in FACES.items():
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            raise ReportError(
                f"The PDF needs the fonts of the package '{package}', which is not installed. Install it."
            )
        found += [Path(spec.origin).parent / name for name in names]
    missing = [str(path.name) for path in found if not path.is_file()]
    if missing:
        raise ReportError(
            f"The PDF needs the fonts {', '.join(missing)}, which their packages do not hold. Reinstall them."
        )
    return (*found, *_cjk())


def _cjk() -> tuple[Path, ...]:
    package, name = CJK
    spec = importlib.util.find_spec(package)
    file = Path() if spec is None or spec.origin is None else Path(spec.origin).parent / name
    return (file,) if file.is_file() else ()


@cache
def folder() -> Path:
    """A folder of exactly these files, kept until the process ends."""
    made = Path(tempfile.mkdtemp(prefix="fairwitness-fonts-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    for file in files():
        try:
            (made / file.name).symlink_to(file)
        except OSError:  # no links on this file system
            shutil.copyfile(file, made / file.name)
    return made


@cache
def covered() -> frozenset[int]:
    """Code points that some regular face has a glyph for."""
    from fontTools.ttLib import TTFont

    regular = [file for file in files() if file.stem.endswith(("-Regular", "DejaVuSans"))]
    points: set[int] = set()
    for file in regular:
        with TTFont(file, lazy=True) as font:
            points.update(font.getBestCmap())
    return frozenset(points)
