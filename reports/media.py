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
from fairwitness.explainers.images.pictures import unit
from fairwitness.explainers.media import ItemExplanation
from fairwitness.reports import format as fmt
from fairwitness.reports.charts.figure import Table
from fairwitness.reports.lettering import drawable, from_right, width
from fairwitness.reports.plain import plain
from fairwitness.reports.tokens import LIGHT, Theme

WIDTH = 640
SIZE, LINE, BAR = 16, 46, 11
NUMBERED = 5
FACE = "Source Sans 3, Source Sans Pro, system-ui, DejaVu Sans, sans-serif"


@dataclass(frozen=True)
class MediaFigure:
    """A picture of an explanation, the same in words, and the same as a table."""

    svg: str
    title: str
    subtitle: str
    alt: str
    table: Table


def text_figure(
    found: ItemExplanation, text: str, theme: Theme = LIGHT, *, label: str | None = None
) -> MediaFigure:
    """A text with its words marked.

    Parameters
    ----------
    label
        What the explained class is called; its place where left out.

    Raises
    ------
    ReportError
        The explanation is not of a text.
    """
    if found.spans is None:
        raise ReportError("The explanation must be of a text. Got one of a picture; use image_figure.")
    largest = float(np.abs(found.values).max(initial=0.0)) or 1.0
    drawn, x, line = [], 0.0, 0
    mirrored = from_right(text)
    for piece, value in _pieces(found, drawable(text)):
        for chunk in _broken(piece):
            wide = width(chunk, SIZE)
            if x + wide > WIDTH and x > 0:
                x, line = 0.0, line + 1
            left = WIDTH - x - wide if mirrored else x
            share = None if value is None else value / largest
            drawn.append(_word(chunk, left, line, wide, share=share, theme=theme))
            x += wide
    return _figure(found, "".join(drawn), (WIDTH, (line + 1) * LINE + 8), "word", label)


def _pieces(found: ItemExplanation, text: str) -> list[tuple[str, float | None]]:
    """The text in its order: words with their values, and what lies between them with none.

    A value of less than two standard errors is shown as nothing.
    """
    assert found.spans is not None
    pieces: list[tuple[str, float | None]] = []
    at = 0
    errors = np.zeros(len(found.values)) if found.standard_errors is None else found.standard_errors
    clear = np.where(np.abs(found.values) >= 2 * errors, found.values, 0.0)
    for (start, end), value in sorted(zip(found.spans.tolist(), clear.tolist(), strict=True)):
        pieces += [(text[at:start], None), (text[start:end], value)]
        at = end
    return [*pieces, (text[at:].rstrip(), None)]


def image_figure(
    found: ItemExplanation,
    picture: npt.NDArray[np.generic],
    theme: Theme = LIGHT,
    *,
    label: str | None = None,
) -> MediaFigure:
    """A picture with its regions marked.

    Parameters
    ----------
    picture
        As it was explained: shape (height, width) or (height, width, channels). Of more channels than a screen has,
        their mean is shown.
    label
        What the explained class is called; its place where left out.

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
    height, across = found.regions.shape
    scale = WIDTH / across
    image = (
        f'<image width="{WIDTH}" height="{height * scale:.1f}" preserveAspectRatio="none" '
        f'style="image-rendering:pixelated" href="data:image/png;base64,{_png(picture)}"/>'
    )
    marks = [
        _region(found, place, rank, scale, theme) for rank, place in enumerate(found.strongest(NUMBERED), 1)
    ]
    defs = _HATCHES.format(theme=theme.name, light=theme.bg, dark=theme.ink)
    return _figure(found, defs + image + "".join(marks), (WIDTH, height * scale), "region", label)


_HATCH = (
    '<pattern id="{name}-{{theme}}" width="10" height="10" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate({turn})"><rect width="2" height="10" fill="{{light}}"/>'
    '<rect x="2" width="1" height="10" fill="{{dark}}"/></pattern>'
)
_HATCHES = f"<defs>{_HATCH.format(name='for', turn=45)}{_HATCH.format(name='against', turn=-45)}</defs>"
"""Lines with a light and a dark side, so that they show on any picture."""


def _figure(
    found: ItemExplanation, body: str, size: tuple[float, float], kind: str, label: str | None
) -> MediaFigure:
    parts = [plain(drawable(part)) for part in found.parts]
    best = [place for place in found.strongest(3) if found.values[place] != 0]
    named = fmt.listed([f"'{parts[place]}' ({fmt.signed(found.values[place], 2)})" for place in best])
    title = (
        f"{named} {'moves' if len(best) == 1 else 'move'} the answer most."
        if best
        else "Nothing moves the answer."
    )
    alt = f"The answer is {fmt.number(found.answer, 2)}. " + (
        "; ".join(f"{parts[place]} {fmt.signed(found.values[place], 3)}" for place in found.strongest(12))
        + "."
    )
    across, down = size
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across:g} {down:g}" role="img" width="100%" '
        f'font-family="{FACE}" style="max-width:{across:g}px"><title>{escape(title)}</title>'
        f"<desc>{escape(alt)}</desc>{body}</svg>"
    )
    rows = tuple(
        (
            str(rank),
            parts[place],
            fmt.signed(found.values[place], 3),
            "none" if found.standard_errors is None else fmt.number(float(found.standard_errors[place]), 3),
        )
        for rank, place in enumerate(found.strongest(len(found.parts)), 1)
    )
    columns = ("Rank", kind.capitalize(), "Contribution", "Standard error")
    return MediaFigure(
        svg, title, _subtitle(found, kind, label), alt, Table(title, columns, rows, frozenset(columns[2:]))
    )


def _subtitle(found: ItemExplanation, kind: str, label: str | None) -> str:
    called = str(found.output) if label is None else f"'{plain(drawable(label))}'"
    said = [f"{found.method.upper()}, class {called}: answer {fmt.number(found.answer, 2)}."]
    if kind == "word":
        said.append("A bar below a word and a plus: it raises the answer; above and a minus: it lowers it.")
        if found.standard_errors is not None:
            said.append("No bar: less than two standard errors from no effect.")
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
    elif found.meta.get("note"):
        said.append(str(found.meta["note"]))
    return " ".join(said)


def _broken(piece: str) -> Sequence[str]:
    """Pieces that fit a line: the very long are cut, and a line break is a space."""
    flat = " ".join(piece.split("\n")) if piece.strip() else (" " if piece else "")
    most = int(WIDTH / (1.1 * SIZE))
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
    spans = _runs(held)
    body = "".join(
        f'<rect x="{a * scale:.1f}" y="{row * scale:.1f}" width="{(b - a) * scale:.1f}" height="{scale + 0.3:.1f}"/>'
        for row, a, b in spans
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
