from __future__ import annotations

import json
import threading
import time
from contextlib import suppress

import pytest
from tests.audits.energy.sources import JOULES, FakeSource, opened, up

from fairwitness.audits.energy import EnergyMeter
from fairwitness.errors import FairwitnessError


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


def test_the_record_is_plain_json():
    built = up(FakeSource())
    with built.phase("check"):
        time.sleep(0.06)
    use = built.result()
    plain = json.loads(json.dumps(use.to_dict(), allow_nan=False))
    assert plain["phases"][0]["name"] == "check"
    assert plain["kwh"] == use.kwh
    assert set(plain["phases"][0]) == {"name", "seconds", "kwh", "kg_co2e", "method", "reason"}
