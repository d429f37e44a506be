"""Energy of the audit by phase: measured is solid, estimated is a dashed outline and says so."""

from __future__ import annotations

from collections.abc import Sequence

from fairwitness.audits.record.schema import Energy, PhaseEnergy
from fairwitness.reports.charts import draw
from fairwitness.reports.charts.bars import Bar, bars
from fairwitness.reports.charts.figure import Canvas, Figure, Table
from fairwitness.reports.language import Words


def energy(account: Energy, canvas: Canvas) -> Figure | None:
    """Watt-hours, or thousandths of them, by phase; none if no phase was metered."""
    words, phases = canvas.words, account.phases
    known = [p for p in phases if p.kwh is not None]
    if not known:
        return None
    top = max(p.kwh or 0 for p in known)
    factor, title = (1e3, "energy.axis") if top >= 1e-3 else (1e6, "energy.axis_milli")
    drawn = [
        Bar(
            _name(p, words), 0, p.kwh, _figure(p, words), canvas.theme.accent, outline=p.method == "estimated"
        )
        for p in phases
    ]
    axis = draw.scale([0.0, top or 1e-9], factor=factor, title=words(title))
    largest = max(known, key=lambda p: p.kwh or 0)
    how = {p.method for p in known}
    kind = "both" if len(how) == 2 else next(iter(how))
    return Figure(
        key="energy",
        title=words("energy.title", phase=_name(largest, words), energy=words.energy(largest.kwh)),
        subtitle=words(f"energy.subtitle_{kind}"),
        alt="; ".join(
            f"{_name(p, words)}: {words.energy(p.kwh)}, {words(f'energy.{p.method}')}, {words.seconds(p.seconds)}"
            for p in phases
        )
        + ".",
        vega=bars(drawn, canvas, axis),
        table=_table(phases, words),
        source=words("energy.source", tracker=account.tracker or words("energy.no_tracker")),
    )


def _name(p: PhaseEnergy, words: Words) -> str:
    """What a phase is called; one that this language has no name for, what the record calls it."""
    return words.of("phase", p.name)


def _figure(p: PhaseEnergy, words: Words) -> str:
    if p.method == "estimated" and p.kwh is not None:
        return f"{words.energy(p.kwh)}, {words('energy.estimated')}"
    return words.energy(p.kwh)


def _table(phases: Sequence[PhaseEnergy], words: Words) -> Table:
    head = tuple(words(f"head.{name}") for name in ("phase", "time", "energy", "co2", "how"))
    body = tuple(
        (
            _name(p, words),
            words.seconds(p.seconds),
            words.energy(p.kwh),
            words("said.not_given") if p.kg_co2e is None else f"{words.number(1e6 * p.kg_co2e, 2)} mg",
            words(f"energy.{p.method}") + (f": {p.reason}" if p.reason else ""),
        )
        for p in phases
    )
    return Table(words("energy.caption"), head, body, frozenset(head[1:4]))
