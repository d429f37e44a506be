import records

from fairwitness.audits.record.schema import Energy, PhaseEnergy
from fairwitness.reports.charts import Canvas, energy


def phase(kwh, method="measured"):
    return PhaseEnergy(name="explain", seconds=1, kwh=kwh, kg_co2e=None, method=method)


def test_measured_is_solid_estimated_is_dashed_and_unknown_is_no_zero():
    values = energy(records.energy(), Canvas()).vega["data"]["values"]
    assert [v["kind"] for v in values] == ["bar", "bar", "outline", "none"]
    assert [v["shown"] for v in values] == ["0.02 mWh", "0.31 mWh", "0.02 mWh, estimated", "not measured"]
    assert values[3]["end"] is None


def test_the_unit_follows_the_size():
    small, large = (energy(Energy(phases=(phase(kwh),)), Canvas()) for kwh in (2e-7, 0.02))
    titles = [f.vega["layer"][0]["encoding"]["x"]["axis"]["title"] for f in (small, large)]
    assert titles == ["Energy, milliwatt-hours", "Energy, watt-hours"]
    assert large.table.rows[0][2] == "20.00 Wh"


def test_nothing_metered_gives_no_chart():
    assert energy(Energy(), Canvas()) is None
    assert energy(Energy(phases=(phase(None),)), Canvas()) is None


def test_a_phase_of_exactly_nothing_can_be_drawn():
    assert (
        energy(Energy(phases=(phase(0.0),)), Canvas()).alt
        == "Explaining the model: 0.00 mWh, measured, 1.00 s."
    )
