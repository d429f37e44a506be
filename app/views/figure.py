"""A figure on a page: the finding, the measure, the chart with its words, the source, the same as table and file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Final
from zlib import crc32

import streamlit as st

from fairwitness.app.views import numbers, parts
from fairwitness.app.views.style import canvases
from fairwitness.reports.charts import Canvas, Figure, Table
from fairwitness.reports.csv_safe import inert
from fairwitness.reports.format import MINUS
from fairwitness.reports.language import ENGLISH, Words
from fairwitness.reports.plain import plain

Draw = Callable[[Canvas], Figure | None]
_TWIN: Final = "The same figures as a table"
_FIGURE: Final = re.compile(rf"[+{MINUS}]?\d+(?:,\d{{3}})*(?:\.\d+)?%?")
Tabled = Callable[[Words], Table | None]
"""Makes a table in a form: in that of the reader for the page, as in English for the file."""


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
    with nullcontext() if open_table else st.expander(_TWIN):
        parts.html(parts.table(found.table, label=f"Table: {found.title}"))
        _csv(partial(_table_of, draw, replace(wide, words=ENGLISH)), key, f"{key}.csv")
    return True


def _table_of(draw: Draw, canvas: Canvas) -> Table | None:
    found = draw(canvas)
    return None if found is None else found.table


def table_twin(made: Tabled, key: str, *, file: str, label: str = _TWIN, title: str | None = None) -> None:
    """Figures as a table and as a file, folded away. ``title`` is what the table is of; its caption if left out."""
    table = _shown(made)
    with st.expander(label):
        parts.html(parts.table(table, label=f"Table: {title or table.caption}"))
        _csv(partial(made, ENGLISH), key, file)


def open_table(made: Tabled, key: str, *, file: str) -> None:
    """Figures that are read as a table, and the same as a file."""
    parts.html(parts.table(_shown(made)))
    _csv(partial(made, ENGLISH), key, file)


def _shown(made: Tabled) -> Table:
    table = made(numbers.words())
    assert table is not None, "what there is no table of is not set"
    return table


def _csv(made: Callable[[], Table | None], key: str, file: str) -> None:
    """The file of a table, made when somebody asks for it."""
    st.download_button(
        "Download CSV", partial(_written, made), file, "text/csv", key=f"csv-{key}", on_click="ignore"
    )


def _written(made: Callable[[], Table | None]) -> str:
    table = made()
    return "" if table is None else csv_text(table)


def csv_text(table: Table) -> str:
    """A table as CSV. What a spreadsheet would run begins with an apostrophe; figures stay figures.

    In columns of figures they are written for a program: without thousands, and with the minus that it knows.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    figures = [column in table.right for column in table.columns]
    writer.writerow(map(_cell, table.columns))
    writer.writerows(
        [_cell(_bare(cell) if is_figure else cell) for cell, is_figure in zip(row, figures, strict=True)]
        for row in table.rows
    )
    return out.getvalue()


def _bare(cell: str) -> str:
    return cell.replace(",", "").replace(MINUS, "-") if _FIGURE.fullmatch(cell) else cell


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
