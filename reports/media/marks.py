"""The marks on explained texts and pictures, as SVG: attributes only, so that a page may forbid styles."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from html import escape
from io import BytesIO

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.images.pictures import unit
from fairwitness.explainers.media import ItemExplanation
from fairwitness.reports import format as fmt
from fairwitness.reports.lettering import drawable, from_right, width
from fairwitness.reports.tokens import Theme

SIZE, LINE, BAR = 16, 46, 11


def marked_text(
    found: ItemExplanation, text: str, theme: Theme, across: int, most: int
) -> tuple[str, float, bool]:
    """A text with a bar and a sign at each word that counts, how high it is, and whether it goes on.

    It ends after so many lines, so that it fits a page.
    """
    largest = float(np.abs(found.values).max(initial=0.0)) or 1.0
    drawn: list[str] = []
    x, line = 0.0, 0
    mirrored = from_right(text)
    for piece, value in _pieces(found, drawable(text)):
        for chunk in _broken(piece, across):
            wide = width(chunk, SIZE)
            if x + wide > across and x > 0:
                x, line = 0.0, line + 1
                if line == most:
                    return "".join(drawn), most * LINE + 8, True
            left = across - x - wide if mirrored else x
            share = None if value is None else value / largest
            drawn.append(_word(chunk, left, line, wide, share=share, theme=theme))
            x += wide
    return "".join(drawn), (line + 1) * LINE + 8, False


def marked_picture(
    found: ItemExplanation,
    picture: npt.NDArray[np.generic],
    theme: Theme,
    across: int,
    numbered: Sequence[int],
) -> tuple[str, float]:
    """A picture with regions outlined, hatched one way or the other and numbered in their order, and its height."""
    assert found.regions is not None
    height, columns = found.regions.shape
    scale = across / columns
    image = (
        f'<image width="{across}" height="{height * scale:.1f}" preserveAspectRatio="none" '
        f'image-rendering="pixelated" href="data:image/png;base64,{_png(picture)}"/>'
    )
    marks = [_region(found, place, rank, scale, theme) for rank, place in enumerate(numbered, 1)]
    defs = _HATCHES.format(theme=theme.name, light=theme.bg, dark=theme.ink)
    return defs + image + "".join(marks), height * scale


_HATCH = (
    '<pattern id="{name}-{{theme}}" width="10" height="10" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate({turn})"><rect width="2" height="10" fill="{{light}}"/>'
    '<rect x="2" width="1" height="10" fill="{{dark}}"/></pattern>'
)
_HATCHES = f"<defs>{_HATCH.format(name='for', turn=45)}{_HATCH.format(name='against', turn=-45)}</defs>"
"""Lines with a light and a dark side, so that they show on any picture."""


def _pieces(found: ItemExplanation, text: str) -> Iterator[tuple[str, float | None]]:
    """The text in its order: words with their values, and what lies between them with none."""
    assert found.spans is not None
    at = 0
    for (start, end), value in sorted(zip(found.spans.tolist(), found.clear().tolist(), strict=True)):
        yield text[at:start], None
        yield text[start:end], value
        at = end
    yield text[at:].rstrip(), None


def _broken(piece: str, across: int) -> Sequence[str]:
    """Pieces that fit a line: the very long are cut, and a line break is a space."""
    flat = " ".join(piece.split("\n")) if piece.strip() else (" " if piece else "")
    most = int(across / (1.1 * SIZE))
    return [flat[start : start + most] for start in range(0, len(flat), most)]


def _word(chunk: str, x: float, line: int, wide: float, *, share: float | None, theme: Theme) -> str:
    """A piece of text, and its bar: `share` is its contribution over the largest."""
    base = line * LINE + 28
    said = (
        f'<text x="{x:.1f}" y="{base}" font-size="{SIZE}" fill="{theme.ink}" textLength="{max(wide - 2, 1):.1f}" '
        f'lengthAdjust="spacingAndGlyphs" xml:space="preserve">{escape(chunk)}</text>'
    )
    if share is None or abs(share) < 0.02:
        return said if chunk.strip() else ""
    height = BAR * abs(share)
    top = base + 4 if share > 0 else base - SIZE - height
    fill = theme.accent if share > 0 else theme.axis
    sign = "+" if share > 0 else fmt.MINUS
    return (
        f'{said}<rect x="{x:.1f}" y="{top:.1f}" width="{max(wide - 3, 2):.1f}" height="{height:.1f}" fill="{fill}"/>'
        f'<text x="{x + wide - 3:.1f}" y="{base - SIZE + 2 if share > 0 else base + 12}" font-size="11" '
        f'text-anchor="end" fill="{theme.muted}">{sign}</text>'
    )


def _region(found: ItemExplanation, place: int, rank: int, scale: float, theme: Theme) -> str:
    assert found.regions is not None
    held = found.regions == place
    y, x = np.nonzero(held)
    if not len(y):  # too small for the picture that was kept; the table has it
        return ""
    body = "".join(
        f'<rect x="{a * scale:.1f}" y="{row * scale:.1f}" width="{(b - a) * scale:.1f}" height="{scale + 0.3:.1f}"/>'
        for row, a, b in _runs(held)
    )
    kind = "for" if found.values[place] > 0 else "against"
    outline = _outline(held, scale)
    centre = (x.mean() + 0.5) * scale, (y.mean() + 0.5) * scale
    return (
        f'<g fill="url(#{kind}-{theme.name})">{body}</g>'
        f'<path d="{outline}" fill="none" stroke="{theme.bg}" stroke-width="5"/>'
        f'<path d="{outline}" fill="none" stroke="{theme.ink}" stroke-width="2"/>'
        f'<circle cx="{centre[0]:.1f}" cy="{centre[1]:.1f}" r="13" fill="{theme.bg}" stroke="{theme.ink}"/>'
        f'<text x="{centre[0]:.1f}" y="{centre[1] + 5:.1f}" font-size="14" text-anchor="middle" '
        f'fill="{theme.ink}">{rank}{"+" if kind == "for" else fmt.MINUS}</text>'
    )


def _runs(held: npt.NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """Row, first and one past the last column of each run of pixels."""
    edges = np.diff(np.pad(held, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    _, ends = np.nonzero(edges == -1)
    return list(zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True))


def _outline(held: npt.NDArray[np.bool_], scale: float) -> str:
    """The sides between pixels that belong and pixels that do not."""
    padded = np.pad(held, 1)
    across = np.argwhere(padded[1:, 1:-1] != padded[:-1, 1:-1])
    down = np.argwhere(padded[1:-1, 1:] != padded[1:-1, :-1])
    parts = [f"M{x * scale:.1f} {y * scale:.1f}h{scale:.1f}" for y, x in across]
    parts += [f"M{x * scale:.1f} {y * scale:.1f}v{scale:.1f}" for y, x in down]
    return "".join(parts)


def _png(picture: npt.NDArray[np.generic]) -> str:
    from PIL import Image

    pixels = np.rint(unit(picture) * 255).astype(np.uint8)
    shown = pixels if pixels.shape[-1] in (3, 4) else pixels.mean(axis=-1).round().astype(np.uint8)
    stream = BytesIO()
    Image.fromarray(shown).save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()
