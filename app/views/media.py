"""An explained text or picture on a page: its marks, how far it can be trusted, and the same as table and file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairwitness.app.views import parts
from fairwitness.app.views.figure import table_twin
from fairwitness.app.views.style import theme
from fairwitness.reports.media_page import media_figure, trust

if TYPE_CHECKING:
    from fairwitness.audits.media.cases import MediaCase


def media(case: MediaCase, place: int) -> None:
    """Set the figure of a case; `place` tells it from others on the page."""
    found = media_figure(case, theme())
    parts.html(
        f'<div class="fig"><h3 class="f">{parts.text(found.title)}</h3>'
        f'<p class="sub">{parts.text(found.subtitle)}</p></div>{found.svg}{parts.muted(trust(case))}'
    )
    table_twin(found.table, found.title, f"media-{place}", file=f"{case.found.method}.csv")
