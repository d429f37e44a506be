"""The section on energy: figures as chart, table and file; how they came about; and none where nothing was metered."""

from __future__ import annotations

import records
from test_pages import app, sane

from fairwitness.audits.record.schema import Energy
from fairwitness.reports.energy import NOT_METERED


def test_phases_stand_in_a_chart_a_table_and_a_file(keep) -> None:
    keep(records.full())
    found = app("energy", audit="kept")
    said = sane(found)
    assert "partly estimated" in said
    assert "Energy by phase." in said
    assert "Download CSV" in [one.label for one in found.get("download_button")]
    assert {one.proto.anchor for one in found.header} == {"phases"}
    assert "How this was metered" in said
    assert "A watt-hour (Wh) is what a lamp of 10 watts uses" in said
    assert "not given, because no country was set" in said


def test_phases_have_plain_names(keep) -> None:
    phase = records.full().energy.phases[0].model_copy(update={"name": "explain"})
    keep(records.full().with_energy(Energy(phases=(phase,))))
    said = sane(app("energy", audit="kept"))
    assert "Explaining the model" in said
    assert ">explain<" not in said


def test_without_a_meter_there_is_no_figure(keep) -> None:
    keep(records.full().with_energy(Energy()))
    found = app("energy", audit="kept")
    said = sane(found)
    assert NOT_METERED in said
    assert "mWh" not in said
    assert not found.get("download_button")
