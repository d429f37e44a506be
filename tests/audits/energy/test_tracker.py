from __future__ import annotations

import logging
import subprocess
import sys
import time

import pytest

from fairwitness.audits.energy import EnergyMeter, grid_of, tracker
from fairwitness.audits.energy.tracker import CodeCarbonSource


class FakeTracker:
    """CodeCarbon's shape: counts per part, hands over through the handler, swallows its failures."""

    class CPU:
        _mode = "intel_rapl"

    class RAM:
        pass

    def __init__(self, inbox, *, broken=False):
        self.inbox, self.broken, self.running = inbox, broken, False
        self._hardware = [self.RAM(), self.CPU()]
        self.energy_consumed = self.cpu_energy = self.gpu_energy = self.ram_energy = 0.0

    def start(self):
        self.running = True

    def flush(self):
        if self.broken:
            logging.getLogger("codecarbon").warning("swallowed", exc_info=PermissionError("energy_uj"))
            return
        self.cpu_energy += 3.0
        self.ram_energy += 1.0
        self.energy_consumed += 4.0
        self.inbox.out(self, self)

    def stop(self):
        self.running = False

    def get_detected_hardware(self):
        return {"cpu_model": "Abacus 9"}


def test_one_tracker_serves_all_and_stops_with_the_last(monkeypatch):
    made = []

    def make(inbox):
        made.append(FakeTracker(inbox))
        return made[-1]

    monkeypatch.setattr(tracker, "_new_tracker", make)
    source = CodeCarbonSource()
    source.open()
    source.open()
    assert len(made) == 1
    assert source.hardware == "Abacus 9; CPU: hardware counters (intel_rapl); RAM: modelled"
    one, two = source.read(), source.read()
    assert (two.kwh - one.kwh, two.counted_kwh - one.counted_kwh) == (4.0, 3.0)
    source.close()
    assert made[0].running
    source.close()
    assert not made[0].running
    assert source.read() == two
    source.open()
    assert source.read().kwh == two.kwh + 8.0
    source.close()
    assert logging.getLogger("codecarbon").filters == []


def test_what_codecarbon_swallows_becomes_the_reason(monkeypatch, capfd):
    monkeypatch.setattr(tracker, "_new_tracker", lambda inbox: FakeTracker(inbox, broken=True))
    built = EnergyMeter(source=CodeCarbonSource())
    with built.phase("check"):
        time.sleep(0.06)
    use = built.result()
    assert "PermissionError('energy_uj')" in use.note
    assert use.phases[0].kwh is None
    assert capfd.readouterr() == ("", "")


def test_real_run_is_silent_offline_and_consistent(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CODECARBON_SAVE_TO_FILE", "true")
    monkeypatch.setenv("CODECARBON_EMISSIONS_ENDPOINT", "http://127.0.0.1:9")
    called = []
    monkeypatch.setattr("socket.socket.connect", lambda *args: called.append(args))
    began = time.perf_counter()
    built = EnergyMeter("SWE")
    built.start()
    assert time.perf_counter() - began < 0.5
    with built.phase("check"):
        while time.perf_counter() - began < 0.2:
            pass
    use = built.result()
    assert use.tracker is not None
    assert use.tracker.startswith("codecarbon 3")
    assert use.mean_power_watts > 0
    (phase,) = use.phases
    assert phase.kwh > 0
    assert phase.kg_co2e == pytest.approx(phase.kwh * grid_of("SWE").kg_per_kwh)
    assert phase.method == "estimated"
    assert (use.counted_share > 0) == ("hardware counters" in use.hardware)

    with built.phase("report"):
        time.sleep(0.3)
    again = built.result()
    counted = "CPU: hardware counters" in again.hardware and again.counted_share > 0.5
    if not counted:
        assert {item.method for item in again.phases} == {"estimated"}
    bare = EnergyMeter()
    with bare.phase("check"):
        time.sleep(0.06)
    assert bare.result().kg_co2e is None
    assert called == []
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_real_start_does_not_hold_up_or_print_at_exit(tmp_path):
    code = "from fairwitness.audits.energy import EnergyMeter as M; import time; M().start(); time.sleep(0.3)"
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert time.perf_counter() - began < 10
    assert list(tmp_path.iterdir()) == []


def test_the_package_alone_imports_neither_codecarbon_nor_pandas():
    code = (
        "import sys; from fairwitness.audits.energy import EnergyMeter; EnergyMeter('DEU');"
        "assert not {'codecarbon', 'pandas'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
