"""Energy of the audit by phase: measured is solid, estimated is a dashed outline and says so."""

from __future__ import annotations

from collections.abc import Sequence

from fairwitness.audits.record.schema import Energy, PhaseEnergy
from fairwitness.reports import format as fmt
from fairwitness.reports.charts import draw
from fairwitness.reports.charts.bars import Bar, bars
from fairwitness.reports.charts.figure import Canvas, Figure, Table


def energy(account: Energy, canvas: Canvas) -> Figure | None:
    """Watt-hours, or thousandths of them, by phase; none if no phase was metered."""
    phases = account.phases
    known = [p for p in phases if p.kwh is not None]
    if not known:
        return None
    top = max(p.kwh or 0 for p in known)
    factor, unit = (1e3, "watt-hours") if top >= 1e-3 else (1e6, "milliwatt-hours")
    drawn = [
        Bar(p.name, 0, p.kwh, _figure(p), canvas.theme.accent, outline=p.method == "estimated")
        for p in phases
    ]
    axis = draw.scale([0.0, top or 1e-9], factor=factor, title=f"Energy, {unit}")
    largest = max(known, key=lambda p: p.kwh or 0)
    how = {p.method for p in known}
    words = "measured and estimated figures are not added up" if len(how) == 2 else f"all {next(iter(how))}"
    return Figure(
        key="energy",
        title=f"The phase '{largest.name}' used most: {fmt.energy(largest.kwh)}.",
        subtitle=f"Energy of this audit by phase; {words}. Dashed: estimated.",
        alt="; ".join(f"{p.name}: {fmt.energy(p.kwh)}, {p.method}, {fmt.seconds(p.seconds)}" for p in phases)
        + ".",
        vega=bars(drawn, canvas, axis),
        table=_table(phases),
        source=f"Metered by {account.tracker or 'no named tracker'}.",
    )


def _figure(p: PhaseEnergy) -> str:
    return fmt.energy(p.kwh) + (", estimated" if p.method == "estimated" and p.kwh is not None else "")


def _table(phases: Sequence[PhaseEnergy]) -> Table:
    head = ("Phase", "Time", "Energy", "CO2 equivalent", "How")
    body = tuple(
        (
            p.name,
            fmt.seconds(p.seconds),
            fmt.energy(p.kwh),
            "not given" if p.kg_co2e is None else f"{fmt.number(1e6 * p.kg_co2e, 2)} mg",
            p.method + (f": {p.reason}" if p.reason else ""),
        )
        for p in phases
    )
    return Table("Energy by phase.", head, body, frozenset(head[1:4]))
