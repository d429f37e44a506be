"""An explained text or picture on a page: its marks, how far it can be trusted, and the same as table and file."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from fairwitness.app.views import numbers, parts
from fairwitness.app.views.figure import table_twin
from fairwitness.app.views.style import PAGE
from fairwitness.reports.media.case import media_figure, two_widths

if TYPE_CHECKING:
    from fairwitness.audits.media.explaining import MediaCase
    from fairwitness.reports.media import MediaFigure


def media(case: MediaCase, place: int) -> None:
    """Set the figure of a case; `place` tells it from others on the page."""
    found, small = two_widths(case, PAGE, numbers.words())
    parts.html(
        f'<div class="fig"><h3 class="f">{parts.text(found.title)}</h3>'
        f'<p class="sub">{parts.text(found.subtitle)}</p></div>'
        f"{_image(found, 'wide')}{_image(small, 'narrow')}{parts.muted(found.source)}"
    )
    table_twin(
        lambda words: media_figure(case, words=words).table,
        f"media-{place}",
        file=f"{case.found.method}.csv",
        title=found.title,
    )


def _image(found: MediaFigure, size: str) -> str:
    """The drawing as an image of its own, as `st.html` drops inline SVG; the style sheet shows one of the two sizes.

    An image is a document of its own, and has to say itself that it knows the dark.
    """
    drawn = found.svg.replace("<svg ", '<svg style="color-scheme:light dark" ', 1)
    source = base64.b64encode(drawn.encode("utf-8", "replace")).decode()
    return (
        f'<img class="media {size}" src="data:image/svg+xml;base64,{source}" alt="{parts.text(found.alt)}">'
    )
