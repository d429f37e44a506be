from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.energy import EnergyMeter, grid_of, meter, tracker, window
from fairwitness.audits.energy.timeline import Timeline
from fairwitness.audits.energy.tracker import CodeCarbonSource, Reading
from fairwitness.audits.energy.use import PhaseTime, PowerFound, energy_use
from fairwitness.errors import FairwitnessError, PlanError

JOULES = 3.6e6


class FakeSource:
    """A machine that draws the same power all the time."""

    name = "fake 1.0"
    hardware = "abacus; CPU: modelled"

    def __init__(self, watts=36.0, *, counted=0.0, delay=0.0, failure=None, read_failure=None):
        self.watts, self.counted, self.delay = watts, counted, delay
        self.failure, self.read_failure = failure, read_failure
        self.users = self.opened = 0
        self.began = time.perf_counter()

    def open(self):
        time.sleep(self.delay)
        if self.failure:
            raise self.failure
        self.users += 1
        self.opened += 1

    def read(self):
        if self.read_failure:
            raise self.read_failure
        now = time.perf_counter()
        kwh = self.watts * (now - self.began) / JOULES
        return Reading(now, kwh, kwh * self.counted)

    def close(self):
        self.users -= 1


@pytest.fixture(autouse=True)
def short_waits(monkeypatch, request):
    for thread in threading.enumerate():
        if thread.name == "energy-start":
            thread.join(10)  # an audit that was refused at once lets go of the real tracker when that is up
    # a record that a test made without closing its meter leaves the real tracker, and its filter, behind
    monkeypatch.setattr(logging.getLogger("codecarbon"), "filters", [])
    if "real" not in request.node.name:
        monkeypatch.setattr(meter, "SHORTEST_WINDOW_SECONDS", 0.02)


def up(source: FakeSource) -> EnergyMeter:
    built = EnergyMeter("DEU", source=source)
    built.start()
    opened(source)
    return built


def opened(source: FakeSource) -> None:
    """Wait until the source is open and has been read, however busy the machine is."""
    while not source.opened:
        time.sleep(0.001)
    time.sleep(0.05)


def test_known_power_gives_known_energy():
    source = FakeSource(watts=36.0)
    built = up(source)
    with built.phase("check"):
        time.sleep(0.1)
    use = built.result()
    (phase,) = use.phases
    assert use.mean_power_watts == pytest.approx(36.0)
    assert phase.kwh == pytest.approx(36.0 * phase.seconds / JOULES, rel=1e-6)
    assert phase.kg_co2e == pytest.approx(phase.kwh * 0.38095)
    assert (use.tracker, use.hardware, use.mode) == ("fake 1.0", "abacus; CPU: modelled", "machine")
    assert source.users == 0


def test_phases_that_fill_the_window_add_up_to_it():
    source = FakeSource(watts=50.0)
    built = up(source)
    before, loading = source.read(), 0.0
    for name in ("load", "predict", "check", "load"):
        began = time.perf_counter()
        with built.phase(name):
            time.sleep(0.06)
        loading += time.perf_counter() - began if name == "load" else 0.0
    after = source.read()
    use = built.result()
    assert [phase.name for phase in use.phases] == ["load", "predict", "check"]
    assert sum(phase.kwh for phase in use.phases) == pytest.approx(after.kwh - before.kwh, rel=0.03)
    assert sum(phase.kwh for phase in use.phases) == pytest.approx(use.kwh)
    assert use.phases[0].seconds == pytest.approx(loading, abs=0.03)


def test_measured_needs_counters_and_a_tracked_phase():
    counted = up(FakeSource(counted=0.9))
    with counted.phase("check"):
        time.sleep(0.06)
    use = counted.result()
    assert use.phases[0].method == "measured"
    assert use.counted_share == pytest.approx(0.9)
    assert "Hardware counters gave 90%" in use.note

    source = FakeSource(counted=0.9, delay=0.05)
    late = EnergyMeter(source=source)
    with late.phase("load"):
        opened(source)
    with late.phase("check"):
        time.sleep(0.06)
    use = late.result()
    assert [phase.method for phase in use.phases] == ["estimated", "measured"]
    assert "given the same mean power" in use.note

    modelled = up(FakeSource(counted=0.4))
    with modelled.phase("check"):
        time.sleep(0.06)
    assert modelled.result().phases[0].method == "estimated"


def test_a_run_that_ends_before_the_tracker_is_up_says_so():
    built = EnergyMeter(source=FakeSource(delay=0.15))
    with built.phase("load"):
        time.sleep(0.06)
    use = built.result()
    assert use.phases[0].kwh is not None
    assert use.phases[0].method == "estimated"
    assert "over before power could be read" in use.note


def test_a_phase_too_short_has_no_figure_but_counts_in_the_total():
    built = up(FakeSource())
    with built.phase("long"):
        time.sleep(0.06)
    with built.phase("short"):
        time.sleep(0.01)
    use = built.result()
    long, short = use.phases
    assert short.kwh is None
    assert short.kg_co2e is None
    assert short.reason is not None
    assert "too short" in short.reason
    assert long.reason is None
    assert use.kwh == pytest.approx(36.0 * (long.seconds + short.seconds) / JOULES, rel=1e-3)


def test_nested_phases_are_refused_and_leave_the_meter_usable():
    built = up(FakeSource())
    inner = built.phase("inner")
    with built.phase("outer"), pytest.raises(FairwitnessError, match="'inner' inside 'outer'"):
        inner.__enter__()
    with built.phase("next"):
        pass
    assert [phase.name for phase in built.result().phases] == ["outer", "next"]


def test_an_error_inside_a_phase_closes_it():
    built = up(FakeSource())
    with pytest.raises(ZeroDivisionError), built.phase("check"):
        _ = 1 / 0
    with built.phase("report"):
        pass
    assert len(built.result().phases) == 2


def test_result_may_come_before_and_after_the_report():
    source = FakeSource()
    built = up(source)
    with built.phase("check"):
        time.sleep(0.06)
    first = built.result()
    assert built.result() == first
    with built.phase("report"):
        time.sleep(0.06)
        during = built.result()
        assert during.phases[1].seconds == pytest.approx(0.06, abs=0.03)
    last = built.result()
    assert last.phases[0].seconds == first.phases[0].seconds
    assert last.phases[0].kwh == pytest.approx(first.phases[0].kwh)
    assert last.phases[1].seconds >= during.phases[1].seconds
    assert source.users == 0


def test_meters_at_the_same_time_do_not_count_the_machine_twice():
    source = FakeSource(watts=40.0)
    began = source.read()
    barrier = threading.Barrier(2)
    found = []

    def audit():
        built = up(source)
        barrier.wait()
        with built.phase("check"):
            time.sleep(0.15)
        found.append(built.result())

    threads = [threading.Thread(target=audit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    claimed = sum(use.kwh for use in found)
    assert 0.8 * 40.0 * 0.15 / JOULES <= claimed <= source.read().kwh - began.kwh
    assert all("divided equally" in use.note for use in found)
    assert source.users == 0


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.floats(0, 10)), max_size=30))
def test_the_timeline_gives_each_second_out_once(steps):
    clock, busy = 0.0, 0.0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fairwitness.audits.energy.timeline.perf_counter", lambda: clock)
        line, open_now, given_out = Timeline(), set(), 0.0
        for enters, key, wait in steps:
            busy += wait if open_now else 0.0
            clock += wait
            if enters and key not in open_now:
                line.enter(key)
                open_now.add(key)
            elif not enters and key in open_now:
                given_out += line.leave(key)[1]
                open_now.remove(key)
        given_out += sum(line.so_far(key)[1] for key in open_now)
    assert given_out == pytest.approx(busy)


@given(
    st.lists(st.floats(0.05, 1e4), min_size=1, max_size=6),
    st.floats(0.1, 2000.0),
    st.floats(1.0, 1e5),
)
def test_energy_is_power_times_time(seconds, watts, window_seconds):
    times = [PhaseTime(str(n), value, value, "whole") for n, value in enumerate(seconds)]
    power = PowerFound(window_seconds, watts * window_seconds / JOULES, 0.0, "fake", "abacus")
    use = energy_use(times, power, grid_of("FRA"))
    for phase in use.phases:
        assert phase.kwh == pytest.approx(watts * phase.seconds / JOULES)
        assert phase.kg_co2e == pytest.approx(phase.kwh * 0.056039)
    assert use.kwh == pytest.approx(sum(phase.kwh for phase in use.phases))


@pytest.mark.parametrize("when", ["failure", "read_failure"])
def test_a_tracker_that_fails_does_not_stop_the_audit(when):
    source = FakeSource(**{when: OSError("no such counter")})
    built = EnergyMeter("DEU", source=source)
    with built.phase("check"):
        time.sleep(0.06)
    use = built.result()
    assert use.phases[0].seconds >= 0.06
    assert use.phases[0].kwh is use.phases[0].kg_co2e is use.kwh is use.mean_power_watts is None
    assert use.note == "No energy figure: OSError: no such counter."
    assert use.phases[0].reason == "OSError: no such counter."
    assert source.users == 0


def test_a_tracker_that_is_late_is_not_waited_for_longer_than_asked():
    source = FakeSource(delay=0.3)
    built = EnergyMeter(source=source)
    with built.phase("check"):
        pass
    began = time.perf_counter()
    use = built.result(patience=0.05)
    assert time.perf_counter() - began < 0.2
    assert "could not be read within 0.05 s" in use.note
    time.sleep(0.4)
    assert source.opened == 1
    assert source.users == 0


def test_start_returns_at_once_from_any_thread():
    took = []

    def start():
        began = time.perf_counter()
        EnergyMeter(source=FakeSource(delay=0.2)).start()
        took.append(time.perf_counter() - began)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert took[0] < 0.1


def test_leaving_the_with_block_lets_go_of_the_tracker():
    source = FakeSource()
    with suppress(ZeroDivisionError), EnergyMeter(source=source) as built, built.phase("check"):
        time.sleep(0.02)
        _ = 1 / 0
    time.sleep(0.02)
    assert source.opened == 1
    assert source.users == 0


def test_switched_off_means_times_only_and_no_tracker():
    source = FakeSource()
    built = EnergyMeter("DEU", enabled=False, source=source)
    built.start()
    with built.phase("check"):
        time.sleep(0.01)
    use = built.result()
    assert source.opened == 0
    assert use.phases[0].seconds >= 0.01
    assert use.kwh is None
    assert "switched off" in use.note


def test_without_a_country_there_is_no_co2_and_that_is_said():
    built = up(FakeSource())
    with_country = built.result()
    bare = EnergyMeter(source=FakeSource())
    with bare.phase("check"):
        time.sleep(0.06)
    use = bare.result()
    assert use.phases[0].kwh is not None
    assert use.phases[0].kg_co2e is use.kg_co2e is use.country is use.carbon_intensity_kg_per_kwh is None
    assert "No country was given" in use.note
    assert "Germany (2023), 381 g per kWh" in with_country.note


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("Germany", "Did you mean 'DEU' (Germany)?"),
        ("deu", "Did you mean 'DEU' (Germany)?"),
        ("DE", "Did you mean 'DEU' (Germany)?"),
        ("Frence", "Did you mean 'FRA' (France)?"),
        ("", "Leave the country out"),
        ("1234567", "Leave the country out"),
    ],
)
def test_an_unknown_country_is_refused_before_anything_runs(code, hint):
    with pytest.raises(PlanError) as caught:
        EnergyMeter(code)
    assert f"Got {code!r} instead" in str(caught.value)
    assert hint in str(caught.value)


def test_the_record_is_plain_json():
    built = up(FakeSource())
    with built.phase("check"):
        time.sleep(0.06)
    use = built.result()
    plain = json.loads(json.dumps(use.to_dict(), allow_nan=False))
    assert plain["phases"][0]["name"] == "check"
    assert plain["kwh"] == use.kwh
    assert set(plain["phases"][0]) == {"name", "seconds", "kwh", "kg_co2e", "method", "reason"}


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


def test_a_window_left_unread_lets_go():
    source = FakeSource()
    stretch = window.Window(source)
    assert stretch.close(patience=1.0, at_least=0.0) is not None
    assert source.users == 0


def test_countries_are_listed_by_name() -> None:
    from fairwitness.audits.energy.grid import countries, grid_of

    known = countries()
    assert known["DEU"] == "Germany"
    assert list(known.values()) == sorted(known.values())
    assert all(grid_of(code).name == name for code, name in known.items())
