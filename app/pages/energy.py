"""What the audit itself used, phase by phase; measured and estimated are told apart."""

from __future__ import annotations

import streamlit as st

from fairwitness.app.views import parts, result
from fairwitness.app.views.figure import figure
from fairwitness.audits.record.schema import Energy
from fairwitness.reports import charts, view
from fairwitness.reports.format import number, seconds


def render() -> None:
    """Draw the section."""
    opened = result.opened("Energy")
    if opened is None:
        return
    _, record = opened
    account = record.energy
    if not any(phase.kwh is not None for phase in account.phases):
        parts.html(parts.lede("The energy of this audit was not metered."))
    else:
        parts.html(
            parts.lede(
                f"This audit used {view.energy_total(record)}, in {seconds(sum(p.seconds for p in account.phases))}."
            )
        )
    main, side = st.columns([2.35, 1], gap="large")
    with main:
        figure(lambda canvas: charts.energy(account, canvas), level=2, open_table=True)
    with side:
        parts.html(
            parts.aside(
                "How this was metered",
                parts.facts(_facts(account)) + (f"<p>{parts.text(account.note)}</p>" if account.note else ""),
            )
        )


def _facts(account: Energy) -> list[tuple[str, str]]:
    carbon = "not given, because no country was set"
    if account.kg_co2e is not None:
        carbon = f"{number(1e6 * account.kg_co2e, 2)} mg CO2 equivalent"
    rows = [
        ("Carbon", carbon),
        ("Country", account.country or ""),
        (
            "Grid",
            f"{number(account.carbon_intensity_kg_per_kwh, 3)} kg per kWh"
            if account.carbon_intensity_kg_per_kwh is not None
            else "",
        ),
        (
            "Mean power",
            f"{number(account.mean_power_watts, 1)} W" if account.mean_power_watts is not None else "",
        ),
        ("Meter", account.tracker or ""),
        ("Hardware", account.hardware or ""),
    ]
    return [(name, value) for name, value in rows if value]
