"""Explained texts and pictures as inline SVG that can be read without colour, with words and a table beside.

A word that raises the answer stands on a bar below it with a plus, one that lowers it under a bar above it with a
minus; the longer the bar's height, the more. A region is outlined, hatched one way or the other, and numbered by rank.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO

import numpy as np
import numpy.typing as npt

from fairwitness.errors import ReportError
from fairwitness.explainers.media import ItemExplanation
from fairwitness.reports import format as fmt
from fairwitness.reports.charts.figure import Table
from fairwitness.reports.tokens import LIGHT, Theme

WIDTH = 640
SIZE, LINE, BAR = 16, 46, 11
NUMBERED = 5
_LETTER = 0.62
"""Of the type's size: how wide a letter is at most on average; wide scripts take twice that."""


@dataclass(frozen=True)
class MediaFigure:
    """A picture of an explanation, the same in words, and the same as a table."""

    svg: str
    title: str
    subtitle: str
    alt: str
    table: Table


def text_figure(found: ItemExplanation, text: str, theme: Theme = LIGHT) -> MediaFigure:
    """A text with its words marked.

    Raises
    ------
    ReportError
        The explanation is not of a text.
    """
    if found.spans is None:
        raise ReportError("The explanation must be of a text. Got one of a picture; use image_figure.")
    largest = float(np.abs(found.values).max(initial=0.0)) or 1.0
    drawn, x, line = [], 0.0, 0
    at = 0
    for (start, end), value in zip(found.spans, found.values, strict=True):
        for piece, own in ((text[at:start], None), (text[start:end], float(value))):
            for chunk in _broken(piece):
                width = _width(chunk)
                if x + width > WIDTH and x > 0:
                    x, line = 0.0, line + 1
                share = None if own is None else own / largest
                drawn.append(_word(chunk, x, line, width, share=share, theme=theme))
                x += width
        at = end
    if text[at:].strip():
        drawn.append(_word(text[at:], x, line, _width(text[at:]), share=None, theme=theme))
    return _figure(found, "".join(drawn), WIDTH, (line + 1) * LINE + 8, "word")


def image_figure(
    found: ItemExplanation, picture: npt.NDArray[np.generic], theme: Theme = LIGHT
) -> MediaFigure:
    """A picture with its regions marked.

    Parameters
    ----------
    picture
        As it was explained: shape (height, width) or (height, width, channels).

    Raises
    ------
    ReportError
        The explanation is not of a picture, or of one of another size.
    """
    if found.regions is None or found.regions.shape != picture.shape[:2]:
        raise ReportError(
            f"The picture must be the one explained. Got shape {picture.shape} for regions of shape "
            f"{None if found.regions is None else found.regions.shape}."
        )
    height, width = found.regions.shape
    scale = WIDTH / width
    image = (
        f'<image width="{WIDTH}" height="{height * scale:.1f}" preserveAspectRatio="none" '
        f'style="image-rendering:pixelated" href="data:image/png;base64,{_png(picture)}"/>'
    )
    marks = [
        _region(found, place, rank, scale, theme) for rank, place in enumerate(found.strongest(NUMBERED), 1)
    ]
    return _figure(
        found, _HATCHES.format(ink=theme.bg) + image + "".join(marks), WIDTH, height * scale, "region"
    )


_HATCHES = (
    '<defs><pattern id="for" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="2" height="8" fill="{ink}" fill-opacity=".85"/></pattern>'
    '<pattern id="against" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
    '<rect width="2" height="8" fill="{ink}" fill-opacity=".85"/></pattern></defs>'
)


def _figure(found: ItemExplanation, body: str, width: float, height: float, kind: str) -> MediaFigure:
    best = [place for place in found.strongest(3) if found.values[place] != 0]
    named = fmt.listed([f"'{found.parts[place]}' ({fmt.signed(found.values[place], 2)})" for place in best])
    title = (
        f"{named} {'moves' if len(best) == 1 else 'move'} the answer most."
        if best
        else "Nothing moves the answer."
    )
    alt = f"The answer is {fmt.number(found.answer, 2)}. " + (
        "; ".join(
            f"{found.parts[place]} {fmt.signed(found.values[place], 3)}" for place in found.strongest(12)
        )
        + "."
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" width="100%" '
        f'style="max-width:{width:g}px"><title>{escape(title)}</title><desc>{escape(alt)}</desc>{body}</svg>'
    )
    rows = tuple(
        (
            str(rank),
            found.parts[place],
            fmt.signed(found.values[place], 3),
            "none" if found.standard_errors is None else fmt.number(float(found.standard_errors[place]), 3),
        )
        for rank, place in enumerate(found.strongest(len(found.parts)), 1)
    )
    columns = ("Rank", kind.capitalize(), "Contribution", "Standard error")
    return MediaFigure(
        svg, title, _subtitle(found, kind), alt, Table(title, columns, rows, frozenset(columns[2:]))
    )


def _subtitle(found: ItemExplanation, kind: str) -> str:
    said = [f"{found.method.upper()}, class {found.output}: answer {fmt.number(found.answer, 2)}."]
    if kind == "word":
        said.append("A bar below a word and a plus: it raises the answer; above and a minus: it lowers it.")
    else:
        said.append(
            "Numbered by rank; lines rising to the right: it raises the answer; falling: it lowers it."
        )
    if found.method == "lime":
        said.append(
            "The answer never changed."
            if found.fidelity is None
            else f"R² {fmt.pct(found.fidelity, 0)}: how much of the model's behaviour nearby this follows."
        )
        if found.stability is not None:
            said.append(
                f"{fmt.pct(found.stability, 0)} of the strongest {kind}s are the same in each half of the sample."
            )
    return " ".join(said)


def _broken(piece: str) -> Sequence[str]:
    """Pieces that fit a line: the very long are cut, and a line break is a space."""
    flat = " ".join(piece.split("\n")) if piece.strip() else (" " if piece else "")
    most = int(WIDTH / (2 * SIZE * _LETTER))
    return [flat[start : start + most] for start in range(0, len(flat), most)]


def _width(chunk: str) -> float:
    return sum(SIZE * _LETTER * (2 if ord(char) > 0x2E7F else 1) for char in chunk)


def _word(chunk: str, x: float, line: int, width: float, *, share: float | None, theme: Theme) -> str:
    """A piece of text, and its bar: `share` is its contribution over the largest."""
    base = line * LINE + 28
    said = (
        f'<text x="{x:.1f}" y="{base}" font-size="{SIZE}" fill="{theme.ink}" textLength="{max(width - 2, 1):.1f}" '
        f'lengthAdjust="spacingAndGlyphs" xml:space="preserve">{escape(chunk)}</text>'
    )
    if share is None or abs(share) < 0.02:
        return said if chunk.strip() else ""
    height = BAR * abs(share)
    top = base + 4 if share > 0 else base - SIZE - height
    fill = theme.accent if share > 0 else theme.axis
    sign = "+" if share > 0 else fmt.MINUS
    return (
        f'{said}<rect x="{x:.1f}" y="{top:.1f}" width="{max(width - 3, 2):.1f}" height="{height:.1f}" fill="{fill}"/>'
        f'<text x="{x + width - 3:.1f}" y="{base - SIZE + 2 if share > 0 else base + 12}" font-size="11" '
        f'text-anchor="end" fill="{theme.muted}">{sign}</text>'
    )


def _region(found: ItemExplanation, place: int, rank: int, scale: float, theme: Theme) -> str:
    assert found.regions is not None
    held = found.regions == place
    y, x = np.nonzero(held)
    spans = _runs(held)
    body = "".join(
        f'<rect x="{a * scale:.1f}" y="{row * scale:.1f}" width="{(b - a) * scale:.1f}" height="{scale + 0.3:.1f}"/>'
        for row, a, b in spans
    )
    kind = "for" if found.values[place] > 0 else "against"
    centre = (x.mean() + 0.5) * scale, (y.mean() + 0.5) * scale
    return (
        f'<g fill="url(#{kind})">{body}</g><path d="{_outline(held, scale)}" fill="none" stroke="{theme.bg}" '
        f'stroke-width="5"/><path d="{_outline(held, scale)}" fill="none" stroke="{theme.ink}" stroke-width="2"/>'
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

    numbers = picture.astype(np.float64)
    unit = numbers if picture.dtype.kind in "ui" else numbers * 255
    pixels = np.clip(np.rint(unit), 0, 255).astype(np.uint8)
    stream = BytesIO()
    Image.fromarray(pixels[..., 0] if pixels.ndim == 3 and pixels.shape[-1] == 1 else pixels).save(
        stream, "PNG"
    )
    return base64.b64encode(stream.getvalue()).decode()
