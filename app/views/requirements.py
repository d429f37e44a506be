"""Requirements of a framework. Each opens to its evidence: the figures, what is missing, and who stated the rest."""

from __future__ import annotations

from urllib.parse import quote

from fairwitness.app.views import numbers, parts
from fairwitness.app.views.portion import PART
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Evidence
from fairwitness.reports.charts.figure import slug
from fairwitness.reports.frameworks.held import Held, held
from fairwitness.reports.frameworks.matrix import Matrix, Row


def requirements(found: Matrix, rows: tuple[Row, ...], audit: str, record: Record) -> str:
    """Some of the rows of a framework as a list; each opens with a click or the space bar."""
    items = "".join(f"<li>{_requirement(found, row, audit, record)}</li>" for row in rows)
    return f'<ul class="reqs" aria-label="Requirements of {parts.text(found.facts.title)}">{items}</ul>'


def _requirement(found: Matrix, row: Row, audit: str, record: Record) -> str:
    one = row.control
    evidence = "".join(_evidence(each, audit, record) for each in one.evidence)
    said = "".join(
        f"<li><b>{parts.text(each.title)}:</b> <span dir='auto'>{parts.text(each.text)}</span>"
        f'<span class="m"> {parts.text(each.source)}.</span></li>'
        for each in row.said
    )
    entries = (
        ("It asks", parts.text(f"{row.asks} {row.owed_by}".strip())),
        ("The record shows", parts.text(one.supports)),
        ("Evidence", f"<ul>{evidence}</ul>" if evidence else ""),
        ("Stated", f"<ul>{said}</ul>" if said else ""),
        ("A named person", _left(row)),
        ("This does not show", parts.text(one.not_shown)),
        ("Where it stands", parts.text(f"{row.clause} ({one.id}), {found.facts.version}")),
        ("Applies from", parts.text(row.when)),
    )
    body = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in entries if value)
    head = (
        f'<span class="n">{parts.text(one.title)}</span>{parts.chip(row.status)}'
        f'<span class="m">{parts.text(row.clause)}</span>'
    )
    return (
        f'<details class="req" id="{slug(found.facts.id, one.id)}"><summary>{head}</summary>'
        f'<dl class="req">{body}</dl></details>'
    )


def _left(row: Row) -> str:
    if not row.left:
        return "" if row.said else "Nothing is left to state."
    return f'{parts.text(row.left)} <a href="#statements" target="_self">To the statements</a>'


def _evidence(each: Evidence, audit: str, record: Record) -> str:
    """One kind of evidence: whether it is held, why not, and the figures themselves with a link to their section."""
    word = "held" if each.held else "not held in full"
    figures = held(each.key, record, numbers.words())
    return (
        f"<li><b>{parts.text(each.title)}</b>, {word}. "
        f'<span class="m">{parts.text(each.where)}</span>{"" if figures is None else _figures(figures, audit)}</li>'
    )


def _figures(figures: Held, audit: str) -> str:
    part = f"&{PART}={figures.anchor}" if figures.section == "Explanations" else ""
    anchor = f"#{figures.anchor}" if figures.anchor else ""
    address = f"{figures.section.lower()}?audit={quote(audit)}{part}{anchor}"
    more = f" {numbers.words().count(figures.more)} more stand there." if figures.more else ""
    return (
        f"{parts.facts(figures.lines)}"
        f'<p class="m"><a href="{parts.text(address)}" target="_self">Open it under {figures.section}</a>.{more}</p>'
    )
