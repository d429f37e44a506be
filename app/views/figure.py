"""A figure on a page: the finding, the measure, the chart with its words, the source, the same as table and file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from zlib import crc32

import streamlit as st

from fairwitness.app.views import parts
from fairwitness.app.views.style import canvases
from fairwitness.reports.charts import Canvas, Figure, Table
from fairwitness.reports.csv_safe import inert
from fairwitness.reports.plain import plain

Draw = Callable[[Canvas], Figure | None]


def figure(
    draw: Draw, *, level: int = 3, width: int = 760, open_table: bool = False, key: str | None = None
) -> bool:
    """Set a figure; False if there is nothing to draw. `key` tells it from another drawing of the same."""
    wide, narrow = canvases(width)
    found = draw(wide)
    if found is None:
        return False
    small = draw(narrow) or found
    parts.html(
        f'<div class="fig"><h{level} class="f">{parts.text(found.title)}</h{level}>'
        f'<p class="sub">{parts.text(found.subtitle)}</p></div>'
    )
    key = _key(key or found.key)
    for name, one in (("wide", found), ("narrow", small)):
        with st.container(key=f"{name}-{key}"):
            st.vega_lite_chart(
                spec=dict(one.vega),
                theme=None,
                width="content",
                key=f"chart-{name}-{key}",
                alt=plain(one.alt),
            )
    parts.html(parts.muted(found.source))
    if open_table:
        parts.html(parts.table(found.table, label=f"Table: {found.title}"))
        _csv(found.table, key, f"{key}.csv")
        return True
    table_twin(found.table, found.title, key, file=f"{key}.csv")
    return True


def table_twin(
    table: Table, title: str, key: str, *, file: str, label: str = "The same figures as a table"
) -> None:
    """Figures as a table and as a file, folded away."""
    with st.expander(label):
        parts.html(parts.table(table, label=f"Table: {title}"))
        _csv(table, key, file)


def open_table(table: Table, key: str, *, file: str) -> None:
    """Figures that are read as a table, and the same as a file."""
    parts.html(parts.table(table))
    _csv(table, key, file)


def _csv(table: Table, key: str, file: str) -> None:
    st.download_button("Download CSV", csv_text(table), file, "text/csv", key=f"csv-{key}", on_click="ignore")


def csv_text(table: Table) -> str:
    """A table as CSV. What a spreadsheet would run begins with an apostrophe; figures stay figures."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows(map(_cell, row) for row in (table.columns, *table.rows))
    return out.getvalue()


def _cell(cell: str) -> str:
    return cell if _is_number(cell) else inert(cell)


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "").rstrip("%"))
    except ValueError:
        return False
    return True


def _key(name: str) -> str:
    """A figure's key as a name for the style sheet and for files."""
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower())
    plain_already = kept == name and len(kept) <= 60
    return kept if plain_already else f"{kept[:48]}-{crc32(name.encode('utf-8', 'replace')):08x}"
